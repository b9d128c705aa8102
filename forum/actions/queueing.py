"""Leaves the renewing of posts to the worker."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.models import Page

from accounts.statements import Insert, Statement
from forum import doorbell
from forum.models import Board, Reference, Thread
from forum.tasks import refresh_references

_insert = Insert(DBTaskResult)


def enqueueing(task: Task[Any, Any], *args: Any) -> Statement:
    """What `task.enqueue(*args)` inserts, to be run along with others."""
    return _insert(
        DBTaskResult(
            args_kwargs={"args": list(args), "kwargs": {}},
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            run_after=task.run_after or get_date_max(),
            backend_name=task.backend,
        )
    )


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
