"""Continuing education programs (what) and their offerings (when and where)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from accounts.models.users import validate_time_zone
from cms.core.blocks import SHORT_TEXT, BodyBlock
from cms.core.models import OwnedPage, SectionPage
from cms.core.querysets import ListedPageQuerySet
from cms.core.richtext import html_text, stream_text
from cms.core.zones import in_zone, is_same_clock
from cms.learning.choices import Level, Mode, OfferingStatus

STATUS_TAGS = {"open": "ok", "full": "warn", "postponed": "warn", "cancelled": "bad"}
PAST_STATUSES = (
    OfferingStatus.COMPLETED,
    OfferingStatus.RECORDING,
    OfferingStatus.CANCELLED,
)


class ProgramIndexPage(SectionPage):
    price_note = models.CharField(max_length=300, blank=True)
    refund_policy = models.CharField(max_length=300, blank=True)

    unit_kinds = None
    parent_page_types: ClassVar[list[str]] = ["site_core.HomePage"]
    subpage_types: ClassVar[list[str]] = ["learning.ProgramPage"]
    template = "cms/program_index_page.html"
    content_panels = [
        *SectionPage.content_panels,
        FieldPanel("price_note"),
        FieldPanel("refund_policy"),
    ]

    class Meta:
        verbose_name = _("program catalogue")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.learning.listing import program_list

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        upcoming = Offering.objects.upcoming().with_program()[:12]
        return {**context, "list": program_list(request.GET), "upcoming": upcoming}


class ProgramPageQuerySet(ListedPageQuerySet):
    def with_offerings(self) -> ProgramPageQuerySet:
        return self.select_related("unit").prefetch_related("offerings")


class ProgramPage(OwnedPage):
    unit = models.ForeignKey(
        "accounts.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="programs",
        verbose_name=_("sponsoring unit"),
    )
    co_sponsors = ParentalManyToManyField(
        "accounts.Unit", blank=True, related_name="co_sponsored_programs"
    )
    sponsor_text = models.CharField(
        _("sponsor in words"), max_length=120, blank=True, help_text=_("Where it is no unit here.")
    )
    teaser = models.CharField(max_length=300, blank=True, help_text=_("Shown in lists."))
    outcomes = models.TextField(
        _("learning outcomes"),
        blank=True,
        help_text=_("One a line, each beginning with a verb: “Draft …”, “Choose …”."),
    )
    audience = models.CharField(_("who should attend"), max_length=300, blank=True)
    competencies = ParentalManyToManyField(
        "competencies.Competency",
        blank=True,
        related_name="programs",
        help_text=_("What it teaches, in the words of one framework or several."),
    )
    prerequisites = models.CharField(max_length=300, blank=True)
    level = models.CharField(max_length=14, choices=Level.choices, default=Level.ALL)
    accessibility = models.TextField(
        blank=True, help_text=_("Captions, materials ahead of time, the room.")
    )
    description = StreamField(BodyBlock(), blank=True)
    tiers = RichTextField(features=SHORT_TEXT, blank=True, verbose_name=_("prices"))
    recording_policy = models.CharField(max_length=300, blank=True)
    policies = ParentalManyToManyField("policies.PolicyPage", blank=True, related_name="programs")

    objects = PageManager.from_queryset(ProgramPageQuerySet)()

    unit_fields = ("unit",)
    search_kind = "program"
    published_words = _("New program: %(title)s")
    changed_words = _("Program changed: %(title)s. %(note)s")
    parent_page_types: ClassVar[list[str]] = ["learning.ProgramIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/program_page.html"
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("teaser"),
                    FieldPanel("outcomes"),
                    FieldPanel("description"),
                    FieldPanel("audience"),
                    FieldRowPanel([FieldPanel("level"), FieldPanel("prerequisites")]),
                    FieldPanel("competencies", widget=forms.SelectMultiple({"size": 14})),
                    FieldPanel("accessibility"),
                    FieldPanel("tiers"),
                    FieldPanel("recording_policy"),
                    OwnedPage.change_panels,
                ],
                heading=_("Program"),
            ),
            ObjectList(
                [InlinePanel("offerings", label=_("Offering"), heading=_("Offerings"))],
                heading=_("When and where"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("unit"), FieldPanel("sponsor_text")]),
                    FieldPanel("co_sponsors"),
                    FieldPanel("policies", widget=forms.SelectMultiple({"size": 8})),
                    OwnedPage.topic_panel,
                ],
                heading=_("Sponsor and topics"),
            ),
            ObjectList(OwnedPage.promote_panels, heading=_("Promote")),
            ObjectList(OwnedPage.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [
        *OwnedPage.search_fields,
        index.SearchField("teaser"),
        index.SearchField("outcomes"),
        index.SearchField("description"),
        index.FilterField("level"),
    ]

    class Meta:
        verbose_name = _("program")

    @property
    def sponsor(self) -> str:
        return self.unit.name if self.unit else self.sponsor_text

    @property
    def outcome_list(self) -> list[str]:
        return [line.strip("-* ") for line in self.outcomes.splitlines() if line.strip("-* ")]

    def search_text(self) -> str:
        words = [self.teaser, self.sponsor, self.outcomes, self.audience, html_text(self.tiers)]
        return "\n".join([*words, stream_text(self.description)])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        chosen = [policy.pk for policy in self.policies.all()]
        policies = self.policies.model.objects.filter(pk__in=chosen)
        taught = [competency.pk for competency in self.competencies.all()]
        competencies = self.competencies.model.objects.filter(pk__in=taught).in_order()
        return {
            **context,
            "program": self,
            "offerings": list(self.offerings.all()),
            "policies": policies.listed(),
            "competencies": list(competencies),
        }


class OfferingQuerySet(models.QuerySet["Offering"]):
    def upcoming(self, now: datetime | None = None) -> OfferingQuerySet:
        """Dated, not over, of programs that everyone may see; soonest first."""
        moment = now or timezone.now()
        running = Q(starts_at__gte=moment) | Q(ends_at__gte=moment)
        return (
            self.filter(running, program__in=ProgramPage.objects.listed().values("pk"))
            .exclude(status__in=PAST_STATUSES)
            .order_by("starts_at")
        )

    def with_program(self) -> OfferingQuerySet:
        return self.select_related("program", "program__unit")


class Offering(Orderable):
    """One run of a program; moments are stored in UTC and shown in two zones."""

    program = ParentalKey(ProgramPage, on_delete=models.CASCADE, related_name="offerings")
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.LIVE_ONLINE)
    status = models.CharField(
        max_length=10, choices=OfferingStatus.choices, default=OfferingStatus.SCHEDULED
    )
    status_note = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(
        _("sponsor's time zone"),
        max_length=64,
        default="America/Chicago",
        validators=[validate_time_zone],
    )
    schedule = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("In words, such as “four weeks, about five hours a week”."),
    )
    place = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveIntegerField(
        _("instructional minutes"), null=True, blank=True, help_text=_("Without breaks.")
    )
    capacity = models.PositiveIntegerField(null=True, blank=True)
    registration_closes_at = models.DateTimeField(null=True, blank=True)
    recording_url = models.URLField(blank=True)

    objects = OfferingQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("mode"), FieldPanel("status"), FieldPanel("status_note")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("time_zone")]),
        FieldPanel("schedule"),
        FieldRowPanel([FieldPanel("place"), FieldPanel("minutes"), FieldPanel("capacity")]),
        FieldRowPanel([FieldPanel("registration_closes_at"), FieldPanel("recording_url")]),
    ]

    class Meta(Orderable.Meta):
        indexes = [models.Index(fields=["starts_at"], name="learning_offering_start")]

    def __str__(self) -> str:
        when = f"{self.starts_there:%Y-%m-%d %H:%M}" if self.starts_there else self.schedule
        return f"{self.get_mode_display()} {when}"

    @property
    def status_tag(self) -> str:
        return STATUS_TAGS.get(self.status, "past" if self.status in PAST_STATUSES else "")

    @property
    def hours(self) -> str:
        """Contact hours of 60 minutes, with one decimal."""
        return f"{self.minutes / 60:.1f}" if self.minutes else ""

    @property
    def starts_there(self) -> datetime | None:
        """On the sponsor's own clock."""
        return in_zone(self.starts_at, self.time_zone) if self.starts_at else None

    @property
    def ends_there(self) -> datetime | None:
        return in_zone(self.ends_at, self.time_zone) if self.ends_at else None

    @property
    def is_elsewhere(self) -> bool:
        """Whether the viewer's clock differs from the sponsor's on that day."""
        return self.starts_at is not None and not is_same_clock(self.starts_at, self.time_zone)
