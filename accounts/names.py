"""What people may call themselves, so that nobody passes for someone else.

Handles are plain ASCII. Display names may use any script, but each word only one of them,
nothing invisible, and nothing that looks like the name of a moderator or of the site itself.
Two texts look alike when their skeletons are equal (after Unicode Technical Standard 39).
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_MARKS_IN_A_ROW = 3
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
EAST_ASIAN = frozenset({"BOPOMOFO", "CJK", "HANGUL", "HIRAGANA", "KATAKANA"})

RESERVED_WORDS = {
    "abuse", "account", "accounts", "admin", "administrator", "ala", "all", "anonymous", "api",
    "bot", "channel", "chair", "cms", "committee", "contact", "deleted", "delivery", "everybody",
    "everyone", "feedback", "forum", "guest", "help", "here", "host", "info", "keeper", "mail",
    "mailer", "me", "member", "members", "mod", "moderation", "moderator", "moderators", "mods",
    "news", "nobody", "noreply", "notice", "notices", "notify", "null", "official", "office",
    "owner", "postmaster", "robot", "root", "roundtable", "security", "settings", "site", "staff",
    "support", "sysop", "system", "team", "test", "undefined", "unit", "unknown", "user", "users",
    "visitor", "webmaster", "www",
}  # fmt: skip

# Letters of other scripts, and digits, that pass for a Latin letter. I, l, 1 and | are one.
# Greek capitals stand apart because their small letters look like others.
CAPITALS = str.maketrans("ΗΜΝΡΥΖ", "hmnpyz")
LOOK_ALIKES = str.maketrans(
    "авекмнорстухіјѕһԁԛԝгԍꙅёїαβγεηικμνορτυχωϲϳօսհոցզճաıɑɡɩ0134578|!@$ƅƖ",
    "abekmhopctyxijshdqwrgseiabyenikuvoptuxwcjouhnqqdaiagioieastbiiasbi",
)
ONE_LETTER = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("l", "i"))


def normalize_handle(text: str) -> str:
    """The one spelling of a handle: NFKC, casefolded, without the @ people put before it."""
    return unicodedata.normalize("NFKC", text).casefold().strip().removeprefix("@")


def normalize_name(text: str) -> str:
    """NFKC, so that full-width or mathematical letters are plain ones; single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split(" ")).strip()


def skeleton(text: str) -> str:
    """What the eye keeps of a name: equal for two that are easily taken for each other."""
    folded = unicodedata.normalize("NFKD", text).translate(CAPITALS).casefold()
    folded = folded.translate(LOOK_ALIKES)
    kept = "".join(character for character in folded if character.isalnum())
    for seen, meant in ONE_LETTER:
        kept = kept.replace(seen, meant)
    return kept


RESERVED = frozenset(skeleton(word) for word in RESERVED_WORDS)


def is_reserved_handle(handle: str) -> bool:
    return skeleton(handle) in RESERVED


def is_reserved_name(name: str) -> bool:
    """Whether a name consists of the site's own words alone, as “Roundtable Support”."""
    words = re.split(r"[\W_]+", name)
    whole = skeleton(name)
    return whole in RESERVED or all(skeleton(word) in RESERVED for word in words if word)


def validate_name(name: str) -> None:
    """Raise ValidationError for a name that misleads by its characters."""
    if any(is_invisible(character) for character in name):
        raise ValidationError(
            _("This name has invisible or direction-changing characters. Type it anew."),
            code="invisible",
        )
    if not any(character.isalnum() for character in name):
        raise ValidationError(_("A name needs at least one letter."), code="no_letters")
    if has_stacked_marks(name):
        raise ValidationError(_("This name has too many accents on one letter."), code="marks")
    if any(len(scripts(word)) > 1 for word in re.split(r"[\s-]+", name)):
        raise ValidationError(
            _("A word of this name mixes letters of different alphabets. Use one of them."),
            code="mixed_script",
        )


def is_invisible(character: str) -> bool:
    return (
        unicodedata.category(character) in INVISIBLE_CATEGORIES
        or character in INVISIBLE
        or "\ufe00" <= character <= "\ufe0f"
        or "\u180b" <= character <= "\u180f"
    )


def has_stacked_marks(name: str) -> bool:
    marks = 0
    for character in unicodedata.normalize("NFD", name):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > MAX_MARKS_IN_A_ROW:
            return True
    return False


def scripts(word: str) -> set[str]:
    """The alphabets of a word's letters, told by their Unicode names; East Asian ones mix."""
    found = set()
    for character in word:
        if character.isalpha():
            script = unicodedata.name(character, "UNKNOWN").split(" ")[0]
            if script != "MODIFIER":
                found.add("EAST ASIAN" if script in EAST_ASIAN else script)
    return found
