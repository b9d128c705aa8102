from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.doors import app_code, confirm_password, is_signed_in, page, set_up_app, sign_in

pytestmark = pytest.mark.django_db
SECOND_STEP = reverse("mfa_authenticate")


def test_the_app_is_asked_for_after_the_password(client: Client, dana: User) -> None:
    sign_in(client, dana)
    secret = set_up_app(client)
    assert "The app is on" in page(client, reverse("mfa_view_recovery_codes"))

    other = Client()
    sign_in(other, dana)
    assert not is_signed_in(other)
    other.post(SECOND_STEP, {"code": app_code(secret)})
    assert is_signed_in(other)


def test_a_code_of_the_app_works_once(client: Client, dana: User) -> None:
    sign_in(client, dana)
    code = app_code(set_up_app(client))
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser, dana)
        browser.post(SECOND_STEP, {"code": code})
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_mailed_code_does_not_pass_the_second_step(client: Client, dana: User) -> None:
    from tests.accounts.doors import mailed_code

    sign_in(client, dana)
    set_up_app(client)
    other = Client()
    other.post(reverse("account_request_login_code"), {"email": dana.email})
    response = other.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    assert response["Location"] == SECOND_STEP
    assert not is_signed_in(other)


def test_a_recovery_code_opens_once(client: Client, dana: User) -> None:
    sign_in(client, dana)
    set_up_app(client)
    found = re.search(r"<code>(\d{8})</code>", page(client, reverse("mfa_view_recovery_codes")))
    assert found
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser, dana)
        browser.post(SECOND_STEP, {"code": found[1]})
    assert [is_signed_in(browser) for browser in browsers] == [True, False]


def test_wrong_codes_are_limited(client: Client, dana: User) -> None:
    sign_in(client, dana)
    secret = set_up_app(client)
    other = Client()
    sign_in(other, dana)
    for _ in range(5):
        other.post(SECOND_STEP, {"code": "000000"})
    answer = other.post(SECOND_STEP, {"code": app_code(secret)}).content.decode()
    assert "Too many tries" in answer


def test_turning_the_app_on_and_off_ends_other_sessions_and_tells_by_mail(
    client: Client, dana: User
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, dana)
    sign_in(client, dana)
    secret = set_up_app(client)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)

    sign_in(elsewhere, dana)
    elsewhere.post(SECOND_STEP, {"code": app_code(secret)})
    assert is_signed_in(elsewhere)
    client.post(reverse("mfa_deactivate_totp"))
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)
    assert {message.to[0] for message in mail.outbox} == {dana.email}
    assert not Authenticator.objects.filter(user=dana).exists()


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "account_email",
    ],
)
def test_pages_that_change_protection_ask_for_the_password_again(
    client: Client, dana: User, name: str
) -> None:
    sign_in(client, dana)
    response = client.post(reverse(name), {"action_add": "", "email": "new@example.org"})
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]


def test_the_question_comes_back_after_five_minutes(
    client: Client, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    sign_in(client, dana)
    confirm_password(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    later = time.time() + 301
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: later)
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_second_factors_are_encrypted_in_the_database(client: Client, dana: User) -> None:
    sign_in(client, dana)
    secret = set_up_app(client)
    stored = " ".join(str(row.data) for row in Authenticator.objects.filter(user=dana))
    assert secret not in stored
    assert not re.search(r"'seed': '[0-9a-f]{80}'", stored)


def test_a_new_secret_key_reads_what_an_old_one_wrote(
    client: Client, dana: User, settings: object
) -> None:
    from accounts.adapter import MFAAdapter

    written = MFAAdapter().encrypt("secret")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another-key-altogether"  # type: ignore[attr-defined]
    assert MFAAdapter().decrypt(written) == "secret"


def test_the_picture_for_the_app_passes_the_policy(client: Client, dana: User) -> None:
    sign_in(client, dana)
    confirm_password(client)
    response = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml' in response.content.decode()
    assert "img-src 'self' data:" in response["Content-Security-Policy"]
