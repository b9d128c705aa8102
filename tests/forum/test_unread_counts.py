"""Counts of unread posts against a count of the posts one by one."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.following import follow
from forum.actions.moderation import hide_post, hide_thread, move_thread, restore_post
from forum.actions.posts import withdraw_post
from forum.actions.reading import mark_all_read, mark_read, mark_unread_from
from forum.actions.refusals import Refused
from forum.lists.places import board_counts, counted, news_in_followed, since_in_followed
from forum.lists.reach import reach_of
from forum.models import Board, Post, ReadMark, Thread, Topic
from forum.unread import with_unread
from tests.factories import make_board, make_reply, make_thread


def unread_one_by_one(user, thread: Thread) -> int:
    mark = ReadMark.objects.filter(user=user, thread=thread).first()
    posts = Post.objects.filter(thread=thread, hidden_at=None, withdrawn_at=None)
    return sum(not mark.has_read(post.number) for post in posts) if mark else 0


def something_happens(dice, threads, boards, alice, bob, mod) -> None:
    thread = Thread.objects.get(pk=dice.choice(threads).pk)
    post = dice.choice(list(thread.posts.all()))
    match dice.randrange(9):
        case 0 | 1 | 2:
            make_reply(thread=thread, author=alice)
        case 3 | 4:
            numbers = dice.sample(range(1, thread.last_number + 1), dice.randint(1, 2))
            mark_read(thread, user=bob, numbers=[n for n in numbers if n <= thread.last_number])
        case 5:
            hide_post(post, moderator=mod, reason="A test.")
        case 6:
            restore_post(post, moderator=mod, reason="A test.")
        case 7 if post.author_id == alice.pk and not post.is_gone and post.number > 1:
            withdraw_post(post, by=alice)
        case 8:
            act = dice.choice([0, 1, 2])
            if act == 0:
                mark_unread_from(thread, user=bob, number=post.number)
            elif act == 1:
                mark_all_read(thread, user=bob)
            else:
                board = dice.choice([b for b in boards if b.pk != thread.board_id])
                move_thread(thread, moderator=mod, board=board, reason="A test.")


@pytest.mark.parametrize("seed", range(3))
def test_every_count_equals_counting_the_posts(seed, alice, bob, mod, private_board):
    dice = random.Random(seed)
    boards = [make_board(slug="a", name="A"), make_board(slug="b", name="B"), private_board]
    topics = [Topic.objects.create(name=name, slug=name) for name in ("x", "y")]
    threads = [
        make_thread(
            board=dice.choice(boards[:2]),
            author=alice,
            title=f"Q{n}",
            topics=dice.sample(topics, dice.randrange(3)),
        )
        for n in range(6)
    ]
    for thread in threads:
        for _ in range(4):
            make_reply(thread=thread, author=alice)
    follow(bob, target=threads[5], level="muted")
    for _ in range(60):
        with suppress(Refused):  # A random act may not be allowed.
            something_happens(dice, threads, boards, alice, bob, mod)
    hide_thread(threads[4], moderator=mod, reason="A test.")
    fresh = list(Thread.objects.all())
    for thread in with_unread(fresh, bob):
        assert thread.new_count == unread_one_by_one(bob, thread)
    heard = [
        thread
        for thread in Thread.objects.visible_to(bob).prefetch_related("topics")
        if thread.pk != threads[5].pk
    ]
    reach = reach_of(bob)
    by_board = board_counts(reach)
    for board in Board.objects.all():
        here = sum(unread_one_by_one(bob, t) for t in heard if t.board_id == board.pk)
        assert by_board[board.pk].posts == here if here else board.pk not in counted(reach, "board")
    by_topic = counted(reach, "topics")
    for topic in topics:
        here = sum(unread_one_by_one(bob, t) for t in heard if topic in t.topics.all())
        assert by_topic.get(topic.pk, 0) == here


def test_board_rows_and_heads_show_what_is_new(client, thread, alice, bob):
    mark_read(thread, user=bob, numbers=[1])
    make_reply(thread=thread, author=alice)
    make_thread(board=thread.board, author=alice, title="Another")
    client.force_login(bob)
    listed = client.get(reverse("forum:board_list")).content.decode()
    assert "1 new post<" in listed
    assert "1 new thread<" in listed


def test_the_list_of_boards_takes_as_many_queries_for_many(
    client, thread, alice, bob, django_assert_max_num_queries
):
    for n in range(12):
        board = make_board(slug=f"b{n}", name=f"B{n}")
        other = make_thread(board=board, author=alice, title="Q")
        mark_read(other, user=bob, numbers=[1])
        make_reply(thread=other, author=alice)
    with django_assert_max_num_queries(6):
        client.get(reverse("forum:board_list"))
    client.force_login(bob)
    with django_assert_max_num_queries(12):
        client.get(reverse("forum:board_list"))


def test_following_page_and_topics_show_what_is_new(client, board, alice, bob):
    topic = Topic.objects.create(name="Evaluation", slug="evaluation")
    thread = make_thread(board=board, author=alice, topics=[topic])
    mark_read(thread, user=bob, numbers=[1])
    for _ in range(2):
        make_reply(thread=thread, author=alice)
    for target in (board, topic, thread):
        follow(bob, target=target, level="every")
    client.force_login(bob)
    assert client.get(reverse("forum:following")).content.decode().count("2 new posts") == 3
    for url in (reverse("topic_list"), reverse("topic_detail", args=[topic.slug])):
        assert "2 new posts" in client.get(url).content.decode()


def test_home_says_since_when_what_one_follows_has_news(board, alice, bob):
    now = timezone.now()
    type(bob).objects.filter(pk=bob.pk).update(date_joined=now - timedelta(days=90))
    bob.refresh_from_db()
    follow(bob, target=board, level="every")
    thread = make_thread(board=board, author=alice, at=now - timedelta(days=8))
    mark_read(thread, user=bob, numbers=[1])
    make_reply(thread=thread, author=alice, at=now - timedelta(days=3))
    make_reply(thread=thread, author=alice, at=now - timedelta(days=1))
    started = make_thread(board=board, author=alice, title="Started", at=now - timedelta(days=5))
    elsewhere = make_thread(board=make_board(slug="other", name="Other"), author=alice)
    mark_read(elsewhere, user=bob, numbers=[1])
    make_reply(thread=elsewhere, author=alice)
    since = since_in_followed(reach_of(bob))
    assert (since.posts, since.threads, since.started) == (2, 1, 1)
    assert since.at == now - timedelta(days=5)
    assert list(news_in_followed(reach_of(bob), 8)) == [thread, started]
