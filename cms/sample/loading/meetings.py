"""Meetings of units, with agenda and minutes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cms.core.models import MeetingPage, UnitPage
from cms.core.tree import publish_new
from cms.sample.loading.content import Entry, read
from cms.sample.loading.pages import Desk


def load_meetings(desk: Desk) -> int:
    """For units that have a page; nobody is told of invented meetings."""
    pages = UnitPage.objects.in_bulk(field_name="unit_id")
    made = 0
    for entry in read("meetings")["meetings"]:
        if page := pages.get(desk.units[entry["unit"]].pk):
            page.refresh_from_db()
            publish_new(page, meeting(page, entry, desk), by=None)
            made += 1
    return made


def meeting(page: UnitPage, entry: Entry, desk: Desk) -> MeetingPage:
    day = desk.clock.day(entry["starts"])
    starts_at = datetime.combine(day, time(entry["hour"]), ZoneInfo(entry["zone"]))
    made = MeetingPage(
        unit=page.unit,
        slug=entry["slug"],
        title=entry["title"],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=entry["minutes_long"]),
        time_zone=entry["zone"],
        place=entry["place"],
        agenda=[("markdown", entry["agenda"].strip())],
    )
    if "minutes" in entry:
        made.minutes = [("markdown", entry["minutes"].strip())]
        made.minutes_state = MeetingPage.Minutes.APPROVED
        made.minutes_approved_on = desk.clock.day(entry["approved"])
    made.topics = [desk.topics[slug] for slug in entry["topics"] if slug in desk.topics]
    return made
