"""Pinning one reply as the summary of its thread."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from forum.actions.moderation import clean_reason, record
from forum.actions.refusals import require
from forum.actions.threads import choose_post
from forum.models import ModerationAction, Post, Thread
from forum.permissions import can_choose_posts

Kind = ModerationAction.Kind


def pin_summary(thread: Thread, *, post: Post | None, by: User, reason: str = "") -> Thread:
    """Show a reply under the opening post, or none; for the starter and moderators.

    Whoever moderates another's thread gives a reason, which goes into the log.
    """
    require(can_choose_posts(by, thread))
    if thread.author_id == by.pk:
        return choose_post(thread, "summary", post)
    reason = clean_reason(by, reason)
    with transaction.atomic():
        before = thread.summary
        changed = choose_post(thread, "summary", post)
        if changed.summary != before:
            kind = Kind.SUMMARY if post else Kind.NO_SUMMARY
            record(kind, by, reason, thread=changed, post=post or before)
    return changed
