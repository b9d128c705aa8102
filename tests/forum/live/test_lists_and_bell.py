import pytest

from forum.actions.moderation import hide_thread
from forum.live import bells, hub, lists
from forum.models import Notice
from tests.factories import make_board, make_reply, make_thread


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(lists, "DELAY", 0)
    monkeypatch.setattr(bells, "DELAY", 0)


def notice(user, thread, event="once", **fields) -> Notice:
    return Notice.objects.create(
        user=user, thread=thread, event=event, created_at=thread.created_at, **fields
    )


async def test_lists_tell_what_changed_and_not_what_was_said(reader, committed, board, thread, bob):
    everywhere, here = await reader().open(), await reader().open()
    elsewhere = await reader().open()
    await everywhere.watch("lists")
    await here.watch(f"board:{board.pk}")
    await elsewhere.watch(f"board:{make_board(slug='other', name='Other').pk}")
    with committed():
        make_reply(thread=thread, author=bob)
    counts = {"kind": "counts", "thread": thread.pk, "number": 2, "change": 2, "open": True}
    told = await everywhere.frame()
    assert told.items() >= {"watch": "lists", **counts}.items()
    assert (await here.frame()).items() >= {"watch": f"board:{board.pk}", **counts}.items()
    assert "Like this." not in str(told)
    assert await elsewhere.hears_nothing()


async def test_lists_tell_of_a_new_thread(reader, committed, board, alice):
    page = await reader().open()
    await page.watch(f"board:{board.pk}")
    with committed():
        thread = make_thread(board=board, author=alice)
    assert (await page.frame())["thread"] == thread.pk


async def test_lists_hear_of_hidden_threads_for_moderators_only(
    reader, committed, thread, bob, mod
):
    with committed():
        hide_thread(thread, moderator=mod, reason="Under review.")
    read, moderated = await reader(bob).open(), await reader(mod).open()
    await read.watch("lists")
    await moderated.watch("lists")
    with committed():
        make_reply(thread=thread, author=mod)
    assert (await moderated.frame())["thread"] == thread.pk
    assert await read.hears_nothing()


async def test_a_list_left_just_after_a_post_tells_the_next_reader_nothing_old(
    reader, board, thread, bob
):
    make_thread(board=board, author=bob, title="An older thread")
    first, second = await reader().open(), await reader().open()
    await first.watch("lists")
    await first.ask(unwatch="lists")
    assert await first.hears_nothing()
    # What was heard while somebody listened is told a moment later.
    hub.current().lists.changed.add(thread.pk)
    await hub.current().lists.tell_soon()
    await second.watch("lists")
    await hub.current().tick()
    assert await second.hears_nothing()


async def test_a_list_that_missed_a_ring_hears_at_the_tick_and_once(reader, thread, bob):
    page = await reader().open()
    await page.watch("lists")
    make_reply(thread=thread, author=bob)
    await hub.current().tick()
    assert (await page.frame())["number"] == 2
    await hub.current().tick()
    assert await page.hears_nothing()


async def test_the_bell_tells_its_own_member(reader, committed, thread, alice, bob):
    notice(bob, thread)
    page, other = await reader(bob).open(), await reader(alice).open()
    await page.watch("me")
    await other.watch("me")
    assert await page.frame() == {"watch": "me", "kind": "notice", "unread": 1}
    assert (await other.frame())["unread"] == 0
    second = make_thread(board=thread.board, author=alice, title="Another")
    with committed():
        from forum import doorbell

        notice(bob, second, event="twice")
        doorbell.ring("me", id=bob.pk)
    assert (await page.frame())["unread"] == 2
    assert await other.hears_nothing()


async def test_the_bell_is_right_after_a_lost_ring(reader, thread, bob):
    page = await reader(bob).open()
    await page.watch("me")
    assert (await page.frame())["unread"] == 0
    await hub.current().tick()
    notice(bob, thread)
    await hub.current().tick()
    assert (await page.frame())["unread"] == 1
    await hub.current().tick()
    assert await page.hears_nothing()


async def test_visitors_have_no_bell(reader, db):
    page = await reader().open()
    assert (await page.watch("me"))["kind"] == "ended"
