from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import mutes
from accounts.actions.mutes import MuteRefused, mute_member, unmute_member
from accounts.models import Mute, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_muting_twice_is_muting_once(alice: User, bob: User) -> None:
    first = mute_member(alice, bob)
    assert mute_member(alice, bob) == first
    alice.refresh_from_db()
    assert alice.mute_count == 1
    assert User.objects.get(pk=alice.pk).muted_ids == {bob.pk}
    unmute_member(alice, bob)
    unmute_member(alice, bob)
    assert User.objects.get(pk=alice.pk).muted_ids == set()


def test_nobody_mutes_themselves_or_a_moderator(alice: User, mod: User) -> None:
    for member in (alice, mod):
        with pytest.raises(MuteRefused):
            mute_member(alice, member)
    assert not Mute.objects.exists()


def test_there_is_a_limit_with_a_sentence(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutes, "MAX_MUTES", 1)
    mute_member(alice, bob)
    with pytest.raises(MuteRefused, match="You can mute 1 member"):
        mute_member(alice, make_user(handle="third"))


def test_who_muted_nobody_costs_no_query(alice: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert alice.muted_ids == frozenset()


def test_a_member_mutes_from_the_profile_and_unmutes_from_the_list(
    client: Client, alice: User, bob: User
) -> None:
    client.force_login(alice)
    url = reverse("accounts:mute", args=["bob"])
    assert url in client.get(bob.get_absolute_url()).content.decode()
    assert "Mute Bob Sample?" in client.get(url).content.decode()
    page = client.post(url, {"mute": "on"}, follow=True).content.decode()
    assert "You muted this member" in page
    assert "Bob Sample" in client.get(reverse("accounts:muted")).content.decode()
    response = client.post(url, {"mute": "off", "back": "list"}, follow=True)
    assert "You have muted nobody" in response.content.decode()


def test_a_moderator_is_not_muted_and_the_page_says_why(
    client: Client, alice: User, mod: User
) -> None:
    client.force_login(alice)
    url = reverse("accounts:mute", args=["mod"])
    assert url not in client.get(mod.get_absolute_url()).content.decode()
    response = client.post(url, {"mute": "on"})
    assert response.status_code == 403
    assert "mute a moderator" in response.content.decode()


def test_a_visitor_is_asked_to_sign_in_and_nobody_unknown_is_muted(
    client: Client, alice: User
) -> None:
    url = reverse("accounts:mute", args=["alice"])
    assert "/login/" in client.get(url)["Location"]
    assert "/login/" in client.post(url)["Location"]
    assert "/login/" in client.get(reverse("accounts:muted"))["Location"]
    client.force_login(alice)
    assert client.get(reverse("accounts:mute", args=["nobody"])).status_code == 404
    assert client.put(url).status_code == 405
