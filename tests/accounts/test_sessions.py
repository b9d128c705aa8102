from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.sessions import end_sessions
from accounts.models import User
from accounts.signals import sessions_ended
from tests.accounts.doors import is_signed_in, page, sign_in

pytestmark = pytest.mark.django_db
URL = reverse("usersessions_list")


@pytest.fixture
def ended(db: None) -> Any:
    """What was told of ended sessions."""
    told: list[tuple[User, list[str]]] = []

    def listen(sender: type[User], user: User, keys: list[str], **kwargs: Any) -> None:
        told.append((user, keys))

    sessions_ended.connect(listen)
    yield told
    sessions_ended.disconnect(listen)


def test_the_list_shows_where_one_is_signed_in(client: Client, dana: User) -> None:
    other = Client(headers={"User-Agent": "Netscape 4 <b>bold</b>"})
    sign_in(other, dana)
    sign_in(client, dana)
    words = page(client, URL)
    assert "Netscape 4 &lt;b&gt;bold&lt;/b&gt;" in words
    assert words.count("This one") == 1
    assert client.session.session_key not in words


def test_a_member_ends_the_other_sessions(client: Client, dana: User, ended: Any) -> None:
    other = Client()
    sign_in(other, dana)
    key = other.session.session_key
    sign_in(client, dana)
    client.post(URL)
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert ended == [(dana, [key])]


def test_nobody_ends_another_members_session(client: Client, dana: User, alice: User) -> None:
    other = Client()
    sign_in(other, dana)
    client.force_login(alice)
    client.post(URL)
    assert is_signed_in(other)


def test_signing_out_tells_which_session_ended(client: Client, dana: User, ended: Any) -> None:
    sign_in(client, dana)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert ended == [(dana, [key])]


def test_ending_all_sessions_signs_out_everywhere(client: Client, dana: User, ended: Any) -> None:
    sign_in(client, dana)
    keys = [client.session.session_key]
    assert end_sessions(dana) == keys
    assert not is_signed_in(client)
    assert ended == [(dana, keys)]


def test_visitors_are_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(URL)["Location"].startswith(reverse("account_login"))
