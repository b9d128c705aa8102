"""One fragment per post, the same for everyone, cached until the post changes.

Nothing in a fragment depends on who looks: what does hangs on the wrapper that
`forum.trees` puts around it. There are two audiences: readers see a placeholder where a post
was hidden, moderators see the post.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db.models import Q, QuerySet, Subquery
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models.privacy import Audience
from accounts.models.users import AVATAR_CLASSES
from accounts.prepared import Prepared
from forum.access import Viewer, is_moderator
from forum.models import Post, Thread

READERS, MODERATORS = "readers", "moderators"
FRAGMENT_VERSION = 4


class PostRow(NamedTuple):
    """What placing and caching a post takes; its words stay in the database."""

    id: int
    thread_id: int
    thread__slug: str
    thread__answer_id: int | None
    thread__summary_id: int | None
    number: int
    path: str
    depth: int
    parent__number: int | None
    parent__author__display_name: str | None
    parent__author__handle: str | None
    author_id: int
    author__display_name: str
    author__handle: str
    author__library: str
    author__library_for: str
    author__is_moderator: bool
    changed_seq: int
    created_at: datetime
    hidden_at: datetime | None
    withdrawn_at: datetime | None
    moved_to_id: int | None

    @property
    def library(self) -> str:
        """The author's library, if everyone may see it: a fragment is the same for all."""
        return self.author__library if self.author__library_for == Audience.EVERYONE else ""

    @property
    def is_gone(self) -> bool:
        return self.hidden_at is not None or self.withdrawn_at is not None


def audience_of(user: Viewer) -> str:
    return MODERATORS if is_moderator(user) else READERS


def rows(posts: QuerySet[Post]) -> list[PostRow]:
    """One query, in the queryset's order."""
    return [PostRow._make(values) for values in posts.values_list(*PostRow._fields)]


def rows_numbered(thread_id: int, first: int, second: int) -> dict[int, PostRow]:
    """At most two posts of a thread, by number."""
    found = _numbered(thread_id, first, second)
    return {row.number: row for row in map(PostRow._make, found)}


def _by_number(_shape: None, thread: int, *numbers: int) -> QuerySet[Post, Any]:
    """Every thread has a number 1, so PostgreSQL expects half of a long thread for it and would
    read the whole table: one id of each number is what it can count."""
    found = Q()
    for number in numbers:
        one = Post.objects.filter(thread=thread, number=number).order_by()
        found |= Q(pk=Subquery(one.values("pk")[:1]))
    return Post.objects.filter(found).order_by().values_list(*PostRow._fields)


_numbered = Prepared(_by_number)


def post_fragments(posts: Sequence[PostRow], audience: str) -> dict[int, str]:
    """HTML by post number; those not in the cache take one query and are kept."""
    cache = caches["fragments"]
    keys = {row.number: _key(row, audience) for row in posts}
    found = cache.get_many(keys.values())
    missing = [row for row in posts if keys[row.number] not in found]
    if missing:
        made = _render(missing, audience)
        cache.set_many({keys[number]: html for number, html in made.items()})
        found |= {keys[number]: html for number, html in made.items()}
    return {number: found[key] for number, key in keys.items() if key in found}


def post_fragment(post: Post, audience: str) -> str:
    return post_fragments(rows(Post.objects.filter(pk=post.pk)), audience)[post.number]


def _key(row: PostRow, audience: str) -> str:
    # A name may change without the post changing, so the names are part of the key.
    names = repr(
        (
            row.thread__slug,
            row.parent__author__display_name,
            row.parent__author__handle,
            row.author__display_name,
            row.author__handle,
            row.library,
            row.author__is_moderator,
        )
    )
    return (
        f"post:{FRAGMENT_VERSION}:{row.id}:{row.thread_id}:{row.changed_seq}:{audience}:"
        f"{get_language()}:{zlib.crc32(names.encode())}"
    )


def _render(missing: Iterable[PostRow], audience: str) -> dict[int, str]:
    # In the site's own time zone: whoever happens to look first must not set it for all.
    with timezone.override(timezone.get_default_timezone()):
        return _fragments(missing, audience)


def _fragments(missing: Iterable[PostRow], audience: str) -> dict[int, str]:
    template = get_template("forum/post.html")
    by_pk = {row.id: row for row in missing}
    posts = Post.objects.filter(pk__in=by_pk).only(
        "html", "helpful_count", "edited_at", "hidden_reason"
    )
    return {
        by_pk[post.pk].number: template.render(
            {
                "row": by_pk[post.pk],
                "post": post,
                "words": post.html_under_h2 if by_pk[post.pk].number == 1 else post.html,
                "audience": audience,
                "avatar": avatar_class(by_pk[post.pk].author__handle),
                "initials": initials(by_pk[post.pk].author__display_name),
                "is_answer": by_pk[post.pk].thread__answer_id == post.pk,
                "is_summary": by_pk[post.pk].thread__summary_id == post.pk,
            }
        ).strip()
        for post in posts
    }


def thread_head(thread: Thread) -> str:
    """Title, state and the note of a closed thread: the same for everyone who may read it."""
    context = {"thread": thread, "topics": thread.topics.all()}
    return get_template("forum/thread_head.html").render(context).strip()


def avatar_class(handle: str) -> str:
    return AVATAR_CLASSES[sum(handle.encode()) % len(AVATAR_CLASSES)]


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
