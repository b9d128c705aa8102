"""How many queries each page takes: the same for few rows and for many, whoever looks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions.moderation import report_post
from forum.actions.reading import mark_read
from forum.models import Topic
from tests.factories import make_reply, make_thread
from tests.working import run_all

VISITOR, MEMBER = 6, 12
# A moderator's page asks for what waits as well.
MODERATOR = 14
MOST = {"visitor": VISITOR, "member": MEMBER, "mod": MODERATOR}


@pytest.fixture
def many(board, thread, alice, bob, mod):
    """Call it for more of everything that pages list."""

    def add(count: int) -> None:
        topic = Topic.objects.get_or_create(name="Outcomes", slug="outcomes")[0]
        for number in range(count):
            other = make_thread(
                board=board, author=alice, title=f"On {number}", source="Ah @bob.", topics=[topic]
            )
            reply = make_reply(thread=thread, author=alice, parent=1, source="As @bob says.")
            make_reply(thread=thread, author=bob, parent=reply.number)
            make_reply(thread=other, author=bob)
            report_post(reply, reporter=mod, rule="other", note="")
            mark_read(thread, user=bob, numbers=[1, reply.number])
            mark_read(other, user=bob, numbers=[1])
        run_all()

    return add


PAGES = {
    "boards": lambda thread: reverse("forum:board_list"),
    "board": lambda thread: thread.board.get_absolute_url(),
    "thread": lambda thread: thread.get_absolute_url(),
    "flat": lambda thread: f"{thread.get_absolute_url()}?view=oldest",
    "window": lambda thread: f"{thread.get_absolute_url()}?after=2",
    "branch": lambda thread: f"{thread.get_absolute_url()}?root=2",
    "permalink": lambda thread: f"{thread.get_absolute_url()}2/",
    "menu": lambda thread: reverse("forum:post_menu", args=[thread.pk, 2]),
    "history": lambda thread: reverse("forum:post_history", args=[thread.pk, 2]),
    "notices": lambda thread: reverse("forum:notice_list"),
    "following": lambda thread: reverse("forum:following"),
    "record": lambda thread: reverse("forum:moderation_log"),
    "queue": lambda thread: reverse("forum:moderation"),
    "profile": lambda thread: thread.author.get_absolute_url(),
}


def queries(client: Client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return [query["sql"] for query in caught.captured_queries]


@pytest.mark.parametrize("who", MOST)
def test_queries_do_not_grow_with_the_rows(client, thread, bob, mod, many, who):
    client.cookies["script"] = "1"
    if who != "visitor":
        client.force_login({"member": bob, "mod": mod}[who])
    many(2)
    few = {name: len(queries(client, page(thread))) for name, page in PAGES.items()}
    many(12)
    for name, page in PAGES.items():
        asked = queries(client, page(thread))
        listed = "\n".join(asked)
        assert len(asked) <= few[name], f"{name}: {few[name]} grew to {len(asked)}\n{listed}"
        if name in {"boards", "board", "thread", "flat", "window", "branch", "permalink"}:
            # A branch's form names the post that it answers.
            most = MOST[who] + (name == "branch")
            assert len(asked) <= most, f"{name}: {len(asked)}\n{listed}"
