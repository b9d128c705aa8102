import uuid

import pytest
from django.urls import reverse

from forum.actions.moderation import pin_thread
from forum.actions.reading import mark_read
from forum.actions.retitling import retitle_thread
from forum.lists.paging import PAGE
from forum.models import Thread, Topic
from tests.factories import make_board, make_reply, make_thread


def test_the_list_shows_what_each_person_may_read(client, board, private_board, insider):
    listed = client.get(reverse("forum:board_list")).content.decode()
    assert board.name in listed
    assert private_board.name not in listed
    client.force_login(insider)
    assert private_board.name in client.get(reverse("forum:board_list")).content.decode()


def test_a_private_board_and_an_unknown_one_answer_alike(client, private_board, bob):
    client.force_login(bob)
    for slug in (private_board.slug, "no-such-board"):
        assert client.get(reverse("forum:board_detail", args=[slug])).status_code == 404
        assert client.get(reverse("forum:thread_new", args=[slug])).status_code == 404


def test_pages_of_threads_cover_each_once_while_people_post(client, board, alice):
    threads = [make_thread(board=board, author=alice, title=f"Q {n}") for n in range(PAGE + 12)]
    first = client.get(board.get_absolute_url())
    make_reply(thread=threads[0], author=alice)
    second = client.get(board.get_absolute_url(), {"after": first.context["older"]})
    shown = [*first.context["threads"], *second.context["threads"]]
    assert len({thread.pk for thread in shown}) == len(shown) == PAGE + 11
    assert second.context["older"] == ""


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "2026-01-01_1",
        "_",
        "2026-13-45T00:00:00+00:00_1",
        "0001-01-01T00:00:00+14:00_1",
        "9999-12-31T23:59:59-14:00_1",
        "1" * 999,
    ],
)
def test_a_damaged_cursor_is_a_bad_request(client, board, after):
    response = client.get(board.get_absolute_url(), {"after": after})
    assert response.status_code == 400
    assert "first page" in response.content.decode()


def test_pinned_threads_stand_above_and_only_once(client, board, thread, alice, mod):
    make_thread(board=board, author=alice, title="Newer")
    pin_thread(thread, moderator=mod, reason="Read this first.")
    page = client.get(board.get_absolute_url()).content.decode()
    assert page.count(f'data-thread="{thread.pk}"') == 1
    assert page.index(f'data-thread="{thread.pk}"') < page.index("Newer")


def test_rows_show_what_is_new_to_the_member(client, thread, alice, bob):
    mark_read(thread, user=bob, numbers=[1])
    make_reply(thread=thread, author=alice)
    make_reply(thread=thread, author=alice)
    client.force_login(bob)
    page = client.get(thread.board.get_absolute_url()).content.decode()
    assert "2 new" in page
    assert thread.get_unread_url() in page


def test_a_member_starts_a_thread(client, board, bob):
    topic = Topic.objects.create(name="Evaluation", slug="evaluation")
    client.force_login(bob)
    response = client.post(
        reverse("forum:thread_new", args=[board.slug]),
        {"title": "What now?", "source": "Tell me.", "topics": [topic.pk], "key": uuid.uuid4()},
    )
    thread = Thread.objects.get()
    assert response["Location"] == thread.get_absolute_url()
    assert list(thread.topics.all()) == [topic]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": ""}, "required"),
        ({"title": "?!"}, "says what it is about"),
        ({"title": "x" * 300}, "160"),
        ({"source": ""}, "Write something first."),
        ({"topics": ["999"]}, "valid choice"),
        ({"topics": ["9" * 30]}, "Topics"),
        ({"topics": ["'; drop"]}, "not a valid value"),
        ({"key": "stale"}, "gone stale"),
    ],
)
def test_a_thread_that_can_not_be_started_says_why(client, board, bob, sent, said):
    client.force_login(bob)
    data = {"title": "What now?", "source": "Tell me.", "key": str(uuid.uuid4()), **sent}
    response = client.post(reverse("forum:thread_new", args=[board.slug]), data)
    assert response.status_code == 422
    assert said in response.content.decode().replace("&#x27;", "'")
    assert not Thread.objects.exists()


def test_the_same_key_starts_one_thread(client, board, bob):
    client.force_login(bob)
    data = {"title": "Once?", "source": "Once.", "key": str(uuid.uuid4())}
    url = reverse("forum:thread_new", args=[board.slug])
    assert client.post(url, data)["Location"] == client.post(url, data)["Location"]
    assert Thread.objects.count() == 1


def test_a_changed_title_or_text_under_a_used_key_comes_back_and_can_be_posted(client, board, bob):
    client.force_login(bob)
    data = {"title": "Once?", "source": "Once.", "key": str(uuid.uuid4())}
    url = reverse("forum:thread_new", args=[board.slug])
    client.post(url, data)
    for change in ({"title": "Twice?"}, {"source": "Twice."}):
        response = client.post(url, data | change)
        assert response.status_code == 422
        assert "as the thread “Once?”" in response.content.decode()
        assert "Twice" in response.content.decode()
        again = data | change | {"key": response.context["form"]["key"].value()}
        assert client.post(url, again).status_code == 302
    assert Thread.objects.count() == 3


def test_a_key_gives_its_thread_though_a_moderator_renamed_it(client, board, bob, mod):
    client.force_login(bob)
    data = {"title": "Once?", "source": "Once.", "key": str(uuid.uuid4())}
    url = reverse("forum:thread_new", args=[board.slug])
    client.post(url, data)
    retitle_thread(Thread.objects.get(), by=mod, title="Clearer?", topics=[], reason="Clearer.")
    assert client.post(url, data)["Location"] == Thread.objects.get().get_absolute_url()


def test_a_key_that_made_a_reply_starts_no_thread_and_loses_no_words(client, board, thread, bob):
    reply = make_reply(thread=thread, author=bob)
    client.force_login(bob)
    data = {"title": "What now?", "source": "Tell me.", "key": str(reply.key)}
    url = reverse("forum:thread_new", args=[board.slug])
    response = client.post(url, data)
    assert response.status_code == 422
    assert "Tell me." in response.content.decode()
    again = client.post(url, data | {"key": response.context["form"]["key"].value()})
    assert again.status_code == 302


def test_visitors_are_asked_to_sign_in_first(client, board):
    response = client.get(reverse("forum:thread_new", args=[board.slug]))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_who_was_signed_out_while_writing_a_thread_gets_the_words_back(client, board):
    url = reverse("forum:thread_new", args=[board.slug])
    response = client.post(url, {"title": "A long thought", "source": "And its words."})
    shown = response.content.decode()
    assert response.status_code == 401
    assert "A long thought" in shown
    assert "And its words." in shown
    assert f"{reverse('account_login')}?next={url}" in shown


@pytest.mark.parametrize("slug", ["unread", "hide", "lock"])
def test_a_title_that_is_an_address_of_ours_gets_another_slug(board, alice, slug, client):
    thread = make_thread(board=board, author=alice, title=slug)
    assert client.get(thread.get_absolute_url()).status_code == 200


def test_queries_do_not_grow_with_the_board(client, alice, bob, django_assert_max_num_queries):
    board = make_board(slug="busy", name="Busy")
    for number in range(PAGE + 5):
        make_thread(board=board, author=alice, title=f"Question {number}")
    with django_assert_max_num_queries(6):
        client.get(board.get_absolute_url())
    client.force_login(bob)
    with django_assert_max_num_queries(12):
        client.get(board.get_absolute_url())
