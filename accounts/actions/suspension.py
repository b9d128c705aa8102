from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.signals import rights_changed


@transaction.atomic
def suspend(member: User, *, until: datetime | None, reason: str) -> User:
    """Let the member read but not write until then, or for good. Their sessions go on."""
    member.suspended_at = timezone.now()
    member.suspended_until = until
    member.suspension_reason = reason
    return save_suspension(member)


@transaction.atomic
def reinstate(member: User) -> User:
    member.suspended_at = None
    member.suspended_until = None
    member.suspension_reason = ""
    return save_suspension(member)


def save_suspension(member: User) -> User:
    member.save(update_fields=["suspended_at", "suspended_until", "suspension_reason"])
    rights_changed.send(User, user=member)
    return member
