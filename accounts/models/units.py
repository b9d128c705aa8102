"""Bodies of the association and who sits on them, from when to when."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UnitQuerySet(models.QuerySet["Unit"]):
    def known_as(self, slug: str) -> Unit | None:
        """The unit of this slug, or the one that had it before."""
        found = self.filter(Q(slug=slug) | Q(former__slug=slug)).distinct()
        return min(found, key=lambda unit: unit.slug != slug, default=None)


class Unit(models.Model):
    class Kind(models.TextChoices):
        DIVISION = "division", _("Division")
        ROUND_TABLE = "round_table", _("Round table")
        OFFICE = "office", _("Office")
        COMMITTEE = "committee", _("Committee")
        ASSEMBLY = "assembly", _("Assembly")
        COUNCIL = "council", _("Council")
        PARTNER = "partner", _("Related body")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=120, unique=True)
    acronym = models.CharField(max_length=20, blank=True)
    slug = models.SlugField(max_length=60, unique=True)
    charge = models.TextField(blank=True, help_text=_("What the unit is there for, in own words."))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="successors"
    )
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("unit_detail", args=[self.slug])

    def clean(self) -> None:
        """An address that leads to another unit stays with it."""
        super().clean()
        former = FormerUnit.objects.filter(slug=self.slug).exclude(unit=self.pk)
        if self.slug and former.exists():
            raise ValidationError(
                {"slug": _("This address leads to another unit already. Choose another.")}
            )

    @property
    def short_name(self) -> str:
        return self.acronym or self.name


class FormerUnit(models.Model):
    """A name, and perhaps an address, that a unit had before."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="former")
    name = models.CharField(max_length=120)
    acronym = models.CharField(max_length=20, blank=True)
    slug = models.SlugField(
        _("address"), max_length=60, blank=True, help_text=_("Leads to the unit, if it is given.")
    )
    used_to = models.DateField(_("used until"), null=True, blank=True)

    class Meta:
        ordering = [F("used_to").desc(nulls_last=True), "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=~Q(slug=""), name="accounts_former_unit_slug"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def clean(self) -> None:
        super().clean()
        if self.slug and Unit.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": _("A unit has this address today. Leave it empty.")})


class RosterTermQuerySet(models.QuerySet["RosterTerm"]):
    def current(self, on: date | None = None) -> RosterTermQuerySet:
        day = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def with_role(self, *roles: str) -> RosterTermQuerySet:
        return self.filter(role__in=roles)


class RosterTerm(models.Model):
    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        MEMBER = "member", _("Member")
        LIAISON = "liaison", _("Staff liaison")
        EDITOR = "editor", _("Editor")
        OBSERVER = "observer", _("Observer")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="terms")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="terms")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.MEMBER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text=_("The last day of the term."))

    objects = RosterTermQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="accounts_term_ends_after_start",
                violation_error_message=_("A term can't end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["unit", "user", "role", "starts_on"], name="accounts_term_unique"
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"

    @property
    def is_current(self) -> bool:
        today = timezone.localdate()
        return self.starts_on <= today and (self.ends_on is None or self.ends_on >= today)

    @property
    def is_past(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()
