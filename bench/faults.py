"""Breaks things while people write and read, and counts what was lost: `python -m bench.faults`.

A Redis and two server processes of our own, on SQLite or on DATABASE_URL. Ends with 1 when a
reader missed a post, had one twice or out of order, or was not up to date within LATEST.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench import redis, servers
from bench.followers import Follower
from bench.live import scratch_thread
from bench.writing import Writer

# Seconds: a fault lasts so long, then everybody should have everything within GOAL.
LASTS, GOAL, LATEST = 6.0, 10.0, 30.0
PAUSE = 0.25


class Part:
    """A process that can be killed, started anew on its port, and frozen."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self.start = start
        self.process = start()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.process = self.start()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@dataclass
class Stage:
    redis: Part
    port: int
    servers: list[Part]
    bases: list[str]
    thread: int
    followers: list[Follower]
    authors: list[int]

    def ask_redis(self, *words: str) -> None:
        command = ["redis-cli", "-p", str(self.port), *words]
        subprocess.run(command, check=True, capture_output=True)


Fault = Callable[[Stage, float], Coroutine[Any, Any, None]]


async def redis_restarts(stage: Stage, seconds: float) -> None:
    stage.redis.kill()
    await asyncio.sleep(seconds)
    stage.redis.restart()


async def redis_freezes(stage: Stage, seconds: float) -> None:
    stage.redis.freeze()
    await asyncio.sleep(seconds)
    stage.redis.thaw()


async def channel_layer_pauses(stage: Stage, seconds: float) -> None:
    stage.ask_redis("CLIENT", "PAUSE", str(int(seconds * 1000)), "ALL")
    await asyncio.sleep(seconds)


async def redis_forgets_subscribers(stage: Stage, seconds: float) -> None:
    for _ in range(int(seconds)):
        stage.ask_redis("CLIENT", "KILL", "TYPE", "pubsub")
        await asyncio.sleep(1)


async def server_is_killed(stage: Stage, seconds: float) -> None:
    stage.servers[1].kill()
    await asyncio.sleep(seconds)
    await asyncio.to_thread(stage.servers[1].restart)


async def server_freezes(stage: Stage, seconds: float) -> None:
    stage.servers[1].freeze()
    await asyncio.sleep(seconds)
    stage.servers[1].thaw()


async def sockets_are_cut(stage: Stage, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        random.choice(stage.followers).cut()
        await asyncio.sleep(0.1)


async def everything_at_once(stage: Stage, seconds: float) -> None:
    stage.redis.kill()
    stage.servers[1].kill()
    await sockets_are_cut(stage, seconds)
    stage.redis.restart()
    await asyncio.to_thread(stage.servers[1].restart)


FAULTS: list[Fault] = [
    sockets_are_cut,
    redis_restarts,
    redis_freezes,
    channel_layer_pauses,
    redis_forgets_subscribers,
    server_is_killed,
    server_freezes,
    everything_at_once,
]
SHORT: list[Fault] = [sockets_are_cut, redis_restarts, server_is_killed]


async def write(stage: Stage, written: list[int], writers: list[Writer]) -> None:
    """One post after another until cancelled, through whichever server answers."""
    for turn in range(sys.maxsize):
        key = str(uuid.uuid4())
        while True:
            writer = random.choice(writers)
            try:
                words = f"Said while things broke, {turn}."
                written.append(await asyncio.to_thread(writer.post, words, key, 5))
                break
            except OSError:  # Not confirmed: the same words under the same key, elsewhere.
                await asyncio.sleep(0.1)
        await asyncio.sleep(PAUSE)


async def inflict(stage: Stage, fault: Fault, seconds: float, writers: list[Writer]) -> bool:
    """Write before, during and after the fault; tell what it did."""
    written: list[int] = []
    before = {id(each): (each.doubled, each.disordered) for each in stage.followers}
    writing = asyncio.create_task(write(stage, written, writers))
    await asyncio.sleep(1)
    await fault(stage, seconds)
    over = time.monotonic()
    await asyncio.sleep(2)
    writing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await writing
    rows = await asyncio.to_thread(numbers_since, stage.thread, min(written, default=0))
    while missing(stage, rows) and time.monotonic() < over + LATEST:
        await asyncio.sleep(0.1)
    took, lost = time.monotonic() - over, missing(stage, rows)
    doubled = sum(each.doubled - before[id(each)][0] for each in stage.followers)
    disordered = sum(each.disordered - before[id(each)][1] for each in stage.followers)
    unsaved = len(set(written) - rows)
    print(
        f"{fault.__name__.replace('_', ' '):28} {len(rows):4} written {lost:4} lost"
        f" {doubled:4} twice {disordered:4} out of order {unsaved:4} unsaved"
        f"  everyone had all {took:.1f} s after it{'' if took <= GOAL else ' (goal 10)'}",
        flush=True,
    )
    return not (lost or doubled or disordered or unsaved)


def numbers_since(thread: int, number: int) -> set[int]:
    from django.db import connection

    from forum.models import Post

    posts = Post.objects.filter(thread=thread, number__gte=number)
    try:
        return set(posts.values_list("number", flat=True))
    finally:
        connection.close()


def missing(stage: Stage, numbers: set[int]) -> int:
    return sum(len(numbers - each.numbers) for each in stage.followers)


@contextlib.asynccontextmanager
async def staged(kind: str, readers: int, thread: int, authors: list[int]) -> AsyncIterator[Stage]:
    from bench.seeding import session
    from forum.models import Thread

    port = servers.free_port()
    redis_part = Part(lambda: redis.start(port))
    more = {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "LOG_LEVEL": "ERROR"}
    ports = [servers.free_port() for _ in range(2)]
    parts: list[Part] = []
    try:
        parts += [Part(partial(servers.start, kind, each, **more)) for each in ports]
        bases = [f"http://127.0.0.1:{each}" for each in ports]
        seq = await Thread.objects.values_list("seq", flat=True).aget(pk=thread)
        cookies = [f"sessionid={await asyncio.to_thread(session, pk)}" for pk in authors]
        who = ["", *cookies]  # A visitor, a moderator (the first author) and members in turn.
        followers = [Follower(bases, thread, seq, who[n % len(who)]) for n in range(readers)]
        stage = Stage(redis_part, port, parts, bases, thread, followers, authors)
        following = [asyncio.create_task(each.follow()) for each in followers]
        yield stage
        for task in following:
            task.cancel()
    finally:
        for part in [redis_part, *parts]:
            part.thaw()
            part.kill()


async def run(
    kind: str, faults: list[Fault], seconds: float, readers: int, thread: int, authors: list[int]
) -> bool:
    async with staged(kind, readers, thread, authors[:3]) as stage:
        writers = [
            await asyncio.to_thread(Writer, base, thread, authors[5]) for base in stage.bases
        ]
        passed = [await inflict(stage, fault, seconds, writers) for fault in faults]
    return all(passed)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="three faults, within a minute")
    parser.add_argument("--server", choices=["daphne", "uvicorn"], default="daphne")
    options = parser.parse_args()
    faults, seconds, readers = (SHORT, 3.0, 12) if options.short else (FAULTS, LASTS, 40)
    with scratch_thread() as (thread, authors):
        from accounts.models import User

        User.objects.filter(pk=authors[0]).update(is_moderator=True)
        passed = asyncio.run(run(options.server, faults, seconds, readers, thread, authors))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
