"""Without a socket a page asks for the same frames, through the same gate."""

import json

import pytest
from django.urls import reverse

from forum.actions.moderation import hide_post, lock_thread
from forum.actions.posts import edit_post
from forum.models import Thread
from tests.factories import make_reply, make_thread


def changes(client, thread, since) -> list[dict]:
    url = reverse("forum:thread_changes", args=[thread.pk])
    response = client.get(url, {"since": since})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.json()


@pytest.mark.parametrize("person", [None, "bob", "mod"])
async def test_polling_gives_the_frames_of_the_socket(
    reader, thread, alice, bob, mod, person, request
):
    first = make_reply(thread=thread, author=bob)
    edit_post(first, editor=bob, source="Better words.", version=1)
    hide_post(make_reply(thread=thread, author=alice), moderator=mod, reason="Off topic.")
    lock_thread(thread, moderator=mod, reason="Settled.")
    page = await reader(request.getfixturevalue(person) if person else None).open()
    await page.ask(watch=f"thread:{thread.pk}", since=1)
    frames = await page.until("ready")
    assert len(frames) == 4
    assert changes(page.client, thread, 1) == frames


def test_nothing_new_is_an_empty_answer(client, thread, django_assert_num_queries):
    url = reverse("forum:thread_changes", args=[thread.pk])
    with django_assert_num_queries(1):
        response = client.get(url, {"since": 1})
    assert (response.status_code, response.content) == (204, b"")


def test_a_page_ahead_of_the_thread_is_told_to_load_again(client, thread):
    assert [frame["kind"] for frame in changes(client, thread, 99)] == ["gap", "ready"]


def test_polling_pages_through_many_changes_without_a_gap(client, thread, bob, monkeypatch):
    monkeypatch.setattr("forum.live.reading.PAGE", 3)
    for _ in range(8):
        make_reply(thread=thread, author=bob)
    seq, numbers = 1, []
    while seq < Thread.objects.get(pk=thread.pk).seq:
        frames = changes(client, thread, seq)
        seq = frames[-1]["seq"]
        numbers += [frame["number"] for frame in frames if frame["kind"] == "post"]
    assert numbers == list(range(2, 10))


@pytest.mark.parametrize("person", [None, "bob", "charlie"])
def test_who_may_not_read_finds_nothing(client, private_board, insider, person, request):
    room = make_thread(board=private_board, author=insider)
    if person:
        client.force_login(request.getfixturevalue(person))
    url = reverse("forum:thread_changes", args=[room.pk])
    assert client.get(url, {"since": 0}).status_code == 404


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 11, "1.5", "٤"])
def test_a_senseless_since_is_a_bad_request(client, thread, since):
    url = reverse("forum:thread_changes", args=[thread.pk])
    assert client.get(url, {"since": since}).status_code == 400


def test_only_looking_is_possible(client, thread):
    assert client.post(reverse("forum:thread_changes", args=[thread.pk])).status_code == 405


def test_hidden_words_reach_moderators_only(client, thread, alice, mod):
    hidden = make_reply(thread=thread, author=alice, source="Canarywords.")
    hide_post(hidden, moderator=mod, reason="Spam.")
    assert "Canarywords" not in json.dumps(changes(client, thread, 1))
    client.force_login(mod)
    assert "Canarywords" in json.dumps(changes(client, thread, 1))
