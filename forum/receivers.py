"""Posts that show a page's title follow what happens to the page."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from forum.actions.engine import forget_unnamed
from forum.actions.queueing import queue_reference_refresh
from forum.signals import upkeep


def connect() -> None:
    for signal in (page_published, page_unpublished):
        signal.connect(follow_page, dispatch_uid="forum.follow_page")
    upkeep.connect(forget_unnamed, dispatch_uid="forum.forget_engine")
    for changed in (post_save, post_delete):
        changed.connect(
            follow_privacy, sender=PageViewRestriction, dispatch_uid="forum.follow_privacy"
        )


def follow_page(instance: Page, **kwargs: Any) -> None:
    queue_reference_refresh(page=instance)


def follow_privacy(instance: PageViewRestriction, **kwargs: Any) -> None:
    queue_reference_refresh(page=instance.page)
