"""What stands under a thread's opening post: its answer and its summary, the same for everyone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from forum.markup import excerpt
from forum.models import Post, Thread
from forum.permissions import can_lead_to

SECONDS = 60
FIRST_WORDS = 140
# Characters of plain text; a longer summary is folded up.
SHORT = 700


@dataclass(frozen=True, slots=True)
class Highlight:
    post: Post
    text: str

    @property
    def first_words(self) -> str:
        return excerpt(self.text, FIRST_WORDS)

    @property
    def is_long(self) -> bool:
        return len(self.text) > SHORT


def highlights(thread: Thread) -> dict[str, Highlight]:
    """`answer` and `summary`, those that there are: one query, or none."""
    pks = [pk for pk in (thread.answer_id, thread.summary_id) if pk]
    if not pks:
        return {}
    standing = Post.objects.filter(hidden_at__isnull=True, withdrawn_at__isnull=True)
    # Search keeps the plain words of each post: nothing is rendered anew for them.
    posts = standing.select_related("author", "search_entry").in_bulk(pks)
    found = {}
    for name, pk in (("answer", thread.answer_id), ("summary", thread.summary_id)):
        if post := posts.get(pk or 0):
            post.thread = thread
            found[name] = Highlight(post, _text(post))
    return found


def continued(thread: Thread) -> Thread | None:
    """Where the thread goes on, if all its readers may read that as well: no query on the page."""
    after = thread.continued_in
    if after is None or after.hidden_at is not None:
        return None
    return after if can_lead_to(thread, after.board) else None


def highlights_html(thread: Thread) -> str:
    """For the page and for the frame that tells of a change: in the site's own time zone.

    Kept until the thread changes; a name that its owner changed shows SECONDS later at most.
    """
    after = continued(thread)
    leads_to = (after.pk, after.slug, after.title) if after else ()
    shown = (thread.pk, thread.seq, get_language(), *leads_to)
    key = "highlights:" + hashlib.blake2b(repr(shown).encode(), digest_size=20).hexdigest()
    cache = caches["fragments"]
    html: str | None = cache.get(key)
    if html is None:
        context = {"thread": thread, **highlights(thread), "continued": after}
        with timezone.override(timezone.get_default_timezone()):
            html = render_to_string("forum/thread_highlights.html", context).strip()
        cache.set(key, html, SECONDS)
    return html


def _text(post: Post) -> str:
    entry = getattr(post, "search_entry", None)
    return entry.text if entry else ""
