"""What members type, checked and brought into one form before it is kept."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from forum.markup.refusal import MarkupRefused

MAX_SOURCE = 32_000
MAX_STACKED_MARKS = 12

NEWLINE = re.compile(r"\r\n?")
# Letters and symbols that show nothing: Hangul fillers and the empty Braille cell.
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"})


def clean_source(source: str) -> str:
    """The form in which a source is stored: cleaning it again changes nothing.

    Lines end in a line feed, characters are in Unicode normal form C, and blank lines at the start
    and blanks at the end are gone. Raises MarkupRefused.
    """
    # A browser sends two characters for one line end, hence twice the limit at the door.
    if len(source) > 2 * MAX_SOURCE:
        raise too_long(len(source))
    source = NEWLINE.sub("\n", source).removeprefix("\ufeff")
    if not source.isascii():
        refuse_stacked_marks(source)
        source = unicodedata.normalize("NFC", source)
    refuse_control_characters(source)
    source = re.sub(r"\A(?:[ \t]*\n)+", "", source).rstrip()
    if len(source) > MAX_SOURCE:
        raise too_long(len(source))
    if not has_visible_character(source):
        raise MarkupRefused(_("There is nothing to read here yet. Write something first."))
    return source


def has_visible_character(text: str) -> bool:
    return any(
        unicodedata.category(char) not in UNSEEN_CATEGORIES and char not in BLANK_LETTERS
        for char in text
    )


def refuse_control_characters(source: str) -> None:
    for char in set(source):
        category = unicodedata.category(char)
        if category == "Cs" or (category == "Cc" and char not in "\n\t") or is_noncharacter(char):
            raise MarkupRefused(
                _(
                    "The text holds a character that cannot be shown (U+%(code)s), often left by "
                    "copying from another program. Remove it, or paste again as plain text."
                )
                % {"code": f"{ord(char):04X}"}
            )


def is_noncharacter(char: str) -> bool:
    """One of the 66 code points that XML, and so every feed, does not take or advises against."""
    code = ord(char)
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def refuse_stacked_marks(source: str) -> None:
    """Refuse accents piled so high that they cover other posts, and are slow to put in order."""
    run = 0
    for char in source:
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if run > MAX_STACKED_MARKS:
            raise MarkupRefused(
                _(
                    "One letter carries more than %(limit)d accents, which would cover the text "
                    "around it. Remove some of them."
                )
                % {"limit": MAX_STACKED_MARKS}
            )


def too_long(length: int) -> MarkupRefused:
    return MarkupRefused(
        _(
            "The text has %(length)s characters and may have %(limit)s. "
            "Shorten it, or go on in a second post."
        )
        % {"length": f"{length:,}", "limit": f"{MAX_SOURCE:,}"}
    )
