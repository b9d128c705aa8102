"""What is different as soon as a visitor's list is: each asks the read gate, in a query or two.

A thread's seq counts its every change, so ids and seqs of what a list shows say which list it is.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.prepared import Prepared
from forum.models import Board, Thread

VISITOR = AnonymousUser()
Rows = tuple[tuple[Any, ...], ...]


def thread_stamp(thread_id: int, slug: str) -> tuple[Any, ...] | None:
    """The seq of a thread that visitors may read under this address, and how the thread stands
    that its page says it goes on in."""
    found = _thread(thread_id, slug)
    return found[0] if found else None


def board_stamp(slug: str, *, page: int) -> Rows | None:
    """Of a board's first page and its pinned threads; None where a visitor sees no thread."""
    recent = _recent(slug, shape=page + 1)
    return (*recent, *_pinned(slug)) if recent else None


def boards_stamp() -> Rows:
    return tuple(_boards())


_thread = Prepared(
    lambda _shape, pk, slug: (
        Thread.objects.visible_to(VISITOR)
        .filter(pk=pk, slug=slug)
        .order_by()
        .values_list("seq", "continued_in__changed_seq", "continued_in__board__reading")
    )
)
_recent = Prepared(
    lambda shown, slug: (
        Thread.objects.visible_to(VISITOR)
        .filter(board__slug=slug)
        .order_by("-last_post_at", "-id")
        .values_list("pk", "seq")[:shown]
    )
)
_pinned = Prepared(
    lambda _shape, slug: (
        Thread.objects.visible_to(VISITOR)
        .filter(board__slug=slug, pinned_at__isnull=False)
        .order_by("-pinned_at")
        .values_list("pk", "seq")[:5]
    )
)


def _build_boards(_shape: None) -> QuerySet[Board, Any]:
    latest = Thread.objects.filter(board=OuterRef("pk"), hidden_at__isnull=True)
    return Board.objects.visible_to(VISITOR).values_list(
        "pk",
        "thread_count",
        Subquery(latest.values("pk")[:1]),
        Subquery(latest.values("seq")[:1]),
    )


_boards = Prepared(_build_boards)
