"""Finds what a person may read: newest matches from the index, the read gate, the best first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import Value
from django.db.models.functions import Substr

from forum.access import Viewer
from forum.models import Board, SearchEntry
from forum.search.index import Scope, matching_ids
from forum.search.queries import MAX_TERMS_WITH_FORMS, Query
from forum.search.ranking import RANKED_LENGTH, Row, ranked

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


def search(user: Viewer, query: Query, filters: Filters, *, page: int = 1) -> Results:
    """One page of what `user` may read; words that stand nowhere are tried as starts."""
    if not query:
        return Results(query)
    rows = _rows(user, query, filters)
    is_widened = False
    if not rows and (widened := _widened(user, query, filters)):
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
    )


def _ordered(rows: list[Row], query: Query, filters: Filters) -> list[int]:
    """Ids in the order asked for; a higher id is a later post of its thread."""
    if filters.is_in_order:
        return sorted(pk for pk, *_text in rows)
    return [pk for pk, *_text in rows] if filters.is_newest else ranked(rows, query)


def _widened(user: Viewer, query: Query, filters: Filters) -> Query | None:
    """The words that stand nowhere by themselves, taken for the starts of words.

    Nowhere that `user` may read: else the answer would tell what is said elsewhere.
    """
    if len(query.wanted) > MAX_TERMS_WITH_FORMS:
        return None
    scope = scope_for(user, filters)
    unknown = [
        term
        for term in query.wanted
        if term.can_be_longer
        and not _visible_rows(user, Query(wanted=(term,)), scope, filters, most=0)
    ]
    return query.widened(unknown) if unknown else None


def _rows(user: Viewer, query: Query, filters: Filters) -> list[Row]:
    """Visible matches, newest first; past MOST also those with all words in the title."""
    scope = scope_for(user, filters)
    rows = _visible_rows(user, query, scope, filters)
    if len(rows) > MOST and not filters.is_newest:
        titles = replace(scope, titles_only=True)
        titled = _visible_rows(user, query, titles, filters, most=PER_PAGE * MAX_PAGES)
        rows = list(dict.fromkeys([*titled, *rows]))
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
    text = Value("") if filters.is_newest else Substr("text", 1, RANKED_LENGTH)
    while len(rows) <= most:
        ids = matching_ids(query, scope, limit=limit, below=below)
        rows += visible.filter(pk__in=ids).values_list("pk", "title", text)
        if len(ids) < limit:
            break
        below = ids[-1]
    return rows[: most + 1]


def _entries(user: Viewer, order: list[int]) -> list[SearchEntry]:
    found = SearchEntry.objects.visible_to(user).with_sources().in_bulk(order)
    return [found[pk] for pk in order if pk in found]
