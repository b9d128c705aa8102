"""Times search over a scratch database of N posts; run by hand.

    DATABASE_URL=... python -m bench.search --entries 100000 [--rounds 20] [--keep]

Makes a database beside the configured one ("..._bench"), seeds it with threads of 20 posts in
12 boards, and prints the least, the median and the 95th percentile, in milliseconds, of the
first page with its snippets, for a visitor, a member and a moderator. A closed board holds a
fifth of the posts and all of the newest 5,000, so that an outsider's search has something to
step over. On a busy machine believe the least. `found` stops at 2,000.
--keep leaves the database for another run with the same N.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

import django
from django.db import connection, models
from django.utils import timezone

REPLIES = 20
BATCH = 5_000
CASES = {
    "frequent word (60 %)": "training",
    "word (14 %)": "library",
    "rare word (5 posts)": "quarto",
    "unknown word, then starts": "zzyzx",
    "2 words": "training library",
    "3 words": "training library webinar",
    "2 words never together": "morning evening",
    "phrase": '"staff development"',
    "phrase that is nowhere": '"training library"',
    "number": "B.9.1",
    "start of a word": "lib*",
    "frequent without frequent": "training -library",
    "commonest word": "{commonest}",
    "12 common words": "{twelve}",
}
NARROWED = {
    "": {},
    "board": {"board": "board-3"},
    "author": {"author": "member7"},
    "year": {"date": "year"},
    "threads": {"kind": "threads"},
    "newest": {"sort": "newest"},
}


def make_words(rng: random.Random) -> list[str]:
    """20,000 words, commonest first."""
    syllables = [c + v for c in "bcdfghklmnprstvw" for v in "aeiou"]
    made = dict.fromkeys(
        "".join(rng.choices(syllables, k=rng.randint(1, 4))) + rng.choice(["", "n", "r", "st"])
        for _ in range(30_000)
    )
    return list(made)[:20_000]


def make_texts(rng: random.Random, words: list[str]) -> Iterator[str]:
    """Texts of about 700 letters in which words are as unequal as in a language."""
    weights = [1 / (rank + 3) for rank in range(len(words))]
    pool = [" ".join(rng.choices(words, weights, k=12)).capitalize() + "." for _ in range(20_000)]
    number = 0
    while True:
        number += 1
        text = " ".join(rng.choices(pool, k=9))
        text += " Morning." if number % 2 else " Evening."
        text = ("Library. " if rng.random() < 0.14 else "") + text
        for word, share in (("Training.", 0.6), ("Webinar.", 0.02), ("See 54.1, B.9.1.", 0.001)):
            text += f" {word}" if rng.random() < share else ""
        text += " Our staff development day." if rng.random() < 0.01 else ""
        yield text + (" A quarto." if number % 20_000 == 77 else "")


def seed(entries: int) -> None:
    from accounts.models import Unit, User
    from forum.models import Board, Post, SearchEntry, Thread

    rng = random.Random(7)
    words = make_words(rng)
    texts = make_texts(rng, words)
    unit = Unit.objects.create(kind="committee", name="Closed unit", slug="closed-unit")
    users = [
        User(email=f"m{n}@example.org", handle=f"member{n}", display_name=f"Member {n}")
        for n in range(500)
    ]
    users = User.objects.bulk_create(users)
    boards = [
        Board.objects.create(name=f"Board {n}", slug=f"board-{n}", purpose="-", heading="-")
        for n in range(11)
    ]
    closed = Board.objects.create(
        name="Closed", slug="closed", purpose="-", heading="-", reading="unit", unit=unit
    )
    started = timezone.now() - timedelta(days=5 * 365)
    step = timedelta(days=5 * 365) / entries
    number, threads, posts, rows = 0, [], [], []

    def flush() -> None:
        for model, made in ((Thread, threads), (Post, posts), (SearchEntry, rows)):
            model._base_manager.bulk_create(made, batch_size=500)
            made.clear()

    while number < entries:
        hidden_away = entries - number <= 5_000 or rng.random() < 0.2
        board = closed if hidden_away else rng.choice(boards)
        title = " ".join(rng.choices(words[50:5000], k=5)).capitalize()
        title += " training" if rng.random() < 0.05 else ""
        title = f"Policy B.9.1: {title}" if number % 40_000 == 0 else title
        thread = Thread(
            pk=number // REPLIES + 1,
            board=board,
            title=title,
            slug="thread",
            author=users[0],
            last_author=users[0],
            created_at=started + step * number,
            last_post_at=started + step * number,
        )
        threads.append(thread)
        for n in range(1, REPLIES + 1):
            number += 1
            at: datetime = started + step * number
            author = users[min(int(rng.expovariate(0.02)), 499)]
            post = Post(
                pk=number,
                thread=thread,
                number=n,
                path=f"{n:04}",
                depth=min(n - 1, 1),
                author=author,
                source="-",
                html="-",
                renderer_version=1,
                key=uuid.UUID(int=number),
                changed_seq=n,
                created_at=at,
                hidden_at=at if number % 500 == 0 else None,
            )
            posts.append(post)
            rows.append(
                SearchEntry(
                    kind="thread" if n == 1 else "post",
                    title=title if n == 1 else "",
                    text=next(texts),
                    board=board,
                    author=author,
                    post=post,
                    created_at=at,
                )
            )
        if len(posts) >= BATCH:
            flush()
    flush()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def first_page(user: models.Model, text: str, values: dict[str, str]) -> int:
    from forum.search.filters import read_filters
    from forum.search.queries import parse_query
    from forum.search.results import search
    from forum.search.snippets import highlighted, snippet

    filters, _notes = read_filters(values, user)
    results = search(user, parse_query(text), filters)
    for entry in results.entries:
        highlighted(entry.title, results.query)
        snippet(entry.text, results.query)
    return results.total


def measure(rounds: int) -> None:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    words = make_words(random.Random(7))
    texts = {
        name: text.format(commonest=words[0], twelve=" ".join(words[:12]))
        for name, text in CASES.items()
    }
    moderator = User.objects.get(handle="member1")
    moderator.is_moderator = True
    people = {
        "visitor": AnonymousUser(),
        "member": User.objects.get(handle="member2"),
        "moderator": moderator,
    }
    # As a server does once it has started: else a full collection of the garbage, 90 ms, falls
    # into every twentieth search.
    gc.collect()
    gc.freeze()
    every: list[float] = []
    print(
        f"{'query':<28}{'narrowed':<10}{'who':<11}{'found':>7}{'least':>8}{'p50':>8}{'p95':>8}  ms"
    )
    for name, text in texts.items():
        for narrowed, values in NARROWED.items():
            for who, user in people.items():
                if narrowed and who == "moderator":
                    continue
                found, times = 0, []
                for _ in range(rounds):
                    began = time.perf_counter()
                    found = first_page(user, text, values)
                    times.append((time.perf_counter() - began) * 1000)
                every += times
                p95 = sorted(times)[int(len(times) * 0.95)]
                print(
                    f"{name:<28}{narrowed:<10}{who:<11}{found:>7}{min(times):>8.1f}"
                    f"{median(times):>8.1f}{p95:>8.1f}",
                    flush=True,
                )
    every.sort()
    print(f"all: p50 {median(every):.1f} ms, p95 {every[int(len(every) * 0.95)]:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    configured = str(connection.settings_dict["NAME"])
    connection.settings_dict["TEST"]["NAME"] = f"{configured}_bench"
    connection.creation.create_test_db(
        verbosity=0, autoclobber=True, serialize=False, keepdb=asked.keep
    )
    try:
        from forum.models import Post

        if not Post.objects.exists():
            began = time.perf_counter()
            seed(asked.entries)
            print(f"seeded {asked.entries} in {time.perf_counter() - began:.0f} s")
        measure(asked.rounds)
    finally:
        connection.creation.destroy_test_db(configured, verbosity=0, keepdb=asked.keep)


if __name__ == "__main__":
    main()
