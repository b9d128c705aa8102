"""The top branches that begin on one page of a thread: who, first words, how many, how new."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.actions.paging import paging_of
from forum.models import Post, ReadMark, Thread
from forum.models.posts import GONE
from forum.paging import Paging
from forum.paths import SEGMENT, branch_end
from forum.rendering import PostRow
from forum.windows import Window

WORDS = 90
# A branch that goes on over more pages than this has the new posts of its first page counted.
COUNTED = 20
BODY = re.compile(r'class="post__body"[^>]*>(.{0,600})', re.DOTALL)
TAG = re.compile(r"<[^>]*>?")


class BranchRow(NamedTuple):
    number: int
    name: str
    words: str
    posts: int
    new: int
    more: str
    url: str
    gone: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it leads to a removed post and nothing else."""
        return self.gone and self.posts == 1


def outline_of(
    window: Window, fragments: dict[int, str], unread: frozenset[int], *, base: str
) -> list[BranchRow]:
    """One row for each top branch that begins on a threaded page; no query. `base` is the
    page's own address."""
    tops: list[tuple[PostRow, list[int]]] = []
    for row in window.rows:
        if len(row.path) == SEGMENT:
            tops.append((row, []))
        elif tops:
            tops[-1][1].append(row.number)
    found = []
    for row, below in tops:
        gone = row.is_gone
        found.append(
            BranchRow(
                number=row.number,
                name=_("No. %d, removed") % row.number if gone else row.author__display_name,
                words="" if gone else first_words(fragments.get(row.number, "")),
                posts=1 + len(below),
                new=sum(number in unread for number in (row.number, *below)),
                more="",
                url=f"{base}#p{row.number}",
                gone=gone,
            )
        )
    return found


def with_rest(
    thread: Thread, window: Window, outline: list[BranchRow], mark: ReadMark | None
) -> list[BranchRow]:
    """`outline` with what its last branch has on later pages, less the branches of which
    nothing is left: one query if the last one goes on."""
    whole = _with_rest(thread, window, outline, mark)
    return [row for row in whole if not row.is_empty]


def _with_rest(
    thread: Thread, window: Window, outline: list[BranchRow], mark: ReadMark | None
) -> list[BranchRow]:
    tops = [row.path for row in window.rows if len(row.path) == SEGMENT]
    if not outline or not tops:
        return outline
    paging = paging_of(thread)
    later = pages_beyond(paging, window.index, tops[-1])
    if not later:
        return outline
    last, counted = outline[-1], len(later) <= COUNTED
    start = paging.starts[later[0] if counted else later[-1]]
    rest = Post.objects.filter(
        thread=thread, path__gte=start, path__lt=branch_end(tops[-1])
    ).aggregate(size=Count("pk"), new=Count("pk", filter=unread_in(mark) & ~GONE))
    whole = 0 if counted else sum(paging.sizes[page] for page in later[:-1])
    rest_new = rest["new"] if mark else 0
    last = last._replace(
        posts=last.posts + whole + rest["size"],
        new=last.new + rest_new,
        more="" if counted or not mark else "+",
    )
    return [*outline[:-1], last]


def pages_beyond(paging: Paging, index: int, top: str) -> list[int]:
    """The later pages that begin inside the branch `top`."""
    found = []
    for page in range(index + 1, len(paging.starts)):
        if not paging.starts[page].startswith(top):
            break
        found.append(page)
    return found


def unread_in(mark: ReadMark | None) -> Q:
    unread = Q(number__gt=mark.number if mark else 0)
    for first, last in mark.above[:100] if mark else ():
        unread &= ~Q(number__range=(first, last))
    return unread


def first_words(fragment: str) -> str:
    """Plain text from a post's HTML, which is clean already."""
    body = BODY.search(fragment)
    if body is None:
        return ""
    text = " ".join(unescape(TAG.sub(" ", body[1].partition("</div>")[0])).split())
    return text if len(text) <= WORDS else Truncator(text[: 2 * WORDS]).chars(WORDS)


def listed(outline: Iterable[BranchRow]) -> SafeString:
    """The items of a list of branches; what members wrote is escaped here.

    Not a template: a page has dozens of them, and they cost it a tenth of its time.
    """
    items = []
    for row in outline:
        posts = ngettext("%d post", "%d posts", row.posts) % row.posts
        new = ngettext("%(n)d%(more)s new", "%(n)d%(more)s new", row.new)
        fresh = f' <b class="count-new">{new % {"n": row.new, "more": row.more}}</b>'
        items.append(
            f'<li><a href="{escape(row.url)}">{escape(row.name)}'
            f'<span class="toc__words">{escape(row.words)}</span></a>'
            f'<span class="toc__n">{posts}{fresh if row.new else ""}</span></li>'
        )
    return mark_safe("\n".join(items))  # noqa: S308
