"""Finds what a person may read: newest matches from the index, the read gate, the best first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Value
from django.db.models.functions import Substr

from forum.access import Viewer
from forum.models import Board, SearchEntry
from forum.search.facets import Facets, count_facets
from forum.search.index import Scope, matching_ids
from forum.search.queries import MAX_TERMS_WITH_FORMS, Query, Term, parse_query
from forum.search.ranking import RANKED_LENGTH, Row, ranked
from forum.search.spelling import nearest
from forum.search.words import WORD, fold

if TYPE_CHECKING:
    from forum.search.filters import Filters

# The newest matches that are counted and ranked. Asked for a few more, because the gate may
# still take some: hidden and withdrawn posts, drafts.
MOST = 2_000
SPARE = 50
PER_PAGE = 20
MAX_PAGES = 25


@dataclass(frozen=True)
class Results:
    query: Query
    entries: list[SearchEntry] = field(default_factory=list)
    total: int = 0
    page: int = 1
    pages: int = 1
    is_more: bool = False
    is_widened: bool = False
    suggestion: str = ""
    facets: Facets = field(default_factory=Facets)


def search(
    user: Viewer,
    query: Query,
    filters: Filters,
    *,
    page: int = 1,
    boards: Iterable[Board] = (),
    widens: bool = True,
) -> Results:
    """One page of what `user` may read; words that stand nowhere are tried as starts.

    `boards` are those that the facets of units are counted by.
    """
    if not query:
        return Results(query)
    rows = _rows(user, query, filters)
    is_widened, suggestion = False, ""
    if not rows and widens and (unknown := _unknown(user, query, filters)):
        suggestion = _corrected(user, query, unknown, filters)
        widened = query.widened(term for term in unknown if term.can_be_longer)
        rows = _rows(user, widened, filters)
        query, is_widened = (widened, True) if rows else (query, False)
    is_more = len(rows) > MOST
    order = _ordered(rows, query, filters)
    pages = max(1, min(MAX_PAGES, -(-len(order) // PER_PAGE)))
    page = max(1, min(page, pages))
    return Results(
        query=query,
        entries=_entries(user, order[(page - 1) * PER_PAGE : page * PER_PAGE]),
        total=min(len(rows), MOST),
        page=page,
        pages=pages,
        is_more=is_more,
        is_widened=is_widened,
        suggestion=suggestion,
        facets=count_facets(rows[:MOST], boards) if rows else Facets(),
    )


def _ordered(rows: list[Row], query: Query, filters: Filters) -> list[int]:
    """Ids in the order asked for; a higher id is a later post of its thread."""
    if filters.is_in_order:
        return sorted(row[0] for row in rows)
    return [row[0] for row in rows] if filters.is_newest else ranked(rows, query)


def _unknown(user: Viewer, query: Query, filters: Filters) -> list[Term]:
    """The words that stand nowhere by themselves.

    Nowhere that `user` may read: else the answer would tell what is said elsewhere.
    """
    if len(query.wanted) > MAX_TERMS_WITH_FORMS:
        return []
    scope = scope_for(user, filters)
    return [
        term
        for term in query.wanted
        if term.can_be_longer
        and not _visible_rows(user, Query(wanted=(term,)), scope, filters, most=0)
    ]


def _corrected(user: Viewer, query: Query, unknown: list[Term], filters: Filters) -> str:
    """The search with its unknown words written otherwise, if that finds something."""
    meant = {term.forms[0][0]: nearest(term.forms[0][0]) for term in unknown}
    if not any(meant.values()):
        return ""
    words = WORD.sub(lambda word: meant.get(fold(word[0])) or word[0], query.text)
    scope = scope_for(user, filters)
    return words if _visible_rows(user, parse_query(words), scope, filters, most=0) else ""


def _rows(user: Viewer, query: Query, filters: Filters) -> list[Row]:
    """Visible matches, newest first; past MOST also those with all words in the title, and what
    has them for its number."""
    scope = scope_for(user, filters)
    rows = _visible_rows(user, query, scope, filters)
    if len(rows) > MOST and not filters.is_newest:
        titles = replace(scope, titles_only=True)
        titled = _visible_rows(user, query, titles, filters, most=PER_PAGE * MAX_PAGES)
        rows = list(dict.fromkeys([*titled, *rows]))
        if query.number_label:
            exact = replace(scope, number=query.text)
            found = _visible_rows(user, query, exact, filters, most=PER_PAGE)
            rows = list(dict.fromkeys([*found, *rows]))
    return rows


def scope_for(user: Viewer, filters: Filters, *, titles_only: bool = False) -> Scope:
    """The reader's boards are asked of the index, so that no number of entries in closed
    boards crowds the open ones out of the newest matches."""
    closed = Board.objects.exclude(pk__in=Board.objects.visible_to(user))
    return Scope(
        kind=filters.kind,
        board_id=filters.board.pk if filters.board else None,
        author_id=filters.author.pk if filters.author else None,
        thread_id=filters.thread.pk if filters.thread else None,
        not_board_ids=()
        if filters.board or filters.thread
        else tuple(closed.values_list("pk", flat=True)),
        since=filters.since,
        titles_only=titles_only,
        topic_id=filters.topic.pk if filters.topic else None,
        unit_id=filters.unit.pk if filters.unit else None,
        unit_board_ids=tuple(Board.objects.filter(unit=filters.unit).values_list("pk", flat=True))
        if filters.unit
        else (),
        status=filters.status,
    )


def _visible_rows(
    user: Viewer, query: Query, scope: Scope, filters: Filters, *, most: int | None = None
) -> list[Row]:
    """One row more than `most` at most, which tells that there are more."""
    most = MOST if most is None else most
    rows: list[Row] = []
    below, limit = None, most + SPARE
    order = ("-created_at", "-pk") if filters.is_newest else ("-pk",)
    visible = SearchEntry.objects.visible_to(user).order_by(*order)
    if filters.since:
        visible = visible.filter(created_at__gte=filters.since)
    text: Any = Value("") if filters.is_newest else Substr("text", 1, RANKED_LENGTH)
    while len(rows) <= most:
        ids = matching_ids(query, scope, limit=limit, below=below)
        columns = ("pk", "title", text, "kind", "board_id", "author_id", "labels")
        rows += visible.filter(pk__in=ids).values_list(*columns)
        if len(ids) < limit:
            break
        below = ids[-1]
    return rows[: most + 1]


def _entries(user: Viewer, order: list[int]) -> list[SearchEntry]:
    found = SearchEntry.objects.visible_to(user).with_sources().in_bulk(order)
    return [found[pk] for pk in order if pk in found]
