"""Results as the page shows them: a link, where it stands, and the words that were found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from forum.models import Board, SearchEntry
from forum.search.queries import Query
from forum.search.snippets import highlighted, snippet


@dataclass(frozen=True)
class Hit:
    kind: str
    url: str
    title: SafeString
    snippet: SafeString
    at: datetime
    number: int | None = None
    author: User | None = None
    board: Board | None = None
    section: str = ""
    gone: str = ""


def hits_for(entries: Iterable[SearchEntry], query: Query) -> list[Hit]:
    entries = list(entries)
    sections = _sections([entry.page for entry in entries if entry.page])
    return [
        _page_hit(entry, entry.page, sections, query) if entry.page else _post_hit(entry, query)
        for entry in entries
    ]


def _post_hit(entry: SearchEntry, query: Query) -> Hit:
    post = entry.post
    assert post is not None
    is_opening = post.number == 1
    return Hit(
        kind=entry.get_kind_display(),
        url=(post.thread if is_opening else post).get_absolute_url(),
        title=highlighted(post.thread.title, query),
        snippet=snippet(entry.text, query),
        at=entry.created_at,
        number=None if is_opening else post.number,
        author=post.author,
        board=post.thread.board,
        gone=_("Hidden") if post.hidden_at else _("Withdrawn") if post.withdrawn_at else "",
    )


def _page_hit(entry: SearchEntry, page: Page, sections: dict[str, str], query: Query) -> Hit:
    return Hit(
        kind=entry.get_kind_display(),
        url=page.url or "",
        title=highlighted(entry.title, query),
        snippet=snippet(entry.text, query),
        at=entry.created_at,
        section=sections.get(page.path[: -Page.steplen], ""),
    )


def _sections(pages: Iterable[Page]) -> dict[str, str]:
    """Titles of the public pages right above `pages`, by path; the home page is no section."""
    paths = {page.path[: -Page.steplen] for page in pages}
    if not paths:
        return {}
    parents = Page.objects.live().public().filter(path__in=paths, depth__gt=2)
    return dict(parents.values_list("path", "title"))
