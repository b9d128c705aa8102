"""Word by word, what changed between two texts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# SequenceMatcher is quadratic: past this many words lines are compared instead.
MAX_WORDS = 4_000

Part = tuple[str, str]


def word_difference(before: str, after: str) -> SafeString:
    """HTML with `<del>` and `<ins>`, each announced in words for those who can't see them."""
    return _shown(word_changes(before, after))


def word_sides(before: str, after: str) -> tuple[SafeString, SafeString]:
    """The same for two columns: the old text with what was removed, the new with what was added."""
    changes = word_changes(before, after)
    return (
        _shown(part for part in changes if part[0] != "ins"),
        _shown(part for part in changes if part[0] != "del"),
    )


def word_changes(before: str, after: str) -> list[Part]:
    """What stayed ("same"), went ("del") and came ("ins"), in order.

    A space between two changed words counts as changed with them, so that a reworded phrase is
    one change and not one a word.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    codes = matcher.get_opcodes()
    parts: list[Part] = []
    gone, come = "", ""
    for place, (kind, i1, i2, j1, j2) in enumerate(codes):
        taken, given = "".join(old[i1:i2]), "".join(new[j1:j2])
        if kind != "equal":
            gone, come = gone + taken, come + given
        elif 0 < place < len(codes) - 1 and taken.isspace() and gone and come:
            gone, come = gone + taken, come + taken
        else:
            parts += [*_changed(gone, come), ("same", taken)]
            gone, come = "", ""
    return [*parts, *_changed(gone, come)]


def _changed(gone: str, come: str) -> Iterator[Part]:
    if gone:
        yield "del", gone
    if come:
        yield "ins", come


def _shown(parts: Iterable[Part]) -> SafeString:
    names = {"del": _("removed"), "ins": _("added")}
    return format_html_join(
        "",
        "{}",
        ((text if kind == "same" else _marked(kind, names[kind], text),) for kind, text in parts),
    )


def _marked(tag: str, word: str, text: str) -> SafeString:
    return format_html(
        '<{0}><span class="vh">[{1}: </span>{2}<span class="vh">]</span></{0}>', tag, word, text
    )
