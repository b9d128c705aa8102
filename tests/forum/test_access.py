from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import RosterTerm, User
from forum.access import can_read_board
from forum.models import Board, Thread
from forum.permissions import can_reply, can_start_thread
from tests.factories import make_board, make_thread, make_user


@pytest.fixture
def boards(unit):
    return {
        "public": make_board(slug="public", name="Public"),
        "members": make_board(slug="members", name="Members", reading="members"),
        "unit": make_board(slug="unit", name="Unit", reading="unit", unit=unit),
    }


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("visitor", {"public"}),
        ("bob", {"public", "members"}),
        ("charlie", {"public", "members"}),
        ("insider", {"public", "members", "unit"}),
        ("mod", {"public", "members", "unit"}),
    ],
)
def test_everyone_sees_their_boards_and_no_others(boards, request, person, sees):
    user = request.getfixturevalue(person)
    assert set(Board.objects.visible_to(user).values_list("slug", flat=True)) == sees
    assert {slug for slug, board in boards.items() if can_read_board(user, board)} == sees


def test_the_end_of_a_term_takes_the_board_away(private_board, insider):
    RosterTerm.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    user = User.objects.get(pk=insider.pk)
    assert not Board.objects.visible_to(user).exists()
    assert not can_read_board(user, private_board)


def test_a_term_that_has_not_begun_gives_nothing(private_board, insider):
    RosterTerm.objects.update(starts_on=timezone.localdate() + timedelta(days=1))
    assert not can_read_board(User.objects.get(pk=insider.pk), private_board)


def test_a_closed_account_reads_like_a_visitor(boards, bob):
    bob.is_active = False
    assert [board.slug for board in Board.objects.visible_to(bob)] == ["public"]


def test_hidden_threads_are_for_moderators(thread, bob, mod):
    Thread.objects.update(hidden_at=timezone.now())
    assert not Thread.objects.visible_to(bob).exists()
    assert Thread.objects.visible_to(mod).exists()


def test_each_refusal_says_why(thread, visitor, charlie, bob):
    assert "Sign in" in str(can_reply(visitor, thread).reason)
    assert "Advertised a product" in str(can_reply(charlie, thread).reason)
    thread.locked_at, thread.locked_reason = timezone.now(), "Answered."
    assert "Answered." in str(can_reply(bob, thread).reason)


def test_only_the_roster_starts_threads_where_the_unit_does(unit, insider, bob):
    board = make_board(slug="news", name="News", starting="unit", unit=unit)
    assert can_start_thread(insider, board)
    assert "roster" in str(can_start_thread(bob, board).reason)


def test_moderators_board_takes_replies_from_all(mod, bob):
    board = make_board(slug="news", name="News", starting="moderators")
    assert not can_start_thread(bob, board)
    assert can_reply(bob, make_thread(board=board, author=mod))


def test_two_people_with_one_query_each(private_board, django_assert_num_queries, insider):
    user = User.objects.get(pk=insider.pk)
    with django_assert_num_queries(2):
        assert list(Board.objects.visible_to(user))
        assert can_read_board(user, private_board)


def test_mods_may_write_in_closed_threads(thread, mod):
    thread.locked_at = timezone.now()
    assert can_reply(mod, thread)


def test_suspension_that_has_ended_is_over(thread):
    user = make_user(
        handle="dana",
        suspended_at=timezone.now() - timedelta(days=9),
        suspended_until=timezone.now() - timedelta(days=2),
    )
    assert can_reply(user, thread)
