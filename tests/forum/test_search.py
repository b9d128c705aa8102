"""The search page: what it shows, to whom, and what it does with odd addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from forum.actions.indexing import index_page
from forum.actions.moderation import hide_post
from forum.models import Board, SearchEntry, Thread
from tests.factories import make_board, make_reply, make_thread


@pytest.fixture(autouse=True)
def only_what_the_test_makes(db: None) -> None:
    """The site begins with a few published pages."""
    SearchEntry.objects.all().delete()


def page(client: Client, **values: str) -> str:
    response = client.get(f"{reverse('forum:search')}?{urlencode(values)}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def orientation(board: Board, alice: User, bob: User) -> Thread:
    thread = make_thread(
        board=board,
        author=alice,
        title="Orientation for new trainers",
        source="How do you welcome **volunteers** in the first week?",
    )
    make_reply(thread=thread, author=bob, source="We pair volunteers with a mentor.")
    return thread


def test_empty_search_shows_help(client: Client, db: None) -> None:
    shown = page(client)
    assert "What can be searched" in shown
    assert "Nothing found" not in shown


def test_visitor_finds_thread_and_reply(client: Client, orientation: Thread) -> None:
    shown = page(client, q="volunteers")
    assert "2 results" in shown
    assert f'href="{orientation.get_absolute_url()}"' in shown
    reply = orientation.posts.get(number=2)
    assert f'href="{reply.get_absolute_url()}"' in shown
    assert "no. 2" in shown
    assert "We pair <mark>volunteers</mark> with a mentor." in shown
    assert "Bob Sample" in shown


def test_words_of_the_title_are_marked(client: Client, orientation: Thread) -> None:
    assert "Orientation for new <mark>trainers</mark>" in page(client, q="trainers")


def test_nothing_found_says_what_to_try(client: Client, orientation: Thread) -> None:
    shown = page(client, q="submarine")
    assert "Nothing found" in shown
    assert "Check the spelling" in shown


def test_narrowed_search_without_results_offers_the_wider_one(
    client: Client, orientation: Thread
) -> None:
    shown = page(client, q="volunteers", kind="policies")
    assert "Nothing found within these limits" in shown
    assert f'href="{reverse("forum:search")}?q=volunteers"' in shown


def test_search_page_refuses_posting(client: Client, db: None) -> None:
    assert client.post(reverse("forum:search")).status_code == 405


def test_search_page_is_kept_from_search_engines(client: Client, db: None) -> None:
    assert '<meta name="robots" content="noindex">' in page(client, q="x")


def test_too_long_search_is_answered_with_a_sentence(client: Client, db: None) -> None:
    shown = page(client, q="a" * 201)
    assert "A search can hold 200 characters, and this one has 201." in shown


def test_search_of_only_exclusions_asks_for_a_word(client: Client, db: None) -> None:
    assert "Add at least one word to find." in page(client, q="-vendor")


def test_search_without_a_word_says_so(client: Client, db: None) -> None:
    assert "There is no word or number in this." in page(client, q="§ !? …")


def test_words_past_the_twelfth_are_left_out_and_said(client: Client, db: None) -> None:
    shown = page(client, q=" ".join(f"w{n}" for n in range(13)))
    assert "Only the first 12 words were looked for." in shown


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("kind", "That kind is not known"),
        ("board", "No board of that name is open to you"),
        ("author", "Nobody has that handle"),
        ("date", "That date is not known"),
        ("sort", "That order is not known"),
    ],
)
@pytest.mark.parametrize("value", ["zebra", "\0", "' OR 1=1 --", "é" * 300])
def test_unknown_filter_is_left_out_with_a_note(
    client: Client, orientation: Thread, name: str, note: str, value: str
) -> None:
    shown = page(client, q="volunteers", **{name: value})
    assert "2 results" in shown
    assert (note in shown) == (value != "\0")


def test_private_board_is_as_unknown_as_a_missing_one(
    client: Client, orientation: Thread, private_board: Board
) -> None:
    private, missing = (
        page(client, q="volunteers", board=slug).replace(slug, "")
        for slug in (private_board.slug, "nowhere")
    )
    assert private == missing


def test_filters_narrow(client: Client, orientation: Thread, alice: User) -> None:
    other = make_board(slug="other", name="Other board")
    make_thread(board=other, author=alice, title="Elsewhere", source="Also volunteers.")
    assert "3 results" in page(client, q="volunteers")
    assert "2 results" in page(client, q="volunteers", kind="threads")
    assert "1 result<" in page(client, q="volunteers", kind="posts")
    assert "1 result<" in page(client, q="volunteers", board="other")
    assert "1 result<" in page(client, q="volunteers", author="@Bob")
    assert "2 results" in page(client, q="volunteers", author="alice")
    assert "3 results" in page(client, q="volunteers", date="week", kind="all", sort="newest")


def test_date_narrows_to_the_day(client: Client, board: Board, alice: User) -> None:
    now = timezone.now()
    for days in (6, 8, 30, 33, 360, 370):
        make_thread(board=board, author=alice, source="Dated.", at=now - timedelta(days=days))
    assert "1 result<" in page(client, q="dated", date="week")
    assert "3 results" in page(client, q="dated", date="month")
    assert "5 results" in page(client, q="dated", date="year")
    assert "6 results" in page(client, q="dated", date="any")


def test_chosen_filters_stay_chosen(client: Client, orientation: Thread, board: Board) -> None:
    shown = page(client, q="volunteers", kind="posts", board=board.slug, date="year", author="bob")
    assert '<input type="radio" name="kind" value="posts" form="search" checked>' in shown
    assert f'<option value="{board.slug}" selected>' in shown
    assert '<option value="year" selected>' in shown
    assert 'name="author" id="author" value="bob"' in shown


def test_newest_first(client: Client, board: Board, alice: User) -> None:
    now = timezone.now()
    for title, days in (("Middle compass", 20), ("Newest", 1), ("Oldest compass", 90)):
        at = now - timedelta(days=days)
        make_thread(board=board, author=alice, title=title, source="A compass.", at=at)
    shown = page(client, q="compass", sort="newest")
    assert shown.index("Newest") < shown.index("Middle") < shown.index("Oldest")


def test_pages_have_no_gap_and_no_repetition(client: Client, board: Board, alice: User) -> None:
    titles = {f"Lantern number {number:02}" for number in range(45)}
    for title in sorted(titles):
        make_thread(board=board, author=alice, title=title)
    seen = []
    for number in ("1", "2", "3"):
        shown = page(client, q="number", page=number)
        assert f"Page {number} of 3" in shown
        assert ('rel="prev"' in shown) == (number != "1")
        assert ('rel="next"' in shown) == (number != "3")
        seen += [
            title for title in titles if title.replace("number", "<mark>number</mark>") in shown
        ]
    assert sorted(seen) == sorted(titles)


@pytest.mark.parametrize("number", ["0", "-1", "x", "99", "9" * 40, "²", "\0"])
def test_odd_page_number_shows_a_page(client: Client, orientation: Thread, number: str) -> None:
    assert "2 results" in page(client, q="volunteers", page=number)


def test_paging_keeps_the_filters(client: Client, board: Board, alice: User) -> None:
    for _number in range(21):
        make_thread(board=board, author=alice, title="Lantern")
    shown = page(client, q='"lantern"', board=board.slug)
    assert f"?q=%22lantern%22&amp;board={board.slug}&amp;page=2" in shown


def test_moderator_sees_that_a_found_post_is_hidden(
    client: Client, orientation: Thread, mod: User
) -> None:
    hide_post(orientation.posts.get(number=2), moderator=mod, reason="Test of hiding.")
    assert "1 result<" in page(client, q="volunteers")
    client.force_login(mod)
    shown = page(client, q="volunteers")
    assert "2 results" in shown
    assert '<span class="tag tag--warn">Hidden</span>' in shown


def test_words_in_results_are_escaped(client: Client, board: Board, alice: User) -> None:
    make_thread(
        board=board,
        author=alice,
        title="<script>alert(1)</script> lantern",
        source='`<img src=x onerror=alert(2)>` lantern &amp; "quotes"',
    )
    for words in ("lantern", "script", "img", "alert", "quotes"):
        shown = page(client, q=words)
        assert "1 result<" in shown
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_query_is_escaped_where_it_is_repeated(client: Client, db: None) -> None:
    shown = page(client, q='"><script>alert(1)</script>')
    assert "<script>alert" not in shown


def test_nearest_words_are_offered_when_none_match(client: Client, orientation: Thread) -> None:
    shown = page(client, q="orient")
    assert "words that begin with them" in shown
    assert "<mark>Orientation</mark>" in shown or "<mark>Orient</mark>ation" in shown


def test_only_the_unknown_word_is_taken_for_a_start(
    client: Client, orientation: Thread, board: Board, alice: User
) -> None:
    make_thread(board=board, author=alice, title="Weekly", source="trainers weekly")
    assert "words that begin with them" in page(client, q="train* orient")
    assert "Nothing found" in page(client, q="week mentor")


def similar(client: Client, title: str) -> str:
    response = client.get(reverse("forum:search_titles"), {"title": title})
    assert response.status_code == 200
    return response.content.decode()


def test_similar_threads_are_offered_for_a_title(client: Client, orientation: Thread) -> None:
    for title in ("orient", "Orientation of new tr", "How is orientation done?"):
        assert orientation.get_absolute_url() in similar(client, title)


@pytest.mark.parametrize("title", ["", " ", "?!", "volunteers", "Orientation maps, tours, quizzes"])
def test_nothing_is_offered_for_another_title(
    client: Client, orientation: Thread, title: str
) -> None:
    assert similar(client, title).strip() == ""


def test_title_field_asks_for_similar_threads(client: Client, board: Board, alice: User) -> None:
    client.force_login(alice)
    shown = client.get(reverse("forum:thread_new", args=[board.slug])).content.decode()
    assert f'data-hx-get="{reverse("forum:search_titles")}"' in shown
    assert 'id="similar-threads"' in shown


def test_queries_do_not_grow_with_the_results(
    client: Client, board: Board, alice: User, django_assert_max_num_queries: Any
) -> None:
    home = Page.objects.get(depth=2)
    for number in range(10):
        make_thread(board=board, author=alice, title=f"Lantern {number}")
        page_found = home.add_child(instance=Page(title=f"Lantern {number}"))
        index_page(page_found, kind="page", title="Lantern", text="", at=timezone.now())
    page(client, q="lantern")
    with django_assert_max_num_queries(12 if connection.vendor == "sqlite" else 19):
        assert "20 results" in page(client, q="lantern")
