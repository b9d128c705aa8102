"""Kinds of places that other parts of the site let people write at, besides the forum's own.

The place of such a draft is the kind and the number of the thread that its words become a post
of, as in "comment:42".
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise

from forum.access import Viewer

# The number is that of a thread, a board and a post.
OWN = frozenset({"reply", "thread", "edit"})


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """What the list of drafts calls it, and where its form is."""

    name: str | Promise
    url: str


# Gets who looks and numbers of threads; gives the places that are open to them.
Find = Callable[[Viewer, Collection[int]], dict[int, DraftPlace]]
_finders: dict[str, Find] = {}


def offer_place(kind: str, find: Find) -> None:
    _finders[kind] = find


def is_place(kind: str) -> bool:
    return kind in OWN or kind in _finders


def find_places(user: Viewer, kind: str, threads: Collection[int]) -> dict[int, DraftPlace]:
    find = _finders.get(kind)
    return find(user, threads) if find and threads else {}
