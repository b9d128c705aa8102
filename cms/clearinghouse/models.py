"""Reviewed articles for the profession and the public."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.core.blocks import BodyBlock
from cms.core.models import OwnedPage, SectionPage, Source
from cms.core.querysets import ListedPageQuerySet
from cms.core.richtext import stream_text

EDITORS = "Clearinghouse editors"


class Audience(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Level(models.TextChoices):
    FOUNDATIONAL = "foundational", _("Foundational")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class Format(models.TextChoices):
    GUIDE = "guide", _("Guide")
    CHECKLIST = "checklist", _("Checklist")
    TEMPLATE = "template", _("Template")
    COMPARISON = "comparison", _("Comparison")
    RECORDING = "recording", _("Recording")
    FAQ = "faq", _("Questions and answers")
    RESEARCH_SUMMARY = "research_summary", _("Research summary")
    DIRECTORY = "directory", _("Directory")


class ArticleIndexPage(SectionPage):
    unit_kinds = None
    parent_page_types: ClassVar[list[str]] = ["site_core.HomePage"]
    subpage_types: ClassVar[list[str]] = ["clearinghouse.ArticlePage"]
    template = "cms/article_index_page.html"

    class Meta:
        verbose_name = _("clearinghouse")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.clearinghouse.listing import article_list

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "list": article_list(request.GET)}


class ArticlePageQuerySet(ListedPageQuerySet):
    def with_labels(self) -> ArticlePageQuerySet:
        return self.select_related("unit").prefetch_related("audience", "topics")

    def current(self) -> ArticlePageQuerySet:
        return self.filter(retired_on__isnull=True)

    def review_due_by(self, day: Any) -> ArticlePageQuerySet:
        return self.current().filter(next_review__lte=day)


class ArticlePage(OwnedPage):
    teaser = models.CharField(max_length=300, blank=True, help_text=_("Shown in lists."))
    authors = models.CharField(
        max_length=300, blank=True, help_text=_("Credits, as the authors wish to be named.")
    )
    unit = models.ForeignKey(
        "accounts.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text=_("The unit that looks after it, if one does."),
    )
    audience = ParentalManyToManyField(Audience, blank=True, related_name="articles")
    level = models.CharField(max_length=14, choices=Level.choices, default=Level.FOUNDATIONAL)
    format = models.CharField(max_length=18, choices=Format.choices, default=Format.GUIDE)
    competence = models.CharField(max_length=120, blank=True)
    minutes_to_read = models.PositiveSmallIntegerField(null=True, blank=True)
    body = StreamField(BodyBlock(), blank=True)
    last_reviewed = models.DateField(null=True, blank=True)
    reviewed_by = models.CharField(
        max_length=120, blank=True, help_text=_("The reviewer's role, not the name.")
    )
    next_review = models.DateField(null=True, blank=True)
    retired_on = models.DateField(
        null=True, blank=True, help_text=_("A retired article is kept, and says that it is old.")
    )
    retired_reason = models.CharField(max_length=300, blank=True)
    policies = ParentalManyToManyField("policies.PolicyPage", blank=True, related_name="articles")

    objects = PageManager.from_queryset(ArticlePageQuerySet)()

    unit_fields = ("unit",)
    reviewing_group = EDITORS
    search_kind = "article"
    published_words = _("New in the clearinghouse: %(title)s")
    changed_words = _("Updated in the clearinghouse: %(title)s. %(note)s")
    parent_page_types: ClassVar[list[str]] = ["clearinghouse.ArticleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/article_page.html"
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    HelpPanel(
                        content=_(
                            "<p>Submit the draft when it is ready. A second person reads it: the"
                            " one who approves is never the one who wrote or submitted it.</p>"
                        )
                    ),
                    FieldPanel("title"),
                    FieldPanel("teaser"),
                    FieldPanel("authors"),
                    FieldPanel("body"),
                    InlinePanel("sources", label=_("Source"), heading=_("Sources")),
                    OwnedPage.change_panels,
                ],
                heading=_("Text"),
            ),
            ObjectList(
                [
                    FieldPanel("unit"),
                    FieldPanel("audience", widget=forms.CheckboxSelectMultiple),
                    FieldRowPanel([FieldPanel("level"), FieldPanel("format")]),
                    FieldRowPanel([FieldPanel("competence"), FieldPanel("minutes_to_read")]),
                    OwnedPage.topic_panel,
                    FieldPanel("policies", widget=forms.SelectMultiple({"size": 8})),
                ],
                heading=_("Who and what for"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("last_reviewed"), FieldPanel("reviewed_by")]),
                    FieldPanel("next_review"),
                    FieldRowPanel([FieldPanel("retired_on"), FieldPanel("retired_reason")]),
                ],
                heading=_("Review"),
            ),
            ObjectList(OwnedPage.promote_panels, heading=_("Promote")),
            ObjectList(OwnedPage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [
        *OwnedPage.search_fields,
        index.SearchField("teaser"),
        index.SearchField("body"),
        index.FilterField("level"),
        index.FilterField("format"),
    ]

    class Meta:
        verbose_name = _("article")

    @property
    def is_retired(self) -> bool:
        return self.retired_on is not None and self.retired_on <= timezone.localdate()

    @property
    def is_review_overdue(self) -> bool:
        due = self.next_review
        return not self.is_retired and due is not None and due < timezone.localdate()

    def search_text(self) -> str:
        return "\n".join([self.teaser, self.authors, self.competence, stream_text(self.body)])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        chosen = [policy.pk for policy in self.policies.all()]
        policies = self.policies.model.objects.filter(pk__in=chosen)
        return {
            **context,
            "article": self,
            "audience": list(self.audience.all()),
            "policies": policies.listed(),
        }


class ArticleSource(Source):
    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="sources")
