"""Puts post fragments in their place: nested or in a row, with the viewer's marks around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.paths import SEGMENT
from forum.rendering import PostRow

MAX_RENDERED_DEPTH = 8
# So many people a branch names; the others are counted.
NAMED = 2


@dataclass(slots=True)
class Marks:
    """What one viewer sees on top of the shared fragments; empty for a visitor."""

    user_id: int | None = None
    unread: frozenset[int] = frozenset()
    helpful: frozenset[int] = frozenset()
    muted: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()
    has_draft: bool = False


@dataclass(slots=True)
class Branch:
    """A post with those of the window that answer it, at any depth."""

    row: PostRow
    level: int
    replies: list[Branch] = field(default_factory=list)
    size: int = 0
    new: int = 0
    names: dict[str, None] = field(default_factory=dict)


def branches(rows: Sequence[PostRow], unread: frozenset[int]) -> list[Branch]:
    """Nest rows that stand in depth-first order; one whose parent is elsewhere starts a branch."""
    top: list[Branch] = []
    above: list[Branch] = []
    for row in rows:
        while above and not row.path.startswith(above[-1].row.path):
            above.pop()
        branch = Branch(row, len(above) + 1)
        (above[-1].replies if above else top).append(branch)
        for ancestor in above:
            ancestor.size += 1
            ancestor.new += row.number in unread
            if not row.is_gone:
                ancestor.names[row.author__display_name] = None
        above.append(branch)
    return top


def tree(
    rows: Sequence[PostRow],
    fragments: dict[int, str],
    marks: Marks,
    *,
    base_url: str,
    levels: int = MAX_RENDERED_DEPTH,
) -> SafeString:
    """The list of branches; below so many levels a link leads on.

    The fragments come escaped from their template, and nothing else is put in unescaped.
    """
    parts: list[str] = ['<ol class="posts posts--top" data-depth="1">']
    for branch in branches(rows, marks.unread):
        _add_branch(parts, branch, fragments, marks, base_url, levels)
    parts.append("</ol>")
    return mark_safe("".join(parts))  # noqa: S308


def flat(rows: Sequence[PostRow], fragments: dict[int, str], marks: Marks) -> SafeString:
    parts = ['<ol class="posts posts--top posts--flat" data-depth="1">']
    for row in rows:
        parts += [_open_item(row, marks), folded(row, fragments[row.number], marks), "</li>"]
    parts.append("</ol>")
    return mark_safe("".join(parts))  # noqa: S308


def _add_branch(
    parts: list[str],
    branch: Branch,
    fragments: dict[int, str],
    marks: Marks,
    base_url: str,
    levels: int,
) -> None:
    row = branch.row
    apart = branch.level == 1 and len(row.path) > SEGMENT
    parts += [_open_item(row, marks, apart=apart), folded(row, fragments[row.number], marks)]
    if branch.replies and branch.level >= levels:
        parts.append(_continue_link(branch, base_url))
    elif branch.replies:
        parts += ['<details class="replies" open>', summary(branch)]
        parts.append(f'<ol class="posts" data-depth="{branch.level + 1}">')
        for reply in branch.replies:
            _add_branch(parts, reply, fragments, marks, base_url, levels)
        parts.append("</ol></details>")
    parts.append("</li>")


def folded(row: PostRow, fragment: str, marks: Marks) -> str:
    """The fragment, behind one line where the viewer muted its author.

    Whose a removed post was is nobody's business, so it is never folded.
    """
    if row.author_id not in marks.muted or row.author__is_moderator or row.is_gone:
        return fragment
    return (
        f'<details class="folded" data-number="{row.number}">'
        f'<summary>{_("Muted member")}<span class="vh">, {_("no.")} {row.number}</span>'
        f" · {_('Show')}</summary>{fragment}</details>"
    )


def _open_item(row: PostRow, marks: Marks, *, apart: bool = False) -> str:
    classes = [
        name
        for name, holds in (
            ("is-new", row.number in marks.unread),
            ("is-own", marks.user_id is not None and row.author_id == marks.user_id),
            ("is-helpful", row.number in marks.helpful),
            ("is-bookmarked", row.number in marks.kept),
        )
        if holds
    ]
    if apart:
        classes.append("is-apart")
    opening = f'<li class="{" ".join(classes)}">' if classes else "<li>"
    if "is-new" in classes:
        opening += f'<span class="tag tag--new">{_("New")}</span>'
    return opening


def summary(branch: Branch) -> str:
    replies = ngettext("%d reply", "%d replies", branch.size) % branch.size
    to = _(" to %(name)s, no. %(number)d") % {
        "name": branch.row.author__display_name,
        "number": branch.row.number,
    }
    new = _("%d new") % branch.new
    return format_html(
        '<summary><span data-count="{}">{}</span>{}{}<span class="vh">{}</span></summary>',
        branch.size,
        replies,
        format_html(' <span class="replies__new">{}</span>', new) if branch.new else "",
        format_html(' <span class="replies__who">· {}</span>', who(branch)) if branch.names else "",
        to,
    )


def who(branch: Branch) -> str:
    """Those who speak in a branch, in the order in which it has them."""
    names = list(branch.names)
    more = len(names) - NAMED
    if more <= 0:
        return ", ".join(names)
    shown = ", ".join(names[:NAMED])
    return ngettext("%(names)s and %(n)d other", "%(names)s and %(n)d others", more) % {
        "names": shown,
        "n": more,
    }


def _continue_link(branch: Branch, base_url: str) -> str:
    words = ngettext(
        "Continue this branch (%d reply)", "Continue this branch (%d replies)", branch.size
    )
    return format_html(
        '<p class="more"><a href="{}?root={}">{}</a></p>',
        base_url,
        branch.row.number,
        words % branch.size,
    )
