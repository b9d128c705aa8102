"""Turns a source into safe HTML and plain text, and tells whom and what it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from markdown_it.token import Token

from forum.markup import addresses, parser
from forum.markup.dressing import dress
from forum.markup.files import FileKey, ShownFile, document_list, picture_html
from forum.markup.limits import (
    MAX_LINKS,
    MAX_MENTIONS,
    too_deep,
    too_many_links,
    too_many_mentions,
)
from forum.markup.plain import plain_text, spoiler_title
from forum.markup.references import References, Resolve, Target, Targets, collect, put_titles
from forum.markup.refusal import MarkupRefused
from forum.markup.sanitiser import sanitiser
from forum.markup.source import clean_source, has_visible_character
from forum.markup.words import DONE, FILE_REMOVED, SPOILER, TO_DO, in_site_language

# Raised with every change of what comes out, so that old posts can be found and rendered anew.
RENDERER_VERSION = 3

LINKS = ("link_open", "reference")

Mentionable = Callable[[set[str]], Mapping[str, str]]
Files = Callable[[set[FileKey]], Mapping[FileKey, ShownFile]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """`mentions` are handles in small letters, `links` addresses of other sites, by first use.

    `files` are the ids of the author's own attachments that the text refers to,
    `targets` are the threads and pages whose titles the post shows, or will when they are open.
    """

    html: str
    mentions: tuple[str, ...]
    text: str
    links: tuple[str, ...]
    files: tuple[int, ...] = ()
    targets: tuple[Target, ...] = ()


def nobody(handles: set[str]) -> Mapping[str, str]:
    return {}


def no_files(keys: set[FileKey]) -> Mapping[FileKey, ShownFile]:
    return {}


def nothing(references: References) -> Targets:
    return {}


def render(
    source: str,
    *,
    mentionable: Mentionable = nobody,
    files: Files = no_files,
    resolve: Resolve = nothing,
) -> Rendered:
    """Render a post; deterministic but for the three that are asked, each once at most.

    `mentionable` gets handles in small letters and gives back the address of those that exist;
    `files` gets id and token of the attachments that the text names, and gives back those that
    this post may show; `resolve` gets bare links and policy numbers and gives back what they
    lead to. All others stay as they were typed. Raises MarkupRefused.
    """
    try:
        # A container at the very end looks one character ahead, hence the line end.
        tokens = markdown.parse(f"{clean_source(source)}\n")
        named = files_named(tokens)
        shown = files(named) if named else {}
        tokens = dress(tokens, shown)
    except RecursionError:
        raise too_deep() from None
    inlines = [child for token in tokens for child in token.children or ()]
    references = collect(inlines)
    targets = put_titles(inlines, resolve(references)) if any(references) else []
    text = plain_text(tokens)
    if not has_visible_character(text) and not any(child.type == "picture" for child in inlines):
        raise MarkupRefused(_("Nothing of this text would show: it holds marks, but no words."))
    links = outgoing_links(inlines)
    handles = list(dict.fromkeys(child.info for child in inlines if child.type == "mention"))
    people = mentionable(set(handles)) if handles else {}
    if len(people) > MAX_MENTIONS:
        raise too_many_mentions()
    html = markdown.renderer.render(tokens, markdown.options, {"people": people})
    mentions = tuple(handle for handle in handles if handle in people)
    html = sanitiser.clean(html).strip() + document_list(shown.values())
    standing = tuple(file.id for file in shown.values() if file.own and not file.removed)
    return Rendered(html, mentions, text, links, standing, tuple(dict.fromkeys(targets)))


def files_named(tokens: Sequence[Token]) -> set[FileKey]:
    children = [child for token in tokens for child in token.children or ()]
    named = [child.attrs.get("src") or child.attrs.get("href") or "" for child in children]
    return set(filter(None, (addresses.file_of_ours(str(address)) for address in named)))


def outgoing_links(inlines: Sequence[Token]) -> tuple[str, ...]:
    hrefs = [str(child.attrs["href"]) for child in inlines if child.type in LINKS]
    if len(hrefs) > MAX_LINKS:
        raise too_many_links()
    return tuple(dict.fromkeys(filter(addresses.is_outgoing, hrefs)))


def render_mention(
    renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    token = tokens[index]
    address = env["people"].get(token.info)
    if address is None:
        return escape(token.content)
    return f'<a class="mention" href="{escape(address)}">{escape(token.content)}</a>'


def render_reference(
    renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: dict[str, Any]
) -> str:
    """A link with the title of what it leads to, or else with its address."""
    token = tokens[index]
    inner = renderer.renderInline(token.children, options, env) if token.children else None
    attributes = renderer.renderAttrs(token)
    return f"<a{attributes}>{escape(token.content) if inner is None else inner}</a>"


def render_policy(renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    token = tokens[index]
    words = escape(token.content)
    return f"<a{renderer.renderAttrs(token)}>{words}</a>" if token.attrs else words


def render_task(renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    """A sign to see and words to hear: a checkbox that nobody can tick would need a label too."""
    done = tokens[index].meta["done"]
    sign, words = ("☑", DONE) if done else ("☐", TO_DO)
    words = escape(in_site_language(words))
    return f'<span aria-hidden="true">{sign}</span> <span class="vh">{words}</span> '


def render_spoiler_open(renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    title = spoiler_title(tokens[index]) or in_site_language(SPOILER)
    return f'<details class="spoiler"><summary>{escape(title)}</summary>\n'


def render_constant(html: str) -> Callable[..., str]:
    return lambda *_: html


def render_picture(renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    token = tokens[index]
    alternative = token.children[0].content if token.children else ""
    return picture_html(token.meta["file"], alternative, alone=token.meta["alone"])


def render_removed(*_: Any) -> str:
    return f'<em class="file-removed">{escape(in_site_language(FILE_REMOVED))}</em>'


def rules() -> Iterator[tuple[str, Callable[..., str]]]:
    yield "mention", render_mention
    yield "reference", render_reference
    yield "policy", render_policy
    yield "task", render_task
    yield "picture", render_picture
    yield "file_removed", render_removed
    yield "container_spoiler_open", render_spoiler_open
    yield "container_spoiler_close", render_constant("</details>\n")
    # A wide table scrolls inside its wrapper, for the keyboard too.
    yield "table_open", render_constant('<div class="table-wrap" tabindex="0">\n<table>\n')
    yield "table_close", render_constant("</table>\n</div>\n")


markdown = parser.build()
for name, rule in rules():
    markdown.add_render_rule(name, rule)
