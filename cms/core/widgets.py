"""The editor for rich text in the admin."""

from __future__ import annotations

import re
from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

NOTHING = re.compile(r"(?:<p\b[^>]*>\s*</p>\s*)*")


class SettledRichTextArea(DraftailRichTextArea):
    """Saves what the editor would save again if it were opened and left alone.

    It drops doubled spaces only on opening, and sends an empty paragraph for nothing once it has
    opened. Saved with them, an approver's untouched form would count as a change of the text,
    which the approver may then not approve.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        html: str | None = super().value_from_datadict(data, files, name)
        if not html:
            return html
        return settle(self.converter, html)


def settle(converter: ContentstateConverter, html: str) -> str:
    """Rich text as the editor saves it: new keys for paragraphs that have none."""
    settled: str = converter.to_database_format(converter.from_database_format(html))
    return "" if NOTHING.fullmatch(settled) else settled
