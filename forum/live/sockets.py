"""One reader's socket: what it watches, and a bounded queue that nobody waits for."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from forum.live.sessions import Caller
from forum.live.wire import TOO_SLOW, Event, Watch

Send = Callable[[Event], Awaitable[None]]

MAX_FRAMES = 200
MAX_CHARACTERS = 1_000_000

logger = logging.getLogger("roundtable.live")


class Socket:
    """`offer` never waits; a task that lives only while frames are queued sends them."""

    __slots__ = ("_queue", "_send", "_size", "_task", "caller", "code", "sent", "watches")

    def __init__(self, caller: Caller, send: Send) -> None:
        self.caller = caller
        self.code: int | None = None
        self.sent = 0
        self.watches: set[Watch] = set()
        self._send = send
        self._queue: deque[Event] = deque()
        self._size = 0
        self._task: asyncio.Task[None] | None = None

    def offer(self, events: Sequence[Event]) -> None:
        """Queue frames, or close with TOO_SLOW when they don't fit."""
        if self.code is not None or not events:
            return
        self._queue.extend(events)
        self._size += sum(len(event["text"]) for event in events)
        if len(self._queue) > MAX_FRAMES or self._size > MAX_CHARACTERS:
            self.close(TOO_SLOW)
        elif self._task is None:
            self._task = asyncio.create_task(self._flush())

    async def drained(self) -> None:
        """Returns once everything offered so far is sent, or the socket is closed."""
        while self._task is not None and self.code is None:
            await asyncio.wait({self._task})

    def close(self, code: int) -> None:
        """Forget what is queued and close; a send that hangs is given up."""
        if self.code is not None:
            return
        self.code = code
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(self._say_goodbye(code))

    def gone(self) -> None:
        """The other side went away: nothing more is sent."""
        self.code = self.code or 1006
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()

    async def _flush(self) -> None:
        try:
            while self._queue:
                event = self._queue.popleft()
                self._size -= len(event["text"])
                await self._send(event)
                self.sent += 1
        except Exception as error:
            logger.debug("a socket broke while sending: %r", error)
            self._queue.clear()
            self._size, self.code = 0, self.code or 1006
        finally:
            if self.code is None:
                self._task = None

    async def _say_goodbye(self, code: int) -> None:
        try:
            await self._send({"type": "websocket.close", "code": code})
        except Exception as error:
            logger.debug("a socket broke while closing: %r", error)
