"""What waits for the clearinghouse's editors, on the admin's first page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.admin.ui.components import Component

from accounts.models import User
from cms.clearinghouse.models import EDITORS, ArticlePage, ProblemReport, SourcePost, SourceThread
from cms.core import roster
from forum.models import Post

ROWS = 10


class LookAgainPanel(Component):
    """Articles whose threads went on, and quotations whose posts are gone."""

    order = 155
    template_name = "cms/admin/look_again.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        articles = kept_by(parent_context["request"].user).values("pk")
        readable = Post.objects.visible_to(AnonymousUser()).values("pk")
        later = SourceThread.objects.filter(article__in=articles).went_on()
        gone = SourcePost.objects.filter(article__in=articles).exclude(post__in=readable)
        return {
            "later": later.select_related("article", "thread")[:ROWS],
            "problems": ProblemReport.objects.filter(
                article__in=articles, settled_at=None
            ).select_related("article")[:ROWS],
            "gone": gone.select_related("article", "post")[:ROWS],
        }


def kept_by(user: User) -> Any:
    """The articles that this person looks after: all, for keepers and clearinghouse editors."""
    articles = ArticlePage.objects.all()
    if user.is_superuser or roster.is_in_group(user, EDITORS):
        return articles
    return articles.filter(unit__in=roster.editing_unit_ids(user))
