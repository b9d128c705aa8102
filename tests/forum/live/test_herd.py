"""Many who come back at once, as after a server's restart, cost a few queries and not one each."""

import asyncio
from collections import Counter

import pytest

from forum.live import hub, reading, sessions
from forum.live.sessions import Doorman
from tests.factories import make_reply

MANY = 30


@pytest.fixture
def asked(monkeypatch, reader) -> Counter[str]:
    """How often each question went to the database; asking lets others run, as a thread does."""
    counts: Counter[str] = Counter()
    run = hub.Hub.run

    async def counted(self, ask, *args):
        counts[ask.__name__] += 1
        await asyncio.sleep(0)
        return await run(self, ask, *args)

    monkeypatch.setattr(hub.Hub, "run", counted)
    return counts


async def test_readers_who_return_together_share_one_reading(reader, thread, alice, bob, asked):
    pages = [await reader().open() for _ in range(MANY)]
    for n in range(5):
        make_reply(thread=thread, author=bob, source=f"Missed {n}.")
    asked.clear()
    for page in pages:
        await page.ask(watch=f"thread:{thread.pk}", since=1)
    told = [await page.until("ready") for page in pages]
    numbers = [[frame.get("number") for frame in frames[:-1]] for frames in told]
    assert numbers == [[2, 3, 4, 5, 6]] * MANY
    assert asked[reading.read_page.__name__] == 1
    assert asked[reading.last_number_at.__name__] == 1
    assert asked[reading.read_changes.__name__] <= 3


async def test_who_returns_to_several_pages_of_changes_gets_all_as_new(
    reader, thread, bob, monkeypatch
):
    """A post changed while the first page was read must still come as new on a later one."""
    monkeypatch.setattr(reading, "PAGE", 3)
    replies = [make_reply(thread=thread, author=bob) for _ in range(8)]
    for _ in range(2):
        page = await reader().open()
        await page.ask(watch=f"thread:{thread.pk}", since=1)
        frames = await page.until("ready")
        assert [(each["kind"], each["number"]) for each in frames[:-1]] == [
            ("post", post.number) for post in replies
        ]


async def test_what_changed_since_is_never_kept_from_who_comes_later(reader, thread, bob):
    for n in range(3):
        make_reply(thread=thread, author=bob)
        page = await reader().open()
        await page.ask(watch=f"thread:{thread.pk}", since=1)
        assert len(await page.until("ready")) == n + 2


async def test_members_who_come_together_are_looked_up_together():
    asked: list[list[str]] = []

    async def run(ask, keys):
        assert ask is sessions.identify
        asked.append(keys)
        await asyncio.sleep(0)
        return {"a": "Alice"}

    doorman = Doorman(run)
    people = await asyncio.gather(*(doorman.identify(key) for key in ["a", "b", "a", ""]))
    assert people == ["Alice", None, "Alice", None]
    assert asked == [["a", "b"]]


async def test_a_database_that_fails_tells_all_who_wait_and_is_asked_anew():
    async def run(ask, keys):
        if not failed:
            failed.append(True)
            raise ConnectionError
        return {"a": "Alice"}

    failed: list[bool] = []
    doorman = Doorman(run)
    told = await asyncio.gather(*(doorman.identify(key) for key in "ab"), return_exceptions=True)
    assert [type(each) for each in told] == [ConnectionError, ConnectionError]
    assert await doorman.identify("a") == "Alice"
