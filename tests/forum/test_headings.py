"""No page skips a level between its own headings and those in members' words."""

import re
from itertools import pairwise

import pytest
from django.urls import reverse

from forum.actions.choosing import pin_summary
from forum.headings import under
from tests.factories import make_reply, make_thread

WORDS = "# Costs\n\n## Staff\n\nMore."


@pytest.fixture
def thread(board, alice):
    thread = make_thread(board=board, author=alice, source=WORDS)
    reply = make_reply(thread=thread, author=alice, source=WORDS)
    pin_summary(thread, post=reply, by=alice)
    return thread


def skipped(page: str) -> list[str]:
    main = page.partition("<main")[2].partition("<aside")[0]
    levels = [1, *map(int, re.findall(r"<h([1-6])[ >]", main))]
    return [f"h{a} h{b}" for a, b in pairwise(levels) if b > a + 1]


def test_a_thread_skips_no_level(client, thread):
    url = thread.get_absolute_url()
    for address in (url, f"{url}?root=2", f"{url}?view=newest"):
        page = client.get(address).content.decode()
        assert "Costs</h" in page
        assert skipped(page) == [], address
    assert "<h3>Costs</h3>\n<h4>Staff</h4>" in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["menu", "helpful", "summary", "hide"])
def test_a_posts_own_pages_skip_no_level(client, thread, mod, name):
    client.force_login(mod)
    page = client.get(reverse(f"forum:post_{name}", args=[thread.pk, 2])).content.decode()
    assert "Costs</h2>" in page
    assert skipped(page) == []


def test_writing_pages_skip_no_level(client, thread, board, alice):
    client.force_login(alice)
    new = reverse("forum:thread_new", args=[board.slug])
    edit = reverse("forum:post_edit", args=[thread.pk, 2])
    for address in (new, edit, thread.get_absolute_url()):
        response = client.post(address, {"action": "preview", "source": WORDS, "version": 1})
        page = (response if response.status_code == 200 else client.get(address)).content.decode()
        assert skipped(page) == [], address


def test_only_headings_are_raised():
    html = "<h4>A &lt;h4&gt;</h4><p>h4</p><h6>B</h6>"
    assert under(2, html) == "<h3>A &lt;h4&gt;</h3><p>h4</p><h5>B</h5>"
