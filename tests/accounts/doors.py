"""Ways in and out, as a browser and a mailbox would go them."""

from __future__ import annotations

import re

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
