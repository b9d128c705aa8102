"""Threads that someone watches: each change is read once and offered to all who may read it."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from forum.access import can_read_thread
from forum.live import reading
from forum.live.sockets import Socket
from forum.live.wire import Watch, frame
from forum.models import Thread
from forum.rendering import READERS, audience_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forum.live.hub import Hub

# So many sockets are served before the loop may send what they were given and hear others.
BREATH = 100
MAX_PAGES = 20

# After which seq, beyond which number posts are new (None: to be looked up), and for whom.
Place = tuple[int, int | None, str]
Page = tuple[int, reading.Changes]


class Stream:
    """One thread: whoever is in `sockets` has everything up to `head`.

    The lock orders reading and offering; nothing under it waits for a reader.
    """

    def __init__(self, thread_id: int) -> None:
        self.watch = Watch("thread", thread_id)
        self.thread: Thread | None = None
        self.head: int | None = None
        self.last = 0  # the highest number at `head`
        self.sockets: set[Socket] = set()
        self.lock = asyncio.Lock()
        self.read_at = 0.0  # when the newest reading began
        self.audiences: set[str] = set()  # of those here, or here a moment ago
        self.pages: dict[Place, Page] = {}  # of readers who catch up, until `head` moves
        self.joining = 0
        self.behind = self.pulling = False

    @property
    def gate(self) -> tuple[Any, ...] | None:
        """What decides who may read: while it and the people stay, so do the answers."""
        if self.thread is None:
            return None
        board = self.thread.board
        return self.thread.hidden_at, board.pk, board.reading, board.unit_id


class Streams:
    kind = "thread"

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.streams: dict[int, Stream] = {}

    async def watch(self, socket: Socket, watch: Watch, since: int | None) -> None:
        """Catch up after `since`, a page at a time, then join; a thread that can't be read and
        one that doesn't exist take the same path to the same answer.

        When a server comes back, thousands ask for the same at once: those who wait here
        share one reading of the thread, and one page of what they missed.
        """
        last: int | None = None
        with self.joining(watch.id) as stream:
            while socket.code is None:
                asked = time.monotonic()
                async with stream.lock:
                    if stream.read_at <= asked:
                        await self.advance(stream)
                    thread, head = stream.thread, stream.head
                    if thread is None or not can_read_thread(socket.caller.user, thread):
                        self.hub.end(socket, watch)
                        return
                    if head is None or since is None or since >= head:
                        self.join(stream, socket, gap=since is not None and since > (head or 0))
                        return
                    audience = audience_of(socket.caller.user)
                    last, changes = await self.page_after(stream, thread, (since, last, audience))
                    if changes.gap:
                        self.join(stream, socket, gap=True)
                        return
                    socket.offer((changes.frames or {})[audience])
                    since = changes.head
                await socket.drained()

    async def page_after(self, stream: Stream, thread: Thread, place: Place) -> Page:
        """What came after a place, and the highest number where the catching up began."""
        if place in stream.pages:
            return stream.pages[place]
        since, last, audience = place
        if last is None:
            last = await self.hub.run(reading.last_number_at, thread, since)
        page = last, await self.hub.run(reading.read_page, thread, since, last, [audience])
        if len(stream.pages) < MAX_PAGES:
            stream.pages[place] = page
        return page

    def join(self, stream: Stream, socket: Socket, *, gap: bool) -> None:
        stream.sockets.add(socket)
        stream.audiences.add(audience_of(socket.caller.user))
        socket.watches.add(stream.watch)
        if gap:
            socket.offer([frame(stream.watch, "gap", seq=stream.head)])
        socket.offer([frame(stream.watch, "ready", seq=stream.head)])

    def leave(self, socket: Socket, watch: Watch) -> None:
        stream = self.streams.get(watch.id)
        if stream is not None:
            stream.sockets.discard(socket)
            self.forget(stream)

    def hear(self, ring: dict[str, int | str]) -> None:
        stream = self.streams.get(int(ring.get("id", 0)))
        if stream is not None and int(ring.get("seq", 0)) > (stream.head or 0):
            self.poke(stream)

    def poke(self, stream: Stream) -> None:
        stream.behind = True
        if not stream.pulling:
            stream.pulling = True
            self.hub.spawn(self.pull(stream))

    async def pull(self, stream: Stream) -> None:
        """Until nothing is behind: rings that come meanwhile cost one more reading together."""
        try:
            while stream.behind and stream.sockets:
                stream.behind = False
                async with stream.lock:
                    await self.advance(stream)
        finally:
            stream.pulling = False

    async def advance(self, stream: Stream) -> None:
        """Read everything after `head` and offer it; the caller holds the lock."""
        stream.read_at = time.monotonic()
        while True:
            changes = await self.hub.run(
                reading.read_changes, stream.watch.id, stream.head, stream.last, stream.audiences
            )
            if changes.head != stream.head:
                stream.pages.clear()
            gate = stream.gate
            stream.thread, stream.head = changes.thread, changes.head
            if stream.gate is None or stream.gate != gate:
                self.admit(stream)
            await self.deliver(stream, changes)
            if changes.thread is None or changes.head >= changes.thread.seq:
                # Only now: until the last page, posts of earlier seqs may still be untold.
                stream.last = changes.thread.last_number if changes.thread else 0
                return

    async def deliver(self, stream: Stream, changes: reading.Changes) -> None:
        gap = [frame(stream.watch, "gap", seq=changes.head)] if changes.gap else []
        told = changes.frames or {}
        if not (gap or any(told.values())):
            return
        for turn, socket in enumerate(list(stream.sockets), start=1):
            if socket not in stream.sockets:
                continue
            # Who became a moderator during the reading gets what readers get.
            frames = gap or told.get(audience_of(socket.caller.user)) or told.get(READERS, [])
            socket.offer(frames)
            self.hub.frames += len(frames)
            if not turn % BREATH:
                await asyncio.sleep(0)

    def admit(self, stream: Stream) -> None:
        """Ask again of everyone here, by the facts just read, and send away who lost access.

        Done when those facts changed, and with each tick, which learns what people lost.
        """
        thread = stream.thread
        for socket in list(stream.sockets):
            if thread is None or not can_read_thread(socket.caller.user, thread):
                stream.sockets.discard(socket)
                self.hub.end(socket, stream.watch)
        stream.audiences = {audience_of(socket.caller.user) for socket in stream.sockets}
        self.forget(stream)

    async def tick(self) -> None:
        """One query for all: who may still read, and which streams missed a ring."""
        watched = [pk for pk, stream in self.streams.items() if stream.sockets]
        if not watched:
            return
        threads = await self.hub.run(reading.threads_by_id, watched)
        for pk in watched:
            if (stream := self.streams.get(pk)) is None:
                continue
            fresh = threads.get(pk)
            stream.thread = fresh
            stream.pages.clear()
            self.admit(stream)
            if fresh is not None and fresh.seq != stream.head:
                self.poke(stream)

    @contextmanager
    def joining(self, thread_id: int) -> Iterator[Stream]:
        """The thread's one stream, kept while someone is on the way in."""
        stream = self.streams.setdefault(thread_id, Stream(thread_id))
        stream.joining += 1
        try:
            yield stream
        finally:
            stream.joining -= 1
            self.forget(stream)

    def forget(self, stream: Stream) -> None:
        if not stream.sockets and not stream.joining:
            self.streams.pop(stream.watch.id, None)
