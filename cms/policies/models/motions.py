"""What a committee votes on, and the votes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import RosterTerm, Unit, User
from accounts.models.users import validate_time_zone
from cms.core.zones import in_zone, is_same_clock

VOTING_ROLES = (RosterTerm.Role.CHAIR, RosterTerm.Role.MEMBER)


class ResultKept(Exception):
    """What a body decided is never edited: a correction is a row of its own."""


class VotingRule(models.Model):
    """How a body votes; without a row: roll call, a quorum of more than half, no second."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="voting_rule")
    quorum = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("How many must vote. Empty: more than half of those on the roster."),
    )
    is_secret = models.BooleanField(
        _("secret ballot"),
        default=False,
        help_text=_("Otherwise the record says who voted what."),
    )
    needs_second = models.BooleanField(
        _("a motion needs a second"),
        default=False,
        help_text=_("Resolutions of a committee need none as a rule."),
    )

    def __str__(self) -> str:
        return f"{self.unit}"


class Motion(models.Model):
    """A question to a body about one version; once it has ended, only a new row corrects it."""

    class Result(models.TextChoices):
        CARRIED = "carried", _("Carried")
        LOST = "lost", _("Lost")
        NO_QUORUM = "no_quorum", _("No quorum")

    policy = models.ForeignKey(
        "policies.PolicyPage", on_delete=models.PROTECT, related_name="motions"
    )
    version = models.ForeignKey(
        "policies.PolicyVersion", on_delete=models.PROTECT, related_name="motions"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="motions")
    text = models.TextField(max_length=2000)
    mover = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seconder = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(
        max_length=200, blank=True, help_text=_("Where it met, or that it met on line.")
    )
    is_secret = models.BooleanField(default=False)
    needs_second = models.BooleanField(default=False)
    quorum = models.PositiveSmallIntegerField()
    entitled = models.PositiveSmallIntegerField(help_text=_("On the roster when it was called."))
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    time_zone = models.CharField(
        max_length=64, default="America/Chicago", validators=[validate_time_zone]
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    for_count = models.PositiveSmallIntegerField(default=0)
    against_count = models.PositiveSmallIntegerField(default=0)
    abstain_count = models.PositiveSmallIntegerField(default=0)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )
    correction_note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy"], condition=Q(ended_at__isnull=True), name="policies_one_open_vote"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and Motion.objects.filter(pk=self.pk, ended_at__isnull=False).exists():
            raise ResultKept(_("A vote that has ended stays as it is. Record a correction."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ResultKept(_("A motion stays in the record."))

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and timezone.now() < self.closes_at

    @property
    def awaits_second(self) -> bool:
        return self.needs_second and self.seconder_id is None

    @property
    def closes_there(self) -> datetime:
        return in_zone(self.closes_at, self.time_zone)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the viewer's clock differs from the committee's when it closes."""
        return not is_same_clock(self.closes_at, self.time_zone)

    @property
    def cast(self) -> int:
        return self.for_count + self.against_count + self.abstain_count

    @property
    def url(self) -> str:
        address: str = self.policy.url + self.policy.reverse_subpage("motion", args=[self.pk])
        return address


class VoteQuerySet(models.QuerySet["Vote"]):
    def of(self, motion: Motion, user: User) -> VoteQuerySet:
        return self.filter(motion=motion, voter_key__in=voter_keys(motion.pk, user))


class Vote(models.Model):
    """One person's vote; as in the forum's polls, a secret one does not say whose it is.

    Random ids and no times leave no order to compare with who came when.
    """

    class Choice(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        ABSTAIN = "abstain", _("Abstain")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="votes")
    voter_key = models.CharField(max_length=64)
    voter = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    choice = models.CharField(max_length=8, choices=Choice.choices)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["motion", "voter_key"], name="policies_vote_once")
        ]

    def __str__(self) -> str:
        return f"a vote on {self.motion_id}"


def voter_keys(motion_id: int, user: User) -> list[str]:
    """The key under which this member votes, then those made with retired secret keys."""
    value = f"{motion_id}:{user.pk}"
    return [
        salted_hmac("policies.vote", value, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def voters_of(unit: Unit) -> models.QuerySet[User]:
    """Who may vote there today: the chair and the members, not staff, editors or observers."""
    terms = RosterTerm.objects.current().with_role(*VOTING_ROLES).filter(unit=unit)
    return User.objects.filter(pk__in=terms.order_by().values("user"), is_active=True).order_by(
        "display_name"
    )
