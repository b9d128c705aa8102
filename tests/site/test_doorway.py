import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from config.asgi import application
from config.doorway import LARGEST_UPLOAD, Doorway, largest_body

LARGEST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1024 * 1024


def scope(path: str = "/", **headers: str) -> dict:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": pairs,
    }


async def test_a_body_too_large_is_refused_unread():
    request = scope(**{"content-length": str(LARGEST + 1)})
    visit = ApplicationCommunicator(application, request)
    start = await visit.receive_output(5)
    assert start["status"] == 413
    assert b"Send less" in (await visit.receive_output(5))["body"]


@pytest.mark.parametrize(
    ("path", "size", "passes"),
    [
        ("/t/1/read/", LARGEST, True),
        ("/t/1/read/", LARGEST + 1, False),
        ("/files/add/", LARGEST_UPLOAD, True),
        ("/files/add/", LARGEST_UPLOAD + 1, False),
        ("/t/1/reply/", LARGEST_UPLOAD, True),
        ("/t/1/2/edit/", LARGEST_UPLOAD, True),
        ("/forum/practice/new/", LARGEST_UPLOAD, True),
        ("/forum/practice/new/x", LARGEST + 1, False),
        ("/cms/images/add/", LARGEST + 1, True),
        ("/cms/images/add/", LARGEST_UPLOAD + 1, False),
        ("/cmsx/", LARGEST + 1, False),
    ],
)
def test_only_addresses_that_take_files_take_much(path, size, passes):
    assert (size <= largest_body(path)) is passes


async def test_a_header_cannot_pose_as_the_proxys():
    seen = {}

    async def page(scope, receive, send):
        seen.update(scope["headers"])

    request = scope(**{"x_forwarded_proto": "https", "x-forwarded-for": "192.0.2.1"})
    await Doorway(page)(request, None, None)
    assert seen == {b"x-forwarded-for": b"192.0.2.1"}


def in_chunks(*bodies: bytes):
    messages = [{"type": "http.request", "body": body, "more_body": True} for body in bodies]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive():
        return messages.pop(0)

    return receive


async def test_a_body_without_a_length_gets_one():
    seen = {}

    async def page(scope, receive, send):
        seen.update(scope["headers"], body=(await receive())["body"])

    request = scope("/t/1/read/", **{"transfer-encoding": "chunked"})
    await Doorway(page)(request, in_chunks(b"numbers=", b"1,2"), None)
    assert seen == {b"content-length": b"11", "body": b"numbers=1,2"}


async def test_a_body_without_a_length_is_read_no_further_than_a_form_may_be_long():
    sent = []

    async def send(message):
        sent.append(message)

    request = scope("/t/1/read/", **{"transfer-encoding": "chunked"})
    half = b"x" * (LARGEST // 2 + 1)
    await Doorway(None)(request, in_chunks(half, half, half), send)
    assert sent[0]["status"] == 413


async def test_a_query_of_any_bytes_can_be_asked_for():
    seen = {}

    async def page(scope, receive, send):
        seen.update(scope)

    await Doorway(page)(scope() | {"query_string": b"a=%20b&c=\xff\xc3\xa9"}, None, None)
    assert seen["query_string"] == b"a=%20b&c=%FF%C3%A9"
