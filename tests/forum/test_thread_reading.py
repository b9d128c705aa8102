"""Marking read, all read and unread from here, and taking it back."""

import pytest
from django.urls import reverse

from forum.actions.reading import mark_read
from forum.models import ReadMark, Thread
from tests.factories import make_reply, make_thread

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def talk(thread: Thread, alice, bob) -> Thread:
    for _ in range(5):
        make_reply(thread=thread, author=alice)
    thread.refresh_from_db()
    mark_read(thread, user=bob, numbers=[1, 2, 4])
    return thread


@pytest.fixture
def url(talk) -> str:
    return reverse("forum:thread_read", args=[talk.pk])


def mark(user) -> tuple[int, list]:
    found = ReadMark.objects.get(user=user)
    return found.number, found.above


def test_all_is_read_and_can_be_taken_back(client, talk, url, bob):
    client.force_login(bob)
    said = client.post(url, {"all": "1"}, **JSON).json()
    assert (said["new"], said["undo"]) == (0, True)
    assert mark(bob) == (6, [])
    back = client.post(url, {"undo": "1"}, **JSON).json()
    assert (back["new"], back["undo"]) == (3, False)
    assert mark(bob) == (2, [[4, 4]])
    assert "nothing to take back" in client.post(url, {"undo": "1"}, **JSON).json()["said"]


def test_without_script_the_reader_comes_back_to_the_page_and_is_told(client, talk, url, bob):
    client.force_login(bob)
    here = f"{talk.get_absolute_url()}?view=oldest"
    response = client.post(url, {"all": "1", "next": here}, follow=True)
    assert response.redirect_chain[0][0] == here
    page = response.content.decode()
    assert "Everything in this thread is marked as read." in page
    assert f'<a href="{url}">Undo</a>' in page
    offer = client.get(url).content.decode()
    assert 'name="undo"' in offer
    client.post(url, {"undo": "1"})
    assert mark(bob) == (2, [[4, 4]])


def test_a_page_is_marked_as_read_and_says_how_many(client, talk, url, bob):
    client.force_login(bob)
    said = client.post(url, {"numbers": "3,5", "tell": "1"}, **JSON).json()
    assert "2 posts are marked as read." in said["said"]
    assert mark(bob) == (5, [])


def test_what_a_page_reports_by_itself_leaves_the_way_back_alone(client, talk, url, bob):
    client.force_login(bob)
    client.post(url, {"unread": "2"}, **JSON)
    assert client.post(url, {"numbers": "3"}, **JSON).status_code == 204
    client.post(url, {"undo": "1"}, **JSON)
    assert mark(bob) == (2, [[4, 4]])


def test_unread_from_here_leads_back_to_the_post(client, talk, url, bob):
    client.force_login(bob)
    response = client.post(url, {"unread": "2"})
    assert response["Location"].endswith("#p2")
    assert mark(bob) == (1, [])


def test_taking_back_the_first_marking_forgets_the_thread(client, talk, url, mod):
    client.force_login(mod)
    client.post(url, {"all": "1"})
    client.post(url, {"undo": "1"})
    assert not ReadMark.objects.filter(user=mod).exists()


def test_another_threads_marking_is_not_taken_back(client, talk, url, bob, alice, board):
    client.force_login(bob)
    client.post(url, {"all": "1"})
    other = make_thread(board=board, author=alice)
    client.post(reverse("forum:thread_read", args=[other.pk]), {"undo": "1"})
    assert not ReadMark.objects.filter(user=bob, thread=other).exists()
    assert mark(bob) == (6, [])


@pytest.mark.parametrize("sent", [{"numbers": "x"}, {"unread": ""}, {"unread": "9" * 12}])
def test_numbers_that_are_none_are_refused(client, talk, url, bob, sent):
    client.force_login(bob)
    assert client.post(url, sent).status_code == 400


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "1", "theme"])
def test_only_an_address_of_this_site_is_gone_back_to(client, talk, url, bob, back):
    client.force_login(bob)
    response = client.post(url, {"all": "1", "next": back})
    assert response["Location"] == talk.get_absolute_url()


def test_only_members_mark(client, talk, url, charlie):
    assert client.post(url, {"all": "1"}).status_code == 302
    assert ReadMark.objects.count() == 2, "the writer's and the reader's"
    client.force_login(charlie)
    assert client.post(url, {"all": "1"}, **JSON).status_code == 200, "reading is no writing"


def test_a_private_thread_is_not_marked(client, private_board, insider, bob):
    secret = make_thread(board=private_board, author=insider)
    client.force_login(bob)
    url = reverse("forum:thread_read", args=[secret.pk])
    assert client.post(url, {"all": "1"}).status_code == 404
    assert client.get(url).status_code == 404
