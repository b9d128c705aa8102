"""What a thread page says about one reader's place in it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse

from accounts.prepared import Prepared, PreparedModels
from forum import rendering, trees
from forum.access import Viewer
from forum.models import Bookmark, Draft, Reaction, ReadMark, Thread
from forum.outline import listed, outline_of, with_rest
from forum.unread import unread_numbers
from forum.views.composing import place_of
from forum.where_new import count_new, since
from forum.windows import Window

# Branches that the rail lists; the outline has them all.
IN_RAIL = 24


def read_mark(user: Viewer, thread: Thread) -> ReadMark | None:
    if not user.is_authenticated:
        return None
    return next(iter(_mark(user.pk, thread.pk)), None)


_mark = PreparedModels(
    lambda _shape, user, thread: ReadMark.objects.filter(user=user, thread=thread)
)


def marks_of(
    user: Viewer, thread: Thread, mark: ReadMark | None, shown: list[rendering.PostRow]
) -> trees.Marks:
    if not user.is_authenticated:
        return trees.Marks()
    numbers = [row.number for row in shown] or [0]  # No post has it: the query stays whole.
    marked = set(_marked(user.pk, thread.pk, place_of(thread), *numbers, shape=len(numbers)))
    return trees.Marks(
        user.pk,
        unread_numbers(mark, (row.number for row in shown if not row.is_gone)),
        frozenset(number for number, kind in marked if kind == "helpful"),
        user.muted_ids,
        frozenset(number for number, kind in marked if kind == "kept"),
        (0, "draft") in marked,
    )


def _all_marked(
    _shape: int, user: int, thread: int, place: str, *numbers: int
) -> QuerySet[Reaction, tuple[int, str]]:
    here = {"user": user, "post__thread": thread, "post__number__in": numbers}
    helpful = Reaction.objects.filter(**here).values_list("post__number", Value("helpful"))
    kept = Bookmark.objects.filter(**here, removed_at__isnull=True).order_by()
    # Most members have none here: whether to look for drafts costs no query of its own.
    drafts = Draft.objects.filter(user=user, place=place).kept().order_by()
    return helpful.union(
        kept.values_list("post__number", Value("kept")),
        drafts.values_list(Value(0), Value("draft")),
        all=True,
    )


_marked = Prepared(_all_marked)


def new_context(
    thread: Thread,
    mark: ReadMark | None,
    marks: trees.Marks,
    shown: list[rendering.PostRow],
) -> dict[str, Any]:
    """How much is new to the member: here, and on other pages of the thread."""
    total = count_new(thread, mark)
    unread = [row.created_at for row in shown if row.number in marks.unread]
    # True only where nothing that counts was there already when the member last read.
    is_since = mark is not None and bool(unread) and min(unread) > mark.read_at
    return {
        "new_count": total,
        "new_here": ",".join(map(str, sorted(marks.unread))),
        "last_shown": shown[-1].number,
        "new_elsewhere": max(total - len(marks.unread), 0),
        "new_since": since(mark.read_at) if mark and is_since else "",
    }


def outline_context(
    thread: Thread,
    order: str,
    window: Window,
    fragments: dict[int, str],
    mark: ReadMark | None,
    marks: trees.Marks,
) -> dict[str, Any]:
    """The first branches of a threaded page, for its rail, and where the others are."""
    context: dict[str, Any] = {"outline_url": reverse("forum:thread_outline", args=[thread.pk])}
    if order != "threaded" or not window.names:
        return context
    outline = with_rest(thread, window, outline_of(window, fragments, marks.unread, base=""), mark)
    return context | {
        "outline": listed(outline[:IN_RAIL]),
        "outline_more": max(len(outline) - IN_RAIL, 0),
    }
