"""Word by word, what changed between two texts."""

from __future__ import annotations

import difflib
import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# SequenceMatcher is quadratic: past this many words lines are compared instead.
MAX_WORDS = 4_000


def word_difference(before: str, after: str) -> SafeString:
    """HTML with `<del>` and `<ins>`, each announced in words for those who can't see them."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    parts = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            parts.append(format_html("{}", "".join(old[i1:i2])))
            continue
        if i1 < i2:
            parts.append(_marked("del", _("removed"), "".join(old[i1:i2])))
        if j1 < j2:
            parts.append(_marked("ins", _("added"), "".join(new[j1:j2])))
    return format_html_join("", "{}", ((part,) for part in parts))


def _marked(tag: str, word: str, text: str) -> SafeString:
    return format_html(
        '<{0}><span class="vh">[{1}: </span>{2}<span class="vh">]</span></{0}>', tag, word, text
    )
