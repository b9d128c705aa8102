import pytest
from django.core.cache import cache
from django.urls import reverse

from forum import doorbell
from forum.actions.moderation import lock_thread
from tests.factories import make_thread


@pytest.fixture
def rung(monkeypatch) -> list[dict]:
    rings: list[dict] = []
    monkeypatch.setattr(doorbell, "_listeners", [rings.append])
    cache.clear()
    return rings


def url(thread) -> str:
    return reverse("forum:thread_replying", args=[thread.pk])


def test_member_gives_a_sign(client, rung, thread, bob, django_capture_on_commit_callbacks):
    client.force_login(bob)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url(thread))
    assert response.status_code == 204
    assert rung == [{"kind": "replying", "id": thread.pk, "user": bob.pk, "on": 1}]


def test_signs_in_quick_succession_are_one(
    client, rung, thread, bob, django_capture_on_commit_callbacks
):
    client.force_login(bob)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            client.post(url(thread))
        client.post(url(thread), {"on": "off"})
    assert [ring["on"] for ring in rung] == [1, 0]


@pytest.mark.parametrize("why", ["suspended", "out of sight", "closed", "quiet board"])
def test_who_may_not_reply_or_is_not_shown_gives_none(
    client, rung, thread, board, bob, mod, why, django_capture_on_commit_callbacks, charlie
):
    person = charlie if why == "suspended" else bob
    if why == "out of sight":
        person.shows_presence = False
        person.save()
    elif why == "closed":
        lock_thread(thread, moderator=mod, reason="Done.")
    elif why == "quiet board":
        board.shows_readers = False
        board.save()
    client.force_login(person)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url(thread)).status_code == 204
    assert rung == []


def test_visitor_gives_none(client, rung, thread, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url(thread)).status_code == 204
    assert rung == []


def test_stranger_finds_no_thread(client, private_board, insider, bob):
    client.force_login(bob)
    room = make_thread(board=private_board, author=insider)
    assert client.post(url(room)).status_code == 404


def test_looking_is_not_replying(client, thread, bob):
    client.force_login(bob)
    assert client.get(url(thread)).status_code == 405


def test_a_page_says_who_reads_only_where_that_is_shown(client, thread, board, bob):
    client.force_login(bob)
    page = thread.get_absolute_url()
    assert "data-presence" in client.get(page).content.decode()
    board.shows_readers = False
    board.save()
    assert "data-presence" not in client.get(page).content.decode()
