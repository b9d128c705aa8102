"""Panels of the admin's dashboard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.clearinghouse.models import ArticlePage
from cms.core.roster import editing_unit_ids
from cms.policies.models import PolicyPage

AHEAD = timedelta(days=183)
ROWS = 10


class ReviewDuePanel(Component):
    """Policies and articles whose review is due within six months: the member's own, or all."""

    order = 150
    template_name = "cms/admin/review_due.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        day = timezone.localdate() + AHEAD
        policies = PolicyPage.objects.live().review_due_by(day).with_record()
        articles = ArticlePage.objects.live().review_due_by(day).select_related("unit")
        if not user.is_superuser:
            units = editing_unit_ids(user)
            policies = policies.filter(responsible_body__in=units)
            articles = articles.filter(unit__in=units)
        return {
            "policies": policies.order_by("next_review")[:ROWS],
            "articles": articles.order_by("next_review")[:ROWS],
            "today": timezone.localdate(),
        }
