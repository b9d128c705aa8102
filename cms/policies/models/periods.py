"""When comments on a draft are open."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from accounts.models.users import validate_time_zone
from cms.core.zones import in_zone, is_same_clock


class CommentPeriod(Orderable):
    """Opens and closes at moments told in the zone that the committee names."""

    policy = ParentalKey(
        "policies.PolicyPage", on_delete=models.CASCADE, related_name="comment_periods"
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    time_zone = models.CharField(
        max_length=64, default="America/Chicago", validators=[validate_time_zone]
    )
    version = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Number of the version that is open for comment.")
    )
    note = models.CharField(
        max_length=300, blank=True, help_text=_("What the committee asks, in a sentence.")
    )
    answers_first = models.BooleanField(
        default=True, help_text=_("No vote is called before each comment is answered.")
    )
    opened_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its opening was recorded and announced.")
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its closing was recorded.")
    )
    cancelled_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was called off before it opened.")
    )

    def __str__(self) -> str:
        return f"{self.opens_at:%Y-%m-%d} to {self.closes_at:%Y-%m-%d}"

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("A comment period closes after it opens.")})

    @property
    def is_open(self) -> bool:
        """By the clock: what the worker still has to record changes nothing for a commenter."""
        return self.cancelled_at is None and self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_over(self) -> bool:
        return self.cancelled_at is None and self.closes_at <= timezone.now()

    @property
    def is_to_come(self) -> bool:
        return self.cancelled_at is None and self.opens_at > timezone.now()

    @property
    def opens_there(self) -> datetime:
        """The opening time on the committee's own clock."""
        return in_zone(self.opens_at, self.time_zone)

    @property
    def closes_there(self) -> datetime:
        """The closing time on the committee's own clock."""
        return in_zone(self.closes_at, self.time_zone)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the viewer's clock differs from the committee's when it closes."""
        return not is_same_clock(self.closes_at, self.time_zone)
