"""Ids of Council's documents, such as "2001-2002 CD#3", taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DOCUMENT = re.compile(
    r"(?:(?P<term>\d{4}[-–]\d{4})\s+)?"
    r"(?P<series>[A-Z]{1,6})\s?#?\s?(?P<number>\d{1,4})(?:\.(?P<part>\d{1,3}))?"
    r"(?:_(?P<day>\d{5,8}))?(?:_(?P<standing>ACT|INF))?"
    r"(?:\s*\((?:formerly|was)\s+(?P<former>[^()]{1,30})\))?",
    re.IGNORECASE | re.ASCII,
)
SERIES = {"CD": gettext_lazy("Council document"), "EBD": gettext_lazy("Executive Board document")}
STANDING = {"ACT": gettext_lazy("for action"), "INF": gettext_lazy("for information")}


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of an id; what it does not say is empty."""

    term: str
    series: str
    number: str
    day: date | None
    standing: str
    former: str

    @property
    def in_words(self) -> str:
        """As in "Council document 44, 25 June 2016, for action, formerly MMD3"."""
        said = [f"{SERIES.get(self.series, self.series)} {self.number}"]
        if self.term:
            said.append(_("term %s") % self.term)
        if self.day:
            said.append(date_format(self.day, "j F Y"))
        if self.standing:
            said.append(str(STANDING[self.standing]))
        if self.former:
            said.append(_("formerly %s") % self.former)
        return ", ".join(said)


def parse_document(text: str) -> Document | None:
    """The parts of `text`, or None where it is no id of this kind.

    Forms as in the manual's notes and Council's lists: an optional term, the series and number,
    then perhaps a part, the meeting's day as month, day and year run together, and whether it
    was for action or for information.
    """
    found = DOCUMENT.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    return Document(
        term=(found["term"] or "").replace("–", "-"),
        series=found["series"].upper(),
        number=".".join(filter(None, (found["number"], found["part"]))),
        day=_day(found["day"] or ""),
        standing=(found["standing"] or "").upper(),
        former=(found["former"] or "").strip(),
    )


def _day(digits: str) -> date | None:
    """ "62516" is 25 June 2016: the year has two digits, or four where there are seven or eight."""
    if not digits:
        return None
    width = 4 if len(digits) > 6 else 2
    year, rest = int(digits[-width:]), digits[:-width]
    if width == 2:
        year += 1900 if year >= 70 else 2000
    try:
        return date(year, int(rest[:-2]), int(rest[-2:]))
    except ValueError:
        return None
