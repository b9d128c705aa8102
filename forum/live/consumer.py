"""The live socket as an ASGI application: it reads requests to watch, and nothing else.

It is closed with 1003 (not JSON), 1008 (too many messages or watches), 1009 (too long a
message), 1013 (the database does not answer, or too many sockets), 4401 (signed out), 4403
(rights lost) or 4408 (too slow). After all but 4401 the page comes back with its `since`.
A thread that is gone, or not to be read any more, ends its watch and leaves the socket open.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from forum.live.hub import Hub, current
from forum.live.sessions import Caller, address_of, caller_of, session_key
from forum.live.sockets import Send, Socket
from forum.live.wire import (
    MAX_PER_SECOND,
    POLICY,
    TRY_LATER,
    Event,
    MalformedError,
    frame,
    read_request,
)

MAX_PER_USER = 20
MAX_PER_ADDRESS = 60
NOT_UNDERSTOOD = frame(None, "error", reason="Only watch and unwatch are understood here.")

Receive = Callable[[], Awaitable[Event]]


async def live_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    hub = current()
    await receive()
    try:
        key = session_key(scope)
        caller = caller_of(await hub.doorman.identify(key), key, address_of(scope))
    except Exception:
        hub.complain()
        caller = None
    if caller is None or is_crowded(hub, caller):
        await send({"type": "websocket.close", "code": TRY_LATER})
        return
    # The server keeps the scope as long as the socket; of its headers nothing is asked again.
    if isinstance(scope["headers"], list):
        scope["headers"].clear()
    socket = Socket(caller, send)
    hub.enter(socket)
    try:
        await send({"type": "websocket.accept"})
        await listen(hub, socket, receive)
    finally:
        socket.gone()
        hub.leave(socket)


def is_crowded(hub: Hub, caller: Caller) -> bool:
    """Whether this member, or for visitors this address, has as many sockets as one may."""
    most = MAX_PER_USER if caller.user.is_authenticated else MAX_PER_ADDRESS
    return bool(caller.crowd) and hub.crowds[caller.crowd] >= most


async def listen(hub: Hub, socket: Socket, receive: Receive) -> None:
    second, count = 0, 0
    while (event := await receive())["type"] != "websocket.disconnect":
        if socket.code is not None:
            continue
        now = int(time.monotonic())
        second, count = now, count + 1 if now == second else 1
        try:
            if count > MAX_PER_SECOND:
                raise MalformedError(POLICY)
            request = read_request(event)
        except MalformedError as error:
            socket.close(error.code)
            continue
        if request is None:
            socket.offer([NOT_UNDERSTOOD])
            continue
        try:
            await hub.ask(socket, request)
        except Exception:
            hub.complain()
            socket.close(TRY_LATER)
