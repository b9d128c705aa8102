"""Ways in and out, as a browser and a mailbox would go them."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from unittest.mock import patch

from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD


def sign_in(client: Client, user: User, **extra: str) -> None:
    response = client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD, **extra}
    )
    assert response.status_code == 302, response.content.decode()


def mailed_code() -> str:
    """The code in the last mail, as its reader would copy it."""
    found = re.search(r"^([A-Z]{4}-[A-Z]{4})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def mailed_link() -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:settings")).status_code == 200


def confirm_password(client: Client) -> None:
    """What pages that change the protection of an account ask for."""
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert response.status_code == 302, response.content.decode()


def app_code(secret: str, *, step: int = 0) -> str:
    """The code an authenticator app shows now, or `step` periods later."""
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()) + step))


def committing() -> AbstractContextManager[object]:
    """Lets what allauth does on commit happen at once: a test's transaction never commits."""
    return patch("django.db.transaction.on_commit", lambda callback, **kwargs: callback())


def set_up_app(client: Client) -> str:
    """Turn two-step sign-in on for a client that is signed in; return the secret."""
    confirm_password(client)
    url = reverse("mfa_activate_totp")
    found = re.search(r'id="authenticator_secret" type="text" value="(\w+)"', page(client, url))
    assert found
    with committing():
        response = client.post(url, {"code": app_code(found[1])})
    assert response.status_code == 302, response.content.decode()
    return found[1]


def page(client: Client, url: str) -> str:
    return client.get(url, follow=True).content.decode()
