from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import RosterTerm, Unit, User
from accounts.signals import rights_changed
from tests.accounts.doors import is_signed_in, set_up_app, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Iterator[list[str]]:
    handles: list[str] = []

    def listen(sender: type[User], user: User, **kwargs: Any) -> None:
        handles.append(user.handle)

    rights_changed.connect(listen)
    yield handles
    rights_changed.disconnect(listen)


def change(client: Client, member: User, **values: Any) -> str:
    """Save a member's form as it stands, but for `values`; None unticks or leaves out."""
    url = reverse("admin:accounts_user_change", args=[member.pk])
    page = client.get(url)
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = {field.html_name: field.value() for form in forms for field in form}
    data = {
        name: value for name, value in fields.items() if str(value) not in ("None", "False", "")
    }
    data |= values
    response = client.post(url, {key: value for key, value in data.items() if value is not None})
    assert response.status_code == 302, response.content.decode()
    return url


def test_making_someone_a_moderator_is_told(
    client: Client, keeper: User, alice: User, told: list[str]
) -> None:
    client.force_login(keeper)
    change(client, alice, is_moderator="on")
    assert User.objects.get(pk=alice.pk).is_moderator
    assert told == ["alice"]


def test_a_new_library_is_not_a_change_of_rights(
    client: Client, keeper: User, alice: User, told: list[str]
) -> None:
    client.force_login(keeper)
    change(client, alice, library="Sample Library")
    assert User.objects.get(pk=alice.pk).library == "Sample Library"
    assert told == []


def test_closing_an_account_ends_its_sessions(
    client: Client, keeper: User, dana: User, told: list[str]
) -> None:
    member = Client()
    sign_in(member, dana)
    client.force_login(keeper)
    change(client, dana, is_active=None)
    User.objects.filter(pk=dana.pk).update(is_active=True)
    assert not is_signed_in(member)
    assert told == ["dana"]


def test_staff_remove_a_lost_second_factor_but_never_see_it(
    client: Client, keeper: User, dana: User
) -> None:
    member = Client()
    sign_in(member, dana)
    secret = set_up_app(member)
    client.force_login(keeper)
    url = reverse("admin:accounts_user_change", args=[dana.pk])
    page = client.get(url).content.decode()
    assert secret not in page
    assert "seed" not in page
    change(
        client,
        dana,
        **{"authenticator_set-0-DELETE": "on", "authenticator_set-1-DELETE": "on"},
    )
    assert not dana.authenticator_set.exists()
    assert not is_signed_in(member)


def test_the_address_is_its_owners_to_change(client: Client, keeper: User, alice: User) -> None:
    client.force_login(keeper)
    change(client, alice, email="taken-over@example.org")
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"


def test_staff_add_a_member_without_a_password(client: Client, keeper: User) -> None:
    client.force_login(keeper)
    response = client.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "New.Member@Example.org",
            "handle": "newmember",
            "display_name": "New Member",
            "usable_password": "false",
        },
    )
    assert response.status_code == 302
    member = User.objects.get(handle="newmember")
    assert member.email == "new.member@example.org"
    assert not member.has_usable_password()


def test_a_changed_roster_is_told(
    client: Client, keeper: User, alice: User, unit: Unit, told: list[str]
) -> None:
    client.force_login(keeper)
    url = reverse("admin:accounts_unit_change", args=[unit.pk])
    response = client.post(
        url,
        {
            "kind": unit.kind,
            "name": unit.name,
            "slug": unit.slug,
            "terms-TOTAL_FORMS": "1",
            "terms-INITIAL_FORMS": "0",
            "terms-0-user": alice.pk,
            "terms-0-role": "chair",
            "terms-0-starts_on": "2026-01-01",
        },
    )
    assert response.status_code == 302, response.content.decode()
    assert RosterTerm.objects.get().user == alice
    assert told == ["alice"]


@pytest.mark.parametrize(
    "name", ["index", "accounts_user_changelist", "accounts_user_add", "accounts_unit_changelist"]
)
def test_only_staff_come_in(client: Client, keeper: User, mod: User, name: str) -> None:
    url = reverse(f"admin:{name}")
    assert client.get(url).status_code == 302
    client.force_login(mod)
    assert client.get(url, follow=True).status_code == 403
    client.force_login(keeper)
    assert client.get(url).status_code == 200


def test_lists_can_be_searched(client: Client, keeper: User, alice: User) -> None:
    client.force_login(keeper)
    page = client.get(reverse("admin:accounts_user_changelist"), {"q": "alice"})
    assert "Alice Example" in page.content.decode()
    assert client.get(reverse("admin:accounts_unit_changelist"), {"q": "x"}).status_code == 200
