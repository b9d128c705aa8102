"""What moderators do: each act has a reason and leaves a row in the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum import doorbell
from forum.actions.indexing import reindex_board
from forum.actions.posts import bump
from forum.actions.queueing import queue_reference_refresh
from forum.actions.refusals import Refused, require
from forum.actions.threads import change_thread, lock_row
from forum.models import Board, ModerationAction, Post, Report, Thread
from forum.permissions import can_moderate, can_report

Kind = ModerationAction.Kind
MAX_SLOW = 24 * 60  # minutes


def hide_post(
    post: Post, *, moderator: User, reason: str, rule: str = "", at: datetime | None = None
) -> Post:
    """Take a post from readers; its number, place and replies stay. Resolves its reports."""
    reason = clean_reason(moderator, reason)
    now = at or timezone.now()
    with transaction.atomic():
        thread = lock_row(post.thread)
        current = Post.objects.select_related("author").get(pk=post.pk)
        if current.hidden_at is not None:
            return current
        if not current.is_gone and current.number > 1:
            thread.reply_count -= 1
        current.hidden_at, current.hidden_reason = now, reason
        bump(thread, current)
        current.save(update_fields=["hidden_at", "hidden_reason", "changed_seq"])
        record(Kind.HIDE, moderator, reason, rule=rule, post=current, thread=thread, at=now)
        resolve_reports(current, by=moderator, outcome=_("The post was hidden."), at=now)
        current.thread = thread
    return current


def restore_post(post: Post, *, moderator: User, reason: str, at: datetime | None = None) -> Post:
    reason = clean_reason(moderator, reason)
    with transaction.atomic():
        thread = lock_row(post.thread)
        current = Post.objects.get(pk=post.pk)
        if current.hidden_at is None:
            return current
        current.hidden_at, current.hidden_reason = None, ""
        if not current.is_gone and current.number > 1:
            thread.reply_count += 1
        bump(thread, current)
        current.save(update_fields=["hidden_at", "hidden_reason", "changed_seq"])
        record(Kind.RESTORE, moderator, reason, post=current, thread=thread, at=at)
        current.thread = thread
    return current


def lock_thread(
    thread: Thread, *, moderator: User, reason: str, at: datetime | None = None
) -> Thread:
    reason = clean_reason(moderator, reason)
    values = {
        "locked_at": at or timezone.now(),
        "locked_by": moderator,
        "locked_reason": reason,
    }
    return _set_state(thread, Kind.LOCK, moderator, reason, values, at)


def unlock_thread(thread: Thread, *, moderator: User, reason: str) -> Thread:
    reason = clean_reason(moderator, reason)
    values = {"locked_at": None, "locked_by": None, "locked_reason": ""}
    return _set_state(thread, Kind.UNLOCK, moderator, reason, values)


def slow_thread(thread: Thread, *, moderator: User, minutes: int, reason: str) -> Thread:
    """Let everyone but moderators post once in so many minutes; 0 ends it."""
    reason = clean_reason(moderator, reason)
    if not 0 <= minutes <= MAX_SLOW:
        raise Refused(_("Choose at most a day between two posts."), code="minutes")
    return _set_state(thread, Kind.SLOW, moderator, reason, {"slow_minutes": minutes})


def pin_thread(
    thread: Thread, *, moderator: User, reason: str, at: datetime | None = None
) -> Thread:
    reason = clean_reason(moderator, reason)
    return _set_state(thread, Kind.PIN, moderator, reason, {"pinned_at": at or timezone.now()}, at)


def unpin_thread(thread: Thread, *, moderator: User, reason: str) -> Thread:
    reason = clean_reason(moderator, reason)
    return _set_state(thread, Kind.UNPIN, moderator, reason, {"pinned_at": None})


def hide_thread(thread: Thread, *, moderator: User, reason: str) -> Thread:
    reason = clean_reason(moderator, reason)
    with transaction.atomic():
        changed = _set_state(
            thread, Kind.HIDE_THREAD, moderator, reason, {"hidden_at": timezone.now()}
        )
        recount(changed.board_id)
        queue_reference_refresh(thread=changed)
        doorbell.ring("board_access", id=changed.board_id, thread=changed.pk)
    return changed


def restore_thread(thread: Thread, *, moderator: User, reason: str) -> Thread:
    reason = clean_reason(moderator, reason)
    with transaction.atomic():
        changed = _set_state(thread, Kind.RESTORE_THREAD, moderator, reason, {"hidden_at": None})
        recount(changed.board_id)
        queue_reference_refresh(thread=changed)
    return changed


def move_thread(thread: Thread, *, moderator: User, board: Board, reason: str) -> Thread:
    """Carry a thread to another board; its address stays, its readers become the board's."""
    reason = clean_reason(moderator, reason)
    with transaction.atomic():
        before = lock_row(thread).board
        if board.pk == before.pk:
            raise Refused(_("The thread is in this board already."))
        changed = change_thread(thread, lambda row: setattr(row, "board", board))
        reindex_board(changed)
        queue_reference_refresh(thread=changed)
        record(
            Kind.MOVE,
            moderator,
            reason,
            thread=changed,
            board=board,
            detail=_("From “%(before)s” to “%(after)s”.") % {"before": before, "after": board},
        )
        recount(before.pk, board.pk)
        doorbell.ring("board_access", id=before.pk, thread=changed.pk)
    return changed


def report_post(post: Post, *, reporter: User, rule: str, note: str = "") -> Report:
    """Tell the moderators; a second open report by the same person is the first one."""
    require(can_report(reporter, post))
    if rule not in Report.Rule.values:
        raise Refused(_("Choose the rule that you think was broken."), code="rule")
    try:
        with transaction.atomic():
            return Report.objects.create(
                post=post, reporter=reporter, rule=rule, note=note.replace("\0", "")[:2000]
            )
    except IntegrityError:
        return Report.objects.get(post=post, reporter=reporter, resolved_at__isnull=True)


def dismiss_reports(post: Post, *, moderator: User, reason: str) -> None:
    reason = clean_reason(moderator, reason)
    with transaction.atomic():
        resolve_reports(post, by=moderator, outcome=reason)
        record(Kind.DISMISS, moderator, reason, post=post, thread=post.thread)


def suspend_member(
    member: User,
    *,
    moderator: User,
    reason: str,
    until: datetime | None = None,
    at: datetime | None = None,
) -> User:
    """Stop a member from writing, until a time or for good; they are told why."""
    reason = clean_reason(moderator, reason)
    if member.is_moderator or member.is_superuser:
        raise Refused(_("Moderators and keepers can't be suspended here; ask the site's keeper."))
    if until is not None and until <= timezone.now():
        raise Refused(_("The suspension would end in the past. Choose a later day."), code="until")
    with transaction.atomic():
        member.suspended_at = at or timezone.now()
        member.suspended_until, member.suspension_reason = until, reason
        member.save(update_fields=["suspended_at", "suspended_until", "suspension_reason"])
        record(Kind.SUSPEND, moderator, reason, member=member, detail=_until(until), at=at)
        doorbell.ring("access", user=member.pk)
    return member


def reinstate_member(member: User, *, moderator: User, reason: str) -> User:
    reason = clean_reason(moderator, reason)
    with transaction.atomic():
        member.suspended_at = member.suspended_until = None
        member.suspension_reason = ""
        member.save(update_fields=["suspended_at", "suspended_until", "suspension_reason"])
        record(Kind.REINSTATE, moderator, reason, member=member)
        doorbell.ring("access", user=member.pk)
    return member


def clean_reason(moderator: User, reason: str) -> str:
    """The reason as one line; raises Refused for others than moderators, or without one."""
    require(can_moderate(moderator))
    return clean_words(reason)


def clean_words(reason: str) -> str:
    reason = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
    if not reason:
        raise Refused(_("Say why: the reason is shown in the public log."), code="reason")
    if len(reason) > 500:
        raise Refused(_("Keep the reason to 500 characters."), code="reason")
    return reason


def record(
    kind: str, actor: User, reason: str, *, at: datetime | None = None, **what: Any
) -> ModerationAction:
    return ModerationAction.objects.create(
        kind=kind, actor=actor, reason=reason, created_at=at or timezone.now(), **what
    )


def resolve_reports(post: Post, *, by: User, outcome: str, at: datetime | None = None) -> None:
    Report.objects.filter(post=post, resolved_at__isnull=True).update(
        resolved_at=at or timezone.now(), resolved_by=by, outcome=outcome[:500]
    )


def recount(*boards: int) -> None:
    """Count anew, with the rows locked: a thread started meanwhile adds itself to the result."""
    locked = Board.objects.filter(pk__in=boards).select_for_update(no_key=True).order_by("pk")
    for pk in list(locked.values_list("pk", flat=True)):
        visible = Thread.objects.filter(board=pk, hidden_at__isnull=True).count()
        Board.objects.filter(pk=pk).update(thread_count=visible)


def _set_state(
    thread: Thread,
    kind: str,
    moderator: User,
    reason: str,
    values: dict[str, Any],
    at: datetime | None = None,
) -> Thread:
    def change(row: Thread) -> None:
        for name, value in values.items():
            setattr(row, name, value)

    with transaction.atomic():
        changed = change_thread(thread, change)
        record(kind, moderator, reason, thread=changed, board=changed.board, at=at)
    return changed


def _until(until: datetime | None) -> str:
    if until is None:
        return _("Without an end.")
    return _("Until %(day)s.") % {"day": timezone.localtime(until).strftime("%Y-%m-%d")}
