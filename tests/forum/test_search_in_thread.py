"""Searching one thread: only there, only for who may read it, each result leading to its post."""

import pytest

from forum.actions.moderation import hide_post, hide_thread, move_thread
from forum.actions.rebuilding import rebuild_search
from forum.models import SearchEntry
from tests.factories import make_reply, make_thread

SEARCH = "/search/"


@pytest.fixture
def posts(thread, board, alice, bob):
    elsewhere = make_thread(board=board, author=alice, title="Lanterns", source="Lanterns here.")
    make_reply(thread=elsewhere, author=bob, source="A lantern elsewhere.")
    return [
        make_reply(thread=thread, author=bob, source=source)
        for source in ("The first lantern.", "Nothing of it.", "Lantern, lantern, lantern!")
    ]


def found(client, thread, words="lantern", **more):
    return client.get(SEARCH, {"thread": thread.pk, "q": words, **more})


def numbers(response):
    return [hit.number for hit in response.context["hits"]]


def test_only_the_thread_is_searched_and_each_result_leads_to_its_post(client, thread, posts):
    response = found(client, thread)
    assert set(numbers(response)) == {posts[0].number, posts[2].number}
    page = response.content.decode()
    assert posts[0].get_absolute_url() in page
    assert "elsewhere" not in page
    assert thread.title in page


def test_results_come_by_rank_or_in_the_order_of_the_thread(client, thread, posts):
    assert numbers(found(client, thread)) == [4, 2]
    assert numbers(found(client, thread, sort="thread")) == [2, 4]
    assert numbers(found(client, thread, sort="newest")) == [4, 2]


def test_the_thread_page_has_the_field(client, thread, posts):
    page = client.get(thread.get_absolute_url()).content.decode()
    assert f'name="thread" value="{thread.pk}"' in page


def test_starts_of_words_are_tried_where_the_thread_holds_no_such_word(client, thread, posts, bob):
    make_reply(thread=thread, author=bob, source="Catalogues matter.")
    response = found(client, thread, words="catalo")
    assert numbers(response) == [5]


def test_nothing_found_says_what_else_to_try(client, thread, posts):
    page = found(client, thread, words="unicorn").content.decode()
    assert "Nothing found within these limits" in page
    assert "Search everything" in page


def test_a_private_thread_is_searched_by_its_readers_only(client, private_board, insider, bob):
    secret = make_thread(board=private_board, author=insider, source="A lantern in camera.")
    make_reply(thread=secret, author=insider, source="The lantern again.")
    client.force_login(bob)
    response = found(client, secret)
    assert "camera" not in response.content.decode()
    assert "No such thread is open to you" in response.content.decode()
    unknown = found(client, type("Unknown", (), {"pk": secret.pk + 99}))
    assert len(unknown.context["hits"]) == len(response.context["hits"]) == 0
    client.force_login(insider)
    assert len(found(client, secret).context["hits"]) == 2


def test_hidden_posts_and_threads_are_not_found(client, thread, posts, mod):
    hide_post(posts[0], moderator=mod, reason="Advertising.")
    assert numbers(found(client, thread)) == [4]
    hide_thread(thread, moderator=mod, reason="Spam.")
    assert "Lantern, lantern" not in found(client, thread).content.decode()


def test_a_moved_thread_is_searched_where_it_is(client, thread, posts, mod, private_board, insider):
    move_thread(thread, moderator=mod, board=private_board, reason="Belongs there.")
    assert "first lantern" not in found(client, thread).content.decode()
    client.force_login(insider)
    assert set(numbers(found(client, thread))) == {2, 4}


@pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 30, "9999999999", "\0", "1e3", "٣"])
def test_a_number_that_names_no_thread_searches_everything_and_says_so(client, posts, value):
    response = client.get(SEARCH, {"thread": value, "q": "lantern"})
    assert response.status_code == 200
    assert "No such thread is open to you" in response.content.decode()
    assert len(response.context["hits"]) == 4


def test_the_thread_order_needs_a_thread(client, posts):
    response = client.get(SEARCH, {"q": "lantern", "sort": "thread"})
    assert "That order is not known" in response.content.decode()


def test_a_rebuilt_index_still_knows_the_thread(client, thread, posts):
    SearchEntry.objects.update(thread=None)
    assert numbers(found(client, thread)) == []
    rebuild_search()
    assert set(numbers(found(client, thread))) == {2, 4}
