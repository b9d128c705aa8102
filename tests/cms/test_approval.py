"""A committee member writes, a second person approves, and then it is public."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Unit, User
from cms.clearinghouse.models import EDITORS, ArticleIndexPage, ArticlePage
from cms.core.models import HomePage
from cms.policies.models import PolicyIndexPage, PolicyPage
from tests.cms.conftest import sit
from tests.cms.factories import make_policy
from tests.cms.forms import article_form, policy_form

pytestmark = pytest.mark.usefixtures("home")


def edit_url(page: PolicyPage | ArticlePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def submit_policy(client: Client, by: User, policy: PolicyPage, **fields: object) -> PolicyPage:
    client.force_login(by)
    form = policy_form(responsible_body=policy.responsible_body_id, **fields)
    response = client.post(edit_url(policy), {**form, "action-submit": "1"})
    assert response.status_code == 302, response.context["form"].errors
    policy.refresh_from_db()
    return policy


def approve(client: Client, by: User, page: PolicyPage | ArticlePage) -> int:
    """The status of the answer to pressing “Approve” on the dashboard."""
    client.force_login(by)
    state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    return client.post(url).status_code


def test_member_submits_a_policy_and_the_chair_makes_it_public(
    client: Client, unit: Unit, insider: User, chair: User
) -> None:
    client.force_login(insider)
    add = reverse(
        "wagtailadmin_pages:add",
        args=["policies", "policypage", PolicyIndexPage.objects.get().pk],
    )
    form = policy_form(responsible_body=unit.pk)
    assert client.get(add).status_code == 200
    client.post(add, {**form, "action-submit": "1"})
    policy = PolicyPage.objects.get(slug="paid-time")
    assert policy.workflow_in_progress
    assert not policy.live
    assert Client().get(policy.url).status_code == 404

    assert approve(client, chair, policy) == 302

    policy.refresh_from_db()
    assert policy.live
    assert "Learning is work." in Client().get(policy.url).content.decode()


def test_member_cannot_publish_alone(client: Client, unit: Unit, insider: User) -> None:
    policy = make_policy(by=insider, live=False, responsible_body=unit)
    client.force_login(insider)
    form = policy_form(responsible_body=unit.pk)
    client.post(edit_url(policy), {**form, "action-publish": "1"})
    policy.refresh_from_db()
    assert not policy.live


def test_chair_cannot_approve_what_the_chair_submitted(
    client: Client, unit: Unit, chair: User, liaison: User
) -> None:
    policy = make_policy(by=chair, live=False, responsible_body=unit)
    submit_policy(client, chair, policy)

    approve(client, chair, policy)
    policy.refresh_from_db()
    assert not policy.live

    approve(client, liaison, policy)
    policy.refresh_from_db()
    assert policy.live


def test_approver_who_changes_the_text_leaves_approval_to_somebody_else(
    client: Client, unit: Unit, insider: User, chair: User, liaison: User
) -> None:
    policy = make_policy(by=insider, live=False, responsible_body=unit)
    submit_policy(client, insider, policy)
    client.force_login(chair)
    changed = policy_form(responsible_body=unit.pk, title="Changed by the chair")
    press = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    response = client.post(edit_url(policy), {**changed, **press}, follow=True)

    policy.refresh_from_db()
    assert not policy.live
    assert "another person must approve it" in response.content.decode()
    assert policy.get_latest_revision_as_object().title == "Changed by the chair"
    approve(client, liaison, policy)
    policy.refresh_from_db()
    assert policy.live
    assert policy.title == "Changed by the chair"


@pytest.mark.parametrize("role", ["observer", "former", "insider", "outsider"])
def test_others_cannot_approve(
    client: Client, unit: Unit, chair: User, role: str, request: pytest.FixtureRequest, bob: User
) -> None:
    person = bob if role == "outsider" else request.getfixturevalue(role)
    policy = make_policy(by=chair, live=False, responsible_body=unit)
    submit_policy(client, chair, policy)
    approve(client, person, policy)
    policy.refresh_from_db()
    assert not policy.live


def test_chair_of_another_unit_cannot_approve(client: Client, unit: Unit, chair: User) -> None:
    other = Unit.objects.create(kind="office", name="Office of Others", slug="others")
    stranger = sit(other, "stranger", "chair")
    policy = make_policy(by=chair, live=False, responsible_body=unit)
    submit_policy(client, chair, policy)
    approve(client, stranger, policy)
    policy.refresh_from_db()
    assert not policy.live


def test_reviewers_are_told_by_mail_and_see_it_on_their_dashboard(
    client: Client, unit: Unit, insider: User, chair: User, liaison: User, observer: User
) -> None:
    policy = make_policy(by=insider, live=False, responsible_body=unit)
    submit_policy(client, insider, policy)

    told = {address for message in mail.outbox for address in message.to}
    assert {chair.email, liaison.email} <= told
    assert not {insider.email, observer.email} & told
    client.force_login(chair)
    assert "Paid time for learning" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_request_for_changes_goes_back_to_the_writer(
    client: Client, unit: Unit, insider: User, chair: User
) -> None:
    policy = make_policy(by=insider, live=False, responsible_body=unit)
    submit_policy(client, insider, policy)
    client.force_login(chair)
    state = policy.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "reject", state.pk])
    client.post(url, {"comment": "Please define “work”."})
    assert policy.current_workflow_state.status == "needs_changes"
    assert not policy.live


def test_article_is_approved_by_another_clearinghouse_editor(client: Client) -> None:
    from tests.factories import make_user

    group = Group.objects.get(name=EDITORS)
    writer, reader = (make_user(handle=handle) for handle in ("writer", "reader"))
    group.user_set.add(writer, reader)
    client.force_login(writer)
    section = ArticleIndexPage.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["clearinghouse", "articlepage", section.pk])
    client.post(add, {**article_form(), "action-submit": "1"})
    article = ArticlePage.objects.get(slug="ask-first")

    approve(client, writer, article)
    article.refresh_from_db()
    assert not article.live

    approve(client, reader, article)
    article.refresh_from_db()
    assert article.live


def test_no_form_of_the_text_moves_the_policy(
    client: Client, unit: Unit, insider: User, chair: User
) -> None:
    policy = make_policy(by=insider, live=False, responsible_body=unit)
    submit_policy(client, insider, policy, status="adopted")
    approve(client, chair, policy)
    policy.refresh_from_db()
    assert policy.live
    assert policy.status == "drafting"


def test_home_is_the_site(home: HomePage, client: Client) -> None:
    assert client.get("/").context["page"] == home
