"""Short Markdown as the rich text that Wagtail's editor keeps."""

from __future__ import annotations

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def rich_text(markdown: str) -> str:
    html: str = _MARKDOWN.render(markdown)
    return html.strip()
