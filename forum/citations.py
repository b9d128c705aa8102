"""How to cite a post: plain, APA (7th), Chicago author-date and notes (18th), as safe HTML.

The styles are in English whatever the reader's language; dates are those of the site's zone,
so that everyone cites the same day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Post

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# They belong to the surname after them.
PARTICLES = frozenset(
    [
        "af",
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
        "zu",
    ]
)
ENDED = ("?", "!", ".", "…")


class Citation(NamedTuple):
    key: str
    style: str | Promise
    html: SafeString


@dataclass(frozen=True, slots=True)
class Source:
    """The facts that every style puts in its own order."""

    name: str
    handle: str
    title: str
    number: int
    day: datetime
    url: str

    @classmethod
    def of(cls, post: Post) -> Source:
        return cls(
            name=" ".join(post.author.display_name.split()),
            handle=post.author.handle,
            title=" ".join(post.thread.title.split()),
            number=post.number,
            day=post.created_at.astimezone(timezone.get_default_timezone()),
            url=f"{settings.SITE_URL.rstrip('/')}{post.get_absolute_url()}",
        )

    @property
    def month(self) -> str:
        return MONTHS[self.day.month - 1]

    @property
    def month_day_year(self) -> str:
        return f"{self.month} {self.day.day}, {self.day.year}"


def citations(post: Post) -> list[Citation]:
    source = Source.of(post)
    return [
        Citation("plain", gettext_lazy("Plain"), plain(source)),
        Citation("apa", "APA 7", apa(source)),
        Citation("chicago", gettext_lazy("Chicago, author-date"), chicago(source)),
        Citation("notes", gettext_lazy("Chicago, notes"), chicago_note(source)),
    ]


def plain(source: Source) -> SafeString:
    """In the reader's language and way of writing dates."""
    return format_html(
        _("{name}, “{title}”, no. {number}, {site}, {day}, {url}"),
        name=source.name,
        title=inner_quotes(source.title),
        number=source.number,
        site=settings.SITE_NAME,
        day=date_format(source.day, "DATE_FORMAT"),
        url=source.url,
    )


def apa(source: Source) -> SafeString:
    return format_html(
        "{} [@{}]. ({}, {} {}). <em>{}</em> (No. {}) [Online forum post]. {}. {}",
        initials_last(source.name),
        source.handle,
        source.day.year,
        source.month,
        source.day.day,
        source.title,
        source.number,
        settings.SITE_NAME,
        source.url,
    )


def chicago(source: Source) -> SafeString:
    return format_html(
        "{} {}. “{}” No. {}. {}, {}. {}.",
        stopped(surname_first(source.name)),
        source.day.year,
        stopped(inner_quotes(source.title)),
        source.number,
        settings.SITE_NAME,
        source.month_day_year,
        source.url,
    )


def chicago_note(source: Source) -> SafeString:
    title = inner_quotes(source.title)
    return format_html(
        "{}, “{}” no. {}, {}, {}, {}.",
        source.name,
        title if title.endswith(ENDED) else f"{title},",
        source.number,
        settings.SITE_NAME,
        source.month_day_year,
        source.url,
    )


def surname_first(name: str) -> str:
    """“Example, Alice B.”; a name of one word, or one that ends in no letter, stays as it is."""
    given, surname = parts(name)
    return f"{surname}, {given}" if given else surname


def initials_last(name: str) -> str:
    """“Example, A. B.”, hyphens kept: “Sartre, J.-P.”"""
    given, surname = parts(name)
    initials = [
        "-".join(f"{part[0].upper()}." for part in word.split("-") if part[:1].isalpha())
        for word in given.split()
    ]
    shown = " ".join(filter(None, initials))
    return f"{surname}, {shown}" if shown else surname


def parts(name: str) -> tuple[str, str]:
    """Given names and surname of a name in western order, particles with the surname."""
    words = name.split()
    if len(words) < 2 or not all(word[0].isalpha() for word in words):
        return "", name
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def inner_quotes(title: str) -> str:
    """Double quotation marks become single ones inside a title that stands in double ones."""
    opened = ""
    for place, mark in enumerate(title):
        if mark == '"':
            is_start = place == 0 or (
                not title[place - 1].isalnum() and title[place - 1] not in ",.?!"
            )
            opened += "‘" if is_start else "’"
        else:
            opened += {"“": "‘", "”": "’", "„": "‚"}.get(mark, mark)
    return opened


def stopped(words: str) -> str:
    return words if words.endswith(ENDED) else f"{words}."
