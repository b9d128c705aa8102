"""The register's views, what changed since a day, feeds and calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Unit, User
from cms.policies.models import CommentPeriod, PolicyAction, PolicyNumber
from forum.models import Topic
from tests.cms.factories import make_policy

pytestmark = pytest.mark.usefixtures("home")
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client: Client, **query: str) -> list[str]:
    page = client.get("/policies/", query)
    assert page.status_code == 200
    return [policy.title for policy in page.context["list"].page]


@pytest.fixture
def shelf(unit: Unit) -> dict[str, Any]:
    today = timezone.localdate()
    made = {
        "Kept": {"status": "in_force", "next_review": today + timedelta(days=400)},
        "Due": {"status": "reaffirmed", "next_review": today + timedelta(days=90)},
        "Late": {"status": "in_force", "next_review": today - timedelta(days=9)},
        "Draft": {"status": "revising"},
        "Asked": {"status": "public_comment"},
        "Old": {"status": "superseded"},
    }
    return {
        name: make_policy(title=name, responsible_body=unit, **fields)
        for name, fields in made.items()
    }


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("all", {"Kept", "Due", "Late", "Draft", "Asked", "Old"}),
        ("in-force", {"Kept", "Due", "Late"}),
        ("open", {"Asked"}),
        ("under-review", {"Draft", "Asked"}),
        ("review-due", {"Due", "Late"}),
        ("superseded", {"Old"}),
        ("nonsense", {"Kept", "Due", "Late", "Draft", "Asked", "Old"}),
    ],
)
def test_each_standing_view_holds_its_policies_and_their_count(
    client: Client, shelf: dict[str, Any], show: str, expected: set[str]
) -> None:
    page = client.get("/policies/", {"show": show})
    assert {policy.title for policy in page.context["list"].page} == expected
    [tab] = [tab for tab in page.context["tabs"] if tab.is_on]
    assert tab.count == len(expected)


def test_each_standing_view_says_how_many_policies_its_link_shows(
    client: Client, shelf: dict[str, Any], unit: Unit, topic: Topic
) -> None:
    make_policy(title="On topic", topics=[topic], status="in_force")
    make_policy(title="On topic, asked", topics=[topic], status="public_comment")
    for query in ("?topic=evaluation", f"?status=in_force&status=superseded&unit={unit.slug}"):
        tabs = client.get(f"/policies/{query}").context["tabs"]
        shown = [client.get(f"/policies/{tab.url}").context["list"].total for tab in tabs]
        assert [tab.count for tab in tabs] == shown


def test_period_that_runs_opens_a_policy_for_comment_whatever_its_status(
    client: Client, shelf: dict[str, Any]
) -> None:
    now = timezone.now()
    open_period(shelf["Draft"], now - timedelta(days=1), now + timedelta(days=1))
    open_period(shelf["Kept"], now - timedelta(days=9), now - timedelta(days=1))
    assert set(titles(client, show="open")) == {"Asked", "Draft"}


def open_period(policy: Any, opens: datetime, closes: datetime) -> CommentPeriod:
    return CommentPeriod.objects.create(policy=policy, opens_at=opens, closes_at=closes)


def test_reviews_due_come_soonest_first_with_their_owner(
    client: Client, shelf: dict[str, Any], unit: Unit
) -> None:
    assert titles(client, show="review-due") == ["Late", "Due"]
    assert unit.short_name in client.get("/policies/?show=review-due").content.decode()


def test_numbers_sort_as_people_count(client: Client) -> None:
    for number in ("B.10.1", "B.9.1", "54.1", "B.9.12"):
        policy = make_policy(title=f"No. {number}")
        PolicyNumber.objects.create(policy=policy, number=number)
    make_policy(title="No number")
    assert titles(client, sort="number") == [
        "No. 54.1",
        "No. B.9.1",
        "No. B.9.12",
        "No. B.10.1",
        "No number",
    ]


def test_body_and_topic_narrow_every_view_and_are_kept_by_the_form(
    client: Client, shelf: dict[str, Any], unit: Unit, topic: Topic
) -> None:
    make_policy(title="On topic", topics=[topic], status="in_force")
    assert titles(client, topic=topic.slug) == ["On topic"]
    assert "On topic" not in titles(client, unit=unit.slug)
    html = client.get("/policies/?show=in-force&view=table&topic=evaluation").content.decode()
    assert "On topic" in html
    assert '<input type="hidden" name="show" value="in-force">' in html
    assert '<input type="hidden" name="view" value="table">' in html


def act(policy: Any, **fields: Any) -> PolicyAction:
    return PolicyAction.objects.create(policy=policy, **{"act": "adopted", **fields})


def test_timeline_tells_actions_and_texts_by_year(client: Client, unit: Unit) -> None:
    policy = make_policy(title="Told")
    act(policy, date=date(1970, 6, 30), body=unit)
    act(policy, date_text="1992-1993", document="1992-1993 CD#13.1")
    act(policy, note="When, nobody knows.")
    act(policy, date=timezone.localdate() + timedelta(days=9), note="Still to come.")

    page = client.get("/policies/", {"view": "timeline"})

    html = page.content.decode()
    assert [event.year for event in page.context["timeline"].events] == [
        timezone.localdate().year,
        1992,
        1970,
        None,
    ]
    assert "Version 1 published" in html
    assert "Year not recorded" in html
    assert "Still to come." not in html
    assert "Told" not in client.get("/policies/?view=timeline&show=superseded").content.decode()


def test_changes_since_a_day(client: Client) -> None:
    policy = make_policy(title="Changed one")
    act(policy, date=date(2020, 2, 1), note="In February.")
    act(policy, date=date(2020, 1, 1), note="In January.")
    address = reverse("policy_changes")

    html = client.get(address, {"since": "2020-02-01"}).content.decode()
    assert "In February." in html
    assert "In January." not in html
    assert "Version 1 published" in html
    assert "In February." not in client.get(address).content.decode()


@pytest.mark.parametrize("typed", ["yesterday", "2020-13-01", "<b>", "9999-12-31", "0001-01-01"])
def test_day_that_is_none_is_said_and_kept(client: Client, typed: str) -> None:
    html = client.get(reverse("policy_changes"), {"since": typed}).content.decode()
    assert "<b>”" not in html
    if typed != "0001-01-01":
        assert "field__error" in html
    assert f'value="{typed}"' in html or typed == "<b>"


def entries(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.content)  # noqa: S314 - our own
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]


def test_feeds_tell_what_happened_to_all_and_to_one(client: Client, unit: Unit) -> None:
    one, other = make_policy(title="One & only"), make_policy(title="Other")
    act(one, date=date(2020, 1, 1), body=unit, note="Now <b>bold</b>.")
    assert set(entries(client, reverse("policies_atom"))) == {
        "One & only: Version 1 published",
        "One & only: Adopted",
        "Other: Version 1 published",
    }
    assert entries(client, other.feed_url) == ["Other: Version 1 published"]
    # Escaped once for HTML and once for XML.
    assert b"Now &amp;lt;b&amp;gt;bold" in client.get(one.feed_url).content


def test_feed_is_another_once_a_line_was_put_right(client: Client) -> None:
    policy = make_policy()
    line = act(policy, date=date(2020, 1, 1), note="By the wrong body.")
    etag = client.get(policy.feed_url)["ETag"]
    line.note = "By the right body."
    line.save()
    answer = client.get(policy.feed_url, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert b"By the right body" in answer.content


def test_control_characters_break_neither_feed_nor_calendar(client: Client) -> None:
    policy = make_policy(title="Pa\x08id", status="in_force", next_review=timezone.localdate())
    act(policy, date=date(2020, 1, 1), note="Bell\x07.")
    for address in (reverse("policies_atom"), policy.feed_url):
        assert "Paid: Adopted" in entries(client, address)
    calendar = client.get(reverse("policies_ics")).content
    assert b"Review due: Paid" in calendar


def test_reader_who_has_the_feed_gets_nothing_twice(client: Client) -> None:
    policy = make_policy()
    for address in (reverse("policies_atom"), policy.feed_url, reverse("policies_ics")):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
    etag = client.get(policy.feed_url)["ETag"]
    act(policy, date=date(2020, 1, 1))
    assert client.get(policy.feed_url)["ETag"] != etag


def test_what_is_not_public_is_in_no_view_feed_or_calendar(
    client: Client, alice: User, unit: Unit
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    hidden = make_policy(
        by=alice,
        title="A secret text",
        status="in_force",
        next_review=tomorrow.date(),
        responsible_body=unit,
    )
    act(hidden, date=date(2020, 1, 1))
    open_period(hidden, timezone.now(), tomorrow)
    hidden.unpublish()
    for address in (
        "/policies/",
        "/policies/?view=table",
        "/policies/?view=timeline",
        "/policies/?show=review-due",
        f"{reverse('policy_changes')}?since=2000-01-01",
        reverse("policies_atom"),
        reverse("policies_ics"),
    ):
        assert "secret" not in client.get(address).content.decode(), address
    assert client.get(hidden.feed_url).status_code == 404


def test_an_overdue_review_stays_in_the_calendar(client: Client) -> None:
    long_ago = timezone.localdate() - timedelta(days=400)
    make_policy(title="Forgotten", status="in_force", next_review=long_ago)
    assert b"Review due: Forgotten" in client.get(reverse("policies_ics")).content


def test_calendar_has_reviews_by_day_and_closings_in_their_zone(client: Client, unit: Unit) -> None:
    review_on = timezone.localdate() + timedelta(days=30)
    policy = make_policy(
        title="Due, then", status="in_force", next_review=review_on, responsible_body=unit
    )
    closes = datetime(
        review_on.year, review_on.month, review_on.day, 17, tzinfo=ZoneInfo("America/Denver")
    )
    period = CommentPeriod.objects.create(
        policy=policy, opens_at=timezone.now(), closes_at=closes, time_zone="America/Denver"
    )

    response = client.get(reverse("policies_ics"))

    assert response["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(response.content)
    found = {str(entry["summary"]): entry for entry in calendar.walk("VEVENT")}
    review, closing = found["Review due: Due, then"], found["Comments close: Due, then"]
    assert review["dtstart"].dt == review_on
    assert unit.name in review["description"]
    assert closing["dtstart"].params["TZID"] == "America/Denver"
    assert closing["dtstart"].dt == closes
    assert {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")} == {"America/Denver"}
    period.cancelled_at = timezone.now()
    period.save()
    assert b"Comments close" not in client.get(reverse("policies_ics")).content


@pytest.mark.parametrize(
    "address",
    [
        "/policies/",
        "/policies/?view=table&show=in-force",
        "/policies/?view=timeline&sort=number",
        "/policies/changes/?since=2000-01-01",
        "/feeds/policies.atom",
        "/feeds/policies.ics",
    ],
)
def test_register_costs_the_same_with_two_policies_and_with_twelve(
    client: Client, unit: Unit, topic: Topic, address: str
) -> None:
    def add(count: int) -> None:
        for number in range(count):
            policy = make_policy(
                title=f"Policy {number} of {count}",
                status="in_force",
                responsible_body=unit,
                topics=[topic],
                next_review=timezone.localdate() + timedelta(days=9),
            )
            PolicyNumber.objects.create(policy=policy, number=f"{count}.{number}")
            act(policy, date=date(2020, 1, 1), body=unit)
            open_period(policy, timezone.now(), timezone.now() + timedelta(days=9))

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    add(2)
    few = asked()
    add(10)
    assert asked() == few
