"""What the bell counts, and what marks it as read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import RosterTerm, User
from forum.actions.following import follow
from forum.actions.moderation import hide_post, hide_thread
from forum.actions.notices import (
    mark_all_notices_read,
    mark_notices_read,
)
from forum.models import Notice
from tests.factories import make_reply, make_thread, make_user
from tests.working import run_tasks


@pytest.fixture
def thread(thread):
    """Its opening has been told of already."""
    run_tasks()
    return thread


@pytest.fixture
def dora(db):
    return make_user(handle="dora", display_name="Dora Third")


def test_reading_posts_marks_their_notices_only(thread, alice, bob):
    first = make_reply(thread=thread, author=bob)
    make_reply(thread=thread, author=bob)
    run_tasks()
    assert Notice.objects.bell_count(alice) == 1
    assert mark_notices_read(alice, thread, [first.number, 999]) == 1
    assert Notice.objects.filter(user=alice).unread().count() == 1
    assert mark_notices_read(alice, thread, [first.number]) == 0


def test_marking_all_leaves_others_alone(thread, alice, bob, dora):
    follow(dora, target=thread, level="every")
    make_reply(thread=thread, author=bob)
    run_tasks()
    mark_all_notices_read(alice)
    assert Notice.objects.bell_count(alice) == 0
    assert Notice.objects.bell_count(dora) == 1


def test_the_bell_counts_threads_and_not_posts(board, alice, bob):
    for title in ("One", "Two"):
        thread = make_thread(board=board, author=alice, title=title)
        for _ in range(3):
            make_reply(thread=thread, author=bob)
    run_tasks()
    assert Notice.objects.bell_count(alice) == 2


def test_the_bell_forgets_what_can_no_longer_be_read(private_board, insider, mod, board, bob):
    thread = make_thread(board=private_board, author=insider)
    make_reply(thread=thread, author=mod)
    public = make_thread(board=board, author=insider, title="Public")
    hidden = make_reply(thread=public, author=mod)
    run_tasks()
    assert Notice.objects.bell_count(insider) == 2
    hide_post(hidden, moderator=mod, reason="Off topic.")
    assert Notice.objects.bell_count(insider) == 1
    yesterday = timezone.localdate() - timedelta(days=1)
    RosterTerm.objects.filter(user=insider).update(ends_on=yesterday)
    assert Notice.objects.bell_count(User.objects.get(pk=insider.pk)) == 0


def test_notices_of_a_hidden_thread_are_not_shown(thread, alice, bob, mod):
    make_reply(thread=thread, author=bob)
    run_tasks()
    hide_thread(thread, moderator=mod, reason="A duplicate.")
    assert Notice.objects.bell_count(alice) == 0
