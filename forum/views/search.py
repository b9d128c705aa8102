from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Unit
from forum.actions.saved_searches import FILTERS
from forum.models import Board, Topic
from forum.search.facets import Value
from forum.search.filters import AGES, KINDS, SORTS, THREAD_SORT, Filters, read_filters
from forum.search.hits import hits_for
from forum.search.places import completions, named_places
from forum.search.queries import MAX_LENGTH, MAX_TERMS, parse_query
from forum.search.results import MAX_PAGES, MOST, PER_PAGE, Results
from forum.search.results import search as find
from forum.search.statuses import STATUSES
from forum.search.synonyms import synonyms
from forum.search.titles import similar_threads
from forum.views.bounds import within_rate

ASKED_A_MINUTE = 120

logger = logging.getLogger(__name__)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = parse_query(request.GET.get("q", ""), synonyms=synonyms())
    filters, notes = read_filters(request.GET.dict(), request.user)
    context: dict[str, Any] = {
        "query": query,
        "filters": filters,
        "notes": notes,
        "boards": (boards := list(Board.objects.visible_to(request.user))),
        "chosen": request.GET,
        "ages": [(value, label) for value, (_days, label) in AGES.items()],
        "sorts": [*SORTS.items(), *(THREAD_SORT.items() if filters.thread else ())],
        "limits": {"length": MAX_LENGTH, "terms": MAX_TERMS, "most": MOST},
    }
    try:
        results = find(request.user, query, filters, page=_page_number(request), boards=boards)
    except DatabaseError:
        logger.exception("search failed")
        return render(request, "forum/search.html", {**context, "is_down": True}, status=503)
    context |= {
        "results": results,
        "facets": facet_fields(results, filters),
        "kept_values": [(n, v) for n in ("q", *FILTERS) if (v := request.GET.get(n))],
        "chips": chips(request, filters),
        "suggested": _address(request, q=results.suggestion) if results.suggestion else "",
        "places": named_places(query.text) if results.page == 1 else [],
        "hits": hits_for(results.entries, results.query),
        "previous": _page(request, results, results.page - 1),
        "next": _page(request, results, results.page + 1),
        "is_last_allowed": _is_last_allowed(results),
    }
    return render(request, "forum/search.html", context)


def facet_fields(results: Results, filters: Filters) -> dict[str, Any]:
    """What each field may be narrowed to: what the results hold, with counts, or else all."""
    facets, named = results.facets, bool(results.total)
    kinds = [
        (value, label, facets.kinds.get(kind, 0) if named else None)
        for value, (kind, label) in KINDS.items()
    ]
    topics = facets.topics if named else [Value(t.slug, t.name, 0) for t in Topic.objects.all()]
    units = facets.units if named else [Value(u.slug, u.name, 0) for u in Unit.objects.all()]
    statuses = facets.statuses if named else [Value(v, n, 0) for v, n in STATUSES.items()]
    return {
        "kinds": kinds,
        "lists": [
            ("topic", _("Topic"), _("Any topic"), topics, filters.topic),
            ("unit", _("Unit"), _("Any unit"), units, filters.unit),
            ("status", _("Status"), _("Any status"), statuses, None),
        ],
        "authors": facets.authors,
    }


def chips(request: HttpRequest, filters: Filters) -> list[tuple[str, str]]:
    """Each filter in words, with the address that goes on without it."""
    kinds = dict(KINDS.values())
    chosen = {
        "kind": str(kinds.get(filters.kind, "")),
        "board": str(filters.board or ""),
        "topic": str(filters.topic or ""),
        "unit": filters.unit.short_name if filters.unit else "",
        "author": f"@{filters.author.handle}" if filters.author else "",
        "status": str(STATUSES.get(filters.status, "")),
        "date": str(AGES[request.GET["date"]][1]) if filters.since else "",
    }
    return [(words, _address(request, **{name: ""})) for name, words in chosen.items() if words]


@never_cache
@require_safe
def search_complete(request: HttpRequest) -> JsonResponse:
    """What goes on the words typed so far: names and titles that this person may read."""
    text = request.GET.get("q", "")
    user = request.user
    if user.is_authenticated and not within_rate("search", user, limit=ASKED_A_MINUTE):
        return JsonResponse({"places": []}, status=429)
    try:
        found = completions(user, text)
    except DatabaseError:
        logger.exception("completion failed")
        found = []
    places = [{"kind": str(each.kind), "name": each.name, "url": each.url} for each in found]
    return JsonResponse({"places": places})


@require_safe
def search_titles(request: HttpRequest) -> HttpResponse:
    """Threads that may be about the same, as a list to put under a title being written."""
    text = request.GET.get("title", "")
    context = {"threads": similar_threads(request.user, text)}
    return render(request, "forum/search_titles.html", context)


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 1


def _address(request: HttpRequest, **changed: str) -> str:
    """This search with other values; another search than this begins at its first page."""
    values = request.GET.copy()
    if "page" not in changed:
        values.pop("page", None)
    for name, value in changed.items():
        if value:
            values[name] = value
        else:
            values.pop(name, None)
    return f"?{values.urlencode()}"


def _page(request: HttpRequest, results: Results, number: int) -> str:
    return _address(request, page=str(number)) if 1 <= number <= results.pages else ""


def _is_last_allowed(results: Results) -> bool:
    return results.page == MAX_PAGES and results.total > MAX_PAGES * PER_PAGE
