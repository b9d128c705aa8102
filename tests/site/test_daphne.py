"""What only the real server shows: on the wire, a socket closes with the code it was told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from bench.servers import free_port, wait_until_up

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A Daphne of its own; visitors' sockets ask no database, so it has an empty one."""
    port = free_port()
    folder = tmp_path_factory.mktemp("daphne")
    environment = os.environ | {
        "PORT": str(port),
        "VAR_DIR": str(folder),
        "WORKER": "off",
        "DEBUG": "on",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for name in ("SITE_URL", "DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(
        [*command, "config.asgi:application"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}", process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize(
    ("messages", "code"),
    [(["no JSON"], 1003), ([b"binary"], 1003), (["x" * 5000], 1009), (["{}"] * 60, 1008)],
    ids=["not JSON", "binary", "too long", "too many"],
)
def test_a_misused_socket_closes_with_its_code(
    port: int, messages: list[str | bytes], code: int
) -> None:
    with pytest.raises(ConnectionClosed) as closed:
        misuse(port, messages)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


def misuse(port: int, messages: list[str | bytes]) -> None:
    """Send, and hear until the server closes."""
    origin = Origin(f"http://127.0.0.1:{port}")
    with connect(f"ws://127.0.0.1:{port}/ws/", origin=origin) as socket:
        for message in messages:
            socket.send(message)
        while True:
            socket.recv(10)
