"""Fills a scratch database in bulk, with the rows that the actions would have made."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta

TEXT = (
    "the desk asked what staff would do differently after a workshop and nobody could say so we"
    " wrote outcomes first then looked for training policy or tools that would get us there"
)
WORDS = TEXT.split()


def people(count: int) -> list[int]:
    """Members `reader0@example.org`..., with the ids of all."""
    from accounts.models import User

    User.objects.bulk_create(
        [
            User(email=f"reader{n}@example.org", handle=f"reader{n}", display_name=f"Reader {n}")
            for n in range(count)
        ],
        ignore_conflicts=True,
    )
    return list(User.objects.filter(handle__startswith="reader").values_list("pk", flat=True))


def board(slug: str) -> int:
    from forum.models import Board

    fields = {"name": slug, "purpose": "For measuring.", "heading": "Bench"}
    return Board.objects.get_or_create(slug=slug, defaults=fields)[0].pk


def thread(board_id: int, title: str, posts: int, authors: list[int], seed: int = 1) -> int:
    """A thread with this many posts in all, half of them answers to answers."""
    from django.utils import timezone

    from forum.markup import RENDERER_VERSION, render
    from forum.models import Post, Thread
    from forum.paths import child_path

    dice = random.Random(seed)
    start = timezone.now() - timedelta(days=30)
    found = Thread.objects.create(
        board_id=board_id,
        title=title,
        slug=Thread.slug_for(title),
        author_id=authors[0],
        last_author_id=authors[0],
        created_at=start,
        last_post_at=start,
        seq=posts,
        last_number=posts,
        reply_count=posts - 1,
    )
    made: list[Post] = []
    bodies = [render(" ".join(dice.choices(WORDS, k=60)) + ".") for _ in range(20)]
    for number in range(1, posts + 1):
        parent = None
        if number > 1:
            parent = (
                made[0]
                if dice.random() < 0.5
                else made[dice.randrange(max(0, number - 30), number - 1)]
            )
        body = bodies[number % len(bodies)]
        made.append(
            Post(
                id=None,
                thread=found,
                number=number,
                parent_id=None,
                path=child_path(parent.path, number) if parent else "",
                depth=parent.depth + 1 if parent else 0,
                author_id=authors[number % len(authors)],
                source=body.text,
                html=body.html,
                renderer_version=RENDERER_VERSION,
                key=uuid.uuid4(),
                changed_seq=number,
                created_at=start + timedelta(seconds=number),
            )
        )
        made[-1]._answers = parent  # type: ignore[attr-defined]
    Post.objects.bulk_create(made, batch_size=2_000)
    for post in made:
        post.parent = post._answers  # type: ignore[attr-defined]
    Post.objects.bulk_update(made, ["parent"], batch_size=500)
    return int(found.pk)


def threads(board_id: int, count: int, authors: list[int]) -> None:
    """Many short threads, so that a board has pages."""
    from django.utils import timezone

    from forum.models import Board, Thread

    start = timezone.now() - timedelta(days=900)
    Thread.objects.bulk_create(
        [
            Thread(
                board_id=board_id,
                title=f"Question {n}",
                slug=f"question-{n}",
                author_id=authors[n % len(authors)],
                last_author_id=authors[0],
                created_at=start,
                last_post_at=start + timedelta(minutes=n),
                seq=1,
                last_number=1,
            )
            for n in range(count)
        ],
        batch_size=2_000,
    )
    Board.objects.filter(pk=board_id).update(thread_count=count)


def session(user_id: int) -> str:
    """A signed-in session's key, made as signing in makes it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.models import User

    user = User.objects.get(pk=user_id)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
