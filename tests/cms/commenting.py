"""Opening a draft for comment, and commenting on it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from cms.policies.actions.comments import comment_on
from cms.policies.actions.periods import schedule_period
from cms.policies.models import Comment, CommentPeriod, PolicyPage


def open_now(policy: PolicyPage, by: User, days: int = 14, **more: object) -> CommentPeriod:
    closes = timezone.now() + timedelta(days=days)
    return schedule_period(policy, by=by, closes_at=closes, time_zone="America/New_York", **more)  # type: ignore[arg-type]


def say(period: CommentPeriod, author: User, on: str = "1.1", words: str = "Paid?") -> Comment:
    return comment_on(period, author=author, clause=on, source=words, key=uuid.uuid4())
