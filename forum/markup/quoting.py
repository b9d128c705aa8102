"""Writes the Markdown of a quote with its source."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

# Marks that mean something anywhere in a line, at its start, or as part of a bare address.
ANYWHERE = re.compile(r"[\\`*_\[\]<>&~|@]")
AT_START = re.compile(r"(?:[#+=:-]|\d{1,9}(?=[.)]))")
ADDRESS_START = re.compile(r"(?i:\b(?P<scheme>https?)(?=://)|\b(?P<www>www)(?=\.))")
NEWLINE = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
UNSAFE_IN_ADDRESS = re.compile(r"[^!-~]|[()<>\\\"'`*_\[\]]")


def quotation(*, author: str, number: int, url: str, text: str) -> str:
    """A blockquote of plain `text`, whose last line links to the post it is from.

    Nothing in `author` or `text` is read as Markdown: no link, no mention, no way out of the quote.
    """
    lines = [quoted_line(line) for line in NEWLINE.split(text.strip())]
    name = _("%(author)s, no. %(number)d") % {
        "author": literal(" ".join(author.split())),
        "number": number,
    }
    return "\n".join([*lines, ">", f"> — [{name}]({safe_address(url)})", ""])


def quoted_line(line: str) -> str:
    return f"> {literal(line.strip())}".rstrip()


def literal(line: str) -> str:
    """Escape a single line so that it reads as it stands."""
    line = "".join(char for char in line if char == "\t" or unicodedata.category(char) != "Cc")
    line = ANYWHERE.sub(r"\\\g<0>", line.replace("\t", " "))
    line = ADDRESS_START.sub(hold_apart, line)
    start = AT_START.match(line)
    if start is None:
        return line
    if start[0].isdigit():
        return f"{start[0]}\\{line[start.end() :]}"
    return f"\\{line}"


def hold_apart(match: re.Match[str]) -> str:
    r"""Turn "https" into "https\" before its colon, and "www" into "www\" before its full stop."""
    return f"{match[0]}\\"


def safe_address(url: str) -> str:
    return UNSAFE_IN_ADDRESS.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url
    )
