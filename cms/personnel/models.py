"""Guidance on working with people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from accounts.models import Unit
from cms.core.blocks import BodyBlock
from cms.core.models import OwnedPage, SectionPage, Source
from cms.core.querysets import ListedPageQuerySet
from cms.core.richtext import stream_text


class PersonnelIndexPage(SectionPage):
    note = models.CharField(
        max_length=400, blank=True, help_text=_("Shown on each page: what this guidance is not.")
    )

    unit_kinds = frozenset({Unit.Kind.OFFICE})
    parent_page_types: ClassVar[list[str]] = ["site_core.HomePage"]
    subpage_types: ClassVar[list[str]] = ["personnel.PersonnelPage"]
    template = "cms/personnel_index_page.html"
    content_panels = [*SectionPage.content_panels, FieldPanel("note")]

    class Meta:
        verbose_name = _("personnel")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "pages": PersonnelPage.objects.listed().order_by("title")}


class PersonnelPage(OwnedPage):
    unit = models.ForeignKey(
        "accounts.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="personnel_pages",
    )
    introduction = models.CharField(max_length=300, blank=True)
    body = StreamField(BodyBlock(), blank=True)
    last_reviewed = models.DateField(null=True, blank=True)
    next_review = models.DateField(null=True, blank=True)

    objects = PageManager.from_queryset(ListedPageQuerySet)()

    unit_fields = ("unit",)
    search_kind = "guidance"
    published_words = _("New personnel guidance: %(title)s")
    changed_words = _("Personnel guidance changed: %(title)s. %(note)s")
    parent_page_types: ClassVar[list[str]] = ["personnel.PersonnelIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/personnel_page.html"
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("introduction"),
                    FieldPanel("body"),
                    InlinePanel("sources", label=_("Source"), heading=_("Sources")),
                    FieldPanel("unit"),
                    FieldRowPanel([FieldPanel("last_reviewed"), FieldPanel("next_review")]),
                    OwnedPage.change_panels,
                ],
                heading=_("Text"),
            ),
            ObjectList([OwnedPage.topic_panel], heading=_("Topics")),
            ObjectList(OwnedPage.promote_panels, heading=_("Promote")),
            ObjectList(OwnedPage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [
        *OwnedPage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("personnel page")

    @property
    def is_review_overdue(self) -> bool:
        return self.next_review is not None and self.next_review < timezone.localdate()

    def search_text(self) -> str:
        return f"{self.introduction}\n{stream_text(self.body)}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        section = self.get_parent().specific
        return {**context, "guidance": self, "section": section}


class PersonnelSource(Source):
    guidance = ParentalKey(PersonnelPage, on_delete=models.CASCADE, related_name="sources")
