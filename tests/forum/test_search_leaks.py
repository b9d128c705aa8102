"""Nothing that a viewer may not read shows in a search, not even as a number or an order."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from accounts.models import RosterTerm, User
from forum.actions.indexing import index_page, unindex_page
from forum.actions.moderation import hide_post, move_thread
from forum.actions.posts import withdraw_post
from forum.models import Board, Post, SearchEntry, Thread
from forum.search import results as limits
from forum.search.filters import Filters
from forum.search.queries import parse_query
from forum.search.results import Results, search
from forum.search.titles import similar_threads
from tests.factories import make_reply, make_thread

CANARY = f"canary{uuid.uuid4().hex}"


@pytest.fixture(autouse=True)
def only_what_the_test_makes(db: None) -> None:
    """The site begins with a few published pages."""
    SearchEntry.objects.all().delete()


def find(user: User | AnonymousUser, text: str = CANARY, **filters: object) -> Results:
    return search(user, parse_query(text), Filters(**filters))  # type: ignore[arg-type]


def make_page(*, title: str = CANARY, **fields: object) -> Page:
    root = Page.objects.get(depth=2)
    page = root.add_child(instance=Page(title=title, slug=f"p-{uuid.uuid4().hex}", **fields))
    index_page(page, kind="policy", title=title, text="About it.", at=timezone.now())
    return page


def test_private_board_is_searched_by_its_unit_only(
    private_board: Board, insider: User, bob: User, mod: User, visitor: AnonymousUser
) -> None:
    make_thread(board=private_board, author=insider, title=CANARY, source=CANARY)
    assert find(insider).total == 1
    assert find(mod).total == 1
    assert find(bob).total == find(visitor).total == 0


def test_ended_term_ends_the_search_of_its_board(
    private_board: Board, insider: User, visitor: AnonymousUser
) -> None:
    make_thread(board=private_board, author=insider, title=CANARY)
    RosterTerm.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert find(User.objects.get(pk=insider.pk)).total == 0


def test_members_board_is_not_searched_by_visitors(
    bob: User, board: Board, visitor: AnonymousUser
) -> None:
    make_thread(board=board, author=bob, title=CANARY)
    assert find(visitor).total == 1
    Board.objects.update(reading="members")
    assert find(visitor).total == 0
    assert find(bob).total == 1


def test_closed_account_searches_like_a_visitor(board: Board, alice: User, bob: User) -> None:
    make_thread(board=board, author=alice, title=CANARY)
    Board.objects.update(reading="members")
    bob.is_active = False
    assert find(bob).total == 0


def test_hidden_post_is_found_by_moderators_only(
    thread: Thread, bob: User, mod: User, visitor: AnonymousUser
) -> None:
    post = make_reply(thread=thread, author=bob, source=CANARY)
    hide_post(post, moderator=mod, reason="Test of hiding.")
    assert find(bob).total == find(visitor).total == 0
    assert find(mod).total == 1


def test_withdrawn_post_is_not_found(thread: Thread, bob: User, visitor: AnonymousUser) -> None:
    post = make_reply(thread=thread, author=bob, source=CANARY)
    withdraw_post(post, by=bob)
    assert find(visitor).total == find(bob).total == 0


def test_hidden_thread_is_not_found(thread: Thread, bob: User, visitor: AnonymousUser) -> None:
    make_reply(thread=thread, author=bob, source=CANARY)
    Thread.objects.update(hidden_at=timezone.now())
    assert find(visitor).total == find(bob).total == 0


def test_moved_thread_follows_its_new_board(
    thread: Thread, private_board: Board, board: Board, insider: User, mod: User, bob: User
) -> None:
    make_reply(thread=thread, author=bob, source=CANARY)
    assert find(bob, board=board).total == 1
    move_thread(thread, moderator=mod, board=private_board, reason="Belongs to the committee.")
    assert find(bob).total == 0
    assert find(insider).total == 1
    assert find(insider, board=private_board).total == 1
    assert find(insider, board=board).total == 0


def test_entry_with_a_stale_board_still_asks_the_thread(
    thread: Thread, private_board: Board, bob: User, visitor: AnonymousUser
) -> None:
    make_reply(thread=thread, author=bob, source=CANARY)
    Thread.objects.update(board=private_board)
    assert find(bob).total == find(visitor).total == 0


def test_published_page_is_found_by_everyone(db: None, visitor: AnonymousUser) -> None:
    page = make_page()
    results = find(visitor)
    assert [entry.page_id for entry in results.entries] == [page.pk]


def test_draft_page_is_not_found(db: None, visitor: AnonymousUser, mod: User) -> None:
    make_page(live=False)
    assert find(visitor).total == find(mod).total == 0


def test_restricted_page_and_its_children_are_not_found(db: None, visitor: AnonymousUser) -> None:
    page = make_page()
    child = page.add_child(instance=Page(title=CANARY, slug="child"))
    index_page(child, kind="page", title=CANARY, text="", at=timezone.now())
    assert find(visitor).total == 2
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert find(visitor).total == 0


def test_unindexed_page_is_not_found(db: None, visitor: AnonymousUser) -> None:
    unindex_page(make_page())
    assert find(visitor).total == 0


def test_title_of_a_draft_parent_is_not_shown(client: Client, db: None) -> None:
    parent = make_page(title="Unpublished parent", live=False)
    child = parent.add_child(instance=Page(title=CANARY, slug="child"))
    index_page(child, kind="page", title=CANARY, text="", at=timezone.now())
    shown = client.get(reverse("forum:search"), {"q": CANARY}).content.decode()
    assert "1 result<" in shown
    assert "Unpublished parent" not in shown


def test_word_of_closed_posts_is_as_unknown_as_any_other(
    board: Board, private_board: Board, alice: User, insider: User, visitor: AnonymousUser
) -> None:
    make_thread(board=board, author=alice, title=f"{CANARY}more")
    before = find(visitor)
    make_thread(board=private_board, author=insider, title=CANARY)
    after = find(visitor)
    assert before.is_widened
    assert after.is_widened
    assert before.entries == after.entries
    assert not find(insider).is_widened


def test_no_number_or_order_changes_with_fifty_hidden_posts(
    client: Client, board: Board, private_board: Board, alice: User, insider: User, mod: User
) -> None:
    """Closed texts must not even shift the ranking, as word statistics would."""
    words = ["lantern", "compass", "lantern compass", "compass compass lantern"]
    for number in range(30):
        source = f"{words[number % 4]} " + "filler " * (number % 7)
        make_thread(board=board, author=alice, title=f"Thread {number}", source=source)
    noisy = make_thread(board=board, author=alice, title="Noisy", source="Nothing here.")

    def seen() -> list[str]:
        addresses = (
            {"q": "lantern compass"},
            {"q": "lantern", "page": "2"},
            {"q": "compass", "sort": "newest"},
            {"q": "lant*", "board": board.slug},
            {"q": "lantern", "author": "alice", "kind": "threads"},
        )
        return [
            client.get(reverse("forum:search"), values).content.decode() for values in addresses
        ]

    before = seen()
    for number in range(25):
        make_thread(board=private_board, author=insider, title="Lantern", source="lantern " * 30)
        post = make_reply(thread=noisy, author=alice, source=f"lantern compass {number}")
        hide_post(post, moderator=mod, reason="Test of hiding.")
    assert seen() == before


def test_similar_titles_are_only_those_that_may_be_read(
    private_board: Board, board: Board, insider: User, alice: User, visitor: AnonymousUser
) -> None:
    make_thread(board=private_board, author=insider, title=f"On {CANARY}")
    hidden = make_thread(board=board, author=alice, title=f"Hidden {CANARY}")
    Thread.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    assert similar_threads(visitor, CANARY) == []
    assert [thread.title for thread in similar_threads(insider, CANARY)] == [f"On {CANARY}"]


def crowd(board: Board, author: User, count: int) -> None:
    """Entries of one thread in `board`, made at once."""
    thread = make_thread(board=board, author=author, title="Crowd", source="crowd")
    opening = thread.posts.get()
    posts = Post.objects.bulk_create(
        Post(
            thread=thread,
            number=number,
            path=f"{number:04}",
            depth=1,
            author=author,
            source=CANARY,
            html=CANARY,
            renderer_version=1,
            key=uuid.uuid4(),
            changed_seq=number,
            created_at=opening.created_at,
        )
        for number in range(2, count + 2)
    )
    SearchEntry.objects.bulk_create(
        SearchEntry(
            kind="post",
            text=CANARY,
            board=board,
            author=author,
            post=post,
            created_at=post.created_at,
        )
        for post in posts
    )


def test_newer_entries_in_closed_boards_do_not_crowd_out_open_ones(
    board: Board,
    private_board: Board,
    alice: User,
    insider: User,
    visitor: AnonymousUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST", 20)
    monkeypatch.setattr(limits, "SPARE", 2)
    make_thread(board=board, author=alice, title=CANARY)
    crowd(private_board, insider, 60)
    assert find(visitor).total == 1
    assert find(insider).is_more


def test_newer_hidden_entries_do_not_crowd_out_open_ones(
    board: Board, alice: User, visitor: AnonymousUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 20)
    monkeypatch.setattr(limits, "SPARE", 2)
    make_thread(board=board, author=alice, title=CANARY)
    crowd(board, alice, 60)
    Post.objects.filter(number__gt=1).update(hidden_at=timezone.now())
    assert find(visitor).total == 1


def test_count_is_exact_up_to_the_limit_and_then_more(
    board: Board, alice: User, visitor: AnonymousUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 20)
    crowd(board, alice, 20)
    assert (find(visitor).total, find(visitor).is_more) == (20, False)
    crowd(board, alice, 1)
    assert (find(visitor).total, find(visitor).is_more) == (20, True)


def test_old_title_is_found_among_more_matches_than_are_ranked(
    board: Board, alice: User, visitor: AnonymousUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 20)
    monkeypatch.setattr(limits, "SPARE", 2)
    titled = make_thread(board=board, author=alice, title=f"On {CANARY}")
    crowd(board, alice, 60)
    results = find(visitor)
    assert results.is_more
    assert results.entries[0].post == titled.posts.get()
