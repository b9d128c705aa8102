"""What every room has on a topic or of a unit, newest or best first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from cms.clearinghouse.models import ArticlePage
from cms.core.models import OwnedPage
from cms.learning.models import ProgramPage
from cms.personnel.models import PersonnelPage
from cms.policies.models import PolicyPage
from cms.scholarships.models import ScholarshipPage
from forum.access import Viewer, readable_pages
from forum.lists.tabs import Scope, best_threads, of_topic
from forum.models import Thread, ThreadScore, Topic
from forum.models.threads import ThreadQuerySet
from forum.unread import with_unread

FEW = 6
PER_PAGE = 20
RELATED = 8
# Threads looked at for what stands beside a topic: the newest ones say enough.
LABELLED = 500
SORTS = {"newest": _("Newest first"), "best": _("Best first")}


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    heading: str | Promise
    all_words: str | Promise
    row: str
    pages: Callable[[], QuerySet[Any]]
    of_unit: Callable[[Unit], Q]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A room's rows on the topic: a few of them, or one page of all."""

    room: Room
    rows: list[Any]
    has_more: bool = False
    page: PageOfRows[Any] | None = None


ROOMS = (
    Room(
        "policies",
        _("Policies"),
        _("All policies"),
        "cms/parts/policy_row.html",
        lambda: PolicyPage.objects.listed().with_record(),
        lambda unit: Q(responsible_body=unit) | Q(recommending_body=unit),
    ),
    Room(
        "articles",
        _("From the clearinghouse"),
        _("All articles"),
        "cms/parts/article_row.html",
        lambda: ArticlePage.objects.listed().with_labels(),
        lambda unit: Q(unit=unit),
    ),
    Room(
        "programs",
        _("Programs"),
        _("All programs"),
        "cms/parts/program_row.html",
        lambda: ProgramPage.objects.listed().with_offerings(),
        lambda unit: Q(unit=unit) | Q(pk__in=_co_sponsored(unit)),
    ),
    Room(
        "scholarships",
        _("Scholarships"),
        _("All scholarships"),
        "cms/parts/scholarship_row.html",
        lambda: ScholarshipPage.objects.listed().by_deadline().select_related("unit"),
        lambda unit: Q(unit=unit),
    ),
    Room(
        "guidance",
        _("Personnel guidance"),
        _("All guidance"),
        "cms/parts/page_row.html",
        lambda: PersonnelPage.objects.listed(),
        lambda unit: Q(unit=unit),
    ),
)
BY_NAME = {room.name: room for room in ROOMS}


def _co_sponsored(unit: Unit) -> QuerySet[Any, Any]:
    sponsored = ProgramPage.co_sponsors.through.objects.filter(unit=unit)
    return sponsored.values("programpage")


def shelf(room: Room, where: Q, sort: str) -> Shelf:
    """A few rows, and whether there are more: one query and what its rows select."""
    rows = list(_chosen(room, where, sort)[: FEW + 1])
    return Shelf(room, rows[:FEW], has_more=len(rows) > FEW)


def whole_shelf(room: Room, where: Q, sort: str, number: str | None) -> Shelf:
    page = Paginator(_chosen(room, where, sort), PER_PAGE).get_page(number)
    return Shelf(room, list(page), page=page)


def ways(request: HttpRequest, one: Shelf) -> dict[str, Any]:
    """The shelf, and the addresses of the pages before and after this one of its rows."""
    page, query = one.page, request.GET.copy()

    def url(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "shelf": one,
        "previous_url": url(page.number - 1) if page and page.has_previous() else "",
        "next_url": url(page.number + 1) if page and page.has_next() else "",
    }


def _chosen(room: Room, where: Q, sort: str) -> QuerySet[Any]:
    pages = room.pages().filter(where)
    if sort == "best":
        score = ThreadScore.objects.filter(
            thread__page=OuterRef("pk"), period=ThreadScore.Period.YEAR
        )
        talked_about = Coalesce(Subquery(score.values("score")[:1]), 0, output_field=IntegerField())
        return pages.alias(talked_about=talked_about).order_by(
            "-talked_about", F("last_published_at").desc(nulls_last=True), "-pk"
        )
    if room.name == "scholarships":  # By what closes first.
        return pages
    return pages.order_by(F("last_published_at").desc(nulls_last=True), "-pk")


def threads_on(topic: Topic, user: Viewer, sort: str) -> list[Thread]:
    threads = Thread.objects.visible_to(user).with_people().with_polls()
    found: Any
    if sort == "best":
        scope = Scope(threads, (), topic=topic.pk, period=ThreadScore.Period.YEAR)
        best: Any = best_threads(scope)
        found = best.order_by("-score", "-pk")
    else:
        found = of_topic(threads, topic.pk).order_by("-last_post_at", "-id")
    return with_unread(found.prefetch_related("topics")[:FEW], user)


def related_topics(topic: Topic, user: Viewer) -> list[Topic]:
    """Topics that stand most often beside this one, on what `user` may read: two queries."""
    beside = _beside_on_threads(topic, Thread.objects.visible_to(user))
    counts: dict[int, int] = {}
    for pk, n in beside.union(*_beside_on_pages(topic, user), all=True):
        counts[pk] = counts.get(pk, 0) + n
    best = sorted(counts, key=lambda pk: (-counts[pk], pk))[:RELATED]
    found = Topic.objects.in_bulk(best)
    return [found[pk] for pk in best]


def _beside_on_threads(topic: Topic, threads: ThreadQuerySet) -> QuerySet[Any, Any]:
    newest = of_topic(threads, topic.pk).order_by("-last_post_at", "-id").values("pk")[:LABELLED]
    return _beside(Thread.topics.through, topic, "thread", newest)


def _beside_on_pages(topic: Topic, user: Viewer) -> list[QuerySet[Any, Any]]:
    readable = readable_pages(user).values("pk")
    return [
        _beside(
            model.topics.through,
            topic,
            model._meta.model_name or "",
            model.topics.through.objects.filter(topic=topic).values(model._meta.model_name),
        ).filter(**{f"{model._meta.model_name}__in": readable})
        for model in apps.get_models()
        if issubclass(model, OwnedPage)
    ]


def _beside(labels: Any, topic: Topic, column: str, having: Any) -> QuerySet[Any, Any]:
    others = labels.objects.exclude(topic=topic).filter(**{f"{column}__in": having})
    counted: QuerySet[Any, Any] = others.order_by().values_list("topic").annotate(n=Count("pk"))
    return counted
