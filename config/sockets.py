"""Lets Daphne's sockets close with any code, and give many readers the same frame cheaply."""

from __future__ import annotations

import functools
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

send_slowly = WebSocketProtocol.serverSend


def mend_daphne() -> None:
    WebSocketProtocol.serverClose = close
    WebSocketProtocol.serverSend = send


def close(protocol: Any, code: int | None = None) -> None:
    """With codes such as 1008 too, which servers may send (RFC 6455, 7.4).

    Daphne's own method takes only those that a page's script may send; asked for another, it
    fails, and the socket stays open with nobody listening.
    """
    protocol.sendCloseFrame(code=code or 1000)


def send(protocol: Any, content: str | bytes, binary: bool = False) -> None:
    """Autobahn frames and logs each message for each socket, which costs four times as much as
    the writing; a message to all is framed once."""
    plain = protocol.state == protocol.STATE_OPEN and protocol._perMessageCompress is None
    if binary or not plain or protocol.send_queue:
        send_slowly(protocol, content, binary)
    else:
        protocol.transport.write(framed(content))


@functools.lru_cache(maxsize=8)
def framed(text: str) -> bytes:
    """An unmasked text frame (RFC 6455, 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes([0x81, size]) + payload
    if size < 65_536:
        return bytes([0x81, 126]) + size.to_bytes(2) + payload
    return bytes([0x81, 127]) + size.to_bytes(8) + payload
