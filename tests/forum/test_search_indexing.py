"""Search keeps in step with what is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from forum.actions.indexing import MAX_TEXT_LENGTH, index_page, index_post, reindex_title
from forum.actions.posts import edit_post
from forum.models import Board, SearchEntry, Thread
from forum.search.filters import Filters
from forum.search.queries import parse_query
from forum.search.results import search
from forum.search.schema import drop_index
from tests.factories import make_reply, make_thread


@pytest.fixture(autouse=True)
def only_what_the_test_makes(db: None) -> None:
    """The site begins with a few published pages."""
    SearchEntry.objects.all().delete()


def total(text: str, **filters: object) -> int:
    return search(AnonymousUser(), parse_query(text), Filters(**filters)).total  # type: ignore[arg-type]


def test_edited_post_is_found_by_its_new_words_only(thread: Thread, bob: User) -> None:
    post = make_reply(thread=thread, author=bob, source="lantern")
    edit_post(post, editor=bob, source="compass", version=1)
    assert total("lantern") == 0
    assert total("compass") == 1


def test_renamed_thread_is_found_by_its_new_title_only(thread: Thread) -> None:
    thread.title = "Compass"
    thread.save()
    reindex_title(thread)
    assert total("compass") == 1
    assert total('"a question"') == 0


def test_post_that_is_rolled_back_leaves_nothing(thread: Thread, bob: User) -> None:
    with transaction.atomic():
        make_reply(thread=thread, author=bob, source="lantern")
        transaction.set_rollback(True)
    assert total("lantern") == 0


def test_deleted_post_is_forgotten(thread: Thread, bob: User) -> None:
    make_reply(thread=thread, author=bob, source="lantern").delete()
    assert total("lantern") == 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO forum_search(forum_search) VALUES ('integrity-check')")


def test_published_again_page_replaces_its_entry(db: None) -> None:
    page = Page.objects.get(depth=2)
    for word in ("lantern", "compass"):
        index_page(page, kind="article", title="T", text=word, at=timezone.now())
    assert total("lantern") == 0
    assert total("compass", kind="article") == 1
    assert total("compass", kind="policy") == 0


def test_entry_has_exactly_one_source(thread: Thread) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchEntry.objects.create(kind="post", created_at=timezone.now())


@pytest.mark.parametrize("unit", ["lantern ", "{n:x} ", "日本語", "é", "\U0001f3eb{n} ", "a\0"])
def test_longest_text_is_indexed(thread: Thread, unit: str) -> None:
    """PostgreSQL has limits on words and documents; a long text must not stop a post."""
    text = "".join(unit.format(n=n) for n in range(80_000))[:300_000]
    index_post(thread.posts.get(), title="Long", text=f"compass {text}")
    assert total("compass") == 1
    entry = SearchEntry.objects.get(post__thread=thread)
    assert len(entry.text) <= MAX_TEXT_LENGTH


def test_rebuild_finds_everything_again_in_order(
    client: Client, board: Board, alice: User, thread: Thread
) -> None:
    newer = make_thread(board=board, author=alice, title="Newer", source="lantern")
    at = timezone.now() - timedelta(days=400)
    older = make_thread(board=board, author=alice, title="Older", source="lantern", at=at)
    page = Page.objects.get(depth=2)
    index_page(page, kind="page", title="A page", text="lantern", at=timezone.now())
    SearchEntry.objects.filter(post__thread=newer).delete()
    call_command("rebuild_search")
    entries = SearchEntry.objects.order_by("pk")
    ours = ["Older", "A question", "Newer", "A page"]
    assert [entry.title for entry in entries if entry.title in ours] == ours
    assert total("lantern") == 3
    make_reply(thread=older, author=alice, source="lantern again")
    assert SearchEntry.objects.order_by("pk").last().text == "lantern again"  # type: ignore[union-attr]
    assert total("lantern") == 4


def test_search_without_its_index_says_so_and_the_rest_goes_on(
    client: Client, thread: Thread, bob: User
) -> None:
    drop_index(connection)
    with transaction.atomic():
        sid = transaction.savepoint()
        response = client.get(reverse("forum:search"), {"q": "lantern"})
        transaction.savepoint_rollback(sid)
    assert response.status_code == 503
    assert "Search can't answer just now" in response.content.decode()
    make_reply(thread=thread, author=bob, source="lantern")
    call_command("rebuild_search")
    assert total("lantern") == 1
