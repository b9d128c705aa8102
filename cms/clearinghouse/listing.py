"""The clearinghouse as a visitor has filtered it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.clearinghouse.models import (
    ArticlePage,
    Format,
    Language,
    Level,
    Licence,
    Standing,
    standing_on,
)
from cms.core.facets import Faceted, Sorts, Spec, browse, found, searched
from cms.core.querysets import one_of
from forum.models import SearchEntry
from forum.search.index import Scope, matching_ids
from forum.search.queries import parse_query

MOST_MATCHES = 5_000
SORTS: Sorts = {
    "newest": (_("Newest"), ("-first_published_at", "title", "pk")),
    "reviewed": (_("Last reviewed"), ("-last_reviewed", "title", "pk")),
    "title": (_("Title"), ("title", "pk")),
}


def specs() -> tuple[Spec, ...]:
    """The facets; how an article stands is reckoned from its dates today."""
    return (
        Spec("audience", _("For whom"), "audience__slug", "audience__name"),
        Spec("topic", _("Topic"), "topics__slug", "topics__name"),
        Spec("level", _("Level"), "level", labels=dict(Level.choices)),
        Spec("format", _("Format"), "format", labels=dict(Format.choices)),
        Spec("library", _("Library type"), "library_types__slug", "library_types__name"),
        Spec(
            "competency",
            _("Competency"),
            "competencies__slug",
            "competencies__name",
            within="competencies__framework__short_name",
        ),
        Spec(
            "standing",
            _("Review"),
            "standing_now",
            labels=dict(Standing.choices),
            expression=standing_on(timezone.localdate()),
        ),
        Spec("language", _("Language"), "language", labels=dict(Language.choices)),
        Spec("licence", _("Licence"), "licence", labels=dict(Licence.choices)),
    )


def article_list(query: QueryDict) -> Faceted:
    rows, sorts = _searched(query)
    return browse(rows.with_labels(), specs(), query, sorts)


def whole_list(query: QueryDict) -> QuerySet[Any]:
    """Every article that the address asks for, in its order."""
    rows, sorts = _searched(query)
    return found(rows, specs(), query, sorts)


def _searched(query: QueryDict) -> tuple[Any, Sorts]:
    """What the words in the address find, and how it can be sorted: two questions to the index."""
    rows = ArticlePage.objects.listed()
    words = searched(query)
    if not words:
        return rows, SORTS
    parsed = parse_query(words)
    if not parsed:
        return rows.none(), SORTS
    anywhere, in_title = (
        matching_ids(parsed, Scope(kind="article", titles_only=only), limit=MOST_MATCHES)
        for only in (False, True)
    )
    best = Case(When(pk__in=_pages(in_title), then=Value(0)), default=Value(1))
    order = (best, "-first_published_at", "title", "pk")
    return rows.filter(pk__in=_pages(anywhere)), {"best": (_("Best match"), order), **SORTS}


def _pages(entries: Iterable[int]) -> RawSQL:
    found = SearchEntry.objects.filter(pk__in=one_of(entries))
    return one_of(found.values_list("page", flat=True))
