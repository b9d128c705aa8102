"""Keeps the search entries in step with what is said and published.

Each function is called inside the transaction of the change that it follows, so that search
never shows an older wording than the page. Hiding, withdrawing and unpublishing need no call:
the read gate asks the post or page itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.db.models.functions import Concat, Replace, Trim

from accounts.statements import Insert, Statement, together
from forum.markup import render
from forum.models import Poll, Post, SearchEntry, Thread, Topic
from forum.search.labels import (
    status_label,
    status_of_thread,
    thread_labels,
    topic_label,
    written,
)

if TYPE_CHECKING:
    from wagtail.models import Page

# PostgreSQL refuses to index a text with more than a megabyte of different words.
MAX_TEXT_LENGTH = 200_000

FIELDS = ["kind", "title", "text", "board", "thread", "author", "created_at", "labels"]
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
        labels=opening_labels(post.thread) if is_opening else post.thread.search_labels,
    )


def opening_labels(thread: Thread) -> str:
    """Those of the thread, and its status: its opening stands for it."""
    status = status_of_thread(thread.is_locked, thread.answer_id is not None)
    return f"{thread.search_labels} {written([status_label(status)])}".strip()


def index_page(
    page: Page,
    *,
    kind: str,
    title: str,
    text: str,
    at: datetime,
    labels: Iterable[str] = (),
) -> None:
    """Make or replace the entry of a published page; `at` is the date that results show.

    `labels` are those of `forum.search.labels`: its topics, units, status and exact numbers.
    """
    entry = SearchEntry(
        kind=SearchEntry.Kind(kind),
        title=_plain(title)[:255],
        text=_plain(text)[:MAX_TEXT_LENGTH],
        page_id=page.pk,
        created_at=at,
        labels=written(labels),
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


def label_thread(thread: Thread, topics: Iterable[Topic]) -> None:
    """Give the thread these topics, and its entries their labels: three statements more."""
    topics = list(topics)
    thread.topics.set(topics)
    labels = thread_labels(topic.pk for topic in topics)
    if labels == thread.search_labels:
        return
    thread.search_labels = labels
    thread.save(update_fields=["search_labels"])
    entries = SearchEntry.objects.filter(thread=thread)
    entries.filter(kind=SearchEntry.Kind.POST).update(labels=labels)
    reindex_status(thread)


def reindex_status(thread: Thread) -> None:
    """After a thread was closed, opened or answered."""
    opening = SearchEntry.objects.filter(thread=thread, kind=SearchEntry.Kind.THREAD)
    opening.update(labels=opening_labels(thread))


def relabel_topic(earlier: int, now: int) -> None:
    """After one topic was merged into another: two statements over what carried the first.

    Every label ends with a blank for this, so that none is taken for the start of another.
    """
    old, new = written([topic_label(earlier)]), written([topic_label(now)])
    for model, column in ((Thread, "search_labels"), (SearchEntry, "labels")):
        rows = model._default_manager.filter(**{f"{column}__contains": old})
        spaced = Concat(F(column), Value(" "))
        changed = Trim(Replace(spaced, Value(f"{old} "), Value(f"{new} ")))
        rows.update(**{column: changed})


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
