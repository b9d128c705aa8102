from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_time
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from cms.core.tree import discuss_on
from cms.learning.models import Offering, ProgramIndexPage, ProgramPage
from cms.policies.models import PolicyPage
from cms.sample.loading.content import Clock, Entry, read
from cms.sample.loading.pages import Desk
from cms.sample.loading.richtext import rich_text

FIELDS = ("teaser", "level")
OPENS = time(9)
SATURDAY = 5


def load_programs(desk: Desk) -> int:
    discuss_on(desk.boards["articles-and-programs"], ProgramIndexPage)
    file = read("programs")
    ProgramIndexPage.objects.update(
        intro=rich_text(file["intro"]),
        price_note=file["price_note"],
        refund_policy=file["refund_policy"],
    )
    section = ProgramIndexPage.objects.get()
    for days_ago, entry in enumerate(file["programs"], start=12):
        author = desk.members[entry["author"]]
        at = desk.clock.days_ago(entry.get("published_days_ago", days_ago))
        page = program_page(entry, desk)
        page = desk.draft(section, page, entry, by=author, at=at)
        desk.publish(page, by=author, at=at)
    return len(file["programs"])


def program_page(entry: Entry, desk: Desk) -> ProgramPage:
    page = ProgramPage(
        unit=desk.unit(entry),
        sponsor_text=entry.get("sponsor", ""),
        outcomes="\n".join(entry["outcomes"]),
        audience=entry.get("who", ""),
        prerequisites=entry.get("prerequisites", ""),
        accessibility=entry["access"],
        description=[("markdown", entry["description"].strip())],
        tiers=price_list(entry["tiers"]),
        **{name: entry[name] for name in FIELDS},
    )
    page.offerings.set(offering(each, entry, desk.clock) for each in entry["offerings"])
    if slug := entry.get("policy"):
        page.policies.set(PolicyPage.objects.filter(slug=slug))
    return page


def price_list(tiers: list[Entry]) -> str:
    rows = ((tier["name"], f"${tier['price']}" if tier["price"] else "free") for tier in tiers)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", rows))


def offering(entry: Entry, program: Entry, clock: Clock) -> Offering:
    starts, ends = span(entry, clock)
    closes = entry.get("registration_closes_in_days")
    zone = ZoneInfo(entry["time_zone"])
    return Offering(
        mode=program["mode"],
        status=program["status"],
        status_note=program.get("status_note", ""),
        starts_at=starts,
        ends_at=ends,
        time_zone=entry["time_zone"],
        schedule=schedule(entry, clock),
        place=entry.get("place", ""),
        minutes=program["minutes"] or None,
        capacity=program.get("seats"),
        registration_closes_at=(
            None if closes is None else datetime.combine(clock.day(closes), time(23, 59), zone)
        ),
    )


def span(entry: Entry, clock: Clock) -> tuple[datetime | None, datetime | None]:
    """From the first moment to the last, on the sponsor's clock; none for what has no date."""
    zone = ZoneInfo(entry["time_zone"])
    if weeks := entry.get("weeks"):
        monday = next_monday(clock.day(entry["starts_on_monday_after_days"]))
        starts = datetime.combine(monday, OPENS, zone)
        return starts, starts + timedelta(weeks=weeks)
    moments = [(session_start(each, zone, clock), each["minutes"]) for each in entry["sessions"]]
    if not moments:
        return None, None
    last, minutes = moments[-1]
    return moments[0][0], last + timedelta(minutes=minutes)


def session_start(session: Entry, zone: ZoneInfo, clock: Clock) -> datetime:
    """At its hour on the sponsor's clock; what would fall on a weekend waits for Monday."""
    hour = parse_time(session["at"])
    assert hour is not None
    day = clock.day(session["in_days"])
    return datetime.combine(day if day.weekday() < SATURDAY else next_monday(day), hour, zone)


def next_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def schedule(entry: Entry, clock: Clock) -> str:
    """In words, where one date does not say it all."""
    if weeks := entry.get("weeks"):
        return f"{weeks} weeks, about {entry['hours_per_week']} hours a week, at your own hours"
    if entry.get("any_time"):
        return "At any time"
    zone, sessions = ZoneInfo(entry["time_zone"]), entry["sessions"]
    if len(sessions) < 2:
        return ""
    days = [date_format(session_start(each, zone, clock), "j F") for each in sessions]
    return f"{len(sessions)} sessions of {sessions[0]['minutes']} minutes: {' and '.join(days)}"
