"""Shows where the words were found: escaped text with <mark> around them."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.search.queries import Query
from forum.search.words import fold

SNIPPET_LENGTH = 240
LEAD = 60
# How far into a long text a snippet is looked for, and at how many places for each form.
SEARCHED_LENGTH = 50_000
MAX_PLACES = 50

Span = tuple[int, int]


def highlighted(text: str, query: Query) -> SafeString:
    """The whole of `text`, marked."""
    return _marked(text, _spans(text, query))


def snippet(text: str, query: Query) -> SafeString:
    """The stretch of `text` with the most places found, or its beginning."""
    text = " ".join(text[:SEARCHED_LENGTH].split())
    spans = _spans(text, query)
    start = _best_start(spans)
    start = _word_start(text, start - LEAD) if start > LEAD else 0
    end = _word_end(text, start + SNIPPET_LENGTH)
    inside = [
        (first - start, last - start) for first, last in spans if start <= first < last <= end
    ]
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return mark_safe(f"{before}{_marked(text[start:end], inside)}{after}")  # noqa: S308


def _spans(text: str, query: Query) -> list[Span]:
    """Where `query` is found: sorted, none overlapping."""
    folded = fold(text)
    found = sorted(
        match.span()
        for term in query.wanted
        for pattern in term.patterns
        for match in islice(pattern.finditer(folded), MAX_PLACES)
    )
    spans: list[Span] = []
    for start, end in found:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _best_start(spans: list[Span]) -> int:
    starts = [start for start, _end in spans]
    if not starts:
        return 0
    return max(
        starts,
        key=lambda start: (
            bisect_left(starts, start + SNIPPET_LENGTH - LEAD) - bisect_left(starts, start),
            -start,
        ),
    )


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + LEAD)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - LEAD, at)
    return space if space >= 0 else at


def _marked(text: str, spans: list[Span]) -> SafeString:
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308
