from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.actions import moderation
from forum.actions.posts import withdraw_post
from forum.actions.refusals import Refused
from forum.models import Board, ModerationAction, Post, Report, Thread
from tests.factories import make_board, make_reply


@pytest.fixture
def post(thread, bob) -> Post:
    return make_reply(thread=thread, author=bob)


def test_hiding_takes_words_from_readers_and_keeps_the_place(post, alice, mod, thread):
    moderation.hide_post(post, moderator=mod, reason="Advertising.")
    thread.refresh_from_db()
    assert not Post.objects.visible_to(alice).filter(pk=post.pk).exists()
    assert Post.objects.in_threads_of(alice).filter(pk=post.pk).exists()
    assert thread.reply_count == 0
    row = ModerationAction.objects.get()
    assert (row.kind, row.reason, row.actor, row.post) == ("hide", "Advertising.", mod, post)


def test_hiding_twice_is_hiding_once(post, mod, thread):
    moderation.hide_post(post, moderator=mod, reason="Advertising.")
    moderation.hide_post(post, moderator=mod, reason="Again.")
    thread.refresh_from_db()
    assert thread.reply_count == 0
    assert ModerationAction.objects.count() == 1


def test_restoring_gives_everything_back(post, alice, mod, thread):
    moderation.hide_post(post, moderator=mod, reason="Advertising.")
    moderation.restore_post(post, moderator=mod, reason="It was a library's own tool.")
    thread.refresh_from_db()
    assert thread.reply_count == 1
    assert Post.objects.visible_to(alice).filter(pk=post.pk).exists()


def test_the_count_survives_withdrawing_hiding_and_restoring(post, bob, mod, thread):
    withdraw_post(post, by=bob)
    moderation.hide_post(post, moderator=mod, reason="Advertising.")
    moderation.restore_post(post, moderator=mod, reason="Withdrawn anyway.")
    thread.refresh_from_db()
    visible = Post.objects.visible_to(bob).filter(thread=thread, number__gt=1)
    assert thread.reply_count == visible.count() == 0


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_every_act_needs_a_reason(post, mod, reason):
    with pytest.raises(Refused, match="Say why"):
        moderation.hide_post(post, moderator=mod, reason=reason)


def test_members_do_not_moderate(post, thread, alice):
    with pytest.raises(Refused, match="Only moderators"):
        moderation.hide_post(post, moderator=alice, reason="I disagree.")
    with pytest.raises(Refused, match="Only moderators"):
        moderation.lock_thread(thread, moderator=alice, reason="Enough.")


def test_locking_pinning_and_their_undoing_are_logged(thread, mod):
    for act in (
        moderation.lock_thread,
        moderation.unlock_thread,
        moderation.pin_thread,
        moderation.unpin_thread,
        moderation.hide_thread,
        moderation.restore_thread,
    ):
        act(thread, moderator=mod, reason="For the test's sake.")
    thread.refresh_from_db()
    assert not any([thread.locked_at, thread.pinned_at, thread.hidden_at])
    assert thread.seq == 1 + 6
    assert ModerationAction.objects.count() == 6


def test_moving_keeps_the_address_and_counts_both_boards(thread, mod, board):
    other = make_board(slug="other", name="Other")
    address = thread.get_absolute_url()
    moved = moderation.move_thread(thread, moderator=mod, board=other, reason="Belongs there.")
    assert moved.get_absolute_url() == address
    counts = dict(Board.objects.values_list("slug", "thread_count"))
    assert counts == {"practice": 0, "other": 1}


def test_two_moves_at_once_count_every_board(thread, mod, board):
    one, two = make_board(slug="one", name="One"), make_board(slug="two", name="Two")
    seen_by_both = Thread.objects.select_related("board").get(pk=thread.pk)
    moderation.move_thread(thread, moderator=mod, board=one, reason="Belongs there.")
    moderation.move_thread(seen_by_both, moderator=mod, board=two, reason="No, there.")
    counts = dict(Board.objects.values_list("slug", "thread_count"))
    assert counts == {"practice": 0, "one": 0, "two": 1}


def test_a_report_is_open_once_per_member(post, alice):
    first = moderation.report_post(post, reporter=alice, rule="selling", note="A product.")
    assert moderation.report_post(post, reporter=alice, rule="other", note="") == first


def test_hiding_resolves_the_reports(post, alice, mod):
    moderation.report_post(post, reporter=alice, rule="selling", note="")
    moderation.hide_post(post, moderator=mod, reason="Advertising.")
    assert Report.objects.get().resolved_by == mod


def test_suspension_says_why_and_until_when(bob, mod, thread):
    until = timezone.now() + timedelta(days=7)
    moderation.suspend_member(bob, moderator=mod, reason="Advertising.", until=until)
    assert User.objects.get(pk=bob.pk).is_suspended
    moderation.reinstate_member(bob, moderator=mod, reason="Apologised.")
    assert not User.objects.get(pk=bob.pk).is_suspended


def test_moderators_are_not_suspended_by_their_peers(mod, alice):
    with pytest.raises(Refused, match="ask the site's keeper"):
        moderation.suspend_member(mod, moderator=mod, reason="Oops.")


def test_a_hidden_answer_is_no_answer(thread, post, mod, alice):
    from forum.actions.choosing import accept_answer

    accept_answer(thread, post=post, by=alice)
    moderation.hide_post(post, moderator=mod, reason="Wrong.")
    assert Thread.objects.get(pk=thread.pk).answer is None


def test_a_reply_hidden_meanwhile_is_not_accepted(thread, post, mod, alice):
    from forum.actions.choosing import accept_answer

    moderation.hide_post(post, moderator=mod, reason="Wrong.")
    assert post.hidden_at is None, "what the page had read before"
    with pytest.raises(Refused, match="still be read"):
        accept_answer(thread, post=post, by=alice)
    assert Thread.objects.get(pk=thread.pk).answer is None
