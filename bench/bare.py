"""The least that could do it: an asyncio server that gives the same bytes to every socket.

`python -m bench.bare` writes its port, then sends one message to all for each line
"<number> <bytes>" that it reads. What the real server costs is told as a ratio to this one.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import sys

from bench.readers import TEXT, raise_file_limit

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
READY = b'{"kind":"ready"}'
transports: set[asyncio.Transport] = set()


def frame(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes([0x80 | TEXT, size]) + payload
    if size < 65_536:
        return bytes([0x80 | TEXT, 126]) + size.to_bytes(2) + payload
    return bytes([0x80 | TEXT, 127]) + size.to_bytes(8) + payload


class Socket(asyncio.Protocol):
    __slots__ = ("transport",)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        transports.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        if key := re.search(rb"Sec-WebSocket-Key: (\S+)", data):
            accept = base64.b64encode(hashlib.sha1(key[1] + GUID).digest())  # noqa: S324
            self.transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )
        elif self.transport not in transports:
            transports.add(self.transport)
            self.transport.write(frame(READY))


def post(number: str, size: str) -> bytes:
    head = f'{{"watch":"thread:1","kind":"post","seq":1,"number":{number},"html":"'.encode()
    return frame(head + b"x" * (int(size) - len(head) - 2) + b'"}')


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Socket, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        data = post(*line.split())
        for transport in transports:
            transport.write(data)


if __name__ == "__main__":
    raise_file_limit()
    asyncio.run(main())
