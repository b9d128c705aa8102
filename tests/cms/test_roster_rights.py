"""A current term gives rights in the admin, and its end takes them away by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects, assertTemplateUsed

from accounts.models import RosterTerm, Unit, User
from cms.core.models import UnitPage
from cms.core.permissions import sync_groups
from cms.core.tree import ensure_unit_page
from cms.policies.models import PolicyIndexPage, PolicyPage
from tests.cms.factories import make_policy
from tests.cms.forms import policy_form

pytestmark = pytest.mark.usefixtures("home")
Paged = UnitPage | PolicyPage


def may_edit(client: Client, user: User, page: Paged) -> bool:
    client.force_login(user)
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def end_terms(user: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    RosterTerm.objects.filter(user=user).update(ends_on=yesterday)


def test_member_edits_the_unit_page_until_the_term_ends(
    client: Client, unit: Unit, insider: User
) -> None:
    page = ensure_unit_page(unit)
    assert may_edit(client, insider, page)
    end_terms(insider)
    assert not may_edit(client, insider, page)
    assert client.get(reverse("wagtailadmin_home")).status_code == 403


@pytest.mark.parametrize("path", ["", "pages/4/", "no-such-page/"])
def test_member_without_rights_is_refused_with_a_sentence(
    client: Client, bob: User, path: str
) -> None:
    client.force_login(bob)
    response = client.get(reverse("wagtailadmin_home") + path)
    assert response.status_code == 403
    assert "open the editing pages" in response.content.decode()
    assertTemplateUsed(response, "403.html")


def test_visitor_to_the_admin_is_sent_to_sign_in(client: Client) -> None:
    home = reverse("wagtailadmin_home")
    response = client.get(home)
    assertRedirects(response, f"{reverse('account_login')}?next={home}")


def test_own_draft_is_closed_when_the_term_ends_though_another_one_runs(
    client: Client, unit: Unit, insider: User
) -> None:
    policy = make_policy(by=insider, live=False, responsible_body=unit)
    other = Unit.objects.create(kind="office", name="Office of Others", slug="others")
    end_terms(insider)
    RosterTerm.objects.create(unit=other, user=insider, starts_on=timezone.localdate())

    assert not may_edit(client, insider, policy)
    sync_groups(insider)
    assert [group.unit_group.unit for group in insider.groups.all()] == [other]


@pytest.mark.parametrize("role", ["observer", "former"])
def test_observers_and_former_members_stay_outside(
    client: Client, unit: Unit, role: str, request: pytest.FixtureRequest
) -> None:
    page = ensure_unit_page(unit)
    assert not may_edit(client, request.getfixturevalue(role), page)


def test_members_of_another_unit_cannot_edit(client: Client, unit: Unit, insider: User) -> None:
    other = Unit.objects.create(kind="office", name="Office of Others", slug="others")
    policy = make_policy(responsible_body=other)
    assert not may_edit(client, insider, policy)


def test_rights_follow_the_published_owner_not_a_draft(
    client: Client, unit: Unit, insider: User
) -> None:
    other = Unit.objects.create(kind="office", name="Office of Others", slug="others")
    policy = make_policy(responsible_body=other)
    policy.responsible_body = unit
    policy.save_revision()
    assert not may_edit(client, insider, policy)
    policy.get_latest_revision().publish()
    assert may_edit(client, insider, policy)


def test_a_new_page_must_belong_to_a_unit_of_its_maker(
    client: Client, unit: Unit, insider: User
) -> None:
    other = Unit.objects.create(kind="office", name="Office of Others", slug="others")
    section = PolicyIndexPage.objects.get()
    add = reverse("wagtailadmin_pages:add", args=["policies", "policypage", section.pk])
    client.force_login(insider)
    response = client.post(add, policy_form(responsible_body=other.pk))
    assert "Choose a unit on whose roster you are" in str(response.context["form"].errors)


def test_keeper_edits_everything(client: Client, unit: Unit, keeper: User) -> None:
    assert may_edit(client, keeper, ensure_unit_page(unit))
