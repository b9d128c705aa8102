"""A change of a policy in force, from the word that it is editorial to its approval."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from accounts.models import Unit, User
from cms.policies.models import Act, PolicyPage
from tests.cms.factories import make_policy
from tests.cms.forms import policy_form

pytestmark = pytest.mark.usefixtures("home")

APPROVE = {"action-workflow-action": "true", "workflow-action-name": "approve"}


@pytest.fixture
def policy(unit: Unit) -> PolicyPage:
    return make_policy(responsible_body=unit, status="in_force")


@pytest.fixture
def form(unit: Unit) -> dict[str, Any]:
    """What the editor sends, with the ids and keys that it gave to the text once."""
    form = policy_form(responsible_body=unit.pk, is_editorial="on")
    return {**form, "body-0-id": str(uuid4())}


def edit_url(policy: PolicyPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[policy.pk])


def submit(client: Client, by: User, policy: PolicyPage, form: dict[str, Any]) -> None:
    client.force_login(by)
    response = client.post(edit_url(policy), {**form, "action-submit": "1"})
    assert response.status_code == 302, response.context["form"].errors


def ticks(client: Client, policy: PolicyPage) -> bool:
    """Whether the form comes with the word that the change is editorial."""
    return bool(client.get(edit_url(policy)).context["form"]["is_editorial"].value())


def test_chair_approves_on_the_edit_page_what_a_member_called_editorial(
    client: Client, policy: PolicyPage, insider: User, chair: User, form: dict[str, Any]
) -> None:
    submit(client, insider, policy, form)
    client.force_login(chair)
    assert ticks(client, policy)

    client.post(edit_url(policy), {**form, **APPROVE})

    policy.refresh_from_db()
    assert not policy.has_unpublished_changes
    assert policy.live_revision.user == insider
    assert [act.act for act in policy.actions.all()] == [Act.EDITORIAL]
    assert not ticks(client, policy), "the next change is declared anew"


def test_approver_who_takes_the_word_back_is_refused(
    client: Client, policy: PolicyPage, insider: User, chair: User, form: dict[str, Any]
) -> None:
    submit(client, insider, policy, form)
    client.force_login(chair)
    del form["is_editorial"]
    response = client.post(edit_url(policy), {**form, **APPROVE})
    assert "This policy is in force" in str(response.context["form"].errors)
    policy.refresh_from_db()
    assert policy.has_unpublished_changes


def test_text_that_was_only_opened_and_submitted_is_no_change_of_what_council_adopted(
    client: Client, unit: Unit, insider: User, chair: User
) -> None:
    as_entered = "<p>Learning is <em>work</em>.</p>\n<p>It is paid.</p>"
    texts = {"summary": as_entered, "body": [("clause", clause_of(as_entered))]}
    policy = make_policy(responsible_body=unit, status="in_force", **texts)
    version = policy.versions.get()
    form = policy_form(
        responsible_body=unit.pk,
        summary=rich_text(as_entered),
        body=streamfield([("clause", {**clause_of(""), "text": rich_text(as_entered)})]),
    )

    submit(client, insider, policy, form)
    client.force_login(chair)
    state = PolicyPage.objects.get(pk=policy.pk).current_workflow_task_state
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "approve", state.pk])
    )

    policy = PolicyPage.objects.get(pk=policy.pk)
    assert "data-block-key" in policy.summary
    assert not policy.has_unpublished_changes
    assert policy.versions.get() == version
    assert not policy.actions.exists()


def clause_of(html: str) -> dict[str, str]:
    return {"number": "1", "heading": "", "text": html}
