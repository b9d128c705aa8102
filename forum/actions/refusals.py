"""Why an action did not happen, in words for the person who asked."""

from __future__ import annotations

from django.utils.functional import Promise

from forum.permissions import Verdict


class Refused(Exception):
    """The action was not allowed or not possible; `reason` is a sentence for the page."""

    def __init__(self, reason: str | Promise, *, code: str = "refused") -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.code = code


def require(verdict: Verdict) -> None:
    """Raise `Refused` with the verdict's reason unless it allows."""
    if not verdict:
        raise Refused(verdict.reason, code="forbidden")
