"""Marking lists as read, muting what is chosen in them, and taking that back."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.following import follow
from forum.actions.marking import mark_place_read, mark_threads_read, mute_threads, undo_marking
from forum.actions.reading import mark_read
from forum.actions.refusals import Refused
from forum.models import Follow, MarkUndo, Notice, ReadFloor, ReadMark, Topic
from forum.unread import with_unread
from tests.factories import make_board, make_reply, make_thread
from tests.working import run_tasks

URL = reverse("forum:thread_list")
MARK = reverse("forum:list_mark")


@pytest.fixture
def behind(thread, alice, bob):
    """Bob read no. 1 and 3 of five posts."""
    for _ in range(4):
        make_reply(thread=thread, author=alice)
    thread.refresh_from_db()
    mark_read(thread, user=bob, numbers=[1, 3])
    return thread


def badges(client) -> dict[str, int]:
    return {tab["name"]: tab["count"] for tab in client.get(URL).context["tabs"] if tab["count"]}


def new_count(thread, user) -> int:
    return with_unread([thread], user)[0].new_count


def test_a_board_is_marked_and_others_are_not(client, behind, alice, bob):
    other = make_thread(board=make_board(slug="other", name="Other"), author=alice, title="Else")
    make_thread(board=behind.board, author=alice, title="Never opened")
    mark_read(other, user=bob, numbers=[1])
    make_reply(thread=other, author=alice)
    client.force_login(bob)
    assert badges(client) == {"new": 1, "unread": 2}
    client.post(MARK, {"act": "place", "place": f"board:{behind.board_id}"})
    assert badges(client) == {"unread": 1}
    make_thread(board=behind.board, author=alice, title="Since then")
    assert badges(client) == {"new": 1, "unread": 1}


def test_a_topic_and_everything_are_marked(behind, alice, bob, client):
    topic = Topic.objects.create(name="Evaluation", slug="evaluation")
    make_thread(board=behind.board, author=alice, title="On it", topics=[topic])
    make_thread(board=behind.board, author=alice, title="Not on it")
    client.force_login(bob)
    assert badges(client) == {"new": 2, "unread": 1}
    mark_place_read(bob, topic)
    assert badges(client) == {"new": 1, "unread": 1}
    mark_place_read(bob, None)
    assert badges(client) == {}


@pytest.mark.parametrize("chosen", [True, False])
def test_the_bell_follows_a_list_and_its_undo(behind, alice, bob, chosen):
    follow(bob, target=behind, level="every")
    make_reply(thread=behind, author=alice)
    run_tasks()
    assert Notice.objects.bell_count(bob) == 1
    key = mark_threads_read(bob, [behind.pk])[1] if chosen else mark_place_read(bob, None)
    assert Notice.objects.bell_count(bob) == 0
    undo_marking(bob, key)
    assert Notice.objects.bell_count(bob) == 1


def test_undo_restores_marks_floors_and_what_was_unopened(client, behind, alice, bob):
    followed = make_thread(board=behind.board, author=alice, title="Followed")
    make_thread(board=behind.board, author=alice, title="New")
    follow(bob, target=followed, level="every")
    client.force_login(bob)
    before = badges(client)
    page = client.post(
        MARK, {"act": "place", "place": f"board:{behind.board_id}", "next": URL}, follow=True
    )
    assert badges(client) == {}
    key = MarkUndo.objects.get(user=bob).key
    assert str(key) in page.content.decode()
    client.post(reverse("forum:list_undo"), {"key": str(key)})
    assert badges(client) == before
    mark = ReadMark.objects.get(user=bob, thread=behind)
    assert (mark.number, mark.above) == (1, [[3, 3]])
    assert not ReadMark.objects.filter(user=bob, thread=followed).exists()
    assert not ReadFloor.objects.exists()


def test_undo_keeps_what_was_read_after_the_marking(behind, alice, bob):
    key = mark_place_read(bob, behind.board)
    for _ in range(3):
        make_reply(thread=behind, author=alice)
    behind.refresh_from_db()
    mark_read(behind, user=bob, numbers=[6, 8])
    undo_marking(bob, key)
    mark = ReadMark.objects.get(user=bob, thread=behind)
    assert (mark.number, mark.above) == (1, [[3, 3], [6, 6], [8, 8]])


def test_a_second_marking_of_a_place_goes_back_to_the_first(behind, alice, bob):
    mark_place_read(bob, behind.board)
    floor = ReadFloor.objects.get().at
    undo_marking(bob, mark_place_read(bob, behind.board))
    assert ReadFloor.objects.get().at == floor


def test_only_the_last_marking_within_the_hour_can_be_undone(behind, bob, alice):
    first = mark_place_read(bob, behind.board)
    second = mark_place_read(bob, None)
    for person, key in ((bob, first), (alice, second), (bob, uuid.uuid4())):
        with pytest.raises(Refused):
            undo_marking(person, key)
    MarkUndo.objects.update(made_at=timezone.now() - timedelta(minutes=61))
    with pytest.raises(Refused):
        undo_marking(bob, second)


def test_chosen_threads_are_marked_opened_or_not(client, behind, alice, bob):
    unopened = make_thread(board=behind.board, author=alice, title="New")
    client.force_login(bob)
    page = client.post(
        MARK, {"act": "read", "thread": [behind.pk, unopened.pk], "next": URL}, follow=True
    )
    assert "2 threads are marked as read." in page.content.decode()
    assert badges(client) == {}
    undo_marking(bob, MarkUndo.objects.get().key)
    assert badges(client) == {"new": 1, "unread": 1}
    assert new_count(behind, bob) == 3


def test_chosen_threads_are_muted_and_come_back_by_undo(client, behind, alice, bob):
    other = make_thread(board=behind.board, author=alice, title="Other")
    follow(bob, target=behind, level="digest")
    client.force_login(bob)
    client.post(MARK, {"act": "mute", "thread": [behind.pk, other.pk]})
    levels = dict(Follow.objects.filter(user=bob).values_list("thread", "level"))
    assert levels == {behind.pk: "muted", other.pk: "muted"}
    assert badges(client) == {}
    undo_marking(bob, MarkUndo.objects.get().key)
    levels = dict(Follow.objects.filter(user=bob).values_list("thread", "level"))
    assert levels == {behind.pk: "digest"}


def test_what_can_not_be_read_is_neither_marked_nor_told(private_board, insider, bob):
    secret = make_thread(board=private_board, author=insider)
    assert mark_threads_read(bob, [secret.pk])[0] == 0
    assert mute_threads(bob, [secret.pk])[0] == 0
    assert not ReadMark.objects.filter(user=bob).exists()
    assert not Follow.objects.filter(user=bob).exists()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"act": "delete"}, 400),
        ({"act": "place", "place": "moon:1"}, 400),
        ({"act": "place", "place": "board:99999999999"}, 400),
        ({"act": "place", "place": "board:999999999"}, 404),
        ({"act": "read", "thread": ["x"]}, 400),
        ({"act": "read", "thread": [str(n) for n in range(101)]}, 400),
        ({"act": "read"}, 302),
        ({"act": "read", "thread": ["9" * 18]}, 302),
    ],
)
def test_what_names_nothing_is_refused_in_words(client, bob, data, status):
    client.force_login(bob)
    assert client.post(MARK, data).status_code == status


def test_a_private_board_and_an_unknown_one_answer_alike(client, bob, private_board):
    client.force_login(bob)
    data = {"act": "place", "place": f"board:{private_board.pk}"}
    assert client.post(MARK, data).status_code == 404


def test_marking_is_for_members_and_by_post(client, thread, bob):
    for name in ("list_mark", "list_undo"):
        url = reverse(f"forum:{name}")
        assert client.post(url).status_code == 302
        assert reverse("account_login") in client.post(url)["Location"]
        assert client.get(url).status_code == 405
    client.force_login(bob)
    assert client.post(reverse("forum:list_undo"), {"key": "x"}).status_code == 400
    late = client.post(reverse("forum:list_undo"), {"key": str(uuid.uuid4())}, follow=True)
    assert "be undone any more" in late.content.decode()


def test_who_is_suspended_still_marks_what_was_read(client, charlie, thread, alice):
    mark_read(thread, user=charlie, numbers=[1])
    make_reply(thread=thread, author=alice)
    client.force_login(charlie)
    client.post(MARK, {"act": "read", "thread": [thread.pk]})
    assert badges(client) == {}
