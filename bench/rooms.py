"""Times the register and the clearinghouse at size; run by hand.

    DB=postgres python -m bench.rooms [--articles 5000] [--comments 2000] [--clauses 300]

Fills a scratch database, as `make bench` does, with one policy of many clauses, two versions and
an open comment period, and with many articles, and prints for each page and person the
milliseconds of CPU in this process (the least of five), queries, kB, and the ratio to /healthz.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from datetime import timedelta
from itertools import cycle
from typing import Any

from bench import database

ROUNDS = 5
WORDS = (
    *("desk", "staff", "training", "outcome", "mentor"),
    *("policy", "webinar", "needs", "branch", "plan"),
)


def clauses(count: int, words: str) -> list[tuple[str, dict[str, str]]]:
    rng = random.Random(3)
    return [
        (
            "clause",
            {
                "number": f"{1 + n // 20}.{1 + n % 20}",
                "heading": "A part" if n % 20 == 0 else "",
                "text": f"<p>{words} {' '.join(rng.choices(WORDS, k=40))}.</p>",
            },
        )
        for n in range(count)
    ]


def seed_policy(count: int, comments: int, authors: list[int]) -> str:
    """A policy of `count` clauses in two versions, its thread and comments; gives its address."""
    from django.utils import timezone

    from accounts.models import Unit, User
    from bench import seeding
    from cms.core.tree import publish, publish_new
    from cms.policies.models import Comment, CommentPeriod, PolicyIndexPage, PolicyPage
    from forum.models import Post, Thread

    by = User.objects.get(pk=authors[0])
    unit = Unit.objects.create(kind="committee", name="Committee of Size", slug="size")
    policy = PolicyPage(title="A long policy", responsible_body=unit, status="public_comment")
    policy.body = clauses(count, "First")
    policy = publish_new(PolicyIndexPage.objects.get(), policy, by=by)
    policy.body = clauses(count, "Second")
    policy = publish(policy, by=by)
    thread = seeding.thread(seeding.board("bench-policies"), "A long policy", comments, authors)
    Thread.objects.filter(pk=thread).update(page_id=policy.pk)
    now = timezone.now()
    period = CommentPeriod.objects.create(
        policy_id=policy.pk,
        opens_at=now - timedelta(days=9),
        opened_at=now - timedelta(days=9),
        closes_at=now + timedelta(days=9),
        version=2,
    )
    version = policy.versions.get(number=2)
    posts = Post.objects.filter(thread=thread, number__gt=1).order_by("number")
    numbers = [block.value["number"] for block in version.body]
    Comment.objects.bulk_create(
        [
            Comment(post=post, period=period, version=version, clause=number, position=at + 1)
            for post, (at, number) in zip(posts, cycle(enumerate(numbers)), strict=False)
        ],
        batch_size=500,
    )
    return str(policy.url)


def seed_articles(count: int) -> None:
    """Articles as published ones stand in the database, each with its labels and its entry."""
    from django.utils import timezone
    from wagtail.models import Page

    from cms.clearinghouse.models import ArticleIndexPage, ArticlePage, Audience
    from cms.core.searching import index
    from forum.models import Topic

    section = ArticleIndexPage.objects.get()
    rng = random.Random(5)
    topics = [Topic.objects.get_or_create(name=w.title(), slug=w)[0] for w in WORDS]
    audiences = list(Audience.objects.all())
    first = section.numchild
    now = timezone.now()
    formats = [value for value, _label in ArticlePage._meta.get_field("format").choices]
    for n in range(count):
        article = ArticlePage(
            title=f"{' '.join(rng.choices(WORDS, k=4)).capitalize()} {n}",
            slug=f"article-{n}",
            path=Page._get_path(section.path, section.depth + 1, first + n + 1),
            depth=section.depth + 1,
            url_path=f"{section.url_path}article-{n}/",
            live=True,
            locale_id=section.locale_id,
            teaser=" ".join(rng.choices(WORDS, k=20)),
            format=rng.choice(formats),
            next_review=now.date() + timedelta(days=rng.randint(-90, 900)),
            first_published_at=now - timedelta(hours=n),
            last_published_at=now - timedelta(hours=n),
        )
        article.body = [("text", f"<p>{' '.join(rng.choices(WORDS, k=60))}</p>")]
        article.topics = rng.sample(topics, 2)
        article.audience = rng.sample(audiences, min(2, len(audiences)))
        article.save(clean=False)
        index(article)
    Page.objects.filter(pk=section.pk).update(numchild=first + count)


def measure(policy: str) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    pages = {
        "register": "/policies/",
        "register, table": "/policies/?view=table",
        "changes": "/policies/changes/?since=2000-01-01",
        "policy": policy,
        "compare": f"{policy}compare/?from=1&to=2",
        "print": f"{policy}versions/2/print/",
        "comments": f"{policy}comments/",
        "comments, one clause": f"{policy}comments/?clause=1.2",
        "answers": f"{policy}comments/answers/",
        "articles": "/clearinghouse/",
        "articles, facets": "/clearinghouse/?topic=mentor&level=foundational",
        "articles, search": "/clearinghouse/?q=mentor",
        "articles, last page": "/clearinghouse/?page=200",
        "search": "/search/?q=mentor",
        "topic": "/topics/mentor/",
    }
    member = Client()
    member.force_login(User.objects.order_by("pk")[0])
    trivial = least(Client(), "/healthz")
    print(f"/healthz takes {trivial:.2f} ms")
    print(f"{'page':<24}{'who':<9}{'ms':>8}{'ratio':>8}{'queries':>9}{'kB':>8}")
    for name, address in pages.items():
        for who, client in (("visitor", Client()), ("member", member)):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                response: Any = client.get(address)
            count = len(asked)  # Before a later request forgets them.
            if response.status_code != 200:
                print(f"{name:<24}{who:<9} answered {response.status_code}")
                continue
            took = least(client, address)
            size = len(response.content) / 1000
            print(
                f"{name:<24}{who:<9}{took:>8.1f}{took / trivial:>8.1f}{count:>9}{size:>8.0f}",
                flush=True,
            )


def least(client: Any, address: str) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        client.get(address)
        times.append((time.process_time() - began) * 1000)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rooms", description=__doc__)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--comments", type=int, default=2_000)
    parser.add_argument("--clauses", type=int, default=300)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder
        os.environ["ALLOWED_HOSTS"] = "testserver"
        database.choose(os.environ.get("DB", ""), folder, keep=False)
        import django

        django.setup()
        database.prepare()

        from bench import seeding

        began = time.monotonic()
        policy = seed_policy(asked.clauses, asked.comments, seeding.people(40))
        seed_articles(asked.articles)
        seeding.analyze()
        print(f"seeded in {time.monotonic() - began:.0f} s", flush=True)
        measure(policy)


if __name__ == "__main__":
    main()
