"""How many of the results are of each kind, topic, unit, author and status.

Counted over the rows that were found for the page anyway, so never more than the newest few
thousand: no count tells of anything that its reader may not read, and none costs a search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from accounts.models import Unit, User
from forum.models import Board, Topic
from forum.search import labels
from forum.search.ranking import Row
from forum.search.statuses import STATUSES

MOST_VALUES = 12


@dataclass(frozen=True, slots=True)
class Value:
    value: str
    label: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    kinds: dict[str, int] = field(default_factory=dict)
    topics: list[Value] = field(default_factory=list)
    units: list[Value] = field(default_factory=list)
    authors: list[Value] = field(default_factory=list)
    statuses: list[Value] = field(default_factory=list)


def count_facets(rows: Iterable[Row], boards: Iterable[Board]) -> Facets:
    """Three queries, for the names of what was counted."""
    unit_of = {board.pk: board.unit_id for board in boards}
    kinds: Counter[str] = Counter()
    topics: Counter[int] = Counter()
    units: Counter[int] = Counter()
    authors: Counter[int] = Counter()
    statuses: Counter[str] = Counter()
    for _pk, _title, _text, kind, board, author, column in rows:
        kinds[kind] += 1
        if author is not None:
            authors[author] += 1
        if board is not None and (unit := unit_of.get(board)) is not None:
            units[unit] += 1
        for label in labels.read(column):
            if label[0] == labels.TOPIC:
                topics[int(label[1:])] += 1
            elif label[0] == labels.UNIT:
                units[int(label[1:])] += 1
            elif label[0] == labels.STATUS:
                statuses[labels.status_of(label)] += 1
    topics_named = Topic.objects.in_bulk(_most(topics))
    units_named = Unit.objects.in_bulk(_most(units))
    people = User.objects.in_bulk(_most(authors))
    return Facets(
        kinds=dict(kinds),
        topics=[
            Value(topics_named[pk].slug, topics_named[pk].name, topics[pk])
            for pk in _most(topics)
            if pk in topics_named
        ],
        units=[
            Value(units_named[pk].slug, units_named[pk].short_name, units[pk])
            for pk in _most(units)
            if pk in units_named
        ],
        authors=[
            Value(people[pk].handle, people[pk].display_name, authors[pk])
            for pk in _most(authors)
            if pk in people
        ],
        statuses=[
            Value(value, STATUSES.get(value, value), n)
            for value, n in statuses.most_common(MOST_VALUES)
        ],
    )


def _most(counts: Counter[int]) -> list[int]:
    return [pk for pk, _n in counts.most_common(MOST_VALUES)]
