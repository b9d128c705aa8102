"""Places for threads, and who may read and start them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.access import readable_boards

# Words that stand where a board's slug stands in other addresses (forum/urls.py).
RESERVED_SLUGS = frozenset({"threads"})


def validate_board_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("“%(slug)s” is an address of the site's own.") % {"slug": slug})


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, user: User | AnonymousUser) -> BoardQuerySet:
        return self.filter(readable_boards(user))


class Board(models.Model):
    class Reading(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        MEMBERS = "members", _("Signed-in members")
        UNIT = "unit", _("The unit's current roster")

    class Starting(models.TextChoices):
        MEMBERS = "members", _("Everyone who may read and has an account")
        UNIT = "unit", _("The unit's current roster")
        MODERATORS = "moderators", _("Moderators and the system")

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True, validators=[validate_board_slug])
    purpose = models.CharField(max_length=300)
    guidelines = models.TextField(blank=True, help_text=_("Shown where a thread is written."))
    heading = models.CharField(max_length=60, help_text=_("The group it stands in on the list."))
    position = models.PositiveSmallIntegerField(default=0)
    unit = models.ForeignKey(
        "accounts.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="boards"
    )
    reading = models.CharField(max_length=10, choices=Reading.choices, default=Reading.PUBLIC)
    starting = models.CharField(max_length=10, choices=Starting.choices, default=Starting.MEMBERS)
    shows_readers = models.BooleanField(
        _("show who is reading"),
        default=True,
        help_text=_("Members see who else reads a thread here, and who is replying."),
    )
    thread_count = models.PositiveIntegerField(default=0, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reading="unit", unit__isnull=True),
                name="forum_board_unit_reading_has_unit",
                violation_error_message=_("A board read by a unit's roster needs the unit."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:board_detail", args=[self.slug])
