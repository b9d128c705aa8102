"""Moments as people in different places read them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.templatetags.tz import do_timezone
from django.utils import timezone


def in_zone(moment: datetime, name: str) -> datetime:
    """The moment on the named zone's clock, which templates then leave as it is."""
    there: datetime = do_timezone(moment, ZoneInfo(name))
    return there


def is_same_clock(moment: datetime, name: str) -> bool:
    """Whether the viewer's clock and that of the named zone show the same at this moment."""
    return timezone.localtime(moment).utcoffset() == in_zone(moment, name).utcoffset()
