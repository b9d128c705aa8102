from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.models import Board
from forum.search.filters import AGES, KINDS, SORTS, THREAD_SORT, read_filters
from forum.search.hits import hits_for
from forum.search.queries import MAX_LENGTH, MAX_TERMS, parse_query
from forum.search.results import MAX_PAGES, MOST, PER_PAGE, Results
from forum.search.results import search as find
from forum.search.titles import similar_threads

logger = logging.getLogger(__name__)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = parse_query(request.GET.get("q", ""))
    filters, notes = read_filters(request.GET.dict(), request.user)
    context: dict[str, Any] = {
        "query": query,
        "filters": filters,
        "notes": notes,
        "boards": Board.objects.visible_to(request.user),
        "chosen": request.GET,
        "kinds": [(value, label) for value, (_kind, label) in KINDS.items()],
        "ages": [(value, label) for value, (_days, label) in AGES.items()],
        "sorts": [*SORTS.items(), *(THREAD_SORT.items() if filters.thread else ())],
        "limits": {"length": MAX_LENGTH, "terms": MAX_TERMS, "most": MOST},
    }
    try:
        results = find(request.user, query, filters, page=_page_number(request))
    except DatabaseError:
        logger.exception("search failed")
        return render(request, "forum/search.html", {**context, "is_down": True}, status=503)
    context |= {
        "results": results,
        "hits": hits_for(results.entries, results.query),
        "previous": _address(request, results.page - 1) if results.page > 1 else "",
        "next": _address(request, results.page + 1) if results.page < results.pages else "",
        "is_last_allowed": _is_last_allowed(results),
    }
    return render(request, "forum/search.html", context)


@require_safe
def search_titles(request: HttpRequest) -> HttpResponse:
    """Threads that may be about the same, as a list to put under a title being written."""
    text = request.GET.get("title", "")
    context = {"threads": similar_threads(request.user, text)}
    return render(request, "forum/search_titles.html", context)


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 1


def _address(request: HttpRequest, page: int) -> str:
    values = request.GET.copy()
    values["page"] = str(page)
    return f"?{values.urlencode()}"


def _is_last_allowed(results: Results) -> bool:
    return results.page == MAX_PAGES and results.total > MAX_PAGES * PER_PAGE
