"""Visitors' lists are kept whole; whatever changes them must show at once."""

import gzip

import pytest
from django.urls import reverse

from forum.actions.moderation import hide_thread, move_thread, pin_thread
from forum.models import Board, Thread
from forum.views.boards import PAGE
from tests.factories import make_board, make_reply, make_thread


@pytest.fixture
def full_board(board: Board, alice) -> list[Thread]:
    """More threads than a page shows; the first is the oldest."""
    return [make_thread(board=board, author=alice, title=f"Matter {n:03}") for n in range(PAGE + 3)]


def shown(client, board: Board) -> str:
    first = client.get(board.get_absolute_url()).content.decode()
    assert client.get(board.get_absolute_url()).content.decode() == first
    return first


def test_a_kept_board_takes_two_queries(client, board, full_board, django_assert_num_queries):
    shown(client, board)
    with django_assert_num_queries(2):
        client.get(board.get_absolute_url())
    client.get(reverse("forum:board_list"))
    with django_assert_num_queries(1):
        client.get(reverse("forum:board_list"))


def test_a_reply_an_old_threads_pin_and_a_hidden_one_show_at_once(
    client, board, full_board, bob, mod
):
    oldest, newest = full_board[0], full_board[-1]
    assert oldest.title not in shown(client, board)
    pin_thread(oldest, moderator=mod, reason="Read this first.")
    assert oldest.title in shown(client, board)
    hide_thread(oldest, moderator=mod, reason="Out of date.")
    assert oldest.title not in shown(client, board)
    make_reply(thread=full_board[1], author=bob)
    assert full_board[1].title in shown(client, board)
    hide_thread(newest, moderator=mod, reason="Spam.")
    assert newest.title not in shown(client, board)


def test_a_board_that_closes_is_gone_at_once(client, board, thread, unit):
    shown(client, board)
    Board.objects.filter(pk=board.pk).update(reading="unit", unit=unit)
    assert client.get(board.get_absolute_url()).status_code == 404
    assert board.name not in client.get(reverse("forum:board_list")).content.decode()


def test_the_list_of_boards_follows_the_newest_thread(client, board, thread, alice, mod):
    address = reverse("forum:board_list")
    assert thread.title in client.get(address).content.decode()
    newer = make_thread(board=board, author=alice, title="A newer matter")
    assert newer.title in client.get(address).content.decode()
    move_thread(newer, moderator=mod, board=make_board(slug="other", name="Other"), reason="There.")
    page = client.get(address).content.decode()
    assert page.index(thread.title) != page.index(newer.title)
    hide_thread(newer, moderator=mod, reason="Spam.")
    assert newer.title not in client.get(address).content.decode()


def test_members_and_other_colours_get_pages_of_their_own(client, board, thread, bob):
    plain = shown(client, board)
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in shown(client, board)
    client.cookies["theme"] = "no such"
    assert shown(client, board) == plain
    client.force_login(bob)
    assert bob.display_name in client.get(board.get_absolute_url()).content.decode()


def test_a_kept_page_is_sent_small_to_those_who_take_it(client, board, thread):
    plain = shown(client, board)
    small = client.get(board.get_absolute_url(), headers={"Accept-Encoding": "gzip, br"})
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert gzip.decompress(small.content).decode() == plain
    assert len(small.content) * 2 < len(plain)


@pytest.mark.parametrize("place", ["thread", "board"])
def test_what_one_visitor_adds_to_an_address_is_not_in_the_page_of_another(client, thread, place):
    address = {"thread": thread, "board": thread.board}[place].get_absolute_url()
    added = client.get(f"{address}?from=1&utm_source=canary").content.decode()
    assert "canary" in added
    plain = client.get(address).content.decode()
    assert "canary" not in plain
    assert 'content="noindex"' not in plain
