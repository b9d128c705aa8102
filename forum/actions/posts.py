"""Replying, editing and withdrawing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import doorbell
from forum.actions.attachments import claim
from forum.actions.composing import Words, compose
from forum.actions.drafts import drop_sent_draft
from forum.actions.indexing import index_post
from forum.actions.notices import queue_post_notices
from forum.actions.references import keep_references
from forum.actions.refusals import Refused, require
from forum.actions.reply_rows import keep_beside, lock_and_look
from forum.actions.threads import add_post, lock_row
from forum.models import Post, PostVersion, Thread
from forum.paths import MAX_NUMBER
from forum.permissions import can_edit_post, can_post_now, can_reply, can_withdraw_post


class EditConflict(Refused):
    """Someone changed the post since the editor opened it; `post` is how it stands now."""

    def __init__(self, post: Post) -> None:
        super().__init__(
            _("This post changed while you were writing. Compare both below, then save again."),
            code="conflict",
        )
        self.post = post


def reply_to_thread(
    thread: Thread,
    *,
    author: User,
    source: str,
    parent: int = 1,
    key: UUID,
    at: datetime | None = None,
) -> Post:
    """Add a post under number `parent`; the same author, key and words give the same post.

    Locks the thread's row, so that numbers and seq have no gaps. Raises Refused.
    """
    words = compose(source, author=author, thread=thread)
    with transaction.atomic():
        standing = lock_and_look(thread, author=author, key=key, parent=parent)
        locked, answered = standing.thread, standing.answered
        if standing.was_sent:
            return sent_before(thread, author=author, key=key, words=words)
        require(can_reply(author, locked))
        if at is None:
            require(can_post_now(author, locked))
        if locked.last_number >= MAX_NUMBER:
            raise Refused(_("This thread is full. Start a new one and link to it."))
        if answered is None:
            raise Refused(
                _("The post you answer is not in this thread. Choose another, or reply to no. 1."),
                code="parent",
            )
        if answered.is_gone:
            raise Refused(
                _("The post you answer was removed while you wrote. Reply to no. 1 instead."),
                code="parent",
            )
        now = at or timezone.now()
        post = add_post(locked, author=author, words=words, key=key, parent=answered, at=now)
        claim(post, words.files)
        keep_references(post, words.targets)
        keep_beside(post, words, standing)
    return post


def sent_before(thread: Thread, *, author: User, key: UUID, words: Words) -> Post:
    """The post that this key made; raises Refused when that was another thread's, or when it
    never had these words."""
    post = Post.objects.select_related("thread__board").get(author=author, key=key)
    if post.thread_id != thread.pk:
        raise Refused(
            _("This form was sent already, in another thread. Your words are below: send again."),
            code="key",
        )
    if not post.has_said(words.source):
        raise Refused(
            _(
                "This form was sent already, with other words, as no. %(number)d. Your words are"
                " below: send them as another post, or edit no. %(number)d."
            )
            % {"number": post.number},
            code="key",
        )
    return post


def edit_post(
    post: Post, *, editor: User, source: str, version: int, key: UUID | None = None
) -> Post:
    """Replace the words and keep the earlier ones; raises EditConflict unless `version` is
    the one that stands. `key` names the draft that the words were."""
    words = compose(source, author=editor, thread=post.thread)
    with transaction.atomic():
        thread = lock_row(post.thread)
        current = Post.objects.get(pk=post.pk)
        current.thread = thread
        require(can_edit_post(editor, current))
        if current.version != version:
            raise EditConflict(current)
        drop_sent_draft(editor, key)
        if current.source == words.source:
            return current
        PostVersion.objects.create(
            post=current,
            version=current.version,
            source=current.source,
            html=current.html,
            written_at=current.edited_at or current.created_at,
            replaced_by=editor,
        )
        current.source, current.html = words.source, words.html
        current.renderer_version = words.renderer_version
        current.version += 1
        current.edited_at = timezone.now()
        bump(thread, current)
        current.save()
        claim(current, words.files)
        index_post(current, title=thread.title if current.number == 1 else "", text=words.text)
        keep_references(current, words.targets, anew=True)
        queue_post_notices(current, words.mentions)
    return current


def withdraw_post(post: Post, *, by: User) -> Post:
    """Take one's own words back; number, place and the replies stay."""
    with transaction.atomic():
        thread = lock_row(post.thread)
        current = Post.objects.get(pk=post.pk)
        current.thread = thread
        if current.withdrawn_at is not None and current.author_id == by.pk:
            return current
        require(can_withdraw_post(by, current))
        current.withdrawn_at = timezone.now()
        if current.number > 1:
            thread.reply_count -= 1
        bump(thread, current)
        current.save(update_fields=["withdrawn_at", "changed_seq"])
    return current


def bump(thread: Thread, post: Post) -> None:
    """Count a change of `post` in its thread, whose row is locked, and ring."""
    thread.seq += 1
    post.changed_seq = thread.seq
    if post.pk in {thread.answer_id, thread.summary_id}:
        thread.changed_seq = thread.seq  # Its words stand under the opening post as well.
        let_go_if_gone(thread, post)
    thread.save(update_fields=["seq", "changed_seq", "reply_count", "answer", "summary"])
    doorbell.ring("thread", id=thread.pk, seq=thread.seq, board=thread.board_id)


def let_go_if_gone(thread: Thread, post: Post) -> None:
    """What can't be read is neither the answer nor the summary."""
    if post.is_gone and thread.answer_id == post.pk:
        thread.answer = None
    if post.is_gone and thread.summary_id == post.pk:
        thread.summary = None
