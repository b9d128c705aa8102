"""A policy's text: clauses whose numbers are their addresses."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import (
    CharBlock,
    RichTextBlock,
    StreamBlock,
    StreamBlockValidationError,
    StructBlock,
    StructValue,
)

from cms.core.blocks import SHORT_TEXT

NUMBER = RegexValidator(
    r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*\Z",
    gettext_lazy("Use a number such as 4, 4.2 or A.1."),
)


class Clause(StructValue):
    @property
    def anchor(self) -> str:
        return f"s{self['number']}"

    @property
    def is_part(self) -> bool:
        """Whether it heads a part of the text rather than being a paragraph of one."""
        return bool(self["heading"]) and "." not in self["number"]


class ClauseBlock(StructBlock):
    number = CharBlock(max_length=20, validators=[NUMBER], help_text=gettext_lazy("As in 4.2."))
    heading = CharBlock(required=False, max_length=200)
    text = RichTextBlock(required=False, features=SHORT_TEXT)

    class Meta:
        icon = "list-ol"
        label = gettext_lazy("Clause")
        label_format = "{number} {heading}"
        value_class = Clause
        form_attrs = {"data-overlap": reverse_lazy("clause_overlap")}  # For admin-overlap.js.

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["heading"] and not re.sub(r"<[^>]*>|\s", "", str(cleaned["text"].source)):
            raise ValidationError(_("A clause needs a heading, a text, or both."))
        return cleaned


class ClausesBlock(StreamBlock):
    """Clauses in order; each keeps its block's id through every edit and renumbering."""

    clause = ClauseBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        count = Counter(block.value["number"].lower() for block in cleaned)
        errors = {
            index: ValidationError(_("Another clause has this number already."))
            for index, block in enumerate(cleaned)
            if count[block.value["number"].lower()] > 1
        }
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned
