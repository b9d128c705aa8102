"""What people in libraries should know and be able to do, as different bodies have put it.

Articles, programs, assessments and plans name the same rows, and meet there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CompetencyFramework(models.Model):
    """One edition of one body's list; the next edition is a row of its own that replaces it."""

    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40, help_text=_("Beside each competency, in lists."))
    slug = models.SlugField(max_length=60, unique=True)
    version = models.CharField(
        max_length=40, help_text=_("As its owner names the edition, mostly a year.")
    )
    owner = models.CharField(max_length=160, help_text=_("The body that publishes it."))
    licence = models.CharField(
        max_length=200, help_text=_("What its owner lets others do with it, in a sentence.")
    )
    source_url = models.URLField(_("official address"), blank=True)
    description = models.TextField(blank=True)
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        help_text=_("The edition before this one. It stays, and leads here."),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name", "version"]
        verbose_name = _("competency framework")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="competencies_one_edition")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    def get_absolute_url(self) -> str:
        return reverse("framework_detail", args=[self.slug])

    def clean(self) -> None:
        seen, earlier = {self.pk}, self.replaces
        while earlier is not None:
            if earlier.pk in seen:
                raise ValidationError({"replaces": _("An edition can't replace itself.")})
            seen.add(earlier.pk)
            earlier = earlier.replaces


class CompetencyQuerySet(models.QuerySet["Competency"]):
    def in_order(self) -> CompetencyQuerySet:
        return self.select_related("framework").order_by("framework__position", "framework", "path")


class Competency(models.Model):
    framework = models.ForeignKey(
        CompetencyFramework, on_delete=models.CASCADE, related_name="competencies"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=120, unique=True)
    description = models.TextField(blank=True, help_text=_("In your own words."))
    position = models.PositiveSmallIntegerField(default=0)
    path = models.CharField(
        max_length=200, editable=False, default="", help_text=_("Puts the tree in order.")
    )

    objects = CompetencyQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "path"]
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "parent", "name"], name="competencies_one_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.framework.get_absolute_url()}#{self.slug}"

    @property
    def depth(self) -> int:
        """0 for an area of its framework, 1 for its parts, and so on."""
        return max(self.path.count("."), 0)

    def clean(self) -> None:
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": _("It can't lie inside itself.")})
            if above.framework_id != self.framework_id:
                raise ValidationError({"parent": _("Choose one of the same framework.")})
            above = above.parent


def put_in_order(framework: CompetencyFramework) -> None:
    """Write each competency's path anew after one was added or moved: two statements."""
    rows = list(framework.competencies.order_by("position", "name"))
    below: dict[int | None, list[Competency]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    for row, path in _walk(below, None, ""):
        row.path = path
    Competency.objects.bulk_update(rows, ["path"])


def _walk(
    below: dict[int | None, list[Competency]], parent: int | None, prefix: str
) -> Iterator[tuple[Competency, str]]:
    for number, row in enumerate(below.get(parent, []), start=1):
        path = f"{prefix}{number:03}"
        yield row, path
        yield from _walk(below, row.pk, f"{path}.")


def as_choices(competencies: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    """For a form: the competencies under their frameworks, parts set in under their areas."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in competencies.in_order():
        label = "\u2003" * row.depth + row.name
        groups.setdefault(str(row.framework), []).append((row.pk, label))
    return list(groups.items())
