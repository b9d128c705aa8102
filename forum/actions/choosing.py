"""Choosing the answer and the summary among a thread's replies."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forum.actions.moderation import clean_reason, record
from forum.actions.refusals import require
from forum.actions.threads import choose_post
from forum.models import ModerationAction, Post, Thread
from forum.permissions import can_choose_posts

Kind = ModerationAction.Kind
# What the log calls it, once chosen and once taken down.
KINDS = {
    "answer": (Kind.ANSWER, Kind.NO_ANSWER),
    "summary": (Kind.SUMMARY, Kind.NO_SUMMARY),
}


def accept_answer(thread: Thread, *, post: Post | None, by: User) -> Thread:
    """Mark one reply as the answer, or none; for the thread's starter and moderators.

    A moderator is asked for no reason, because nobody loses by it; the log says so much.
    """
    require(can_choose_posts(by, thread))
    return _choose(thread, "answer", post, by, _("On behalf of the thread's starter."))


def pin_summary(thread: Thread, *, post: Post | None, by: User, reason: str = "") -> Thread:
    """Show a reply under the opening post, or none; for the starter and moderators.

    Whoever moderates another's thread gives a reason, which goes into the log.
    """
    require(can_choose_posts(by, thread))
    if thread.author_id != by.pk:
        reason = clean_reason(by, reason)
    return _choose(thread, "summary", post, by, reason)


def _choose(thread: Thread, name: str, post: Post | None, by: User, reason: str) -> Thread:
    with transaction.atomic():
        before = getattr(thread, name)
        changed = choose_post(thread, name, post)
        if thread.author_id != by.pk and getattr(changed, name) != before:
            on, off = KINDS[name]
            record(on if post else off, by, reason, thread=changed, post=post or before)
    return changed
