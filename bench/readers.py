"""Many live readers of one thread in a process of their own: `python -m bench.readers`.

Writes one JSON line once all are caught up, then one with the number and arrival time
(perf_counter, seconds) of every post at every reader, and the size of the last frame.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import resource
import sys
import time
from urllib.parse import urlsplit

CONTINUE, TEXT, CLOSE, PING, PONG = 0, 1, 8, 9, 10
POST = re.compile(rb'"kind":"post".*?"number":(\d+)')
AT_ONCE = 50


def masked(opcode: int, payload: bytes) -> bytes:
    """A client's frame (RFC 6455, section 5.2); a mask of zeros changes nothing."""
    assert len(payload) < 126
    return bytes([0x80 | opcode, 0x80 | len(payload)]) + b"\0\0\0\0" + payload


def handshake(base: str, cookie: str = "") -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET /ws/ HTTP/1.1\r\nHost: {urlsplit(base).netloc}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Origin: {base}\r\nCookie: {cookie}\r\n\r\n"
    ).encode()


class Crowd:
    """What all readers saw."""

    def __init__(self, posts: int) -> None:
        self.seen: list[tuple[int, float]] = []
        self.frame_bytes = self.closed = 0
        self.posts = posts
        self.missing = 0
        self.done = asyncio.Event()

    def arrived(self, number: int, size: int) -> None:
        self.seen.append((number, time.perf_counter()))
        self.frame_bytes = size
        self.missing -= 1
        if not self.missing:
            self.done.set()


class Reader(asyncio.Protocol):
    __slots__ = ("buffer", "crowd", "hello", "highest", "open", "ready", "transport")

    def __init__(self, crowd: Crowd, base: str, hello: bytes) -> None:
        self.crowd, self.hello = crowd, hello
        self.buffer = bytearray(handshake(base))
        self.open = False
        self.highest = -1  # The bare server counts from nought.
        self.ready = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(bytes(self.buffer))
        self.buffer.clear()

    def connection_lost(self, error: Exception | None) -> None:
        self.crowd.closed += 1
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("closed before it was ready"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.open:
            head, end, rest = bytes(self.buffer).partition(b"\r\n\r\n")
            if not end:
                return
            assert head.startswith(b"HTTP/1.1 101"), head.decode()
            self.open = True
            self.buffer = bytearray(rest)
            self.transport.write(self.hello)
        while frame := self.next_frame():
            self.heard(*frame)

    def next_frame(self) -> tuple[int, bytes] | None:
        """One unmasked frame of the server, when all of it is here."""
        if len(self.buffer) < 2:
            return None
        length, start = self.buffer[1] & 127, 2
        if length >= 126:
            start = 4 if length == 126 else 10
            if len(self.buffer) < start:
                return None
            length = int.from_bytes(self.buffer[2:start])
        if len(self.buffer) < start + length:
            return None
        opcode, payload = self.buffer[0] & 15, bytes(self.buffer[start : start + length])
        del self.buffer[: start + length]
        return opcode, payload

    def heard(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(masked(PONG, payload))
        elif opcode == TEXT and (post := POST.search(payload, 0, 200)):
            # What was posted while the server read comes once more with its next reading.
            if int(post[1]) > self.highest:
                self.highest = int(post[1])
                self.crowd.arrived(self.highest, len(payload))
        elif opcode == TEXT and b'"ready"' in payload and not self.ready.done():
            self.ready.set_result(None)


async def main(base: str, thread: int, since: int, count: int, posts: int, seconds: float) -> None:
    loop, crowd = asyncio.get_running_loop(), Crowd(posts)
    crowd.missing = count * posts
    parts = urlsplit(base)
    hello = masked(TEXT, json.dumps({"watch": f"thread:{thread}", "since": since}).encode())
    sockets: list[Reader] = []
    for start in range(0, count, AT_ONCE):
        some = await asyncio.gather(
            *(
                loop.create_connection(
                    lambda: Reader(crowd, base, hello), parts.hostname, parts.port
                )
                for _ in range(min(AT_ONCE, count - start))
            )
        )
        sockets += [protocol for _, protocol in some]
        await asyncio.gather(*(protocol.ready for _, protocol in some))
    print(json.dumps({"ready": len(sockets)}), flush=True)
    try:
        await asyncio.wait_for(crowd.done.wait(), seconds)
    except TimeoutError:
        print(f"{crowd.missing} posts did not come, {crowd.closed} closed", file=sys.stderr)
    print(json.dumps({"seen": crowd.seen, "bytes": crowd.frame_bytes}), flush=True)


def raise_file_limit() -> None:
    """A socket is a file: as many as this process may have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    raise_file_limit()
    address, *numbers = sys.argv[1:]
    asyncio.run(main(address, *map(int, numbers[:4]), float(numbers[4])))
