from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import FormerHandle, User
from tests.accounts.doors import is_signed_in, mailed_code
from tests.factories import make_user

pytestmark = pytest.mark.django_db
URL = reverse("account_signup")
CONFIRM = reverse("account_email_verification_sent")


def test_newcomer_signs_up_and_is_let_in_by_the_mailed_code(
    client: Client, newcomer: dict[str, str]
) -> None:
    response = client.post(URL, newcomer)
    assert response.status_code == 302
    assert response["Location"] == CONFIRM
    assert not is_signed_in(client)

    client.post(CONFIRM, {"code": mailed_code()})
    assert is_signed_in(client)
    user = User.objects.get(handle="nell")
    assert (user.email, user.display_name, user.time_zone) == (
        "newcomer@example.org",
        "Nell Newcomer",
        "America/Denver",
    )
    assert EmailAddress.objects.get(user=user).verified


def test_wrong_code_lets_nobody_in(client: Client, newcomer: dict[str, str]) -> None:
    client.post(URL, newcomer)
    page = client.post(CONFIRM, {"code": "BBBB-BBBB"})
    assert "This code is not right." in page.content.decode()
    assert not is_signed_in(client)


def test_next_is_kept_through_sign_up(client: Client, newcomer: dict[str, str]) -> None:
    client.post(URL, {**newcomer, "next": "/forum/"})
    response = client.post(CONFIRM, {"code": mailed_code()})
    assert response["Location"] == "/forum/"


def test_no_profile_until_the_address_is_proved(client: Client, newcomer: dict[str, str]) -> None:
    client.post(URL, newcomer)
    profile = reverse("accounts:profile", args=["nell"])
    assert Client().get(profile).status_code == 404
    client.post(CONFIRM, {"code": mailed_code()})
    assert Client().get(profile).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("handle", "n", "Use 2 to 30 small letters"),
        ("handle", "n" * 31, "Use 2 to 30 small letters"),
        ("handle", "nell newcomer", "Use 2 to 30 small letters"),
        ("handle", "аdа", "Use 2 to 30 small letters"),
        ("handle", "admin", "kept for the site itself"),
        ("handle", "m0derat0r", "kept for the site itself"),
        ("handle", "r0und.table", "kept for the site itself"),
        ("handle", "rnod", "kept for the site itself"),
        ("handle", "Alice", "Someone has this handle already"),
        ("handle", "w4nda", "looks too much like a moderator"),
        ("display_name", "Wаnda Warden", "mixes letters of different alphabets"),
        ("display_name", "wanda  WARDEN", "looks too much like a moderator"),
        ("display_name", "Roundtable Support", "kept for the site itself"),
        ("display_name", "Nell\u202e", "invisible or direction-changing"),
        ("display_name", "Ne\u200bll", "invisible or direction-changing"),
        ("display_name", "N" * 81, "at most 80 characters"),
        ("display_name", "...", "needs at least one letter"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("password1", "short", "at least 10 characters"),
        ("password1", "password1234", "too common"),
        ("email", "not-an-address", "valid email address"),
    ],
)
def test_what_can_not_be_is_refused_with_the_reason(
    client: Client, alice: User, newcomer: dict[str, str], field: str, value: str, words: str
) -> None:
    make_user(handle="wanda", display_name="Wanda Warden", is_moderator=True)
    response = client.post(URL, {**newcomer, field: value})
    page = response.content.decode()
    assert words in page
    assert "error-summary" in page
    assert not User.objects.filter(email="newcomer@example.org").exists()
    assert mail.outbox == []


@pytest.mark.parametrize("handle", ["@Nell", " nell ", "ＮＥＬＬ"])
def test_a_handle_has_one_spelling(client: Client, newcomer: dict[str, str], handle: str) -> None:
    client.post(URL, {**newcomer, "handle": handle})
    assert User.objects.get(email="newcomer@example.org").handle == "nell"


@pytest.mark.parametrize("name", ["Zoë Ångström-O’Neill", "山田 花子", "Юлия", "Nguyễn Văn An"])
def test_names_of_the_world_are_welcome(
    client: Client, newcomer: dict[str, str], name: str
) -> None:
    client.post(URL, {**newcomer, "display_name": name})
    assert User.objects.get(handle="nell").display_name == name


def test_a_former_handle_is_not_given_to_another(
    client: Client, alice: User, newcomer: dict[str, str]
) -> None:
    FormerHandle.objects.create(handle="nell", user=alice)
    page = client.post(URL, newcomer).content.decode()
    assert "Someone has this handle already" in page


def test_a_sign_up_never_verified_gives_its_handle_up(
    client: Client, newcomer: dict[str, str]
) -> None:
    client.post(URL, {**newcomer, "email": "gone@example.org"})
    User.objects.filter(handle="nell").update(date_joined=timezone.now() - timedelta(days=3))
    Client().post(URL, newcomer)
    assert User.objects.get(handle="nell").email == "newcomer@example.org"


def test_a_member_who_is_signed_in_is_sent_on(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get(URL).status_code == 302


def test_each_field_tells_browsers_how_to_fill_it(client: Client) -> None:
    page = client.get(URL).content.decode()
    for kind in ("email", "name", "username", "new-password"):
        assert f'autocomplete="{kind}"' in page
    assert "placeholder" not in page.split("<main")[1].split("</main>")[0]
