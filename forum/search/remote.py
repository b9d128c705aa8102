"""Talks to OpenSearch or Elasticsearch by the part of their REST interface that both have.

Not by their own clients, because each of these refuses the other's server.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3
from django.conf import settings

CONNECT, READ = 1.0, 10.0  # seconds
_pool = urllib3.PoolManager(
    timeout=urllib3.Timeout(connect=CONNECT, read=READ), retries=False, maxsize=8
)


class EngineAway(Exception):
    """The engine did not answer, or not as asked; the words name neither user nor password."""


def base_name() -> str:
    """What the names of this site's indexes in the engine begin with."""
    return urlsplit(settings.SEARCH_URL).path.strip("/")


def ask(method: str, path: str, body: Any = None) -> Any:
    """The JSON that the engine answers to this JSON. Raises EngineAway."""
    content = None if body is None else json.dumps(body).encode()
    return _call(method, path, content, "application/json")


def ask_lines(path: str, lines: Iterable[Any]) -> Any:
    """The same for a body of one JSON text to a line, as the bulk interface wants it."""
    content = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    return _call("POST", path, content, "application/x-ndjson")


def _call(method: str, path: str, content: bytes | None, kind: str) -> Any:
    parts = urlsplit(settings.SEARCH_URL)
    headers = {"Content-Type": kind}
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers |= urllib3.make_headers(basic_auth=pair)
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/{path}"
    try:
        answer = _pool.request(method, address, body=content, headers=headers)
        if answer.status < 400:
            return answer.json()
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise EngineAway(f"{method} /{path}: {type(error).__name__}") from error
    raise EngineAway(f"{method} /{path}: {answer.status} {answer.data[:300]!r}")
