"""Wagtail's reports as files for spreadsheets."""

from __future__ import annotations

from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin, list_to_str

from forum.spreadsheets import cell

CSV = SpreadsheetExportMixin.FORMAT_CSV


def keep_formulas_out() -> None:
    """In every report's CSV file; Wagtail does so in its Excel files alone."""
    ways = SpreadsheetExportMixin.custom_value_preprocess
    lists = {**ways[list], CSV: lambda value: cell(list_to_str(value))}
    # The first class that fits is taken, so what fits everything comes last.
    SpreadsheetExportMixin.custom_value_preprocess = {**ways, list: lists, object: {CSV: _csv}}


def _csv(value: Any) -> Any:
    said = force_str(value, strings_only=True)
    return cell(said) if isinstance(said, str) else said
