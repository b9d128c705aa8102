"""A poll's question and results as HTML, the same for everyone whom they are shown."""

from __future__ import annotations

from typing import NamedTuple

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from forum import counting
from forum.models import Poll

FRAGMENT_VERSION = 1


class Parts(NamedTuple):
    head: str
    results: str


def poll_parts(poll: Poll, *, results: bool) -> Parts:
    """Kept until the poll changes or ends: one query when it has, none when it has not."""
    closed = poll.is_closed
    key = f"poll:{FRAGMENT_VERSION}:{poll.pk}:{poll.changed_seq}:{closed}:{results}"
    key = f"{key}:{get_language()}"
    cache = caches["fragments"]
    if (found := cache.get(key)) is not None:
        return Parts(*found)
    context = {"poll": poll, "results": counting.count(poll) if results else None}
    # In the site's own time zone: whoever happens to look first must not set it for all.
    with timezone.override(timezone.get_default_timezone()):
        parts = Parts(
            render_to_string("forum/poll_head.html", context).strip(),
            render_to_string("forum/poll_results.html", context).strip(),
        )
    cache.set(key, tuple(parts))
    return parts
