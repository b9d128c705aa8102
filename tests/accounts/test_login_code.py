from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.doors import is_signed_in, mailed_code

pytestmark = pytest.mark.django_db
URL = reverse("account_request_login_code")
CONFIRM = reverse("account_confirm_login_code")


def test_member_signs_in_with_a_mailed_code(client: Client, alice: User) -> None:
    client.post(URL, {"email": alice.email, "next": "/forum/"}, follow=True)
    code = mailed_code()
    assert code not in mail.outbox[-1].subject
    response = client.post(CONFIRM, {"code": code.lower().replace("-", " "), "next": "/forum/"})
    assert response["Location"] == "/forum/"
    assert is_signed_in(client)


def test_a_code_works_once(client: Client, alice: User) -> None:
    client.post(URL, {"email": alice.email})
    code = mailed_code()
    client.post(CONFIRM, {"code": code})
    client.post(reverse("account_logout"))
    client.post(CONFIRM, {"code": code})
    assert not is_signed_in(client)


def test_a_code_is_dead_after_three_wrong_ones(client: Client, alice: User) -> None:
    client.post(URL, {"email": alice.email})
    for _ in range(3):
        client.post(CONFIRM, {"code": "BBBB-BBBB"})
    client.post(CONFIRM, {"code": mailed_code()})
    assert not is_signed_in(client)


def test_a_code_works_only_where_it_was_asked_for(client: Client, alice: User) -> None:
    client.post(URL, {"email": alice.email})
    stranger = Client()
    stranger.post(CONFIRM, {"code": mailed_code()})
    assert not is_signed_in(stranger)


def test_a_closed_account_gets_no_code(client: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    client.post(URL, {"email": alice.email})
    assert "No account with this address" in mail.outbox[-1].subject
