"""Exact counts of what a member has not read.

No post is counted one by one: a thread's numbers have no gaps, so those past the watermark are
known, and what was read or removed among them is little and stands in an index. A thread with
100,000 unread posts costs what one with three does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Count,
    Expression,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import User
from forum.access import Viewer
from forum.models import Post, ReadMark, Thread
from forum.models.posts import GONE

Compiled = tuple[str, Any]


class SpansSize(Func):
    """How many numbers a mark's ranges hold."""

    output_field = IntegerField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Compiled:
        spans, params = compiler.compile(self.source_expressions[0])
        size = "SUM(json_extract(value, '$[1]') - json_extract(value, '$[0]') + 1)"
        return f"(SELECT COALESCE({size}, 0) FROM json_each({spans}))", params  # noqa: S608

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Compiled:
        spans, params = compiler.compile(self.source_expressions[0])
        size = "SUM((span->>1)::int - (span->>0)::int + 1)"
        return f"(SELECT COALESCE({size}, 0) FROM jsonb_array_elements({spans}) s(span))", params  # noqa: S608


class OutsideSpans(Func):
    """Whether a number, the first argument, is in none of a mark's ranges, the second."""

    output_field = BooleanField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Compiled:
        bounds = "json_extract(value, '$[0]') AND json_extract(value, '$[1]')"
        return self._outside(compiler, "json_each({}) span", bounds)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Compiled:
        bounds = "(span->>0)::int AND (span->>1)::int"
        return self._outside(compiler, "jsonb_array_elements({}) s(span)", bounds)

    def _outside(self, compiler: SQLCompiler, source: str, bounds: str) -> Compiled:
        (number, first), (spans, second) = (compiler.compile(e) for e in self.source_expressions)
        found = f"SELECT 1 FROM {source.format(spans)} WHERE {number} BETWEEN {bounds}"  # noqa: S608
        return f"NOT EXISTS ({found})", [*second, *first]


def unread_posts(*, last: str, mark: str = "") -> Expression:
    """Readable posts that a mark leaves unread; `last` and `mark` say where its columns are."""
    number, above, thread = f"{mark}number", f"{mark}above", f"{mark}thread_id"
    gone = Post.objects.filter(GONE, thread=OuterRef(thread), number__gt=OuterRef(number))
    gone = gone.filter(OutsideSpans(F("number"), OuterRef(above)))
    removed = gone.order_by().values("thread").annotate(n=Count("pk")).values("n")
    none = Coalesce(Subquery(removed, output_field=IntegerField()), 0)
    unread: Expression = F(last) - F(number) - SpansSize(F(above)) - none
    return unread


def marks_behind(user: User) -> QuerySet[ReadMark, Any]:
    """The member's marks in threads with posts past them, each with its `unread` count."""
    behind = ReadMark.objects.filter(user=user, number__lt=F("thread__last_number"))
    return behind.annotate(unread=unread_posts(last="thread__last_number"))


def with_unread(threads: Iterable[Thread], user: Viewer) -> list[Thread]:
    """Sets `new_count` (posts) and `is_unopened` on each thread: one query for the list."""
    found = list(threads)
    counts: dict[int, int] = {}
    if user.is_authenticated and found:
        marks = ReadMark.objects.filter(user=user, thread__in=found)
        unread = marks.annotate(unread=unread_posts(last="thread__last_number"))
        counts = dict(unread.values_list("thread", "unread"))
    for thread in found:
        thread.is_unopened = user.is_authenticated and thread.pk not in counts  # type: ignore[attr-defined]
        thread.new_count = counts.get(thread.pk, 0)  # type: ignore[attr-defined]
    return found


def unread_by(user: User, place: str, threads: QuerySet[Thread]) -> Mapping[int, int]:
    """Unread posts in what the member opened of `threads`, by id of `place`: one query.

    `place` names a column of threads, such as "board" or "topics".
    """
    key = f"thread__{place}"
    marks = marks_behind(user).filter(thread__in=threads.order_by().values("pk"))
    counted = marks.order_by().values(key).annotate(n=Sum("unread"))
    return {row[key]: row["n"] for row in counted if row[key] is not None and row["n"]}


def unread_numbers(mark: ReadMark | None, numbers: Iterable[int]) -> frozenset[int]:
    """Which of these the member has not read; nothing is marked on a first visit."""
    if mark is None:
        return frozenset()
    return frozenset(number for number in numbers if not mark.has_read(number))
