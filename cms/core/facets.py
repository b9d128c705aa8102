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
from django.http import QueryDict
from django.utils.functional import Promise

PAGE_SIZE = 20
MAX_VALUES = 30
FOLDED_FROM = 7


@dataclass(frozen=True, slots=True)
class Spec:
    """A facet: its GET parameter, its heading, and the columns of its values and their names."""

    name: str
    heading: str | Promise
    column: str
    label_column: str = ""
    labels: Mapping[str, str | Promise] = field(default_factory=dict)


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

    @property
    def chips(self) -> list[Choice]:
        return [choice for facet in self.facets for choice in facet.choices if choice.is_on]


Sorts = Mapping[str, tuple[str | Promise, tuple[str, ...]]]


def browse(rows: QuerySet[Any], specs: Sequence[Spec], query: QueryDict, sorts: Sorts) -> Faceted:
    """Read facets, sort and page number from `query`; what it can't read counts as not chosen."""
    chosen = {spec.name: _values(query, spec.name) for spec in specs}
    facets = [_facet(rows, spec, specs, chosen, query) for spec in specs]
    sort = query.get("sort", "")
    sort = sort if sort in sorts else next(iter(sorts))
    found = _narrowed(rows, specs, chosen).order_by(*sorts[sort][1])
    page = Paginator(found, PAGE_SIZE).get_page(query.get("page"))
    return Faceted(
        page=page,
        total=page.paginator.count,
        facets=facets,
        sort=sort,
        sorts=[(key, label) for key, (label, _order) in sorts.items()],
        is_filtered=any(chosen.values()),
        previous_url=_page_url(query, page.number - 1) if page.has_previous() else "",
        next_url=_page_url(query, page.number + 1) if page.has_next() else "",
    )


def _values(query: QueryDict, name: str) -> list[str]:
    return [value for value in query.getlist(name)[:MAX_VALUES] if value and "\0" not in value]


def _narrowed(
    rows: QuerySet[Any], specs: Sequence[Spec], chosen: dict[str, list[str]], but: str = ""
) -> QuerySet[Any]:
    for spec in specs:
        if chosen[spec.name] and spec.name != but:
            matching = rows.model.objects.filter(**{f"{spec.column}__in": chosen[spec.name]})
            rows = rows.filter(pk__in=matching.order_by().values("pk"))
    return rows


def _facet(
    rows: QuerySet[Any],
    spec: Spec,
    specs: Sequence[Spec],
    chosen: dict[str, list[str]],
    query: QueryDict,
) -> Facet:
    label_column = spec.label_column or spec.column
    columns = dict.fromkeys((spec.column, label_column))
    counted = (
        _narrowed(rows, specs, chosen, but=spec.name)
        .order_by()
        .exclude(**{f"{spec.column}__isnull": True})
        .values_list(*columns)
        .annotate(n=Count("pk", distinct=True))
    )
    counts = {row[0]: (spec.labels.get(row[0], row[len(columns) - 1]), row[-1]) for row in counted}
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


def _without(query: QueryDict, name: str, value: str) -> str:
    rest = query.copy()
    rest.pop("page", None)
    rest.setlist(name, [other for other in query.getlist(name) if other != value])
    return f"?{rest.urlencode()}"


def _page_url(query: QueryDict, number: int) -> str:
    rest = query.copy()
    rest["page"] = str(number)
    return f"?{rest.urlencode()}"
