"""Changes what the parser read into what a post shows, before it becomes HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markdown_it.token import Token

from forum.markup import addresses
from forum.markup.files import FileKey, ShownFile, undescribed
from forum.markup.limits import MAX_INLINE_LEVEL, MAX_LEVEL, too_deep
from forum.markup.plain import inline_text
from forum.markup.references import fold_links

OUTGOING_REL = "nofollow ugc noopener"
POST_HEADING = 3
ALIGNMENTS = {
    "text-align:left": "ta-start",
    "text-align:center": "ta-center",
    "text-align:right": "ta-end",
}


def dress(tokens: list[Token], shown: Mapping[FileKey, ShownFile]) -> list[Token]:
    """Change tokens in place and in order; of this site's files those in `shown` are shown."""
    dressed: list[Token] = []
    task: Token | None = None
    for token in tokens:
        if task:
            # Into the item's first line, or before whatever else the item begins with.
            if token.type == "inline":
                token.children = [task, *(token.children or [])]
            elif token.type not in ("paragraph_open", "heading_open"):
                dressed.append(Token("inline", "", 0, children=[task]))
            if token.type not in ("paragraph_open", "heading_open"):
                task = None
        dress_block(token, shown)
        dressed.append(token)
        if "checked" in token.meta:
            # Taken away, or the renderer would add a checkbox of its own.
            task = Token("task", "", 0, meta={"done": token.meta.pop("checked")})
    shift_headings(dressed)
    return dressed


def shift_headings(tokens: list[Token]) -> None:
    """Put headings under that of the post, without skipping a level, and hide those without words.

    `#` becomes h4; `##` becomes h5 under a `#`, and h4 where the post has none above it.
    """
    outline: list[str] = []
    for start, words, end in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if start.type != "heading_open":
            continue
        if not words.content.strip():
            start.hidden = end.hidden = True
            continue
        while outline and outline[-1] >= start.tag:
            outline.pop()
        outline.append(start.tag)
        start.tag = end.tag = f"h{min(POST_HEADING + len(outline), 6)}"


def dress_block(token: Token, shown: Mapping[FileKey, ShownFile]) -> None:
    if token.type in ("th_open", "td_open"):
        alignment = ALIGNMENTS.get(str(token.attrs.pop("style", "")))
        if alignment:
            token.attrSet("class", alignment)
        if token.type == "th_open":
            token.attrSet("scope", "col")
    elif token.type == "container_spoiler_open" and token.level >= MAX_LEVEL:
        raise too_deep()
    elif token.type == "inline":
        token.children = list(fold_links(dress_links(token.children or [], shown)))
        if any(child.level > MAX_INLINE_LEVEL for child in token.children):
            raise too_deep()


def dress_links(children: list[Token], shown: Mapping[FileKey, ShownFile]) -> Iterator[Token]:
    """Mark outgoing links; show pictures among the `shown` files only, and link to all others."""
    href: str | None = None
    label: list[Token] = []
    for token in children:
        if token.type == "link_open":
            href, label = str(token.attrs["href"]), []
            if not is_removed(href, shown):
                yield mark_outgoing(token)
        elif token.type == "link_close" and is_removed(href or "", shown):
            yield from (text(" "), Token("file_removed", "em", 0))
            href = None
        elif token.type == "link_close":
            yield token
            yield from reveal_host(href or "", label)
            href = None
        else:
            for part in dress_image(token, shown, inside_link=href is not None):
                label.append(part)
                yield part


def is_removed(href: str, shown: Mapping[FileKey, ShownFile]) -> bool:
    file = shown.get(addresses.file_of_ours(href) or (0, ""))
    return file is not None and file.removed


def mark_outgoing(link: Token) -> Token:
    if addresses.is_outgoing(str(link.attrs["href"])):
        link.attrSet("rel", OUTGOING_REL)
    return link


def reveal_host(href: str, label: list[Token]) -> Iterator[Token]:
    """Write a host of foreign letters behind its link, unless the link already reads so."""
    host = addresses.host(href)
    if addresses.is_foreign_script(href) and host not in inline_text(label).lower():
        yield text(f" ({host})")


def dress_image(
    token: Token, shown: Mapping[FileKey, ShownFile], *, inside_link: bool
) -> Iterator[Token]:
    if token.type != "image":
        yield token
        return
    alternative = inline_text(token.children or [])
    address = str(token.attrs["src"])
    file = shown.get(addresses.file_of_ours(address) or (0, ""))
    if file is not None and file.removed:
        yield Token("file_removed", "em", 0)
    elif file is not None and file.is_picture:
        yield picture(file, alternative.strip() or file.alt, inside_link=inside_link)
    elif inside_link:
        yield text(alternative or address)
    else:
        label = alternative or (file.name if file else address)
        yield mark_outgoing(Token("link_open", "a", 1, attrs={"href": address}))
        yield text(label)
        yield Token("link_close", "a", -1)
        yield from reveal_host(address, [text(label)])


def picture(file: ShownFile, alternative: str, *, inside_link: bool) -> Token:
    if not alternative:
        raise undescribed(file)
    meta = {"file": file, "alone": not inside_link}
    return Token("picture", "img", 0, meta=meta, children=[text(alternative)])


def text(content: str) -> Token:
    return Token("text", "", 0, content=content)
