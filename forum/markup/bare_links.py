"""Makes links of addresses that stand bare in the text, in time linear to the text.

The ready-made GFM plugin copies the rest of the text at every colon, and took 16 seconds for the
worst 32,000 characters.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from forum.markup.addresses import MAX_ADDRESS

# Where the text scanner has to stop: at Markdown's own marks, and where an address may begin.
STOPS = re.compile(r"[\n!&*<@\[\\\]_`~]|(?i:https?://|www\.)")
ADDRESS = re.compile(rf"(?i:https?://|www\.)[^\s<]{{1,{MAX_ADDRESS}}}")
MAX_LOCAL_PART = 64
LOCAL_PART = re.compile(r"(?<![\w/])[a-z0-9.+_-]+\Z", re.IGNORECASE)
AT_DOMAIN = re.compile(
    r"@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.[a-z]{2,24}(?![\w@])", re.IGNORECASE
)
TRAILING = "?!.,:*_~'\"”’»]"
ENTITY_END = re.compile(r"&[a-z0-9]{1,31};\Z", re.IGNORECASE)


def bare_links(parser: MarkdownIt) -> None:
    parser.inline.terminator_re = STOPS
    parser.inline.ruler.before("emphasis", "bare_address", bare_address)
    parser.inline.ruler.push("bare_mail", bare_mail)


def bare_address(state: StateInline, silent: bool) -> bool:
    # Not while the end of a link's label is looked for: what stands in a label is no link.
    if silent or state.linkLevel or state.src[state.pos] not in "hHwW":
        return False
    if state.pos and state.src[state.pos - 1].isalnum():
        return False
    match = ADDRESS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    address = without_punctuation(match[0])
    if not push_link(state, address, address):
        return False
    state.pos += len(address)
    return True


def bare_mail(state: StateInline, silent: bool) -> bool:
    """Link a mail address at its "@": what stands before it waits in `state.pending`."""
    if silent or state.linkLevel or state.src[state.pos] != "@":
        return False
    before = LOCAL_PART.search(state.pending[-MAX_LOCAL_PART - 1 :])
    after = AT_DOMAIN.match(state.src, state.pos, state.posMax)
    if before is None or after is None or len(before[0]) > MAX_LOCAL_PART:
        return False
    address = before[0] + after[0]
    state.pending = state.pending[: -len(before[0])]
    if not push_link(state, f"mailto:{address}", address):
        state.append_pending(before[0])
        return False
    state.pos = after.end()
    return True


def push_link(state: StateInline, address: str, label: str) -> bool:
    href = state.md.normalizeLink(address)
    if not state.md.validateLink(href):
        return False
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = state.md.normalizeLinkText(label)
    state.push("link_close", "a", -1)
    return True


def without_punctuation(address: str) -> str:
    """Leave out what belongs to the sentence around, after GFM's extended autolink rules."""
    unopened = address.count(")") - address.count("(")
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
        elif last == ";":
            entity = ENTITY_END.search(address, max(0, end - 33), end)
            end = entity.start() + 1 if entity else end
        elif last not in TRAILING:
            break
        end -= 1
    return address[:end]
