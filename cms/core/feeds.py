"""Feeds of pages, whatever characters somebody typed or pasted into them."""

from __future__ import annotations

import re
from typing import Any

from django.utils.feedgenerator import Atom1Feed

# XML 1.0, section 2.2: characters that no feed and no Word document can hold.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Without the characters that XML has no way to write."""
    return UNWRITABLE.sub("", text)


class Feed(Atom1Feed):
    """An Atom feed that one stray control character doesn't break for everybody."""

    def add_root_elements(self, handler: Any) -> None:
        self.feed = _written(self.feed)
        super().add_root_elements(handler)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, _written(item))


def _written(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _clean(value) for name, value in values.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return writable(value)
    return [_clean(part) for part in value] if isinstance(value, list | tuple) else value
