"""Which words of one text stand in another, in bounded time.

`difflib` alone takes minutes for long texts of few different words. Here it gets the parts
that it is quick with; longer ones are cut first at the words that stand once in both (Bram
Cohen's patience diff), and what is left of a text made to take long counts as replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

# Steps of difflib for one comparison: some tenths of a second.
BUDGET = 3_000_000
MAX_DEPTH = 20

Block = tuple[int, int, int]
Opcode = tuple[str, int, int, int, int]


def opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[Opcode]:
    """As `SequenceMatcher.get_opcodes`: kind, and the ranges in both."""
    i = j = 0
    for start, other, size in [*Matching(old, new).blocks, (len(old), len(new), 0)]:
        if i < start or j < other:
            kind = "replace" if i < start and j < other else "delete" if i < start else "insert"
            yield kind, i, start, j, other
        i, j = start + size, other + size
        if size:
            yield "equal", start, i, other, j


class Matching:
    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = old, new
        self.left = BUDGET
        self._found: list[Block] = []
        self._match(0, len(old), 0, len(new), MAX_DEPTH)

    @property
    def blocks(self) -> list[Block]:
        """Where both are the same, in order; neighbours as one."""
        joined: list[Block] = []
        for i, j, size in sorted(self._found):
            if joined and (i, j) == (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]):
                start, other, before = joined.pop()
                joined.append((start, other, before + size))
            else:
                joined.append((i, j, size))
        return joined

    def _match(self, i1: int, i2: int, j1: int, j2: int, depth: int) -> None:
        start, other = i1, j1
        while i1 < i2 and j1 < j2 and self.old[i1] == self.new[j1]:
            i1, j1 = i1 + 1, j1 + 1
        self._keep(start, other, i1 - start)
        end = i2
        while i1 < i2 and j1 < j2 and self.old[i2 - 1] == self.new[j2 - 1]:
            i2, j2 = i2 - 1, j2 - 1
        self._keep(i2, j2, end - i2)
        if i1 == i2 or j1 == j2:
            return
        old, new = self.old[i1:i2], self.new[j1:j2]
        if (cost := steps(old, new)) <= self.left:
            self.left -= cost
            for i, j, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
                self._keep(i1 + i, j1 + j, size)
        elif depth:
            for i, j in [*anchors(old, new), (len(old), len(new))]:
                self._match(i1, i2 - len(old) + i, j1, j2 - len(new) + j, depth - 1)
                i1, j1 = i2 - len(old) + i, j2 - len(new) + j

    def _keep(self, i: int, j: int, size: int) -> None:
        if size:
            self._found.append((i, j, size))


def steps(old: Sequence[str], new: Sequence[str]) -> int:
    """The most that difflib may take: it looks at each pair of like words once a match."""
    counts = Counter(new)
    pairs = sum(counts[word] for word in old)
    return (pairs + len(old)) * min(len(old), len(new))


def anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Words that stand once in both, the longest run of them that keeps its order."""
    once_old, once_new = Counter(old), Counter(new)
    places = {word: j for j, word in enumerate(new) if once_new[word] == 1}
    both = [
        (i, places[word]) for i, word in enumerate(old) if once_old[word] == 1 and word in places
    ]
    ends: list[int] = []  # The least last place of a run of each length, and whose it is.
    whose: list[int] = []
    before: list[int] = []
    for n, (_i, j) in enumerate(both):
        length = bisect_left(ends, j)
        before.append(whose[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        whose[length : length + 1] = [n]
    run, n = [], whose[-1] if whose else -1
    while n >= 0:
        run.append(both[n])
        n = before[n]
    return run[::-1]
