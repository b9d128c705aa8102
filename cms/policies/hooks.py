"""The register's place in Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import User
from cms.core import roster
from cms.policies.models import PolicyPage, VotingRule
from cms.policies.office import answers, life, overlap, record, reports
from cms.policies.office.dashboard import PeriodsPanel, WaitingPanel

REPORTS = (
    ("review", _("Policies due for review"), reports.ReviewReport),
    ("periods", _("Comment periods"), reports.PeriodReport),
    ("votes", _("Committee votes"), reports.VoteReport),
)


@hooks.register("register_admin_urls")
def office_urls() -> list[URLPattern]:
    policy = "policies/<int:pk>"
    return [
        path(f"{policy}/life/", life.policy_life, name="policy_life"),
        path(f"{policy}/life/<slug:move>/", life.policy_move, name="policy_move"),
        path(f"{policy}/periods/new/", life.period_new, name="policy_period_new"),
        path(f"{policy}/periods/<int:period_pk>/end/", life.period_end, name="policy_period_end"),
        path(
            f"{policy}/periods/<int:period_pk>/answers/",
            answers.policy_answers,
            name="policy_answers",
        ),
        path(f"{policy}/votes/new/", life.vote_new, name="policy_vote_new"),
        path(
            f"{policy}/votes/<int:motion_pk>/correct/",
            record.vote_correct,
            name="policy_vote_correct",
        ),
        path(f"{policy}/record/facts/", record.policy_facts, name="policy_facts"),
        path(f"{policy}/record/new/", record.policy_act, name="policy_act_new"),
        path(f"{policy}/record/<int:act_pk>/", record.policy_act, name="policy_act"),
        path(f"{policy}/overlap/", overlap.policy_overlap, name="policy_overlap"),
        path("policies/overlap/", overlap.clause_overlap, name="clause_overlap"),
        *(
            path(f"reports/policies/{name}/{tail}", view.as_view(**more), name=view_name)
            for name, _label, view in REPORTS
            for tail, more, view_name in (
                ("", {}, view.index_url_name),
                ("results/", {"results_only": True}, view.index_results_url_name),
            )
        ),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def life_button(page: Page, user: User, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """For those of its bodies, who may edit it too: to others its life is not shown."""
    if isinstance(page, PolicyPage) and page.pk and page.permissions_for_user(user).can_edit():
        url = reverse("policy_life", args=[page.pk])
        yield Button(_("Life cycle"), url, icon_name="history", priority=5)


class RegisterMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and (user.is_superuser or bool(roster.editing_unit_ids(user)))


def _menu_item(order: int, label: Any, view: type[reports.RegisterReport]) -> RegisterMenuItem:
    url = reverse(view.index_url_name)
    return RegisterMenuItem(label, url, name=view.index_url_name, icon_name="list-ul", order=order)


for order, (_name, label, view) in enumerate(REPORTS, 600):
    hooks.register("register_reports_menu_item", partial(_menu_item, order, label, view))


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    panels += [WaitingPanel(), PeriodsPanel()]


class VotingRuleViewSet(SnippetViewSet):
    model = VotingRule
    icon = "list-ol"
    menu_label = _("Voting rules")
    add_to_admin_menu = True
    menu_order = 260
    list_display = ("unit", "quorum", "is_secret", "needs_second")
    panels = [
        FieldPanel("unit"),
        FieldPanel("quorum"),
        FieldRowPanel([FieldPanel("is_secret"), FieldPanel("needs_second")]),
    ]


register_snippet(VotingRuleViewSet)
