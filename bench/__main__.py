"""Seeds a scratch site, drives real servers over loopback and writes bench/report.json."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import subprocess
import sys
import tempfile
import urllib.request
import uuid
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Figures = dict[str, dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="seconds instead of minutes")
    parser.add_argument("--seconds", type=float, default=5, help="for each page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": folder}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        seconds = 1.0 if options.smoke else options.seconds
        sizes = [50, 500] if options.smoke else [50, 10_000]
        report = run(sizes, seconds, readers=50 if options.smoke else 200)
    (HERE / "report.json").write_text(json.dumps(report, indent=1))
    table(report["figures"])


def run(sizes: list[int], seconds: float, readers: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench import live, seeding, servers

    for command in ("migrate", "collectstatic"):
        call_command(command, verbosity=0, interactive=False)
    authors = seeding.people(40)
    board = seeding.board(f"bench-{uuid.uuid4().hex[:6]}")
    seeding.threads(board, sizes[-1], authors)
    threads = {size: seeding.thread(board, f"Of {size} posts", size, authors) for size in sizes}
    cookie = f"sessionid={seeding.session(authors[0])}; script=1"
    figures: Figures = {}
    for kind in ("gunicorn", "daphne"):
        with servers.running(kind) as (base, pid):
            figures |= {
                f"{name}_{kind}": row
                for name, row in measure_pages(base, pid, threads, board, cookie, seconds).items()
            }
    for kind in live.SERVERS:
        figures[f"live_{readers}_{kind}"] = live.measure_live(
            kind, readers, threads[sizes[0]], authors
        )
    return {
        "machine": {"processors": os.cpu_count(), "python": platform.python_version()},
        "database": connection.vendor,
        "figures": figures,
    }


def measure_pages(
    base: str, pid: int, threads: dict[int, int], board: int, cookie: str, seconds: float
) -> Figures:
    from forum.models import Board, Thread

    addresses = {
        "trivial": "/healthz",
        "board_visitor": Board.objects.get(pk=board).get_absolute_url(),
    }
    for size, pk in threads.items():
        url = Thread.objects.get(pk=pk).get_absolute_url()
        addresses[f"thread_{size}_visitor"] = url
        addresses[f"thread_{size}_member"] = url
        addresses[f"thread_{size}_middle_visitor"] = f"{url}?after={size // 2}"
    figures: Figures = {}
    for name, address in addresses.items():
        who = cookie if name.endswith("member") else ""
        load(base + address, min(1.0, seconds), who)
        figures[name] = measured(base + address, pid, seconds, who)
        figures[name]["ratio_to_trivial"] = round(
            figures[name]["rps"] / figures["trivial"]["rps"], 3
        )
    return figures


def measured(url: str, pid: int, seconds: float, cookie: str) -> dict[str, float]:
    from bench.servers import cpu_seconds

    before = cpu_seconds(pid)
    row = load(url, seconds, cookie)
    row["cpu_ms"] = round((cpu_seconds(pid) - before) / max(row["requests"], 1) * 1000, 2)
    request = urllib.request.Request(url, headers={"Cookie": cookie})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310
        body = response.read()
    row["bytes"], row["bytes_gzip"] = len(body), len(gzip.compress(body))
    return row


def load(url: str, seconds: float, cookie: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.pages", url, str(seconds), "8", cookie]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    row: dict[str, float] = json.loads(output)
    return row


def table(figures: Figures) -> None:
    for name, row in figures.items():
        print(f"{name:34}", "  ".join(f"{key} {value:g}" for key, value in row.items()))


if __name__ == "__main__":
    main()
