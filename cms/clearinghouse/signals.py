"""News from Wagtail that concerns articles, passed on."""

from __future__ import annotations

from typing import Any

from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved

from accounts.models import User
from cms.clearinghouse.models import ArticlePage
from cms.clearinghouse.reviewing import date_approval


def connect() -> None:
    workflow_approved.connect(on_approved, dispatch_uid="clearinghouse.approved")


def on_approved(instance: WorkflowState, user: User | None, **kwargs: Any) -> None:
    page = instance.content_object.specific if instance.content_object else None
    if isinstance(page, ArticlePage) and user is not None:
        date_approval(page, by=user)
