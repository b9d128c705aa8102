"""In which order the register tells what happened, and since when it is news."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cms.policies.actions.recording import record_act
from cms.policies.models import Act, PolicyAction
from tests.cms.clock import Clock
from tests.cms.factories import make_policy

pytestmark = pytest.mark.usefixtures("home")
ATOM = "{http://www.w3.org/2005/Atom}"


def news(client: Client, since: date) -> list[str]:
    page = client.get(reverse("policy_changes"), {"since": str(since)})
    return [event.title for event in page.context["changes"].events]


def timeline(client: Client) -> list[str]:
    page = client.get("/policies/?view=timeline")
    return [event.title for event in page.context["timeline"].events]


def test_action_recorded_today_of_an_earlier_day_is_news_of_today(
    client: Client, mod: User, clock: Clock
) -> None:
    policy = make_policy()
    clock.pass_by(days=30)
    today = timezone.localdate()
    adopted_on = today - timedelta(days=20)
    act = record_act(policy, Act.ADOPTED, by=mod, on=adopted_on)

    assert news(client, since=today) == ["Adopted"]
    html = client.get(reverse("policy_changes"), {"since": str(today)}).content.decode()
    assert f'<time datetime="{adopted_on}"' in html
    assert f'Recorded <time datetime="{today}"' in html

    feed = ET.fromstring(client.get(policy.feed_url).content)  # noqa: S314 - our own
    newest = next(feed.iter(f"{ATOM}entry"))
    assert newest.findtext(f"{ATOM}title") == f"{policy.title}: Adopted"
    assert f"{adopted_on.day} {adopted_on:%B %Y}" in str(newest.findtext(f"{ATOM}summary"))
    assert str(newest.findtext(f"{ATOM}updated"))[:16] == f"{act.recorded_at:%Y-%m-%dT%H:%M}"


def test_timeline_keeps_the_order_of_the_dates(client: Client, mod: User) -> None:
    policy = make_policy()
    record_act(policy, Act.AMENDED, by=mod, on=date(1999, 5, 5))
    record_act(policy, Act.ADOPTED, by=mod, on=date(1989, 5, 5))
    assert timeline(client) == ["Version 1 published", "Amended", "Adopted"]


def test_news_of_a_day_to_come_waits_for_that_day(client: Client, mod: User, clock: Clock) -> None:
    policy = make_policy()
    record_act(policy, Act.IN_FORCE, by=mod, on=timezone.localdate() + timedelta(days=9))
    clock.pass_by(days=8)
    since = timezone.localdate()
    assert news(client, since) == []
    clock.pass_by(days=2)
    assert news(client, since) == ["Came into force"]


def test_actions_of_a_day_stand_above_the_texts_published_before_them(
    client: Client, mod: User
) -> None:
    policy = make_policy()
    published = timezone.localdate(policy.versions.get().published_at)
    PolicyAction.objects.create(policy=policy, act=Act.SUPERSEDED, date=published)
    assert timeline(client) == ["Superseded", "Version 1 published"]
    PolicyAction.objects.all().delete()
    record_act(policy, Act.ADOPTED, by=mod)
    record_act(policy, Act.CODIFIED, by=mod)
    assert timeline(client) == ["Codified", "Adopted", "Version 1 published"]
    assert news(client, published) == ["Codified", "Adopted", "Version 1 published"]


def test_action_of_a_day_stands_below_the_text_published_after_it(
    client: Client, mod: User
) -> None:
    policy = make_policy(live=False)
    record_act(policy, Act.CONSULTATION, by=mod)
    policy.get_latest_revision().publish()
    assert timeline(client) == ["Version 1 published", "Sent to units for consultation"]
