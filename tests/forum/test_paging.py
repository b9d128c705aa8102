"""Where numbered pages begin: over random trees, at any size, however they were reckoned."""

import random
from bisect import bisect_left, insort

import pytest
from django.core.cache import caches
from django.db import connection

from forum.actions.paging import forget_paging, keep_paging, paging_of
from forum.models import Post, Thread, ThreadPages
from forum.paging import LIMIT, PAGE, Paging
from forum.paths import SEGMENT, child_path
from forum.rendering import rows
from forum.windows import flat_page, threaded_page
from tests.factories import make_reply
from tests.long_threads import lengthen

SHAPES = {
    "all to the opening": lambda dice, n: 1,
    "a chain": lambda dice, n: n - 1,
    "all to one reply": lambda dice, n: min(n - 1, 2),
    "to the latest": lambda dice, n: max(1, n - dice.randrange(1, 12)),
    "anywhere": lambda dice, n: dice.randrange(1, n),
    "half to the opening": lambda dice, n: 1 if dice.random() < 0.5 else dice.randrange(1, n),
}


class Tree:
    """Posts by number and in the order of their paths, growing by one at a time."""

    def __init__(self, shape: str, seed: int) -> None:
        self.dice, self.answer = random.Random(seed), SHAPES[shape]
        self.paths = ["", ""]
        self.order: list[tuple[str, int]] = []
        self.paging = Paging()

    def members(self, start: str, end: str, upto: int) -> list[tuple[str, int]]:
        here = self.order[bisect_left(self.order, (start, 0)) : bisect_left(self.order, (end, 0))]
        return [(path, number) for path, number in here if number <= upto]

    def grow(self) -> None:
        number = len(self.paths)
        path = child_path(self.paths[self.answer(self.dice, number)], number)
        self.paths.append(path)
        insort(self.order, (path, number))
        self.paging.add(number, path, self.members)

    def pages(self) -> list[list[int]]:
        spans = [self.paging.span(page) for page in range(len(self.paging.starts))]
        return [[number for _, number in self.members(*span, 10**9)] for span in spans]


@pytest.fixture(params=SHAPES)
def shape(request) -> str:
    return request.param


@pytest.mark.parametrize("size", [0, 1, PAGE, PAGE + 1, LIMIT + 1, 700])
def test_every_reply_is_on_exactly_one_page_in_the_order_of_the_tree(shape, size):
    tree = Tree(shape, seed=size)
    for _ in range(size):
        tree.grow()
    pages = tree.pages()
    assert [number for page in pages for number in page] == [number for _, number in tree.order]
    assert [len(page) for page in pages] == tree.paging.sizes
    assert all(len(page) <= LIMIT for page in pages)
    assert all(len(page) >= PAGE // 2 for page in pages[:-1])
    assert [page[0] for page in pages[1:]] == tree.paging.numbers[1:]


def test_a_post_changes_page_only_when_its_page_is_parted(shape):
    tree = Tree(shape, seed=5)
    for _ in range(900):
        before, names = tree.pages(), list(tree.paging.numbers)
        tree.grow()
        after = dict(zip(tree.paging.numbers, tree.pages(), strict=True))
        for name, posts in zip(names, before, strict=True):
            now = set(after[name])
            stayed = now.issuperset(posts)
            parted = len(posts) >= LIMIT and now.issubset({*posts, len(tree.paths) - 1})
            assert stayed or parted, f"page {name} lost posts"


def test_a_branch_of_few_replies_is_never_cut():
    tree = Tree("to the latest", seed=8)
    while len(tree.order) < 1_000:
        tree.grow()
    sizes: dict[str, int] = {}
    for path, _ in tree.order:
        sizes[path[:SEGMENT]] = sizes.get(path[:SEGMENT], 0) + 1
    cut = [start[:SEGMENT] for start in tree.paging.starts[1:] if len(start) > SEGMENT]
    assert all(sizes[branch] > PAGE // 2 for branch in cut)


@pytest.fixture
def long_thread(thread: Thread, alice) -> Thread:
    return lengthen(thread, author=alice, upto=419)


@pytest.fixture(autouse=True)
def fresh_pages() -> None:
    for name in ("fragments", "pages"):
        caches[name].clear()


def replay(thread: Thread) -> Paging:
    tree = Tree("a chain", seed=1)
    for number, path in thread.posts.filter(number__gt=1).values_list("number", "path"):
        insort(tree.order, (path, number))
        tree.paging.add(number, path, tree.members)
    return tree.paging


def test_the_pages_do_not_depend_on_when_they_were_kept(long_thread, alice, bob):
    expected = replay(long_thread)
    assert paging_of(long_thread) == expected
    ThreadPages.objects.create(thread=long_thread, upto=1, state=Paging().dump())
    for upto in (120, 121, 300, 419):
        caches["pages"].clear()
        long_thread.last_number = upto
        paging_of(long_thread)
        long_thread.last_number = upto - upto % 50
        keep_paging(long_thread)
    long_thread.last_number = 419
    caches["pages"].clear()
    assert ThreadPages.objects.get().upto == 400
    assert paging_of(long_thread) == expected
    forget_paging(long_thread)
    assert paging_of(long_thread) == expected


def test_the_writer_keeps_them_now_and_then(long_thread, bob):
    for _ in range(32):
        make_reply(thread=long_thread, author=bob)
    assert ThreadPages.objects.get().upto == 450


def test_a_short_thread_asks_nothing(thread, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert len(paging_of(thread).starts) == 1


def test_a_warm_page_asks_once_for_its_posts(long_thread, django_assert_num_queries):
    paging_of(long_thread)
    with django_assert_num_queries(1):
        threaded_page(long_thread)


@pytest.mark.parametrize("newest", [False, True])
def test_flat_pages_tile_the_thread(long_thread, newest):
    first = flat_page(long_thread, newest=newest)
    pages = [flat_page(long_thread, number=name, newest=newest).rows for name in first.names]
    assert sorted(row.number for page in pages for row in page) == list(range(2, 420))
    assert first.rows == pages[-1 if newest else 0]


def test_newest_first_a_short_last_page_goes_with_the_one_before(thread, alice):
    lengthen(thread, author=alice, upto=405)
    shown = [row.number for row in flat_page(thread, newest=True).rows]
    assert shown == list(range(405, 301, -1))
    again = flat_page(thread, number=404, newest=True)
    assert [row.number for row in again.rows] == shown


def test_a_page_is_one_walk_along_an_index(long_thread):
    paging = paging_of(long_thread)
    start, end = paging.span(2)
    posts = Post.objects.filter(thread=long_thread, path__gte=start, path__lt=end)
    assert rows(posts.order_by("path"))
    plan = posts.order_by("path").explain()
    assert "forum_post_thread_" in plan
    if connection.vendor == "sqlite":
        assert "TEMP B-TREE" not in plan
