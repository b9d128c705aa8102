"""Ways to a place in a thread: the next unread post, a day, a number."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from forum.actions.moderation import hide_post
from forum.actions.reading import mark_read
from forum.models import Post, ReadMark, Thread
from forum.where_new import count_new, next_new, since
from tests.factories import make_reply, make_thread
from tests.long_threads import lengthen


@pytest.fixture(autouse=True)
def fresh_pages() -> None:
    for name in ("fragments", "pages"):
        caches[name].clear()


@pytest.fixture
def long_thread(thread: Thread, alice) -> Thread:
    return lengthen(thread, author=alice, upto=420)


def landing(response) -> str:
    """The number of the post to which a redirect leads, or "" for the thread itself."""
    assert response.status_code == 302
    return urlsplit(response["Location"]).fragment


def mark_of(user, thread) -> ReadMark:
    return ReadMark.objects.get(user=user, thread=thread)


def test_the_count_is_exact_over_the_whole_thread(long_thread, bob, mod):
    mark_read(long_thread, user=bob, numbers=[*range(1, 11), 50, *range(100, 120), 300])
    expected = 420 - 10 - 1 - 20 - 1
    assert count_new(long_thread, mark_of(bob, long_thread)) == expected
    for number in (5, 60, 110):  # read below the mark, unread, read above it
        hide_post(long_thread.posts.get(number=number), moderator=mod, reason="Advertising.")
    long_thread.refresh_from_db()
    assert count_new(long_thread, mark_of(bob, long_thread)) == expected - 1


def test_nothing_new_costs_no_query(thread, bob, django_assert_num_queries):
    mark_read(thread, user=bob, numbers=[1])
    mark = mark_of(bob, thread)
    with django_assert_num_queries(0):
        assert count_new(thread, mark) == 0
        assert count_new(thread, None) == 0


@pytest.mark.parametrize(
    ("days", "words"), [(0, "14:05"), (1, "yesterday"), (5, "Friday"), (20, "5 November")]
)
def test_the_last_reading_is_told_as_people_say_it(monkeypatch, days, words):
    now = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    with timezone.override(UTC):
        assert since(datetime(2026, 11, 25, 14, 5, tzinfo=UTC) - timedelta(days=days)) == words


def test_the_page_says_how_many_are_new_here_and_elsewhere(client, long_thread, bob):
    mark_read(long_thread, user=bob, numbers=range(1, 400))
    client.force_login(bob)
    client.cookies["script"] = "1"
    page = client.get(long_thread.get_absolute_url()).content.decode()
    assert "21 new<" in page
    assert "new on other pages" in page


def test_new_since_is_said_only_where_all_came_since(client, thread, alice, bob):
    make_reply(thread=thread, author=alice)
    thread.refresh_from_db()
    mark_read(thread, user=bob, numbers=[1])
    client.force_login(bob)
    client.cookies["script"] = "1"
    assert "1 new<" in client.get(thread.get_absolute_url()).content.decode()
    mark_read(thread, user=bob, numbers=[2])
    make_reply(thread=thread, author=alice)
    assert "1 new since" in client.get(thread.get_absolute_url()).content.decode()


@pytest.mark.parametrize("order", ["threaded", "oldest", "newest"])
def test_next_unread_goes_through_all_of_them_once_and_round(long_thread, bob, order):
    wanted = [7, 33, 150, 151, 266, 420]
    mark_read(long_thread, user=bob, numbers=[n for n in range(1, 421) if n not in wanted])
    mark, met, after = mark_of(bob, long_thread), [], None
    for _ in wanted:
        post = next_new(long_thread, mark, after=after, order=order)
        assert post is not None
        after = post.number
        met.append(after)
    assert sorted(met) == wanted
    paths = dict(long_thread.posts.values_list("number", "path"))
    sort = {"threaded": paths.get, "oldest": int, "newest": lambda number: -number}[order]
    assert met == sorted(wanted, key=sort)
    again = next_new(long_thread, mark, after=after, order=order)
    assert again is not None
    assert again.number == met[0]


def test_a_removed_post_is_not_the_next_one(thread, alice, bob, mod):
    for _ in range(3):
        make_reply(thread=thread, author=alice)
    thread.refresh_from_db()
    mark_read(thread, user=bob, numbers=[1, 2])
    hide_post(thread.posts.get(number=3), moderator=mod, reason="Advertising.")
    thread.refresh_from_db()
    for order in ("threaded", "oldest", "newest"):
        found = next_new(thread, mark_of(bob, thread), order=order)
        assert found is not None
        assert found.number == 4


def test_next_unread_leads_to_the_page_of_the_post(client, long_thread, bob):
    mark_read(long_thread, user=bob, numbers=[n for n in range(1, 421) if n not in {33, 266}])
    client.force_login(bob)
    url = reverse("forum:thread_unread", args=[long_thread.pk])
    assert landing(client.get(url, {"view": "oldest"})) == "p33"
    assert landing(client.get(url, {"after": 33, "view": "oldest"})) == "p266"
    mark_read(long_thread, user=bob, numbers=[33, 266])
    assert landing(client.get(url, {"after": 33})) == ""
    assert client.get(url, {"after": "x"}).status_code == 400


def test_thousands_of_gaps_in_what_was_read_are_no_trouble(long_thread, bob, alice):
    mark = ReadMark(user=bob, thread=long_thread, number=1)
    mark.above = [[n, n] for n in range(3, 420, 2)]
    Post.objects.filter(thread=long_thread, number__lt=400).update(hidden_at=timezone.now())
    for order in ("oldest", "newest", "threaded"):
        found = next_new(long_thread, mark, order=order)
        assert found is not None
        assert found.number >= 400


@pytest.fixture
def dated(thread, alice) -> Thread:
    """No. 2 of 1 March, no. 3 late on 2 March in UTC, no. 4 of 9 March."""
    days = [(1, 12), (2, 23), (9, 12)]
    for day, hour in days:
        at = datetime(2026, 3, day, hour, 30, tzinfo=UTC)
        make_reply(thread=thread, author=alice, at=at)
    thread.posts.filter(number=1).update(created_at=datetime(2026, 2, 1, tzinfo=UTC))
    thread.refresh_from_db()
    return thread


@pytest.mark.parametrize(
    ("day", "post"),
    [
        ("2020-01-01", "p1"),
        ("2026-03-01", "p2"),
        ("2026-03-02", "p3"),
        ("2026-03-03", "p4"),
        ("0001-01-01", "p1"),
    ],
)
def test_a_day_leads_to_its_first_post_or_the_next(client, dated, day, post):
    url = reverse("forum:thread_jump", args=[dated.pk])
    with timezone.override(UTC):
        assert landing(client.get(url, {"date": day})) == post


def test_the_day_is_that_of_the_reader(client, dated, bob):
    bob.time_zone = "Pacific/Auckland"
    bob.save()
    client.force_login(bob)
    url = reverse("forum:thread_jump", args=[dated.pk])
    assert landing(client.get(url, {"date": "2026-03-03"})) == "p3", "12:30 on the 3rd there"


@pytest.mark.parametrize("day", ["2026-05-01", "9999-12-31"])
def test_a_day_after_the_last_post_leads_there_and_says_so(client, dated, day):
    response = client.get(reverse("forum:thread_jump", args=[dated.pk]), {"date": day}, follow=True)
    assert response.redirect_chain[0][0].endswith("#p4")
    assert "Nothing was written here on or after that day." in response.content.decode()


@pytest.mark.parametrize(
    ("number", "post"), [("2", "p2"), ("#3", "p3"), ("99999999999999", "p4"), ("0", "p1")]
)
def test_a_number_leads_to_its_post_or_the_nearest(client, dated, number, post):
    url = reverse("forum:thread_jump", args=[dated.pk])
    assert landing(client.get(url, {"number": number})) == post


@pytest.mark.parametrize(
    "query",
    [{}, {"date": ""}, {"date": "yesterday"}, {"date": "2026-13-45"}, {"number": "٣"}],
)
def test_a_place_that_makes_no_sense_is_answered_with_a_sentence(client, dated, query):
    response = client.get(reverse("forum:thread_jump", args=[dated.pk]), query)
    assert response.status_code == 400
    assert "such as" in response.content.decode()


def test_a_long_thread_is_searched_by_halving(client, long_thread, django_assert_max_num_queries):
    url = reverse("forum:thread_jump", args=[long_thread.pk])
    with django_assert_max_num_queries(13):
        client.get(url, {"date": "2020-01-01"})


@pytest.mark.parametrize("name", ["unread", "jump", "outline", "print"])
def test_a_thread_of_another_board_is_not_there(client, private_board, insider, bob, name):
    secret = make_thread(board=private_board, author=insider)
    url = reverse(f"forum:thread_{name}", args=[secret.pk])
    query = {"number": 1}
    assert client.get(url, query).status_code == 404
    client.force_login(bob)
    assert client.get(url, query).status_code == 404
    client.force_login(insider)
    assert client.get(url, query).status_code in {200, 302}
    assert client.post(url).status_code == 405
