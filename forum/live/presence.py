"""Who is reading a thread and who is replying to it: best effort, and nothing of it is kept.

A page of a member who takes part watches `presence:42`; that is what counts as reading. Whoever
keeps themselves from others' sight is not told of them. Visitors are a number, and are told
nothing. It goes round with the hub's tick only, so its cost does not grow with what people do.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings

from accounts.models import User
from forum.live import reading
from forum.live.rings import carrier
from forum.live.sockets import Socket
from forum.live.wire import Event, Watch, frame
from forum.permissions import can_see_readers

if TYPE_CHECKING:
    from forum.doorbell import Ring
    from forum.live.hub import Hub

NAMED = 6
# Seconds: a sign of replying, and what another process told, hold so long.
REPLYING = 15.0
TOLD_AGAIN = 15.0
ELSEWHERE = 45.0
# In a crowd the same frame goes to all, and need not go with every tick.
READERS_A_SECOND = 200
EVERY = 2.0
MAX_CARRIED = 100


class Here(NamedTuple):
    """Those whom one process knows of; `total` may be more than are named by id."""

    members: frozenset[int] = frozenset()
    total: int = 0
    visitors: int = 0


class Room:
    """One thread: the members here, what other processes told, and who is replying."""

    __slots__ = ("due", "elsewhere", "here", "repeat", "replying", "sockets", "told", "words")

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.replying: dict[int, float] = {}
        self.elsewhere: dict[str, tuple[float, Here]] = {}
        self.here = Here()
        self.told: tuple[Any, ...] = ()
        self.words: list[Event] = []
        self.due = self.repeat = 0.0


class Presence:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.rooms: dict[int, Room] = {}

    async def watch(self, socket: Socket, watch: Watch, since: int | None) -> None:
        stream = self.hub.threads.streams.get(watch.id)
        thread = stream.thread if stream else None
        if thread is None:
            thread = (await self.hub.run(reading.threads_by_id, [watch.id])).get(watch.id)
        if thread is None or not can_see_readers(socket.caller.user, thread):
            self.hub.end(socket, watch)
            return
        room = self.rooms.setdefault(watch.id, Room())
        room.sockets.add(socket)
        socket.watches.add(watch)
        socket.offer([frame(watch, "ready"), *room.words])

    def leave(self, socket: Socket, watch: Watch) -> None:
        if room := self.rooms.get(watch.id):
            room.sockets.discard(socket)

    def hear(self, ring: Ring) -> None:
        """A member began or stopped replying, or another process tells who is there."""
        pk, now = int(ring.get("id", 0)), time.monotonic()
        if ring["kind"] == "replying":
            if room := self.rooms.get(pk):
                user = int(ring["user"])
                room.replying.pop(user, None)
                if ring.get("on"):
                    room.replying[user] = now + REPLYING
        elif pk in self.rooms or pk in self.hub.threads.streams:
            members = frozenset(int(each) for each in str(ring["members"]).split(",") if each)
            here = Here(members, int(ring["count"]), int(ring["visitors"]))
            room = self.rooms.setdefault(pk, Room())
            room.elsewhere[str(ring["process"])] = (now + ELSEWHERE, here)

    async def tick(self) -> None:
        """Who may still know, who is there now, and telling it where it changed."""
        if not self.rooms:
            return
        threads = await self.hub.run(reading.threads_by_id, list(self.rooms))
        now, changed = time.monotonic(), {}
        for pk, room in list(self.rooms.items()):
            thread = threads.get(pk)
            for socket in list(room.sockets):
                if socket.code is not None:
                    room.sockets.discard(socket)
                elif thread is None or not can_see_readers(socket.caller.user, thread):
                    room.sockets.discard(socket)
                    self.hub.end(socket, Watch("presence", pk))
            self.count(pk, room, now)
            if not (room.sockets or room.elsewhere):
                del self.rooms[pk]
            elif room.sockets and now >= room.due and (state := summary(room)) != room.told:
                changed[pk] = state
        if changed:
            await self.tell(changed, now)

    def count(self, pk: int, room: Room, now: float) -> None:
        """Count anew, forget what is over, and let other processes know of what changed."""
        room.replying = {user: until for user, until in room.replying.items() if until > now}
        room.elsewhere = {name: told for name, told in room.elsewhere.items() if told[0] > now}
        members = frozenset(socket.caller.user.pk or 0 for socket in room.sockets)
        stream = self.hub.threads.streams.get(pk)
        readers = stream.sockets if stream else ()
        visitors = sum(not socket.caller.session_key for socket in readers)
        here = Here(members, len(members), visitors)
        if settings.REDIS_URL and (here != room.here or now >= room.repeat):
            room.repeat = now + TOLD_AGAIN
            named = ",".join(map(str, sorted(members)[:MAX_CARRIED]))
            carrier.carry(
                {
                    "kind": "presence",
                    "id": pk,
                    "process": carrier.process,
                    "members": named,
                    "count": len(members),
                    "visitors": visitors,
                }
            )
        room.here = here

    async def tell(self, changed: dict[int, tuple[Any, ...]], now: float) -> None:
        """One query for the names of all rooms; who asked not to be seen meanwhile is left out."""
        pks = {pk for state in changed.values() for pk in (*state[0], *state[3])}
        names = await self.hub.run(names_of, pks)
        for pk, state in changed.items():
            room = self.rooms.get(pk)
            if room is None:
                continue
            shown, count, visitors, replying = state
            room.told, room.due = state, now + len(room.sockets) / READERS_A_SECOND - EVERY
            room.words = [
                frame(
                    Watch("presence", pk),
                    "presence",
                    readers=[{"id": who, "name": names[who]} for who in shown if who in names],
                    members=count,
                    visitors=visitors,
                    replying=[{"id": who, "name": names[who]} for who in replying if who in names],
                )
            ]
            for socket in room.sockets:
                socket.offer(room.words)
                self.hub.frames += 1


def summary(room: Room) -> tuple[Any, ...]:
    """Ids of some readers, how many members and visitors there are, and ids of who replies.

    A member with a page on two processes counts once, as far as ids travelled.
    """
    told = [room.here, *(here for _, here in room.elsewhere.values())]
    members = frozenset().union(*(here.members for here in told))
    beyond = sum(here.total - len(here.members) for here in told)
    replying = tuple(sorted(room.replying)[:NAMED])
    visitors = sum(here.visitors for here in told)
    return tuple(sorted(members)[:NAMED]), len(members) + beyond, visitors, replying


def names_of(pks: set[int]) -> dict[int, str]:
    people = User.objects.filter(pk__in=pks, is_active=True, shows_presence=True)
    return {user.pk: user.display_name for user in people if not user.is_suspended}
