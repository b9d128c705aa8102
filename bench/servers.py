"""Starts the real server processes and reads what they cost."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

COMMANDS = {
    "daphne": ["-m", "daphne", "-b", "127.0.0.1", "-v", "0", "--access-log", os.devnull],
    "uvicorn": [
        "-m",
        "uvicorn",
        "--no-access-log",
        "--log-level",
        "error",
        "--ws-per-message-deflate",
        "false",
    ],
    "gunicorn": ["-m", "gunicorn", "--threads", "8", "--log-level", "error"],
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(kind: str, **more: str) -> Iterator[tuple[str, int]]:
    """(base address, process id) of one server process; ended when the block ends."""
    port = free_port()
    process = start(kind, port, **more)
    try:
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def start(kind: str, port: int, **more: str) -> subprocess.Popen[bytes]:
    """A server process, with `more` in its environment, once it answers."""
    base = f"http://127.0.0.1:{port}"
    bind = ["-b", f"127.0.0.1:{port}"] if kind == "gunicorn" else ["--port", str(port)]
    app = "config.wsgi" if kind == "gunicorn" else "config.asgi:application"
    environment = os.environ | {"SITE_URL": base, "DEBUG": "on", "WORKER": "off"} | more
    process = subprocess.Popen([sys.executable, *COMMANDS[kind], *bind, app], env=environment)
    wait_until_up(base, process)
    return process


def wait_until_up(base: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(450):
        if process.poll() is not None:
            raise SystemExit(f"the server ended at once with {process.returncode}")
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/healthz", timeout=2):  # noqa: S310
            return
        time.sleep(0.2)
    raise SystemExit("the server did not answer within 90 seconds")


def cpu_seconds(pid: int) -> float:
    """Time on a processor of a process and its children so far, to the nanosecond.

    Told by the scheduler for each thread: the clock of /proc/*/stat counts hundredths.
    """
    total = 0
    for one in [pid, *children(pid)]:
        for thread in Path(f"/proc/{one}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                total += int(thread.read_text().split()[0])
    return total / 1e9


def children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:  # noqa: PTH123
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def resident_kb(pid: int) -> int:
    with open(f"/proc/{pid}/status") as file:  # noqa: PTH123
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
