"""Who reads and who replies: told to those who take part, in names, and never to anyone else."""

import asyncio

import pytest

from forum import doorbell
from forum.actions.moderation import move_thread, suspend_member
from forum.live import hub, presence
from forum.live.rings import carrier
from tests.factories import make_board, make_thread, make_user


async def arrive(reader, thread, user=None, **message):
    """A reader whose page shows the thread and, for a member, who else reads it."""
    page = await reader(user).open()
    await page.watch(f"thread:{thread.pk}")
    if user is not None:
        await page.watch(f"presence:{thread.pk}")
    return page


async def told(page) -> dict:
    await asyncio.sleep(0)  # What rang is heard in the loop's next turn.
    await hub.current().tick()
    return await page.frame()


def names(frame: dict, part: str = "readers") -> list[str]:
    return [person["name"] for person in frame[part]]


async def test_members_see_who_else_reads_and_visitors_are_a_number(reader, thread, alice, bob):
    page = await arrive(reader, thread, alice)
    await arrive(reader, thread, bob)
    visitor = await arrive(reader, thread)
    frame = await told(page)
    assert names(frame) == ["Alice Example", "Bob Sample"]
    assert (frame["members"], frame["visitors"]) == (2, 1)
    assert await visitor.hears_nothing()


async def test_what_did_not_change_is_not_told_again(reader, thread, alice):
    page = await arrive(reader, thread, alice)
    await told(page)
    await hub.current().tick()
    assert await page.hears_nothing()


async def test_who_leaves_is_no_longer_named(reader, thread, alice, bob):
    page = await arrive(reader, thread, alice)
    other = await arrive(reader, thread, bob)
    await told(page)
    await other.ask(unwatch=f"presence:{thread.pk}")
    await other.ask(watch="nothing")
    await other.until("error")
    assert names(await told(page)) == ["Alice Example"]


async def test_a_crowd_is_a_few_names_and_a_number(reader, thread, alice):
    page = await arrive(reader, thread, alice)
    for n in range(9):
        await arrive(reader, thread, make_user(handle=f"reader{n}", display_name=f"Reader {n}"))
    frame = await told(page)
    assert len(frame["readers"]) == presence.NAMED
    assert frame["members"] == 10


async def test_who_keeps_out_of_sight_is_told_nothing_of_others(reader, thread, alice, bob):
    page = await arrive(reader, thread, alice)
    bob.shows_presence = False
    bob.save()
    unseen = await reader(bob).open()
    await unseen.watch(f"thread:{thread.pk}")
    assert (await unseen.watch(f"presence:{thread.pk}"))["kind"] == "ended"
    frame = await told(page)
    assert names(frame) == ["Alice Example"]
    assert (frame["members"], frame["visitors"]) == (1, 0)


async def test_who_goes_out_of_sight_while_reading_is_gone_at_the_next_look(
    reader, thread, alice, bob
):
    page, other = await arrive(reader, thread, alice), await arrive(reader, thread, bob)
    await told(page)
    await other.frame()
    bob.shows_presence = False
    bob.save()
    assert names(await told(page)) == ["Alice Example"]
    assert (await other.frame())["kind"] == "ended"


async def test_a_board_may_keep_its_readers_to_itself(reader, alice):
    board = make_board(slug="quiet", name="Quiet", shows_readers=False)
    thread = make_thread(board=board, author=alice)
    page = await reader(alice).open()
    assert (await page.watch(f"presence:{thread.pk}"))["kind"] == "ended"


@pytest.mark.parametrize("who", ["visitor", "stranger", "suspended"])
async def test_nobody_learns_who_reads_what_they_may_not(
    reader, private_board, insider, bob, charlie, thread, who
):
    room = make_thread(board=private_board, author=insider)
    await arrive(reader, room, insider)
    place = thread if who == "suspended" else room
    user = {"visitor": None, "stranger": bob, "suspended": charlie}[who]
    page = await reader(user).open()
    ended = await page.watch(f"presence:{place.pk}")
    assert ended["reason"] == (await page.watch("presence:999999"))["reason"]
    assert await page.hears_nothing()


async def test_who_lost_the_thread_is_told_no_more_of_its_readers(
    reader, committed, thread, alice, bob, mod, private_board
):
    page = await arrive(reader, thread, alice)
    await arrive(reader, thread, mod)
    await told(page)
    move_thread(thread, moderator=mod, board=private_board, reason="It belongs there.")
    await hub.current().tick()
    kinds = {(await page.frame())["kind"] for _ in range(2)}
    assert kinds == {"ended"}
    assert not {"presence"} & {frame["kind"] for frame in await last_words(page)}


async def last_words(page) -> list[dict]:
    await page.ask(watch="nothing")
    return await page.until("error")


async def test_a_suspended_member_is_not_among_the_readers(reader, thread, alice, bob, mod):
    page = await arrive(reader, thread, alice)
    other = await arrive(reader, thread, bob)
    await told(page)
    suspend_member(bob, moderator=mod, reason="Spam.")
    assert names(await told(page)) == ["Alice Example"]
    assert await other.code() == 4403


async def test_the_sign_of_replying_ends_by_itself(reader, committed, thread, alice, bob, clock):
    page = await arrive(reader, thread, alice)
    await told(page)
    with committed():
        doorbell.ring("replying", id=thread.pk, user=bob.pk, on=1)
    assert names(await told(page), "replying") == ["Bob Sample"]
    clock.move(presence.REPLYING + 1)
    assert names(await told(page), "replying") == []


async def test_other_processes_readers_count_until_nothing_is_heard_of_them(
    reader, thread, alice, bob, clock
):
    page = await arrive(reader, thread, alice)
    hub.current().hear(
        {
            "kind": "presence",
            "id": thread.pk,
            "process": "another",
            "members": f"{alice.pk},{bob.pk}",
            "count": 3,
            "visitors": 40,
        }
    )
    frame = await told(page)
    assert names(frame) == ["Alice Example", "Bob Sample"]
    assert (frame["members"], frame["visitors"]) == (3, 40)
    clock.move(presence.ELSEWHERE + 1)
    frame = await told(page)
    assert (frame["members"], frame["visitors"]) == (1, 0)


async def test_processes_tell_each_other_ids_and_numbers_only(
    reader, thread, alice, monkeypatch, settings
):
    carried: list[dict] = []
    monkeypatch.setattr(carrier, "carry", carried.append)
    monkeypatch.setattr("forum.live.rings.receive", lambda hear: nothing())
    settings.REDIS_URL = "redis://nowhere"
    await arrive(reader, thread, alice)
    await hub.current().tick()
    (ring,) = [ring for ring in carried if ring["kind"] == "presence"]
    assert ring | {"process": ""} == {
        "kind": "presence",
        "id": thread.pk,
        "process": "",
        "members": str(alice.pk),
        "count": 1,
        "visitors": 0,
    }


async def nothing() -> None:
    pass


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(presence, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def _no_ticks_but_ours(monkeypatch):
    monkeypatch.setattr(hub, "TICK", 3600)
