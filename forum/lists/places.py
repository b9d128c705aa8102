"""Exact counts of what is unread and new to a member, by board, topic, unit, page and thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Sum

from forum.lists.reach import Reach
from forum.lists.tabs import new_threads
from forum.models import ReadMark, Thread
from forum.models.threads import ThreadQuerySet
from forum.unread import marks_behind


@dataclass(frozen=True, slots=True)
class BoardCount:
    """Unread posts in what a member opened, and new threads, of one place."""

    posts: int = 0
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """What is unread and new in what a member follows, all of it since `at`."""

    posts: int = 0
    threads: int = 0
    started: int = 0
    at: datetime | None = None
    pks: list[int] = field(default_factory=list)


def loud_threads(reach: Reach) -> ThreadQuerySet:
    """The threads that a member may read and has not muted."""
    return Thread.objects.visible_to(reach.user).filter(~reach.muted())


def counted(reach: Reach, column: str) -> dict[int, int]:
    """Unread posts of the threads that a member opened, by `column` of threads: one query."""
    key = f"thread__{column}"
    rows = _among(marks_behind(reach.user), loud_threads(reach)).order_by()
    sums = rows.filter(**{f"{key}__isnull": False}).values_list(key).annotate(n=Sum("unread"))
    return {pk: n for pk, n in sums if n}


def board_counts(reach: Reach) -> dict[int, BoardCount]:
    """Two queries, whatever the number of boards and threads."""
    posts = counted(reach, "board")
    new = new_threads(Thread.objects.visible_to(reach.user), reach).order_by()
    threads = dict(new.values_list("board").annotate(n=Count("pk")))
    return {
        pk: BoardCount(posts.get(pk, 0), threads.get(pk, 0)) for pk in posts.keys() | threads.keys()
    }


def _among(marks: QuerySet[ReadMark, Any], threads: ThreadQuerySet) -> QuerySet[ReadMark, Any]:
    """Marks in these threads, with no index but that of the marks to find them by."""
    return marks.filter(thread__in=threads.order_by().values("pk"))
