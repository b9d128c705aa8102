"""Filters of a list as plain GET parameters, each with counts from one query.

Within a facet the chosen values widen the list, between facets they narrow it; a facet's own
counts therefore leave its own choice out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.functional import Promise

PAGE_SIZE = 20
MAX_VALUES = 30
FOLDED_FROM = 7
WORDS = "q"


@dataclass(frozen=True, slots=True)
class Spec:
    """A facet: its GET parameter, its heading, and the columns of its values and their names.

    `column` may be reckoned: `expression` then gives it. `within` is a column that tells apart
    values of one name.
    """

    name: str
    heading: str | Promise
    column: str
    label_column: str = ""
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    within: str = ""
    expression: Combinable | None = None

    def on(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with the column, where it has to be reckoned."""
        return rows if self.expression is None else rows.alias(**{self.column: self.expression})


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str | Promise
    count: int
    is_on: bool
    remove_url: str


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    heading: str | Promise
    choices: list[Choice]

    @property
    def is_open(self) -> bool:
        """A long list that nothing is chosen from stays folded."""
        return len(self.choices) <= FOLDED_FROM or any(choice.is_on for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Faceted:
    """A list as chosen: one page of rows, how many there are, and the facets beside it."""

    page: Page[Any]
    total: int
    facets: list[Facet]
    sort: str
    sorts: Sequence[tuple[str, str | Promise]]
    is_filtered: bool
    previous_url: str
    next_url: str
    query: str = ""
    """The choice as an address says it, without the page number; for feeds and exports."""
    words: Choice | None = None
    """What was searched for inside the list."""

    @property
    def chips(self) -> list[Choice]:
        chosen = [choice for facet in self.facets for choice in facet.choices if choice.is_on]
        return [self.words, *chosen] if self.words else chosen


Sorts = Mapping[str, tuple[str | Promise, tuple[Any, ...]]]


def browse(rows: QuerySet[Any], specs: Sequence[Spec], query: QueryDict, sorts: Sorts) -> Faceted:
    """Read facets, sort and page number from `query`; what it can't read counts as not chosen.

    `rows` are what remains after the list's own search, if it has one, for the words in "q".
    """
    chosen = _chosen(specs, query)
    facets = [_facet(rows, spec, specs, chosen, query) for spec in specs]
    sort = _sort(query, sorts)
    page = Paginator(found(rows, specs, query, sorts), PAGE_SIZE).get_page(query.get("page"))
    words = searched(query)
    return Faceted(
        page=page,
        total=page.paginator.count,
        facets=facets,
        sort=sort,
        sorts=[(key, label) for key, (label, _order) in sorts.items()],
        is_filtered=bool(words) or any(chosen.values()),
        previous_url=page_url(query, page.number - 1) if page.has_previous() else "",
        next_url=page_url(query, page.number + 1) if page.has_next() else "",
        query=_rest(query).urlencode(),
        words=_chip(query, words) if words else None,
    )


def found(
    rows: QuerySet[Any], specs: Sequence[Spec], query: QueryDict, sorts: Sorts
) -> QuerySet[Any]:
    """The whole list as chosen, in its order."""
    narrowed = _narrowed(rows, specs, _chosen(specs, query))
    return narrowed.order_by(*sorts[_sort(query, sorts)][1])


def searched(query: QueryDict) -> str:
    """The words to look for inside the list, as typed."""
    return " ".join(query.get(WORDS, "").replace("\0", " ").split())


def _chosen(specs: Sequence[Spec], query: QueryDict) -> dict[str, list[str]]:
    return {spec.name: _values(query, spec.name) for spec in specs}


def _values(query: QueryDict, name: str) -> list[str]:
    return [value for value in query.getlist(name)[:MAX_VALUES] if value and "\0" not in value]


def _sort(query: QueryDict, sorts: Sorts) -> str:
    sort = query.get("sort", "")
    return sort if sort in sorts else next(iter(sorts))


def _narrowed(
    rows: QuerySet[Any], specs: Sequence[Spec], chosen: dict[str, list[str]], but: str = ""
) -> QuerySet[Any]:
    for spec in specs:
        if chosen[spec.name] and spec.name != but:
            everything = spec.on(rows.model.objects.all())
            matching = everything.filter(**{f"{spec.column}__in": chosen[spec.name]})
            rows = rows.filter(pk__in=matching.order_by().values("pk"))
    return rows


def _facet(
    rows: QuerySet[Any],
    spec: Spec,
    specs: Sequence[Spec],
    chosen: dict[str, list[str]],
    query: QueryDict,
) -> Facet:
    names = [spec.label_column or spec.column, *([spec.within] if spec.within else [])]
    columns = list(dict.fromkeys([spec.column, *names]))
    counted = _narrowed(rows, specs, chosen, but=spec.name).order_by()
    if spec.expression is None:
        counted = counted.exclude(**{f"{spec.column}__isnull": True})
    else:
        counted = counted.annotate(**{spec.column: spec.expression})
    counted = counted.values_list(*columns).annotate(n=Count("pk", distinct=True))
    counts: dict[str, tuple[str | Promise, int]] = {}
    for row in counted:
        named = dict(zip(columns, row, strict=False))
        label = ", ".join(str(named[name]) for name in names)
        counts[row[0]] = (spec.labels.get(row[0], label), row[-1])
    for value in chosen[spec.name]:
        if value not in counts and value in spec.labels:
            counts[value] = (spec.labels[value], 0)
    order = list(spec.labels)
    choices = [
        Choice(value, label, n, value in chosen[spec.name], _without(query, spec.name, value))
        for value, (label, n) in counts.items()
        if value
    ]
    choices.sort(key=lambda c: (order.index(c.value) if c.value in order else -1, str(c.label)))
    return Facet(spec.name, spec.heading, choices)


def _chip(query: QueryDict, words: str) -> Choice:
    rest = _rest(query)
    rest.pop(WORDS, None)
    return Choice(words, f"“{words}”", 0, True, f"?{rest.urlencode()}")


def _without(query: QueryDict, name: str, value: str) -> str:
    rest = _rest(query)
    rest.setlist(name, [other for other in query.getlist(name) if other != value])
    return f"?{rest.urlencode()}"


def _rest(query: QueryDict) -> QueryDict:
    rest = query.copy()
    rest.pop("page", None)
    return rest


def page_url(query: QueryDict, number: int) -> str:
    rest = query.copy()
    rest["page"] = str(number)
    return f"?{rest.urlencode()}"
