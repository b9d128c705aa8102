import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import override_settings

from config.asgi import application
from forum.live.sessions import address_of

OWN = settings.SITE_URL


async def answer(path: str, *origins: str, host: str = "testserver", **scope) -> str:
    headers = [(b"origin", origin.encode()) for origin in origins]
    socket = WebsocketCommunicator(application, path, headers=[*headers, (b"host", host.encode())])
    socket.scope |= scope
    await socket.send_input({"type": "websocket.connect"})
    event = await socket.receive_output(5)
    if event["type"] == "websocket.accept":
        await socket.disconnect()
    return event["type"].removeprefix("websocket.")


@pytest.mark.parametrize(
    "origins",
    [
        (),
        ("null",),
        ("",),
        ("https://evil.example",),
        (OWN + ".evil.example",),
        (OWN.replace("://", "://evil"),),
        (OWN.replace("http:", "ftp:"),),
        (OWN.rsplit(":", 1)[0] + ":1",),
        (OWN.rsplit(":", 1)[0] + ":port",),
        (OWN + "/",),
        (OWN.upper(),),
        ("http://user@127.0.0.1:8000",),
        ("http://[::1",),
        ("file://",),
        (OWN, "https://evil.example"),
    ],
)
async def test_other_origins_are_refused_before_accepting(db, reader, origins):
    assert await answer("/ws/", *origins) == "close"


async def test_the_sites_own_origin_is_accepted(reader, db):
    await reader().open()


async def test_the_embedded_site_answers_to_the_name_it_was_reached_by(reader, db):
    assert await answer("/ws/", "http://localhost:9000", host="localhost:9000") == "accept"
    assert await answer("/ws/", "http://evil.example:9000", host="evil.example:9000") == "close"
    assert await answer("/ws/", "https://localhost:9000", host="localhost:9000") == "close"
    with override_settings(EMBEDDED=False):
        assert await answer("/ws/", "http://localhost:9000", host="localhost:9000") == "close"


@override_settings(SITE_URL="https://Forum.Example.org:443", EMBEDDED=False)
async def test_the_origin_is_written_as_browsers_write_it(reader, db):
    assert await answer("/ws/", "https://forum.example.org") == "accept"
    assert await answer("/ws/", "http://forum.example.org") == "close"


async def test_other_paths_have_no_socket():
    assert await answer("/ws", OWN) == "close"
    assert await answer("/", OWN) == "close"
    extensions = {"websocket.http.response": {}}
    assert await answer("/elsewhere/", OWN, extensions=extensions) == "http.response.start"


@pytest.mark.parametrize(
    ("proxies", "client", "forwarded", "expected"),
    [
        (0, "9.9.9.1", "9.9.9.2", "9.9.9.1"),
        (1, "10.0.0.1", "9.9.9.3, 9.9.9.2", "9.9.9.2"),
        (2, "10.0.0.1", "9.9.9.3, 9.9.9.2", "9.9.9.3"),
        (1, "10.0.0.1", "", ""),
        (0, "2600:9:1:2:3:4:5:6", "", "2600:9:1:2::/64"),
        (0, "127.0.0.1", "", ""),
        (0, "172.18.0.1", "9.9.9.3", ""),
        (0, "", "", ""),
    ],
)
def test_an_address_is_believed_as_far_as_the_proxies_go(proxies, client, forwarded, expected):
    scope = {
        "client": [client, 5000] if client else None,
        "headers": [(b"x-forwarded-for", forwarded.encode())] if forwarded else [],
    }
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert address_of(scope) == expected


def test_an_address_header_of_the_proxy_is_used_when_named():
    scope = {"client": ["10.0.0.1", 1], "headers": [(b"x-real-ip", b"9.9.9.2")]}
    with override_settings(ALLAUTH_TRUSTED_CLIENT_IP_HEADER="X-Real-IP"):
        assert address_of(scope) == "9.9.9.2"
