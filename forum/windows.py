"""Which posts one page of a thread shows: an index range, at any size, from either side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from forum.models import Post, Thread
from forum.paths import SEGMENT, branch_end
from forum.rendering import PostRow, rows

PAGE = 100
KEEP_WHOLE = PAGE // 2


@dataclass(slots=True)
class Window:
    rows: list[PostRow]
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a window starts: just after or before a post, or around it; never an offset."""

    after: int | None = None
    before: int | None = None
    around: int | None = None

    @property
    def number(self) -> int | None:
        """The post it names."""
        return next((n for n in (self.before, self.around, self.after) if n is not None), None)


def threaded_window(
    thread: Thread, cursor: Cursor, *, place: str | None = None, root: Post | None = None
) -> Window:
    """Replies in depth-first order; a window ends between two branches where it can.

    `place` is the path of the post that the cursor names, if there is such a post.
    """
    posts = Post.objects.filter(thread=thread).order_by("path")
    start, end = (root.path, branch_end(root.path)) if root else ("", "~")
    posts = posts.filter(path__gt=start, path__lt=end)
    if place and cursor.before is not None:
        return _backward(posts, place)
    if place and cursor.around is not None:
        return _around(posts, place, start)
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
        more_before, more_after = len(found) > PAGE, True
    else:
        if cursor.around is not None:
            posts_from = cursor.around + PAGE // 4 if newest else cursor.around - PAGE // 4
            start: int | None = posts_from
        else:
            start = cursor.after
        onward = posts.filter(**{past: start}) if start is not None else posts
        found = rows(onward.order_by(f"{sign}number")[: PAGE + 1])
        shown = found[:PAGE]
        more_after = len(found) > PAGE
        first = thread.last_number if newest else 2
        more_before = bool(shown) and start is not None and shown[0].number != first
    return _window(shown, more_before=more_before, more_after=more_after)


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


def _around(posts: QuerySet[Post], place: str, start: str) -> Window:
    """From the start of the post's top branch if that is near, else a quarter page before it."""
    near = rows(posts.filter(path__lt=place).order_by("-path")[: PAGE // 4])
    top = place[: len(start) + SEGMENT]
    inside = [row for row in near if row.path >= top]
    if inside:
        first = posts.filter(path__lt=inside[-1].path).order_by("-path").first()
    else:
        first = posts.filter(path__lt=place).order_by("-path").first()
    return _forward(posts, first.path if first else start, start)


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
