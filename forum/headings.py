"""Headings in members' words, raised to where the words stand on a page.

Words are rendered once, for a post among the replies: under its h3, so `#` is an h4. Elsewhere
the heading above them is another, and no level may be skipped.
"""

from __future__ import annotations

import re

HEADING = re.compile(r"(</?h)([4-6])(?=>)")
WORDS_STAND_UNDER = 3


def under(level: int, html: str) -> str:
    """`html` as it stands under a heading of `level`."""
    up = WORDS_STAND_UNDER - level
    return HEADING.sub(lambda found: f"{found[1]}{int(found[2]) - up}", html)
