"""Adding polls to threads, changing them, and ending them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import doorbell
from forum.access import is_moderator
from forum.actions.indexing import reindex_opening
from forum.actions.moderation import clean_reason, clean_words, record
from forum.actions.poll_plans import PollPlan, check_closing, clean_plan, one_line
from forum.actions.poll_rows import bump_poll, lock_poll, ring_poll
from forum.actions.refusals import Refused, require
from forum.actions.threads import lock_row
from forum.models import ModerationAction, Poll, Post, Thread
from forum.models.polls import MAX_NOTE
from forum.permissions import can_run_poll
from forum.tasks import notify_of_poll


def add_poll(thread: Thread, *, by: User, plan: PollPlan, at: datetime | None = None) -> Poll:
    """Put a poll on the opening post; sent twice, the same plan gives the same poll.

    `at` tells of the past: with it, the closing time may have come. Raises Refused.
    """
    plan = clean_plan(plan, now=at)
    with transaction.atomic():
        locked = lock_row(thread)
        if (poll := Poll.objects.filter(thread=locked).first()) is not None:
            if (poll.question, tuple(poll.options)) == (plan.question, plan.options):
                return poll
            raise Refused(_("This thread has a poll already. Change that one, or start a thread."))
        require(can_run_poll(by, locked))
        if Post.objects.get(thread=locked, number=1).is_gone:
            raise Refused(_("The opening post was removed, so it can't have a poll."))
        locked.seq += 1
        # Of a poll of the past nobody is told that it has ended.
        told_at = plan.closes_at if plan.closes_at and plan.closes_at <= timezone.now() else None
        poll = Poll.objects.create(
            thread=locked,
            changed_seq=locked.seq,
            created_at=at or timezone.now(),
            told_at=told_at,
            **{**asdict(plan), "options": list(plan.options)},
        )
        locked.save(update_fields=["seq"])
        reindex_opening(poll)
        leave_closing(poll)
        doorbell.ring("thread", id=locked.pk, seq=locked.seq, board=locked.board_id)
    return poll


def change_poll(poll: Poll, *, by: User, plan: PollPlan) -> Poll:
    """Ask something else, as long as nobody has voted."""
    plan = clean_plan(plan)
    with transaction.atomic():
        current = lock_poll(poll)
        require(can_run_poll(by, current.thread))
        if current.voter_count or current.is_closed:
            raise Refused(
                _("Someone has voted, so the question and its options stay as they are."),
                code="voted",
            )
        for name, value in {**asdict(plan), "options": list(plan.options)}.items():
            setattr(current, name, value)
        current.version += 1
        bump_poll(current)
        reindex_opening(current)
        leave_closing(current)
    return current


def extend_poll(poll: Poll, *, by: User, closes_at: datetime | None, note: str = "") -> Poll:
    """Give more time, or time without an end, and say something to the voters."""
    note = one_line(note)
    if len(note) > MAX_NOTE:
        raise Refused(
            _("Keep the note to %(limit)d characters; yours has %(length)d.")
            % {"limit": MAX_NOTE, "length": len(note)},
            code="note",
        )
    with transaction.atomic():
        current = lock_poll(poll)
        require(can_run_poll(by, current.thread))
        moved = current.closes_at != closes_at
        if moved and current.is_closed:
            raise Refused(_("This poll has closed; it can't be opened again."), code="closes_at")
        if moved:
            check_closing(closes_at)
            if closes_at and (current.closes_at is None or closes_at < current.closes_at):
                raise Refused(
                    _("A poll with votes can only be given more time. To end it, close it."),
                    code="closes_at",
                )
        if not moved and note == current.note:
            return current
        current.closes_at, current.note = closes_at, note
        bump_poll(current)
        leave_closing(current)
    return current


def close_poll(poll: Poll, *, by: User, reason: str, at: datetime | None = None) -> Poll:
    """End the voting early, for the starter and moderators; logged with its reason."""
    reason = clean_reason(by, reason) if is_moderator(by) else clean_words(reason)
    with transaction.atomic():
        current = lock_poll(poll)
        if not is_moderator(by):
            require(can_run_poll(by, current.thread))
        if current.is_closed:
            return current
        current.closed_at, current.closed_by = at or timezone.now(), by
        bump_poll(current)
        by_starter = current.thread.author_id == by.pk
        record(
            ModerationAction.Kind.CLOSE_POLL,
            by,
            reason,
            thread=current.thread,
            board=current.thread.board,
            detail=_("By the person who started the thread.") if by_starter else "",
            at=at,
        )
        notify_of_poll.enqueue(current.pk)
        doorbell.ring("work")
        ring_poll(current)
    return current


def leave_closing(poll: Poll) -> None:
    """Have the worker tell of the end when it comes; a poll that got more time is left alone."""
    if poll.closes_at is not None and poll.told_at is None:
        notify_of_poll.using(run_after=poll.closes_at).enqueue(poll.pk)
