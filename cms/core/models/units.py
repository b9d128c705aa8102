"""A unit's page in the tree, under which its people write, and its group of editors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from accounts.models import Unit
from cms.core.blocks import BodyBlock
from cms.core.models.owned import OwnedPage
from cms.core.models.sections import SectionPage
from cms.core.richtext import stream_text


class UnitGroup(models.Model):
    """The group through which Wagtail knows a unit's roster; its members follow the terms."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="editor_group")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="unit_group")

    def __str__(self) -> str:
        return str(self.unit)


class UnitIndexPage(SectionPage):
    parent_page_types: ClassVar[list[str]] = ["site_core.HomePage"]
    subpage_types: ClassVar[list[str]] = ["site_core.UnitPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("units")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from cms.core.views.units import unit_list

        return unit_list(request)


class UnitPage(OwnedPage):
    """What a unit says of itself beyond its record; roster, boards and lists come by themselves."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="page")
    body = StreamField(BodyBlock(), blank=True)

    unit_fields = ("unit",)
    search_kind = "unit"
    parent_page_types: ClassVar[list[str]] = ["site_core.UnitIndexPage"]
    subpage_types: ClassVar[list[str]] = ["site_core.MeetingPage", "site_core.StandardPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("unit"),
        FieldPanel("body"),
        InlinePanel("documents", label=_("Document"), heading=_("Documents")),
        OwnedPage.topic_panel,
        OwnedPage.change_panels,
    ]

    class Meta:
        verbose_name = _("unit page")

    def search_text(self) -> str:
        return f"{self.unit.acronym}\n{self.unit.charge}\n{stream_text(self.body)}"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only reached when the page's slug is not the unit's: one address for one thing."""
        return redirect(self.unit)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms.core.views.units import render_unit

        return render_unit(request, self.unit, self)


class UnitDocument(Orderable):
    """A file that the unit keeps for everyone: bylaws, a report, a form."""

    page = ParentalKey(UnitPage, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey("wagtaildocs.Document", on_delete=models.CASCADE, related_name="+")
    words = models.CharField(_("what it is"), max_length=200, blank=True)
    dated = models.DateField(_("of"), null=True, blank=True, help_text=_("Its own date."))

    panels = [FieldPanel("document"), FieldRowPanel([FieldPanel("words"), FieldPanel("dated")])]

    class Meta(Orderable.Meta):
        verbose_name = _("document")

    def __str__(self) -> str:
        return self.words or self.document.title
