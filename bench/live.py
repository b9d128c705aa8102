"""Measures one post to many readers, against a bare broadcaster of the same bytes.

`python -m bench.live 1000 uvicorn 2` measures one figure by itself: readers, server, processes.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from bench import database, redis, servers
from bench.pages import percentile
from bench.readers import raise_file_limit

READERS = (100, 500, 1_000, 2_000)
SERVERS = ("uvicorn", "daphne")
POSTS = 10
PAUSE = 0.6

Figures = dict[str, dict[str, float]]


def measure_all(
    thread: int, authors: list[int], *, readers: tuple[int, ...] = READERS, posts: int = POSTS
) -> Figures:
    """`live_1000_uvicorn` and so on; `_2` is two processes that share the readers."""
    figures: Figures = {}
    for kind in SERVERS:
        for count in readers:
            for processes in (1, 2):
                name = f"live_{count}_{kind}" + (f"_{processes}" if processes > 1 else "")
                figures[name] = measure_live(kind, count, thread, authors, processes, posts)
    return figures


def measure_live(
    kind: str,
    readers: int,
    thread: int,
    authors: list[int],
    processes: int = 1,
    posts: int = POSTS,
) -> dict[str, float]:
    """Replies go to the first process by its own form, which costs the more the fewer readers
    there are: the cost of the same replies without a reader is taken off, and told apart."""
    raise_file_limit()
    with running(kind, processes) as found:
        bases, pids = zip(*found, strict=True)
        write = writer(bases[0], thread, authors[0])
        write(0)
        per_post = cpu_of(pids, lambda: [write(turn) for turn in range(posts)]) / posts
        row, kb, cost, size = deliver(bases, pids, thread, readers, write, posts)
    deliveries = readers * posts
    net = max(0.0, cost - per_post * posts) / deliveries * 1e6
    bare = measure_bare(readers, size, posts)
    return {
        **row,
        "cpu_us_per_delivery": round(net, 1),
        "cpu_us_with_post": round(cost / deliveries * 1e6, 1),
        "cpu_us_bare": round(bare, 1),
        "cpu_ratio_to_bare": round(net / bare, 2),
        "kb_per_reader": round(kb, 1),
        "bytes": size,
    }


@contextlib.contextmanager
def running(kind: str, processes: int) -> Iterator[list[tuple[str, int]]]:
    with contextlib.ExitStack() as stack:
        environment = {"REDIS_URL": ""}
        if processes > 1:
            environment = {"REDIS_URL": stack.enter_context(redis.running())}
        yield [stack.enter_context(servers.running(kind, **environment)) for _ in range(processes)]


def writer(base: str, thread: int, author: int) -> Callable[[int], tuple[int, float]]:
    """Writes a reply and gives its number and when it was sent."""
    from bench.writing import Writer

    page = Writer(base, thread, author)

    def write(turn: int) -> tuple[int, float]:
        started = time.perf_counter()
        number = page.post(f"Reply {turn} to everyone who reads along.")
        time.sleep(max(0.0, PAUSE - (time.perf_counter() - started)))
        return number, started

    return write


def deliver(
    bases: tuple[str, ...],
    pids: tuple[int, ...],
    thread: int,
    readers: int,
    write: Callable[[int], tuple[int, float]],
    posts: int,
) -> tuple[dict[str, float], float, float, int]:
    """Delays and losses, kB a reader, CPU seconds of all processes, bytes of a frame."""
    from forum.models import Thread

    before = sum(map(servers.resident_kb, pids))
    seq = Thread.objects.values_list("seq", flat=True).get(pk=thread)
    share = readers // len(bases)
    crowds = [crowd(base, thread, seq, share, posts + 1) for base in bases]
    kb = (sum(map(servers.resident_kb, pids)) - before) / readers
    write(0)  # The first warms up and is not counted.
    sent: dict[int, float] = {}
    cost = cpu_of(pids, lambda: sent.update(write(turn) for turn in range(posts)))
    told = [json.loads(line_of(each)) for each in crowds]
    arrived = [(number, at) for each in told for number, at in each["seen"] if number in sent]
    delays = [at - sent[number] for number, at in arrived]
    row = {
        "p50_ms": round(percentile(delays, 0.5) * 1000, 1),
        "p95_ms": round(percentile(delays, 0.95) * 1000, 1),
        "p99_ms": round(percentile(delays, 0.99) * 1000, 1),
        "lost": float(readers * posts - len(arrived)),
    }
    return row, kb, cost, max(each["bytes"] for each in told)


def crowd(base: str, thread: int, seq: int, count: int, posts: int) -> subprocess.Popen[str]:
    """Readers in a process of their own, all caught up."""
    arguments = [base, thread, seq, count, posts, posts * PAUSE + 30]
    command = [sys.executable, "-m", "bench.readers", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert json.loads(line_of(process))["ready"] == count
    return process


def measure_bare(readers: int, size: int, posts: int) -> float:
    """CPU microseconds of a delivery by a server that does nothing else."""
    command = [sys.executable, "-m", "bench.bare"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdin
        base = f"http://127.0.0.1:{line_of(server).strip()}"
        readers_of_it = crowd(base, 1, 1, readers, posts + 1)
        spent = 0.0
        for number in range(posts + 1):
            before = servers.cpu_seconds(server.pid)
            server.stdin.write(f"{number} {size}\n")
            server.stdin.flush()
            time.sleep(PAUSE / 3)
            spent += servers.cpu_seconds(server.pid) - before if number else 0.0
        line_of(readers_of_it)
        server.kill()
    return max(spent / (readers * posts) * 1e6, 0.1)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def cpu_of(pids: tuple[int, ...], work: Callable[[], Any]) -> float:
    before = sum(map(servers.cpu_seconds, pids))
    work()
    return sum(map(servers.cpu_seconds, pids)) - before


@contextlib.contextmanager
def scratch_thread() -> Iterator[tuple[int, list[int]]]:
    """A site of our own with one thread of fifty posts; in BENCH_DIR, if set, it is kept."""
    with contextlib.ExitStack() as stack:
        folder = os.environ.get("BENCH_DIR") or stack.enter_context(tempfile.TemporaryDirectory())
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": folder}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/{database.NAME}.sqlite3")
        import django

        django.setup()
        from bench import seeding

        database.prepare()
        authors = seeding.people(10)
        board = seeding.board(f"live-{uuid.uuid4().hex[:6]}")
        yield seeding.thread(board, "Of fifty", 50, authors), authors


if __name__ == "__main__":
    count, kind, *processes = sys.argv[1:]
    with scratch_thread() as (where, people):
        print(json.dumps(measure_live(kind, int(count), where, people, int([*processes, "1"][0]))))
