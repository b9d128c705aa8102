"""A published page's own thread."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from forum.actions.threads import MAX_TITLE, MAX_TOPICS, change_thread, start_thread
from forum.markup import excerpt
from forum.models import Board, Post, Thread
from forum.permissions import Verdict, can_reply

NAMESPACE = uuid.UUID("5b9a5c1e-6f2e-4f0e-9d5b-0f3b7c6c2a11")
SHOWN_POSTS = 3


@dataclass(frozen=True, slots=True)
class Discussion:
    thread: Thread
    posts: list[tuple[Post, str]]
    verdict: Verdict


def ensure_discussion(
    page: Any, board: Board, author: User, *, at: datetime | None = None
) -> Thread:
    """The page's thread, opened on first publication and opened again after an absence."""
    if thread := Thread.objects.filter(page_id=page.pk).first():
        return _reopen(thread)
    return start_thread(
        board,
        author=author,
        title=str(page.title)[:MAX_TITLE],
        source=_("This thread belongs to the page [%(title)s](%(url)s). Comments are welcome.")
        % {"title": str(page.title).replace("[", "(").replace("]", ")"), "url": page.url},
        topics=list(page.topics.all()[:MAX_TOPICS]),
        page=page,
        key=uuid.uuid5(NAMESPACE, str(page.pk)),
        at=at,
    )


def close_discussion(page: Page) -> None:
    """After the page was taken down: the thread stays, and says why nobody can reply."""
    thread = Thread.objects.filter(page_id=page.pk, locked_at__isnull=True).first()
    if thread is not None:
        change_thread(thread, _close)


def discussion_of(page: Page, user: User | AnonymousUser) -> Discussion | None:
    """The page's thread and its latest posts, if this person may read it: two queries."""
    thread = Thread.objects.visible_to(user).with_people().filter(page_id=page.pk).first()
    if thread is None:
        return None
    latest = Post.objects.visible_to(user).filter(thread=thread, number__gt=1)
    posts = latest.select_related("author", "thread").order_by("-number")[:SHOWN_POSTS]
    shown = [(post, excerpt(unescape(strip_tags(post.html)))) for post in posts]
    return Discussion(thread, shown, can_reply(user, thread))


def _close(thread: Thread) -> None:
    thread.locked_at = timezone.now()
    thread.locked_reason = _("The page that it discusses was taken down.")


def _reopen(thread: Thread) -> Thread:
    """Undo `_close`; a lock that a moderator set stays."""
    if thread.locked_at is None or thread.locked_by_id is not None:
        return thread

    def unlock(row: Thread) -> None:
        row.locked_at, row.locked_reason = None, ""

    return change_thread(thread, unlock)
