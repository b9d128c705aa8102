"""Numbers, actions and succession of a policy, and the addresses that find it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Unit
from cms.policies.documents import parse_document
from cms.policies.models import PolicyAction, PolicyNumber
from tests.cms.factories import make_policy

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2001-2002 CD#3", ("2001-2002", "CD", "3", None, "", "")),
        ("CD#17.1", ("", "CD", "17.1", None, "", "")),
        (
            "CD#44_62516_ACT (formerly MMD3)",
            ("", "CD", "44", date(2016, 6, 25), "ACT", "MMD3"),
        ),
        ("1992–1993  cd 13.1", ("1992-1993", "CD", "13.1", None, "", "")),
        ("EBD#5_01282023_INF", ("", "EBD", "5", date(2023, 1, 28), "INF", "")),
        ("CD#9_99999", ("", "CD", "9", None, "", "")),
    ],
)
def test_document_id_is_taken_apart(text: str, parts: tuple[object, ...]) -> None:
    found = parse_document(text)
    assert found is not None
    assert (
        found.term,
        found.series,
        found.number,
        found.day,
        found.standing,
        found.former,
    ) == parts


@pytest.mark.parametrize("text", ["", "minutes of the meeting", "CD", "CD#3\0", "#3", "٣ CD#٣"])
def test_what_is_no_document_id_stays_text(text: str) -> None:
    assert parse_document(text) is None


def test_page_shows_every_action_in_order_with_its_document(client: Client, unit: Unit) -> None:
    policy = make_policy(status="in_force")
    for act, on, words, document in (
        ("reaffirmed", date(2010, 1, 2), "", ""),
        ("adopted", None, "1992-1993", "CD#44_62516_ACT (formerly MMD3)"),
    ):
        PolicyAction.objects.create(
            policy=policy, act=act, date=on, date_text=words, body=unit, document=document
        )

    html = client.get(policy.url).content.decode()

    assert html.index("1992-1993") < html.index("2 Jan 2010")
    assert "CD#44_62516_ACT (formerly MMD3)" in html
    assert "Council document 44, 25 June 2016, for action, formerly MMD3" in html


def test_every_number_finds_the_policy(client: Client) -> None:
    policy = make_policy()
    PolicyNumber.objects.create(policy=policy, number="54.1", valid_to=date(2012, 12, 31))
    PolicyNumber.objects.create(policy=policy, number="B.9.1", valid_from=date(2013, 1, 1))

    for number in ("54.1", "B.9.1", "b.9.1", " B.9.1 "):
        assert client.get(reverse("policy_number", args=[number])).url == policy.url
        asked = client.get(reverse("policy_number_search"), {"number": number})
        assert asked.url == policy.url

    html = client.get(policy.url).content.decode()
    assert "Former number" in html
    assert "31 Dec 2012" in html


def test_number_of_several_policies_leads_to_a_choice(client: Client) -> None:
    former, present = make_policy(title="Old one"), make_policy(title="New one")
    PolicyNumber.objects.create(policy=former, number="1.2", valid_to=date(2001, 1, 1))
    PolicyNumber.objects.create(policy=present, number="1.2")

    page = client.get(reverse("policy_number", args=["1.2"]))

    html = page.content.decode()
    assert page.status_code == 200
    assert html.index("New one") < html.index("Old one")


def test_unknown_number_says_so_and_keeps_what_was_typed(client: Client) -> None:
    page = client.get(reverse("policy_number_search"), {"number": "Z.9"})
    assert page.status_code == 404
    assert 'value="Z.9"' in page.content.decode()


def test_number_of_a_draft_leads_nowhere(client: Client) -> None:
    draft = make_policy(live=False, title="A secret draft")
    PolicyNumber.objects.create(policy=draft, number="9.9")
    page = client.get(reverse("policy_number", args=["9.9"]))
    assert page.status_code == 404
    assert "secret" not in page.content.decode()


def test_superseded_policy_leads_to_what_is_in_its_place_now(client: Client) -> None:
    oldest = make_policy(title="Of 1970", status="superseded")
    older = make_policy(title="Of 2002", status="superseded")
    newest = make_policy(title="Of 2023", status="in_force")
    older.supersedes.set([oldest])
    older.save()
    newest.supersedes.set([older])
    newest.save()

    html = client.get(oldest.url).content.decode()
    version = client.get(oldest.version_url(1)).content.decode()

    for page in (html, version):
        assert older.url in page
        assert newest.url in page
    assert "superseded in turn" not in client.get(older.url).content.decode()


def test_two_policies_that_name_each_other_end_the_search(client: Client) -> None:
    one = make_policy(title="One", status="superseded")
    other = make_policy(title="Other", status="superseded")
    one.supersedes.set([other])
    one.save()
    other.supersedes.set([one])
    other.save()
    assert client.get(one.url).status_code == 200
