"""The numbered pages of a thread as people meet them."""

import re
from html import unescape

import pytest
from django.core.cache import caches
from django.urls import reverse

from forum.actions.paging import paging_of
from forum.models import Thread
from tests.factories import make_reply
from tests.long_threads import lengthen


@pytest.fixture(autouse=True)
def fresh_pages() -> None:
    for name in ("fragments", "pages"):
        caches[name].clear()


@pytest.fixture
def long_thread(thread: Thread, alice) -> Thread:
    return lengthen(thread, author=alice, upto=560)


def html(response) -> str:
    return response.content.decode()


def numbers(response) -> list[int]:
    return [int(n) for n in re.findall(r'<article class="post[^"]*" id="p(\d+)"', html(response))]


def page_links(response) -> dict[str, str]:
    found = re.findall(
        r'<a href="([^"]+)"(?: aria-current="page")?><span class="vh">Page </span>(\d+)',
        html(response),
    )
    return {label: unescape(url) for url, label in found}


def walk(client, url: str, rel: str = "next") -> list[str]:
    """The addresses of all pages from this one on."""
    found = []
    while url:
        found.append(url.removesuffix("#replies"))
        link = re.search(rf'rel="{rel}" href="([^"]+)"', html(client.get(url)))
        url = unescape(link[1]) if link else ""
    return found


@pytest.mark.parametrize("view", ["threaded", "oldest", "newest"])
def test_the_pages_tile_the_thread_in_both_directions(client, long_thread, view):
    start = long_thread.get_absolute_url()
    onward = walk(client, start if view == "threaded" else f"{start}?view={view}")
    assert len(onward) >= 5
    seen = [number for url in onward for number in numbers(client.get(url))[1:]]
    assert sorted(seen) == list(range(2, 561))
    assert walk(client, onward[-1], "prev") == onward[::-1]


@pytest.mark.parametrize("view", ["threaded", "oldest"])
def test_an_address_keeps_its_posts_while_the_thread_grows(client, long_thread, bob, view):
    links = page_links(client.get(long_thread.get_absolute_url(), {"view": view}))
    before = {url: set(numbers(client.get(url))) for url in links.values()}
    for parent in [1, 2, 150, 300, 1] * 8:
        make_reply(thread=long_thread, author=bob, parent=parent)
    for url, posts in before.items():
        assert posts <= set(numbers(client.get(url)))


def test_the_page_shown_is_marked_and_says_which_it_is(client, long_thread):
    links = page_links(client.get(long_thread.get_absolute_url()))
    page = html(client.get(links["3"]))
    assert page.count('aria-current="page"') == 2, "above and below the replies"
    assert "· page 3 |" in page
    assert f'<link rel="canonical" href="{links["3"].removesuffix("#replies")}">' in page
    assert 'content="noindex"' not in page


def test_a_permalink_shows_the_page_that_holds_its_post(client, long_thread):
    links = page_links(client.get(long_thread.get_absolute_url()))
    target = numbers(client.get(links["2"]))[7]
    response = client.get(reverse("forum:post_detail", args=[long_thread.pk, "a-question", target]))
    assert numbers(response) == numbers(client.get(links["2"]))
    assert links["2"].removesuffix("#replies") in html(response)


def test_any_post_names_the_page_it_is_on(client, long_thread):
    links = page_links(client.get(long_thread.get_absolute_url()))
    inside = numbers(client.get(links["2"]))[9]
    response = client.get(long_thread.get_absolute_url(), {"from": inside})
    assert numbers(response) == numbers(client.get(links["2"]))


@pytest.mark.parametrize("query", [{"view": "oldest"}, {"after": 40}, {"root": 2}, {"reply": 2}])
def test_a_second_way_to_the_same_posts_is_not_for_search_engines(client, long_thread, query):
    assert 'content="noindex"' in html(client.get(long_thread.get_absolute_url(), query))


@pytest.mark.parametrize(
    ("start", "status"), [("0", 404), ("99999", 404), ("x", 400), ("9" * 12, 400), ("2", 200)]
)
def test_a_damaged_page_address_is_answered_with_a_sentence(client, long_thread, start, status):
    for view in ("threaded", "oldest", "newest"):
        query = {"from": start, "view": view}
        assert client.get(long_thread.get_absolute_url(), query).status_code == status


def test_a_short_thread_has_no_page_numbers(client, thread, bob):
    make_reply(thread=thread, author=bob)
    assert page_links(client.get(thread.get_absolute_url())) == {}


@pytest.mark.parametrize("length", [150, 1500])
def test_pages_cost_the_same_queries_at_any_length(
    client, thread, alice, bob, length, django_assert_max_num_queries
):
    lengthen(thread, author=alice, upto=length)
    paging_of(thread)  # two queries more, once for each new post
    url = f"/t/{thread.pk}/{thread.slug}/{length - 5}/"
    client.get(f"/t/{thread.pk}/{thread.slug}/")
    with django_assert_max_num_queries(6):
        client.get(url)
    client.force_login(bob)
    client.cookies["script"] = "1"
    client.get(url)
    with django_assert_max_num_queries(12):
        client.get(url)


def test_a_branch_over_two_pages_says_so_and_what_it_answers(client, thread, alice):
    make_reply(thread=thread, author=alice)
    lengthen(thread, author=alice, upto=260, under=2)
    first = html(client.get(thread.get_absolute_url()))
    assert "The last branch goes on on the next page." in first
    second = html(client.get(walk(client, thread.get_absolute_url())[1]))
    assert "The last branch goes on" not in second
    assert '<li class="is-apart">' in second
