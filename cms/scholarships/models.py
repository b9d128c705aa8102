"""Awards with windows, amounts and eligibility as stated, each with the day of checking."""

from __future__ import annotations

from datetime import timedelta
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
from wagtail.fields import RichTextField
from wagtail.models import PageManager
from wagtail.search import index

from accounts.models import Unit
from cms.core.blocks import SHORT_TEXT
from cms.core.models import OwnedPage, SectionPage, Source
from cms.core.querysets import ListedPageQuerySet
from cms.core.richtext import html_text

STALE_AFTER = timedelta(days=365)


class ScholarshipIndexPage(SectionPage):
    window = models.CharField(
        max_length=300, blank=True, help_text=_("The usual application window, in words.")
    )
    general_rule = RichTextField(features=SHORT_TEXT, blank=True)
    application_url = models.URLField(blank=True)
    check_note = models.CharField(max_length=300, blank=True)

    unit_kinds = frozenset({Unit.Kind.OFFICE, Unit.Kind.ROUND_TABLE, Unit.Kind.DIVISION})
    parent_page_types: ClassVar[list[str]] = ["site_core.HomePage"]
    subpage_types: ClassVar[list[str]] = ["scholarships.ScholarshipPage"]
    template = "cms/scholarship_index_page.html"
    content_panels = [
        *SectionPage.content_panels,
        FieldPanel("window"),
        FieldPanel("general_rule"),
        FieldPanel("application_url"),
        FieldPanel("check_note"),
    ]

    class Meta:
        verbose_name = _("scholarships")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        awards = ScholarshipPage.objects.listed().by_deadline().select_related("unit")
        return {**context, "scholarships": awards}


class ScholarshipPageQuerySet(ListedPageQuerySet):
    def by_deadline(self) -> ScholarshipPageQuerySet:
        return self.order_by(models.F("closes_on").asc(nulls_last=True), "title")


class ScholarshipPage(OwnedPage):
    unit = models.ForeignKey(
        "accounts.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="scholarships",
        verbose_name=_("offered by"),
    )
    amount = models.CharField(max_length=120, help_text=_("As stated, with the currency."))
    awards_per_year = models.CharField(max_length=120, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    level = models.CharField(_("degree or course"), max_length=120, blank=True)
    eligibility = RichTextField(
        features=SHORT_TEXT,
        blank=True,
        verbose_name=_("who may apply"),
        help_text=_("As stated; this site never decides who is eligible."),
    )
    summary = RichTextField(features=SHORT_TEXT, blank=True)
    official_url = models.URLField(_("official page"), blank=True)
    apply_url = models.URLField(_("where to apply"), blank=True)
    checked_on = models.DateField(
        null=True, blank=True, help_text=_("When somebody last compared this with the source.")
    )

    objects = PageManager.from_queryset(ScholarshipPageQuerySet)()

    unit_fields = ("unit",)
    search_kind = "award"
    published_words = _("New scholarship: %(title)s")
    changed_words = _("Scholarship changed: %(title)s. %(note)s")
    parent_page_types: ClassVar[list[str]] = ["scholarships.ScholarshipIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/scholarship_page.html"
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("unit"),
                    FieldRowPanel([FieldPanel("amount"), FieldPanel("awards_per_year")]),
                    FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
                    FieldPanel("level"),
                    FieldPanel("eligibility"),
                    FieldPanel("summary"),
                    FieldRowPanel([FieldPanel("official_url"), FieldPanel("apply_url")]),
                    FieldPanel("checked_on"),
                    InlinePanel("sources", label=_("Source"), heading=_("Sources")),
                    OwnedPage.change_panels,
                ],
                heading=_("Scholarship"),
            ),
            ObjectList([OwnedPage.topic_panel], heading=_("Topics")),
            ObjectList(OwnedPage.promote_panels, heading=_("Promote")),
            ObjectList(OwnedPage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [
        *OwnedPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("eligibility"),
    ]

    class Meta:
        verbose_name = _("scholarship")

    @property
    def is_stale(self) -> bool:
        """Nobody has compared it with the source for a year."""
        return self.checked_on is None or timezone.localdate() - self.checked_on > STALE_AFTER

    @property
    def is_closed(self) -> bool:
        return self.closes_on is not None and self.closes_on < timezone.localdate()

    def search_text(self) -> str:
        texts = (html_text(self.eligibility), html_text(self.summary))
        return "\n".join([self.amount, self.level, *texts])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        section = self.get_parent().specific
        return {**context, "scholarship": self, "section": section}


class ScholarshipSource(Source):
    scholarship = ParentalKey(ScholarshipPage, on_delete=models.CASCADE, related_name="sources")
