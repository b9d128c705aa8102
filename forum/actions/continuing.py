"""Going on with a thread elsewhere."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forum.access import can_read_thread
from forum.actions.moderation import record
from forum.actions.refusals import Refused, require
from forum.actions.threads import change_thread, start_thread
from forum.models import Board, ModerationAction, Post, Thread
from forum.permissions import can_choose_posts, can_lead_to

Kind = ModerationAction.Kind


def continue_thread(
    post: Post, *, board: Board, author: User, is_told: bool = False, **words: Any
) -> Thread:
    """Start a thread that goes on from `post`; with `is_told` its old thread leads to it."""
    if post.is_gone or not can_read_thread(author, post.thread):
        raise Refused(_("The post that you go on from can't be read any more."))
    with transaction.atomic():
        thread = start_thread(board, author=author, **words)
        if is_told and can_choose_posts(author, post.thread) and can_lead_to(post.thread, board):
            set_continued(post.thread, to=thread, by=author)
    return thread


def set_continued(thread: Thread, *, to: Thread | None, by: User) -> Thread:
    """Say under the opening post where the thread goes on, or no more; moderators' acts on
    others' threads go into the log."""
    require(can_choose_posts(by, thread))
    with transaction.atomic():
        if thread.continued_in_id == (to.pk if to else None):
            return thread
        changed = change_thread(thread, lambda row: setattr(row, "continued_in", to))
        if thread.author_id != by.pk:
            kind = Kind.CONTINUE if to else Kind.NO_CONTINUE
            reason = _("It goes on elsewhere.") if to else _("It does not go on there.")
            record(kind, by, reason, thread=changed, board=changed.board)
    return changed
