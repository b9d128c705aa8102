"""Orders entries by how well they fit, from their own words alone.

The engines' own ranking (bm25) counts how rare a word is in the whole index. That would let an
outsider measure, by the order of two public posts, what is said in boards closed to him.
"""

from __future__ import annotations

from math import log1p

from forum.search.labels import read
from forum.search.queries import Query
from forum.search.words import WORD, fold

# How much of a text counts; the snippet looks further.
RANKED_LENGTH = 2_000
# How many times a text is looked through for a form of a word: a search for many common words
# ranks fewer of its matches, and the rest follow as they came.
MOST_LOOKS = 6_000

# Id, title, text, kind, board, author, labels.
Row = tuple[int, str, str, str, int | None, int | None, str]


def ranked(rows: list[Row], query: Query) -> list[int]:
    """Ids of `rows`, best first: those of exactly this number, then words in the title, then
    density, then new."""
    if label := query.number_label:
        exact = [row for row in rows if label in read(row[6])]
        if exact:
            rest = [row for row in rows if label not in read(row[6])]
            return _by_words(exact, query) + _by_words(rest, query)
    return _by_words(rows, query)


def _by_words(rows: list[Row], query: Query) -> list[int]:
    looks = sum(len(term.forms) for term in query.wanted)
    first, rest = rows[: MOST_LOOKS // looks], rows[MOST_LOOKS // looks :]
    order = [pk for *_score, pk in sorted((_rank(row, query) for row in first), reverse=True)]
    return order + [row[0] for row in rest]


def _rank(row: Row, query: Query) -> tuple[int, float, int]:
    pk, title, text = row[:3]
    in_title, score = 0, 0.0
    if title:
        title = fold(title)
        in_title = sum(
            any(pattern.search(title) for pattern in term.patterns) for term in query.wanted
        )
        if in_title:
            score = 4 * in_title / len(WORD.findall(title))
    text = fold(text)
    counts = (sum(len(pattern.findall(text)) for pattern in term.patterns) for term in query.wanted)
    score += sum(map(log1p, counts)) / (1 + log1p(len(text) / 500))
    return in_title, score, pk
