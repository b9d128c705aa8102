"""What follows when a page is published or taken down: rights, search, thread, notices."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from accounts.models import User
from cms.core.discussion import close_discussion, ensure_discussion
from cms.core.models import Announcement, OwnedPage, SectionPage
from cms.core.permissions import share_page
from cms.core.searching import index
from forum.actions.indexing import unindex_page
from forum.actions.notices import queue_page_notices
from forum.actions.refusals import Refused
from forum.models import Board

logger = logging.getLogger("roundtable.cms")


@transaction.atomic
def page_was_published(page: Any, revision: Revision | None) -> None:
    """Runs for every publication, also of the same text again, and repeats nothing."""
    if not page.live:
        return
    if isinstance(page, OwnedPage):
        share_page(page)
    if hasattr(page, "search_text"):
        index(page)
    if isinstance(page, OwnedPage) and revision is not None and _is_public(page):
        author = revision.user or page.owner
        section = page.get_parent().specific
        if author is not None and isinstance(section, SectionPage) and section.discussion_board:
            _open_discussion(page, section.discussion_board, author)
        _announce(page, revision, author)


@transaction.atomic
def page_was_unpublished(page: Page) -> None:
    unindex_page(page)
    close_discussion(page)


def _open_discussion(page: OwnedPage, board: Board, author: User) -> None:
    """A page is published also when its author can't have a thread on the section's board."""
    try:
        ensure_discussion(page, board, author)
    except Refused as refusal:
        logger.warning("No discussion for page %s: %s", page.pk, refusal.reason)


def _announce(page: OwnedPage, revision: Revision, actor: User | None) -> None:
    """Tell followers of a first publication, and of a later one whose editor asked for it."""
    is_first = not Announcement.objects.filter(page_id=page.pk).exists()
    if not is_first and not page.tell_followers:
        return
    words = _words(page, is_first=is_first)
    _row, created = Announcement.objects.get_or_create(
        page_id=page.pk, revision_id=revision.pk, defaults={"words": words}
    )
    if created:
        queue_page_notices(
            page,
            words=words,
            actor=actor,
            topics=page.topics.all(),
            units=page.owning_units(),
        )


def _words(page: OwnedPage, *, is_first: bool) -> str:
    sentence = page.published_words if is_first else page.changed_words
    status = getattr(page, "get_status_display", str)()
    values = {"title": page.title, "note": page.change_note, "status": status}
    return (str(sentence) % values).strip()[:500]


def _is_public(page: Page) -> bool:
    return not page.get_view_restrictions().exists()
