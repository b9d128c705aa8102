"""Many live readers of one thread in a process of their own: `python -m bench.readers`.

Writes one JSON line once all are caught up, then one with the arrival time (perf_counter,
seconds) of every post at every reader.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import time
from urllib.parse import urlsplit


async def frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """One unmasked, unfragmented server frame (RFC 6455, section 5.2): opcode and payload."""
    first, second = await reader.readexactly(2)
    length = second & 127
    if length == 126:
        length = int.from_bytes(await reader.readexactly(2))
    elif length == 127:
        length = int.from_bytes(await reader.readexactly(8))
    return first & 15, await reader.readexactly(length)


def masked(opcode: int, payload: bytes) -> bytes:
    assert len(payload) < 126
    return bytes([0x80 | opcode, 0x80 | len(payload)]) + b"\0\0\0\0" + payload


async def connect(
    base: str, thread: int, since: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        (
            f"GET /ws/ HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: {base}\r\n\r\n"
        ).encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 101"):
        raise SystemExit(head.decode())
    writer.write(masked(1, json.dumps({"watch": f"thread:{thread}", "since": since}).encode()))
    while True:
        opcode, payload = await frame(reader)
        if opcode == 1 and b'"ready"' in payload:
            return reader, writer


async def read(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    posts: int,
    seen: list[tuple[int, float]],
) -> None:
    got = 0
    while got < posts:
        opcode, payload = await frame(reader)
        now = time.perf_counter()
        if opcode == 9:
            writer.write(masked(10, payload))
        elif opcode == 8:
            return
        elif opcode == 1 and b'"post"' in payload[:200]:
            seen.append((json.loads(payload)["number"], now))
            got += 1


async def main(base: str, thread: int, since: int, count: int, posts: int, seconds: float) -> None:
    sockets = []
    for start in range(0, count, 50):
        some = (connect(base, thread, since) for _ in range(min(50, count - start)))
        sockets += await asyncio.gather(*some)
    print(json.dumps({"ready": len(sockets)}), flush=True)
    seen: list[tuple[int, float]] = []
    tasks = [asyncio.create_task(read(*pair, posts, seen)) for pair in sockets]
    await asyncio.wait(tasks, timeout=seconds)
    for task in tasks:
        task.cancel()
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    address, *numbers = sys.argv[1:]
    asyncio.run(main(address, *map(int, numbers[:4]), float(numbers[4])))
