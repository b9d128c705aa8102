"""Which posts one page of a thread shows: an index range, at any size, from either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Substr

from forum.actions.paging import paging_of
from forum.models import Post, Thread
from forum.paging import PAGE
from forum.paths import SEGMENT, branch_end
from forum.rendering import PostRow, rows

KEEP_WHOLE = PAGE // 2
FIRST_REPLY = 2


@dataclass(slots=True)
class Window:
    """`names` are the posts with which the thread's numbered pages begin, oldest page first,
    and `index` is the shown one among them; a window that is no numbered page has none. `cut`
    says that the last branch goes on on the next page."""

    rows: list[PostRow]
    before: int | None = None
    after: int | None = None
    names: Sequence[int] = ()
    index: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a window starts: just after or before a post, or the page around it; never an
    offset."""

    after: int | None = None
    before: int | None = None
    around: int | None = None

    @property
    def number(self) -> int | None:
        """The post it names."""
        return next((n for n in (self.before, self.around, self.after) if n is not None), None)

    @property
    def is_page(self) -> bool:
        return self.before is None and self.after is None


def threaded_page(thread: Thread, *, path: str = "") -> Window:
    """The numbered page on which `path` stands, in depth-first order."""
    paging = paging_of(thread)
    index = paging.page_of(path)
    start, end = paging.span(index)
    posts = Post.objects.filter(thread=thread, path__gte=start or "0", path__lt=end)
    found = rows(posts.order_by("path"))
    return Window(found, names=paging.numbers, index=index, cut=len(end) > SEGMENT)


def flat_page(thread: Thread, *, number: int | None = None, newest: bool = False) -> Window:
    """The numbered page that holds a post, by number; which page that is never changes.

    Without a number it is the first to be read: newest first, that is the last page, which goes
    with the one before it while it is short.
    """
    names = range(FIRST_REPLY, max(thread.last_number, FIRST_REPLY) + 1, PAGE)
    if newest and len(names) > 1 and thread.last_number - names[-1] < KEEP_WHOLE:
        names = names[:-1]
    if number is None:
        number = names[-1] if newest else FIRST_REPLY
    index = min(max(number - FIRST_REPLY, 0) // PAGE, len(names) - 1)
    posts = Post.objects.filter(thread=thread, number__gte=names[index])
    if index + 1 < len(names):
        posts = posts.filter(number__lt=names[index + 1])
    found = rows(posts.order_by("-number" if newest else "number"))
    return Window(found, names=names, index=index)


def threaded_window(
    thread: Thread,
    cursor: Cursor,
    *,
    place: str | None = None,
    root: PostRow | None = None,
    heads: Sequence[str] | None = None,
) -> Window:
    """Replies in depth-first order; a window ends between two branches where it can.

    `place` is the path of the post that the cursor names, if there is such a post. With `heads`,
    paths of posts, only the branches in which these stand.
    """
    posts = Post.objects.filter(thread=thread).order_by("path")
    start, end = (root.path, branch_end(root.path)) if root else ("", "~")
    posts = posts.filter(path__gt=start, path__lt=end)
    if heads is not None:
        tops = {path[:SEGMENT] for path in heads}
        posts = posts.annotate(top=Substr("path", 1, SEGMENT)).filter(top__in=tops)
    if place and cursor.before is not None:
        return _backward(posts, place)
    return _forward(posts, place or start, start)


def flat_window(thread: Thread, cursor: Cursor, *, newest: bool = False) -> Window:
    """Replies by number, oldest or newest first."""
    posts = Post.objects.filter(thread=thread, number__gt=1)
    sign = "-" if newest else ""
    past, until = ("number__lt", "number__gt") if newest else ("number__gt", "number__lt")
    if cursor.before is not None:
        back = posts.filter(**{until: cursor.before}).order_by("number" if newest else "-number")
        found = rows(back[: PAGE + 1])
        shown = found[:PAGE][::-1]
        return _window(shown, more_before=len(found) > PAGE, more_after=True)
    onward = posts if cursor.after is None else posts.filter(**{past: cursor.after})
    found = rows(onward.order_by(f"{sign}number")[: PAGE + 1])
    shown = found[:PAGE]
    first = thread.last_number if newest else FIRST_REPLY
    more_before = bool(shown) and cursor.after is not None and shown[0].number != first
    return _window(shown, more_before=more_before, more_after=len(found) > PAGE)


def _forward(posts: QuerySet[Post], place: str, start: str) -> Window:
    found = rows(posts.filter(path__gt=place)[: PAGE + 1])
    shown = found
    if len(found) > PAGE:
        shown = _cut_between_branches(found)
    return _window(shown, more_before=place != start, more_after=len(shown) < len(found))


def _backward(posts: QuerySet[Post], place: str) -> Window:
    found = rows(posts.filter(path__lt=place).order_by("-path")[: PAGE + 1])
    shown = found[:PAGE][::-1]
    if len(found) > PAGE:
        start = next((i for i, row in enumerate(shown) if _is_top(row)), 0)
        shown = shown[start if start < KEEP_WHOLE else 0 :]
    return _window(shown, more_before=len(found) > len(shown), more_after=True)


def _is_top(row: PostRow) -> bool:
    return len(row.path) == SEGMENT


def _cut_between_branches(found: list[PostRow]) -> list[PostRow]:
    for end in range(PAGE, KEEP_WHOLE, -1):
        if _is_top(found[end]):
            return found[:end]
    return found[:PAGE]


def _window(shown: list[PostRow], *, more_before: bool, more_after: bool) -> Window:
    if not shown:
        return Window([])
    return Window(
        shown,
        before=shown[0].number if more_before else None,
        after=shown[-1].number if more_after else None,
    )
