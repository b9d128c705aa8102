"""Boards and the list of all: tells which threads changed, by number only."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from forum.access import can_read_board, can_read_thread
from forum.live import reading
from forum.live.sockets import Socket
from forum.live.wire import Watch, frame
from forum.models import Board, Thread

if TYPE_CHECKING:
    from forum.live.hub import Hub

EVERYWHERE = Watch("lists")
# Lists may lag a little: many changes of one thread then cost one frame.
DELAY = 0.5
RECENT = 50
MAX_KNOWN = 5_000


class Lists:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.sockets: defaultdict[Watch, set[Socket]] = defaultdict(set)
        self.changed: set[int] = set()
        self.known: dict[int, int] = {}
        self.telling = False

    async def watch(self, socket: Socket, watch: Watch, since: int | None) -> None:
        board = None
        if watch != EVERYWHERE:
            board = (await self.hub.run(boards_by_id, [watch.id])).get(watch.id)
            if board is None or not can_read_board(socket.caller.user, board):
                self.hub.end(socket, watch)
                return
        if not self.known:
            self.learn(await self.hub.run(reading.recent_threads, RECENT))
        self.sockets[watch].add(socket)
        socket.watches.add(watch)
        socket.offer([frame(watch, "ready")])

    def leave(self, socket: Socket, watch: Watch) -> None:
        self.sockets[watch].discard(socket)
        if not self.sockets[watch]:
            del self.sockets[watch]
        if not self.sockets:
            self.known.clear()

    def hear(self, thread_id: int) -> None:
        if not self.sockets:
            return
        self.changed.add(thread_id)
        if not self.telling:
            self.telling = True
            self.hub.spawn(self.tell_soon())

    async def tell_soon(self) -> None:
        await asyncio.sleep(DELAY)
        self.telling = False
        changed, self.changed = self.changed, set()
        threads = await self.hub.run(reading.threads_by_id, changed)
        self.tell(list(threads.values()))

    def tell(self, threads: list[Thread]) -> None:
        """One frame a thread and list, to those who may read it.

        What is known without a listener would keep the next one from learning the rest.
        """
        if not self.sockets:
            return
        fresh = [thread for thread in threads if thread.seq > self.known.get(thread.pk, 0)]
        self.learn(fresh)
        for thread in fresh:
            for watch in (Watch("board", thread.board_id), EVERYWHERE):
                told = frame(
                    watch, "counts", thread=thread.pk, number=thread.last_number, seq=thread.seq
                )
                for socket in self.sockets.get(watch, ()):
                    if can_read_thread(socket.caller.user, thread):
                        socket.offer([told])
                        self.hub.frames += 1

    def learn(self, threads: list[Thread]) -> None:
        for thread in threads:
            self.known.pop(thread.pk, None)
            self.known[thread.pk] = thread.seq
        while len(self.known) > MAX_KNOWN:
            del self.known[next(iter(self.known))]

    async def tick(self) -> None:
        """Who may still read their board, and what changed without a ring that reached us."""
        if not self.sockets:
            return
        boards = await self.hub.run(boards_by_id, [watch.id for watch in self.sockets if watch.id])
        for watch in [watch for watch in self.sockets if watch.id]:
            board = boards.get(watch.id)
            for socket in list(self.sockets.get(watch, ())):
                if board is None or not can_read_board(socket.caller.user, board):
                    self.leave(socket, watch)
                    self.hub.end(socket, watch)
        self.tell(await self.hub.run(reading.recent_threads, RECENT))


def boards_by_id(pks: list[int]) -> dict[int, Board]:
    return Board.objects.order_by().in_bulk(pks)
