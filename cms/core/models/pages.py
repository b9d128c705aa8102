"""The home page and plain pages of text."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.core.blocks import BodyBlock
from cms.core.richtext import stream_text


class HomePage(Page):
    purpose = models.CharField(
        max_length=200,
        default="Where people responsible for training in libraries talk, publish and plan.",
        help_text=_("The sentence that greets a visitor."),
    )
    invitation = models.CharField(
        max_length=300,
        default="Read everything without an account. Join to reply, follow topics and be told.",
        help_text=_("What reading and joining bring, in a sentence or two."),
    )

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "cms/home_page.html"
    content_panels = [*Page.content_panels, FieldPanel("purpose"), FieldPanel("invitation")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.core.home import home_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **home_context(request.user)}


class StandardPage(Page):
    introduction = models.CharField(max_length=300, blank=True)
    body = StreamField(BodyBlock(), blank=True)

    parent_page_types: ClassVar[list[str]] = [
        "site_core.HomePage",
        "site_core.StandardPage",
        "site_core.UnitPage",
    ]
    subpage_types: ClassVar[list[str]] = ["site_core.StandardPage"]
    template = "cms/standard_page.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    search_kind = "page"

    class Meta:
        verbose_name = _("standard page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        children = self.get_children().live().public() if self.pk else []
        return {**context, "parent": self.get_parent(), "children": children}

    def search_text(self) -> str:
        return f"{self.introduction}\n{stream_text(self.body)}"
