"""The policy register, and the comments on its one draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_time

from cms.core.tree import discuss_on
from cms.policies.models import (
    CommentPeriod,
    PolicyAction,
    PolicyIndexPage,
    PolicyNumber,
    PolicyPage,
    PolicySource,
)
from cms.policies.tasks import turn_period
from cms.policies.versioning import record_version
from cms.sample.loading.content import Clock, Entry, read
from cms.sample.loading.pages import Desk, sources
from cms.sample.loading.policy_work import load_policy_work
from cms.sample.loading.richtext import rich_text
from cms.sample.loading.threads import Telling

NAMESPACE = UUID("0d1f1a53-6f0c-4c1e-9f0e-0c6a5b0f7d21")
SINCE = 320  # days ago: when a text of the register was published here, unless its file says.


def load_policies(desk: Desk) -> int:
    """Drafts first, so that each can name the others when it is published."""
    board = desk.boards["policy-texts"]
    discuss_on(board, PolicyIndexPage)
    section = PolicyIndexPage.objects.get()
    entries = read("policies")["policies"]
    liaison = desk.members["lucia"]
    pages = {}
    for entry in entries:
        page = policy_page(entry, desk)
        at = desk.clock.days_ago(-versions(entry)[0]["in_days"])
        pages[entry["slug"]] = desk.draft(section, page, entry, by=liaison, at=at)
    for entry in entries:
        page = pages[entry["slug"]]
        page.supersedes.set([pages[slug] for slug in entry.get("supersedes", [])])
        page.related.set([pages[slug] for slug in entry.get("related", [])])
        if talk := entry.get("discussion"):
            telling = Telling(entry["slug"], talk, desk.members, desk.clock)
            telling.tell(board, page.topics.all(), page=page)
        publish_versions(page, entry, desk)
        leave_closing(page)
    load_policy_work(desk)
    return len(entries)


def policy_page(entry: Entry, desk: Desk) -> PolicyPage:
    page = PolicyPage(
        kind=entry["kind"],
        status=entry["status"],
        status_note=entry.get("status_note", ""),
        recommending_body=desk.unit(entry, "recommending_body"),
        responsible_body=desk.unit(entry, "responsible_body"),
        effective_on=entry.get("effective_on"),
        next_review=entry.get("next_review_on"),
        next_review_note=entry.get("next_review_note", ""),
        official_url=entry["official_url"],
        summary=rich_text(entry["summary"]),
        body=clauses(entry["slug"], versions(entry)[0]["clauses"]),
    )
    page.numbers.set(PolicyNumber(**number) for number in entry.get("numbers", []))
    page.actions.set(
        action(act, entry, desk, position) for position, act in enumerate(entry["actions"])
    )
    page.sources.set(sources(entry, PolicySource))
    if period := entry.get("comment_period"):
        page.comment_periods.set([comment_period(period, desk.clock)])
    return page


def versions(entry: Entry) -> list[Entry]:
    """Those of the file, or the entry's one text as it was put into the register."""
    once = {"in_days": -SINCE, "author": "lucia", "reason": "Entered in the register."}
    return entry.get("versions") or [{**once, "clauses": entry["clauses"]}]


def publish_versions(page: PolicyPage, entry: Entry, desk: Desk) -> None:
    """Publish each version on its day."""
    for version in versions(entry):
        page.body = clauses(entry["slug"], version["clauses"])
        page.change_note = version["reason"]
        at = desk.clock.days_ago(-version["in_days"])
        author = desk.members[version["author"]]
        record_version(page, page.save_revision(user=author), at=at)
        page = desk.publish(page, by=author, at=at)


def clauses(slug: str, entries: list[Entry]) -> list[Entry]:
    """Each with the key by which versions know it again; `key` is said where its number changes."""
    return [
        {
            "type": "clause",
            "id": str(uuid5(NAMESPACE, f"{slug}:{entry.get('key', entry['number'])}")),
            "value": {
                "number": entry["number"],
                "heading": entry["heading"],
                "text": rich_text(entry["text"]),
            },
        }
        for entry in entries
    ]


def action(act: Entry, entry: Entry, desk: Desk, position: int) -> PolicyAction:
    adopted = act["kind"] == "adopted"
    date = desk.clock.day(act["in_days"]) if "in_days" in act else act.get("on")
    return PolicyAction(
        sort_order=position,
        act=act["kind"],
        date=None if "date_text" in act else date,
        date_text=act.get("date_text", ""),
        body=desk.unit(act, "body"),
        document=entry["document_id"] if adopted else "",
        note=act["note"],
        source_url=next((source.url for source in sources(act, PolicySource)), ""),
    )


def comment_period(entry: Entry, clock: Clock) -> CommentPeriod:
    """It closes at an hour of the committee's own clock, by the worker if that is still to come."""
    zone = ZoneInfo(entry["time_zone"])
    hour = parse_time(entry["closes_at"])
    assert hour is not None
    opens = clock.now + timedelta(days=entry["opens_in_days"])
    closes = datetime.combine(clock.day(entry["closes_in_days"]), hour, tzinfo=zone)
    return CommentPeriod(
        opens_at=opens,
        closes_at=closes,
        opened_at=opens,
        closed_at=closes if closes <= clock.now else None,
        time_zone=entry["time_zone"],
        version=entry["version"],
    )


def leave_closing(page: PolicyPage) -> None:
    for period in page.comment_periods.all():
        if period.closed_at is None:
            turn_period.using(run_after=period.closes_at).enqueue(period.pk)
