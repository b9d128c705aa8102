"""A unit's meetings, with agenda and minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from accounts.models import Unit
from accounts.models.users import validate_time_zone
from cms.core.blocks import BodyBlock
from cms.core.models.owned import OwnedPage, OwnedPageForm
from cms.core.querysets import ListedPageQuerySet
from cms.core.richtext import stream_text
from cms.core.zones import in_zone


class MeetingForm(OwnedPageForm):
    """The meeting is of the unit under whose page it stands."""

    def clean(self) -> dict[str, Any]:
        if self.parent_page is not None and not self.instance.unit_id:
            self.instance.unit = self.parent_page.specific.unit
        self.cleaned_data["unit"] = self.instance.unit
        return super().clean()


class MeetingQuerySet(ListedPageQuerySet):
    def upcoming(self) -> Self:
        """The next first; one that runs now counts."""
        now = timezone.now()
        going_on = models.Q(starts_at__gte=now) | models.Q(ends_at__gte=now)
        return self.filter(going_on).order_by("starts_at", "pk")

    def past(self) -> Self:
        upcoming = self.model.objects.upcoming().order_by().values("pk")
        return self.exclude(pk__in=upcoming).order_by("-starts_at", "-pk")


class MeetingPage(OwnedPage):
    class Minutes(models.TextChoices):
        NONE = "none", _("No minutes yet")
        DRAFT = "draft", _("Draft minutes")
        APPROVED = "approved", _("Approved minutes")

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="meetings", editable=False
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_zone = models.CharField(
        max_length=64,
        default="America/Chicago",
        validators=[validate_time_zone],
        help_text=_("The zone that the unit announces, such as America/New_York."),
    )
    place = models.CharField(max_length=200, blank=True, help_text=_("A room, or “online”."))
    link = models.URLField(_("link to take part"), blank=True)
    is_open = models.BooleanField(
        _("open to everyone"), default=True, help_text=_("Whether guests may listen.")
    )
    agenda = StreamField(BodyBlock(), blank=True)
    minutes = StreamField(BodyBlock(), blank=True)
    minutes_state = models.CharField(max_length=10, choices=Minutes.choices, default=Minutes.NONE)
    minutes_approved_on = models.DateField(null=True, blank=True)

    objects = PageManager.from_queryset(MeetingQuerySet)()

    unit_fields = ("unit",)
    search_kind = "meeting"
    published_words = _("Meeting announced: %(title)s")
    changed_words = _("Meeting: %(title)s. %(note)s")
    base_form_class = MeetingForm
    parent_page_types: ClassVar[list[str]] = ["site_core.UnitPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/meeting_page.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("time_zone"),
                FieldRowPanel([FieldPanel("place"), FieldPanel("link")]),
                FieldPanel("is_open"),
            ],
            heading=_("When and where"),
        ),
        FieldPanel("agenda"),
        MultiFieldPanel(
            [
                FieldPanel("minutes"),
                FieldRowPanel([FieldPanel("minutes_state"), FieldPanel("minutes_approved_on")]),
            ],
            heading=_("Minutes"),
        ),
        OwnedPage.topic_panel,
        OwnedPage.change_panels,
    ]

    class Meta:
        verbose_name = _("meeting")

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("A meeting ends after it starts.")})
        if self.minutes_state != self.Minutes.NONE and not self.minutes:
            raise ValidationError(
                {"minutes_state": _("Write the minutes first, or say that there are none yet.")}
            )

    @property
    def starts_there(self) -> datetime:
        return in_zone(self.starts_at, self.time_zone)

    @property
    def is_past(self) -> bool:
        return (self.ends_at or self.starts_at) < timezone.now()

    def search_text(self) -> str:
        words = [self.unit.name, self.place, stream_text(self.agenda), stream_text(self.minutes)]
        return "\n".join(words)
