"""Reads what changed in a thread and makes frames of it, once per audience."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from forum.highlights import highlights_html
from forum.live.wire import Event, Watch, frame
from forum.models import Poll, Post, Thread
from forum.permissions import can_see_results
from forum.poll_fragments import poll_parts
from forum.rendering import MODERATORS, PostRow, post_fragments, rows, thread_head

PAGE = 100
GAP = 500

Frames = dict[str, list[Event]]


class Changes(NamedTuple):
    """The frames after some seq, by audience; `head` is the seq that they lead to."""

    thread: Thread | None
    head: int = 0
    frames: Frames | None = None
    gap: bool = False


def read_changes(
    thread_id: int, after: int | None, last: int, audiences: Collection[str]
) -> Changes:
    """What came after `after`: one query when nothing did. `last` is the highest number then."""
    thread = Thread.objects.select_related("board", "poll").filter(pk=thread_id).first()
    if thread is None or after is None or after == thread.seq:
        return Changes(thread, thread.seq if thread else 0)
    if after > thread.seq:
        return Changes(thread, thread.seq, gap=True)
    return read_page(thread, after, last, audiences)


def read_page(thread: Thread, after: int, last: int, audiences: Collection[str]) -> Changes:
    """PAGE changes at most, and never a part of those that share a seq.

    Rows that changed while we read go along, past `thread.seq`, and come again with the next
    reading: left out, a post that was edited at once would never be told as new.
    """
    until = thread.seq
    posts = Post.objects.filter(thread=thread, changed_seq__gt=after)
    posts = posts.order_by("changed_seq", "number")
    if until - after > GAP and posts[GAP : GAP + 1].exists():
        return Changes(thread, until, gap=True)
    found = rows(posts[: PAGE + 1])
    if len(found) > PAGE:
        until = min(until, found[-1].changed_seq - 1)
        found = [row for row in found if row.changed_seq <= until]
    frames = {
        audience: frames_of(thread, found, after, until, last, audience) for audience in audiences
    }
    return Changes(thread, until, frames)


def last_number_at(thread: Thread, seq: int) -> int:
    """The highest post number at `seq`, or a lower one where the highest changed since."""
    known = Post.objects.filter(thread=thread, changed_seq__lte=seq).order_by("-number")
    return known.values_list("number", flat=True).first() or 0


def frames_of(
    thread: Thread, found: Sequence[PostRow], after: int, until: int, last: int, audience: str
) -> list[Event]:
    """In the order of seq. Each tells where to resume: of equal seqs only the last tells it."""
    fragments = post_fragments(found, audience)
    changes: list[tuple[int, str, dict[str, Any]]] = [
        (row.changed_seq, *post_change(row, fragments[row.number], last, audience))
        for row in found
        if row.number in fragments
    ]
    if after < thread.changed_seq <= until:
        changes.append((thread.changed_seq, "thread", thread_change(thread)))
    poll: Poll | None = getattr(thread, "poll", None)
    if poll is not None and after < poll.changed_seq <= until:
        changes += [(poll.changed_seq, "poll", poll_change(poll))] * can_show(poll, audience)
    changes.sort(key=lambda change: change[0])
    seqs = [change[0] for change in changes]
    resume = [min(seq - (seq == following), until) for seq, following in pairwise([*seqs, 0])]
    watch = Watch("thread", thread.pk)
    return [
        frame(watch, kind, seq=seq, replies=thread.reply_count, **content)
        for seq, (_, kind, content) in zip(resume, changes, strict=True)
    ]


def post_change(row: PostRow, html: str, last: int, audience: str) -> tuple[str, dict[str, Any]]:
    """Kind and content of a post's frame; a removed post's author is no reader's business."""
    content: dict[str, Any] = {
        "number": row.number,
        "parent": row.parent__number,
        "depth": row.depth,
        "html": html,
    }
    if not row.is_gone or audience == MODERATORS:
        content |= {"author": row.author__display_name, "by": row.author_id}
    if row.number > last:
        return "post", content
    return ("hidden" if row.is_gone else "edited"), content


def thread_change(thread: Thread) -> dict[str, Any]:
    return {
        "head": thread_head(thread),
        "title": thread.title,
        "url": thread.get_absolute_url(),
        "locked": thread.is_locked,
        "reason": thread.locked_reason,
        "pinned": thread.pinned_at is not None,
        "answered": thread.answer_id is not None,
        "highlights": highlights_html(thread),
        "board": {"name": thread.board.name, "url": thread.board.get_absolute_url()},
    }


def can_show(poll: Poll, audience: str) -> bool:
    """A poll goes with the post it stands on."""
    opening = Post.objects.filter(thread=poll.thread_id, number=1)
    gone = opening.exclude(hidden_at=None, withdrawn_at=None)
    return audience == MODERATORS or not gone.exists()


def poll_change(poll: Poll) -> dict[str, Any]:
    """What everyone may see of the poll; voters ask for results that are theirs to see earlier."""
    parts = poll_parts(poll, results=can_see_results(poll, has_voted=False))
    return {
        "version": poll.version,
        "closed": poll.is_closed,
        "head": parts.head,
        "html": parts.results,
    }


def threads_by_id(pks: Collection[int]) -> dict[int, Thread]:
    return Thread.objects.select_related("board").order_by().in_bulk(pks)


def recent_threads(limit: int) -> list[Thread]:
    """The threads posted in last, hidden ones too: whoever sends them on asks who may know."""
    return list(Thread.objects.select_related("board").order_by("-last_post_at", "-id")[:limit])
