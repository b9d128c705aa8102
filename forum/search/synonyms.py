"""Words that mean the same, as editors keep them."""

from __future__ import annotations

from django.core.cache import cache

from forum.models import SynonymSet
from forum.search.words import words_in

KEY = "forum:synonyms"
SECONDS = 300
MAX_SETS = 500
MAX_WORDS = 6

Phrase = tuple[str, ...]
Synonyms = dict[Phrase, tuple[Phrase, ...]]


def synonyms() -> Synonyms:
    """The others for each word or run of words, cut as the index cuts them."""
    kept: Synonyms | None = cache.get(KEY)
    if kept is None:
        kept = _read()
        cache.set(KEY, kept, SECONDS)
    return kept


def forget_synonyms() -> None:
    """After a set was changed."""
    cache.delete(KEY)


def _read() -> Synonyms:
    found: Synonyms = {}
    for text in SynonymSet.objects.values_list("words", flat=True)[:MAX_SETS]:
        cut = [words_in(part) for part in text.split(",")]
        phrases = [phrase for phrase in dict.fromkeys(cut) if 0 < len(phrase) <= MAX_WORDS]
        for phrase in phrases:
            others = tuple(other for other in phrases if other != phrase)
            found[phrase] = tuple(dict.fromkeys((*found.get(phrase, ()), *others)))
    return found
