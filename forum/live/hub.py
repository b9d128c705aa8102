"""One hub per server process: it holds the sockets and hears the rings.

The database is the truth; a ring only says where to look. A tick looks everywhere that
someone watches, so a lost ring costs seconds and loses nothing, and asks again who may read.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.utils.translation import gettext as _

from forum.doorbell import Ring
from forum.live import rings
from forum.live.bells import Bells
from forum.live.lists import Lists
from forum.live.presence import Presence
from forum.live.sessions import Doorman, digest, identify, reason_to_close
from forum.live.sockets import Socket
from forum.live.streams import Streams
from forum.live.wire import MAX_WATCHES, POLICY, SIGNED_OUT, Request, Watch, frame

T = TypeVar("T")

TICK = 2.0
# Rings about access wake the tick; a burst of them must not keep it running.
SHORTEST_TICK = 0.05
QUIET = 60.0
THREADS = 4
CHECKED_AT_ONCE = {"access", "board_access"}

logger = logging.getLogger("roundtable.live")


class Hub:
    """Everything here runs on one event loop, except `ring`; the database is asked in threads."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.sockets: set[Socket] = set()
        self.crowds: Counter[str] = Counter()
        self.threads, self.lists, self.bells = Streams(self), Lists(self), Bells(self)
        self.presence = Presence(self)
        self.doorman = Doorman(self.run)
        self.places: dict[str, Streams | Lists | Bells | Presence] = {
            "thread": self.threads,
            "board": self.lists,
            "lists": self.lists,
            "me": self.bells,
            "presence": self.presence,
        }
        self.frames = self.failures = 0
        self._heard: list[Ring] = []
        self._ringing = threading.Lock()
        self._hurry = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self._forever: list[asyncio.Task[None]] = []
        self._complained = -QUIET

    async def run(self, ask: Callable[..., T], *args: Any) -> T:
        """Call `ask` in a thread that keeps a database connection."""
        call = functools.partial(in_thread, ask, *args)
        return await self.loop.run_in_executor(self._pool, call)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run beside everything else; what fails is logged, and left to the next tick."""
        task = self.loop.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            self.complain()

    def complain(self) -> None:
        """Log the exception being handled, once a minute: a database that is away breaks much."""
        self.failures += 1
        if time.monotonic() - self._complained >= QUIET:
            self._complained = time.monotonic()
            logger.exception("live updates fell behind; the next tick tries again")

    # Sockets

    def enter(self, socket: Socket) -> None:
        self.sockets.add(socket)
        self.crowds[socket.caller.crowd] += 1
        if not self._forever:
            works = [self._tick_on()]
            if settings.REDIS_URL:
                works.append(rings.receive(self.hear))
            self._forever = [self.loop.create_task(self._guarded(work)) for work in works]

    def leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        self.crowds[socket.caller.crowd] -= 1
        if not self.crowds[socket.caller.crowd]:
            del self.crowds[socket.caller.crowd]
        for watch in list(socket.watches):
            self.unwatch(socket, watch)

    async def ask(self, socket: Socket, request: Request) -> None:
        """Watch or unwatch as the socket asks; watching twice starts over from its `since`."""
        watch = request.watch
        self.unwatch(socket, watch)
        if not request.on:
            return
        if len(socket.watches) >= MAX_WATCHES:
            socket.close(POLICY)
            return
        await self.places[watch.kind].watch(socket, watch, request.since)

    def unwatch(self, socket: Socket, watch: Watch) -> None:
        if watch in socket.watches:
            socket.watches.discard(watch)
            self.places[watch.kind].leave(socket, watch)

    def end(self, socket: Socket, watch: Watch) -> None:
        """Tell that a watch is over, in the same words whatever the reason."""
        socket.watches.discard(watch)
        socket.offer([frame(watch, "ended", reason=_("This can't be read here, or not any more."))])

    # Rings

    def ring(self, message: Ring) -> None:
        """From any thread: many rings wake the loop once."""
        with self._ringing:
            self._heard.append(message)
            first = len(self._heard) == 1
        if first:
            self.loop.call_soon_threadsafe(self._hear_all)

    def _hear_all(self) -> None:
        with self._ringing:
            heard, self._heard = self._heard, []
        for message in heard:
            self.hear(message)

    def hear(self, ring: Ring) -> None:
        kind = ring["kind"]
        if kind == "thread":
            self.threads.hear(ring)
            self.lists.hear(int(ring["id"]))
        elif kind == "board" and "thread" in ring:
            self.lists.hear(int(ring["thread"]))
        elif kind == "me":
            self.bells.hear(int(ring["id"]))
        elif kind in {"replying", "presence"}:
            self.presence.hear(ring)
        elif kind == "session" and "key" in ring:
            for socket in list(self.sockets):
                if socket.caller.session_key and digest(socket.caller.session_key) == ring["key"]:
                    socket.close(SIGNED_OUT)
        elif kind in CHECKED_AT_ONCE or kind == "session":
            self._hurry.set()

    # The tick

    async def _tick_on(self) -> None:
        while True:
            pause = TICK * random.uniform(0.75, 1.25)  # noqa: S311 (spreads processes)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), pause)
            self._hurry.clear()
            await self._guarded(self.tick())
            await asyncio.sleep(SHORTEST_TICK)

    async def tick(self) -> None:
        """Who is still who they were, what they may still read, and what was missed."""
        await self._check_people()
        for place in (self.threads, self.lists, self.bells, self.presence):
            await place.tick()

    async def _check_people(self) -> None:
        """Close who lost something, and give the others their rights of now: three queries."""
        signed_in = [socket for socket in self.sockets if socket.caller.session_key]
        if not signed_in:
            return
        people = await self.run(identify, {socket.caller.session_key for socket in signed_in})
        for socket in signed_in:
            before, now = socket.caller.user, people.get(socket.caller.session_key)
            if before.is_authenticated and (code := reason_to_close(before, now)):
                socket.close(code)
            elif now is not None:
                socket.caller.user = now

    def close(self) -> None:
        for task in (*self._tasks, *self._forever):
            task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)
        hubs.pop(self.loop, None)


hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def current() -> Hub:
    """The hub of the running loop, made when its first socket comes."""
    loop = asyncio.get_running_loop()
    if loop not in hubs:
        hubs[loop] = Hub(loop)
    return hubs[loop]


def ring_all(message: Ring) -> None:
    """The doorbell's listener in each process."""
    for loop, hub in list(hubs.items()):
        try:
            hub.ring(message)
        except RuntimeError:  # The loop is closed: this process is shutting down.
            hubs.pop(loop, None)


def in_thread(ask: Callable[..., T], *args: Any) -> T:
    close_old_connections()
    try:
        return ask(*args)
    finally:
        close_old_connections()
