from forum.actions.moderation import hide_post, lock_thread, restore_post
from forum.actions.posts import edit_post, withdraw_post
from forum.actions.reactions import set_helpful
from forum.live import hub, reading
from tests.factories import make_reply


def head(thread) -> int:
    thread.refresh_from_db()
    return thread.seq


async def test_a_reply_reaches_who_watches(reader, committed, thread, alice, bob):
    page = await reader(bob).open()
    target = f"thread:{thread.pk}"
    assert await page.watch(target, head(thread)) == {"watch": target, "kind": "ready", "seq": 1}
    with committed():
        post = make_reply(thread=thread, author=alice, source="In full *view*.")
    frame = await page.frame()
    assert frame.pop("html").count("In full <em>view</em>.") == 1
    assert frame == {
        "watch": target,
        "kind": "post",
        "seq": 2,
        "number": post.number,
        "parent": 1,
        "depth": 1,
        "author": "Alice Example",
        "by": alice.pk,
        "replies": 1,
    }


async def test_a_visitor_gets_the_replies_of_a_public_thread(reader, committed, thread, bob):
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", 1)
    with committed():
        make_reply(thread=thread, author=bob)
    assert (await page.frame())["kind"] == "post"


async def test_the_html_is_a_part_of_the_page(reader, committed, thread, bob):
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", 1)
    with committed():
        make_reply(thread=thread, author=bob, source="The very `same` words.")
    html = (await page.frame())["html"]
    assert html in page.client.get(thread.get_absolute_url()).content.decode()


async def test_a_reader_who_was_away_gets_all_that_was_missed(reader, thread, alice, bob):
    for author in (alice, bob, alice):
        make_reply(thread=thread, author=author)
    page = await reader().open()
    await page.ask(watch=f"thread:{thread.pk}", since=1)
    frames = await page.until("ready")
    assert [(f["kind"], f.get("number"), f["seq"]) for f in frames] == [
        ("post", 2, 2),
        ("post", 3, 3),
        ("post", 4, 4),
        ("ready", None, 4),
    ]


async def test_a_post_that_changed_twice_is_told_once_as_it_stands(reader, thread, alice, bob):
    post = make_reply(thread=thread, author=bob)
    post = edit_post(post, editor=bob, source="Second thoughts.", version=1)
    set_helpful(post, user=alice, on=True)
    page = await reader().open()
    await page.ask(watch=f"thread:{thread.pk}", since=1)
    frames = await page.until("ready")
    assert [frame["kind"] for frame in frames] == ["post", "ready"]
    assert "Second thoughts." in frames[0]["html"]


async def test_each_change_has_its_kind(reader, committed, thread, alice, bob, mod):
    post = make_reply(thread=thread, author=bob)
    page = await reader(alice).open()
    await page.watch(f"thread:{thread.pk}", head(thread))
    told = []
    with committed():
        post = edit_post(post, editor=bob, source="Better.", version=1)
    told.append((await page.frame())["kind"])
    with committed():
        hide_post(post, moderator=mod, reason="Off topic.")
    told.append((await page.frame())["kind"])
    with committed():
        restore_post(post, moderator=mod, reason="It was fine.")
    told.append((await page.frame())["kind"])
    with committed():
        withdraw_post(post, by=bob)
    told.append((await page.frame())["kind"])
    with committed():
        lock_thread(thread, moderator=mod, reason="All is said.")
    closing = await page.frame()
    assert told == ["edited", "hidden", "edited", "hidden"]
    assert (closing["kind"], closing["locked"], closing["reason"]) == (
        "thread",
        True,
        "All is said.",
    )


async def test_a_hidden_post_reaches_readers_as_a_gap_only(
    reader, committed, thread, alice, bob, mod
):
    post = make_reply(thread=thread, author=bob, source="Buy my canary-4711!")
    seq = head(thread)
    pages = [await reader(person).open() for person in (alice, mod)]
    for page in pages:
        await page.watch(f"thread:{thread.pk}", seq)
    with committed():
        hide_post(post, moderator=mod, reason="An advertisement.")
    read, moderated = [await page.frame() for page in pages]
    assert "canary-4711" in moderated["html"]
    assert "canary-4711" not in read["html"]
    assert "Bob Sample" not in read["html"]
    assert "author" not in read
    assert "by" not in read
    late = await reader().open()
    await late.ask(watch=f"thread:{thread.pk}", since=1)
    assert "canary-4711" not in str(await late.until("ready"))


async def test_what_is_unwatched_is_silent(reader, committed, thread, bob):
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", 1)
    await page.ask(unwatch=f"thread:{thread.pk}")
    assert await page.hears_nothing()
    with committed():
        make_reply(thread=thread, author=bob)
    await hub.current().tick()
    assert await page.hears_nothing()


async def test_a_lost_ring_costs_one_tick(reader, thread, bob):
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", 1)
    make_reply(thread=thread, author=bob)  # Its transaction never ends, so it never rings.
    await hub.current().tick()
    assert (await page.frame())["number"] == 2


async def test_one_reading_serves_every_reader(
    reader, committed, thread, bob, django_assert_num_queries
):
    pages = [await reader().open() for _ in range(5)]
    for page in pages:
        await page.watch(f"thread:{thread.pk}", 1)
    with committed():
        make_reply(thread=thread, author=bob)
    # The thread with its board, the rows, and the words of the one post not in the cache.
    with django_assert_num_queries(3):
        frames = [await page.frame() for page in pages]
    assert all(frame == frames[0] for frame in frames)


async def test_too_much_missed_is_a_gap(reader, monkeypatch, thread, bob):
    monkeypatch.setattr(reading, "GAP", 5)
    for _ in range(6):
        make_reply(thread=thread, author=bob)
    page = await reader().open()
    await page.ask(watch=f"thread:{thread.pk}", since=1)
    frames = await page.until("ready")
    assert [(frame["kind"], frame["seq"]) for frame in frames] == [("gap", 7), ("ready", 7)]


async def test_a_page_from_a_newer_database_is_told_to_reload(reader, thread):
    page = await reader().open()
    await page.ask(watch=f"thread:{thread.pk}", since=99)
    assert [frame["kind"] for frame in await page.until("ready")] == ["gap", "ready"]


async def test_catching_up_goes_page_by_page_and_loses_nothing(reader, monkeypatch, thread, bob):
    monkeypatch.setattr(reading, "PAGE", 3)
    for _ in range(10):
        make_reply(thread=thread, author=bob)
    page = await reader().open()
    await page.ask(watch=f"thread:{thread.pk}", since=1)
    frames = await page.until("ready")
    assert [frame["number"] for frame in frames[:-1]] == list(range(2, 12))
    assert all(frame["kind"] == "post" for frame in frames[:-1])
