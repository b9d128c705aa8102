"""Who is told of what: once, for the nearest reason, and never more than they may read."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from accounts.models import RosterTerm, User
from forum.actions.fanout import tell_of_post
from forum.actions.following import follow, set_mail_notices
from forum.actions.moderation import hide_post
from forum.actions.notices import (
    queue_post_notices,
)
from forum.actions.posts import edit_post, withdraw_post
from forum.models import Delivery, Follow, Notice, Post, Topic
from tests.factories import make_board, make_reply, make_thread, make_user
from tests.working import run_tasks


@pytest.fixture
def thread(thread):
    """Its opening has been told of already."""
    run_tasks()
    return thread


@pytest.fixture
def dora(db):
    return make_user(handle="dora", display_name="Dora Third")


@pytest.fixture
def page(db):
    return Page.get_first_root_node().add_child(title="A page", slug="a-page")


def told(user: User) -> list[str]:
    run_tasks()
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def mailed(user: User) -> int:
    run_tasks()
    return Delivery.objects.filter(notice__user=user).count()


@pytest.mark.parametrize(
    ("level", "on_post", "on_reply", "on_mention", "mails"),
    [
        (None, [], ["reply"], ["mention"], 1),
        ("every", ["post"], ["reply"], ["mention"], 1),
        ("replies", [], ["reply"], ["mention"], 1),
        ("digest", [], ["reply"], ["mention"], 0),
        ("muted", [], [], [], 0),
    ],
)
def test_each_level_tells_what_it_says(
    board, alice, bob, dora, level, on_post, on_reply, on_mention, mails
):
    def thread_with_bob():
        thread = make_thread(board=board, author=alice)
        mine = make_reply(thread=thread, author=bob)
        run_tasks()
        Follow.objects.filter(user=bob).delete()
        if level:
            follow(bob, target=thread, level=level)
        return thread, mine

    thread, _mine = thread_with_bob()
    make_reply(thread=thread, author=dora, parent=1)
    assert told(bob) == on_post
    Notice.objects.all().delete()

    thread, mine = thread_with_bob()
    make_reply(thread=thread, author=dora, parent=mine.number)
    assert told(bob) == on_reply
    assert mailed(bob) == (mails if on_reply else 0)
    Notice.objects.all().delete()

    thread, _mine = thread_with_bob()
    make_reply(thread=thread, author=dora, source="Ask @bob.")
    assert told(bob) == on_mention


@pytest.mark.parametrize("kind", ["board", "topic", "unit", "page"])
def test_a_post_reaches_those_who_follow_from_afar(unit, page, alice, bob, kind):
    topic = Topic.objects.create(name="Onboarding", slug="onboarding")
    board = make_board(slug="ub", name="Unit board", unit=unit)
    thread = make_thread(board=board, author=alice, topics=[topic], page=page)
    target = {"board": board, "topic": topic, "unit": unit, "page": page}[kind]
    setting = follow(bob, target=target, level="every")
    run_tasks()
    Notice.objects.all().delete()
    make_reply(thread=thread, author=alice)
    run_tasks()
    assert Notice.objects.get(user=bob).follow == setting


def test_a_new_thread_is_told_as_one(board, alice, bob):
    follow(bob, target=board, level="every")
    make_thread(board=board, author=alice)
    assert told(bob) == ["thread"]


def test_whatever_one_follows_one_event_is_one_notice(unit, page, alice, bob):
    topic = Topic.objects.create(name="Onboarding", slug="onboarding")
    board = make_board(slug="ub", name="Unit board", unit=unit)
    thread = make_thread(board=board, author=bob, topics=[topic], page=page)
    for target in (thread, page, board, topic, unit):
        follow(bob, target=target, level="every")
    make_reply(thread=thread, author=alice, source="You, @bob, and again @bob.")
    assert told(bob) == ["mention"]
    assert mailed(bob) == 1


def test_the_nearest_follow_is_the_reason(thread, bob, alice):
    follow(bob, target=thread.board, level="every")
    near = follow(bob, target=thread, level="every")
    make_reply(thread=thread, author=alice)
    run_tasks()
    assert Notice.objects.get(user=bob, kind="post").follow == near


def test_nobody_is_told_of_their_own_post(thread, alice):
    make_reply(thread=thread, author=alice, source="Note to self, @alice.")
    assert told(alice) == []


def test_telling_twice_tells_once(thread, alice, bob):
    post = make_reply(thread=thread, author=bob, source="@alice")
    run_tasks()
    for _ in range(2):
        tell_of_post(post.pk, mentions=["alice"], edited=False, mail=True)
    assert Notice.objects.filter(user=alice).count() == 1
    assert Delivery.objects.count() == 1


def test_a_suspended_member_is_told(thread, alice, charlie):
    follow(charlie, target=thread, level="every")
    make_reply(thread=thread, author=alice)
    assert told(charlie) == ["post"]


def test_a_closed_account_is_not_told(thread, alice, bob):
    follow(bob, target=thread, level="every")
    User.objects.filter(pk=bob.pk).update(is_active=False)
    make_reply(thread=thread, author=alice)
    assert told(bob) == []


def test_a_lost_term_ends_the_notices_of_a_private_board(private_board, insider, mod):
    thread = make_thread(board=private_board, author=insider)
    follow(insider, target=private_board, level="every")
    yesterday = timezone.localdate() - timedelta(days=1)
    RosterTerm.objects.filter(user=insider).update(ends_on=yesterday)
    make_reply(thread=thread, author=mod, source="A secret, @insider.")
    assert told(insider) == []
    assert mailed(insider) == 0


def test_a_mention_of_an_outsider_tells_nobody(private_board, insider, bob):
    make_thread(board=private_board, author=insider, source="Don't tell @bob.")
    assert told(bob) == []


def test_a_moderator_hears_of_a_private_board_they_follow(private_board, insider, mod):
    follow(mod, target=private_board, level="every")
    make_thread(board=private_board, author=insider)
    assert told(mod) == ["thread"]


def test_a_post_gone_before_the_worker_came_is_not_told(thread, alice, bob, mod):
    follow(bob, target=thread, level="every")
    withdraw_post(make_reply(thread=thread, author=alice), by=alice)
    hide_post(make_reply(thread=thread, author=alice), moderator=mod, reason="Off topic.")
    assert told(bob) == []


def test_an_edit_tells_only_the_newly_mentioned(thread, alice, bob, dora):
    follow(dora, target=thread, level="every")
    post = make_reply(thread=thread, author=alice, source="Hello.")
    assert (told(dora), told(bob)) == (["post"], [])
    edited = edit_post(post, editor=alice, source="Hello, @bob and @dora.", version=1)
    assert (told(dora), told(bob)) == (["post"], ["mention"])
    edit_post(edited, editor=alice, source="Hello again, @bob.", version=2)
    assert told(bob) == ["mention"]


def test_an_edit_before_the_worker_came_still_tells_everyone(thread, alice, bob, dora):
    follow(dora, target=thread, level="every")
    post = make_reply(thread=thread, author=alice, source="Hello.")
    edit_post(post, editor=alice, source="Hello, @bob.", version=1)
    assert (told(dora), told(bob)) == (["post"], ["mention"])


def test_whoever_wants_no_mail_has_the_bell_only(thread, alice, bob):
    follow(bob, target=thread, level="every")
    set_mail_notices(bob, on=False)
    make_reply(thread=thread, author=alice)
    assert told(bob) == ["post"]
    assert mailed(bob) == 0


def test_an_imported_post_makes_no_mail(thread, alice, bob):
    follow(bob, target=thread, level="every")
    long_ago = timezone.now() - timedelta(days=90)
    make_reply(thread=thread, author=alice, at=long_ago)
    assert told(bob) == ["post"]
    assert Notice.objects.get(user=bob).created_at == long_ago
    assert mailed(bob) == 0


def test_a_fresh_post_goes_before_imported_ones(thread, alice):
    long_ago = timezone.now() - timedelta(days=90)
    for at in (long_ago, None, long_ago):
        make_reply(thread=thread, author=alice, at=at)
    queued = DBTaskResult.objects.ready().filter(task_path__startswith="forum.")
    assert queued.first().args_kwargs["args"][0] == Post.objects.get(thread=thread, number=3).pk


def test_queueing_is_one_insert_whatever_the_followers(thread, alice, django_assert_num_queries):
    make_followers(thread.board, 20)
    post = Post.objects.get(thread=thread, number=1)
    with django_assert_num_queries(1):
        queue_post_notices(post, ["alice"])


def test_queueing_is_undone_with_the_post(thread, alice, bob):
    before = DBTaskResult.objects.count()
    with transaction.atomic():
        make_reply(thread=thread, author=bob)
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == before


def make_followers(board, count):
    people = [User(email=f"f{n}@example.org", handle=f"f{n}") for n in range(count)]
    User.objects.bulk_create(people, ignore_conflicts=True)
    made = User.objects.filter(handle__in=[person.handle for person in people])
    follows = [Follow(user=user, board=board, level="every") for user in made]
    Follow.objects.bulk_create(follows, ignore_conflicts=True)


def test_ten_times_the_followers_cost_the_same_queries(board, alice):
    counts = []
    for followers in (50, 500):
        make_followers(board, followers)
        thread = make_thread(board=board, author=alice)
        post = Post.objects.get(thread=thread)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert tell_of_post(post.pk, mentions=[], edited=False, mail=True) == followers
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Delivery.objects.count() == 550


def test_each_told_person_hears_their_bell(
    thread, alice, bob, monkeypatch, django_capture_on_commit_callbacks
):
    rings = []
    monkeypatch.setattr("forum.doorbell._listeners", [rings.append])
    follow(bob, target=thread, level="every")
    with django_capture_on_commit_callbacks(execute=True):
        make_reply(thread=thread, author=alice)
        run_tasks()
    assert {"kind": "me", "id": bob.pk} in rings
    assert {"kind": "me", "id": alice.pk} not in rings


def test_a_moderator_who_sits_on_a_unit_has_a_bell_too(client, insider):
    insider.is_moderator = True
    insider.save()
    client.force_login(insider)
    assert client.get(reverse("forum:board_list")).status_code == 200
