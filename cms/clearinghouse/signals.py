"""News from Wagtail that concerns articles, passed on."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState
from wagtail.signals import page_published, workflow_approved

from accounts.models import User
from cms.clearinghouse.feedback import suggestion_published
from cms.clearinghouse.models import ArticlePage
from cms.clearinghouse.picking import announce_in_threads, can_start_article
from cms.clearinghouse.reviewing import date_approval
from forum.access import Viewer
from forum.models import Post
from forum.more_acts import Act, offer_acts


def connect() -> None:
    workflow_approved.connect(on_approved, dispatch_uid="clearinghouse.approved")
    page_published.connect(on_published, sender=ArticlePage, dispatch_uid="clearinghouse.published")
    offer_acts(offer_article)


def on_approved(instance: WorkflowState, user: User | None, **kwargs: Any) -> None:
    page = instance.content_object.specific if instance.content_object else None
    if isinstance(page, ArticlePage) and user is not None:
        date_approval(page, by=user)


def on_published(instance: ArticlePage, revision: Revision | None = None, **kwargs: Any) -> None:
    """The threads that it was made from hear of it, from whoever wrote the article."""
    suggestion_published(instance, by=revision.user if revision else None)
    author = instance.owner or (revision.user if revision else None)
    if author is not None and not instance.get_view_restrictions().exists():
        announce_in_threads(instance, by=author)


def offer_article(user: Viewer, post: Post) -> list[Act]:
    """In the menu of a post that everyone may read, for those who may start an article."""
    if not user.is_authenticated or post.thread.board.reading != "public":
        return []
    if post.thread.hidden_at is not None or not can_start_article(user):
        return []
    is_summary = post.thread.summary_id == post.pk
    label = _("Make an article of this summary") if is_summary else _("Use in an article")
    return [Act(label, f"{reverse('article_pick')}?thread={post.thread_id}&post={post.pk}", "edit")]
