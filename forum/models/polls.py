"""Polls on threads, and the ballots cast in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.models.threads import Thread

MAX_QUESTION = 200
MIN_OPTIONS, MAX_OPTIONS = 2, 20
MAX_OPTION = 120
MAX_NOTE = 500

Choices = tuple[int, ...]


class Poll(models.Model):
    """A question on a thread's opening post; the options are numbered from 1 in their order."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("One choice")
        MULTIPLE = "multiple", _("Several choices")
        RANKED = "ranked", _("Ranked choices")

    class Results(models.TextChoices):
        ALWAYS = "always", _("At any time")
        VOTED = "voted", _("After voting")
        CLOSED = "closed", _("After the poll has closed")

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="poll")
    question = models.CharField(max_length=MAX_QUESTION)
    options = models.JSONField(default=list)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SINGLE)
    max_choices = models.PositiveSmallIntegerField(default=1)
    results = models.CharField(max_length=10, choices=Results.choices, default=Results.ALWAYS)
    is_secret = models.BooleanField(default=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, help_text=_("In which the closing time is told."))
    closed_at = models.DateTimeField(null=True, blank=True, help_text=_("When closed by hand."))
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When open pages and voters were told of the end.")
    )
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text=_("Counts edits, so that no ballot answers another question.")
    )
    voter_count = models.PositiveIntegerField(default=0)
    changed_seq = models.PositiveIntegerField(help_text=_("The thread's seq at the last change."))
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.question

    @property
    def ended_at(self) -> datetime | None:
        """When voting ended, if it has."""
        ends = [end for end in (self.closed_at, self.closes_at) if end is not None]
        end = min(ends, default=None)
        return end if end is not None and end <= timezone.now() else None

    @property
    def is_closed(self) -> bool:
        return self.ended_at is not None

    @property
    def numbered(self) -> list[tuple[int, str]]:
        return list(enumerate(self.options, start=1))


class BallotQuerySet(models.QuerySet["Ballot"]):
    def of(self, poll: Poll, user: User) -> BallotQuerySet:
        return self.filter(poll=poll, voter_key__in=voter_keys(poll.thread_id, user))

    def in_thread(self, thread_id: int, keys: Iterable[str]) -> BallotQuerySet:
        """The same by `voter_keys`, for whoever knows the thread and not yet its poll."""
        return self.filter(poll__thread=thread_id, voter_key__in=keys)

    def tally(self, poll: Poll) -> dict[Choices, int]:
        """How many cast each ballot: one grouped query, whoever they are."""
        rows = self.filter(poll=poll).order_by().values_list("choices").annotate(Count("pk"))
        return {read_choices(choices): count for choices, count in rows}


class Ballot(models.Model):
    """One person's choice, of which the table of a secret poll doesn't know whose it is.

    `voter_key` is made of the thread, the member and the site's secret key: it keeps everyone to
    one ballot and finds one's own again, but only the running site can make it. Only an open
    poll's ballots name their `voter`. Random ids and no times leave no order to compare.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    voter_key = models.CharField(max_length=64)
    voter = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    choices = models.CharField(
        max_length=60, help_text=_("Numbers of the options; a ranking starts with the first.")
    )

    objects = BallotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "voter_key"], name="forum_ballot_once")
        ]

    def __str__(self) -> str:
        return f"a ballot of {self.poll_id}"

    @property
    def numbers(self) -> Choices:
        return read_choices(self.choices)


def voter_keys(thread_id: int, user: User) -> list[str]:
    """The key under which this member votes in the thread's one poll, and after it those that
    were made with retired secret keys."""
    value = f"{thread_id}:{user.pk}"
    return [
        salted_hmac("forum.ballot", value, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def read_choices(text: str) -> Choices:
    return tuple(int(number) for number in text.split(","))


def write_choices(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
