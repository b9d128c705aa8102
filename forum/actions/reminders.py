"""Telling members of the bookmarks whose time has come, each once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forum.actions.fanout import tell_one
from forum.models import Bookmark, Notice, Post
from forum.models.bulk import Told

BATCH = 200


def remind_due() -> int:
    """Remind of up to BATCH bookmarks; returns how many reminders were sent out.

    Safe in any number of workers: each row is claimed in the transaction that writes its notice
    and mail, so that a worker killed in between has done both or neither.
    """
    due = Bookmark.objects.filter(
        remind_at__lte=timezone.now(), reminded_at__isnull=True, removed_at__isnull=True
    )
    return sum(remind(pk) for pk in due.order_by("remind_at").values_list("pk", flat=True)[:BATCH])


def remind(pk: int) -> bool:
    """Claim one that is due and tell its owner, unless they may not read the post any more."""
    with transaction.atomic():
        now = timezone.now()
        mine = Bookmark.objects.filter(
            pk=pk, remind_at__lte=now, reminded_at__isnull=True, removed_at__isnull=True
        )
        if not mine.update(reminded_at=now):
            return False
        kept = Bookmark.objects.select_related("user").get(pk=pk)
        if not kept.user.is_active:
            return False
        post = Post.objects.visible_to(kept.user).filter(pk=kept.post_id).first()
        if post is None or post.is_gone:
            return False
        assert kept.remind_at is not None
        return tell_one(
            Told(kept.user_id, Notice.Kind.REMINDER, None, True),
            event=f"reminder:{kept.pk}:{kept.remind_at:%Y%m%d%H%M%S}",
            thread_id=post.thread_id,
            post_id=post.pk,
            words=kept.note,
        )
