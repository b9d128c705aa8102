"""Sets of post numbers as sorted, disjoint, inclusive ranges: [[3, 7], [9, 9]]."""

from collections.abc import Iterable, Sequence

Ranges = list[list[int]]


def merge(ranges: Iterable[Sequence[int]], numbers: Iterable[int]) -> Ranges:
    """`ranges` with `numbers` added, neighbours joined."""
    spans = sorted([*([a, b] for a, b in ranges), *([n, n] for n in numbers)])
    merged: Ranges = []
    for start, end in spans:
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def remove_from(ranges: Iterable[Sequence[int]], number: int) -> Ranges:
    """`ranges` without `number` and everything after it."""
    return [[a, min(b, number - 1)] for a, b in ranges if a < number]


def contains(ranges: Iterable[Sequence[int]], number: int) -> bool:
    return any(a <= number <= b for a, b in ranges)


def size(ranges: Iterable[Sequence[int]]) -> int:
    return sum(b - a + 1 for a, b in ranges)


def between(ranges: Iterable[Sequence[int]], first: int, last: int) -> Ranges:
    """What `ranges` leave out from `first` to `last`."""
    gaps: Ranges = []
    for start, end in ranges:
        if start > last:
            break
        if first < start:
            gaps.append([first, start - 1])
        first = max(first, end + 1)
    return [*gaps, [first, last]] if first <= last else gaps
