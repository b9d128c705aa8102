"""Threads, commits and other processes: here the hub asks the database in threads of its own."""

import asyncio
import logging
import socket

import pytest
from django.conf import settings
from django.db import transaction
from redis import asyncio as redis

from accounts.models import User
from forum import doorbell
from forum.live import hub, rings
from forum.models import Board, Thread
from tests.factories import make_board, make_reply, make_thread, make_user

needs_redis = pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL is not set")


@pytest.fixture
def threads() -> int:
    return 1


@pytest.fixture(autouse=True)
def _only_rings(monkeypatch):
    """No tick comes to the help, and one thread keeps SQLite's readers and writers apart."""
    monkeypatch.setattr(hub, "TICK", 3600)
    monkeypatch.setattr(hub, "THREADS", 1)


def set_the_stage() -> tuple[Thread, User]:
    author = make_user(handle="alice", display_name="Alice Example")
    return make_thread(board=make_board(), author=author), author


@pytest.mark.django_db(transaction=True)
async def test_a_commit_in_a_thread_wakes_the_loop(reader):
    run = hub.current().run
    thread, author = await run(set_the_stage)
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", 1)
    await run(lambda: make_reply(thread=thread, author=author, source="From a thread."))
    assert "From a thread." in (await page.frame())["html"]


@pytest.mark.django_db(transaction=True)
async def test_a_change_that_is_rolled_back_is_never_told(reader):
    run = hub.current().run
    thread, author = await run(set_the_stage)
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", 1)

    await run(reply_and_roll_back, thread, author)
    await hub.current().tick()
    assert await page.hears_nothing()
    assert await run(Board.objects.count) == 1


def reply_and_roll_back(thread: Thread, author: User) -> None:
    with transaction.atomic():
        make_reply(thread=thread, author=author, source="Never said.")
        transaction.set_rollback(True)


@needs_redis
@pytest.mark.django_db(transaction=True)
async def test_another_process_wakes_this_one_through_redis(reader, monkeypatch):
    run = hub.current().run
    thread, author = await run(set_the_stage)
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", 1)
    await subscribed()
    other = rings.Carrier()
    monkeypatch.setattr(doorbell, "_listeners", [other.carry])
    await run(lambda: make_reply(thread=thread, author=author, source="From afar."))
    assert "From afar." in (await page.frame())["html"]


async def subscribed() -> None:
    """Returns when Redis knows that this process listens."""
    prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
    async with redis.from_url(settings.REDIS_URL) as server:
        name = f"{prefix}__group__{rings.GROUP}"
        while dict(await server.pubsub_numsub(name))[name.encode()] == 0:
            await asyncio.sleep(0)


@pytest.fixture
def silent_redis(monkeypatch, settings):
    """A server that takes connections and never answers, as a frozen Redis does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        settings.CHANNEL_LAYERS = {
            "default": {
                "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
                "CONFIG": {"hosts": [f"redis://127.0.0.1:{port}/0"]},
            }
        }
        yield server


def test_a_ring_does_not_wait_for_a_frozen_redis(silent_redis, caplog):
    carrier = rings.Carrier(patience=0.1)
    with caplog.at_level(logging.WARNING, logger="roundtable.live"):
        for seq in range(3):
            carrier.carry({"kind": "thread", "id": 1, "seq": seq})
        assert carrier._sending
        carrier.flush()
    assert not carrier._sending
    assert len([record for record in caplog.records if "Redis" in record.message]) == 1


@pytest.mark.django_db(transaction=True)
async def test_a_frozen_redis_leaves_the_hub_free(reader, silent_redis, settings):
    settings.REDIS_URL = "redis://nowhere"
    page = await reader().open()
    assert (await page.watch("lists"))["kind"] == "ready"


def test_rings_of_one_kind_are_carried_once_with_the_latest_seq():
    carrier = rings.Carrier()
    carrier._sending = True  # As while an earlier batch is on its way.
    for seq in (7, 8, 9):
        carrier.carry({"kind": "thread", "id": 1, "seq": seq})
    carrier.carry({"kind": "thread", "id": 2, "seq": 1})
    carrier.carry({"kind": "work"})
    assert carrier._take() == [
        {"kind": "thread", "id": 1, "seq": 9},
        {"kind": "thread", "id": 2, "seq": 1},
    ]
