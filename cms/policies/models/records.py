"""What the register records of a policy beside its text."""

from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from accounts.models.users import validate_time_zone
from cms.core.models import Source
from cms.core.zones import in_zone
from cms.policies.documents import Document, parse_document
from cms.policies.models.states import Act


class PolicyNumber(Orderable):
    """A number that the policy has or had: never its identity, as numberings change."""

    policy = ParentalKey("policies.PolicyPage", on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=30)
    scheme = models.CharField(max_length=120, blank=True, help_text=_("Whose numbering, and when."))
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("scheme")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("A number can't end before it began.")})

    @property
    def is_former(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()


class PolicyAction(Orderable):
    """Something that a body did with the policy, with the document that shows it."""

    policy = ParentalKey("policies.PolicyPage", on_delete=models.CASCADE, related_name="actions")
    act = models.CharField(_("action"), max_length=20, choices=Act.choices)
    date = models.DateField(null=True, blank=True)
    date_text = models.CharField(
        _("date in words"),
        max_length=40,
        blank=True,
        help_text=_("Where only a year or a term is known, such as 1992-1993."),
    )
    body = models.ForeignKey(
        "accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    body_text = models.CharField(
        _("body in words"), max_length=120, blank=True, help_text=_("Where it is no unit here.")
    )
    document = models.CharField(
        max_length=60, blank=True, help_text=_("As written, such as 2001-2002 CD#3.")
    )
    note = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(blank=True)

    panels = [
        FieldRowPanel([FieldPanel("act"), FieldPanel("date"), FieldPanel("date_text")]),
        FieldRowPanel([FieldPanel("body"), FieldPanel("body_text"), FieldPanel("document")]),
        FieldPanel("note"),
        FieldPanel("source_url"),
    ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.date or self.date_text}"

    @property
    def actor(self) -> str:
        return self.body.name if self.body else self.body_text

    @property
    def parsed_document(self) -> Document | None:
        return parse_document(self.document)

    @property
    def year(self) -> int | None:
        """Of the date, or the first one that its words name."""
        if self.date:
            return self.date.year
        named = re.search(r"\b\d{4}\b", self.date_text, re.ASCII)
        return int(named[0]) if named else None


class PolicySource(Source):
    policy = ParentalKey("policies.PolicyPage", on_delete=models.CASCADE, related_name="sources")


class CommentPeriod(Orderable):
    """When comments on a draft are open, in the zone that the committee names."""

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

    panels = [
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        FieldRowPanel([FieldPanel("time_zone"), FieldPanel("version")]),
    ]

    def __str__(self) -> str:
        return f"{self.opens_at:%Y-%m-%d} to {self.closes_at:%Y-%m-%d}"

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("A comment period closes after it opens.")})

    @property
    def is_open(self) -> bool:
        return self.opens_at <= timezone.now() < self.closes_at

    @property
    def closes_there(self) -> datetime:
        """The closing time on the committee's own clock."""
        return in_zone(self.closes_at, self.time_zone)
