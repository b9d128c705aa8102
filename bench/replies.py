"""Replies per second: eight writers in one process, through the real action.

`python -m bench.replies SECONDS THREAD...` is that process: each writer takes the next thread
in turn, and each reply is a transaction of its own, with its search entry, follow, reading mark
and task.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterable
from itertools import cycle
from statistics import median

WRITERS = 8
SOURCE = (
    "We asked the desk what staff would do differently, and wrote that down *first*.\n\n"
    "- then we looked for training\n- or for a tool, or a policy\n"
)


def measure(
    threads: dict[str, list[int]], *, seconds: float, rounds: int
) -> dict[str, dict[str, float]]:
    """A row for each set of threads, the median of the rounds, taken in turn."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in threads}
    for _round in range(rounds):
        for name, found in threads.items():
            command = [sys.executable, "-m", "bench.replies", str(seconds), *map(str, found)]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            runs[name].append(json.loads(output))
    return {
        name: {key: round(median(one[key] for one in rows), 2) for key in rows[0]}
        for name, rows in runs.items()
    }


def write(seconds: float, threads: list[int]) -> dict[str, float]:
    from accounts.models import User
    from bench.pages import percentile
    from forum.models import Thread

    authors = list(User.objects.filter(handle__startswith="reader").order_by("pk")[:WRITERS])
    rows = list(Thread.objects.select_related("board").filter(pk__in=threads))
    times: list[list[float]] = [[] for _ in authors]
    start = threading.Barrier(len(authors))
    workers = [
        threading.Thread(target=writer, args=(author, rows, place, seconds, times[place], start))
        for place, author in enumerate(authors)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    every = [spent for one in times for spent in one]
    return {
        "per_second": len(every) / seconds,
        "p50_ms": percentile(every, 0.5) * 1000,
        "p99_ms": percentile(every, 0.99) * 1000,
        "cpu_ms": time.process_time() / max(len(every), 1) * 1000,
    }


def writer(author, threads, place, seconds, times, start) -> None:  # type: ignore[no-untyped-def]
    from django.db import connection

    from forum.actions.posts import reply_to_thread

    mine = cycle(threads[place % len(threads) :] + threads[: place % len(threads)])
    connection.ensure_connection()
    start.wait()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        thread, started = next(mine), time.perf_counter()
        reply_to_thread(thread, author=author, source=SOURCE, key=uuid.uuid4())
        times.append(time.perf_counter() - started)
    connection.close()


def main(seconds: str, threads: Iterable[str]) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(write(float(seconds), [int(thread) for thread in threads])))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
