"""Instant-runoff counting of ranked ballots, round by round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Round(NamedTuple):
    """Votes by option among those still in it, who leaves after it, and ballots used up."""

    counts: dict[int, int]
    leaving: tuple[int, ...]
    spent: int


class Outcome(NamedTuple):
    rounds: list[Round]
    winners: tuple[int, ...]  # several when they tie, none without ballots


def instant_runoff(ballots: Mapping[tuple[int, ...], int], options: Iterable[int]) -> Outcome:
    """Each ballot counts for its highest option still in; the last leaves until one has more
    than half of the ballots that still count.

    Of several last with as many votes, the one with fewer in the round before leaves, and so on
    back; those always equal leave together. `ballots` maps rankings to how many gave them.
    """
    remaining, rounds = list(options), list[Round]()
    while True:
        counts = dict.fromkeys(remaining, 0)
        spent = 0
        for ranking, times in ballots.items():
            choice = next((option for option in ranking if option in counts), None)
            if choice is None:
                spent += times
            else:
                counts[choice] += times
        winners = _winners(counts)
        leaving = () if winners or not any(counts.values()) else _leaving(counts, rounds)
        rounds.append(Round(counts, leaving, spent))
        if not leaving:
            return Outcome(rounds, winners)
        remaining = [option for option in remaining if option not in leaving]


def _winners(counts: dict[int, int]) -> tuple[int, ...]:
    """One with more than half, or all when they are equal; none yet otherwise."""
    total, most = sum(counts.values()), max(counts.values(), default=0)
    if not total:
        return ()
    leaders = tuple(option for option, count in counts.items() if count == most)
    return leaders if most * 2 > total or len(leaders) == len(counts) else ()


def _leaving(counts: dict[int, int], rounds: list[Round]) -> tuple[int, ...]:
    last = list(counts)
    for earlier in [counts, *(past.counts for past in reversed(rounds))]:
        fewest = min(earlier[option] for option in last)
        last = [option for option in last if earlier[option] == fewest]
    return tuple(last)
