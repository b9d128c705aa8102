"""Carries rings between processes through the channel layer, and never makes a request wait.

All processes share one group. A ring is a few numbers, and a process with any list or bell
open has to hear nearly all of them: a group for each thread would cost a subscription for
each reader who comes and goes, and one more thing to restore when Redis restarts.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import os
import random
import threading
import time
import uuid
from collections.abc import Callable

from channels.layers import get_channel_layer

from forum.doorbell import Ring

GROUP = "live"
EVENT = "live.rings"
KINDS = {"thread", "board", "me", "access", "session", "board_access", "replying", "presence"}
BATCH = 500
PATIENCE = 2.0
QUIET = 60.0

logger = logging.getLogger("roundtable.live")


class Complaint:
    """Says once a minute that Redis is away, however often it is missed."""

    def __init__(self) -> None:
        self.last = -QUIET

    def make(self, error: BaseException) -> None:
        if time.monotonic() - self.last >= QUIET:
            self.last = time.monotonic()
            logger.warning(
                "Redis does not answer (%r): other processes learn of changes seconds later", error
            )


class Carrier:
    """A thread with a loop of its own, started by the first ring of a process."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self.process = uuid.uuid4().hex
        self._waiting: dict[tuple[int | str, ...], Ring] = {}
        self._sending = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._complaint = Complaint()

    def after_fork(self) -> None:
        """A child has the parent's memory and none of its threads."""
        self._lock = threading.Lock()
        self._forget()

    def carry(self, ring: Ring) -> None:
        """The doorbell's listener: leaves the ring here and returns. The latest of a kind wins."""
        if ring["kind"] not in KINDS:
            return
        key = tuple(ring.get(name, "") for name in ("kind", "id", "user", "key", "thread"))
        with self._lock:
            self._waiting[key] = ring
            if self._sending:
                return
            self._sending = True
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="rings", daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._send_all(), self._loop)

    async def _send_all(self) -> None:
        layer = get_channel_layer()
        while batch := self._take():
            event = {"type": EVENT, "from": self.process, "rings": batch}
            try:
                await asyncio.wait_for(layer.group_send(GROUP, event), self.patience)
            except Exception as error:
                self._complaint.make(error)

    def _take(self) -> list[Ring]:
        with self._lock:
            keys = list(self._waiting)[:BATCH]
            self._sending = bool(keys)
            return [self._waiting.pop(key) for key in keys]

    def flush(self) -> None:
        """At the end of a process, such as a command: give the last rings a moment to leave."""
        deadline = time.monotonic() + PATIENCE
        while self._sending and time.monotonic() < deadline:
            time.sleep(0.01)


async def receive(hear: Callable[[Ring], None]) -> None:
    """Hear the other processes' rings for ever. Once joined, the layer subscribes again by
    itself when Redis comes back; what was missed meanwhile is the tick's."""
    layer = get_channel_layer()
    complaint = Complaint()
    while True:
        try:
            async with asyncio.timeout(PATIENCE):
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
        except Exception as error:
            complaint.make(error)
            await asyncio.sleep(random.uniform(1, 2))  # noqa: S311 (spreads processes)
            # Each attempt would leave a channel behind.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(PATIENCE):
                    await layer.flush()
            continue
        while True:
            event = await layer.receive(channel)
            if event["from"] != carrier.process:
                for ring in event["rings"]:
                    hear(ring)


carrier = Carrier()
atexit.register(carrier.flush)
os.register_at_fork(after_in_child=carrier.after_fork)
