"""Exact counts of what is unread and new to a member, by board, topic, unit, page and thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    ExpressionWrapper,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)

from forum.lists.compound import union
from forum.lists.paging import beyond
from forum.lists.reach import Reach
from forum.lists.tabs import new_threads, unread_threads
from forum.models import Post, ReadMark, Thread
from forum.models.threads import ThreadQuerySet
from forum.unread import marks_behind


@dataclass(frozen=True, slots=True)
class BoardCount:
    """Unread posts in what a member opened, and new threads, of one place."""

    posts: int = 0
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """What is unread and new in what a member follows; the oldest of it is of `at`."""

    posts: int = 0
    threads: int = 0
    started: int = 0
    at: datetime | None = None


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


def followed(reach: Reach) -> ThreadQuerySet:
    return Thread.objects.visible_to(reach.user).filter(reach.followed())


def since_in_followed(reach: Reach) -> Since:
    """Two queries. No visit is recorded: the day is that of the oldest post still unread."""
    number = ExpressionWrapper(OuterRef("number") + 1, output_field=IntegerField())
    first = Post.objects.filter(thread=OuterRef("thread_id"), number=number)
    marks = _among(marks_behind(reach.user), followed(reach))
    posts = (
        marks.filter(Q(unread__gt=0))
        .annotate(since=Subquery(first.values("created_at")[:1]))
        .aggregate(posts=Sum("unread"), threads=Count("pk"), at=Min("since"))
    )
    new = new_threads(followed(reach), reach).order_by()
    started = new.aggregate(n=Count("pk"), at=Min("created_at"))
    days = [day for day in (posts["at"], started["at"]) if day is not None]
    return Since(posts["posts"] or 0, posts["threads"], started["n"], min(days, default=None))


def news_in_followed(reach: Reach, size: int) -> ThreadQuerySet:
    """Threads with something unread or new among those that a member follows, newest first."""
    threads = followed(reach)
    pieces = [*unread_threads(threads, reach), new_threads(threads, reach)]
    ids = union([beyond(piece, "last_post_at", None)[:size] for piece in pieces])
    news = Thread.objects.visible_to(reach.user).with_people().with_polls().filter(pk__in=ids)
    return news.prefetch_related("topics").order_by("-last_post_at", "-id")[:size]


def _among(marks: QuerySet[ReadMark, Any], threads: ThreadQuerySet) -> QuerySet[ReadMark, Any]:
    """Marks in these threads, with no index but that of the marks to find them by."""
    return marks.filter(thread__in=threads.order_by().values("pk"))
