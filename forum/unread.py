"""Exact counts of what a member has not read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q

from forum.access import Viewer
from forum.models import Post, ReadMark, Thread


def with_unread(threads: Iterable[Thread], user: Viewer) -> list[Thread]:
    """Sets `new_count` (posts) and `is_unopened` on each thread: two queries for the list."""
    found = list(threads)
    marks: dict[int, ReadMark] = {}
    if user.is_authenticated and found:
        rows = ReadMark.objects.filter(user=user, thread__in=found)
        marks = {mark.thread_id: mark for mark in rows}
    behind = [t for t in found if t.pk in marks and marks[t.pk].number < t.last_number]
    counts = unread_counts(marks[thread.pk] for thread in behind)
    for thread in found:
        mark = marks.get(thread.pk)
        thread.is_unopened = user.is_authenticated and mark is None  # type: ignore[attr-defined]
        thread.new_count = counts.get(thread.pk, 0)  # type: ignore[attr-defined]
    return found


def unread_counts(marks: Iterable[ReadMark]) -> dict[int, int]:
    """Readable posts past each mark and outside its exceptions, by thread id: one query."""
    wanted = Q()
    for mark in marks:
        unread = Q(thread=mark.thread_id, number__gt=mark.number)
        for first, last in mark.above:
            unread &= ~Q(number__range=(first, last))
        wanted |= unread
    if not wanted:
        return {}
    posts = Post.objects.filter(wanted, hidden_at__isnull=True, withdrawn_at__isnull=True)
    return dict(posts.values_list("thread").annotate(Count("pk")).order_by())


def unread_numbers(mark: ReadMark | None, numbers: Iterable[int]) -> frozenset[int]:
    """Which of these the member has not read; nothing is marked on a first visit."""
    if mark is None:
        return frozenset()
    return frozenset(number for number in numbers if not mark.has_read(number))
