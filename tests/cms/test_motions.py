"""Votes: of whom, on what, how they end, and that they stay as they were."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.actions.rosters import end_term
from accounts.models import RosterTerm, Unit, User
from cms.core.tree import publish
from cms.policies.actions.corrections import correct_result
from cms.policies.actions.motions import call_vote, cast_vote, end_now, second_motion
from cms.policies.actions.moving import move_policy, stop_adoption
from cms.policies.models import Motion, PolicyPage, Vote, VotingRule
from cms.policies.models.motions import ResultKept
from forum.actions.refusals import Refused
from forum.models import Notice
from tests.cms.clock import Clock
from tests.cms.conftest import sit
from tests.cms.factories import clause


def call(policy: PolicyPage, by: User, **more: object) -> Motion:
    values: dict[str, object] = {
        "text": "That the committee recommend it.",
        "closes_at": timezone.now() + timedelta(days=3),
        "time_zone": "America/Chicago",
        "key": uuid.uuid4(),
        **more,
    }
    return call_vote(policy, by=by, **values)  # type: ignore[arg-type]


@pytest.fixture
def third(unit: Unit) -> User:
    return sit(unit, "third", "member")


def test_a_carried_motion_recommends_and_only_then_it_goes_to_council(
    draft: PolicyPage, chair: User, insider: User, third: User, clock: Clock
) -> None:
    motion = call(draft, chair)
    assert (motion.version.number, motion.quorum, motion.entitled) == (1, 2, 3)
    told = Notice.objects.filter(event=f"vote:{motion.pk}").values_list("user", flat=True)
    assert set(told) == {insider.pk, third.pk}
    with pytest.raises(Refused, match="has not recommended"):
        move_policy(draft, move="send", by=chair)
    cast_vote(motion, voter=chair, choice="for")
    cast_vote(motion, voter=insider, choice="against")
    cast_vote(motion, voter=insider, choice="for")
    clock.pass_by(days=3, minutes=1)

    motion.refresh_from_db()
    assert (motion.result, motion.for_count, motion.against_count) == ("carried", 2, 0)
    draft.refresh_from_db()
    assert draft.status == "committee_vote"
    assert draft.actions.last().act == "recommended"
    move_policy(draft, move="send", by=chair)
    draft.refresh_from_db()
    assert draft.status == "sent_to_council"


def test_without_quorum_or_majority_the_committee_goes_on_revising(
    draft: PolicyPage, chair: User, insider: User, third: User, clock: Clock
) -> None:
    motion = call(draft, chair)
    cast_vote(motion, voter=chair, choice="for")
    clock.pass_by(days=4)
    motion.refresh_from_db()
    draft.refresh_from_db()
    assert motion.result == "no_quorum"
    assert draft.status == "revising"
    assert not draft.workflow_in_progress


@pytest.mark.parametrize("person", ["bob", "liaison", "observer", "former"])
def test_only_the_roster_of_today_votes(
    draft: PolicyPage, chair: User, person: str, request: pytest.FixtureRequest
) -> None:
    motion = call(draft, chair)
    with pytest.raises(Refused):
        cast_vote(motion, voter=request.getfixturevalue(person), choice="for")
    assert not Vote.objects.exists()


def test_a_vote_after_the_end_of_a_term_is_refused_with_its_day(
    draft: PolicyPage, chair: User, third: User
) -> None:
    motion = call(draft, chair)
    term = RosterTerm.objects.get(user=third)
    end_term(term, on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="Your term on Committee on Examples ended on"):
        cast_vote(motion, voter=third, choice="for")


def test_no_vote_after_the_deadline(
    client: Client, draft: PolicyPage, chair: User, insider: User, clock: Clock
) -> None:
    motion = call(draft, chair)
    clock.pass_by(days=4)
    client.force_login(insider)
    response = client.post(motion.url, {"choice": "for"})
    assert response.status_code == 403
    assert "This vote has ended." in response.content.decode()


def test_a_vote_ends_early_only_when_all_of_todays_roster_voted(
    draft: PolicyPage, unit: Unit, chair: User, insider: User
) -> None:
    motion = call(draft, chair)
    for voter in (chair, insider):
        cast_vote(motion, voter=voter, choice="for")
    end_term(insider.terms.get(), on=timezone.localdate() - timedelta(days=1))
    newcomer = sit(unit, "newcomer", "member")
    with pytest.raises(Refused, match="Not everyone has voted"):
        end_now(motion, by=chair)
    cast_vote(motion, voter=newcomer, choice="against")
    assert end_now(motion, by=chair).result == "carried"


def test_a_secret_ballot_does_not_say_who_voted_what(
    client: Client, draft: PolicyPage, unit: Unit, chair: User, insider: User, clock: Clock
) -> None:
    VotingRule.objects.create(unit=unit, is_secret=True)
    motion = call(draft, chair)
    client.force_login(insider)
    client.post(motion.url, {"choice": "against"})
    client.force_login(insider)
    assert "You voted against" in client.get(motion.url).content.decode()
    cast_vote(motion, voter=chair, choice="for")

    assert set(Vote.objects.values_list("voter", flat=True)) == {None}
    clock.pass_by(days=4)
    assert "Roll call" not in Client().get(motion.url).content.decode().split("Result")[-1]


def test_a_roll_call_names_each_vote_once_it_has_ended(
    draft: PolicyPage, chair: User, insider: User, clock: Clock
) -> None:
    motion = call(draft, chair)
    cast_vote(motion, voter=insider, choice="abstain")
    assert "Una Insider" not in Client().get(motion.url).content.decode()
    clock.pass_by(days=4)
    assert "Una Insider" in Client().get(motion.url).content.decode()


def test_a_body_that_asks_for_a_second_waits_for_it(
    draft: PolicyPage, unit: Unit, chair: User, insider: User
) -> None:
    VotingRule.objects.create(unit=unit, needs_second=True)
    motion = call(draft, chair)
    with pytest.raises(Refused, match="needs a second"):
        cast_vote(motion, voter=insider, choice="for")
    with pytest.raises(Refused, match="their own motion"):
        second_motion(motion, by=chair)
    second_motion(motion, by=insider)
    cast_vote(motion, voter=insider, choice="for")


def test_a_result_stays_and_a_correction_is_a_row_of_its_own(
    draft: PolicyPage, chair: User, insider: User, clock: Clock
) -> None:
    motion = call(draft, chair)
    cast_vote(motion, voter=chair, choice="for")
    cast_vote(motion, voter=insider, choice="for")
    clock.pass_by(days=4)
    motion.refresh_from_db()
    motion.against_count = 9
    with pytest.raises(ResultKept):
        motion.save()
    with pytest.raises(ResultKept):
        motion.delete()

    counts = {"for_count": 1, "against_count": 1, "abstain_count": 0}
    row = correct_result(motion, by=chair, counts=counts, note="One vote was read wrongly.")

    motion.refresh_from_db()
    assert (motion.result, row.result, row.corrects) == ("carried", "lost", motion)
    draft.refresh_from_db()
    assert draft.status == "revising"
    assert "One vote was read wrongly." in Client().get(row.url).content.decode()


def test_an_older_motion_is_corrected_into_no_other_result_than_the_newest_gives(
    draft: PolicyPage, chair: User, insider: User, clock: Clock
) -> None:
    first = call(draft, chair)
    clock.pass_by(days=4)
    second = call(draft, chair)
    carried = {"for_count": 2, "against_count": 0, "abstain_count": 0}
    with pytest.raises(Refused, match="asked again since"):
        correct_result(first, by=chair, counts=carried, note="Two votes were left out.")
    cast_vote(second, voter=chair, choice="against")
    cast_vote(second, voter=insider, choice="abstain")
    clock.pass_by(days=4)
    with pytest.raises(Refused, match="asked again since"):
        correct_result(first, by=chair, counts=carried, note="Two votes were left out.")

    counted = {"for_count": 1, "against_count": 0, "abstain_count": 0}
    row = correct_result(first, by=chair, counts=counted, note="One vote was left out.")

    assert (row.result, row.for_count) == ("no_quorum", 1)
    draft.refresh_from_db()
    assert draft.status == "revising"
    assert not Motion.objects.filter(policy=draft, result="carried").exists()


def test_nothing_goes_to_council_while_the_committee_votes_on_it(
    draft: PolicyPage, chair: User, insider: User, clock: Clock
) -> None:
    first = call(draft, chair)
    cast_vote(first, voter=chair, choice="for")
    cast_vote(first, voter=insider, choice="for")
    clock.pass_by(days=4)
    PolicyPage.objects.filter(pk=draft.pk).update(status="revising")
    stop_adoption(PolicyPage.objects.get(pk=draft.pk), by=chair)
    second = call(draft, chair)

    with pytest.raises(Refused, match="votes on it again"):
        move_policy(draft, move="send", by=chair)

    second.refresh_from_db()
    assert second.is_open


def test_the_admin_corrects_a_result_for_chair_and_liaison_only(
    client: Client, draft: PolicyPage, chair: User, insider: User, liaison: User, clock: Clock
) -> None:
    motion = call(draft, chair)
    for voter in (chair, insider):
        cast_vote(motion, voter=voter, choice="for")
    clock.pass_by(days=4)
    url = reverse("policy_vote_correct", args=[draft.pk, motion.pk])
    counts = {"for_count": 2, "against_count": 1, "abstain_count": 0, "note": "Miscounted."}
    client.force_login(insider)
    assert client.post(url, counts).status_code == 422
    client.force_login(liaison)
    refused = client.post(url, counts)
    assert "More votes than the 2 people" in refused.content.decode()
    client.post(url, {**counts, "for_count": 1, "against_count": 1})
    assert Motion.objects.get(corrects=motion).result == "lost"


def test_the_text_is_locked_while_the_vote_runs(
    draft: PolicyPage, chair: User, insider: User
) -> None:
    call(draft, chair)
    draft = PolicyPage.objects.get(pk=draft.pk)
    assert draft.workflow_in_progress
    assert draft.current_workflow_task.locked_for_user(draft, insider)


def test_what_keeps_a_vote_from_being_called(
    draft: PolicyPage, chair: User, insider: User, alice: User, bob: User
) -> None:
    with pytest.raises(Refused, match="Only a current chair"):
        call(draft, insider)
    with pytest.raises(Refused, match="chair or member of the body moves"):
        call(draft, chair, mover=bob)
    draft.body = [clause("1.1", "Not published.")]
    draft.save_revision(user=alice)
    with pytest.raises(Refused, match="changes that are not published"):
        call(draft, chair)
    draft = publish(draft, by=alice)
    motion = call(draft, chair)
    assert motion.version.number == 2


def test_the_calendar_has_the_end_of_the_vote(
    draft: PolicyPage, chair: User, client: Client
) -> None:
    motion = call(draft, by=chair)
    entries = Calendar.from_ical(client.get(reverse("policies_ics")).content).walk("VEVENT")
    (vote,) = [entry for entry in entries if str(entry["summary"]).startswith("Vote closes")]
    assert vote["dtstart"].dt == motion.closes_at.replace(microsecond=0)
    assert vote["dtstart"].params["TZID"] == motion.time_zone
