"""Cuts text into words by the rule that the index follows, and finds words in text."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")


class _Fold(dict[int, int]):
    """Each letter's small form without accents, one for one, so that offsets stay true."""

    def __missing__(self, code: int) -> int:
        parts = unicodedata.normalize("NFD", chr(code))
        is_accented = all(unicodedata.combining(mark) for mark in parts[1:])
        base = parts[0] if is_accented else chr(code)
        self[code] = ord(base.lower()[0])
        return self[code]


_fold = _Fold()


def fold(text: str) -> str:
    """`text` as the index compares it, of the same length."""
    return text.lower() if text.isascii() else text.translate(_fold)


def words_in(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(fold(unicodedata.normalize("NFC", text))))


def number_forms(word: str) -> tuple[str, ...]:
    """An English word and what may be its singular or plural; numbers and codes stay alone."""
    if len(word) < 4 or not word.isalpha():
        return (word,)
    if word.endswith("ies"):
        return (word, word[:-3] + "y")
    if word.endswith(("sses", "shes", "ches", "xes")):
        return (word, word[:-2])
    if word.endswith("s"):
        return (word,) if word.endswith("ss") else (word, word[:-1])
    if word.endswith("y") and word[-2] not in "aeiou":
        return (word, word[:-1] + "ies")
    return (word, word + ("es" if word.endswith(("sh", "ch", "x")) else "s"))


def pattern_for(phrase: tuple[str, ...], *, prefix: bool = False) -> re.Pattern[str]:
    """Finds `phrase` in folded text, whole words only; with `prefix` the last may go on.

    The letters come before the looks behind and ahead: the engine then skips to them.
    """
    first, *others = (re.escape(word) for word in phrase)
    rest = "".join(rf"[\W_]+{word}" for word in others)
    return re.compile(rf"{first}(?<![^\W_]{first}){rest}" + ("" if prefix else r"(?![^\W_])"))
