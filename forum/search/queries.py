"""What a person typed into the search field, understood: words, phrases, exclusions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from forum.search.labels import number_label
from forum.search.words import number_forms, pattern_for, words_in

MAX_LENGTH = 200
MAX_TERMS = 12
# A longer search is precise already, and each form is a word more to look for.
MAX_TERMS_WITH_FORMS = 6
# A policy or document number has few: "2001-2002 CD#3".
MAX_NUMBER_WORDS = 6
# The longest run of words that may have a synonym.
MAX_RUN = 6
# Two letters begin a tenth of all words.
MIN_PREFIX = 3

_PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans("“”„‟«»", '""""""')

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """One thing to find: any of `forms`, each a run of whole words, or of words and a start."""

    forms: tuple[Phrase, ...]
    prefix: bool = False
    is_plain: bool = False

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(pattern_for(form, prefix=self.prefix) for form in self.forms)

    @property
    def can_be_longer(self) -> bool:
        """Whether this is a plain word that may also be taken for the start of one."""
        return not self.prefix and len(self.forms[0]) == 1 and len(self.forms[0][0]) >= MIN_PREFIX


@dataclass(frozen=True)
class Query:
    text: str = ""
    wanted: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    is_too_long: bool = False
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def number_label(self) -> str:
        """The label of what has this for a number, such as B.9.1; empty for mere words."""
        words = words_in(self.text)
        if len(words) > MAX_NUMBER_WORDS or not any(c.isdigit() for c in self.text):
            return ""
        return number_label(self.text)

    @property
    def only_excludes(self) -> bool:
        return bool(self.excluded) and not self.wanted

    def widened(self, terms: Iterable[Term]) -> Query:
        """The same search, but `terms` may be the starts of longer words."""
        starts = {term: Term(forms=term.forms[:1], prefix=True) for term in terms}
        return replace(self, wanted=tuple(starts.get(term, term) for term in self.wanted))


def parse_query(
    text: str, *, completing: bool = False, synonyms: Mapping[Phrase, tuple[Phrase, ...]] = {}
) -> Query:
    """Any text is a query; with `completing` a last word still being typed may go on.

    `synonyms` gives other forms for a word or a run of words; quotes mean exactly these words.
    """
    text = " ".join(text.replace("\0", " ").split()) + (" " if text[-1:].isspace() else "")
    if len(text.strip()) > MAX_LENGTH:
        return Query(text=text.strip(), is_too_long=True)
    pieces = list(_pieces(text.translate(_QUOTES)))
    if completing and pieces and not text.endswith((" ", '"')):
        excluded, term = pieces[-1]
        starts = len(term.forms[0][-1]) >= MIN_PREFIX
        pieces[-1] = (excluded, Term(forms=term.forms[:1], prefix=starts))
    pieces = _with_synonyms(pieces, synonyms)
    kept = list(dict.fromkeys(pieces))[:MAX_TERMS]
    if len(kept) > MAX_TERMS_WITH_FORMS:
        kept = [(excluded, replace(term, forms=term.forms[:1])) for excluded, term in kept]
    return Query(
        text=text.strip(),
        wanted=tuple(term for excluded, term in kept if not excluded),
        excluded=tuple(term for excluded, term in kept if excluded),
        is_cut=len(set(pieces)) > MAX_TERMS,
    )


def _with_synonyms(
    pieces: list[tuple[bool, Term]], synonyms: Mapping[Phrase, tuple[Phrase, ...]]
) -> list[tuple[bool, Term]]:
    """Each run of plain words that has synonyms, the longest first, as one term of them all."""
    found: list[tuple[bool, Term]] = []
    at = 0
    while at < len(pieces):
        for length in range(min(MAX_RUN, len(pieces) - at), 0, -1):
            run = pieces[at : at + length]
            if any(excluded or not term.is_plain for excluded, term in run):
                continue
            words = tuple(term.forms[0][0] for _excluded, term in run)
            if others := synonyms.get(words):
                own = run[0][1].forms if length == 1 else (words,)
                found.append((False, Term(forms=tuple(dict.fromkeys((*own, *others))))))
                break
        else:
            length = 1
            found.append(pieces[at])
        at += length
    return found


def _pieces(text: str) -> Iterator[tuple[bool, Term]]:
    for found in _PIECE.finditer(text):
        excluded = bool(found["minus"])
        if found["phrase"] is not None:
            if words := words_in(found["phrase"]):
                yield excluded, Term(forms=(words,))
        elif words := words_in(found["word"]):
            prefix = found["word"].endswith("*") and len(words[-1]) >= MIN_PREFIX
            plain = len(words) == 1 and not prefix
            forms = tuple((form,) for form in number_forms(words[0])) if plain else (words,)
            yield excluded, Term(forms=forms, prefix=prefix, is_plain=plain)
