"""What resembles a clause that is being drafted, through the site's own search and its gate."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from forum.access import Viewer
from forum.models import SearchEntry
from forum.search.filters import Filters
from forum.search.index import matching_ids
from forum.search.queries import Query, parse_query
from forum.search.results import scope_for

KINDS = (SearchEntry.Kind.POLICY, SearchEntry.Kind.ARTICLE)
# Short words say little of what a clause is about; of the others the longest tell most.
MIN_TELLING = 5
TELLING = 8
# Longer words that every clause has and that say nothing of what it is about.
COMMON = frozenset(
    """about above after again against along already although always among another anything
    because become before being below besides between beyond cannot could during either every
    everyone everything except further however instead itself might nothing often other others
    otherwise ought perhaps please rather several shall should since something their theirs them
    themselves there therefore these those though through together toward towards under unless
    until upon usually various where whether which while whose within without would
    """.split()  # noqa: SIM905
)
COMPARED = 200
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """An entry of the search, and the words that it shares with the clause."""

    entry: SearchEntry
    words: list[str]


def telling_words(text: str) -> list[str]:
    """The longest distinct words that are not common ones, in the order of the text."""
    found = dict.fromkeys(re.findall(rf"[^\W\d_]{{{MIN_TELLING},}}", text.lower()))
    words = [word for word in found if word not in COMMON]
    longest = set(sorted(words, key=len, reverse=True)[:TELLING])
    return [word for word in words if word in longest]


def resembling(user: Viewer, text: str, *, but: int | None = None) -> list[Likeness]:
    """Policies and articles that `user` may read and that share at least a third of the telling
    words, the most alike first; two queries a word and one more. `but` is a page left out."""
    words = telling_words(text)
    shared: dict[int, list[str]] = {}
    for kind in KINDS:
        scope = scope_for(user, Filters(kind=kind))
        for word in words:
            for term in parse_query(word).wanted:
                for pk in matching_ids(Query(wanted=(term,)), scope, limit=COMPARED):
                    shared.setdefault(pk, []).append(word)
    least = max(2, -(-len(words) // 3))
    count = Counter({pk: len(found) for pk, found in shared.items() if len(found) >= least})
    best = [pk for pk, _n in count.most_common(SHOWN * 4)]
    entries = SearchEntry.objects.visible_to(user).exclude(page=but).with_sources().in_bulk(best)
    return [Likeness(entries[pk], shared[pk]) for pk in best if pk in entries][:SHOWN]
