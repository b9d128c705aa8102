"""Giving a thread another title or other topics."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.actions.indexing import label_thread, reindex_title
from forum.actions.moderation import Kind, clean_reason, record
from forum.actions.queueing import queue_reference_refresh
from forum.actions.refusals import Refused, require
from forum.actions.threads import MAX_TOPICS, change_thread, clean_title, lock_row
from forum.models import Thread, ThreadTitle, Topic
from forum.permissions import can_retitle_thread


def retitle_thread(
    thread: Thread, *, by: User, title: str, topics: Iterable[Topic], reason: str = ""
) -> Thread:
    """By its starter, or by a moderator with a reason for the public log. Raises Refused.

    Links with the old title in them lead on to the new address. Nobody is notified.
    """
    title, topics = clean_title(title), list(topics)
    if len(topics) > MAX_TOPICS:
        raise Refused(_("Choose at most five topics."), code="topics")
    moderating = thread.author_id != by.pk
    with transaction.atomic():
        locked = lock_row(thread)
        require(can_retitle_thread(by, locked))
        if moderating:
            reason = clean_reason(by, reason)
        before, tagged = locked.title, set(locked.topics.all())
        if before == title and tagged == set(topics):
            return locked

        def change(row: Thread) -> None:
            row.title, row.slug = title, Thread.slug_for(title)

        changed = change_thread(locked, change)
        label_thread(changed, topics)
        if before != title:
            ThreadTitle.objects.create(
                thread=changed, title=before, replaced_by=by, replaced_at=timezone.now()
            )
            reindex_title(changed)
            queue_reference_refresh(thread=changed)
        if moderating:
            # The title that stood before may be why it was changed: the log does not repeat it.
            detail = _("Now “%(title)s”.") % {"title": title}
            record(Kind.RETITLE, by, reason, thread=changed, board=changed.board, detail=detail)
    return changed
