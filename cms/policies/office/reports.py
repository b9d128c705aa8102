"""Reports of the register, each with its export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from accounts.models import User
from cms.core import roster
from cms.policies.models import CommentPeriod, Motion, PolicyPage
from cms.policies.models.states import FORCE

AHEAD = timedelta(days=183)


class RegisterReport(ReportView):
    """Shows the policies of one's own bodies, to a keeper all; the export has every column."""

    header_icon = "list-ul"
    results_template_name = "cms/admin/report_results.html"
    default_ordering = None
    shown: tuple[tuple[str, Any], ...] = ()
    on_screen = 7
    # How a column reads on screen, where the export has the plain value.
    reads: Mapping[str, Callable[[Any], Any]] = {}
    prefix = ""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.list_export = [name for name, _label in self.shown]
        self.export_headings = {name: str(label) for name, label in self.shown}

    @cached_property
    def columns(self) -> list[Column]:
        (first, label), *others = self.shown[: self.on_screen]
        return [
            TitleColumn(first, label=label, get_url=life_url),
            *(Column(name, label=label, accessor=self.reads.get(name)) for name, label in others),
        ]

    def mine(self) -> Q:
        user = self.request.user
        if isinstance(user, User) and user.is_superuser:
            return Q()
        units = roster.editing_unit_ids(user)
        prefix = self.prefix
        return Q(**{f"{prefix}responsible_body__in": units}) | Q(
            **{f"{prefix}recommending_body__in": units}
        )


def life_url(row: Any) -> str:
    return reverse("policy_life", args=[getattr(row, "policy_id", None) or row.pk])


def there(moment: Any, zone: str) -> str:
    """A moment that is on the named zone's clock already, with the zone."""
    return f"{date_format(moment, 'j M Y, H:i')} ({zone})"


def once_ended(name: str) -> Callable[[Motion], Any]:
    """A count that is not known while the vote runs."""
    return lambda motion: getattr(motion, name) if motion.ended_at else "–"


class ReviewReport(RegisterReport):
    page_title = _("Policies due for review")
    index_url_name = "policy_report_review"
    index_results_url_name = "policy_report_review_results"
    shown = (
        ("title", _("Policy")),
        ("get_status_display", _("Status")),
        ("responsible_body", _("Responsible body")),
        ("next_review", _("Next review")),
        ("next_review_note", _("Note")),
    )
    reads: Mapping[str, Callable[[Any], Any]] = {
        "next_review": lambda policy: date_format(policy.next_review, "j M Y")
    }

    def get_queryset(self) -> QuerySet[PolicyPage]:
        due = PolicyPage.objects.live().filter(status__in=FORCE).filter(self.mine())
        due = due.filter(next_review__lte=timezone.localdate() + AHEAD)
        return due.select_related("responsible_body").order_by("next_review", "title")


class PeriodReport(RegisterReport):
    page_title = _("Comment periods")
    index_url_name = "policy_report_periods"
    index_results_url_name = "policy_report_periods_results"
    prefix = "policy__"
    shown = (
        ("policy.title", _("Policy")),
        ("version", _("Version")),
        ("opens_at", _("Opens")),
        ("closes_at", _("Closes")),
        ("received", _("Comments")),
        ("answered", _("Answered")),
        ("time_zone", _("Time zone")),
    )
    on_screen = 6
    reads: Mapping[str, Callable[[Any], Any]] = {
        "opens_at": lambda period: there(period.opens_there, period.time_zone),
        "closes_at": lambda period: there(period.closes_there, period.time_zone),
    }

    def get_queryset(self) -> QuerySet[CommentPeriod]:
        rows = CommentPeriod.objects.filter(self.mine()).select_related("policy")
        # As on the policy's page: what was hidden or withdrawn is no comment received.
        stands = Q(
            comments__post__hidden_at__isnull=True, comments__post__withdrawn_at__isnull=True
        )
        rows = rows.annotate(
            received=Count("comments", filter=stands),
            answered=Count("comments__disposition", filter=stands),
        )
        return rows.order_by("-closes_at")


class VoteReport(RegisterReport):
    page_title = _("Committee votes")
    index_url_name = "policy_report_votes"
    index_results_url_name = "policy_report_votes_results"
    prefix = "policy__"
    shown = (
        ("policy.title", _("Policy")),
        ("version.number", _("Version")),
        ("get_result_display", _("Result")),
        ("for_count", _("For")),
        ("against_count", _("Against")),
        ("abstain_count", _("Abstained")),
        ("closes_at", _("Ended or ends")),
        ("unit", _("Body")),
        ("mover", _("Mover")),
        ("text", _("Motion")),
        ("quorum", _("Quorum")),
        ("corrects_id", _("Corrects row")),
    )
    reads: Mapping[str, Callable[[Any], Any]] = {
        "get_result_display": lambda motion: motion.get_result_display() or gettext("Open"),
        "closes_at": lambda motion: there(motion.closes_there, motion.time_zone),
        **{name: once_ended(name) for name in ("for_count", "against_count", "abstain_count")},
    }

    def get_queryset(self) -> QuerySet[Motion]:
        rows = Motion.objects.filter(self.mine())
        return rows.select_related("policy", "version", "unit", "mover").order_by(
            F("ended_at").desc(nulls_first=True), "-pk"
        )
