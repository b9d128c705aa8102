"""Writers that wait for each other, which only PostgreSQL lets them do row by row."""

from __future__ import annotations

import uuid
from concurrent import futures
from typing import Any

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from forum.actions.drafts import save_draft
from forum.actions.moderation import move_thread
from forum.actions.posts import reply_to_thread
from forum.actions.refusals import Refused
from forum.models import Draft, Post, Thread
from tests.factories import make_board, make_reply, make_thread, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer."),
]


def test_a_reply_that_waits_for_a_move_finds_its_thread() -> None:
    author, mod = make_user(handle="alice"), make_user(handle="mod", is_moderator=True)
    thread = make_thread(board=make_board(), author=author)
    other = make_board(slug="other", name="Other")
    with futures.ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            move_thread(thread, moderator=mod, board=other, reason="Belongs there.")
            reply = pool.submit(reply_elsewhere, thread, author)
            wait_until_blocked(reply)
        assert reply.result(10).number == 2


def test_a_save_that_waits_for_the_post_keeps_no_draft_of_it() -> None:
    author, key = make_user(handle="alice"), uuid.uuid4()
    thread = make_thread(board=make_board(), author=author)
    with futures.ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            reply_to_thread(thread, author=author, source="Sent.", key=key)
            save = pool.submit(save_elsewhere, author, thread, key)
            wait_until_blocked(save)
        with pytest.raises(Refused, match="posted already"):
            save.result(10)
    assert not Draft.objects.exists()


def save_elsewhere(author: User, thread: Thread, key: uuid.UUID) -> Draft | None:
    fields = {"source": ["Sent."]}
    try:
        return save_draft(author, place=f"reply:{thread.pk}", key=key, base=0, fields=fields)
    finally:
        connections.close_all()


def reply_elsewhere(thread: Thread, author: User) -> Post:
    """On a connection of its own."""
    try:
        return make_reply(thread=thread, author=author)
    finally:
        connections.close_all()


def wait_until_blocked(work: futures.Future[Any]) -> None:
    """Returns when somebody waits for this connection's transaction."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "select 1 from pg_locks"
                " where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
            )
            if cursor.fetchone():
                return
        if futures.wait([work], timeout=0.05).done:
            break
    pytest.fail("Nobody waited.")
