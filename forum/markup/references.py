"""Words and links in a post that name another place of this site, found before they are resolved.

A bare link is one whose label is only its address. A policy's number may be followed by the
number of a clause, as in "RS-014 4.2".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from markdown_it.token import Token

from forum.markup.emoji import with_emoji
from forum.markup.plain import inline_text

# More of them in one post are left as they were typed.
MAX_REFERENCES = 50
POLICY = re.compile(
    r"(?<![\w.#/-])(?P<number>[A-Z]{1,6}(?:[.-][0-9]{1,4}){1,3})"
    r"(?:(?: |, )(?:(?:§ ?|[Ss]ection |[Cc]lause )(?P<named>[0-9]{1,3}(?:\.[0-9]{1,3}){0,3})"
    r"|(?P<clause>[0-9]{1,3}(?:\.[0-9]{1,3}){1,3})))?(?![\w-])"
)


class Target(NamedTuple):
    """Where a reference leads; the ids say whose title is shown. Without a title it is kept in
    mind only, until everyone who reads the post may read its target too."""

    href: str
    title: str
    thread_id: int | None = None
    page_id: int | None = None


Targets = Mapping[str, Target]


class References(NamedTuple):
    """What a post refers to: addresses of bare links, and numbers of policies."""

    addresses: set[str]
    numbers: set[str]


Resolve = Callable[[References], Targets]


def fold_links(children: Iterable[Token]) -> Iterator[Token]:
    """Make one token of each bare link, and find emoji and policies in all text outside links."""
    opened: Token | None = None
    label: list[Token] = []
    for token in children:
        if token.type == "link_open":
            opened, label = token, []
        elif token.type == "link_close" and opened is not None:
            yield from _link(opened, label, token)
            opened = None
        elif opened is not None:
            label.append(token)
        elif token.type == "text":
            yield from _words(token)
        else:
            yield token


def _link(opened: Token, label: list[Token], closed: Token) -> Iterator[Token]:
    href = str(opened.attrs["href"])
    words = inline_text(label)
    if words.strip() not in ("", href) or any(token.type != "text" for token in label):
        for token in label:
            if token.type == "text":
                token.content = with_emoji(token.content)
        yield from (opened, *label, closed)
        return
    reference = Token("reference", "a", 0, content=words, info=href, level=opened.level)
    reference.attrs = dict(opened.attrs)
    reference.children = label
    yield reference


def _words(token: Token) -> Iterator[Token]:
    at = 0
    for match in POLICY.finditer(token.content):
        yield _text(token, token.content[at : match.start()])
        clause = match["named"] or match["clause"] or ""
        policy = Token("policy", "a", 0, content=match[0], info=match["number"], level=token.level)
        policy.meta = {"clause": clause}
        yield policy
        at = match.end()
    if at == 0:
        token.content = with_emoji(token.content)
        yield token
    elif at < len(token.content):
        yield _text(token, token.content[at:])


def _text(token: Token, words: str) -> Token:
    return Token("text", "", 0, content=with_emoji(words), level=token.level)


def collect(inlines: Iterable[Token]) -> References:
    found = References(set(), set())
    for token in inlines:
        if len(found.addresses) + len(found.numbers) >= MAX_REFERENCES:
            break
        if token.type == "reference":
            found.addresses.add(token.info)
        elif token.type == "policy":
            found.numbers.add(token.info)
    return found


def put_titles(inlines: Iterable[Token], targets: Targets) -> list[Target]:
    """Give each resolved reference its title, in the tokens; returns all targets."""
    used = []
    for token in inlines:
        target = targets.get(token.info) if token.type in ("reference", "policy") else None
        if target is None:
            continue
        used.append(target)
        if not target.title:
            continue
        if token.type == "reference":
            token.content, token.attrs = target.title, {"href": target.href}
            token.children = None
        else:
            clause = token.meta["clause"]
            href = f"{target.href}#s{clause}" if clause else target.href
            token.attrs = {"href": href, "title": target.title}
    return used
