"""One policy from a member's proposal to what superseded it, by four people and the clock."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from cms.core.tree import discuss_on
from cms.policies.models import CommentPeriod, Motion, PolicyIndexPage, PolicyPage, Proposal
from forum.models import Board, Notice
from tests.cms.clock import Clock
from tests.cms.forms import policy_form

pytestmark = pytest.mark.usefixtures("home")


def post(client: Client, by: User, url: str, data: dict[str, Any]) -> None:
    """Press a button: the session is renewed, as weeks pass in between."""
    client.force_login(by)
    response = client.post(url, data)
    assert response.status_code == 302, (url, response.context and response.context["form"].errors)


def office(client: Client, by: User, policy: PolicyPage, move: str, **data: Any) -> None:
    post(client, by, reverse("policy_move", args=[policy.pk, move]), data)


def there(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def text_published(
    client: Client, policy: PolicyPage, by: User, approver: User, words: str
) -> None:
    """A member changes the text and submits it; somebody else approves it."""
    clause = {"number": "1.1", "heading": "", "text": f"<p>{words}</p>"}
    from wagtail.test.utils.form_data import rich_text, streamfield

    form = policy_form(
        title=policy.title,
        slug=policy.slug,
        responsible_body=policy.responsible_body_id,
        recommending_body=policy.recommending_body_id,
        supersedes=[row.pk for row in policy.supersedes.all()],
        body=streamfield([("clause", {**clause, "text": rich_text(clause["text"])})]),
    )
    edit = reverse("wagtailadmin_pages:edit", args=[policy.pk])
    post(client, by, edit, {**form, "action-submit": "1"})
    state = PolicyPage.objects.get(pk=policy.pk).current_workflow_task_state
    action = reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "approve", state.pk])
    post(client, approver, action, {})


def adopted(client: Client, policy: PolicyPage, chair: User, liaison: User, clock: Clock) -> None:
    """Vote, Council, manual, force."""
    closes = timezone.now() + timedelta(days=2)
    vote = {"text": "That we recommend it.", "mover": chair.pk, "key": uuid.uuid4()}
    new = reverse("policy_vote_new", args=[policy.pk])
    post(client, chair, new, {**vote, "closes": there(closes), "time_zone": "UTC"})
    motion = Motion.objects.filter(policy=policy).latest("pk")
    for voter in (chair, User.objects.get(handle="insider")):
        post(client, voter, motion.url, {"choice": "for"})
    clock.pass_by(days=2, minutes=2)
    office(client, chair, policy, "send")
    today = {"date": str(timezone.localdate())}
    office(client, liaison, policy, "adopt", document="2026-2027 CD#12", **today)
    office(client, liaison, policy, "codify", number="B.9.9", scheme="Lettered", **today)
    office(client, liaison, policy, "enforce", effective_on=str(timezone.localdate()))


def test_from_proposal_to_superseded(
    client: Client,
    unit: Unit,
    board: Board,
    bob: User,
    insider: User,
    chair: User,
    liaison: User,
    clock: Clock,
) -> None:
    discuss_on(board, PolicyIndexPage)

    # The member proposes, and sees what becomes of it.
    proposed = {
        "title": "Paid time for learning",
        "kind": "policy",
        "scope": "general",
        "unit": unit.pk,
        "problem": "Staff learn at night.",
        "text": "Learning is work.\n\nIt is paid.",
        "key": uuid.uuid4(),
    }
    post(client, bob, reverse("policy_proposal_new"), {**proposed, "action": "send"})
    proposal = Proposal.objects.get()

    # The committee takes it up and publishes a draft.
    post(client, insider, proposal.get_absolute_url(), {"action": "take_up", "reason": "Gladly."})
    proposal.refresh_from_db()
    policy = proposal.policy
    assert policy is not None
    assert policy.status == "drafting"
    assert "1.2" in [block.value["number"] for block in policy.body]
    client.force_login(bob)
    assert "Gladly." in client.get(proposal.get_absolute_url()).content.decode()
    text_published(client, policy, insider, chair, "Learning is work.")
    office(client, chair, policy, "consult", reason="Divisions, until March.")
    office(client, insider, policy, "revise")

    # A comment period opens and closes by the clock.
    opens, closes = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(days=14)
    times = {"opens": there(opens), "closes": there(closes), "time_zone": "UTC"}
    new_period = reverse("policy_period_new", args=[policy.pk])
    post(client, chair, new_period, {**times, "answers_first": "on"})
    clock.pass_by(hours=2)
    period = CommentPeriod.objects.get()
    comment = {"period": period.pk, "clause": "1.1", "source": "Say paid.", "key": uuid.uuid4()}
    post(client, bob, f"{policy.url}comments/", comment)
    clock.pass_by(days=14)
    client.force_login(bob)
    late = client.post(f"{policy.url}comments/", {**comment, "key": uuid.uuid4()})
    assert late.status_code == 422

    # Each comment is answered before a vote can be called.
    client.force_login(chair)
    vote = {"text": "x", "mover": chair.pk, "key": uuid.uuid4(), "time_zone": "UTC"}
    vote["closes"] = there(timezone.now() + timedelta(days=1))
    early = client.post(reverse("policy_vote_new", args=[policy.pk]), vote)
    assert "1 comment has no answer yet." in early.content.decode()
    answer = {"outcome": "accepted", "reason": "It says paid now."}
    answer["comments"] = period.comments.get().pk
    answers = reverse("policy_answers", args=[policy.pk, period.pk])
    post(client, insider, answers, answer)
    text_published(client, policy, insider, chair, "Learning is paid work.")
    table = Client().get(f"{policy.url}comments/answers/").content.decode()
    assert "Accepted" in table
    assert "It says paid now." in table

    told = set(Notice.objects.filter(user=bob, kind="personal").values_list("words", flat=True))
    assert "Your proposal Paid time for learning: taken up. Gladly." in told
    assert f"The committee answers your comments on {policy.title}." in told

    # The committee recommends, Council adopts, the liaison records it.
    adopted(client, policy, chair, liaison, clock)
    policy = PolicyPage.objects.get(pk=policy.pk)
    assert policy.status == "in_force"
    acts = list(policy.actions.order_by("sort_order").values_list("act", flat=True))
    assert acts == [
        "proposed",
        "taken_up",
        "consultation",
        "revising",
        "comment_opened",
        "comment_closed",
        "vote_called",
        "recommended",
        "sent_to_council",
        "adopted",
        "codified",
        "in_force",
    ]
    page = Client().get(policy.url).content.decode()
    for told in ("In force", "2026-2027 CD#12", "B.9.9", "2 for, 0 against"):
        assert told in page, told

    # What the committee drafts anew takes its place.
    from tests.cms.factories import make_policy

    successor = make_policy(
        by=insider,
        title="Time and money for learning",
        responsible_body=unit,
        recommending_body=unit,
        status="revising",
        supersedes=[policy],
    )
    adopted(client, successor, chair, liaison, clock)
    policy.refresh_from_db()
    assert policy.status == "superseded"
    assert successor.title in Client().get(policy.url).content.decode()
