from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.doors import confirm_password, is_signed_in, mailed_link, sign_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "a-wholly-different-one"


def test_forgotten_password_is_replaced_by_the_mailed_link(client: Client, dana: User) -> None:
    client.post(reverse("account_reset_password"), {"email": dana.email})
    response = client.get(mailed_link(), follow=True)
    assert "set-password" in response.redirect_chain[-1][0]
    client.post(response.redirect_chain[-1][0], {"password1": NEW})
    dana.refresh_from_db()
    assert dana.check_password(NEW)


def test_reset_mail_goes_to_the_stored_address_only(client: Client, dana: User) -> None:
    client.post(reverse("account_reset_password"), {"email": "DANA@EXAMPLE.ORG"})
    client.post(reverse("account_reset_password"), {"email": "dana@exampłe.org"})
    assert [message.to for message in mail.outbox[:1]] == [[dana.email]]
    assert all("password/reset/key" not in str(message.body) for message in mail.outbox[1:])


def test_a_reset_link_works_once_and_not_after_a_change(client: Client, dana: User) -> None:
    client.post(reverse("account_reset_password"), {"email": dana.email})
    link = mailed_link()
    dana.set_password(NEW)
    dana.save()
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_a_weak_new_password_is_refused(client: Client, dana: User) -> None:
    client.post(reverse("account_reset_password"), {"email": dana.email})
    form = client.get(mailed_link(), follow=True).redirect_chain[-1][0]
    page = client.post(form, {"password1": "short"}).content.decode()
    assert "at least 10 characters" in page


def test_a_changed_password_ends_the_other_sessions_and_tells_by_mail(
    client: Client, dana: User
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, dana)
    sign_in(client, dana)
    response = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW}
    )
    assert response["Location"] == reverse("accounts:settings")
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert mail.outbox[-1].to == [dana.email]
    assert "If it was not you" in str(mail.outbox[-1].body)


def test_the_current_password_must_be_right(client: Client, dana: User) -> None:
    sign_in(client, dana)
    page = client.post(
        reverse("account_change_password"), {"oldpassword": "wrong", "password1": NEW}
    ).content.decode()
    assert "This is not your current password." in page


def test_changing_the_address_needs_the_password_again(client: Client, dana: User) -> None:
    sign_in(client, dana)
    response = client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert mail.outbox == []


def test_a_changed_address_ends_the_other_sessions_and_tells_the_old_one(
    client: Client, dana: User
) -> None:
    from tests.accounts.doors import mailed_code

    elsewhere = Client()
    sign_in(elsewhere, dana)
    sign_in(client, dana)
    confirm_password(client)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    assert is_signed_in(elsewhere)
    client.post(reverse("account_email_verification_sent"), {"code": mailed_code()})

    dana.refresh_from_db()
    assert dana.email == "new@example.org"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert mail.outbox[-1].to == ["dana@example.org"]
