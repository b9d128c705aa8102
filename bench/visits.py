"""Requests per second, times and cost of each page, from one server process at a time.

Every round visits every page once and the trivial view too, so that a noisy neighbour shows as
a spread between rounds and falls out of the medians; ratios are taken within a round.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from statistics import median

from bench.servers import cpu_seconds, running
from bench.site import Case

CONNECTIONS = 8
Row = dict[str, float]


def measure(
    kind: str, cases: list[Case], cookie: str, *, seconds: float, rounds: int, until: float
) -> dict[str, Row]:
    """A row for each case; after `until` (monotonic seconds) no further round begins."""
    with running(kind) as (base, pid):
        rows = {case.name: cold(base + case.path, who(case, cookie)) for case in cases}
        every: list[dict[str, Row]] = []
        for case in cases:
            load(base + case.path, min(seconds, 0.3), who(case, cookie))
        for _round in range(rounds):
            if every and time.monotonic() > until:
                break
            every.append(
                {
                    case.name: visit(base + case.path, pid, seconds, who(case, cookie))
                    for case in cases
                }
            )
    for name, row in rows.items():
        row |= middle(measured[name] for measured in every)
        row["rounds"] = len(every)
        row["ratio_to_trivial"] = ratio(every, name, "trivial")
    return rows


def ratio(every: list[dict[str, Row]], name: str, to: str) -> float:
    """Requests per second of one page over another's, the median of the rounds."""
    return round(median(row[name]["rps"] / max(row[to]["rps"], 0.1) for row in every), 3)


def who(case: Case, cookie: str) -> str:
    return cookie if case.member else ""


def middle(rows: Iterable[Row]) -> Row:
    found = list(rows)
    row = {key: round(median(one[key] for one in found), 2) for key in found[0]}
    rates = [one["rps"] for one in found]
    row["spread"] = round((max(rates) - min(rates)) / max(row["rps"], 0.1), 2)
    return row


def cold(url: str, cookie: str) -> Row:
    """The first answer of a process that has not shown this page, and its size."""
    request = urllib.request.Request(url, headers={"Cookie": cookie})  # noqa: S310
    started = time.perf_counter()
    with urllib.request.urlopen(request) as response:  # noqa: S310
        body = response.read()
    spent = time.perf_counter() - started
    return {
        "cold_ms": round(spent * 1000, 1),
        "bytes": len(body),
        "bytes_gzip": len(gzip.compress(body, 6)),
    }


def visit(url: str, pid: int, seconds: float, cookie: str) -> Row:
    before = cpu_seconds(pid)
    row = load(url, seconds, cookie)
    if row["not_200"]:
        raise SystemExit(f"{url}: {row['not_200']:.0f} answers were not 200")
    spent = cpu_seconds(pid) - before
    return {
        "rps": row["rps"],
        "p50_ms": row["p50_ms"],
        "p99_ms": row["p99_ms"],
        "cpu_ms": spent / max(row["requests"], 1) * 1000,
    }


def load(url: str, seconds: float, cookie: str) -> Row:
    words = [url, str(seconds), str(CONNECTIONS), cookie]
    command = [sys.executable, "-m", "bench.pages", *words]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    row: Row = json.loads(output)
    return row


def queries(cases: list[Case], cookie: str) -> dict[str, int]:
    """SQL queries of each page, counted in this process once its caches are warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counted = {}
    for case in cases:
        client = Client(SERVER_NAME="127.0.0.1", headers={"cookie": who(case, cookie)})
        client.get(case.path)
        with CaptureQueriesContext(connection) as caught:
            client.get(case.path)
        counted[case.name] = len(caught)
    return counted
