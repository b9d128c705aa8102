"""What is marked as changed between two texts, short and long, and texts made to take long."""

from __future__ import annotations

import random

import pytest

from forum.differences import word_changes
from forum.matching import BUDGET, Matching, opcodes

SENTENCES = " ".join(f"Some sentence number {n} says a few words." for n in range(700))
HOSTILE = {
    "lines": (["a", "\n"] * 15_900 + ["z"], ["a", "\n"] * 15_890 + ["b", "\n", "z"]),
    "turned": (["a", "b"] * 8_000, ["b", "a"] * 8_000),
    "few words": tuple(random.Random(n).choices("abc", k=16_000) for n in (1, 2)),
    "every second": tuple(
        [word for n in range(5_000) for word in (f"w{n}", f"{own}{n}")] for own in "xy"
    ),
}


def test_one_word_of_a_long_paragraph_is_marked_alone() -> None:
    changes = word_changes(SENTENCES, SENTENCES.replace("Some", "Any", 1))
    assert [part for part in changes if part[0] != "same"] == [("del", "Some"), ("ins", "Any")]


def test_words_far_apart_are_each_marked() -> None:
    after = SENTENCES.replace("number 3 ", "number three ").replace("number 650 ", "number x ")
    marked = [part for part in word_changes(SENTENCES, after) if part[0] != "same"]
    assert marked == [("del", "3"), ("ins", "three"), ("del", "650"), ("ins", "x")]


@pytest.mark.parametrize("texts", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_made_to_take_long_takes_no_more_steps(texts: tuple[list[str], list[str]]) -> None:
    assert 0 <= Matching(*texts).left <= BUDGET


@pytest.mark.parametrize("seed", range(20))
def test_both_texts_are_told_whole(seed: int) -> None:
    chance = random.Random(seed)
    old, new = (chance.choices("abcdefgh", k=chance.randrange(400)) for _ in range(2))
    runs = list(opcodes(old, new))
    assert [word for _kind, i1, i2, _j1, _j2 in runs for word in old[i1:i2]] == old
    assert [word for _kind, _i1, _i2, j1, j2 in runs for word in new[j1:j2]] == new
    assert all(old[i1:i2] == new[j1:j2] for kind, i1, i2, j1, j2 in runs if kind == "equal")
