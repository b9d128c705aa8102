"""The parts of what a thread is about, such as the clauses of a policy.

Whoever knows them offers them here; the thread page lists them and narrows itself to the
branches about one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from forum.access import Viewer
from forum.models import Thread

LONGEST = 20  # characters of a part's name in an address


@dataclass(frozen=True, slots=True)
class Part:
    """`value` is what addresses call it; so many branches are about it."""

    value: str
    label: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class PartList:
    heading: str | Promise
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class About:
    """One part: the paths of the posts that are about it, and where to write one more."""

    value: str
    label: str | Promise
    paths: list[str]
    write_url: str = ""


class Parts(Protocol):
    """`heading` stands above the list of them, such as "By clause"."""

    heading: str | Promise

    def listed(self, user: Viewer, thread: Thread) -> list[Part]: ...

    def about(self, user: Viewer, thread: Thread, value: str) -> About | None: ...


_offered: list[Parts] = []


def offer_parts(parts: Parts) -> None:
    _offered.append(parts)


def parts_of(user: Viewer, thread: Thread) -> PartList | None:
    """A thread that belongs to no page has none."""
    if thread.page_id is None:
        return None
    for parts in _offered:
        if found := parts.listed(user, thread):
            return PartList(parts.heading, found)
    return None


def about_part(user: Viewer, thread: Thread, value: str) -> About | None:
    if thread.page_id is None or len(value) > LONGEST or "\0" in value:
        return None
    found = (parts.about(user, thread, value) for parts in _offered)
    return next((about for about in found if about), None)
