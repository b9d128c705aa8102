"""Readers with sockets on the real application.

The hub asks the database in the test's own thread, where the test's transaction is; only
test_processes.py lets it use its threads.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from accounts.models import User
from config.asgi import application
from forum.live import hub

Frame = dict[str, Any]
ORIGIN = settings.SITE_URL.encode()
# Nothing waits this long: it bounds a failing test.
PATIENCE = 10


class Reader:
    """A page's side of one socket."""

    def __init__(self, user: User | None = None, *, client: Client | None = None) -> None:
        self.client = client or Client()
        if user is not None:
            self.client.force_login(user)
        cookies = "; ".join(
            f"{name}={morsel.value}" for name, morsel in self.client.cookies.items()
        )
        headers = [(b"origin", ORIGIN), (b"host", b"testserver"), (b"cookie", cookies.encode())]
        self.socket = WebsocketCommunicator(application, "/ws/", headers=headers)

    async def open(self) -> Reader:
        accepted, _ = await self.socket.connect(timeout=PATIENCE)
        assert accepted
        return self

    async def ask(self, **message: Any) -> None:
        await self.socket.send_json_to(message)

    async def watch(self, target: str, since: int | None = None) -> Frame:
        """Watch and give the frame that ends the catching up: ready, or ended."""
        await self.ask(watch=target, **({} if since is None else {"since": since}))
        return (await self.until("ready", "ended"))[-1]

    async def frame(self) -> Frame:
        frame: Frame = json.loads(await self.socket.receive_from(timeout=PATIENCE))
        return frame

    async def until(self, *kinds: str) -> list[Frame]:
        frames = [await self.frame()]
        while frames[-1]["kind"] not in kinds:
            frames.append(await self.frame())
        return frames

    async def code(self) -> int:
        """The code that the socket is closed with, past the frames before it."""
        event = await self.socket.receive_output(PATIENCE)
        while event["type"] == "websocket.send":
            event = await self.socket.receive_output(PATIENCE)
        assert event["type"] == "websocket.close"
        return int(event["code"])

    async def hears_nothing(self) -> bool:
        """Nothing comes of the rings so far before the answer to a question asked now."""
        await settled(hub.current())
        await self.ask(watch="nothing")
        return (await self.frame())["kind"] == "error"

    async def leave(self) -> None:
        await self.socket.disconnect(timeout=PATIENCE)


async def settled(hub: hub.Hub) -> None:
    """Returns when every ring heard so far has been followed up."""
    while hub._heard or hub._tasks:
        await asyncio.wait(hub._tasks) if hub._tasks else await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _fresh_fragments() -> None:
    for name in ("fragments", "pages"):
        caches[name].clear()


@pytest.fixture
def threads() -> int:
    """How many threads the hub asks the database in; 0 for the test's own."""
    return 0


@pytest.fixture
def own_connection(threads: int, request: pytest.FixtureRequest) -> BaseDatabaseWrapper | None:
    """The connection that holds the test's transaction, where there is one."""
    request.getfixturevalue("db")
    return None if threads else connections["default"]


@pytest.fixture
async def reader(
    own_connection: BaseDatabaseWrapper | None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., Reader]]:
    """Makes readers, and ends them and their hub with the test."""
    if own_connection is not None:

        async def run(self: hub.Hub, ask: Callable[..., Any], *args: Any) -> Any:
            return ask(*args)

        # Django gives each asynchronous context a connection of its own: here, one a thread,
        # so that all see the test's transaction.
        monkeypatch.setattr(connections, "_connections", threading.local())
        connections["default"] = own_connection
        monkeypatch.setattr(hub.Hub, "run", run)
    readers: list[Reader] = []

    def make(*args: Any, **fields: Any) -> Reader:
        readers.append(Reader(*args, **fields))
        return readers[-1]

    yield make
    for each in readers:
        await each.leave()
    if own_connection is None:
        await hub.current().run(connections.close_all)
    hub.current().close()


@pytest.fixture
def committed(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> Callable[[], AbstractContextManager[Any]]:
    """`with committed():` does what follows as if the transaction ended with the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
