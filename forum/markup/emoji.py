"""Emoji by name: `:thumbsup:` as people know it from elsewhere, from the table of `emoji`."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

import emoji

SHORTCODE = re.compile(r"(?<!\w):(?P<name>[a-z0-9_+-]{2,60}):", re.IGNORECASE)
NAME = re.compile(r"[a-z0-9_+-]{2,60}")
# What the table has of skin tones is left to those who type the sign itself.
SHOWN = (emoji.STATUS["component"], emoji.STATUS["fully_qualified"])


@cache
def names() -> dict[str, str]:
    """Signs by name in small letters, in the table's order; names without ASCII are left out."""
    found: dict[str, str] = {}
    for sign, entry in emoji.EMOJI_DATA.items():
        if entry["status"] not in SHOWN:
            continue
        for code in (entry["en"], *entry.get("alias", ())):
            name = code.strip(":").lower()
            if NAME.fullmatch(name) and "_skin_tone" not in name:
                found.setdefault(name, sign)
    return found


def with_emoji(text: str) -> str:
    """Signs in place of the names that exist; `10:30:45` and other colons stay as they are."""
    if text.count(":") < 2:
        return text
    return SHORTCODE.sub(lambda match: names().get(match["name"].lower(), match[0]), text)


def suggestions(start: str, *, limit: int) -> list[tuple[str, str]]:
    """Names and signs: those that begin so before those that only hold it, short ones first."""
    start = start.lower()
    found = sorted(
        (name for name in names() if start in name),
        key=lambda name: (not name.startswith(start), len(name), name),
    )
    chosen: dict[str, str] = {}
    for name in found:
        chosen.setdefault(names()[name], name)
    return [(name, sign) for sign, name in islice(chosen.items(), limit)]
