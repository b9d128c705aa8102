"""What the admin shows for the clearinghouse beyond Wagtail's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from accounts.models import User
from cms.clearinghouse.models import ArticlePage
from cms.clearinghouse.reviewing import can_record_review
from cms.clearinghouse.snippets import ClearinghouseViewSetGroup
from cms.clearinghouse.views import review


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("clearinghouse/<int:pk>/review/", review.article_review, name="article_review"),
    ]


@hooks.register("register_page_header_buttons")
def offer_review(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    if isinstance(page, ArticlePage) and page.live and can_record_review(user, page):
        yield Button(
            _("Review"), reverse("article_review", args=[page.pk]), icon_name="check", priority=40
        )


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    actions.register_action("clearinghouse.confirm", _("Review"), _("Found still right"))
    actions.register_action("clearinghouse.retire", _("Retire"), _("Retired"))


register_snippet(ClearinghouseViewSetGroup)
