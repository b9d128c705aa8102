"""Who may move a policy from where to where, and what the record says of it."""

from __future__ import annotations

import datetime
from contextlib import nullcontext
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from cms.core.tree import publish
from cms.policies.actions.moving import move_policy, start_adoption
from cms.policies.models import Act, PolicyNumber, PolicyPage, Status
from cms.policies.moves import COUNCIL_MOVES, MOVES
from cms.policies.rights import can_move, moves_for
from forum.actions.refusals import Refused
from tests.cms.clock import Clock
from tests.cms.conftest import sit
from tests.cms.factories import clause, make_policy
from tests.cms.forms import policy_form

pytestmark = pytest.mark.usefixtures("home")

TODAY = {"date": datetime.date(2026, 1, 5)}


def test_every_status_can_be_reached_and_left_or_is_an_end() -> None:
    targets = {move.target for move in MOVES.values()} | {Status.PUBLIC_COMMENT, Status.DRAFTING}
    assert set(Status) <= targets | {Status.PROPOSED, Status.COMMITTEE_VOTE}


@pytest.mark.parametrize("move", [move.name for move in COUNCIL_MOVES])
def test_only_a_staff_liaison_records_what_council_did(
    unit: Unit, insider: User, chair: User, liaison: User, move: str
) -> None:
    policy = make_policy(responsible_body=unit, status="sent_to_council")
    for person in (insider, chair):
        with pytest.raises(Refused, match="Council does this, and a staff liaison"):
            move_policy(policy, move=move, by=person, **TODAY)

    act = move_policy(policy, move=move, by=liaison, document="2025-2026 CD#7", **TODAY)

    policy.refresh_from_db()
    assert policy.status == MOVES[move].target
    assert (act.document, act.recorded_by, act.body_text) == ("2025-2026 CD#7", liaison, "Council")


@pytest.mark.parametrize("status", ["sent_to_council", "postponed"])
def test_what_council_has_may_be_withdrawn_there_and_its_text_is_free_again(
    client: Client, unit: Unit, chair: User, liaison: User, status: str
) -> None:
    policy = make_policy(by=chair, responsible_body=unit, status=status)
    start_adoption(policy, by=chair)
    move = reverse("policy_move", args=[policy.pk, "withdraw_from_council"])
    life = reverse("policy_life", args=[policy.pk])
    client.force_login(chair)
    assert move not in client.get(life).content.decode()
    client.force_login(liaison)
    assert move in client.get(life).content.decode()

    client.post(move, {"expected": status, "date": "2026-01-05", "reason": "By its mover."})

    policy = PolicyPage.objects.get(pk=policy.pk)
    assert policy.status == "withdrawn"
    assert not policy.workflow_in_progress
    act = policy.actions.get()
    assert (act.act, act.body_text, act.note) == (Act.WITHDRAWN, "Council", "By its mover.")


def test_a_term_that_ended_moves_nothing(unit: Unit) -> None:
    gone = sit(unit, "gone", "liaison", ended=True)
    policy = make_policy(responsible_body=unit, status="sent_to_council")
    assert not can_move(gone, policy, MOVES["adopt"])


def test_a_liaison_of_another_body_moves_nothing(unit: Unit) -> None:
    other = Unit.objects.create(kind="office", name="Office of Others", slug="others")
    stranger = sit(other, "stranger", "liaison")
    policy = make_policy(responsible_body=unit, status="sent_to_council")
    with pytest.raises(Refused):
        move_policy(policy, move="adopt", by=stranger, **TODAY)


def test_an_illegal_move_is_refused_with_a_sentence(unit: Unit, liaison: User) -> None:
    policy = make_policy(responsible_body=unit, status="drafting")
    with pytest.raises(Refused, match="It is “Drafting” now"):
        move_policy(policy, move="adopt", by=liaison, **TODAY)


def test_of_two_who_move_at_once_the_second_is_told(unit: Unit, chair: User, insider: User) -> None:
    policy = make_policy(responsible_body=unit, status="consultation")
    move_policy(policy, move="revise", by=insider, expected="consultation")
    with pytest.raises(Refused, match="moved it meanwhile: it is “Revising” now"):
        move_policy(policy, move="withdraw", by=chair, expected="consultation", reason="No need.")


def test_an_older_draft_brings_back_neither_status_nor_record(unit: Unit, chair: User) -> None:
    policy = make_policy(responsible_body=unit, status="drafting")
    draft = policy.save_revision()
    move_policy(policy, move="consult", by=chair, reason="All divisions, until May.")

    draft.publish()

    policy = PolicyPage.objects.get(pk=policy.pk)
    assert policy.status == "consultation"
    assert [act.act for act in policy.actions.all()] == [Act.CONSULTATION]


def test_what_comes_into_force_supersedes_what_it_names(unit: Unit, liaison: User) -> None:
    old = make_policy(title="Old", responsible_body=unit, status="in_force")
    new = make_policy(title="New", responsible_body=unit, status="adopted", supersedes=[old])

    move_policy(new, move="enforce", by=liaison, effective_on=datetime.date(2026, 2, 1))

    old.refresh_from_db()
    new.refresh_from_db()
    assert old.status == "superseded"
    assert old.actions.get().note == "Superseded by New."
    assert (new.status, new.next_review) == ("in_force", datetime.date(2031, 2, 1))


@pytest.mark.parametrize("status", ["public_comment", "rescinded", "superseded"])
def test_only_what_council_adopted_supersedes(
    client: Client, unit: Unit, liaison: User, status: str
) -> None:
    old = make_policy(title="Old", responsible_body=unit, status="in_force")
    other = make_policy(title="Other", responsible_body=unit, status=status)
    adopted = make_policy(title="Adopted", responsible_body=unit, status="adopted")
    for successor in (other, old):
        with pytest.raises(Refused, match="adopted or that is in force"):
            move_policy(old, move="supersede", by=liaison, successor=successor)
    client.force_login(liaison)
    form = client.get(reverse("policy_move", args=[old.pk, "supersede"])).context["form"]
    assert list(form.fields["successor"].queryset) == [adopted]

    move_policy(old, move="supersede", by=liaison, successor=adopted)

    old.refresh_from_db()
    assert old.status == "superseded"


NOW, EARLIER = "Lettered sections", "Old numbers"


@pytest.mark.parametrize(
    ("scheme", "holder", "is_refused"),
    [
        (NOW, {"scheme": NOW}, True),
        ("", {"scheme": NOW}, True),
        (NOW, {"scheme": ""}, True),
        (EARLIER, {"scheme": NOW}, False),
        (NOW, {"scheme": NOW, "valid_to": datetime.date(2020, 1, 1)}, False),
    ],
)
def test_number_of_another_policy_in_force_is_not_given_again(
    unit: Unit, liaison: User, scheme: str, holder: dict[str, Any], is_refused: bool
) -> None:
    held = make_policy(title="Held", responsible_body=unit, status="in_force")
    PolicyNumber.objects.create(policy=held, number="B.9.1", **holder)
    new = make_policy(title="New", responsible_body=unit, status="adopted")
    refused = pytest.raises(Refused, match="“Held” is in force under this number")

    with refused if is_refused else nullcontext():
        move_policy(new, move="codify", by=liaison, number="B.9.1", scheme=scheme)

    assert new.numbers.exists() is not is_refused


def test_what_supersedes_a_policy_may_take_its_number(unit: Unit, liaison: User) -> None:
    old = make_policy(title="Old", responsible_body=unit, status="in_force")
    PolicyNumber.objects.create(policy=old, number="B.9.1")
    new = make_policy(title="New", responsible_body=unit, status="adopted", supersedes=[old])
    move_policy(new, move="codify", by=liaison, number="B.9.1")
    assert new.numbers.get().number == "B.9.1"


def test_nothing_comes_into_force_before_its_day(unit: Unit, liaison: User) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    old = make_policy(title="Old", responsible_body=unit, status="in_force")
    new = make_policy(title="New", responsible_body=unit, status="adopted", supersedes=[old])
    entered = make_policy(title="Entered", responsible_body=unit, status="drafting")

    with pytest.raises(Refused, match="not in force before that day"):
        move_policy(new, move="enforce", by=liaison, effective_on=tomorrow)
    with pytest.raises(Refused, match="not in force before that day"):
        move_policy(entered, move="enter", by=liaison, status="in_force", effective_on=tomorrow)
    move_policy(entered, move="enter", by=liaison, status="adopted", effective_on=tomorrow)

    for policy, status in ((old, "in_force"), (new, "adopted"), (entered, "adopted")):
        policy.refresh_from_db()
        assert policy.status == status


def test_an_editorial_correction_is_recorded_and_is_no_amendment(unit: Unit, liaison: User) -> None:
    policy = make_policy(responsible_body=unit, status="in_force")
    policy.body = [clause("1.1", "Learning is work, always.")]
    policy = publish(policy, by=liaison)
    assert [act.act for act in policy.actions.all()] == [Act.EDITORIAL]
    assert policy.status == "in_force"

    move_policy(policy, move="amend", by=liaison, **TODAY)
    policy = PolicyPage.objects.get(pk=policy.pk)
    policy.body = [clause("1.1", "Learning is paid work.")]
    policy = publish(policy, by=liaison)
    assert [act.act for act in policy.actions.all()] == [Act.EDITORIAL, Act.AMENDED]
    assert policy.status == "revised"


def test_a_change_of_what_is_in_force_must_say_that_it_is_editorial(
    client: Client, unit: Unit, insider: User
) -> None:
    policy = make_policy(responsible_body=unit, status="in_force")
    client.force_login(insider)
    edit = reverse("wagtailadmin_pages:edit", args=[policy.pk])

    response = client.post(edit, policy_form(responsible_body=unit.pk))
    assert "This policy is in force" in str(response.context["form"].errors)

    response = client.post(edit, policy_form(responsible_body=unit.pk, is_editorial="on"))
    assert response.status_code == 302


def test_not_even_a_keeper_records_for_council(unit: Unit, keeper: User) -> None:
    policy = make_policy(responsible_body=unit, status="sent_to_council")
    assert not [move for move in moves_for(keeper, policy) if move.is_council]
    with pytest.raises(Refused, match="a staff liaison"):
        move_policy(policy, move="adopt", by=keeper)


def test_the_admin_offers_each_person_their_own_moves(
    client: Client, unit: Unit, insider: User, chair: User, liaison: User, bob: User
) -> None:
    policy = make_policy(responsible_body=unit, status="sent_to_council")
    life = reverse("policy_life", args=[policy.pk])
    client.force_login(insider)
    assert "Council adopted it" not in client.get(life).content.decode()
    client.force_login(liaison)
    assert "Council adopted it" in client.get(life).content.decode()
    client.force_login(bob)
    assert client.get(life).status_code == 403


def test_a_refused_form_gives_back_what_was_typed(client: Client, unit: Unit, chair: User) -> None:
    policy = make_policy(responsible_body=unit, status="drafting")
    client.force_login(chair)
    move = reverse("policy_move", args=[policy.pk, "consult"])
    typed = {"expected": "proposed", "reason": "Asked all eight divisions."}

    response = client.post(move, typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert "moved it meanwhile" in html
    assert "Asked all eight divisions." in html
    policy.refresh_from_db()
    assert policy.status == "drafting"

    client.post(move, {**typed, "expected": "drafting"})
    policy.refresh_from_db()
    assert policy.status == "consultation"
    assert policy.actions.get().date == timezone.localdate()


def test_a_copy_begins_as_a_draft_without_a_record(unit: Unit, chair: User) -> None:
    policy = make_policy(responsible_body=unit, status="drafting")
    move_policy(policy, move="consult", by=chair)
    policy.refresh_from_db()
    copy = policy.copy(update_attrs={"slug": "copy"}, copy_revisions=False)
    assert copy.status == "drafting"
    assert not copy.actions.exists()


def test_a_liaison_enters_older_records_and_corrects_dates(
    client: Client, unit: Unit, chair: User, liaison: User
) -> None:
    policy = make_policy(responsible_body=unit, status="in_force")
    new = reverse("policy_act_new", args=[policy.pk])
    line = {"act": "adopted", "date_text": "1992-1993", "body_text": "Council"}
    client.force_login(chair)
    client.post(new, line)
    assert not policy.actions.exists()

    client.force_login(liaison)
    client.post(new, {**line, "document": "1992-1993 CD#13.1"})
    act = policy.actions.get()
    assert (act.document, act.recorded_at) == ("1992-1993 CD#13.1", None)
    client.post(reverse("policy_act", args=[policy.pk, act.pk]), {**line, "note": "At Annual."})
    act.refresh_from_db()
    assert act.note == "At Annual."

    facts = reverse("policy_facts", args=[policy.pk])
    client.post(facts, {"effective_on": "2020-01-01", "next_review": "2031-01-01"})
    policy.refresh_from_db()
    assert policy.next_review == datetime.date(2031, 1, 1)
    assert policy.status == "in_force"


def test_what_a_step_recorded_is_not_rewritten(client: Client, unit: Unit, liaison: User) -> None:
    policy = make_policy(responsible_body=unit, status="sent_to_council")
    act = move_policy(policy, move="adopt", by=liaison, **TODAY)
    client.force_login(liaison)
    url = reverse("policy_act", args=[policy.pk, act.pk])
    response = client.post(url, {"act": "defeated", "date": "2026-01-05"})
    assert response.status_code == 422
    act.refresh_from_db()
    assert act.act == "adopted"


def test_a_review_falls_due_on_its_day(unit: Unit, liaison: User, clock: Clock) -> None:
    day = timezone.localdate() + datetime.timedelta(days=2)
    policy = make_policy(responsible_body=unit, status="in_force", next_review=day)
    clock.pass_by(days=1)
    policy.refresh_from_db()
    assert policy.status == Status.IN_FORCE

    clock.pass_by(days=1)
    clock.pass_by(days=1)

    policy.refresh_from_db()
    assert policy.status == Status.REVIEW_DUE
    act = policy.actions.get(act=Act.REVIEW_DUE)
    assert (act.date, act.body, act.recorded_by) == (day, unit, None)
    move_policy(policy, move="reaffirm", by=liaison, **TODAY)
    clock.pass_by(days=1)
    policy.refresh_from_db()
    assert policy.status == Status.REAFFIRMED


def test_no_review_falls_due_of_what_is_out_of_force(unit: Unit, clock: Clock) -> None:
    day = timezone.localdate()
    policy = make_policy(responsible_body=unit, status="superseded", next_review=day)
    draft = make_policy(title="A draft", live=False, status="in_force", next_review=day)
    clock.pass_by(days=1)
    for page in (policy, draft):
        page.refresh_from_db()
    assert (policy.status, draft.status) == (Status.SUPERSEDED, Status.IN_FORCE)
