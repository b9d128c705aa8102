"""The register as a visitor has chosen to see it: which policies, in which view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.facets import Spec, browse, found
from cms.policies.events import event_page
from cms.policies.models import Kind, PolicyNumber, PolicyPage, Status
from cms.policies.models.register import PolicyPageQuerySet, is_open_for_comment
from cms.policies.models.states import FORCE, PAST

SOON = timedelta(days=183)  # Half a year.

SPECS = (
    Spec("status", _("Status"), "status", labels=dict(Status.choices)),
    Spec("unit", _("Responsible body"), "responsible_body__slug", "responsible_body__name"),
    Spec("kind", _("Kind"), "kind", labels=dict(Kind.choices)),
    Spec("topic", _("Topic"), "topics__slug", "topics__name"),
)
FIRST_NUMBER = Subquery(
    PolicyNumber.objects.filter(policy=OuterRef("pk")).order_by("sort_key").values("sort_key")[:1]
)
CHANGED = (_("Last changed"), ("-last_published_at", "title"))
NUMBER = (_("Number"), (FIRST_NUMBER.asc(nulls_last=True), "title"))
TITLE = (_("Title"), ("title",))
REVIEW = (_("Next review"), ("next_review", "title"))
SORTS = {"changed": CHANGED, "number": NUMBER, "title": TITLE, "review": REVIEW}
REVIEWS_FIRST = {"review": REVIEW, "number": NUMBER, "title": TITLE, "changed": CHANGED}
VIEWS = {"list": _("List"), "table": _("Table"), "timeline": _("Timeline")}


@dataclass(frozen=True, slots=True)
class Show:
    """One of the register's standing choices."""

    label: str | Promise
    narrow: Callable[[PolicyPageQuerySet], PolicyPageQuerySet]
    counted: Callable[[], Q]
    about: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    url: str
    is_on: bool
    count: int | None = None


def soon() -> date:
    return timezone.localdate() + SOON


SHOWS = {
    "all": Show(_("All"), lambda rows: rows, lambda: Q()),
    "in-force": Show(_("In force"), lambda rows: rows.in_force(), lambda: Q(status__in=FORCE)),
    "open": Show(
        _("Open for comment"),
        lambda rows: rows.filter(is_open_for_comment()),
        is_open_for_comment,
        _("Drafts on which anyone may comment now."),
    ),
    "under-review": Show(
        _("Under review"),
        lambda rows: rows.under_review(),
        lambda: ~Q(status__in=FORCE | PAST),
        _("On the way to a decision, from proposal to Council."),
    ),
    "review-due": Show(
        _("Review due"),
        lambda rows: rows.review_due_by(soon()),
        lambda: Q(status__in=FORCE, next_review__lte=soon()),
        _("In force, and to be reviewed within six months or overdue; with the body that does it."),
    ),
    "superseded": Show(
        _("Superseded"),
        lambda rows: rows.superseded(),
        lambda: Q(status__in=[Status.SUPERSEDED, Status.RESCINDED]),
        _("Replaced or rescinded, and kept for history."),
    ),
}


def register(query: QueryDict) -> dict[str, Any]:
    """The page's context; what the address says that is not understood counts as not said."""
    show = query.get("show", "")
    show = show if show in SHOWS else "all"
    view = query.get("view", "")
    view = view if view in VIEWS else "list"
    rows = SHOWS[show].narrow(PolicyPage.objects.listed())
    sorts = REVIEWS_FIRST if show == "review-due" else SORTS
    context = {
        "list": browse(rows.with_record().with_open_periods(), SPECS, query, sorts),
        "show": show,
        "about": SHOWS[show].about,
        "view": view,
        "kept": [("show", show), ("view", view)],
        "tabs": tabs(query, show),
        "views": [
            Tab(label, address(query, view=key), key == view) for key, label in VIEWS.items()
        ],
    }
    if view == "timeline":
        context["timeline"] = event_page(found(rows, SPECS, query, sorts), query)
    return context


def tabs(query: QueryDict, show: str) -> list[Tab]:
    """Each standing choice with how many policies it holds under the filters: one query."""
    counts = found(PolicyPage.objects.listed(), SPECS, query, SORTS).aggregate(
        **{
            key.replace("-", "_"): Count("pk", filter=choice.counted(), distinct=True)
            if key != "all"
            else Count("pk")
            for key, choice in SHOWS.items()
        }
    )
    return [
        Tab(choice.label, address(query, show=key), key == show, counts[key.replace("-", "_")])
        for key, choice in SHOWS.items()
    ]


def address(query: QueryDict, **changed: str) -> str:
    """The same choice with one part changed, from its first page."""
    rest = query.copy()
    rest.pop("page", None)
    if "show" in changed:
        rest.pop("sort", None)
    for name, value in changed.items():
        rest[name] = value
    return f"?{rest.urlencode()}"
