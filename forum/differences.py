"""Word by word, what changed between two texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forum.matching import opcodes

# A word or mark with the spaces after it; a line's end with the indentation of the next.
_WORDS = re.compile(r"\n[^\S\n]*|\w+[^\S\n]*|[^\w\s][^\S\n]*|[^\S\n]+")

Part = tuple[str, str]


def word_difference(before: str, after: str) -> SafeString:
    """HTML with `<del>` and `<ins>`, each announced in words for those who can't see them."""
    return _shown(word_changes(before, after))


def word_sides(before: str, after: str) -> tuple[SafeString, SafeString]:
    """The same for two columns: the old text with what was removed, the new with what was added.

    Each column keeps its own spaces, so that it reads as its text does.
    """
    left: list[Part] = []
    right: list[Part] = []
    for kind, gone, come in _runs(before, after):
        left += [("same", gone)] if kind == "equal" else _marks("del", gone)
        right += [("same", come)] if kind == "equal" else _marks("ins", come)
    return _shown(left), _shown(right)


def word_changes(before: str, after: str) -> list[Part]:
    """What stayed ("same"), went ("del") and came ("ins"), in order.

    Words are the same whatever spaces follow them, but lines whatever their indentation are not.
    """
    parts: list[Part] = []
    lead = ""  # A space that went with the words after it.
    for kind, gone, come in _runs(before, after):
        if kind == "equal":
            parts.append(("same", come))
            lead = " " if gone.endswith(" ") and not come.endswith(" ") else ""
            continue
        gone = lead + gone if gone else ""
        space = " " if gone.endswith(" ") and come.endswith(" ") else ""
        changed = (("del", gone.removesuffix(space)), ("ins", come.removesuffix(space)))
        parts += [(kind, text) for kind, text in (*changed, ("same", space)) if text]
    return parts


def _runs(before: str, after: str) -> Iterator[tuple[str, str, str]]:
    """Runs of words, in order: what became of them, as they were, as they are."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for kind, i1, i2, j1, j2 in opcodes(_keys(old), _keys(new)):
        yield kind, "".join(old[i1:i2]), "".join(new[j1:j2])


def _marks(kind: str, text: str) -> list[Part]:
    """The words marked, and the space after them left as it is."""
    words = text.rstrip(" ") or text
    return [part for part in ((kind, words), ("same", text[len(words) :])) if part[1]]


def _keys(words: list[str]) -> list[str]:
    return [word.rstrip() or word for word in words]


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
