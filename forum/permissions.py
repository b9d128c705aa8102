"""Who may do what, beyond reading: each `can_` gives a Verdict, which is true or carries the
reason that the page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.access import Viewer, can_read_board, can_read_thread, is_moderator

if TYPE_CHECKING:
    from forum.models import Board, Poll, Post, Thread


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def refused(reason: str | Promise) -> Verdict:
    return Verdict(False, reason)


def can_write(user: Viewer) -> Verdict:
    """Whether this person may write anywhere at all."""
    if not user.is_authenticated:
        return refused(gettext_lazy("Sign in to take part. Reading stays open to everyone."))
    if not user.is_active:
        return refused(gettext_lazy("This account is closed."))
    if user.is_suspended:
        return refused(suspension_sentence(user))
    return ALLOWED


def suspension_sentence(user: User) -> str:
    if user.suspended_until is None:
        return _("Your account is suspended: %(reason)s You can read, but not write.") % {
            "reason": user.suspension_reason
        }
    until = date_format(timezone.localtime(user.suspended_until), "j F Y, H:i")
    return _(
        "Your account is suspended until %(until)s: %(reason)s You can read, but not write."
    ) % {
        "until": until,
        "reason": user.suspension_reason,
    }


def can_see_readers(user: Viewer, thread: Thread) -> bool:
    """Whether this person sees who reads the thread, and is seen by them: both or neither."""
    if not user.is_authenticated or user.is_suspended or not user.shows_presence:
        return False
    return thread.board.shows_readers and can_read_thread(user, thread)


def can_start_thread(user: Viewer, board: Board) -> Verdict:
    if not can_read_board(user, board):
        return refused(gettext_lazy("This board is not open to you."))
    if not (verdict := can_write(user)):
        return verdict
    if board.starting == "members" or is_moderator(user):
        return ALLOWED
    if board.starting == "unit" and user.is_authenticated and board.unit_id in user.unit_ids:
        return ALLOWED
    return refused(
        gettext_lazy("Only the unit's current roster and moderators start threads here.")
        if board.starting == "unit"
        else gettext_lazy("Only moderators start threads here. You can reply to any of them.")
    )


def can_reply(user: Viewer, thread: Thread) -> Verdict:
    if not can_read_thread(user, thread):
        return refused(gettext_lazy("This thread is not open to you."))
    if not (verdict := can_write(user)):
        return verdict
    if thread.is_locked and not is_moderator(user):
        return refused(
            _("This thread is closed: %(reason)s Start a new thread to go on.")
            % {"reason": thread.locked_reason}
        )
    return ALLOWED


def can_retitle_thread(user: Viewer, thread: Thread) -> Verdict:
    """Its starter while it is open, and moderators."""
    if not (verdict := can_reply(user, thread)):
        return verdict
    if is_moderator(user) or (user.is_authenticated and thread.author_id == user.pk):
        return ALLOWED
    return refused(
        gettext_lazy("Only the person who started a thread, or a moderator, can rename it.")
    )


def next_post_at(user: Viewer, thread: Thread) -> datetime | None:
    """When this person may post again where slow mode is on: no query where it is off."""
    if not thread.slow_minutes or not user.is_authenticated or is_moderator(user):
        return None
    own = user.posts.filter(thread=thread, moved_to__isnull=True).order_by("-created_at")
    last = own.values_list("created_at", flat=True).first()
    at = last + timedelta(minutes=thread.slow_minutes) if last else None
    return at if at is not None and at > timezone.now() else None


def can_post_now(user: Viewer, thread: Thread) -> Verdict:
    """Whether slow mode lets this person post already; `can_reply` says the rest."""
    if (at := next_post_at(user, thread)) is None:
        return ALLOWED
    return refused(
        _("Slow mode is on here. Your next post may come at %(time)s; your words are kept.")
        % {"time": date_format(timezone.localtime(at), "j F, H:i")}
    )


def can_edit_post(user: Viewer, post: Post) -> Verdict:
    if not (verdict := can_reply(user, post.thread)):
        return verdict
    if not user.is_authenticated or post.author_id != user.pk:
        return refused(gettext_lazy("Only its author can change a post."))
    if post.withdrawn_at is not None:
        return refused(gettext_lazy("You withdrew this post; write a new one instead."))
    if post.hidden_at is not None:
        return refused(gettext_lazy("Moderators have hidden this post, so it can't be changed."))
    return ALLOWED


def can_withdraw_post(user: Viewer, post: Post) -> Verdict:
    return can_edit_post(user, post)


def can_mark_helpful(user: Viewer, post: Post) -> Verdict:
    if not can_read_thread(user, post.thread) or post.is_gone:
        return refused(gettext_lazy("This post can't be read any more."))
    if not (verdict := can_write(user)):
        return verdict
    if user.is_authenticated and post.author_id == user.pk:
        return refused(gettext_lazy("You can't mark your own post as helpful."))
    return ALLOWED


def can_choose_posts(user: Viewer, thread: Thread) -> Verdict:
    """Accept the answer and pin the summary."""
    if not can_read_thread(user, thread):
        return refused(gettext_lazy("This thread is not open to you."))
    if not (verdict := can_write(user)):
        return verdict
    if is_moderator(user) or (user.is_authenticated and thread.author_id == user.pk):
        return ALLOWED
    return refused(
        gettext_lazy("Only the person who started the thread, or a moderator, can do this.")
    )


def can_lead_to(thread: Thread, board: Board) -> bool:
    """Whether everyone who may read `thread` may read `board`: only then is it told."""
    return board.reading == "public" or board.pk == thread.board_id


def can_bookmark(user: Viewer, post: Post) -> Verdict:
    """Anyone with an account may keep what they can read, suspended or not."""
    if not user.is_authenticated or not user.is_active:
        return refused(gettext_lazy("Sign in to bookmark a post."))
    if not can_read_thread(user, post.thread) or (post.is_gone and not is_moderator(user)):
        return refused(gettext_lazy("This post can't be read any more."))
    return ALLOWED


def can_vote(user: Viewer, thread: Thread, poll: Poll) -> Verdict:
    """Whoever may write here votes until the poll ends; a closed thread takes no votes."""
    if not can_read_thread(user, thread):
        return refused(gettext_lazy("This thread is not open to you."))
    if poll.is_closed:
        return refused(gettext_lazy("This poll has closed."))
    if not (verdict := can_write(user)):
        return verdict
    if thread.is_locked:
        return refused(gettext_lazy("This thread is closed, so nobody votes in it for now."))
    return ALLOWED


def can_run_poll(user: Viewer, thread: Thread) -> Verdict:
    """Add a poll to the opening post, or change it: for who started the thread."""
    if not (verdict := can_reply(user, thread)):
        return verdict
    if user.is_authenticated and thread.author_id == user.pk:
        return ALLOWED
    return refused(gettext_lazy("Only the person who started the thread runs its poll."))


def can_see_results(poll: Poll, *, has_voted: bool) -> bool:
    """The same for everyone, makers and moderators too; who may read is asked elsewhere."""
    return poll.is_closed or poll.results == "always" or (poll.results == "voted" and has_voted)


def can_report(user: Viewer, post: Post) -> Verdict:
    if not can_read_thread(user, post.thread) or post.is_gone:
        return refused(gettext_lazy("This post can't be read any more."))
    if not user.is_authenticated:
        return refused(gettext_lazy("Sign in to report a post."))
    return ALLOWED


def can_moderate(user: Viewer) -> Verdict:
    if is_moderator(user) and not (user.is_authenticated and user.is_suspended):
        return ALLOWED
    return refused(gettext_lazy("Only moderators can do this."))
