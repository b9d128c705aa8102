"""Frameworks and their competencies in the admin, for those whom the keeper lets."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.competencies.models import Competency, CompetencyFramework, put_in_order


class FrameworkViewSet(SnippetViewSet):
    model = CompetencyFramework
    icon = "list-ol"
    list_display = ("name", "version", "owner", "replaces")
    search_fields = ("name", "owner")
    search_backend_name = None
    panels = [
        HelpPanel(
            content=_(
                "<p>A new edition is a framework of its own that replaces the earlier one:"
                " what was tagged with the old one keeps its meaning.</p>"
            )
        ),
        FieldRowPanel([FieldPanel("name"), FieldPanel("version")]),
        FieldRowPanel([FieldPanel("short_name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("owner"), FieldPanel("position")]),
        FieldPanel("licence"),
        FieldPanel("source_url"),
        FieldPanel("description"),
        FieldPanel("replaces"),
    ]


class CompetencyViewSet(SnippetViewSet):
    model = Competency
    icon = "clipboard-list"
    list_display = ("name", "framework", "parent", "position")
    list_filter = ("framework",)
    search_fields = ("name",)
    search_backend_name = None
    panels = [
        FieldRowPanel([FieldPanel("framework"), FieldPanel("parent")]),
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldPanel("description"),
        FieldPanel("position"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Competency.objects.select_related("framework", "parent")


class CompetencyViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Competencies")
    menu_icon = "clipboard-list"
    menu_order = 260
    items = (FrameworkViewSet, CompetencyViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def order_tree(request: HttpRequest, instance: Model) -> None:
    if isinstance(instance, Competency):
        put_in_order(instance.framework)


register_snippet(CompetencyViewSetGroup)
