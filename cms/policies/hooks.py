"""The register's place in Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.policies.models import PolicyPage
from cms.policies.office import answers, life


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
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def life_button(page: Page, *args: Any, **kwargs: Any) -> Iterator[Button]:
    if isinstance(page, PolicyPage) and page.pk:
        url = reverse("policy_life", args=[page.pk])
        yield Button(_("Life cycle"), url, icon_name="history", priority=5)
