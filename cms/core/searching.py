"""What the site's search knows of a page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.models import Page

from cms.core.models import OwnedPage
from forum.actions.indexing import index_page
from forum.search.labels import number_label, status_label, topic_label, unit_label

BATCH = 200


def index(page: Any) -> None:
    """Keep a published page's entry in step with it."""
    index_page(
        page,
        kind=page.search_kind,
        title=page.title,
        text=page.search_text(),
        at=page.first_published_at or page.last_published_at or timezone.now(),
        labels=labels_of(page),
    )


def labels_of(page: Any) -> list[str]:
    if not isinstance(page, OwnedPage):
        return []
    labels = [topic_label(topic.pk) for topic in page.topics.all()]
    labels += [unit_label(unit.pk) for unit in page.owning_units()]
    labels += [number_label(number) for number in page.search_numbers()]
    return labels + ([status_label(page.search_status)] if page.search_status else [])


def index_every_page(**kwargs: Any) -> None:
    """Every published page again, a batch at a time."""
    ids = list(Page.objects.live().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        for page in Page.objects.filter(pk__in=ids[start : start + BATCH]).specific():
            if hasattr(page, "search_text"):
                index(page)
