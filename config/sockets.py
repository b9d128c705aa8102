"""Lets the servers' sockets close with any code, and gives many readers the same frame cheaply.

Both servers make a frame of each message anew for each socket, which costs more than writing
it. A message to all is framed once here; whatever is not plainly that goes their own way.
"""

from __future__ import annotations

import contextlib
import functools
from typing import Any

from daphne.ws_protocol import WebSocketProtocol

daphne_send = WebSocketProtocol.serverSend


def mend_servers() -> None:
    WebSocketProtocol.serverClose = close
    WebSocketProtocol.serverSend = send
    with contextlib.suppress(ImportError):  # Not installed, or arranged in another way by now.
        from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

        mend_uvicorn(WebSocketsSansIOProtocol)


def close(protocol: Any, code: int | None = None) -> None:
    """With codes such as 1008 too, which servers may send (RFC 6455, 7.4).

    Daphne's own method takes only those that a page's script may send; asked for another, it
    fails, and the socket stays open with nobody listening.
    """
    protocol.sendCloseFrame(code=code or 1000)


def send(protocol: Any, content: str | bytes, binary: bool = False) -> None:
    """Autobahn also checks and logs each message for each socket."""
    plain = protocol.state == protocol.STATE_OPEN and protocol._perMessageCompress is None
    if binary or not plain or protocol.send_queue:
        daphne_send(protocol, content, binary)
    else:
        protocol.transport.write(framed(content))


def mend_uvicorn(protocol_class: Any) -> None:
    uvicorn_send = protocol_class.send
    if uvicorn_send.__module__ == __name__:
        return

    async def send(protocol: Any, message: dict[str, Any]) -> None:
        text = message.get("text")
        if text is not None and is_plainly_open(protocol):
            protocol.transport.write(framed(text))
        else:
            await uvicorn_send(protocol, message)

    protocol_class.send = send


def is_plainly_open(protocol: Any) -> bool:
    """Nothing waits to be written, nothing compresses, and neither side has begun to close."""
    return (
        protocol.handshake_complete
        and not protocol.close_sent
        and not protocol.disconnected
        and not protocol.conn.extensions
        and protocol.writable.is_set()
        and not protocol.transport.is_closing()
    )


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
