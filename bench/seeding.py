"""Fills a scratch database in bulk, with the rows that the actions would have made."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import F

TEXT = (
    "the desk asked what staff would do differently after a workshop and nobody could say so we"
    " wrote outcomes first then looked for training policy or tools that would get us there"
)
WORDS = TEXT.split()
BATCH = 5_000


def _mixed(dice: random.Random, number: int) -> int:
    """Half answer the opening, half one of the last thirty posts."""
    return 1 if dice.random() < 0.5 else dice.randrange(max(1, number - 30), number)


def _wide(dice: random.Random, number: int) -> int:
    return 1 if dice.random() < 0.95 else number - 1


def _deep(dice: random.Random, number: int) -> int:
    """Chains of about a hundred answers, past the level at which paths stop growing."""
    return number - 1 if dice.random() < 0.99 else 1


SHAPES: dict[str, Callable[[random.Random, int], int]] = {
    "mixed": _mixed,
    "wide": _wide,
    "deep": _deep,
}


class Place(NamedTuple):
    """Where a post stands; number 1 stands nowhere."""

    number: int = 1
    answers: int | None = None
    path: str = ""
    depth: int = 0


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


def thread(
    board_id: int, title: str, posts: int, authors: list[int], seed: int = 1, shape: str = "mixed"
) -> int:
    """A thread with this many posts in all, in a tree of one of SHAPES."""
    from django.utils import timezone

    from forum.models import Board, Post, Thread

    start = timezone.now() - timedelta(seconds=2 * posts)
    found = Thread.objects.create(
        board_id=board_id,
        title=title,
        slug=Thread.slug_for(title),
        author_id=authors[0],
        last_author_id=authors[0],
        created_at=start,
        last_post_at=start + timedelta(seconds=posts),
        seq=posts,
        last_number=posts,
        reply_count=posts - 1,
    )
    Board.objects.filter(pk=board_id).update(thread_count=F("thread_count") + 1)
    places = places_of(posts, random.Random(seed), SHAPES[shape])
    before = last_id(Post)
    insert(
        Post,
        (
            post(before, found.pk, place, authors, start + timedelta(seconds=place.number))
            for place in places
        ),
    )
    return int(found.pk)


def places_of(
    posts: int, dice: random.Random, parent_of: Callable[[random.Random, int], int]
) -> Iterator[Place]:
    from forum.paths import child_path

    made = [Place()]
    yield made[0]
    for number in range(2, posts + 1):
        above = made[parent_of(dice, number) - 1]
        made.append(Place(number, above.number, child_path(above.path, number), above.depth + 1))
        yield made[-1]


def post(before: int, thread_id: int, place: Place, authors: list[int], at: datetime) -> Any:
    """Not saved: the one that gets the id `before` plus its number."""
    from forum.markup import RENDERER_VERSION
    from forum.models import Post

    text, html = body(before + place.number)
    return Post(
        id=before + place.number,
        thread_id=thread_id,
        number=place.number,
        parent_id=before + place.answers if place.answers else None,
        path=place.path,
        depth=place.depth,
        author_id=authors[place.number % len(authors)],
        source=text,
        html=html,
        renderer_version=RENDERER_VERSION,
        key=uuid.UUID(int=before + place.number),
        changed_seq=place.number,
        created_at=at,
    )


_bodies: list[tuple[str, str]] = []


def body(number: int) -> tuple[str, str]:
    """Source and HTML of one of twenty texts of sixty words."""
    from forum.markup import render

    if not _bodies:
        dice = random.Random(7)
        made = [render(" ".join(dice.choices(WORDS, k=60)) + ".") for _ in range(20)]
        _bodies.extend((one.text, one.html) for one in made)
    return _bodies[number % len(_bodies)]


def threads(board_id: int, count: int, authors: list[int]) -> None:
    """Many threads of one post, so that a board has pages."""
    from django.utils import timezone

    from forum.models import Board, Post, Thread

    start = timezone.now() - timedelta(minutes=count + 1)
    before, before_post = last_id(Thread), last_id(Post)
    insert(
        Thread,
        (
            Thread(
                id=before + n,
                board_id=board_id,
                title=f"Question {n} of {count}",
                slug=f"question-{n}",
                author_id=authors[1 % len(authors)],
                last_author_id=authors[n % len(authors)],
                created_at=start,
                last_post_at=start + timedelta(minutes=n),
                seq=1,
                last_number=1,
            )
            for n in range(1, count + 1)
        ),
    )
    insert(
        Post,
        (
            post(before_post + n - 1, before + n, Place(), authors, start)
            for n in range(1, count + 1)
        ),
    )
    Board.objects.filter(pk=board_id).update(thread_count=F("thread_count") + count)


def read_halfway(user_id: int, board_id: int, count: int) -> None:
    """Leave this member unread posts in the board's newest threads."""
    from forum.models import ReadMark, Thread

    newest = Thread.objects.filter(board=board_id)[:count]
    ReadMark.objects.bulk_create(
        [
            ReadMark(user_id=user_id, thread_id=pk, number=last // 2)
            for pk, last in newest.values_list("pk", "last_number")
        ],
        ignore_conflicts=True,
    )


def last_id(model: type[models.Model]) -> int:
    found = model._base_manager.aggregate(last=models.Max("pk"))
    return int(found["last"] or 0)


def insert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Rows with ids of their own, by the database's fastest way in, a batch at a time; it
    counts on from the last."""
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    names = attrgetter(*(field.attname for field in fields))
    rows = iter(rows)
    while batch := [names(row) for row in islice(rows, BATCH)]:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
                    for values in batch:
                        copy.write_row(values)
            else:
                marks = ", ".join(["%s"] * len(fields))
                statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608
                cursor.executemany(statement, [tuple(map(_plain, values)) for values in batch])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(_no_style(), [model]):
            cursor.execute(statement)


def _plain(value: Any) -> Any:
    """As SQLite keeps it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.hex if isinstance(value, uuid.UUID) else value


def _no_style() -> Any:
    from django.core.management.color import no_style

    return no_style()


def analyze() -> None:
    """What the database does by itself some minutes after so many rows."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


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
