"""The clauses of a policy's text, ready to be shown, compared or written to a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from cms.policies.paragraphs import Paragraph, paragraphs

BETWEEN = "\0"  # In no text that a database holds.


@dataclass(frozen=True)
class ClauseText:
    """`key` is the clause's identity, which lasts through edits and renumbering."""

    key: str
    number: str
    heading: str
    anchor: str
    is_part: bool
    html: SafeString

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        return paragraphs(self.html)

    @cached_property
    def words(self) -> str:
        """Its text without the heading, a paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


def read_clauses(body: Any) -> list[ClauseText]:
    """All clauses, the links of all of them looked up together."""
    blocks = [(block.id or "", block.value) for block in body]
    sources = [value["text"].source or "" for _key, value in blocks]
    # Editors' rich text: Wagtail allows nothing in it but what its features name.
    html = expand_db_html(BETWEEN.join(sources)).split(BETWEEN)
    return [
        ClauseText(
            key=key,
            number=value["number"],
            heading=value["heading"],
            anchor=value.anchor,
            is_part=value.is_part,
            html=mark_safe(text),  # noqa: S308
        )
        for (key, value), text in zip(blocks, html, strict=True)
    ]
