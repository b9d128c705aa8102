import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.actions.moderation import hide_post, lock_thread
from forum.actions.posts import edit_post, reply_to_thread
from forum.actions.refusals import Refused
from forum.models import Post, Thread
from forum.paths import child_path
from tests.factories import make_board, make_reply, make_thread


def test_a_reply_gets_the_next_number_and_its_place_in_the_tree(thread, alice, bob):
    first = make_reply(thread=thread, author=bob)
    second = make_reply(thread=thread, author=alice, parent=first.number)
    assert [first.number, second.number] == [2, 3]
    assert second.parent == first
    assert second.path == child_path(child_path("", 2), 3)
    assert [first.depth, second.depth] == [1, 2]


def test_a_reply_keeps_its_thread_locked_for_three_ways_to_the_database(thread, bob):
    make_reply(thread=thread, author=bob)
    with CaptureQueriesContext(connection) as asked:
        make_reply(thread=thread, author=bob)
    sent = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    # SQLite runs in this process, where each statement is a way of its own.
    assert len(sent) == (3 if connection.vendor == "postgresql" else 10)


def test_every_change_counts_without_gaps(thread, bob):
    posts = [make_reply(thread=thread, author=bob) for _ in range(3)]
    thread.refresh_from_db()
    assert [post.changed_seq for post in posts] == [2, 3, 4]
    assert (thread.seq, thread.last_number, thread.reply_count) == (4, 4, 3)
    assert thread.last_author == bob


def test_the_same_key_gives_the_same_post(thread, bob):
    key = uuid.uuid4()
    first = reply_to_thread(thread, author=bob, source="Once.", key=key)
    again = reply_to_thread(thread, author=bob, source="Once.", key=key)
    assert first == again
    assert Post.objects.filter(thread=thread).count() == 2


def test_words_are_the_same_however_their_lines_and_letters_are_written(thread, bob):
    key = uuid.uuid4()
    first = reply_to_thread(thread, author=bob, source="Café.\nOnce.", key=key)
    again = reply_to_thread(thread, author=bob, source="\r\nCafe\u0301.\r\nOnce.  ", key=key)
    assert first == again


def test_a_key_that_other_words_used_is_refused_with_the_number_of_their_post(thread, bob):
    key = uuid.uuid4()
    reply_to_thread(thread, author=bob, source="Once.", key=key)
    with pytest.raises(Refused, match=r"sent already, with other words, as no\. 2") as refusal:
        reply_to_thread(thread, author=bob, source="Twice.", key=key)
    assert refusal.value.code == "key"


def test_the_first_words_give_the_post_though_it_was_changed_since(thread, bob):
    key = uuid.uuid4()
    first = reply_to_thread(thread, author=bob, source="Once.", key=key)
    edit_post(first, editor=bob, source="Better.", version=1)
    for source in ("Once.", "Better."):
        assert reply_to_thread(thread, author=bob, source=source, key=key) == first


def test_another_members_equal_key_is_another_post(thread, alice, bob):
    key = uuid.uuid4()
    reply_to_thread(thread, author=bob, source="Mine.", key=key)
    assert reply_to_thread(thread, author=alice, source="Mine too.", key=key).number == 3


def test_a_key_used_in_another_thread_is_refused(board, thread, bob, alice):
    key = uuid.uuid4()
    reply_to_thread(thread, author=bob, source="Here.", key=key)
    other = make_thread(board=board, author=alice, title="Another question")
    with pytest.raises(Refused, match="in another thread"):
        reply_to_thread(other, author=bob, source="There.", key=key)


def test_a_parent_in_another_thread_is_refused(board, thread, bob, alice):
    other = make_thread(board=board, author=alice, title="Another question")
    make_reply(thread=other, author=bob)
    with pytest.raises(Refused, match="not in this thread"):
        make_reply(thread=thread, author=bob, parent=2)


def test_a_removed_parent_is_refused(thread, bob, mod):
    post = make_reply(thread=thread, author=bob)
    hide_post(post, moderator=mod, reason="Advertising.")
    with pytest.raises(Refused, match="removed while you wrote"):
        make_reply(thread=thread, author=bob, parent=post.number)


@pytest.mark.parametrize(
    ("source", "why"),
    [("", "Write"), ("   \n ", "Write"), ("x" * 40_000, "32,000"), ("a\0b", "character")],
)
def test_words_that_can_not_be_kept_are_refused(thread, bob, source, why):
    with pytest.raises(Refused) as refusal:
        make_reply(thread=thread, author=bob, source=source)
    assert why.lower() in str(refusal.value.reason).lower()
    assert Post.objects.count() == 1


def test_suspended_member_cannot_reply(thread, charlie):
    with pytest.raises(Refused, match="suspended"):
        make_reply(thread=thread, author=charlie)


def test_nobody_replies_in_a_closed_thread(thread, bob, mod):
    lock_thread(thread, moderator=mod, reason="Answered.")
    with pytest.raises(Refused, match="Answered"):
        make_reply(thread=Thread.objects.get(pk=thread.pk), author=bob)


def test_an_outsider_cannot_reply_where_they_cannot_read(private_board, insider, bob):
    thread = make_thread(board=private_board, author=insider)
    with pytest.raises(Refused, match="not open to you"):
        make_reply(thread=thread, author=bob)


def test_an_imported_chain_of_hundreds_keeps_its_parents(alice):
    thread = make_thread(board=make_board(slug="deep", name="Deep"), author=alice)
    parent = 1
    for _ in range(90):
        parent = make_reply(thread=thread, author=alice, parent=parent).number
    posts = list(Post.objects.filter(thread=thread).order_by("path"))
    assert [post.number for post in posts] == list(range(1, 92))
    assert [post.parent.number for post in posts[1:]] == list(range(1, 91))


def test_a_reply_costs_the_same_in_a_long_thread(thread, bob, django_assert_max_num_queries):
    make_reply(thread=thread, author=bob)
    for _ in range(15):
        make_reply(thread=thread, author=bob)
    with django_assert_max_num_queries(24):
        make_reply(thread=thread, author=bob)
