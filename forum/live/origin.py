"""Where a socket may come from: pages of this site only."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from forum.live.consumer import live_socket

DEFAULT_PORTS = {"http": 80, "https": 443}


async def own_pages_only(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The socket at /ws/, for this site's pages: others are refused before the handshake ends,
    with 403, or with 404 for another path where the server can say so.

    Channels' validators take a domain for its subdomains and break on a bad port; browsers
    write an origin in one way only, so here it is compared as text.
    """
    if scope["path"] != "/ws/" and "websocket.http.response" in scope.get("extensions", {}):
        await send({"type": "websocket.http.response.start", "status": 404, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})
    elif scope["path"] != "/ws/" or not is_own(scope):
        await receive()
        await send({"type": "websocket.close"})
    else:
        await live_socket(scope, receive, send)


def is_own(scope: dict[str, Any]) -> bool:
    origins = [value for name, value in scope["headers"] if name == b"origin"]
    if len(origins) != 1:
        return False
    return origins[0].decode("latin-1") in {as_origin(settings.SITE_URL), _asked_host(scope)} - {""}


def as_origin(url: str) -> str:
    """As a browser writes it: no default port, small letters."""
    parts = urlsplit(url)
    port = "" if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def _asked_host(scope: dict[str, Any]) -> str:
    """On the embedded site, which is reached by several names, the host that was asked for."""
    if not settings.EMBEDDED:
        return ""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return ""
    scheme = "https" if scope.get("scheme") in {"wss", "https"} else "http"
    return f"{scheme}://{host.lower()}"
