"""What narrows a list of threads: board, topic, author and status, as its address says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.db.models import Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.models import Board, Poll, Topic
from forum.models.threads import RARE, ThreadQuerySet

# One line a status: a new one needs nothing else, but an index in RARE where it is rare.
STATUSES: dict[str, tuple[str | Promise, Q]] = {
    "open": (gettext_lazy("Open"), Q(locked_at__isnull=True)),
    "closed": (gettext_lazy("Closed"), RARE["closed"]),
    "answered": (gettext_lazy("Answered"), RARE["answered"]),
    "pinned": (gettext_lazy("Pinned"), RARE["pinned"]),
    "poll": (gettext_lazy("With a poll"), Q(pk__in=Poll.objects.order_by().values("thread"))),
}
HANDLE = re.compile(r"[a-z0-9.-]{2,30}")

Named = TypeVar("Named", Board, Topic)


@dataclass(frozen=True, slots=True)
class Filters:
    board: Board | None = None
    topic: Topic | None = None
    author: str = ""
    status: str = ""

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def values(self) -> dict[str, str]:
        """As the address holds them."""
        found = {
            "board": self.board.slug if self.board else "",
            "topic": self.topic.slug if self.topic else "",
            "author": self.author,
            "status": self.status,
        }
        return {name: value for name, value in found.items() if value}

    def narrow(self, threads: ThreadQuerySet) -> ThreadQuerySet:
        """By author and status; board and topic narrow each tab in a way of its own."""
        if self.author:
            author = User.objects.filter(handle=self.author).values("pk")[:1]
            threads = threads.filter(author=Subquery(author))
        return threads.filter(STATUSES[self.status][1]) if self.status else threads

    def chips(self, kept: Mapping[str, str]) -> list[tuple[str, str]]:
        """Each filter in words, with the address that goes on without it."""
        words = {
            "board": str(self.board),
            "topic": str(self.topic),
            "author": _("By @%(handle)s") % {"handle": self.author},
            "status": str(STATUSES[self.status][0]) if self.status else "",
        }
        return [
            (words[name], "?" + urlencode({**kept, **self._without(name)})) for name in self.values
        ]

    def _without(self, name: str) -> dict[str, str]:
        return {key: value for key, value in self.values.items() if key != name}


def read_filters(
    query: Mapping[str, str], *, boards: Iterable[Board], topics: Iterable[Topic]
) -> Filters:
    """The filters in an address; one that names nothing this person may read is a bad request."""
    author, status = query.get("author", "").strip().removeprefix("@").lower(), query.get("status")
    if author and not HANDLE.fullmatch(author):
        raise BadRequest(
            _("A handle has 2 to 30 small letters, digits, dots or hyphens. Look at the profile.")
        )
    if status and status not in STATUSES:
        raise BadRequest(_("The status is one of: %(names)s.") % {"names": ", ".join(STATUSES)})
    board = _named(
        query.get("board"), boards, _("There is no such board, or it isn't open to you.")
    )
    topic = _named(query.get("topic"), topics, _("There is no such topic. Choose one of the list."))
    return Filters(board, topic, author, status or "")


def _named(slug: str | None, rows: Iterable[Named], complaint: str) -> Named | None:
    if not slug:
        return None
    for row in rows:
        if row.slug == slug:
            return row
    raise BadRequest(complaint)
