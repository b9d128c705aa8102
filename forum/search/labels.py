"""What an entry carries besides words, so that a search narrowed by it stays inside the index.

Labels are words that nobody can type: each starts with a private-use letter, then a letter that
says what it is: p for a topic, o for a unit, s for a status, n for an exact number.
"""

from __future__ import annotations

from collections.abc import Iterable

from forum.search.words import words_in

# Starts every label and mark; no query holds it.
MARK = "\ue000"
# Joins the words of a number such as B.9.1; no word holds it.
JOINT = "\ue001"

TOPIC, UNIT, STATUS, NUMBER = "p", "o", "s", "n"


def topic_label(pk: int) -> str:
    return f"{TOPIC}{pk}"


def unit_label(pk: int) -> str:
    return f"{UNIT}{pk}"


def status_label(value: str) -> str:
    return f"{STATUS}{value.replace('_', JOINT)}"


def number_label(number: str) -> str:
    """Alike for every way to write it: "CD#3", "cd 3"."""
    return f"{NUMBER}{JOINT.join(words_in(number))}"


def written(labels: Iterable[str]) -> str:
    """As the entry's column holds them."""
    return " ".join(f"{MARK}{label}" for label in dict.fromkeys(labels))


def read(column: str) -> list[str]:
    return [label[1:] for label in column.split()]


def status_of(label: str) -> str:
    return label[1:].replace(JOINT, "_")


def thread_labels(topics: Iterable[int]) -> str:
    return written(topic_label(pk) for pk in topics)


def status_of_thread(locked: bool, answered: bool) -> str:
    return "closed" if locked else "answered" if answered else "open"
