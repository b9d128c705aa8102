import itertools

import pytest
from wagtail.models import Page

from forum.actions.following import follow, level_for, mute, set_mail_notices, unfollow
from forum.actions.refusals import Refused
from forum.following import can_follow, find_target, following_context
from forum.models import Follow, Topic
from forum.models.following import deciding
from tests.factories import make_board, make_reply, make_thread


@pytest.fixture
def topic(db):
    return Topic.objects.create(name="Onboarding", slug="onboarding")


@pytest.fixture
def page(db):
    return Page.get_first_root_node().add_child(title="A page", slug="a-page")


@pytest.fixture
def unit_thread(unit, topic, page, alice):
    """Reached from every side: its own, its page's, its board's, a topic's, the unit's."""
    board = make_board(slug="unit-board", name="Unit board", unit=unit)
    return make_thread(board=board, author=alice, topics=[topic], page=page)


def test_whoever_follows_nothing_hears_of_replies_and_mentions(thread, bob):
    assert level_for(bob, thread) == ("replies", None)


def test_the_nearest_setting_wins(unit_thread, unit, topic, page, bob):
    levels = ["digest", "muted", "every", "replies", "muted"]
    nearer_last = [unit, topic, unit_thread.board, page, unit_thread]
    for target, level in zip(nearer_last, levels, strict=True):
        follow(bob, target=target, level=level)
        decided_level, decided = level_for(bob, unit_thread)
        assert decided_level == level
        assert decided.target == target


def test_of_several_topics_the_most_talkative_counts(board, topic, alice, bob):
    other = Topic.objects.create(name="Budgets", slug="budgets")
    thread = make_thread(board=board, author=alice, topics=[topic, other])
    follow(bob, target=topic, level="muted")
    follow(bob, target=other, level="every")
    assert level_for(bob, thread)[0] == "every"


def test_another_persons_settings_do_not_count(thread, alice, bob):
    follow(alice, target=thread.board, level="muted")
    assert level_for(bob, thread) == ("replies", None)


def test_starting_a_thread_follows_every_post(thread, alice):
    level, decided = level_for(alice, thread)
    assert (level, decided.automatic) == ("every", True)


def test_replying_follows_replies(thread, bob):
    make_reply(thread=thread, author=bob)
    level, decided = level_for(bob, thread)
    assert (level, decided.automatic) == ("replies", True)


def test_taking_part_never_makes_quieter_what_was_chosen(thread, bob):
    follow(bob, target=thread.board, level="every")
    make_reply(thread=thread, author=bob)
    level, decided = level_for(bob, thread)
    assert (level, decided.target) == ("every", thread.board)


def test_taking_part_in_a_muted_board_brings_replies(thread, bob):
    follow(bob, target=thread.board, level="muted")
    make_reply(thread=thread, author=bob)
    assert level_for(bob, thread)[0] == "replies"


def test_taking_part_keeps_a_chosen_level(thread, bob):
    follow(bob, target=thread, level="muted")
    make_reply(thread=thread, author=bob)
    assert level_for(bob, thread)[0] == "muted"


def test_a_reply_does_not_lower_the_starters_level(thread, alice):
    make_reply(thread=thread, author=alice)
    assert level_for(alice, thread)[0] == "every"


def test_a_choice_replaces_what_was_automatic(thread, alice):
    follow(alice, target=thread, level="digest")
    level, decided = level_for(alice, thread)
    assert (level, decided.automatic) == ("digest", False)
    assert Follow.objects.filter(user=alice).count() == 1


def test_the_order_of_settings_does_not_matter(unit_thread, topic, unit, bob):
    for target, level in [(unit, "every"), (topic, "digest"), (unit_thread.board, "replies")]:
        follow(bob, target=target, level=level)
    follows = list(Follow.objects.filter(user=bob))
    chosen = {deciding(order).level for order in itertools.permutations(follows)}
    assert chosen == {"replies"}


def test_unfollowing_falls_back_to_what_is_farther_out(thread, bob):
    follow(bob, target=thread.board, level="every")
    follow(bob, target=thread, level="muted")
    unfollow(bob, target=thread)
    assert level_for(bob, thread)[0] == "every"


def test_an_unknown_level_is_refused(thread, bob):
    with pytest.raises(Refused) as refusal:
        follow(bob, target=thread, level="loud")
    assert refusal.value.code == "level"


def test_what_cannot_be_read_cannot_be_followed(private_board, insider, bob):
    thread = make_thread(board=private_board, author=insider)
    for target in (private_board, thread):
        with pytest.raises(Refused) as refusal:
            follow(bob, target=target, level="every")
        assert refusal.value.code == "target"
    assert follow(insider, target=thread, level="every").level == "every"


def test_unknown_and_forbidden_targets_are_the_same_nothing(private_board, bob, insider):
    assert find_target(bob, f"board:{private_board.pk}") is None
    assert find_target(bob, "board:999999") is None
    assert find_target(insider, f"board:{private_board.pk}") == private_board


@pytest.mark.parametrize(
    "address", ["", "thread", "thread:", "thread:x", "user:1", "thread:1:2", "thread:²", "board:-1"]
)
def test_an_address_that_names_nothing_is_none(bob, address):
    assert find_target(bob, address) is None


def test_a_huge_number_in_an_address_is_none(bob):
    assert find_target(bob, "thread:99999999999999999999") is None


def test_pages_that_are_drafts_or_restricted_cannot_be_followed(page, bob, visitor):
    assert can_follow(bob, page)
    assert not can_follow(visitor, page)
    page.live = False
    page.save()
    assert not can_follow(bob, page)


def test_muting_works_where_access_was_lost(private_board, bob):
    assert mute(bob, target=private_board).level == "muted"


def test_the_mail_switch_is_kept(bob):
    set_mail_notices(bob, on=False)
    bob.refresh_from_db()
    assert bob.mail_notices is False


def test_the_control_says_which_level_applies_and_why(thread, bob):
    follow(bob, target=thread.board, level="every")
    control = following_context(bob, thread)
    assert control["level"] == ""
    assert control["why"] == "Every post, because you follow the board Practice."


def test_the_control_says_what_is_muted(thread, bob):
    follow(bob, target=thread.board, level="muted")
    assert following_context(bob, thread)["why"] == "Muted, because you muted the board Practice."


def test_the_control_shows_ones_own_choice(thread, bob):
    follow(bob, target=thread, level="digest")
    control = following_context(bob, thread)
    assert (control["level"], control["why"]) == ("digest", "")


def test_the_threads_control_costs_one_query(thread, bob, django_assert_num_queries):
    follow(bob, target=thread.board, level="every")
    with django_assert_num_queries(1):
        following_context(bob, thread)
