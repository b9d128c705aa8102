"""What a socket says and hears: watches in, frames out, and the codes it closes with."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

UNSUPPORTED = 1003  # a binary message, or one that is not JSON
POLICY = 1008  # more than MAX_PER_SECOND messages, or than MAX_WATCHES watches
TOO_BIG = 1009  # a message of more than MAX_MESSAGE characters
TRY_LATER = 1013  # the database did not answer
SIGNED_OUT = 4401  # the session ended
RIGHTS_LOST = 4403  # suspended, or no longer a moderator: come back with the rights that are left
TOO_SLOW = 4408  # the queue was full: come back with `since`

MAX_MESSAGE = 4096
MAX_PER_SECOND = 20
MAX_WATCHES = 100
MAX_SEQ = 2**31 - 1

TARGET = re.compile(r"(thread|board|presence):([1-9][0-9]{0,17})|(lists|me)", re.ASCII)

# An ASGI event, made once and handed to every socket: nobody changes it.
Event = dict[str, Any]


class MalformedError(Exception):
    """Not a message at all: the socket is closed with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Watch(NamedTuple):
    """Something to watch: `kind` with `id`, which is 0 for the kinds that have none."""

    kind: str
    id: int = 0

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


class Request(NamedTuple):
    watch: Watch
    on: bool
    since: int | None = None


def read_request(event: Event) -> Request | None:
    """The request in a `websocket.receive` event, or None for JSON that asks nothing we know."""
    text = event.get("text")
    if text is None:
        raise MalformedError(UNSUPPORTED)
    if len(text) > MAX_MESSAGE:
        raise MalformedError(TOO_BIG)
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedError(UNSUPPORTED) from None
    if not isinstance(asked, dict):
        return None
    for verb in ("watch", "unwatch"):
        target = asked.get(verb)
        match = TARGET.fullmatch(target) if isinstance(target, str) else None
        since = _seq(asked.get("since"))
        # A page that says where it is in a way that nobody understands would miss what it lacks.
        if match and (since is not None or asked.get("since") is None):
            kind, number, bare = match.groups()
            watch = Watch(bare) if bare else Watch(kind, int(number))
            return Request(watch, verb == "watch", since)
    return None


def _seq(value: Any) -> int | None:
    valid = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_SEQ
    return value if valid else None


def frame(watch: Watch | None, kind: str, **content: Any) -> Event:
    """An event ready to send; `seq` in it is where to resume from after this frame."""
    named = {"watch": str(watch)} if watch else {}
    text = json.dumps({**named, "kind": kind, **content}, ensure_ascii=False, separators=(",", ":"))
    return {"type": "websocket.send", "text": text}
