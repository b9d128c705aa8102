"""One reader's socket: what it watches, and a bounded queue that nobody waits for."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from types import CoroutineType
from typing import Any

from forum.live.sessions import Caller
from forum.live.wire import TOO_SLOW, Event, Watch

Send = Callable[[Event], Awaitable[None]]

MAX_FRAMES = 200
MAX_CHARACTERS = 1_000_000

logger = logging.getLogger("roundtable.live")


class Socket:
    """`offer` never waits. A server that takes a frame at once costs no task; while it doesn't,
    frames are queued and a task sends them."""

    __slots__ = ("_queue", "_send", "_size", "_task", "caller", "code", "sent", "watches")

    def __init__(self, caller: Caller, send: Send) -> None:
        self.caller = caller
        self.code: int | None = None
        self.sent = 0
        self.watches: set[Watch] = set()
        self._send = send
        self._queue: deque[Event] | None = None
        self._size = 0
        self._task: asyncio.Task[None] | None = None

    def offer(self, events: Sequence[Event]) -> None:
        """Send frames or queue them, or close with TOO_SLOW when they don't fit."""
        for event in events:
            if self.code is not None:
                return
            if self._task is None:
                self._send_now(event)
            else:
                self._keep(event)

    def _send_now(self, event: Event) -> None:
        sending = self._send(event)
        if type(sending) is not CoroutineType:
            sending = _awaiting(sending)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            self.sent += 1
        except Exception as error:
            self._broke(error)
        else:
            self._queue = deque()
            self._task = asyncio.create_task(self._flush(Rest(sending, waits_for), self._queue))

    def _keep(self, event: Event) -> None:
        assert self._queue is not None
        self._queue.append(event)
        self._size += len(event["text"])
        if len(self._queue) > MAX_FRAMES or self._size > MAX_CHARACTERS:
            self.close(TOO_SLOW)

    async def drained(self) -> None:
        """Returns once everything offered so far is sent, or the socket is closed."""
        while self._task is not None and self.code is None:
            await asyncio.wait({self._task})

    def close(self, code: int) -> None:
        """Forget what is queued and close; a send that hangs is given up."""
        if self.code is not None:
            return
        self.code = code
        self._give_up()
        self._task = asyncio.create_task(self._say_goodbye(code))

    def gone(self) -> None:
        """The other side went away: nothing more is sent."""
        self.code = self.code or 1006
        self._give_up()

    def _give_up(self) -> None:
        self._queue, self._size = None, 0
        if self._task is not None:
            self._task.cancel()

    def _broke(self, error: Exception) -> None:
        logger.debug("a socket broke while sending: %r", error)
        self._queue, self._size, self.code = None, 0, self.code or 1006

    async def _flush(self, sending: Awaitable[None], queue: deque[Event]) -> None:
        try:
            await sending
            self.sent += 1
            while queue:
                event = queue.popleft()
                self._size -= len(event["text"])
                await self._send(event)
                self.sent += 1
        except Exception as error:
            self._broke(error)
        finally:
            if self.code is None:
                self._queue = self._task = None

    async def _say_goodbye(self, code: int) -> None:
        try:
            await self._send({"type": "websocket.close", "code": code})
        except Exception as error:
            logger.debug("a socket broke while closing: %r", error)


async def _awaiting(sending: Awaitable[None]) -> None:
    await sending


class Rest:
    """What is left of a coroutine that was begun without a task and has to wait after all."""

    __slots__ = ("coroutine", "waits_for")

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self.coroutine, self.waits_for = coroutine, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self.waits_for
        try:
            while True:
                try:
                    answer = yield waits_for
                except GeneratorExit:
                    self.coroutine.close()
                    raise
                except BaseException as error:
                    waits_for = self.coroutine.throw(error)
                else:
                    waits_for = self.coroutine.send(answer)
        except StopIteration:
            return
