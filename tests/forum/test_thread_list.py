"""Lists of threads: which stand where, for whom, and in what pages."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.choosing import accept_answer
from forum.actions.following import follow
from forum.actions.marking import mark_threads_read
from forum.actions.moderation import hide_post, hide_thread, lock_thread, move_thread, pin_thread
from forum.actions.reading import mark_read
from forum.actions.tallies import tally
from forum.lists.paging import PAGE
from forum.models import Board, Thread, Topic
from tests.factories import make_board, make_reply, make_thread, make_user

URL = reverse("forum:thread_list")


@pytest.fixture
def topic(db) -> Topic:
    return Topic.objects.create(name="Evaluation", slug="evaluation")


@pytest.fixture
def early(bob):
    """Bob joined before anything was written."""
    type(bob).objects.filter(pk=bob.pk).update(date_joined=timezone.now() - timedelta(days=400))
    bob.refresh_from_db()
    return bob


def listed(client, **query) -> set[str]:
    response = client.get(URL, query)
    assert response.status_code == 200
    return {thread.title for thread in response.context["threads"]}


def badges(client, url=URL) -> dict[str, int]:
    return {tab["name"]: tab["count"] for tab in client.get(url).context["tabs"] if tab["count"]}


def test_new_holds_what_a_member_never_opened_and_did_not_write(client, board, alice, early):
    opened = make_thread(board=board, author=alice, title="Opened")
    make_thread(board=board, author=alice, title="Fresh")
    make_thread(board=board, author=early, title="My own")
    old = make_thread(board=board, author=alice, title="Old")
    Thread.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    mark_read(opened, user=early, numbers=[1])
    client.force_login(early)
    assert listed(client, show="new") == {"Fresh"}
    assert badges(client) == {"new": 1}


def test_nothing_is_new_that_was_there_before_one_joined(client, thread, alice):
    newcomer = make_user(handle="newcomer")
    client.force_login(newcomer)
    assert listed(client, show="new") == set()
    make_thread(board=thread.board, author=alice, title="Since then")
    assert listed(client, show="new") == {"Since then"}


def test_unread_holds_what_one_opened_or_follows_by_itself(client, board, alice, early):
    threads = {
        title: make_thread(board=board, author=alice, title=title)
        for title in ("Behind", "Read", "Followed", "Muted", "Unopened")
    }
    for title in ("Behind", "Read", "Muted"):
        mark_read(threads[title], user=early, numbers=[1])
    for title in ("Behind", "Muted"):
        make_reply(thread=threads[title], author=alice)
    follow(early, target=threads["Followed"], level="every")
    follow(early, target=threads["Muted"], level="muted")
    client.force_login(early)
    assert listed(client, show="unread") == {"Behind", "Followed"}
    assert badges(client) == {"new": 2, "unread": 2}


def test_following_holds_what_any_setting_reaches_and_the_nearest_decides(
    client, alice, early, unit, topic
):
    loud, quiet = make_board(slug="loud", name="Loud"), make_board(slug="quiet", name="Quiet")
    units = make_board(slug="units", name="Units", unit=unit)
    other = make_board(slug="other", name="Other")
    make_thread(board=loud, author=alice, title="On a board")
    muted = make_thread(board=loud, author=alice, title="Muted on a board")
    make_thread(board=quiet, author=alice, title="On a muted board", topics=[topic])
    wanted = make_thread(board=quiet, author=alice, title="Wanted on a muted board")
    make_thread(board=other, author=alice, title="By topic", topics=[topic])
    make_thread(board=units, author=alice, title="By unit")
    make_thread(board=other, author=alice, title="By nothing")
    for target, level in (
        (loud, "every"),
        (quiet, "muted"),
        (topic, "digest"),
        (unit, "replies"),
        (muted, "muted"),
        (wanted, "every"),
    ):
        follow(early, target=target, level=level)
    client.force_login(early)
    assert listed(client, show="following") == {
        "On a board",
        "Wanted on a muted board",
        "By topic",
        "By unit",
    }
    assert listed(client, show="following", topic=topic.slug) == {"By topic"}
    assert "On a muted board" not in listed(client, show="new")
    assert "On a muted board" in listed(client)


def test_top_counts_replies_and_helpful_marks_of_the_period(client, board, alice, bob, mod):
    from forum.actions.reactions import set_helpful

    now = timezone.now()
    busy = make_thread(board=board, author=alice, title="Busy")
    past = make_thread(board=board, author=alice, title="Past", at=now - timedelta(days=60))
    make_thread(board=board, author=alice, title="Quiet")
    spam = [make_reply(thread=busy, author=bob) for _ in range(3)]
    hide_post(spam[0], moderator=mod, reason="Advertising.")
    set_helpful(busy.posts.get(number=1), user=bob, on=True)
    for _ in range(5):
        make_reply(thread=past, author=bob, at=now - timedelta(days=40))
    for period in ("week", "month", "year"):
        tally(period)
    assert [(t.title, t.score) for t in client.get(URL, {"show": "top"}).context["threads"]] == [
        ("Busy", 3)
    ]
    year = client.get(URL, {"show": "top", "period": "year"}).context["threads"]
    assert [(t.title, t.score) for t in year] == [("Past", 5), ("Busy", 3)]
    assert listed(client, show="top", period="month", board=board.slug) == {"Busy"}
    assert tally("week") == 0
    hide_thread(busy, moderator=mod, reason="Spam.")
    assert listed(client, show="top") == set()
    assert tally("week") == 1


def test_unanswered_holds_open_threads_without_a_visible_reply(client, board, alice, mod):
    make_thread(board=board, author=alice, title="Waiting")
    spammed = make_thread(board=board, author=alice, title="Spammed")
    hide_post(make_reply(thread=spammed, author=mod), moderator=mod, reason="A test.")
    make_reply(thread=make_thread(board=board, author=alice, title="Replied"), author=mod)
    closed = make_thread(board=board, author=alice, title="Closed")
    lock_thread(closed, moderator=mod, reason="Asked twice.")
    assert listed(client, show="unanswered") == {"Waiting", "Spammed"}


def test_filters_narrow_and_can_be_taken_off(client, board, alice, bob, mod, topic):
    other = make_board(slug="other", name="Other")
    make_thread(board=other, author=alice, title="Elsewhere", topics=[topic])
    closed = make_thread(board=board, author=bob, title="Closed", topics=[topic])
    lock_thread(closed, moderator=mod, reason="Done.")
    answered = make_thread(board=board, author=alice, title="Answered")
    reply = make_reply(thread=answered, author=bob)
    accept_answer(answered, post=reply, by=alice)
    pinned = make_thread(board=board, author=alice, title="Pinned")
    pin_thread(pinned, moderator=mod, reason="Read first.")
    assert listed(client, board="other") == {"Elsewhere"}
    assert listed(client, topic=topic.slug) == {"Elsewhere", "Closed"}
    assert listed(client, author="@bob") == {"Closed"}
    assert listed(client, author="nobody") == set()
    assert listed(client, status="closed") == {"Closed"}
    assert listed(client, status="answered") == {"Answered"}
    assert listed(client, status="pinned") == {"Pinned"}
    assert listed(client, status="open") == {"Elsewhere", "Answered", "Pinned"}
    page = client.get(URL, {"topic": topic.slug, "author": "bob", "status": "closed"})
    assert [words for words, _url in page.context["chips"]] == ["Evaluation", "By @bob", "Closed"]
    assert page.context["chips"][2][1] == "?topic=evaluation&author=bob"
    empty = client.get(URL, {"topic": topic.slug, "status": "answered"}).content.decode()
    assert "Remove a filter" in empty


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"show": "nope"}, "one of: new"),
        ({"show": "top", "period": "decade"}, "one of: week"),
        ({"status": "lost"}, "one of: open"),
        ({"board": "nope"}, "no such board"),
        ({"board": "room"}, "no such board"),
        ({"topic": "nope\0"}, "no such topic"),
        ({"author": "x" * 99}, "30 small letters"),
        ({"author": "a\0b"}, "30 small letters"),
        ({"after": "9" * 30 + "-1"}, "first page"),
        ({"before": "1"}, "first page"),
        ({"show": "top", "after": "99999999999-1"}, "first page"),
    ],
)
def test_what_the_address_can_not_mean_is_a_bad_request(client, private_board, query, said):
    response = client.get(URL, query)
    assert response.status_code == 400
    assert said in response.content.decode()


@pytest.mark.parametrize("show", ["all", "new", "unanswered", "following"])
def test_pages_lead_both_ways_and_lose_nothing_while_people_post(client, board, alice, early, show):
    follow(early, target=board, level="every")
    threads = [
        make_thread(board=board, author=alice, title=f"Q{n:03}") for n in range(PAGE * 2 + 9)
    ]
    client.force_login(early)
    first = client.get(URL, {"show": show})
    second = client.get(URL + first.context["older_url"])
    make_thread(board=board, author=alice, title="Meanwhile")
    third = client.get(URL + second.context["older_url"])
    assert third.context["older_url"] == ""
    titles = [t.title for page in (first, second, third) for t in page.context["threads"]]
    assert titles == [thread.title for thread in reversed(threads)]
    back = client.get(URL + third.context["newer_url"])
    assert [t.pk for t in back.context["threads"]] == [t.pk for t in second.context["threads"]]
    start = client.get(URL + back.context["newer_url"])
    assert {t.title for t in start.context["threads"]} == {
        t.title for t in first.context["threads"]
    }
    assert client.get(URL + start.context["newer_url"]).context["threads"][0].title == "Meanwhile"


def test_a_board_has_the_same_tabs_for_its_own_threads(client, board, alice, early):
    make_thread(board=make_board(slug="other", name="Other"), author=alice, title="Elsewhere")
    make_thread(board=board, author=alice, title="Here")
    client.force_login(early)
    page = client.get(board.get_absolute_url(), {"show": "new"})
    assert [t.title for t in page.context["threads"]] == ["Here"]
    assert badges(client, board.get_absolute_url()) == {"new": 1}
    assert badges(client) == {"new": 2}


def test_a_pinned_thread_shows_how_it_begins(client, thread, mod):
    pin_thread(thread, moderator=mod, reason="Read first.")
    assert "How?" in client.get(thread.board.get_absolute_url()).content.decode()
    hide_post(thread.posts.get(), moderator=mod, reason="A test.")
    assert "How?" not in client.get(thread.board.get_absolute_url()).content.decode()


def test_visitors_see_the_tabs_that_mean_something_to_them(client, thread):
    page = client.get(URL)
    assert [tab["name"] for tab in page.context["tabs"]] == ["new", "top", "unanswered", "all"]
    assert listed(client, show="new") == {thread.title}
    asked = client.get(URL, {"show": "unread"}).content.decode()
    assert "Sign in" in asked
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert "Cookie" not in page.headers.get("Vary", "") or not page.cookies


def test_no_list_and_no_count_tells_of_what_one_may_not_read(
    client, board, private_board, alice, insider, early, mod, topic
):
    secret = make_thread(board=private_board, author=insider, title="Secret", topics=[topic])
    gone = make_thread(board=board, author=alice, title="Gone", topics=[topic])
    moved = make_thread(board=board, author=alice, title="Moved", topics=[topic])
    follow(early, target=topic, level="every")
    follow(early, target=moved, level="every")
    mark_read(gone, user=early, numbers=[1])
    mark_read(moved, user=early, numbers=[1])
    for thread in (secret, gone, moved):
        make_reply(thread=thread, author=insider)
    hide_thread(gone, moderator=mod, reason="Spam.")
    move_thread(moved, moderator=mod, board=private_board, reason="Private.")
    for period in ("week", "month", "year"):
        tally(period)
    for person in (None, early):
        if person:
            client.force_login(person)
        for show in ("new", "unread", "following", "top", "unanswered", "all"):
            for query in ({}, {"topic": topic.slug}, {"author": "alice"}, {"board": board.slug}):
                page = client.get(URL, {"show": show, **query})
                text = page.content.decode()
                assert not re.search("Secret|Gone|Moved|Committee room", text), (show, query)
        assert badges(client) == {}
    boards = client.get(reverse("forum:board_list")).content.decode()
    assert not re.search("new (post|thread)", boards)
    client.force_login(insider)
    assert {"Secret", "Moved"} <= listed(client)


@pytest.mark.parametrize("show", ["new", "unread", "following", "top", "unanswered", "all"])
def test_queries_do_not_grow_with_threads_boards_or_follows(
    client, alice, early, unit, topic, show, django_assert_max_num_queries
):
    def fill(n: int) -> Board:
        board = make_board(slug=f"b{n}", name=f"B{n}", unit=unit)
        for number in range(n):
            thread = make_thread(board=board, author=alice, title=f"Q {number}", topics=[topic])
            if number % 2:
                mark_threads_read(early, [thread.pk])
                make_reply(thread=thread, author=alice)
        follow(early, target=board, level="every")
        follow(early, target=board.threads.first(), level="every")
        return board

    fill(3)
    tally("week")
    board = fill(PAGE + 5)
    follow(early, target=topic, level="every")
    tally("week")
    here = board.get_absolute_url()
    queries = ({"show": show}, {"show": show, "topic": topic.slug, "author": "alice"})
    for url in (URL, here):
        for query in queries:
            client.logout()
            with django_assert_max_num_queries(6):
                client.get(url, query)
            client.force_login(early)
            with django_assert_max_num_queries(12):
                client.get(url, query)


def test_the_address_takes_no_posts(client, db):
    assert client.post(URL).status_code == 405


def test_no_board_may_take_the_address_of_the_lists(db):
    from django.core.exceptions import ValidationError

    board = make_board(slug="threads", name="Threads")
    with pytest.raises(ValidationError, match="address of the site's own"):
        board.full_clean()
