"""What the register records of a policy beside its text."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from cms.core.models import Source
from cms.policies.documents import Document, parse_document
from cms.policies.models.states import Act


class PolicyNumber(Orderable):
    """A number that the policy has or had: never its identity, as numberings change."""

    policy = ParentalKey("policies.PolicyPage", on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=30)
    scheme = models.CharField(max_length=120, blank=True, help_text=_("Whose numbering, and when."))
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    sort_key = models.CharField(max_length=120, editable=False, default="")

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = number_key(self.number)
        super().save(*args, **kwargs)

    @property
    def is_former(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()


def number_key(number: str) -> str:
    """Puts B.9 before B.10 where texts are compared letter by letter."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(6), number.lower())[:120]


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
    recorded_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Empty for what was entered from older records.")
    )

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
