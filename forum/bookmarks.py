"""A member's own list of kept posts, with what of each they may still read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from forum.markup import excerpt
from forum.models import Bookmark, Post

ROWS = 30
SHOWS = ("all", "waiting", "reminded", "notes")
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Kept:
    """`post` is None where its owner may not read it any more: nothing of it is told."""

    bookmark: Bookmark
    post: Post | None

    @property
    def first_words(self) -> str:
        entry = getattr(self.post, "search_entry", None)
        return excerpt(entry.text, 160) if entry else ""

    @property
    def waits(self) -> bool:
        return self.bookmark.remind_at is not None and self.bookmark.reminded_at is None


def kept_by(
    user: User, *, show: str = "all", words: str = "", before: int | None = None
) -> tuple[list[Kept], int | None]:
    """Up to ROWS of them, the latest first, and the next cursor: two queries."""
    rows = Bookmark.objects.of(user).order_by("-pk")
    if show == "waiting":
        rows = rows.filter(remind_at__isnull=False, reminded_at__isnull=True)
    elif show == "reminded":
        rows = rows.filter(reminded_at__isnull=False)
    elif show == "notes":
        rows = rows.exclude(note="")
    for word in words.split():
        rows = rows.filter(note__icontains=word)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: ROWS + 1])
    shown = found[:ROWS]
    posts = readable(user, [row.post_id for row in shown])
    next_before = shown[-1].pk if len(found) > ROWS else None
    return [Kept(row, posts.get(row.post_id)) for row in shown], next_before


def readable(user: User, pks: list[int]) -> dict[int, Post]:
    posts = Post.objects.visible_to(user)
    return posts.select_related("thread__board", "author", "search_entry").in_bulk(pks)


def tomorrow() -> datetime:
    return morning_in(1)


def next_week() -> datetime:
    return morning_in(7)


def morning_in(days: int) -> datetime:
    """Nine o'clock, some days from now, in the zone that is active: the member's own."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, MORNING))
