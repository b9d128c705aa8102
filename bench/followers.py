"""Readers that come back: what a page's script does with its socket, without the page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0


@dataclass
class Follower:
    """Follows a thread through any of the servers, from where it was."""

    bases: list[str]
    thread: int
    since: int
    cookie: str = ""
    numbers: set[int] = field(default_factory=set)
    highest = doubled = disordered = reconnects = 0
    socket: ClientConnection | None = None

    async def follow(self) -> None:
        failures = 0
        while True:
            base = random.choice(self.bases)
            try:
                async with asyncio.timeout(5):
                    self.socket = await connect(
                        f"{base.replace('http', 'ws')}/ws/",
                        origin=base,  # type: ignore[arg-type]
                        additional_headers={"Cookie": self.cookie},
                        compression=None,
                        ping_interval=5,
                        ping_timeout=5,
                    )
                failures = 0
                await self.listen(self.socket)
            except (OSError, TimeoutError, WebSocketException):
                pass
            self.socket = None
            self.reconnects += 1
            failures += 1
            longest = min(LONGEST_WAIT, FIRST_WAIT * 2**failures)
            await asyncio.sleep(random.uniform(0.1, longest))

    async def listen(self, socket: ClientConnection) -> None:
        await socket.send(json.dumps({"watch": f"thread:{self.thread}", "since": self.since}))
        async for message in socket:
            frame = json.loads(message)
            if frame["kind"] == "post":
                self.heard(frame["number"], frame["seq"])
            self.since = frame.get("seq", self.since)

    def heard(self, number: int, seq: int) -> None:
        # A frame after a break may come again, past the seq that was asked for, and the page
        # knows its number; one at or before that seq should not have been sent.
        self.doubled += number in self.numbers and seq <= self.since
        self.disordered += number < self.highest and number not in self.numbers
        self.numbers.add(number)
        self.highest = max(self.highest, number)

    def cut(self) -> None:
        """As when a network goes away: no goodbye."""
        if self.socket is not None:
            with contextlib.suppress(AttributeError):
                self.socket.transport.abort()
