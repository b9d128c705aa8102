"""Why a text is not taken."""

from __future__ import annotations


class MarkupRefused(ValueError):
    """The text is not taken; `reason` is a sentence for the person who wrote it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
