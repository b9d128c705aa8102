"""The rows of one reply, read and written in few ways to the database and back.

The thread's row is locked from the first to the commit, so what lies between decides how many
replies one thread takes.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, Q, QuerySet

from accounts.models import User
from accounts.prepared import Prepared
from accounts.statements import together
from forum.actions.composing import Words
from forum.actions.drafts import dropping_sent
from forum.actions.following import following
from forum.actions.indexing import indexing
from forum.actions.notices import telling
from forum.actions.reading import mark_read, reading_own
from forum.actions.threads import locked_thread, locking
from forum.models import Board, Follow, Post, ReadMark, Thread
from forum.models.posts import GONE


def _in_order(model: type[Model], *names: str) -> list[str]:
    """As `from_db` takes them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


ANSWERED = _in_order(
    Post, "id", "thread_id", "number", "path", "depth", "hidden_at", "withdrawn_at", "author_id"
)
BOARD = _in_order(Board, "id", "reading", "unit_id")
MARK = [field.attname for field in ReadMark._meta.concrete_fields]


class Standing(NamedTuple):
    """What a reply finds behind its thread's lock."""

    thread: Thread
    answered: Post | None
    was_sent: bool
    some_gone: bool
    mark: ReadMark | None
    follows: bool


def lock_and_look(thread: Thread, *, author: User, key: UUID, parent: int) -> Standing:
    """Lock the thread's row, then its author's mark, as everyone does who locks both."""
    threads, boards, posts, marks = together(
        locking(thread),
        _board.bind(thread.pk),
        _posts.bind(thread.pk, parent, author.pk, key),
        _mark.bind(author.pk, thread.pk),
    )
    locked, answered, was_sent, some_gone = locked_thread(threads), None, False, False
    locked.board = Board.from_db(connection.alias, BOARD, boards[0])
    for is_earlier, is_some_gone, *values in posts:
        if is_earlier:
            was_sent = True
        else:
            some_gone = is_some_gone
            answered = Post.from_db(connection.alias, ANSWERED, values)
            answered.thread = locked
    mark = ReadMark.from_db(connection.alias, MARK, marks[0][1:]) if marks else None
    return Standing(locked, answered, was_sent, some_gone, mark, bool(marks and marks[0][0]))


def keep_beside(post: Post, words: Words, standing: Standing) -> None:
    """What goes with a new reply: search, the author's follow and mark, notices, the draft."""
    author, thread = post.author, post.thread
    kept = [
        indexing(post, title="", text=words.text),
        telling(post, words.mentions),
        dropping_sent(author, post.key),
    ]
    if not standing.follows:
        kept.append(following(author, thread))
    if not standing.some_gone:
        mark = standing.mark or ReadMark(user=author, thread=thread)
        kept.append(reading_own(mark, post.number))
    rows = together(*kept)
    if standing.some_gone or not (standing.mark or rows[-1]):
        mark_read(thread, user=author, numbers=[post.number])


def _build_posts(
    _shape: None, thread: int, parent: int, author: int, key: UUID
) -> QuerySet[Post, object]:
    """The post to answer, and the one that this key made already."""
    earlier = Q(author=author, key=key)
    # With a bound, SQLite sees that the index of those that are gone has all it needs.
    gone = Post.objects.filter(GONE, thread=thread, number__gt=0)
    found = Post.objects.filter(Q(thread=thread, number=parent) | earlier).order_by()
    return found.values_list(ExpressionWrapper(earlier, BooleanField()), Exists(gone), *ANSWERED)


def _build_mark(_shape: None, author: int, thread: int) -> QuerySet[ReadMark, object]:
    follows = Follow.objects.filter(user=author, thread=thread)
    marks = ReadMark.objects.select_for_update().filter(user=author, thread=thread)
    return marks.values_list(Exists(follows), *MARK)


_board = Prepared(
    lambda _shape, thread: Board.objects.filter(threads=thread).order_by().values_list(*BOARD)
)
_posts = Prepared(_build_posts)
_mark = Prepared(_build_mark)
