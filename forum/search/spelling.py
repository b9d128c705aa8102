"""What somebody may have meant: words near to one that stands nowhere.

Only words of what everyone may read are offered, so that no guess tells what is said elsewhere.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models.functions import Substr

from forum.models import SearchEntry, Topic
from forum.search.synonyms import synonyms
from forum.search.words import WORD, fold

KEY = "forum:vocabulary"
SECONDS = 3_600
# The newest entries that everyone may read, and how much of each, give the words to choose from.
ENTRIES = 3_000
LENGTH = 400
MIN_LETTERS = 4
NEAR = 0.75
# A word that is written once may be a slip itself.
FEW = 2


def vocabulary() -> dict[str, int]:
    """How often each word stands in what everyone may read: two queries, kept for an hour."""
    kept: dict[str, int] | None = cache.get(KEY)
    if kept is None:
        kept = _read()
        cache.set(KEY, kept, SECONDS)
    return kept


def nearest(word: str) -> str | None:
    """The word that is written most like `word`, of several the commonest."""
    if len(word) < MIN_LETTERS or not word.isalpha():
        return None
    best: tuple[float, int, str] | None = None
    matcher = SequenceMatcher(b=word, autojunk=False)
    for other, count in vocabulary().items():
        # Two of three letters at the start, in any order, and about as long.
        if abs(len(other) - len(word)) > 2 or not set(other[:3]) & set(word[:2]):
            continue
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:
            continue
        found = (round(matcher.ratio(), 2), count, other)
        if found[0] >= NEAR and other != word and (best is None or found > best):
            best = found
    return best[2] if best else None


def _read() -> dict[str, int]:
    entries = SearchEntry.objects.visible_to(AnonymousUser()).order_by("-pk")
    words: Counter[str] = Counter()
    for title, text in entries.values_list("title", Substr("text", 1, LENGTH))[:ENTRIES]:
        words.update(set(WORD.findall(fold(f"{title} {text}"))))
        words.update(WORD.findall(fold(title)))
    kept = {word: n for word, n in words.items() if n >= FEW}
    for topic in Topic.objects.all():
        for word in WORD.findall(fold(f"{topic.name} {topic.synonyms}")):
            kept[word] = max(FEW, kept.get(word, 0))
    for phrase in synonyms():
        for word in phrase:
            kept[word] = max(FEW, kept.get(word, 0))
    return {word: n for word, n in kept.items() if len(word) >= MIN_LETTERS and word.isalpha()}
