"""What a policy's text says, whether the editor has settled its markup already or not."""

from __future__ import annotations

from typing import Any

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.core.blocks import SHORT_TEXT
from cms.core.richtext import without_keys
from cms.core.widgets import settle


def said(body: Any) -> list[tuple[str, str, str]]:
    """What the clauses say, without the ids of their blocks and the keys of their paragraphs."""
    return [
        (block.value["number"], block.value["heading"], settled(block.value["text"].source))
        for block in body
    ]


def settled(html: str) -> str:
    return without_keys(settle(ContentstateConverter(SHORT_TEXT), html))


def say_the_same(one: Any, other: Any) -> bool:
    """Of two texts of a policy, its pages or versions: whether a reader finds them equal."""
    return (one.title, settled(one.summary), said(one.body)) == (
        other.title,
        settled(other.summary),
        said(other.body),
    )
