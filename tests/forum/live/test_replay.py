"""What a page and the frames after it add up to is the page that a fresh visit gets."""

import random
import re
from html.parser import HTMLParser

import pytest

from forum.actions.choosing import accept_answer
from forum.actions.moderation import (
    hide_post,
    hide_thread,
    lock_thread,
    move_thread,
    pin_thread,
    restore_post,
    restore_thread,
    unlock_thread,
    unpin_thread,
)
from forum.actions.posts import edit_post, withdraw_post
from forum.actions.reactions import set_helpful
from forum.actions.threads import change_thread
from forum.models import Board, Post, Thread
from forum.rendering import MODERATORS, READERS
from tests.factories import make_board, make_reply

ARTICLE = re.compile(r'<article class="post[^"]*" id="p(\d+)".*?</article>', re.DOTALL)


class Levels(HTMLParser):
    """The level of each post, counted by the lists it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.lists: list[bool] = []
        self.found: dict[int, int] = {}

    def handle_starttag(self, tag, attrs):
        if tag == "ol":
            self.lists.append("posts" in (dict(attrs).get("class") or "").split())
        elif tag == "article":
            self.found[int(dict(attrs)["data-number"])] = sum(self.lists)

    def handle_endtag(self, tag):
        if tag == "ol":
            self.lists.pop()


def posts_of(page: str) -> list[tuple[int, int, str]]:
    """Number, level and HTML of each post, in the order of the page."""
    levels = Levels()
    levels.feed(page)
    return [
        (int(match[1]), levels.found[int(match[1])], match[0]) for match in ARTICLE.finditer(page)
    ]


def head_of(page: str) -> str:
    return re.search(r"<div data-head>(.*?)</div>\s*<form id=\"act\"", page, re.DOTALL)[1].strip()


def replies_of(page: str) -> str:
    return re.search(r"<span data-replies>(\d+)</span>", page)[1]


def apply(posts: list, waiting: list, frame: dict) -> None:
    """What the page's script does with a frame about a post.

    The stream is in the order of changes, so an answer may come before what it answers.
    """
    numbers = [number for number, _, _ in posts]
    number, parent = frame["number"], frame["parent"]
    if number in numbers:
        place = numbers.index(number)
        posts[place] = (number, posts[place][1], frame["html"])
        return
    if parent not in numbers:
        waiting.append(frame)
        return
    place = numbers.index(parent) + 1
    level = posts[place - 1][1] + 1
    while place < len(posts) and (
        posts[place][1] > level or (posts[place][1] == level and posts[place][0] < number)
    ):
        place += 1
    posts.insert(place, (number, level, frame["html"]))
    for child in [child for child in waiting if child["parent"] == number]:
        waiting.remove(child)
        apply(posts, waiting, child)


async def replayed(page, target: str, old: str) -> tuple[list, str, str]:
    seq = int(re.search(r'data-seq="(\d+)"', old)[1])
    await page.ask(watch=target, since=seq)
    posts, replies, head = posts_of(old), replies_of(old), head_of(old)
    waiting: list[dict] = []
    for frame in await page.until("ready"):
        if "number" in frame:
            apply(posts, waiting, frame)
        replies = str(frame.get("replies", replies))
        head = frame.get("head", head)
    assert not waiting
    return posts, replies, head


@pytest.mark.parametrize("audience", [READERS, MODERATORS])
@pytest.mark.parametrize("seed", range(4))
async def test_snapshot_plus_replay_equals_a_fresh_page(
    reader, thread, alice, bob, mod, audience, seed
):
    chance = random.Random(seed)
    page = await reader(mod if audience == MODERATORS else None).open()
    make_board(slug="elsewhere", name="Elsewhere")

    def fetch() -> str:
        url = Thread.objects.get(pk=thread.pk).get_absolute_url() + "?view=threaded"
        return page.client.get(url).content.decode()

    for _ in range(6):
        act(chance, thread, [alice, bob], mod)
    old = fetch()
    for _ in range(12):
        act(chance, thread, [alice, bob], mod)
    posts, replies, head = await replayed(page, f"thread:{thread.pk}", old)
    fresh = fetch()
    assert posts == posts_of(fresh)
    assert replies == replies_of(fresh)
    assert head == head_of(fresh)


def act(chance: random.Random, thread, members: list, mod) -> None:
    """One thing that people do in a thread, on a post that allows it."""
    posts = list(Post.objects.filter(thread=thread).select_related("author", "thread__board"))
    standing = [post for post in posts if not post.is_gone]
    post = chance.choice(standing)
    other = next(member for member in members if member.pk != post.author_id)
    deed = chance.choice(
        ["reply", "reply", "reply", "edit", "helpful", "hide", "withdraw", "answer", "thread"]
    )
    hidden = [post for post in posts if post.hidden_at]
    if hidden and chance.random() < 0.3:
        restore_post(chance.choice(hidden), moderator=mod, reason="It was fine.")
    elif deed == "edit":
        words = f"Edited {chance.random()}."
        edit_post(post, editor=post.author, source=words, version=post.version)
    elif deed == "helpful":
        set_helpful(post, user=other, on=chance.random() < 0.8)
    elif deed == "hide" and post.number > 1:
        hide_post(post, moderator=mod, reason="Off topic.")
    elif deed == "withdraw" and post.number > 1:
        withdraw_post(post, by=post.author)
    elif deed == "answer" and post.number > 1:
        accept_answer(thread, post=chance.choice([post, post, None]), by=mod)
    elif deed == "thread":
        # Not "lock": nobody could go on.
        change = chance.choice(["title", "pin", "move"])
        act_on_thread(Thread.objects.get(pk=thread.pk), change, mod)
    else:
        make_reply(thread=thread, author=chance.choice(members), parent=post.number)


def act_on_thread(thread: Thread, change: str, mod) -> None:
    if change == "title":
        change_thread(thread, lambda row: setattr(row, "title", f"Renamed at {row.seq}"))
    elif change == "lock":
        turn = unlock_thread if thread.is_locked else lock_thread
        turn(thread, moderator=mod, reason="Because <b>of</b> this.")
    elif change == "pin":
        turn = unpin_thread if thread.pinned_at else pin_thread
        turn(thread, moderator=mod, reason="For a week.")
    else:
        board = Board.objects.exclude(pk=thread.board_id).first()
        move_thread(thread, moderator=mod, board=board, reason="It belongs there.")


@pytest.mark.parametrize("change", ["title", "lock", "pin", "move"])
@pytest.mark.parametrize("audience", [READERS, MODERATORS])
async def test_each_change_of_a_thread_comes_as_the_head_that_a_fresh_page_shows(
    reader, committed, thread, mod, audience, change
):
    page = await reader(mod if audience == MODERATORS else None).open()
    make_board(slug="elsewhere", name="Elsewhere")
    await page.watch(f"thread:{thread.pk}", thread.seq)
    with committed():
        act_on_thread(thread, change, mod)
    frame = await page.frame()
    thread.refresh_from_db()
    fresh = page.client.get(thread.get_absolute_url()).content.decode()
    assert frame["kind"] == "thread"
    assert frame["head"] == head_of(fresh)
    assert (frame["title"], frame["board"]["name"]) == (thread.title, thread.board.name)


async def test_moderators_are_told_that_a_thread_was_hidden_and_readers_that_it_is_over(
    reader, committed, thread, mod
):
    watching, reading = await reader(mod).open(), await reader().open()
    for page in (watching, reading):
        await page.watch(f"thread:{thread.pk}", thread.seq)
    with committed():
        hide_thread(thread, moderator=mod, reason="Spam.")
    assert "Hidden from readers" in (await watching.frame())["head"]
    assert await reading.frame() == {
        "watch": f"thread:{thread.pk}",
        "kind": "ended",
        "reason": "This can't be read here, or not any more.",
    }
    with committed():
        restore_thread(thread, moderator=mod, reason="It was none.")
    assert "Hidden from readers" not in (await watching.frame())["head"]


async def test_changes_that_share_a_seq_survive_a_break_between_them(
    reader, thread, alice, bob, mod
):
    """Accepting another answer changes the thread and two posts at one seq."""
    first, second = (make_reply(thread=thread, author=bob) for _ in range(2))
    accept_answer(thread, post=first, by=alice)
    thread.refresh_from_db()
    seq = thread.seq
    accept_answer(thread, post=second, by=alice)
    page = await reader().open()
    await page.ask(watch=f"thread:{thread.pk}", since=seq)
    frames = await page.until("ready")
    assert [frame["seq"] for frame in frames] == [seq, seq, seq + 1, seq + 1]
    for cut in range(1, 3):
        await page.ask(watch=f"thread:{thread.pk}", since=frames[cut - 1]["seq"])
        again = await page.until("ready")
        told = {frame.get("number") for frame in [*frames[:cut], *again]}
        assert told == {first.number, second.number, None}


async def test_a_post_edited_before_it_was_told_is_still_told_as_new(
    reader, committed, thread, alice, bob
):
    page = await reader().open()
    await page.watch(f"thread:{thread.pk}", 1)
    with committed():
        first = make_reply(thread=thread, author=bob)
        make_reply(thread=thread, author=alice)
        edit_post(first, editor=bob, source="At once.", version=1)
        lock_thread(thread, moderator=alice_as_moderator(alice), reason="Done.")
    frames = [await page.frame() for _ in range(3)]
    assert [(frame["kind"], frame.get("number")) for frame in frames] == [
        ("post", 3),
        ("post", 2),
        ("thread", None),
    ]


def alice_as_moderator(alice):
    alice.is_moderator = True
    return alice
