"""Whoever asks can't learn which addresses have an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db
STRANGER = "stranger@example.org"


def story(name: str, data: dict[str, str], address: str) -> tuple[list[tuple[int, str]], str]:
    """Status and words of each page on the way, with what differs by itself taken out."""
    cache.clear()
    client = Client()
    response = client.post(reverse(name), data, follow=True)
    pages = [(status, url) for url, status in response.redirect_chain]
    words = response.content.decode().replace(address, "ADDRESS")
    words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)
    pages.append((response.status_code, words))
    return pages, str(sorted(client.cookies))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("account_login", "login"),
        ("account_request_login_code", "email"),
        ("account_reset_password", "email"),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer_and_one_mail(
    alice: User, name: str, field: str
) -> None:
    known = story(name, {field: alice.email, "password": "not-this-one"}, alice.email)
    mails = [len(mail.outbox)]
    unknown = story(name, {field: STRANGER, "password": "not-this-one"}, STRANGER)
    mails.append(len(mail.outbox) - mails[0])
    assert known == unknown
    assert mails in ([0, 0], [1, 1])


def test_sign_up_with_a_known_address_looks_like_any_other(
    alice: User, newcomer: dict[str, str]
) -> None:
    unknown = story("account_signup", newcomer, newcomer["email"])
    known = story(
        "account_signup", {**newcomer, "handle": "nella", "email": alice.email}, alice.email
    )
    assert known == unknown
    assert [message.to for message in mail.outbox] == [[newcomer["email"]], [alice.email]]
    assert "You have an account already" in mail.outbox[1].subject
    assert not User.objects.filter(handle="nella").exists()


def test_the_handle_of_such_a_sign_up_does_not_tell_either(
    alice: User, newcomer: dict[str, str]
) -> None:
    taken = []
    for address, handle in ((alice.email, "first"), (STRANGER, "second")):
        story("account_signup", {**newcomer, "email": address, "handle": handle}, address)
        probe = {**newcomer, "email": "probe@example.org", "handle": handle}
        page = Client().post(reverse("account_signup"), probe).content.decode()
        taken.append("Someone has this handle already" in page)
        cache.clear()
    assert taken == [True, True]


def test_such_a_sign_up_costs_the_time_of_a_password(
    alice: User, newcomer: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = type(get_hasher())
    hashed = []
    encode = hasher.encode

    def counted(self: BasePasswordHasher, password: str, *rest: Any) -> str:
        hashed.append(password)
        return str(encode(self, password, *rest))

    monkeypatch.setattr(hasher, "encode", counted)
    counts = []
    for address, handle in ((alice.email, "first"), (STRANGER, "second")):
        hashed.clear()
        story("account_signup", {**newcomer, "email": address, "handle": handle}, address)
        counts.append(len(hashed))
    assert counts == [1, 1]


def test_changing_to_an_address_of_someone_else_looks_like_any_change(
    client: Client, alice: User, dana: User
) -> None:
    from tests.accounts.doors import confirm_password, sign_in

    sign_in(client, dana)
    confirm_password(client)
    answers = []
    for address in (alice.email, STRANGER):
        cache.clear()
        response = client.post(
            reverse("account_email"), {"email": address, "action_add": ""}, follow=True
        )
        words = response.content.decode().replace(address, "ADDRESS")
        words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", words)
        answers.append((response.redirect_chain, words))
    assert answers[0] == answers[1]
