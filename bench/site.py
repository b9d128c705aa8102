"""What stands in the scratch site, and which addresses are measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from bench import seeding


class Case(NamedTuple):
    """One page as one kind of person sees it."""

    name: str
    path: str
    member: bool


@dataclass(frozen=True, slots=True)
class Sizes:
    threads: tuple[int, ...]
    boards: tuple[int, ...]
    shaped: int

    @property
    def longest(self) -> int:
        return self.threads[-1]


FULL = Sizes(threads=(50, 1_000, 10_000, 100_000), boards=(50, 100_000), shaped=10_000)
SMOKE = Sizes(threads=(50, 500), boards=(50, 500), shaped=200)


def seed(sizes: Sizes) -> None:
    """Boards of each size, threads of each length and shape, and one member who reads along."""
    from forum.models import Board

    if Board.objects.filter(slug=f"bench-{sizes.boards[-1]}").exists():
        return
    authors = seeding.people(40)
    for size in sizes.boards:
        seeding.threads(seeding.board(f"bench-{size}"), size, authors)
    long = seeding.board("bench-threads")
    for size in sizes.threads:
        seeding.thread(long, f"Of {size} posts", size, authors)
    for shape in ("wide", "deep"):
        seeding.thread(long, f"Of {sizes.shaped} posts, {shape}", sizes.shaped, authors, 2, shape)
    seeding.read_halfway(authors[0], long, 10)
    seeding.read_halfway(authors[0], Board.objects.get(slug=f"bench-{sizes.boards[-1]}").pk, 40)
    seeding.analyze()


def cases(sizes: Sizes) -> list[Case]:
    """Trivial first; every other page as a visitor and as a member sees it."""
    longest, size = address(f"Of {sizes.longest} posts"), sizes.longest
    pages = {"board_list": reverse("forum:board_list")}
    for threads in sizes.boards:
        pages[f"board_{threads}"] = reverse("forum:board_detail", args=[f"bench-{threads}"])
    for posts in sizes.threads[:-1]:
        pages[f"thread_{posts}"] = address(f"Of {posts} posts")
    for shape in ("wide", "deep"):
        pages[f"thread_{sizes.shaped}_{shape}"] = address(f"Of {sizes.shaped} posts, {shape}")
    pages |= {
        f"thread_{size}_first": longest,
        f"thread_{size}_middle": f"{longest}?after={size // 2}",
        f"thread_{size}_last": f"{longest}?after={near_the_end(size)}",
        f"permalink_{size}": f"{longest}{size // 2}/",
    }
    found = [Case("trivial", "/healthz", False)]
    for name, path in pages.items():
        found += [Case(f"{name}_visitor", path, False), Case(f"{name}_member", path, True)]
    unread = f"{reverse('forum:thread_list')}?show=unread"
    return [*found, Case("unread_list_member", unread, True)]


def address(title: str) -> str:
    from forum.models import Thread

    return Thread.objects.get(title=title).get_absolute_url()


def near_the_end(size: int) -> int:
    """The post after which the last whole window of the longest thread stands."""
    from forum.models import Post

    posts = Post.objects.filter(thread__title=f"Of {size} posts").order_by("-path")
    return posts.values_list("number", flat=True)[min(60, size - 1)]
