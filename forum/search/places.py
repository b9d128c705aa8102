"""Topics and units that a search names outright, and titles that go on what is typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Unit
from forum.access import Viewer
from forum.models import SearchEntry, Topic
from forum.search.filters import Filters
from forum.search.index import matching_ids
from forum.search.queries import MAX_LENGTH, parse_query
from forum.search.results import scope_for

SHOWN = 8
FEW = 3
# The newest titles that go on what is typed; the closest of them are offered.
COMPARED = 60


@dataclass(frozen=True, slots=True)
class Place:
    kind: str | Promise
    name: str
    url: str


def named_places(text: str) -> list[Place]:
    """Topics and units that are called exactly this: three queries."""
    text = " ".join(text.replace("\0", "").split()).strip('"')
    if len(text) < 2:
        return []
    found = Topic.objects.filter(Q(name__iexact=text) | Q(synonyms__icontains=text))
    topics = [
        topic
        for topic in found.prefetch_related("former")[: 4 * FEW]
        if text.casefold() in {name.casefold() for name in (topic.name, *topic.other_names)}
    ]
    units = Unit.objects.filter(Q(name__iexact=text) | Q(acronym__iexact=text) | Q(slug=text))
    return [Place(_("Topic"), topic.name, topic.get_absolute_url()) for topic in topics[:FEW]] + [
        Place(_("Unit"), unit.name, unit.get_absolute_url()) for unit in units[:FEW]
    ]


def completions(user: Viewer, text: str) -> list[Place]:
    """Up to SHOWN topics, units, threads and pages whose names go on `text`: five queries."""
    text = " ".join(text.replace("\0", " ").split())[:MAX_LENGTH]
    query = parse_query(text, completing=True)
    if len(text) < 2 or not query:
        return []
    begins = Q(name__istartswith=text) | Q(name__icontains=f" {text}")
    topics = Topic.objects.filter(begins)[:FEW]
    units = Unit.objects.filter(begins | Q(acronym__istartswith=text))[:FEW]
    found = [Place(_("Topic"), topic.name, topic.get_absolute_url()) for topic in topics]
    found += [Place(_("Unit"), unit.name, unit.get_absolute_url()) for unit in units]
    scope = scope_for(user, Filters(), titles_only=True)
    ids = matching_ids(query, scope, limit=COMPARED)
    entries = SearchEntry.objects.visible_to(user).filter(pk__in=ids).exclude(title="")
    entries = entries.with_sources().order_by("-pk")[: SHOWN - len(found)]
    return found + [
        Place(entry.get_kind_display(), entry.title, url) for entry in entries if (url := entry.url)
    ]
