"""Leaves the renewing of posts to the worker."""

from __future__ import annotations

from django.db.models import Q
from wagtail.models import Page

from forum import doorbell
from forum.models import Board, Reference, Thread
from forum.tasks import refresh_references


def queue_reference_refresh(
    *, thread: Thread | None = None, page: Page | None = None, board: Board | None = None
) -> None:
    """After a title, or who may read it, has changed; nothing where no post refers to it."""
    near = Q(thread=thread) | Q(post__thread=thread) if thread else Q()
    if page is not None:
        near = Q(page__path__startswith=page.path)
    if board is not None:
        near = Q(thread__board=board)
    if Reference.objects.filter(near).exists():
        refresh_references.enqueue(
            thread.pk if thread else None, page.path if page else None, board.pk if board else None
        )
        doorbell.ring("work")
