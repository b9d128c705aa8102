"""The bell: tells each member how many notices are unread."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from accounts.models import User
from forum.live.sockets import Socket
from forum.live.wire import Watch, frame
from forum.models import Notice

if TYPE_CHECKING:
    from forum.live.hub import Hub

ME = Watch("me")
DELAY = 0.1

# How many notices are unread and which is the newest: a change of it means another count.
Mark = tuple[int, int]


class Bells:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.sockets: defaultdict[int, set[Socket]] = defaultdict(set)
        self.marks: dict[int, Mark] = {}
        self.rung: set[int] = set()
        self.telling = False

    async def watch(self, socket: Socket, watch: Watch, since: int | None) -> None:
        user = socket.caller.user
        if not user.is_authenticated:
            self.hub.end(socket, watch)
            return
        self.sockets[user.pk].add(socket)
        socket.watches.add(watch)
        socket.offer([frame(ME, "ready"), *await self.count(user)])

    def leave(self, socket: Socket, watch: Watch) -> None:
        pk = socket.caller.user.pk or 0
        self.sockets[pk].discard(socket)
        if not self.sockets[pk]:
            del self.sockets[pk]
            self.marks.pop(pk, None)

    def hear(self, user_id: int) -> None:
        if user_id not in self.sockets:
            return
        self.rung.add(user_id)
        if not self.telling:
            self.telling = True
            self.hub.spawn(self.tell_soon())

    async def tell_soon(self) -> None:
        """A moment later: a page that is being read marks several notices at once."""
        await asyncio.sleep(DELAY)
        self.telling = False
        rung, self.rung = self.rung, set()
        self.marks |= await self.hub.run(read_marks, rung)
        for pk in rung:
            await self.tell(pk)

    async def tell(self, pk: int) -> None:
        for socket in list(self.sockets.get(pk, ())):
            user = socket.caller.user
            if user.is_authenticated:
                told = await self.count(user)
                for other in self.sockets.get(pk, ()):
                    other.offer(told)
                    self.hub.frames += 1
            return

    async def count(self, user: User) -> list[dict[str, str]]:
        return [frame(ME, "notice", unread=await self.hub.run(Notice.objects.bell_count, user))]

    async def tick(self) -> None:
        """One query for all; who has the same unread notices as before costs no more."""
        if not self.sockets:
            return
        marks = await self.hub.run(read_marks, list(self.sockets))
        stale = [pk for pk in self.sockets if marks.get(pk) != self.marks.get(pk)]
        self.marks = marks
        for pk in stale:
            await self.tell(pk)


def read_marks(pks: Collection[int]) -> dict[int, Mark]:
    unread = Notice.objects.filter(user__in=pks, read_at__isnull=True).order_by()
    counted = unread.values("user").annotate(n=Count("pk"), newest=Max("pk"))
    return {row["user"]: (row["n"], row["newest"]) for row in counted}
