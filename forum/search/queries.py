"""What a person typed into the search field, understood: words, phrases, exclusions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from forum.search.words import number_forms, pattern_for, words_in

MAX_LENGTH = 200
MAX_TERMS = 12
# A longer search is precise already, and each form is a word more to look for.
MAX_TERMS_WITH_FORMS = 6
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
    def only_excludes(self) -> bool:
        return bool(self.excluded) and not self.wanted

    def widened(self, terms: Iterable[Term]) -> Query:
        """The same search, but `terms` may be the starts of longer words."""
        starts = {term: Term(forms=term.forms[:1], prefix=True) for term in terms}
        return replace(self, wanted=tuple(starts.get(term, term) for term in self.wanted))


def parse_query(text: str, *, completing: bool = False) -> Query:
    """Any text is a query; with `completing` a last word still being typed may go on."""
    text = " ".join(text.replace("\0", " ").split()) + (" " if text[-1:].isspace() else "")
    if len(text.strip()) > MAX_LENGTH:
        return Query(text=text.strip(), is_too_long=True)
    pieces = list(_pieces(text.translate(_QUOTES)))
    if completing and pieces and not text.endswith((" ", '"')):
        excluded, term = pieces[-1]
        starts = len(term.forms[0][-1]) >= MIN_PREFIX
        pieces[-1] = (excluded, Term(forms=term.forms[:1], prefix=starts))
    kept = list(dict.fromkeys(pieces))[:MAX_TERMS]
    if len(kept) > MAX_TERMS_WITH_FORMS:
        kept = [(excluded, replace(term, forms=term.forms[:1])) for excluded, term in kept]
    return Query(
        text=text.strip(),
        wanted=tuple(term for excluded, term in kept if not excluded),
        excluded=tuple(term for excluded, term in kept if excluded),
        is_cut=len(set(pieces)) > MAX_TERMS,
    )


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
            yield excluded, Term(forms=forms, prefix=prefix)
