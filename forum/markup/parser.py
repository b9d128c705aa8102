"""The Markdown parser of posts: CommonMark, tables, tasks, bare links, mentions and spoilers."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.container import container_plugin

from forum.markup import addresses
from forum.markup.bare_links import bare_links
from forum.markup.limits import limit
from forum.markup.sanitiser import keeps_address

MAX_NESTING = 20
HOST = re.compile(r"(?<=//)[^/?#]+")
# The form of accounts.User.handle and of a unit's slug, without the full stop of a sentence.
MENTION = re.compile(
    r"@(?P<handle>[a-z0-9](?:[a-z0-9]|[.-](?=[a-z0-9])){1,59}+)(?!_*[^\W_]|@)", re.IGNORECASE
)
NOT_BEFORE_MENTION = re.compile(r"[^\W_]|[.+/@-]")


class PostMarkdown(MarkdownIt):
    def normalizeLink(self, url: str) -> str:  # noqa: N802  (overrides)
        if len(url) > addresses.MAX_ADDRESS:
            return url
        address, mark, fragment = super().normalizeLink(addresses.complete(url)).partition("#")
        return f"{address}{mark}{fragment.replace('#', '%23')}"

    def validateLink(self, url: str) -> bool:  # noqa: N802  (overrides)
        """Refuse more than the parent, which knows only what is dangerous; the text then stays."""
        return addresses.is_allowed(url) and keeps_address(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  (overrides)
        """The address as typed, but its host in Punycode, so that look-alike letters show."""
        if link.isascii():
            return link
        host = addresses.host(self.normalizeLink(link))
        return HOST.sub(host, link, count=1) if host else self.normalizeLink(link)


def mention(state: StateInline, silent: bool) -> bool:
    """Read `@handle`, unless in a link or an address; whether it exists is asked later."""
    if state.src[state.pos] != "@" or state.linkLevel:
        return False
    if state.pos and NOT_BEFORE_MENTION.match(state.src[state.pos - 1]):
        return False
    match = MENTION.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("mention", "a", 0)
        token.content = match[0]
        token.info = match["handle"].lower()
    state.pos = match.end()
    return True


def is_spoiler(parameters: str, *_: Any) -> bool:
    return parameters.split(maxsplit=1)[:1] == ["spoiler"]


def build() -> PostMarkdown:
    """GFM without footnotes, whose ids would clash between posts, and without alert boxes.

    An alert box in a post could pass for a notice of the site itself.
    """
    parser = PostMarkdown(
        "commonmark",
        {
            "html": False,
            "breaks": True,
            "xhtmlOut": False,
            "maxNesting": MAX_NESTING,
            "tasklists": True,
            "strikethrough_single_tilde": True,
        },
    )
    parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    parser.use(bare_links)
    parser.use(container_plugin, "spoiler", validate=is_spoiler)
    limit(parser)
    parser.inline.ruler.push("mention", mention)
    return parser
