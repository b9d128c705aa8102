"""Boards and the list of all: tells which threads changed, and what a list filters and shows of
them, so that a page knows whether its own list did.

`seq` of these frames, and `since` of a watch, are seconds after EPOCH: a page asks for what was
posted in since it was made, and after a break since the last frame.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from forum.access import can_read_board, can_read_thread
from forum.lists.page import EPOCH
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
# A post is dated a moment before others can see it.
MARGIN = 5


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
        missed = await self.hub.run(threads_since, watch, since) if since is not None else []
        socket.offer([frame(watch, "ready"), *self.missed(socket, watch, missed)])

    def missed(self, socket: Socket, watch: Watch, threads: list[Thread]) -> list[dict[str, Any]]:
        """What was posted in between a page and its socket; very much is told as a gap."""
        if len(threads) > RECENT:
            return [frame(watch, "gap")]
        mine = [thread for thread in threads if can_read_thread(socket.caller.user, thread)]
        return [change(watch, thread) for thread in reversed(mine)]

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
        await self.tell(list(threads.values()))

    async def tell(self, threads: list[Thread]) -> None:
        """One frame a thread and list, to those who may read it.

        What is known without a listener would keep the next one from learning the rest.
        """
        if not self.sockets:
            return
        fresh = [thread for thread in threads if thread.seq > self.known.get(thread.pk, 0)]
        self.learn(fresh)
        if not fresh:
            return
        for thread in await self.hub.run(described, [thread.pk for thread in fresh]):
            for watch in (Watch("board", thread.board_id), EVERYWHERE):
                told = change(watch, thread)
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
        await self.tell(await self.hub.run(reading.recent_threads, RECENT))


def boards_by_id(pks: list[int]) -> dict[int, Board]:
    return Board.objects.order_by().in_bulk(pks)


def described(pks: Collection[int]) -> list[Thread]:
    """The threads with all that their frames say: two queries."""
    threads = Thread.objects.select_related("board", "last_author").prefetch_related("topics")
    return list(threads.filter(pk__in=pks).order_by("last_post_at", "pk"))


def threads_since(watch: Watch, since: int) -> list[Thread]:
    """The threads posted in since then, newest first, and one more than RECENT at most."""
    moment = datetime.fromtimestamp(EPOCH + since - MARGIN, UTC)
    threads = Thread.objects.filter(last_post_at__gte=moment)
    if watch.id:
        threads = threads.filter(board=watch.id)
    threads = threads.select_related("board", "last_author").prefetch_related("topics")
    return list(threads.order_by("-last_post_at", "-id")[: RECENT + 1])


def change(watch: Watch, thread: Thread) -> dict[str, Any]:
    return frame(
        watch,
        "counts",
        seq=int(time.time()) - EPOCH,
        thread=thread.pk,
        change=thread.seq,
        number=thread.last_number,
        board=thread.board_id,
        topics=[topic.pk for topic in thread.topics.all()],
        author=thread.author_id,
        open=not thread.is_locked,
        answered=thread.answer_id is not None,
        pinned=thread.pinned_at is not None,
        hidden=thread.hidden_at is not None,
        title=thread.title,
        url=thread.get_absolute_url(),
        last=thread.last_author.display_name,
        at=thread.last_post_at.isoformat(),
        threads=thread.board.thread_count,
    )
