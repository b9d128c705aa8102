"""Limits hold while Redis is away."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

import config.cache
from accounts.models import User
from tests.accounts.doors import is_signed_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cache whose Redis address nobody answers at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.CACHES = {
            **settings.CACHES,
            "default": {
                "BACKEND": "config.cache.StandbyRedisCache",
                "LOCATION": f"redis://127.0.0.1:{taken.getsockname()[1]}",
                "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
            },
        }
        monkeypatch.setattr(config.cache, "_away_until", 0.0)
        yield


@pytest.mark.usefixtures("redis_away")
def test_members_sign_in_while_redis_is_away(client: Client, dana: User) -> None:
    sign_in(client, dana)
    assert is_signed_in(client)


@pytest.mark.usefixtures("redis_away")
def test_limits_hold_while_redis_is_away(client: Client, dana: User) -> None:
    for _ in range(5):
        client.post(reverse("account_login"), {"login": dana.email, "password": "wrong"})
    page = client.post(
        reverse("account_login"), {"login": dana.email, "password": "wrong"}
    ).content.decode()
    assert "Too many tries" in page


@pytest.mark.usefixtures("redis_away")
def test_every_use_of_the_cache_is_answered() -> None:
    cache = caches["default"]
    assert cache.add("one", 1)
    assert not cache.add("one", 2)
    cache.set_many({"two": 2, "three": 3})
    assert cache.get_many(["one", "two", "four"]) == {"one": 1, "two": 2}
    assert cache.incr("two") == 3
    assert cache.has_key("three")
    assert cache.touch("three")
    assert cache.get_or_set("five", 5) == 5
    cache.delete("one")
    cache.delete_many(["two"])
    assert cache.get("one", "gone") == "gone"
    cache.clear()
    assert cache.get("five") is None


@pytest.mark.skipif(not django_settings.REDIS_URL, reason="REDIS_URL is not set")
def test_clearing_leaves_what_others_keep_in_the_same_redis(settings: Settings) -> None:
    ours = settings.CACHES["default"]
    settings.CACHES = {
        **settings.CACHES,
        "neighbor": {**ours, "KEY_PREFIX": ours["KEY_PREFIX"] + "-neighbor"},
    }
    caches["default"].set("limit", 1)
    caches["neighbor"].set("limit", 2)
    caches["default"].clear()
    assert caches["default"].get("limit") is None
    assert caches["neighbor"].get("limit") == 2
    caches["neighbor"].clear()
