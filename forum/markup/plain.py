"""The words of a post without their markup: for search, mail and excerpts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it.token import Token

from forum.markup.words import FILE_REMOVED, IN_PLACE_OF_SPOILER, in_site_language

# Embeddings, overrides and isolates: left open, they would turn the words around an excerpt.
DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
ZERO_WIDTH_JOINER = "\u200d"
ENDINGS = {
    "heading_close": "\n\n",
    "bullet_list_close": "\n\n",
    "ordered_list_close": "\n\n",
    "th_close": "\t",
    "td_close": "\t",
    "tr_close": "\n",
    "table_close": "\n\n",
}


def plain_text(tokens: Sequence[Token]) -> str:
    """Paragraphs stand apart by a blank line, quotes in quotation marks, cells apart by a tab."""
    out: list[str] = []
    spoiler: int | None = None
    for token in tokens:
        if spoiler is not None:
            if token.type == "container_spoiler_close" and token.level == spoiler:
                spoiler = None
        elif token.type == "container_spoiler_open":
            spoiler = token.level
            title = spoiler_title(token)
            hidden = in_site_language(IN_PLACE_OF_SPOILER)
            out += [f"{title} {hidden}" if title else hidden, "\n\n"]
        else:
            add_block(out, token)
    words = DIRECTION_MARKS.sub("", "".join(out))
    words = "\n".join(line.rstrip() for line in words.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", words).strip()


def add_block(out: list[str], token: Token) -> None:
    if token.type == "inline":
        out.append(inline_text(token.children or []))
    elif token.type in ("fence", "code_block"):
        out += [token.content, "\n\n"]
    elif token.type == "list_item_open":
        out.append(f"{token.info}. " if token.info else list_sign(token))
    elif token.type == "list_item_close":
        if not out[-1].endswith("\n"):
            out.append("\n")
    elif token.type == "blockquote_open":
        out.append("“")
    elif token.type == "blockquote_close":
        close_quote(out)
    elif token.type == "paragraph_close":
        out.append("\n" if token.hidden else "\n\n")
    elif token.type in ENDINGS:
        out.append(ENDINGS[token.type])


def close_quote(out: list[str]) -> None:
    while not out[-1].strip():
        out.pop()
    if out[-1] == "“":
        out.pop()
    else:
        out += ["”", "\n\n"]


def list_sign(item: Token) -> str:
    """A bullet, unless the item is a task, which begins with a sign of its own."""
    return "" if item.attrs.get("class") == "task-list-item" else "• "


def inline_text(tokens: Sequence[Token]) -> str:
    return "".join(inline_word(token) for token in tokens)


def inline_word(token: Token) -> str:
    match token.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "image" | "picture":
            return inline_text(token.children or [])
        case "file_removed":
            return in_site_language(FILE_REMOVED)
        case "task":
            return "☑ " if token.meta["done"] else "☐ "
        case _:
            return token.content


def spoiler_title(token: Token) -> str:
    """The words behind `:::spoiler`, or an empty string."""
    return " ".join(token.info.split()[1:])


def excerpt(text: str, length: int = 160) -> str:
    """The first words of a plain text on one line, with an ellipsis where more follow.

    `length` counts characters, the ellipsis with them.
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = length - 1
    space = line.rfind(" ", 0, cut + 1)
    if space > 0:
        return line[:space].rstrip(" ,;:.–—-") + "…"
    while cut > 1 and joins_the_one_before(line, cut):
        cut -= 1
    return line[:cut] + "…"


def joins_the_one_before(line: str, index: int) -> bool:
    """True where a cut would part a letter from its accent, or an emoji from its own half."""
    if ZERO_WIDTH_JOINER in line[index - 1 : index + 1]:
        return True
    return unicodedata.category(line[index]) in ("Mn", "Mc", "Me", "Sk")
