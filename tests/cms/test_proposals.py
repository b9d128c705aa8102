"""Proposals of members: kept, sent, answered, and nobody else's business before that."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Unit, User
from cms.policies.actions.proposals import save_proposal, send_proposal, take_up
from cms.policies.models import PolicyPage, Proposal

pytestmark = pytest.mark.usefixtures("home")


def filled(unit: Unit, **more: Any) -> dict[str, Any]:
    return {
        "title": "Paid time",
        "kind": "policy",
        "scope": "general",
        "unit": unit.pk,
        "problem": "Staff learn at night.",
        "text": "Learning is work.",
        "key": str(uuid.uuid4()),
        **more,
    }


def test_what_is_saved_is_seen_by_nobody_else(
    client: Client, unit: Unit, bob: User, insider: User
) -> None:
    client.force_login(bob)
    client.post(reverse("policy_proposal_new"), filled(unit, action="save", text=""))
    proposal = Proposal.objects.get()
    assert proposal.sent_at is None
    for person in (insider, None):
        other = Client()
        if person:
            other.force_login(person)
        assert other.get(proposal.get_absolute_url()).status_code in (302, 404)
        assert "Paid time" not in other.get(reverse("policy_proposals")).content.decode()


def test_what_is_needed_to_send_is_not_called_optional(client: Client, bob: User) -> None:
    client.force_login(bob)
    html = client.get(reverse("policy_proposal_new")).content.decode()
    for name in ("unit", "problem", "text", "sources"):
        label = html.partition(f'<label for="id_{name}">')[2].partition("</label>")[0]
        assert label
        assert ("(optional)" in label) is (name == "sources")


def test_what_is_missing_is_said_and_what_was_typed_stays(
    client: Client, unit: Unit, bob: User
) -> None:
    client.force_login(bob)
    sent = filled(unit, action="send", text="", conflict="None that I know.")
    response = client.post(reverse("policy_proposal_new"), sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert "The committee needs this" in html
    assert "None that I know." in html
    again = client.post(response.context["action_url"], {**sent, "text": "Learning is work."})
    assert again.status_code == 302
    assert Proposal.objects.get().sent_at


@pytest.mark.parametrize("title", ["", "Paid time"])
def test_all_that_is_missing_is_named_at_once(client: Client, bob: User, title: str) -> None:
    client.force_login(bob)
    empty = {"title": title, "kind": "policy", "scope": "general", "key": str(uuid.uuid4())}
    sent = client.post(reverse("policy_proposal_new"), {**empty, "action": "send"})
    missing = {"unit", "problem", "text"} | (set() if title else {"title"})
    assert set(sent.context["form"].errors) == missing
    assert "This field is required." not in sent.content.decode()
    kept = client.post(reverse("policy_proposal_new"), {**empty, "action": "save"})
    assert kept.status_code == (302 if title else 422)
    if not title:
        assert set(kept.context["form"].errors) == {"title"}


def test_words_typed_before_the_session_ended_come_back(client: Client, unit: Unit) -> None:
    response = client.post(reverse("policy_proposal_new"), filled(unit, fit="It fits the plan."))
    assert response.status_code == 401
    assert "It fits the plan." in response.content.decode()


def test_the_same_form_sent_twice_makes_one(client: Client, unit: Unit, bob: User) -> None:
    client.force_login(bob)
    form = filled(unit, action="send")
    for _attempt in range(2):
        client.post(reverse("policy_proposal_new"), form)
    assert Proposal.objects.count() == 1


def test_only_its_body_answers_and_a_refusal_says_why(
    client: Client, unit: Unit, bob: User, insider: User, alice: User, observer: User
) -> None:
    client.force_login(bob)
    client.post(reverse("policy_proposal_new"), filled(unit, action="send"))
    url = Proposal.objects.get().get_absolute_url()
    for person in (alice, observer):
        client.force_login(person)
        assert client.post(url, {"action": "take_up"}).status_code == 404
    client.force_login(bob)
    assert client.post(url, {"action": "take_up"}).status_code == 422
    client.force_login(insider)
    refused = client.post(url, {"action": "decline", "reason": " "})
    assert "Give the proposer the reason." in refused.content.decode()
    client.post(url, {"action": "decline", "reason": "B.9.1 says it."})
    client.force_login(bob)
    assert "B.9.1 says it." in client.get(url).content.decode()
    assert not PolicyPage.objects.exists()


@pytest.mark.parametrize("title", ["Changes", "Number", "Proposals"])
def test_draft_never_hides_behind_a_tool_of_the_register(
    unit: Unit, bob: User, insider: User, title: str
) -> None:
    proposal = save_proposal(
        None, by=bob, key=uuid.uuid4(), title=title, unit=unit, problem="None.", text="Learn."
    )
    policy = take_up(send_proposal(proposal, by=bob), by=insider)
    assert policy.slug == f"{title.lower()}-2"
    policy.slug = title.lower()
    with pytest.raises(ValidationError, match="already in use"):
        policy.full_clean()
