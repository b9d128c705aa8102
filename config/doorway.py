"""What is turned away before any page is asked."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

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
    a client could write what only a proxy may.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = [header for header in scope["headers"] if b"_" not in header[0]]
        length = dict(headers).get(b"content-length", b"")
        if length.isdigit() and int(length) > largest_body(scope["path"]):
            await refuse_body(send)
        else:
            await self.application({**scope, "headers": headers}, receive, send)


def largest_body(path: str) -> int:
    if UPLOADS.fullmatch(path):
        return LARGEST_UPLOAD
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + MEBIBYTE


async def refuse_body(send: Any) -> None:
    text = b"That is more than this site takes at once (32 MB of files, 3 MB of words). Send less."
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
