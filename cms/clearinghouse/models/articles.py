"""Reviewed articles for the profession and the public."""

from __future__ import annotations

import math
import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms.clearinghouse.blocks import ArticleBodyBlock
from cms.clearinghouse.forms import ArticlePageForm
from cms.clearinghouse.models.terms import (
    LICENCE_URLS,
    Audience,
    Format,
    Language,
    Level,
    LibraryType,
    Licence,
    Standing,
)
from cms.clearinghouse.panels import article_tabs
from cms.core.models import OwnedPage, SectionPage
from cms.core.querysets import ListedPageQuerySet
from cms.core.richtext import stream_text

EDITORS = "Clearinghouse editors"
WORDS_PER_MINUTE = 220
"""How fast adults read such text in silence: about 238 words a minute, and tables slow them down
(Brysbaert 2019, doi 10.1016/j.jml.2019.104047)."""


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


def standing_on(day: date) -> Case:
    """The standing of a published article on a day, for a query: see `ArticlePage.standing`."""
    return Case(
        When(retired_on__lte=day, then=Value(Standing.RETIRED.value)),
        When(next_review__lt=day, then=Value(Standing.OVERDUE.value)),
        default=Value(Standing.CURRENT.value),
        output_field=models.CharField(),
    )


class ArticlePage(OwnedPage):
    teaser = models.CharField(max_length=300, blank=True, help_text=_("Shown in lists."))
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
    library_types = ParentalManyToManyField(
        LibraryType,
        blank=True,
        related_name="articles",
        help_text=_("Leave them all open if it fits any library."),
    )
    competencies = ParentalManyToManyField(
        "competencies.Competency",
        blank=True,
        related_name="articles",
        help_text=_("What it helps to learn, in the words of one framework or several."),
    )
    licence = models.CharField(max_length=16, choices=Licence.choices, default=Licence.CC_BY)
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.EN)
    minutes_to_read = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("In minutes. Left empty, it is counted from the text.")
    )
    body = StreamField(ArticleBodyBlock(), blank=True)
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
    base_form_class = ArticlePageForm
    parent_page_types: ClassVar[list[str]] = ["clearinghouse.ArticleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/article_page.html"
    edit_handler = article_tabs()
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
    def authors(self) -> list[str]:
        return [credit.name for credit in self.credits.all() if credit.role == "author"]

    @property
    def is_retired(self) -> bool:
        return self.standing == Standing.RETIRED

    @property
    def is_review_overdue(self) -> bool:
        return self.standing == Standing.OVERDUE

    @property
    def standing(self) -> Standing:
        today = timezone.localdate()
        if self.retired_on is not None and self.retired_on <= today:
            return Standing.RETIRED
        if self.next_review is not None and self.next_review < today:
            return Standing.OVERDUE
        return Standing.CURRENT

    @property
    def licence_url(self) -> str:
        """Where the licence can be read; empty where all rights are reserved."""
        return LICENCE_URLS.get(Licence(self.licence), "")

    def clean(self) -> None:
        super().clean()
        if self.minutes_to_read is None and (words := len(stream_text(self.body).split())):
            self.minutes_to_read = math.ceil(words / WORDS_PER_MINUTE)

    def what_keeps_it_back(self) -> list[str]:
        """Asked again on approval: a draft is saved unasked, and choices change meanwhile."""
        from cms.clearinghouse.quotations import problems

        return list(problems(self, self.body))

    def search_text(self) -> str:
        competencies = " ".join(self.competencies.values_list("name", flat=True))
        names = " ".join(credit.name for credit in self.credits.all())
        return "\n".join([self.teaser, names, competencies, stream_text(self.body)])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.clearinghouse.feedback import usefulness
        from cms.clearinghouse.metadata import json_ld
        from cms.clearinghouse.quotations import thread_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        # A draft in preview keeps its relations in memory, so that only their ids are asked for.
        competencies = chosen(self, "competencies").select_related("framework")
        return {
            **context,
            "article": self,
            **thread_context(self),
            "usefulness": usefulness(self) if self.pk else None,
            "useful_key": uuid.uuid4(),
            "metadata": json_ld(self),
            "audience": list(self.audience.all()),
            "library_types": list(self.library_types.all()),
            "credits": self.credits.all(),
            "files": self.files.all(),
            "competencies": list(competencies),
            "policies": chosen(self, "policies").listed(),
        }


def chosen(article: ArticlePage, name: str) -> Any:
    """A many-to-many relation of the article as it is in memory, as a query."""
    related = getattr(article, name)
    return related.model.objects.filter(pk__in=[row.pk for row in related.all()])
