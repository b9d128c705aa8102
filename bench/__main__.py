"""Seeds a scratch site, drives real servers over loopback and writes bench/report.json.

DB=postgres or DB=sqlite says where; by default the kind that DATABASE_URL names, or SQLite.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import database, report
from bench.report import Figures

PARTS = ("pages", "replies", "live")
# Pages on gunicorn are what the README recommends: their names carry no suffix.
SERVERS = {"gunicorn": "", "daphne": "_daphne"}
SMOKE_CASES = ("trivial", "board_50", "thread_50_", "permalink")
MEMORY = 2 << 30


def main() -> None:
    asked = arguments()
    # Inherited by every process of the run: one that grows past it fails, not the machine.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.environ.get("BENCH_DIR") or (
            str(Path("var").resolve()) if asked.keep else scratch
        )
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": folder}
        database.choose(os.environ.get("DB", ""), folder, keep=asked.keep)
        figures, about = run(asked)
    report.add_ratios(figures)
    report.table(figures)
    report.write(figures, about)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="seconds instead of minutes")
    parser.add_argument("--only", choices=PARTS, action="append", help="part to run (repeatable)")
    parser.add_argument("--case", default="", help="only pages whose name contains this")
    parser.add_argument("--server", choices=SERVERS, action="append", help="only this server")
    parser.add_argument("--seconds", type=float, default=1.5, help="for each page and round")
    parser.add_argument("--rounds", type=int, default=3, help="the median of them counts")
    parser.add_argument("--minutes", type=float, default=15, help="start nothing after these")
    parser.add_argument(
        "--keep", action="store_true", help="keep the seeded database for next time"
    )
    asked = parser.parse_args()
    if asked.smoke:
        asked.seconds, asked.rounds = 0.3, 1
    asked.only = asked.only or PARTS
    asked.server = asked.server or list(SERVERS)
    return asked


def run(asked: argparse.Namespace) -> tuple[Figures, dict[str, Any]]:
    import django

    django.setup()

    from bench import site

    started = time.monotonic()
    database.prepare()
    sizes = site.SMOKE if asked.smoke else site.FULL
    site.seed(sizes)
    seeded = time.monotonic()
    print(f"seeded in {seeded - started:.0f} s", flush=True)
    figures: Figures = {}
    until, left_out = started + asked.minutes * 60, []
    for part, measure in (("pages", pages), ("replies", replies), ("live", live)):
        if part not in asked.only:
            continue
        if time.monotonic() > until:
            left_out.append(part)
            continue
        figures |= measure(asked, sizes, until)
    return figures, {
        "database": report.database(),
        "sizes": {"threads": sizes.threads, "boards": sizes.boards},
        "how": {**HOW, "seconds": asked.seconds, "rounds": asked.rounds},
        "seeding_seconds": round(seeded - started),
        "left_out": left_out,
    }


HOW = {
    "pages": "one server process, 8 kept connections from a load client in its own process;"
    " that takes gzip, as browsers do; warm, but for cold_ms, the first such page of a process",
    "ratio_to_trivial": "requests per second over /healthz, same server, same round",
    "ratio_to_thread_50": "CPU per page over thread_50 (board_50) of the same person",
    "replies": "8 threads of one process, through forum.actions.posts.reply_to_thread",
}


def pages(asked: argparse.Namespace, sizes: Any, until: float) -> Figures:
    from accounts.models import User
    from bench import seeding, site, visits

    reader = User.objects.get(handle="reader0")
    cookie = f"sessionid={seeding.session(reader.pk)}; script=1"
    cases = site.cases(sizes)
    if asked.smoke:
        cases = [case for case in cases if case.name.startswith(SMOKE_CASES)]
    cases = [case for case in cases if case.name == "trivial" or asked.case in case.name]
    counted = visits.queries(cases, cookie)
    figures: Figures = {}
    for server in asked.server:
        rows = visits.measure(
            server, cases, cookie, seconds=asked.seconds, rounds=asked.rounds, until=until
        )
        for name, row in rows.items():
            figures[name + SERVERS[server]] = row | {"queries": counted[name]}
    return figures


def replies(asked: argparse.Namespace, sizes: Any, until: float) -> Figures:
    from bench import replies
    from forum.models import Thread

    many = Thread.objects.filter(board__slug=f"bench-{sizes.boards[0]}")
    threads = {
        "replies_one_thread": [Thread.objects.get(title=f"Of {sizes.threads[1]} posts").pk],
        "replies_many_threads": list(many.values_list("pk", flat=True)),
    }
    return replies.measure(threads, seconds=asked.seconds * 2, rounds=asked.rounds)


def live(asked: argparse.Namespace, sizes: Any, until: float) -> Figures:
    from bench import live, seeding

    people = seeding.people(40)
    thread = seeding.thread(seeding.board("bench-live"), "Of readers", 50, people)
    if asked.smoke:
        return {
            f"live_50_{kind}": live.measure_live(kind, 50, thread, people) for kind in live.SERVERS
        }
    return live.measure_all(thread, people)


if __name__ == "__main__":
    main()
