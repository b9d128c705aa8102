import asyncio
import json

import pytest

from forum.live import hub
from forum.live.sockets import MAX_FRAMES, Socket
from forum.live.wire import MAX_WATCHES, frame, read_request
from tests.factories import make_board, make_reply


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text_data": "hello"}, 1003),
        ({"text_data": "[" * 4000}, 1003),
        ({"bytes_data": b"\x00\x01"}, 1003),
        ({"text_data": json.dumps({"watch": "x" * 4096})}, 1009),
    ],
    ids=["not JSON", "too deep", "binary", "too long"],
)
async def test_what_is_no_message_closes_the_socket(reader, db, message, code):
    page = await reader().open()
    await page.socket.send_to(**message)
    assert await page.code() == code


@pytest.mark.parametrize(
    "message",
    [
        [],
        "watch",
        None,
        {"watch": 42},
        {"watch": "thread:"},
        {"watch": "thread:-1"},
        {"watch": "thread:٤٢"},
        {"watch": "thread:1; drop table"},
        {"watch": "post:1"},
        {"reply": "thread:1", "source": "Sockets never obey."},
    ],
)
async def test_other_messages_do_nothing(reader, db, message):
    page = await reader().open()
    await page.socket.send_to(text_data=json.dumps(message))
    assert (await page.frame())["kind"] == "error"


@pytest.mark.parametrize("since", [-1, 2**40, 1.5, "1", True, [1]])
async def test_a_senseless_since_is_not_understood(reader, thread, since):
    page = await reader().open()
    await page.ask(watch=f"thread:{thread.pk}", since=since)
    assert (await page.frame())["kind"] == "error"


async def test_without_since_the_stream_begins_now(reader, thread):
    page = await reader().open()
    await page.ask(watch=f"thread:{thread.pk}", since=None)
    assert (await page.frame())["kind"] == "ready"


def test_a_number_beyond_any_row_is_understood_and_finds_nothing():
    request = read_request({"text": '{"watch": "thread:999999999999999999", "since": 3}'})
    assert request is not None
    assert (request.watch.id, request.since) == (999999999999999999, 3)


async def test_too_many_messages_close_the_socket(reader, db):
    page = await reader().open()
    for _ in range(60):
        await page.ask(unwatch="lists")
    assert await page.code() == 1008


async def test_too_many_watches_close_the_socket(reader, monkeypatch, db):
    monkeypatch.setattr("forum.live.consumer.MAX_PER_SECOND", 1000)
    boards = [make_board(slug=f"b{n}", name=f"B{n}") for n in range(MAX_WATCHES + 1)]
    page = await reader().open()
    for board in boards:
        await page.ask(watch=f"board:{board.pk}")
    assert await page.code() == 1008


class Line:
    """A connection that takes frames until it is stopped."""

    def __init__(self) -> None:
        self.taken: list[dict] = []
        self.open = asyncio.Event()
        self.open.set()
        self.closed = asyncio.Event()

    async def send(self, event: dict) -> None:
        if event["type"] == "websocket.close":
            self.taken.append(event)
            self.closed.set()
            return
        await self.open.wait()
        self.taken.append(event)


async def test_a_slow_reader_is_closed_and_nobody_waits_for_it():
    stuck, quick = Line(), Line()
    stuck.open.clear()
    slow, good = Socket(None, stuck.send), Socket(None, quick.send)
    for number in range(MAX_FRAMES * 2):
        for socket in (slow, good):
            socket.offer([frame(None, "post", number=number)])
        await good.drained()
    assert len(quick.taken) == MAX_FRAMES * 2
    assert good.code is None
    await asyncio.wait_for(stuck.closed.wait(), 10)
    assert stuck.taken == [{"type": "websocket.close", "code": 4408}]
    assert slow.code == 4408


async def test_few_but_huge_frames_close_the_socket_too():
    stuck = Line()
    stuck.open.clear()
    slow = Socket(None, stuck.send)
    for _ in range(12):
        slow.offer([frame(None, "post", html="x" * 100_000)])
    assert slow.code == 4408


async def test_a_connection_that_breaks_while_sending_ends_quietly():
    async def broken(event: dict) -> None:
        raise ConnectionResetError

    socket = Socket(None, broken)
    socket.offer([frame(None, "ready")])
    await socket.drained()
    assert socket.code == 1006


async def test_a_slow_reader_of_a_thread_leaves_the_others_alone(
    reader, committed, monkeypatch, thread, bob
):
    monkeypatch.setattr("forum.live.sockets.MAX_FRAMES", 3)
    slow, good = await reader().open(), await reader().open()
    await slow.watch(f"thread:{thread.pk}", 1)
    (stalled,) = hub.current().threads.streams[thread.pk].sockets
    line = Line()
    line.open.clear()
    stalled._send = line.send
    await good.watch(f"thread:{thread.pk}", 1)
    for number in range(2, 9):
        with committed():
            make_reply(thread=thread, author=bob)
        assert (await good.frame())["number"] == number
    await asyncio.wait_for(line.closed.wait(), 10)
    assert stalled.code == 4408
    assert line.taken == [{"type": "websocket.close", "code": 4408}]
