import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import RosterTerm
from forum.actions.moderation import hide_thread, move_thread, suspend_member
from forum.live import consumer, hub
from tests.factories import make_board, make_reply, make_thread


@pytest.fixture
def inside(private_board, insider):
    return make_thread(board=private_board, author=insider, source="Only among us.")


async def test_unknown_and_forbidden_threads_get_the_same_answer(
    reader, bob, inside, django_assert_num_queries
):
    page = await reader(bob).open()
    with django_assert_num_queries(1):
        forbidden = await page.watch(f"thread:{inside.pk}", 1)
    with django_assert_num_queries(1):
        unknown = await page.watch("thread:987654", 1)
    assert forbidden["kind"] == "ended"
    assert forbidden | {"watch": ""} == unknown | {"watch": ""}


async def test_a_private_thread_is_told_to_its_own_people_only(
    reader, committed, bob, mod, insider, inside
):
    readers = {person: await reader(person).open() for person in (bob, insider, mod)}
    answers = {p: (await r.watch(f"thread:{inside.pk}", 1))["kind"] for p, r in readers.items()}
    visitor = await reader().open()
    assert answers == {bob: "ended", insider: "ready", mod: "ready"}
    assert (await visitor.watch(f"thread:{inside.pk}", 1))["kind"] == "ended"
    with committed():
        make_reply(thread=inside, author=insider)
    assert (await readers[insider].frame())["kind"] == "post"
    assert (await readers[mod].frame())["kind"] == "post"
    assert await readers[bob].hears_nothing()
    assert await visitor.hears_nothing()


async def test_the_end_of_a_term_ends_the_watch(reader, committed, insider, inside):
    page = await reader(insider).open()
    await page.watch(f"thread:{inside.pk}", 1)
    RosterTerm.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    await hub.current().tick()
    assert (await page.frame())["kind"] == "ended"
    with committed():
        make_reply(thread=inside, author=insider)
    assert await page.hears_nothing()


async def test_a_thread_that_moves_out_of_reach_ends(
    reader, committed, thread, bob, mod, private_board
):
    page = await reader(bob).open()
    await page.watch(f"thread:{thread.pk}", 1)
    with committed():
        move_thread(thread, moderator=mod, board=private_board, reason="Internal.")
    frame = await page.frame()
    assert frame["kind"] == "ended"
    assert private_board.name not in str(frame)


async def test_a_hidden_thread_ends_for_readers_and_goes_on_for_moderators(
    reader, committed, thread, bob, mod
):
    read, moderated = await reader(bob).open(), await reader(mod).open()
    for page in (read, moderated):
        await page.watch(f"thread:{thread.pk}", 1)
    with committed():
        hide_thread(thread, moderator=mod, reason="Under review.")
    assert (await read.frame())["kind"] == "ended"
    assert (await moderated.frame())["kind"] == "thread"


async def test_a_board_that_closes_to_visitors_ends_at_the_next_tick(reader, thread, board, bob):
    visitor, member = await reader().open(), await reader(bob).open()
    for page in (visitor, member):
        await page.watch(f"thread:{thread.pk}", 1)
    board.reading = "members"
    board.save()
    await hub.current().tick()
    assert (await visitor.frame())["kind"] == "ended"
    assert await member.hears_nothing()


async def test_signing_out_closes_this_session_and_no_other(reader, committed, bob):
    here, elsewhere = await reader(bob).open(), await reader(bob).open()
    with committed():
        here.client.post("/accounts/logout/")
    assert await here.code() == 4401
    assert await elsewhere.hears_nothing()


async def test_a_session_that_vanished_closes_at_the_next_tick(reader, bob):
    page = await reader(bob).open()
    Session.objects.all().delete()
    await hub.current().tick()
    assert await page.code() == 4401


async def test_a_changed_password_closes_the_old_sessions(reader, bob):
    page = await reader(bob).open()
    bob.set_password("another-horse-battery")
    bob.save()
    await hub.current().tick()
    assert await page.code() == 4401


async def test_a_closed_account_closes_its_sockets(reader, bob):
    page = await reader(bob).open()
    bob.is_active = False
    bob.save()
    await hub.current().tick()
    assert await page.code() == 4401


async def test_a_suspension_closes_the_socket_and_lets_it_come_back_to_read(
    reader, committed, thread, alice, bob, mod
):
    page = await reader(bob).open()
    with committed():
        suspend_member(bob, moderator=mod, reason="Advertised.")
    assert await page.code() == 4403
    again = await reader(client=page.client).open()
    await again.watch(f"thread:{thread.pk}", 1)
    with committed():
        make_reply(thread=thread, author=alice)
    assert (await again.frame())["kind"] == "post"


async def test_who_is_no_longer_a_moderator_is_closed(reader, mod):
    page = await reader(mod).open()
    mod.is_moderator = False
    mod.save()
    await hub.current().tick()
    assert await page.code() == 4403


async def test_a_forged_cookie_is_a_visitor(reader, private_board):
    page = reader()
    page.socket.scope["headers"].append((b"cookie", b"sessionid=" + b"a" * 32))
    await page.open()
    assert (await page.watch(f"board:{private_board.pk}"))["kind"] == "ended"
    assert (await page.watch("me"))["kind"] == "ended"


async def test_a_member_has_a_bounded_number_of_sockets(reader, monkeypatch, alice, bob):
    monkeypatch.setattr(consumer, "MAX_PER_USER", 2)
    for _ in range(2):
        await reader(bob).open()
    accepted, _ = await reader(bob).socket.connect()
    assert not accepted
    await reader(alice).open()


async def test_an_address_has_a_bounded_number_of_visitors(reader, monkeypatch, bob):
    monkeypatch.setattr(consumer, "MAX_PER_ADDRESS", 2)
    pages = [reader() for _ in range(3)]
    for page in pages:
        page.socket.scope["client"] = ["9.9.9.7", 5000]
    for page in pages[:2]:
        await page.open()
    accepted, _ = await pages[2].socket.connect()
    assert not accepted
    await pages[0].leave()
    another = reader()
    another.socket.scope["client"] = ["9.9.9.7", 5001]
    await another.open()


async def test_a_private_board_is_no_ones_list_but_its_peoples(
    reader, committed, bob, insider, inside, private_board
):
    outside, within = await reader(bob).open(), await reader(insider).open()
    assert (await outside.watch(f"board:{private_board.pk}"))["kind"] == "ended"
    assert (await outside.watch("board:987654"))["kind"] == "ended"
    await outside.watch("lists")
    await within.watch("lists")
    with committed():
        make_reply(thread=inside, author=insider)
    assert (await within.frame())["thread"] == inside.pk
    assert await outside.hears_nothing()


async def test_a_board_watch_ends_with_the_right_to_read_it(reader, bob):
    board = make_board(slug="hall", name="Hall", reading="members")
    page = await reader(bob).open()
    await page.watch(f"board:{board.pk}")
    board.reading = "public"
    board.save()
    await hub.current().tick()
    assert await page.hears_nothing()
    board.delete()
    await hub.current().tick()
    assert (await page.frame())["kind"] == "ended"
