"""Asks for pages over kept connections and says how fast they came: `python -m bench.pages`.

Runs as a process of its own, so that the load costs the server nothing but its requests.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit


async def fetch(host: str, port: int, request: bytes, until: float, times: list[float]) -> int:
    """One connection, one request after another; returns how many were not answered by 200."""
    reader, writer = await asyncio.open_connection(host, port)
    bad = 0
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await read_body(reader, head.lower())
        times.append(time.perf_counter() - started)
        bad += not head.startswith(b"HTTP/1.1 200")
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection(host, port)
    writer.close()
    return bad


async def read_body(reader: asyncio.StreamReader, head: bytes) -> int:
    if b"transfer-encoding: chunked" in head:
        size = 0
        while length := int((await reader.readline()).split(b";")[0], 16):
            size += length
            await reader.readexactly(length + 2)
        await reader.readline()
        return size
    for line in head.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
            await reader.readexactly(length)
            return length
    return 0


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


async def main(url: str, seconds: float, connections: int, cookie: str) -> dict[str, float]:
    parts = urlsplit(url)
    assert parts.hostname == "127.0.0.1", "only this machine is ever measured"
    assert parts.port
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    request = (
        f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookie}\r\n"
        "Accept-Encoding: gzip\r\n\r\n"
    ).encode()
    times: list[float] = []
    started = time.perf_counter()
    until = started + seconds
    bad = await asyncio.gather(
        *(fetch(parts.hostname, parts.port, request, until, times) for _ in range(connections))
    )
    spent = time.perf_counter() - started
    return {
        "requests": len(times),
        "rps": round(len(times) / spent, 1),
        "p50_ms": round(percentile(times, 0.5) * 1000, 2),
        "p99_ms": round(percentile(times, 0.99) * 1000, 2),
        "not_200": sum(bad),
    }


if __name__ == "__main__":
    address, duration, width, *cookies = sys.argv[1:]
    print(json.dumps(asyncio.run(main(address, float(duration), int(width), "".join(cookies)))))
