"""The search engine beside PostgreSQL: the same answers, nothing lost while it is away."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from accounts.models import User
from forum.actions.engine import fill_engine, forget_engine, forget_unnamed, keep_in_step
from forum.actions.moderation import hide_post, move_thread
from forum.actions.posts import edit_post, reply_to_thread
from forum.models import Board, SearchChange, SearchEntry, SearchIndex, Thread
from forum.search import engine as asking
from forum.search.filters import Filters
from forum.search.queries import parse_query
from forum.search.remote import EngineAway
from forum.search.results import search
from tests.factories import make_board, make_reply, make_thread
from tests.forum.test_search_language import FOUND, TEXTS
from tests.searchengine import SearchEngine, running

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a search engine needs PostgreSQL"
)


@pytest.fixture
def engine(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchEngine]:
    monkeypatch.setattr(asking, "_away_until", 0.0)
    SearchEntry.objects.all().delete()
    with running() as server:
        settings.SEARCH_URL = f"{server.url.replace('//', '//sam:pass%20word@')}/shelf"
        yield server


def found(text: str, **filters: Any) -> list[str]:
    query = parse_query(text)
    return [entry.title for entry in search(AnonymousUser(), query, Filters(**filters)).entries]


def test_engine_answers_once_it_is_filled(engine: SearchEngine, board: Board, alice: User) -> None:
    make_thread(board=board, author=alice, title="Lanterns", source="About lamps.")
    assert found("lanterns") == ["Lanterns"]
    assert engine.asked == []
    assert fill_engine() == 1
    engine.asked.clear()
    assert found("lanterns") == ["Lanterns"]
    assert engine.asked == ["_search"]
    assert engine.signed[-1] == "Basic c2FtOnBhc3Mgd29yZA=="


def test_engine_finds_what_the_databases_find(
    engine: SearchEngine, board: Board, alice: User
) -> None:
    for title, text in TEXTS.items():
        make_thread(board=board, author=alice, title=title, source=text)
    fill_engine()
    assert {text: set(found(text)) for text in FOUND} == FOUND
    assert "_search" in engine.asked


def test_changes_come_with_the_worker(
    engine: SearchEngine, thread: Thread, alice: User, board: Board
) -> None:
    fill_engine()
    late = make_thread(board=board, author=alice, title="Compass", source="North.")
    assert found("compass") == []
    keep_in_step()
    assert found("compass") == ["Compass"]
    assert not SearchChange.objects.exists()
    opening = late.posts.get(number=1)
    edit_post(opening, editor=alice, source="South.", version=1)
    other = make_board(slug="other", name="Other")
    keep_in_step()
    assert found("south") == ["Compass"]
    assert found("north") == []
    assert found("compass", board=other) == []
    SearchEntry.objects.filter(post=opening).update(board=other)
    keep_in_step()
    (index,) = engine.indexes.values()
    entry = SearchEntry.objects.get(post=opening)
    assert f"b{other.pk}" in index[str(entry.pk)]["marks"]
    entry.delete()
    keep_in_step()
    assert str(entry.pk) not in index


def test_nothing_is_lost_while_the_engine_is_away(
    engine: SearchEngine, thread: Thread, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_engine()
    engine.broken = {"_search": 503, "_bulk": 503}
    reply_to_thread(thread, author=alice, source="A sextant.", key=uuid.uuid4())
    with pytest.raises(EngineAway, match="503"):
        keep_in_step()
    answers = search(AnonymousUser(), parse_query("sextant"), Filters())
    assert answers.total == 1  # The database's own index.
    engine.broken = {}
    keep_in_step()
    monkeypatch.setattr(asking, "_away_until", 0.0)
    engine.asked.clear()
    assert search(AnonymousUser(), parse_query("sextant"), Filters()).total == 1
    assert "_search" in engine.asked


def test_an_engine_that_is_away_is_not_asked_each_time(
    engine: SearchEngine, thread: Thread
) -> None:
    fill_engine()
    engine.broken = {"_search": 500}
    engine.asked.clear()
    found("lamps")
    found("lamps")
    assert engine.asked == ["_search"]


def test_gate_stands_before_the_engine(
    engine: SearchEngine, private_board: Board, insider: User, board: Board, mod: User
) -> None:
    make_thread(board=private_board, author=insider, title="Canary", source="Canary.")
    thread = make_thread(board=board, author=insider, title="Open", source="Words.")
    post = make_reply(thread=thread, author=insider, source="Canary too.")
    fill_engine()
    hide_post(post, moderator=mod, reason="A test of hiding.")
    assert found("canary") == []
    assert search(insider, parse_query("canary"), Filters()).total == 1


def test_moved_thread_is_found_in_its_new_board(
    engine: SearchEngine, thread: Thread, mod: User
) -> None:
    fill_engine()
    other = make_board(slug="other", name="Other")
    move_thread(thread, moderator=mod, board=other, reason="Fits better.")
    keep_in_step()
    assert found(thread.title, board=other) == [thread.title]


def test_filling_leaves_what_the_worker_brought(
    engine: SearchEngine, thread: Thread, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry that changes while the index is filled keeps its newer words."""
    from forum.actions import engine as module

    send, first = module._send, [True]

    def edited_meanwhile(name: str, act: str, entries: Any, gone: Any = ()) -> None:
        if act == "create" and first.pop():
            edit_post(thread.posts.get(number=1), editor=alice, source="Newer.", version=1)
            first.append(False)
            keep_in_step()
        send(name, act, entries, gone)

    monkeypatch.setattr(module, "_send", edited_meanwhile)
    fill_engine()
    assert found("newer") == [thread.title]


def test_new_index_takes_the_place_of_the_old(engine: SearchEngine, thread: Thread) -> None:
    engine.indexes["shelf-20200101000000"] = {}
    engine.indexes["shelf-of-another-20200101000000"] = {}
    call_command("rebuild_search", stdout=StringIO())
    name = SearchIndex.objects.get().name
    assert set(engine.indexes) == {name, "shelf-of-another-20200101000000"}
    assert found(thread.title) == [thread.title]


def test_engine_that_cannot_be_filled_is_told_of(engine: SearchEngine, thread: Thread) -> None:
    engine.broken = {"_bulk": 429}
    with pytest.raises(CommandError, match="run this again"):
        call_command("rebuild_search")
    assert not SearchIndex.objects.exists()
    assert found(thread.title) == [thread.title]


def test_notes_end_with_the_setting(
    engine: SearchEngine, thread: Thread, alice: User, settings: Settings
) -> None:
    fill_engine()
    settings.SEARCH_URL = ""
    make_reply(thread=thread, author=alice, source="Noted.")
    assert SearchChange.objects.exists()
    forget_unnamed()
    make_reply(thread=thread, author=alice, source="Not noted.")
    assert not SearchChange.objects.exists()
    assert found(thread.title) == [thread.title]


def test_document_that_is_refused_holds_up_no_other(
    engine: SearchEngine, thread: Thread, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.actions import engine as module

    fill_engine()
    make_reply(thread=thread, author=alice, source="Quadrant.")
    refused = {"errors": True, "items": [{"index": {"_id": "1", "status": 400}}]}
    monkeypatch.setattr(module, "ask_lines", lambda *_args: refused)
    keep_in_step()
    assert not SearchChange.objects.exists()
    forget_engine()
