"""Puts the figures in their file and in a table to read."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

Figures = dict[str, dict[str, float]]
PACKAGES = ("django", "wagtail", "gunicorn", "daphne", "uvicorn", "channels", "psycopg")
FILE = Path(__file__).parent / "report.json"
COLUMNS = (
    "rps",
    "p50_ms",
    "p99_ms",
    "cpu_ms",
    "bytes",
    "bytes_gzip",
    "queries",
    "ratio_to_trivial",
    "ratio_to_thread_50",
    "ratio_to_board_50",
    "spread",
)


def add_ratios(figures: Figures) -> None:
    """How much longer a page of a large thread or board takes than one of fifty: CPU time,
    which a busy machine does not stretch as it stretches seconds."""
    for name, row in figures.items():
        who = next((end for end in ("visitor", "member") if f"_{end}" in name), "")
        tail = name.rpartition(who)[2] if who else ""
        for kind, starts in (("thread", ("thread_", "permalink_")), ("board", ("board_",))):
            base = figures.get(f"{kind}_50_{who}{tail}")
            if base and base.get("cpu_ms") and name.startswith(starts) and "list" not in name:
                row[f"ratio_to_{kind}_50"] = round(row["cpu_ms"] / base["cpu_ms"], 2)


def write(figures: Figures, about: dict[str, Any]) -> None:
    FILE.write_text(json.dumps({**machine(), **about, "figures": figures}, indent=1) + "\n")


def machine() -> dict[str, Any]:
    return {
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": commit(),
        "machine": {
            "processors": os.cpu_count(),
            "processor": processor(),
            "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
            "system": f"{platform.system()} {platform.release()}",
            "load_before": round(os.getloadavg()[0], 2),
        },
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
    }


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "")


def commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    found = subprocess.run(command, capture_output=True, text=True, cwd=FILE.parent, check=False)
    return found.stdout.strip()


def database() -> dict[str, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        postgres = connection.vendor == "postgresql"
        cursor.execute("SHOW server_version" if postgres else "SELECT sqlite_version()")
        return {"kind": connection.vendor, "version": str(cursor.fetchone()[0])}


def table(figures: Figures) -> None:
    pages = {name: row for name, row in figures.items() if "rps" in row}
    if pages:
        short = [column.removeprefix("ratio_to_") for column in COLUMNS]
        print(f"\n{'page':40}" + "".join(f"{column:>11}" for column in short))
    for name, row in pages.items():
        cells = (f"{row[column]:g}" if column in row else "" for column in COLUMNS)
        print(f"{name:40}" + "".join(f"{cell:>11}" for cell in cells))
    for name, row in figures.items():
        if name not in pages:
            print(f"{name:40}", "  ".join(f"{key} {value:g}" for key, value in row.items()))
