"""Queueing what people are to be told, and marking it as read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Unit, User
from accounts.statements import Statement, together
from forum import doorbell
from forum.actions.queueing import enqueueing
from forum.models import Notice, Post, Thread, Topic
from forum.tasks import notify_of_page, notify_of_post

# Older posts come from an import or the sample content, and nobody wants mail about those.
FRESH = timedelta(hours=1)


def queue_post_notices(post: Post, mentions: Iterable[str]) -> None:
    """Leave telling of a new or edited post to the worker: one INSERT, in the caller's transaction.

    An edit tells only those whom it newly mentions.
    """
    handles = set(mentions)
    if handles or post.version == 1:
        together(telling(post, handles))


def telling(post: Post, mentions: Iterable[str]) -> Statement:
    fresh = post.created_at > timezone.now() - FRESH
    doorbell.ring("work")
    # Somebody may be watching their bell: no import or indexing goes first.
    task = notify_of_post.using(priority=10 if fresh else -10)
    return enqueueing(task, post.pk, sorted(set(mentions)), post.version > 1, fresh)


def queue_page_notices(
    page: Page,
    *,
    words: str,
    actor: User | None,
    topics: Iterable[Topic],
    units: Iterable[Unit],
    occasion: str = "",
) -> None:
    """Leave telling of a published version to the worker: one INSERT.

    `words` says in a sentence what happened, such as "Published version 3 of ...". `occasion`
    names what else it was than a publication, such as "opened:7", so that it is told once.
    """
    notify_of_page.enqueue(
        page.pk,
        page.live_revision_id or page.latest_revision_id or 0,
        words[:500],
        actor.pk if actor else None,
        [topic.pk for topic in topics],
        [unit.pk for unit in units],
        occasion,
    )
    doorbell.ring("work")


def mark_notices_read(user: User, thread: Thread, numbers: Iterable[int]) -> int:
    """Mark what was told of these posts as read; the bell hears of it. Returns how many."""
    told = Notice.objects.filter(user=user, thread=thread, post__number__in=list(numbers))
    return _mark_read(user, told)


def mark_page_notices_read(user: User, page: Page) -> int:
    return _mark_read(user, Notice.objects.filter(user=user, page=page))


def mark_all_notices_read(user: User) -> int:
    return _mark_read(user, Notice.objects.filter(user=user))


def mark_group_read(user: User, *, thread_id: int | None = None, page_id: int | None = None) -> int:
    """Mark all notices of one thread or one page as read, but for reminders of its posts."""
    told = Notice.objects.filter(user=user, thread=thread_id, page=page_id)
    return _mark_read(user, told.exclude(kind=Notice.Kind.REMINDER))


def mark_threads_told(user: User, threads: QuerySet[Thread], *, at: datetime) -> None:
    """The same for all of these threads at once; the moment `at` names them for
    `mark_told_again`."""
    told = Notice.objects.filter(user=user, thread__in=threads.order_by().values("pk"))
    _mark_read(user, told.exclude(kind=Notice.Kind.REMINDER), at=at)


def mark_told_again(user: User, at: datetime) -> None:
    """What was marked as read at that moment is unread again."""
    if Notice.objects.filter(user=user, read_at=at).update(read_at=None):
        doorbell.ring("me", id=user.pk)


def mark_reminder_read(user: User, post_id: int) -> int:
    told = Notice.objects.filter(user=user, post=post_id, kind=Notice.Kind.REMINDER)
    return _mark_read(user, told)


def mark_notice_read(user: User, pk: int) -> int:
    return _mark_read(user, Notice.objects.filter(user=user, pk=pk))


def mark_event_read(user: User, event: str) -> int:
    """After what was asked for is done: `event` is the one that `tell_person` was given."""
    return _mark_read(user, Notice.objects.filter(user=user, event=event))


def mark_events_read(user: User, start: str) -> int:
    return _mark_read(user, Notice.objects.filter(user=user, event__startswith=start))


def tell_person(
    user: User, *, event: str, words: str, address: str, actor: User | None = None
) -> bool:
    """Tell one member, by bell and mail, of something that concerns nobody else.

    `words` is a sentence of at most 500 characters, `address` a path of this site where it is
    read or answered. The same `event` is told once. In the caller's transaction.
    """
    # Here, because telling of posts queues through this module.
    from forum.actions.fanout import tell
    from forum.models.bulk import Told

    return bool(
        tell(
            [Told(user.pk, Notice.Kind.PERSONAL, None, True)],
            event=event,
            at=timezone.now(),
            actor_id=actor.pk if actor else None,
            words=words[:500],
            address=address,
        )
    )


def _mark_read(user: User, told: QuerySet[Notice], *, at: datetime | None = None) -> int:
    changed = told.filter(read_at__isnull=True).update(read_at=at or timezone.now())
    if changed:
        doorbell.ring("me", id=user.pk)
    return changed
