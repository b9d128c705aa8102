"""Marking whole lists as read and muting what is chosen in them, with a way back."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum import ranges
from forum.actions.following import mute
from forum.actions.notices import mark_threads_told, mark_told_again
from forum.actions.refusals import Refused
from forum.models import Board, Follow, MarkUndo, ReadFloor, ReadMark, Thread, Topic
from forum.models.threads import ThreadQuerySet

UNDO_WITHIN = timedelta(hours=1)
BATCH = 500

Place = Board | Topic | None
# Of each mark: thread, number and ranges before (None where there was no mark), number after.
Changes = list[tuple[int, int | None, list[list[int]], int]]


def mark_place_read(user: User, place: Place) -> uuid.UUID:
    """Everything on a board, on a topic or anywhere: what was opened or followed is read, and
    what was started up to now is new no longer. Gives the key for `undo_marking`."""
    threads = Thread.objects.visible_to(user)
    where: dict[str, Any] = {"board": None, "topic": None}
    if isinstance(place, Board):
        where["board"] = place
        threads = threads.on_board_unindexed(place)
    elif isinstance(place, Topic):
        where["topic"] = place
        threads = threads.filter(topics=place)
    with transaction.atomic():
        changes = _read(user, threads)
        at = timezone.now()
        mark_threads_told(user, threads, at=at)
        floor = ReadFloor.objects.filter(user=user, **where).first()
        before = floor.at.isoformat() if floor else None
        ReadFloor.objects.update_or_create(user=user, **where, defaults={"at": at})
        ids = {name: value and value.pk for name, value in where.items()}
        return _remember(user, {"marks": changes, "floor": {**ids, "at": before}}, at=at)


def mark_threads_read(user: User, pks: Collection[int]) -> tuple[int, uuid.UUID]:
    """The chosen threads, opened or not; those that can't be read are passed over."""
    chosen = Thread.objects.visible_to(user).filter(pk__in=pks)
    with transaction.atomic():
        changes = _read(user, chosen, every=True)
        at = timezone.now()
        mark_threads_told(user, chosen, at=at)
        return len(changes), _remember(user, {"marks": changes}, at=at)


def mute_threads(user: User, pks: Collection[int]) -> tuple[int, uuid.UUID]:
    with transaction.atomic():
        chosen = list(Thread.objects.visible_to(user).filter(pk__in=pks).order_by("pk"))
        rows = Follow.objects.filter(user=user, thread__in=chosen)
        follows = {row.thread_id: (row.level, row.automatic) for row in rows}
        for thread in chosen:
            mute(user, target=thread)
        before = [(thread.pk, *follows.get(thread.pk, (None, False))) for thread in chosen]
        return len(chosen), _remember(user, {"follows": before}, at=timezone.now())


def _read(user: User, threads: ThreadQuerySet, *, every: bool = False) -> Changes:
    """Set the marks in `threads` to the last post: those that are behind, and new ones for what
    is followed by itself (or for `every` thread)."""
    here = threads.order_by().values("pk")
    behind = ReadMark.objects.filter(user=user, thread__in=here)
    behind = behind.filter(number__lt=F("thread__last_number")).order_by("pk")
    locked = behind.select_for_update(of=("self",))
    before = {row[0]: row[1:] for row in locked.values_list("pk", "thread", "number", "above")}
    for pks in _batches(list(before)):
        last = Thread.objects.filter(pk=OuterRef("thread")).values("last_number")
        ReadMark.objects.filter(pk__in=pks).update(number=Subquery(last), above=[])
    after: dict[int, int] = {}
    for pks in _batches(list(before)):
        after |= dict(ReadMark.objects.filter(pk__in=pks).values_list("pk", "number"))
    changes: Changes = [(*before[pk], after[pk]) for pk in before]
    marked = ReadMark.objects.filter(user=user, thread=OuterRef("pk"))
    follows = Follow.objects.filter(user=user, thread__isnull=False)
    unopened = threads.filter(~Exists(marked))
    if not every:
        loud = follows.exclude(level=Follow.Level.MUTED).order_by().values("thread")
        unopened = unopened.filter(pk__in=loud)
    made = [
        ReadMark(user=user, thread_id=pk, number=last)
        for pk, last in unopened.order_by("pk").values_list("pk", "last_number")
    ]
    ReadMark.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    return changes + [(mark.thread_id, None, [], mark.number) for mark in made]


def _remember(user: User, before: dict[str, Any], *, at: datetime) -> uuid.UUID:
    key = uuid.uuid4()
    MarkUndo.objects.update_or_create(
        user=user, defaults={"key": key, "made_at": at, "before": before}
    )
    return key


def undo_marking(user: User, key: uuid.UUID) -> None:
    """Take the member's last marking back, within the hour; what was read since stays read.

    Raises Refused for an older one.
    """
    with transaction.atomic():
        latest = MarkUndo.objects.select_for_update().filter(
            user=user, key=key, made_at__gt=timezone.now() - UNDO_WITHIN
        )
        done = latest.first()
        if done is None:
            raise Refused(
                _("This can't be undone any more: only the last change can, within an hour.")
            )
        _restore_marks(user, done.before.get("marks", []))
        mark_told_again(user, done.made_at)
        if floor := done.before.get("floor"):
            _restore_floor(
                ReadFloor.objects.filter(user=user, board=floor["board"], topic=floor["topic"]),
                floor["at"],
            )
        for thread, level, automatic in done.before.get("follows", []):
            own = Follow.objects.filter(user=user, thread=thread)
            own.update(level=level, automatic=automatic) if level else own.delete()
        done.delete()


def _restore_floor(floor: QuerySet[ReadFloor], at: str | None) -> None:
    if at is None:
        floor.delete()
    else:
        floor.update(at=at)


def _restore_marks(user: User, changes: Changes) -> None:
    for batch in _batches(changes):
        marks = ReadMark.objects.select_for_update().filter(
            user=user, thread__in=[change[0] for change in batch]
        )
        found = {mark.thread_id: mark for mark in marks.order_by("pk")}
        restored, unmade = [], []
        for thread, number, above, after in batch:
            mark = found.get(thread)
            if mark is None or mark.number < after:
                continue
            if number is not None:
                since = [[after + 1, mark.number]] if mark.number > after else []
                spans = ranges.merge([*above, *since, *mark.above], [])
                if spans and spans[0][0] <= number + 1:
                    number = spans.pop(0)[1]
                mark.number, mark.above = number, spans
                restored.append(mark)
            elif mark.number == after and not mark.above:
                unmade.append(mark.pk)
        ReadMark.objects.bulk_update(restored, ["number", "above"], batch_size=100)
        ReadMark.objects.filter(pk__in=unmade).delete()


def _batches(rows: list[Any]) -> list[list[Any]]:
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
