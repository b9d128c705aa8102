"""Full text search by OpenSearch or Elasticsearch, where SEARCH_URL names one.

The engine gets words that are cut and folded already, so that it finds what the databases'
own indexes find. These are kept all the same, and answer while the engine does not.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings

from forum.models import SearchEntry, SearchIndex
from forum.search.labels import read
from forum.search.queries import Phrase, Query, Term
from forum.search.remote import EngineAway, ask
from forum.search.schema import QUARTER, WEEK
from forum.search.words import words_in

if TYPE_CHECKING:
    from forum.search.index import Scope

logger = logging.getLogger(__name__)

# Seconds for which nobody asks again after the engine did not answer.
WAIT = 5.0
# Of words that begin alike, as many are looked for within a phrase.
MOST_ENDINGS = 1_000
FIELDS = ("title", "text")
_WORDS = {"type": "text", "analyzer": "whitespace", "norms": False}
INDEX = {
    # Kept in the order of ids, so that the newest matches are found without looking at all.
    "settings": {"index": {"sort.field": "id", "sort.order": "desc"}},
    "mappings": {
        "dynamic": False,
        "_source": {"enabled": False},
        "properties": {
            "id": {"type": "long"},
            "title": _WORDS,
            "text": _WORDS,
            "marks": {"type": "keyword"},
        },
    },
}

_away_until = 0.0


def newest(query: Query, scope: Scope, *, limit: int, below: int | None) -> list[int] | None:
    """Ids from the newest down, or None where no engine answers."""
    global _away_until
    if not settings.SEARCH_URL or time.monotonic() < _away_until:
        return None
    name = SearchIndex.objects.filter(is_ready=True).values_list("name", flat=True).first()
    if name is None:
        return None
    try:
        answer = ask("POST", f"{name}/_search", _body(query, scope, limit, below))
        return [int(hit["_id"]) for hit in answer["hits"]["hits"]]
    except (EngineAway, KeyError, TypeError, ValueError):
        _away_until = time.monotonic() + WAIT
        logger.exception("The search engine does not answer; the database's own index does")
        return None


def document(entry: SearchEntry) -> dict[str, Any]:
    """What the engine knows of an entry: words and marks, no text that could be read."""
    at = int(entry.created_at.timestamp())
    marks = [
        f"k{entry.kind}",
        f"b{entry.board_id or 0}",
        f"u{entry.author_id or 0}",
        f"t{entry.thread_id or 0}",
        f"w{at // WEEK}",
        f"q{at // QUARTER}",
        *read(entry.labels),
    ]
    words = {field: " ".join(words_in(getattr(entry, field))) for field in FIELDS}
    return {"id": entry.pk, **words, "marks": marks}


def _body(query: Query, scope: Scope, limit: int, below: int | None) -> dict[str, Any]:
    fields = FIELDS[:1] if scope.titles_only else FIELDS
    must = [_any_form(term, fields) for term in query.wanted]
    must += [{"terms": {"marks": group}} for group in scope.marks]
    if scope.thread_id is not None:
        must.append({"term": {"marks": f"t{scope.thread_id}"}})
    if below is not None:
        must.append({"range": {"id": {"lt": below}}})
    refused = [_any_form(term, FIELDS) for term in query.excluded]
    if scope.refused_marks:
        refused.append({"terms": {"marks": scope.refused_marks}})
    return {
        "query": {"bool": {"filter": must, "must_not": refused}},
        "sort": [{"id": "desc"}],
        "size": limit,
        "track_total_hits": False,
    }


def _any_form(term: Term, fields: tuple[str, ...]) -> dict[str, Any]:
    asked = [_form(form, field, term.prefix) for form in term.forms for field in fields]
    return {"bool": {"should": asked, "minimum_should_match": 1}}


def _form(form: Phrase, field: str, prefix: bool) -> dict[str, Any]:
    words = " ".join(form)
    if len(form) == 1:
        return {"prefix" if prefix else "term": {field: {"value": words}}}
    if prefix:
        asked = {"query": words, "max_expansions": MOST_ENDINGS}
        return {"match_phrase_prefix": {field: asked}}
    return {"match_phrase": {field: {"query": words}}}
