import asyncio

import pytest
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from config.sockets import framed, mend_servers


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_a_library_would_have_made(size):
    text = "ü" * (size // 2) + "x" * (size % 2)
    assert framed(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


class Wire:
    """What uvicorn's protocol has of a connection."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return False


@pytest.fixture
def opened() -> WebSocketsSansIOProtocol:
    """An open socket of the class that uvicorn uses, as the site has mended it."""
    mend_servers()
    protocol = WebSocketsSansIOProtocol.__new__(WebSocketsSansIOProtocol)
    protocol.handshake_complete, protocol.close_sent, protocol.disconnected = True, False, False
    protocol.initial_response = None
    protocol.conn = ServerProtocol(state=State.OPEN)
    protocol.writable = asyncio.Event()
    protocol.writable.set()
    protocol.transport = Wire()
    return protocol


@pytest.mark.parametrize("message", [{"text": "Hello"}, {"bytes": b"Hello"}])
async def test_a_message_goes_out_whichever_way_it_takes(opened, message):
    await opened.send({"type": "websocket.send", **message})
    opcode = Opcode.TEXT if "text" in message else Opcode.BINARY
    assert b"".join(opened.transport.written) == Frame(opcode, b"Hello").serialize(mask=False)


async def test_a_socket_that_is_full_makes_its_sender_wait(opened):
    opened.writable.clear()
    sending = asyncio.ensure_future(opened.send({"type": "websocket.send", "text": "Hello"}))
    await asyncio.sleep(0)
    assert not opened.transport.written
    opened.writable.set()
    await sending
    assert opened.transport.written


async def test_what_went_away_is_told_to_its_sender(opened):
    opened.disconnected = True
    with pytest.raises(ClientDisconnected):
        await opened.send({"type": "websocket.send", "text": "Hello"})


def test_uvicorn_takes_the_protocol_that_is_mended():
    assert AutoWebSocketsProtocol is WebSocketsSansIOProtocol
    names = {"writable", "close_sent", "disconnected", "handshake_complete", "conn", "transport"}
    assert names <= set(WebSocketsSansIOProtocol.__init__.__code__.co_names)
