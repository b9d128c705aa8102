"""Starting and changing threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Page

from accounts.models import User
from accounts.prepared import Prepared
from accounts.statements import Insert, Statement, Update, inserted, together
from forum import doorbell
from forum.actions.attachments import claim
from forum.actions.composing import Words, compose
from forum.actions.drafts import drop_sent_draft
from forum.actions.following import follow
from forum.actions.indexing import index_post, reindex_status
from forum.actions.notices import queue_post_notices
from forum.actions.paging import keep_paging
from forum.actions.references import keep_references
from forum.actions.refusals import Refused, require
from forum.models import Board, Post, ReadMark, Thread, Topic
from forum.models.following import Follow
from forum.paths import child_path
from forum.permissions import can_start_thread
from forum.search.labels import thread_labels

COLUMNS = [field.attname for field in Thread._meta.concrete_fields]
# Without a join: PostgreSQL finds no row after waiting for one that moved to another board.
_locked = Prepared(
    lambda _shape, pk: (
        Thread.objects.select_for_update().order_by().filter(pk=pk).values_list(*COLUMNS)
    )
)
_count_post = Update(Thread, "last_number", "seq", "last_post_at", "last_author", "reply_count")
_insert_post = Insert(Post)

MAX_TITLE = 160
MAX_TOPICS = 5


def clean_title(title: str) -> str:
    """One line without control characters; raises Refused when empty or past MAX_TITLE."""
    title = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    if not any(c.isalnum() for c in title):
        raise Refused(_("Give the thread a title that says what it is about."), code="title")
    if len(title) > MAX_TITLE:
        raise Refused(
            ngettext(
                "The title may have %(limit)d character; yours has %(length)d.",
                "The title may have %(limit)d characters; yours has %(length)d.",
                MAX_TITLE,
            )
            % {"limit": MAX_TITLE, "length": len(title)},
            code="title",
        )
    return title


def start_thread(
    board: Board,
    *,
    author: User,
    title: str,
    source: str,
    key: UUID,
    topics: Iterable[Topic] = (),
    page: Page | None = None,
    at: datetime | None = None,
) -> Thread:
    """Open a thread with its first post; the same author, key and words give the same thread.

    Raises Refused. A thread about a page is opened by the site for the page's editor, so it
    skips the board's rule on who may start.
    """
    title, topics = clean_title(title), list(topics)
    words = compose(source, author=author, board_id=board.pk)
    if len(topics) > MAX_TOPICS:
        raise Refused(_("Choose at most five topics."), code="topics")
    now = at or timezone.now()
    with transaction.atomic():
        # One writer at a time per member, so that the same key never makes two threads.
        User.objects.select_for_update(no_key=True).get(pk=author.pk)
        if earlier := Post.objects.select_related("thread").filter(author=author, key=key).first():
            _refuse_other_words(earlier, title=title, words=words, page=page)
            return earlier.thread
        if page is None:
            require(can_start_thread(author, board))
        thread = Thread.objects.create(
            board=board,
            title=title,
            slug=Thread.slug_for(title),
            author=author,
            last_author=author,
            page=page,
            created_at=now,
            last_post_at=now,
            search_labels=thread_labels(topic.pk for topic in topics),
        )
        thread.topics.set(topics)
        Board.objects.filter(pk=board.pk).update(thread_count=F("thread_count") + 1)
        post = add_post(thread, author=author, words=words, key=key, parent=None, at=now)
        claim(post, words.files)
        index_post(post, title=title, text=words.text)
        ReadMark.objects.create(user=author, thread=thread, number=post.number)
        keep_references(post, words.targets)
        follow(author, target=thread, level=Follow.Level.EVERY, automatic=True)
        queue_post_notices(post, words.mentions)
        drop_sent_draft(author, key)
        doorbell.ring("board", id=board.pk, thread=thread.pk)
    return thread


def _refuse_other_words(earlier: Post, *, title: str, words: Words, page: Page | None) -> None:
    """Raise Refused unless `earlier`, which the key made, opened a thread with these words.

    What the site writes about a page may say it another way the second time.
    """
    if earlier.number > 1:
        raise Refused(
            _("This form was sent already, as a reply. Your words are below: send again."),
            code="key",
        )
    thread = earlier.thread
    if page is None and not (thread.was_called(title) and earlier.has_said(words.source)):
        raise Refused(
            _(
                "This form was sent already, with other words, as the thread “%(title)s”. Your"
                " words are below: send them as another thread, or edit that one."
            )
            % {"title": thread.title},
            code="key",
        )


def add_post(
    thread: Thread, *, author: User, words: Words, key: UUID, parent: Post | None, at: datetime
) -> Post:
    """Append to a thread whose row the caller holds locked (or has just made)."""
    number = thread.last_number + 1
    thread.last_number = number
    thread.seq += 1
    thread.last_post_at = max(thread.last_post_at, at)
    thread.last_author = author
    thread.reply_count += 1 if parent else 0
    post = Post(
        thread=thread,
        number=number,
        parent=parent,
        path=child_path(parent.path, number) if parent else "",
        depth=parent.depth + 1 if parent else 0,
        author=author,
        source=words.source,
        html=words.html,
        renderer_version=words.renderer_version,
        key=key,
        changed_seq=thread.seq,
        created_at=at,
    )
    _none, ids = together(_count_post(thread), _insert_post(post))
    inserted(post, ids)
    keep_paging(thread)
    doorbell.ring("thread", id=thread.pk, seq=thread.seq, board=thread.board_id)
    return post


def lock_row(thread: Thread) -> Thread:
    """The thread as it is now, its row locked until the transaction ends."""
    return locked_thread(together(locking(thread))[0])


def locking(thread: Thread) -> Statement:
    """Locks the row and gives it to `locked_thread`; among others it comes first, so that they
    see what was done before."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A lock lasts as long as its transaction")
    return _locked.bind(thread.pk)


def locked_thread(rows: list[tuple[Any, ...]]) -> Thread:
    if not rows:
        raise Thread.DoesNotExist
    return Thread.from_db(connection.alias, COLUMNS, rows[0])


def change_thread(thread: Thread, change: Callable[[Thread], object]) -> Thread:
    """Apply `change` to the locked row and count it; the caller has asked for permission."""
    with transaction.atomic():
        locked = lock_row(thread)
        was_locked = locked.is_locked
        change(locked)
        locked.seq += 1
        locked.changed_seq = locked.seq
        locked.save()
        if locked.is_locked != was_locked:
            reindex_status(locked)
        doorbell.ring("thread", id=locked.pk, seq=locked.seq, board=locked.board_id)
    return locked


def choose_post(thread: Thread, name: str, post: Post | None) -> Thread:
    """Let the thread's field `name` (answer, summary) point to a reply, or to none.

    The caller has asked for permission. What pointed there already changes nothing.
    """
    with transaction.atomic():
        locked = lock_row(thread)
        before = getattr(locked, f"{name}_id")
        if post is not None:
            # Read anew: it may have been hidden or withdrawn while this waited for the row.
            post = Post.objects.filter(pk=post.pk, thread=locked, number__gt=1).first()
            if post is None or post.is_gone:
                raise Refused(_("Choose a reply in this thread that can still be read."))
        if before == (post.pk if post else None):
            return locked
        setattr(locked, name, post)
        locked.seq += 1
        locked.changed_seq = locked.seq
        locked.save(update_fields=[name, "seq", "changed_seq"])
        if name == "answer":
            reindex_status(locked)
        touched = [pk for pk in (before, post and post.pk) if pk]
        Post.objects.filter(pk__in=touched).update(changed_seq=locked.seq)
        doorbell.ring("thread", id=locked.pk, seq=locked.seq, board=locked.board_id)
    return locked
