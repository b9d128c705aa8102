"""Words out of rich text, and HTML out of Markdown."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import get_text_for_indexing

from forum.markup import RENDERER_VERSION, render

HEADING = re.compile(r"<(/?)h([456])")
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def html_text(html: str) -> str:
    return str(get_text_for_indexing(html)).strip()


def without_keys(html: str) -> str:
    """Rich text without the keys by which the editor knows its paragraphs again."""
    return BLOCK_KEY.sub("", html)


def stream_text(stream: Any) -> str:
    """All that the blocks of a StreamField say, one part a line."""
    parts = stream.stream_block.get_searchable_content(stream)
    return "\n".join(str(part) for part in parts if str(part).strip())


def markdown_html(source: str) -> SafeString:
    """Members' markup for an editor's page, kept by its words; headings begin at level 2."""
    digest = hashlib.sha256(source.encode()).hexdigest()
    key = f"cms-markdown:{RENDERER_VERSION}:{digest}"
    html = caches["fragments"].get(key)
    if html is None:
        html = HEADING.sub(_page_heading, render(source).html)
        caches["fragments"].set(key, html)
    return mark_safe(html)  # noqa: S308 - the renderer's output is sanitised


def _page_heading(tag: re.Match[str]) -> str:
    """In a post, level 1 becomes 4; on a page, levels 1 and 2 are its sections."""
    return f"<{tag[1]}h{3 if tag[2] == '6' else 2}"
