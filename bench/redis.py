"""A Redis of our own, on a free port, for measuring and for faults."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator

from bench.servers import free_port


def start(port: int) -> subprocess.Popen[bytes]:
    """Returns once it answers."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as ask:
            ask.sendall(b"PING\r\n")
            if ask.recv(16).startswith(b"+PONG"):
                return process
        time.sleep(0.05)
    process.kill()
    raise SystemExit("redis-server did not answer within 5 seconds")


@contextlib.contextmanager
def running() -> Iterator[str]:
    port = free_port()
    process = start(port)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()
