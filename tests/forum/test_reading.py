from forum.actions.moderation import hide_post
from forum.actions.reading import mark_all_read, mark_read, mark_unread_from
from forum.models import ReadMark, Thread
from forum.unread import with_unread
from tests.factories import make_reply


def conversation(thread: Thread, author, length: int) -> None:
    for _ in range(length):
        make_reply(thread=thread, author=author)
    thread.refresh_from_db()


def new_count(thread: Thread, user) -> int:
    return with_unread([Thread.objects.get(pk=thread.pk)], user)[0].new_count


def test_exceptions_fold_into_the_watermark_as_gaps_close(thread, alice, bob):
    conversation(thread, alice, 6)
    mark = mark_read(thread, user=bob, numbers=[1, 2, 4, 5, 7])
    assert (mark.number, mark.above) == (2, [[4, 5], [7, 7]])
    mark = mark_read(thread, user=bob, numbers=[3])
    assert (mark.number, mark.above) == (5, [[7, 7]])


def test_counts_are_exact_in_any_order_of_reading(thread, alice, bob):
    conversation(thread, alice, 9)
    mark_read(thread, user=bob, numbers=[1, 2, 6, 9])
    assert new_count(thread, bob) == 6


def test_a_removed_post_is_not_unread_and_holds_nothing_back(thread, alice, bob, mod):
    conversation(thread, alice, 4)
    hide_post(thread.posts.get(number=3), moderator=mod, reason="Advertising.")
    mark = mark_read(thread, user=bob, numbers=[1, 2, 4])
    assert mark.number == 4
    assert new_count(thread, bob) == 1


def test_own_posts_are_read(thread, bob):
    make_reply(thread=thread, author=bob)
    mark_read(thread, user=bob, numbers=[1])
    assert new_count(thread, bob) == 0


def test_numbers_that_do_not_exist_yet_are_ignored(thread, bob, alice):
    mark_read(thread, user=bob, numbers=[1, 50, 900])
    conversation(thread, alice, 3)
    assert new_count(thread, bob) == 3


def test_mark_all_read_and_unread_from_here(thread, alice, bob):
    conversation(thread, alice, 5)
    mark_all_read(thread, user=bob)
    assert new_count(thread, bob) == 0
    mark_unread_from(thread, user=bob, number=4)
    assert new_count(thread, bob) == 3
    assert ReadMark.objects.get(user=bob).number == 3


def test_counts_of_a_list_take_one_query(thread, alice, bob, board, django_assert_num_queries):
    conversation(thread, alice, 3)
    mark_read(thread, user=bob, numbers=[1])
    threads = list(Thread.objects.all())
    with django_assert_num_queries(1):
        with_unread(threads, bob)
