"""What the admin shows beyond Wagtail's own: panels, menus, and what follows an edit."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from accounts.models import RosterTerm, Unit, User
from accounts.signals import rights_changed
from cms.core.models import OwnedPage
from cms.core.models.approval import is_second_person
from cms.core.panels import ReviewDuePanel
from cms.core.permissions import rename_group, share_page
from cms.core.snippets import RegisterViewSetGroup
from cms.core.tree import ensure_unit_page
from cms.core.views.topic_merge import topic_merge
from cms.core.vocabulary import can_merge_topics
from forum import doorbell
from forum.actions.notices import mark_page_notices_read
from forum.actions.queueing import queue_reference_refresh
from forum.actions.topics import what_moves
from forum.models import Board, SynonymSet, Topic
from forum.search.synonyms import forget_synonyms


@hooks.register("construct_homepage_panels")
def add_review_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ReviewDuePanel())


@hooks.register("before_serve_page")
def read_notices(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Reading the page is reading what the bell said of it."""
    if isinstance(page, OwnedPage) and request.user.is_authenticated:
        mark_page_notices_read(request.user, page)


@hooks.register("after_create_page")
def share_new_page(request: HttpRequest, page: Page) -> None:
    if isinstance(page, OwnedPage):
        share_page(page)


@hooks.register("after_copy_page")
def share_copy(request: HttpRequest, page: Page, copy: Page) -> None:
    if isinstance(copy.specific, OwnedPage):
        share_page(copy.specific)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def follow_register(request: HttpRequest, instance: Model) -> None:
    """What a form changed is followed at once: a unit's page and group, live readers' rights."""
    if isinstance(instance, Unit):
        ensure_unit_page(instance)
        rename_group(instance)
    elif isinstance(instance, RosterTerm):
        rights_changed.send(User, user=instance.user)
    elif isinstance(instance, SynonymSet):
        forget_synonyms()
    elif isinstance(instance, Board):
        doorbell.ring("board_access", id=instance.pk)
        queue_reference_refresh(board=instance)


@hooks.register("after_delete_snippet")
def follow_removal(request: HttpRequest, instances: list[Model]) -> None:
    for instance in instances:
        if isinstance(instance, SynonymSet):
            forget_synonyms()
        if isinstance(instance, RosterTerm):
            rights_changed.send(User, user=instance.user)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [path("topics/<int:pk>/merge/", topic_merge, name="topic_merge")]


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "topics.merge", _("Merge topics"), _("Another topic was merged into it")
    )


@hooks.register("register_snippet_listing_buttons")
def offer_merging(snippet: Model, user: User, next_url: str | None = None) -> list[Button]:
    if not isinstance(snippet, Topic) or not can_merge_topics(user):
        return []
    url = reverse("topic_merge", args=[snippet.pk])
    return [Button(_("Merge into another"), url, icon_name="link", priority=40)]


@hooks.register("before_delete_snippet")
def keep_used_topics(request: HttpRequest, instances: list[Model]) -> HttpResponse | None:
    """Deleting would take the label off everything; merging keeps it."""
    for topic in instances:
        if isinstance(topic, Topic) and what_moves(topic):
            messages.error(
                request,
                _("“%(topic)s” is in use, so it can't be deleted. Merge it into another topic.")
                % {"topic": topic},
            )
            return redirect("topic_merge", topic.pk)
    return None


@hooks.register("after_edit_page")
def say_who_approves(request: HttpRequest, page: Page) -> None:
    """Approving together with a change saves the change, which then waits for somebody else."""
    if request.POST.get("workflow-action-name") != "approve" or not page.workflow_in_progress:
        return
    if not is_second_person(page, request.user):
        messages.warning(
            request,
            _("Your change is saved. As you changed the text, another person must approve it."),
        )


register_snippet(RegisterViewSetGroup)
