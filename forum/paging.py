"""Cuts a thread's tree into numbered pages that keep their posts while the thread grows.

In depth-first order a new reply may land anywhere, so "the third hundred" would shift with
every one of them. Here a page is a stretch of the order instead, from the path at which it
begins to the path at which the next one does, and is addressed by the post it begins with:

- A reply into the middle joins the page on which it lands; no other page changes.
- A new top-level branch begins a new page once the last one has PAGE posts, so branches stay
  whole and no post ever moves.
- Only a page that replies from within have grown past LIMIT is parted, near its middle, where
  the shallowest branch begins. Its first part keeps the address.

Where the pages begin follows from the posts in the order of their numbers and from nothing
else: folding them in one by one, in lots, or all over again gives the same pages. A stored
state is thus only a checkpoint, never a truth of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from forum.paths import SEGMENT

PAGE = 100
LIMIT = PAGE * 3 // 2

# The (path, number) of the posts from one path to before another, in order, up to a number.
Members = Callable[[str, str, int], list[tuple[str, int]]]


@dataclass(slots=True)
class Paging:
    """Where the pages begin once every post up to number `upto` is folded in.

    `starts` are paths ("" for the first page), `numbers` the posts that stand there, and
    `sizes` how many posts each page has; `top` is the greatest path so far.
    """

    upto: int = 1
    top: str = ""
    starts: list[str] = field(default_factory=lambda: [""])
    numbers: list[int] = field(default_factory=lambda: [0])
    sizes: list[int] = field(default_factory=lambda: [0])

    def add(self, number: int, path: str, members: Members) -> None:
        """Fold in the next post."""
        self.upto = number
        if path > self.top:
            self.top = path
            if self.sizes[-1] >= (PAGE if len(path) == SEGMENT else LIMIT):
                self._begin(len(self.starts), path, number, 0)
        page = self.page_of(path)
        self.sizes[page] += 1
        if self.sizes[page] > LIMIT:
            self._part(page, members(*self.span(page), number))

    def page_of(self, path: str) -> int:
        """The index of the page on which a path stands."""
        return bisect_right(self.starts, path) - 1

    def page_from(self, number: int) -> int | None:
        """The index of the page that begins with this post."""
        return self.numbers.index(number) if number in self.numbers else None

    def span(self, page: int) -> tuple[str, str]:
        """The paths from which, and before which, a page's posts stand."""
        later = self.starts[page + 1 : page + 2]
        return self.starts[page], later[0] if later else "~"

    def _part(self, page: int, posts: Sequence[tuple[str, int]]) -> None:
        middle = len(posts) // 2
        near = range(len(posts) // 3, 2 * len(posts) // 3 + 1)
        cut = min(near, key=lambda k: (len(posts[k][0]), abs(k - middle)))
        self._begin(page + 1, *posts[cut], len(posts) - cut)
        self.sizes[page] = cut

    def _begin(self, page: int, path: str, number: int, size: int) -> None:
        self.starts.insert(page, path)
        self.numbers.insert(page, number)
        self.sizes.insert(page, size)

    def dump(self) -> list[Any]:
        return [self.top, self.starts, self.numbers, self.sizes]

    @classmethod
    def load(cls, upto: int, state: list[Any]) -> Paging:
        return cls(upto, *state)
