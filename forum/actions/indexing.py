"""Keeps the search entries in step with what is said and published.

Each function is called inside the transaction of the change that it follows, so that search
never shows an older wording than the page. Hiding, withdrawing and unpublishing need no call:
the read gate asks the post or page itself.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.statements import Insert, Statement, together
from forum.markup import render
from forum.models import Poll, Post, SearchEntry, Thread

if TYPE_CHECKING:
    from wagtail.models import Page

# PostgreSQL refuses to index a text with more than a megabyte of different words.
MAX_TEXT_LENGTH = 200_000

FIELDS = ["kind", "title", "text", "board", "thread", "author", "created_at"]
_insert = Insert(SearchEntry, unique=["post"], update=FIELDS)


def index_post(post: Post, *, title: str, text: str) -> None:
    """Make or replace the entry of `post` in one statement; `title` counts with number 1 only."""
    together(indexing(post, title=title, text=text))


def indexing(post: Post, *, title: str, text: str) -> Statement:
    return _insert(entry_for(post, title=title, text=text))


def entry_for(post: Post, *, title: str, text: str) -> SearchEntry:
    is_opening = post.number == 1
    return SearchEntry(
        kind=SearchEntry.Kind.THREAD if is_opening else SearchEntry.Kind.POST,
        title=_plain(title)[:255] if is_opening else "",
        text=_plain(_with_poll(post, text) if is_opening else text)[:MAX_TEXT_LENGTH],
        board_id=post.thread.board_id,
        thread_id=post.thread_id,
        author_id=post.author_id,
        post=post,
        created_at=post.created_at,
    )


def index_page(page: Page, *, kind: str, title: str, text: str, at: datetime) -> None:
    """Make or replace the entry of a published page; `at` is the date that results show."""
    entry = SearchEntry(
        kind=SearchEntry.Kind(kind),
        title=_plain(title)[:255],
        text=_plain(text)[:MAX_TEXT_LENGTH],
        page_id=page.pk,
        created_at=at,
    )
    upsert([entry], source="page")


def unindex_page(page: Page) -> None:
    SearchEntry.objects.filter(page_id=page.pk).delete()


def reindex_opening(poll: Poll) -> None:
    """After the thread got a poll, or the poll another question."""
    opening = Post.objects.get(thread=poll.thread, number=1)
    opening.thread = poll.thread
    words = render(opening.source).text
    index_post(opening, title=poll.thread.title, text=words)


def _with_poll(opening: Post, text: str) -> str:
    """The words of the opening post and of the poll on it: one query."""
    poll = Poll.objects.filter(thread=opening.thread_id).first()
    return "\n".join([text, poll.question, *poll.options]) if poll else text


def reindex_title(thread: Thread) -> None:
    """After a thread was renamed."""
    opening = SearchEntry.objects.filter(post__thread=thread, kind=SearchEntry.Kind.THREAD)
    opening.update(title=_plain(thread.title)[:255])


def reindex_board(thread: Thread) -> None:
    """After a thread was moved: one statement over all its posts."""
    SearchEntry.objects.filter(post__thread=thread).update(board_id=thread.board_id)


def upsert(entries: list[SearchEntry], *, source: str = "post") -> None:
    SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=[source],
        update_fields=FIELDS,
    )


def _plain(text: str) -> str:
    """`text` with composed letters, which the highlighter counts on, and without NUL."""
    return unicodedata.normalize("NFC", text.replace("\0", ""))
