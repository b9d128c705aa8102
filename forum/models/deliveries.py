"""The mails of notices: which are due, and who is sending which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.bulk import Told, insert_for, moment

# Longer than the slowest dialogue with a mail server that sends anything at all.
LEASE = timedelta(minutes=10)

INSERT_DELIVERIES = """
    INSERT INTO forum_delivery (notice_id, created_at, due_at, attempts, claimed_by,
        dropped_reason)
    SELECT notice.id, %s, %s, 0, '', ''
    FROM forum_notice AS notice
    JOIN accounts_user AS receiver ON receiver.id = notice.user_id
    WHERE notice.event = %s AND receiver.mail_notices
        AND notice.user_id IN (SELECT people.user_id FROM ({people}) AS people)
    ON CONFLICT (notice_id) DO NOTHING
"""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> DeliveryQuerySet:
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)

    def due(self) -> DeliveryQuerySet:
        """What may be claimed now: also what a vanished worker claimed longer than LEASE ago."""
        now = timezone.now()
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEASE)
        return self.waiting().filter(free, due_at__lte=now)

    def claim(self, pk: int, *, worker: str) -> bool:
        """Take one mail: true for exactly one of any number of workers that try at once."""
        mine = self.due().filter(pk=pk)
        changed = mine.update(
            claimed_at=timezone.now(), claimed_by=worker, attempts=F("attempts") + 1
        )
        return changed == 1

    def queue(self, people: Sequence[Told], *, event: str, at: datetime) -> int:
        """A mail for each told person who wants mail at once, in one statement."""
        wanted = [told for told in people if told.mail]
        values = (moment(at), moment(at), event)
        return insert_for(wanted, sql=INSERT_DELIVERIES, values=values) if wanted else 0


class Delivery(models.Model):
    """One mail of one notice: claimed before it is sent, so that two workers never both send."""

    notice = models.OneToOneField("forum.Notice", on_delete=models.CASCADE, related_name="delivery")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_reason = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="forum_delivery_due",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"mail of {self.notice}"
