import random
import uuid

import pytest
from django.core.cache import caches
from django.urls import reverse

from forum.actions.choosing import accept_answer
from forum.actions.moderation import hide_post, hide_thread
from forum.actions.moving import merge_posts, split_thread
from forum.actions.poll_plans import PollPlan
from forum.actions.polls import add_poll
from forum.actions.posts import withdraw_post
from forum.actions.reactions import set_helpful
from forum.actions.reading import mark_all_read
from forum.actions.refusals import Refused
from forum.models import Board, ModerationAction, Notice, Post, ReadMark, SearchEntry, Thread
from forum.unread import unread_numbers
from tests.factories import make_board, make_reply, make_thread
from tests.working import run_tasks

WHY = "Two subjects in one thread."


@pytest.fixture(autouse=True)
def fresh_pages() -> None:
    for name in ("fragments", "pages"):
        caches[name].clear()


@pytest.fixture
def talk(thread, alice, bob) -> Thread:
    """1 ─ 2 ─ 3 ─ 4,  1 ─ 5 ─ 6,  1 ─ 7."""
    for author, parent in ((bob, 1), (alice, 2), (bob, 3), (bob, 1), (alice, 5), (bob, 1)):
        make_reply(thread=thread, author=author, parent=parent)
    return thread


def tree(thread: Thread) -> list[tuple[int, int | None, int]]:
    posts = Post.objects.filter(thread=thread, moved_to=None).select_related("parent")
    return [
        (post.number, post.parent.number if post.parent else None, post.depth)
        for post in posts.order_by("path")
    ]


def sound(*threads: Thread) -> None:
    """What always holds: counts count, paths follow parents, and seqs are under the thread's."""
    for thread in threads:
        now = Thread.objects.get(pk=thread.pk)
        posts = list(Post.objects.filter(thread=now).select_related("parent"))
        standing = [post for post in posts if not post.is_gone and post.number > 1]
        assert now.reply_count == len(standing)
        numbers = [post.number for post in posts]
        assert len(numbers) == len(set(numbers))
        assert max(numbers) <= now.last_number
        assert sorted(numbers) == list(range(1, now.last_number + 1)), "no address is lost"
        for post in posts:
            assert post.changed_seq <= now.seq
            if post.parent is not None:
                assert post.parent.thread_id == now.pk
                assert post.path.startswith(post.parent.path)
                assert post.depth == post.parent.depth + 1
    for board in Board.objects.all():
        visible = Thread.objects.filter(board=board, hidden_at=None).count()
        assert board.thread_count == visible


def split(thread: Thread, mod, *numbers: int) -> Thread:
    return split_thread(thread, numbers=numbers, title="Apart", moderator=mod, reason=WHY)


def merge(thread: Thread, into: Thread, mod, *numbers: int) -> Thread:
    return merge_posts(thread, into=into, numbers=numbers or None, moderator=mod, reason=WHY)


def test_a_branch_becomes_a_thread_with_its_shape(talk, mod):
    apart = split(talk, mod, 2)
    assert tree(apart) == [(1, None, 0), (2, 1, 1), (3, 2, 2)]
    assert tree(talk) == [(1, None, 0), (5, 1, 1), (6, 5, 2), (7, 1, 1)]
    assert Post.objects.filter(thread=talk).count() == 7
    sound(talk, apart)


def test_other_chosen_branches_answer_the_first(talk, mod):
    apart = split(talk, mod, 5, 3)
    assert tree(apart) == [(1, None, 0), (2, 1, 1), (3, 1, 1), (4, 3, 2)]
    sound(talk, apart)


def test_splitting_twice_gives_the_same_thread(talk, mod):
    apart = split(talk, mod, 2)
    assert split(talk, mod, 2) == apart
    assert Thread.objects.count() == 2


def test_merging_back_undoes_a_split(talk, mod):
    before = tree(talk)
    ids = dict(Post.objects.filter(thread=talk).values_list("number", "pk"))
    apart = split(talk, mod, 2, 7)
    merge(apart, talk, mod)
    assert tree(talk) == before
    assert dict(Post.objects.filter(thread=talk).values_list("number", "pk")) == ids
    assert Thread.objects.get(pk=apart.pk).hidden_at is not None
    sound(talk, apart)


def test_a_whole_thread_merges_and_comes_back(talk, board, bob, mod):
    other = make_thread(board=board, author=bob, title="The same question")
    make_reply(thread=other, author=bob)
    before = tree(talk)
    merge(talk, other, mod)
    assert tree(other)[:3] == [(1, None, 0), (2, 1, 1), (3, 1, 1)]
    assert Thread.objects.get(pk=other.pk).reply_count == 1 + 7
    sound(talk, other)
    merge(other, talk, mod, 3)
    assert tree(talk) == before
    assert Thread.objects.get(pk=talk.pk).hidden_at is None
    sound(talk, other)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_moved_the_threads_stay_sound(talk, board, alice, bob, mod, seed):
    chance = random.Random(seed)
    threads = [talk, make_thread(board=board, author=bob, title="Other")]
    for _ in range(12):
        source, target = chance.sample(threads, 2)
        standing = [number for number, _, _ in tree(source) if number > 1]
        deed = chance.choice(("split", "merge", "reply", "hide"))
        if deed == "reply" or not standing:
            here = Thread.objects.get(pk=source.pk)
            post = chance.choice(
                Post.objects.filter(thread=here, withdrawn_at=None, hidden_at=None)
            )
            make_reply(thread=here, author=alice, parent=post.number)
        elif deed == "hide":
            post = Post.objects.get(thread=source, number=chance.choice(standing))
            hide_post(post, moderator=mod, reason="Spam.")
        elif deed == "merge":
            merge(source, target, mod, *chance.sample(standing, min(2, len(standing))))
        else:
            threads.append(split(source, mod, *chance.sample(standing, min(2, len(standing)))))
        sound(*threads)


def test_moved_posts_keep_marks_reports_and_reading(talk, alice, bob, mod):
    third = Post.objects.get(thread=talk, number=3)
    set_helpful(third, user=bob, on=True)
    accept_answer(talk, post=third, by=alice)
    mark_all_read(Thread.objects.get(pk=talk.pk), user=alice)
    ReadMark.objects.filter(user=bob, thread=talk).update(number=2, above=[[4, 4]])
    apart = split(talk, mod, 2)
    third.refresh_from_db()
    assert (third.thread, third.number, third.helpful_count) == (apart, 2, 1)
    assert Thread.objects.get(pk=talk.pk).answer is None
    marks = {mark.user: mark for mark in ReadMark.objects.filter(thread=apart)}
    assert unread_numbers(marks[alice], [1, 2, 3]) == frozenset()
    assert unread_numbers(marks[bob], [1, 2, 3]) == {2}


def test_notices_and_search_follow_the_posts(talk, alice, bob, mod):
    run_tasks()
    post = Post.objects.get(thread=talk, number=2)
    assert Notice.objects.get(user=alice, post=post).thread == talk
    apart = split(talk, mod, 2)
    assert Notice.objects.get(user=alice, post=post).thread == apart
    entry = SearchEntry.objects.get(post=post)
    assert (entry.kind, entry.title) == ("thread", "Apart")
    below = SearchEntry.objects.filter(post__thread=apart).values_list("thread", flat=True)
    assert list(below) == [apart.pk] * 3


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([1], "opens the thread"), ([], "at least one post"), ([99], "at least one post")],
)
def test_what_can_not_be_split_says_why(talk, mod, numbers, words):
    with pytest.raises(Refused, match=words):
        split(talk, mod, *numbers)


def test_members_move_nothing_and_a_reason_is_needed(talk, alice, mod):
    with pytest.raises(Refused, match="Only moderators"):
        split(talk, alice, 2)
    with pytest.raises(Refused, match="Say why"):
        split_thread(talk, numbers=[2], title="Apart", moderator=mod, reason=" ")


def test_no_merge_shows_a_room_to_more_people(private_board, insider, talk, mod):
    room = make_thread(board=private_board, author=insider)
    make_reply(thread=room, author=insider)
    club = make_thread(
        board=make_board(slug="club", name="Club", reading="members"), author=insider
    )
    for target in (talk, club):
        with pytest.raises(Refused, match="has readers who may not read this one"):
            merge(room, target, mod)
    merge(talk, room, mod, 7)
    assert Post.objects.filter(thread=room).count() == 3


def test_threads_with_polls_stay(talk, board, alice, bob, mod):
    add_poll(talk, by=alice, plan=PollPlan("Which?", ("One", "Two")))
    other = make_thread(board=board, author=bob)
    with pytest.raises(Refused, match="has a poll"):
        merge(talk, other, mod)
    merge(talk, other, mod, 2)


def test_no_move_shows_a_hidden_thread_or_its_posts(talk, board, bob, mod):
    other = make_thread(board=board, author=bob)
    reply = make_reply(thread=other, author=bob)
    hide_thread(talk, moderator=mod, reason=WHY)
    talk.refresh_from_db()
    moves = [
        lambda: split(talk, mod, 2),
        lambda: merge(talk, other, mod, 2),
        lambda: merge(talk, other, mod),
        lambda: merge(other, talk, mod, reply.number),
    ]
    for move in moves:
        with pytest.raises(Refused, match="is hidden"):
            move()
    assert Thread.objects.get(pk=talk.pk).hidden_at is not None


def test_a_thread_that_was_merged_away_takes_nothing_but_its_own_opening(talk, board, bob, mod):
    other = make_thread(board=board, author=bob)
    merge(talk, other, mod)
    stranger = make_reply(thread=other, author=bob)
    with pytest.raises(Refused, match="is hidden"):
        merge(other, talk, mod, stranger.number)
    opening = Post.objects.get(thread=talk, number=1).moved_to
    merge(other, talk, mod, opening.number)
    assert Thread.objects.get(pk=talk.pk).hidden_at is None


def test_titles_of_a_thread_that_was_merged_into_a_room_go(talk, board, private_board, bob, mod):
    teller = make_thread(
        board=board, author=bob, source=f"/t/{talk.pk}/x/ []({talk.get_absolute_url()})"
    )
    told = Post.objects.get(thread=teller)
    assert talk.title in told.html
    merge(talk, make_thread(board=private_board, author=mod), mod)
    run_tasks()
    told.refresh_from_db()
    assert talk.title not in told.html


def test_the_record_has_the_reason_and_no_title(talk, mod):
    split(talk, mod, 2)
    row = ModerationAction.objects.get()
    assert (row.kind, row.reason, row.detail) == ("split", WHY, "(3 posts)")
    assert row.thread == talk


def test_a_withdrawn_post_stays_withdrawn_where_it_goes(talk, bob, mod):
    withdraw_post(Post.objects.get(thread=talk, number=7), by=bob)
    apart = split(talk, mod, 5, 7)
    assert Thread.objects.get(pk=apart.pk).reply_count == 1
    sound(talk, apart)


def url(name: str, thread: Thread) -> str:
    return reverse(f"forum:thread_{name}", args=[thread.pk])


def test_old_addresses_lead_to_where_the_posts_are(client, talk, board, bob, mod):
    old = Post.objects.get(thread=talk, number=3).get_absolute_url().partition("#")[0]
    apart = split(talk, mod, 2)
    now = Post.objects.get(thread=apart, number=2)
    assert client.get(old)["Location"] == now.get_absolute_url()
    page = client.get(talk.get_absolute_url()).content.decode()
    assert "A moderator moved this post" in page
    assert "Apart" not in page, "a title may not be for everyone who reads this"
    merge(apart, talk, mod)
    assert client.get(apart.get_absolute_url())["Location"].endswith("/2/#p2")
    assert client.get(old).status_code == 200


def test_a_placeholder_tells_nothing_of_a_room(client, talk, private_board, insider, mod):
    room = make_thread(board=private_board, author=insider, title="Inner circle")
    old = Post.objects.get(thread=talk, number=7).get_absolute_url().partition("#")[0]
    merge(talk, room, mod, 7)
    response = client.get(old)
    assert response.status_code == 200
    assert "Inner circle" not in response.content.decode()
    client.force_login(insider)
    assert "inner-circle" in client.get(old)["Location"]


def test_a_moderator_moves_posts_by_boxes_and_numbers(client, talk, mod):
    client.force_login(mod)
    assert "No. 7, Bob Sample" in client.get(url("split", talk)).content.decode()
    sent = {"post": ["2"], "numbers": "6-7", "title": "Apart", "reason": WHY}
    response = client.post(url("split", talk), sent)
    apart = Thread.objects.get(title="Apart")
    assert response["Location"] == apart.get_absolute_url()
    assert Thread.objects.get(pk=apart.pk).last_number == 5
    back = {"target": f"http://testserver{talk.get_absolute_url()}", "reason": WHY}
    assert client.post(url("merge", apart), back)["Location"] == talk.get_absolute_url()
    sound(talk, apart)
    client.logout()  # Who follows an old "first unread" is led on as from any other address.
    unread = reverse("forum:thread_unread", args=[apart.pk])
    assert talk.get_absolute_url() in client.get(unread)["Location"]


@pytest.mark.parametrize(
    "sent",
    [
        {"post": ["2"], "reason": WHY},
        {"post": ["2"], "title": "A", "target": "1", "reason": WHY},
        {"post": ["2"], "target": "nowhere", "reason": WHY},
        {"post": ["2"], "target": "9" * 30, "reason": WHY},
        {"numbers": "2; DROP", "title": "Apart", "reason": WHY},
        {"numbers": "1-" + "9" * 9, "title": "Apart", "reason": WHY},
        {"post": ["x", "\0", "9" * 40], "title": "Apart", "reason": WHY},
        {"post": ["2"], "title": "Apart"},
    ],
)
def test_a_bad_form_moves_nothing_and_says_why(client, talk, mod, sent):
    client.force_login(mod)
    response = client.post(url("split", talk), sent)
    assert response.status_code == 422
    assert "Nothing was moved" in response.content.decode()
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("page", ["split", "merge"])
def test_only_moderators_open_the_pages(client, talk, bob, page):
    assert client.get(url(page, talk)).status_code == 302
    client.force_login(bob)
    assert client.get(url(page, talk)).status_code == 403
    assert client.post(url(page, talk), {"reason": WHY}).status_code == 403


def test_moving_thousands_takes_few_statements(board, alice, mod, django_assert_max_num_queries):
    big = make_thread(board=board, author=alice, title="Big")
    opening = Post.objects.get(thread=big)
    Post.objects.bulk_create(
        Post(
            thread=big,
            number=number,
            parent=opening,
            path=f"{number:04d}",
            depth=1,
            author=alice,
            source="x",
            html="<p>x</p>",
            renderer_version=1,
            key=uuid.uuid4(),
            changed_seq=number,
            created_at=opening.created_at,
        )
        for number in range(2, 2_002)
    )
    Thread.objects.filter(pk=big.pk).update(last_number=2001, seq=2001, reply_count=2000)
    with django_assert_max_num_queries(90):
        split(big, mod, *range(2, 2_002))
