"""Threads whose titles are like one that is being written."""

from __future__ import annotations

from forum.access import Viewer
from forum.models import SearchEntry, Thread
from forum.search.filters import Filters
from forum.search.index import matching_ids
from forum.search.queries import MAX_LENGTH, Query, Term, parse_query
from forum.search.results import scope_for
from forum.search.words import fold

SHOWN = 5
# Titles are short and many: the newest that share a word are compared, no more.
COMPARED = 300
# Shorter words, such as "how" and "for", say little about what a thread is about.
MIN_TELLING = 4


def similar_threads(user: Viewer, text: str) -> list[Thread]:
    """Threads that `user` may read with the words of `text` in their titles, closest first.

    The last word may be unfinished. At least half of the telling words must occur.
    """
    terms = parse_query(text[:MAX_LENGTH], completing=True).wanted
    telling = [term for term in terms if len(term.forms[0][0]) >= MIN_TELLING] or list(terms)
    if not telling:
        return []
    scope = scope_for(user, Filters(kind=SearchEntry.Kind.THREAD), titles_only=True)
    ids = {
        pk for term in telling for pk in matching_ids(Query(wanted=(term,)), scope, limit=COMPARED)
    }
    entries = SearchEntry.objects.visible_to(user).filter(pk__in=ids).with_sources()
    scored = [(_shared(entry.title, telling), entry.pk, entry) for entry in entries]
    scored = [item for item in scored if item[0] * 2 >= len(telling)]
    return [
        entry.post.thread for *_score, entry in sorted(scored, reverse=True)[:SHOWN] if entry.post
    ]


def _shared(title: str, terms: list[Term]) -> int:
    title = fold(title)
    return sum(any(pattern.search(title) for pattern in term.patterns) for term in terms)
