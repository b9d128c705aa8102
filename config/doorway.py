"""What is turned away before any page is asked."""

from __future__ import annotations

import re
import string
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote_from_bytes

from django.conf import settings

Application = Callable[..., Awaitable[None]]

MEBIBYTE = 1024 * 1024
LARGEST_UPLOAD = 32 * MEBIBYTE
# Files are sent to the admin, and with the words of a post; everything else is small forms.
# Django writes larger ones to a temporary file while they come in.
UPLOADS = re.compile(
    r"/cms/.*|/files/add/|/t/[0-9]+/reply/|/t/[0-9]+/[0-9]+/edit/|/forum/[\w-]+/new/", re.ASCII
)


class Doorway:
    """Refuses bodies that are too large, and drops header names that pose as others.

    A name with an underscore reaches Django under the same key as the one with a hyphen, so
    a client could write what only a proxy may. A body sent in chunks says no length, and a
    WSGI application would find it empty: it is read here, as far as a form may be long.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = [header for header in scope["headers"] if b"_" not in header[0]]
        named = dict(headers)
        length, limit = named.get(b"content-length", b""), largest_body(scope["path"])
        if not length and b"transfer-encoding" in named:
            body = await read_body(receive, largest_form())
            length = str(limit + 1 if body is None else len(body)).encode()
            headers = [header for header in headers if header[0] != b"transfer-encoding"]
            headers.append((b"content-length", length))
            receive = replay(body or b"", receive)
        if length.isdigit() and int(length) > limit:
            await refuse_body(send)
        else:
            # A query that is not ASCII is no query, but it can be asked for.
            query = quote_from_bytes(scope["query_string"], safe=string.punctuation).encode()
            await self.application(
                {**scope, "headers": headers, "query_string": query}, receive, send
            )


async def read_body(receive: Any, limit: int) -> bytes | None:
    """The whole body, or None when it is longer than `limit` bytes or its sender went away."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or len(body) > limit:
            return None
        if not message.get("more_body"):
            return bytes(body)


def replay(body: bytes, receive: Any) -> Any:
    """Gives a body that was read once more, and then what comes after it."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return messages.pop() if messages else await receive()

    return again


def largest_form() -> int:
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + MEBIBYTE


def largest_body(path: str) -> int:
    if UPLOADS.fullmatch(path):
        return LARGEST_UPLOAD
    return largest_form()


async def refuse_body(send: Any) -> None:
    text = b"That is more than this site takes at once (32 MB of files, 3 MB of words). Send less."
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
