"""Keeping how far a member has read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.statements import Insert, Statement, Update, together
from forum import ranges
from forum.models import Post, ReadMark, Thread
from forum.models.posts import GONE

_update = Update(ReadMark, "number", "above", "read_at")
_insert = Insert(ReadMark, ignore=True)


def mark_read(thread: Thread, *, user: User, numbers: Iterable[int]) -> ReadMark:
    """Count these posts as read; exceptions above the watermark fold into it as gaps close."""
    with transaction.atomic():
        mark, _ = ReadMark.objects.select_for_update().get_or_create(user=user, thread=thread)
        fresh = [n for n in set(numbers) if mark.number < n <= thread.last_number]
        if not fresh:
            return mark
        above = ranges.merge(mark.above, fresh)
        gone = Post.objects.filter(
            GONE, thread=thread, number__gt=mark.number, number__lt=above[-1][1]
        )
        # Nobody can read a removed post, so it must not hold the watermark back.
        _fold(mark, [*fresh, *gone.values_list("number", flat=True)])
        together(_update(mark))
    return mark


def reading_own(mark: ReadMark, number: int) -> Statement:
    """Counts one's new post as read, where no post of the thread is gone. An id says that it
    did: none came where a page reported for the first time meanwhile."""
    _fold(mark, [number])
    return _update(mark) if mark.pk else _insert(mark)


def _fold(mark: ReadMark, numbers: Iterable[int]) -> None:
    mark.above = ranges.merge(mark.above, numbers)
    if mark.above[0][0] <= mark.number + 1:
        mark.number = mark.above.pop(0)[1]


def mark_all_read(thread: Thread, *, user: User) -> ReadMark:
    mark, _ = ReadMark.objects.update_or_create(
        user=user, thread=thread, defaults={"number": thread.last_number, "above": []}
    )
    return mark


def mark_unread_from(thread: Thread, *, user: User, number: int) -> ReadMark:
    """Everything from `number` on counts as new again."""
    with transaction.atomic():
        mark, _ = ReadMark.objects.select_for_update().get_or_create(user=user, thread=thread)
        mark.above = ranges.remove_from(mark.above, number)
        mark.number = min(mark.number, max(number - 1, 0))
        # Nothing was read: when the member last did stays as it was.
        mark.save(update_fields=["number", "above"])
    return mark


def restore_mark(
    thread: Thread, *, user: User, number: int | None, above: ranges.Ranges
) -> ReadMark | None:
    """Take a marking back: the mark stands as it stood before, or with None is gone again."""
    marks = ReadMark.objects.filter(user=user, thread=thread)
    if number is None:
        marks.delete()
        return None
    with transaction.atomic():
        mark, _ = ReadMark.objects.select_for_update().get_or_create(user=user, thread=thread)
        mark.number, mark.above = min(number, thread.last_number), above
        mark.save(update_fields=["number", "above"])
    return mark
