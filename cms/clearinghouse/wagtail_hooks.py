"""What the admin shows for the clearinghouse beyond Wagtail's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from accounts.models import User
from cms.clearinghouse.dashboard import LookAgainPanel
from cms.clearinghouse.feedback import can_answer_readers
from cms.clearinghouse.models import ArticlePage
from cms.clearinghouse.reviewing import can_record_review
from cms.clearinghouse.snippets import ClearinghouseViewSetGroup
from cms.clearinghouse.views import feedback, picker, review


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("clearinghouse/<int:pk>/review/", review.article_review, name="article_review"),
        path("clearinghouse/<int:pk>/posts/", picker.article_posts, name="article_posts"),
        path("clearinghouse/<int:pk>/posts/<int:post_pk>/drop/", picker.drop, name="article_drop"),
        path("clearinghouse/feedback/", feedback.feedback, name="article_feedback"),
        path("clearinghouse/pick/", picker.pick, name="article_pick"),
    ]


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(LookAgainPanel())


class FeedbackMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(can_answer_readers(request.user))


@hooks.register("register_admin_menu_item")
def feedback_item() -> MenuItem:
    url = reverse_lazy("article_feedback")
    return FeedbackMenuItem(_("Reader feedback"), url, icon_name="mail", order=256)


@hooks.register("register_page_header_buttons")
def offer_review(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    if isinstance(page, ArticlePage) and page.live and can_record_review(user, page):
        yield Button(
            _("Review"), reverse("article_review", args=[page.pk]), icon_name="check", priority=40
        )


@hooks.register("register_page_header_buttons")
def offer_posts(page: Page, user: User, **kwargs: Any) -> Iterator[Button]:
    if isinstance(page, ArticlePage) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Posts"), reverse("article_posts", args=[page.pk]), icon_name="comment", priority=41
        )


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    actions.register_action("clearinghouse.confirm", _("Review"), _("Found still right"))
    actions.register_action("clearinghouse.retire", _("Retire"), _("Retired"))


register_snippet(ClearinghouseViewSetGroup)
