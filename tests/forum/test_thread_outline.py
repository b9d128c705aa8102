"""The outline of branches, in the rail and by itself, and the thread on paper."""

import re
from html import unescape

import pytest
from django.core.cache import caches
from django.urls import reverse

from forum.actions.moderation import hide_post
from forum.actions.reading import mark_read
from forum.models import Thread
from forum.paths import SEGMENT
from forum.views import thread_outline
from forum.views.thread_marks import IN_RAIL
from tests.factories import make_reply
from tests.long_threads import lengthen


@pytest.fixture(autouse=True)
def fresh_pages() -> None:
    for name in ("fragments", "pages"):
        caches[name].clear()


def html(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def rows_of(page: str) -> list[tuple[int, str]]:
    """The number of each branch's first post and what stands beside it, without markup."""
    toc = re.search(r'<ol class="toc[^"]*">(.*?)</ol>', page, re.DOTALL)
    found = re.findall(
        r'<li>\s*<a href="[^"]*#p(\d+)">(.*?)</li>', toc[1] if toc else "", re.DOTALL
    )
    return [(int(n), " ".join(re.sub(r"<[^>]+>", " ", rest).split())) for n, rest in found]


def test_the_rail_lists_branches_with_words_and_counts(client, thread, alice, bob):
    make_reply(thread=thread, author=bob, source="We *asked* everyone <twice>.")
    make_reply(thread=thread, author=alice, source="Never.")
    thread.refresh_from_db()
    mark_read(thread, user=bob, numbers=[1, 2, 3])
    make_reply(thread=thread, author=alice, parent=2)
    client.force_login(bob)
    client.cookies["script"] = "1"
    page = html(client.get(thread.get_absolute_url()))
    assert rows_of(page) == [
        (2, "Bob Sample We asked everyone &lt;twice&gt;. 2 posts 1 new"),
        (3, "Alice Example Never. 1 post"),
    ]


def test_a_removed_branch_says_nothing(client, thread, alice, bob, mod):
    make_reply(thread=thread, author=bob, source="Buy our thing.")
    make_reply(thread=thread, author=alice, parent=2, source="No.")
    hide_post(thread.posts.get(number=2), moderator=mod, reason="Advertising.")
    page = html(client.get(thread.get_absolute_url()))
    assert rows_of(page) == [(2, "No. 2, removed 2 posts")]
    assert "Buy our" not in page
    outline = html(client.get(reverse("forum:thread_outline", args=[thread.pk])))
    assert "Buy our" not in outline
    assert "Bob Sample" not in outline


def test_the_rail_stays_short_and_leads_to_the_rest(client, thread, alice):
    lengthen(thread, author=alice, upto=95, flat=True)
    page = html(client.get(thread.get_absolute_url()))
    assert len(rows_of(page)) == IN_RAIL
    assert f"{94 - IN_RAIL} more" in page
    assert len(rows_of(html(client.get(f"/t/{thread.pk}/outline/")))) == 94


def test_the_outline_has_every_branch_once_with_its_exact_size(client, thread, alice):
    lengthen(thread, author=alice, upto=700)
    sizes: dict[str, int] = {}
    starts: dict[str, int] = {}
    for number, path in thread.posts.filter(number__gt=1).values_list("number", "path"):
        top = path[:SEGMENT]
        sizes[top] = sizes.get(top, 0) + 1
        if path == top:
            starts[top] = number
    url = reverse("forum:thread_outline", args=[thread.pk])
    pages, found = [url], []
    for page in pages:
        text = html(client.get(page))
        found += [(number, int(rest.split()[-2])) for number, rest in rows_of(text)]
        for link in re.findall(r'href="([^"]+)"(?: aria-current="page")?><span class="vh">', text):
            if (address := unescape(link)) not in pages and address.startswith(url):
                pages.append(address)
    assert sorted(found) == sorted((starts[top], size) for top, size in sizes.items())


@pytest.mark.parametrize("counted", [0, 20])
def test_a_branch_over_many_pages_is_counted_whole(client, thread, alice, monkeypatch, counted):
    from forum import outline

    monkeypatch.setattr(outline, "COUNTED", counted)
    make_reply(thread=thread, author=alice)
    lengthen_under(thread, alice, 520)
    assert rows_of(html(client.get(thread.get_absolute_url())))[0][1].endswith(" 521 posts")


def lengthen_under(thread: Thread, author, count: int) -> None:
    """So many answers to no. 2."""
    lengthen(thread, author=author, upto=count + 2, under=2)


def test_the_outline_costs_few_queries(client, thread, alice, bob, django_assert_max_num_queries):
    lengthen(thread, author=alice, upto=900)
    url = reverse("forum:thread_outline", args=[thread.pk])
    client.get(url)
    client.force_login(bob)
    client.get(url)
    with django_assert_max_num_queries(10):
        client.get(url)


def test_the_printed_thread_is_whole_and_open(client, thread, alice):
    for number in range(1, 14):
        make_reply(thread=thread, author=alice, parent=number)
    page = html(client.get(reverse("forum:thread_print", args=[thread.pk])))
    assert re.findall(r'id="p(\d+)"', page) == [str(n) for n in range(1, 15)]
    assert "Continue this branch" not in page
    assert "<details" not in page or "<details open" in page.replace('class="replies" ', "")
    assert "with its 13 replies" in page
    assert "post__acts" not in page  # Nothing on paper can be pressed.


def test_a_very_long_thread_is_printed_in_parts(client, thread, alice, monkeypatch):
    monkeypatch.setattr(thread_outline, "PRINTED", 250)
    lengthen(thread, author=alice, upto=600)
    url = reverse("forum:thread_print", args=[thread.pk])
    seen: list[int] = []
    address = url
    while address:
        page = html(client.get(address))
        assert "at most 250 replies at a time" in page
        seen += map(int, re.findall(r'id="p(\d+)"', page))
        link = re.search(r'rel="next" href="([^"]+)"', page)
        address = url + link[1] if link else ""
    assert sorted(seen) == list(range(1, 601))


def test_a_removed_post_is_printed_as_a_gap(client, thread, bob, mod):
    make_reply(thread=thread, author=bob, source="Buy our thing.")
    hide_post(thread.posts.get(number=2), moderator=mod, reason="Advertising.")
    page = html(client.get(reverse("forum:thread_print", args=[thread.pk])))
    assert "Buy our thing." not in page
    assert "Post no. 2, removed" in page


@pytest.mark.parametrize(("start", "status"), [("2", 200), ("x", 400), ("99999", 404)])
def test_a_damaged_place_is_answered_with_a_sentence(client, thread, bob, start, status):
    make_reply(thread=thread, author=bob)
    for name in ("outline", "print"):
        url = reverse(f"forum:thread_{name}", args=[thread.pk])
        assert client.get(url, {"from": start}).status_code == status


def test_a_thread_without_replies_offers_no_way_through_it(client, thread, alice):
    page = html(client.get(thread.get_absolute_url()))
    assert "jump-number" not in page
    assert reverse("forum:thread_outline", args=[thread.pk]) not in page
    make_reply(thread=thread, author=alice)
    page = html(client.get(thread.get_absolute_url()))
    assert "jump-number" in page
    assert reverse("forum:thread_outline", args=[thread.pk]) in page
