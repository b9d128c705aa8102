"""What people wrote, as a cell that no spreadsheet takes for a formula."""

from __future__ import annotations

from typing import Any

# As OWASP's page on CSV injection has them; the wide signs count in East Asian spreadsheets.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: Any) -> str:
    """The value as text, after an apostrophe where it would be reckoned."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
