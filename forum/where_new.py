"""What is new to a member in one thread: exactly how much, since when, and where next."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum import ranges
from forum.models import Post, ReadMark, Thread
from forum.models.posts import GONE

# Up to so many new posts are put in the order of the tree to find the next; with more, the
# earliest is as good a place to go on.
SORTED = 1_000
AT_ONCE = 50
A_WEEK = 7


def new_ranges(thread: Thread, mark: ReadMark) -> ranges.Ranges:
    """The numbers that the member has not read, removed posts among them."""
    return ranges.between(mark.above, mark.number + 1, thread.last_number)


def count_new(thread: Thread, mark: ReadMark | None) -> int:
    """Exactly the posts that `mark` leaves unread and that can be read.

    Numbers have no gaps, so this is arithmetic less the removed ones, which are few and have
    an index of their own. No query where nothing is new or nothing was ever removed.
    """
    if mark is None or mark.number >= thread.last_number:
        return 0
    left = new_ranges(thread, mark)
    if mark.number and thread.reply_count == thread.last_number - 1:
        return ranges.size(left)
    gone = Post.objects.filter(GONE, thread=thread, number__gt=mark.number)
    lost = [n for n in gone.values_list("number", flat=True) if not mark.has_read(n)]
    return ranges.size(left) - len(lost)


def since(read_at: datetime) -> str:
    """When a member last read, as people say it: in their own time zone."""
    then, now = timezone.localtime(read_at), timezone.localtime()
    days = (now.date() - then.date()).days
    if days <= 0:
        return date_format(then, "H:i")
    if days == 1:
        return _("yesterday")
    if days < A_WEEK:
        return date_format(then, "l")
    return date_format(then, "j F" if then.year == now.year else "j F Y")


def next_new(
    thread: Thread, mark: ReadMark, *, after: int | None = None, order: str = "threaded"
) -> Post | None:
    """The next unread post past number `after` in this order, or else the first; None when all
    is read. Without `after`, the first in the order of the tree or by number."""
    left = new_ranges(thread, mark)
    if order == "threaded" and ranges.size(left) <= SORTED:
        return _next_in_tree(thread, left, after)
    if order == "newest":
        later = [[a, min(b, after - 1)] for a, b in left if a < after] if after else left
        return _nearest(thread, later[::-1], "-number") or _nearest(thread, left[::-1], "-number")
    later = [[max(a, after + 1), b] for a, b in left if b > after] if after else left
    return _nearest(thread, later, "number") or _nearest(thread, left, "number")


def _next_in_tree(thread: Thread, left: ranges.Ranges, after: int | None) -> Post | None:
    numbers = [number for a, b in left for number in range(a, b + 1)]
    posts = Post.objects.filter(thread=thread, number__in=[*numbers, after or 1]).exclude(GONE)
    places = sorted(posts.values_list("path", "number"))
    wanted = set(numbers)
    here = next((place for place in places if place[1] == after), ("", 0))
    found = [place for place in places if place[1] in wanted]
    if not found:
        return None
    turn = bisect_right(found, here) % len(found)
    return Post.objects.get(thread=thread, number=found[turn][1])


def _nearest(thread: Thread, left: ranges.Ranges, order: str) -> Post | None:
    """The first post of these ranges that can be read; a few ranges to a query."""
    posts: QuerySet[Post] = Post.objects.filter(thread=thread).exclude(GONE).order_by(order)
    for start in range(0, len(left), AT_ONCE):
        some = (Q(number__range=span) for span in left[start : start + AT_ONCE])
        if found := posts.filter(reduce(or_, some)).first():
            return found
    return None
