"""What one person can do with one post."""

from __future__ import annotations

from typing import Any

from accounts.actions.mutes import reason_not_to_mute
from forum.access import Viewer, is_moderator
from forum.models import Attachment, Bookmark, Post
from forum.more_acts import acts_for
from forum.permissions import (
    can_bookmark,
    can_choose_posts,
    can_edit_post,
    can_mark_helpful,
    can_reply,
    can_report,
)


def menu_for(user: Viewer, post: Post) -> dict[str, Any]:
    can_choose = post.number > 1 and not post.is_gone and can_choose_posts(user, post.thread)
    kept = None
    if user.is_authenticated:
        kept = Bookmark.objects.of(user).filter(post=post).first()
    return {
        "post": post,
        "thread": post.thread,
        "can_reply": can_reply(user, post.thread),
        "can_edit": can_edit_post(user, post),
        "can_mark_helpful": can_mark_helpful(user, post),
        "can_report": can_report(user, post),
        "can_choose": can_choose,
        "can_stop_leading": post.thread.continued_in_id and can_choose_posts(user, post.thread),
        "own_thread": user.is_authenticated and post.thread.author_id == user.pk,
        "is_answer": post.thread.answer_id == post.pk,
        "is_summary": post.thread.summary_id == post.pk,
        "can_bookmark": can_bookmark(user, post),
        "kept": kept,
        "moderator": is_moderator(user),
        "can_mute": user.is_authenticated and not reason_not_to_mute(user, post.author),
        "files": removable_files(user, post),
        "more": acts_for(user, post) if not post.is_gone else [],
        "readable": not post.is_gone or is_moderator(user),
    }


def removable_files(user: Viewer, post: Post) -> list[Attachment]:
    own = user.is_authenticated and post.author_id == user.pk
    if not own and not is_moderator(user):
        return []
    return list(Attachment.objects.standing().filter(uses__post=post, uses__current=True))
