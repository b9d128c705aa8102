"""What every worker does now and then: take up what dead workers left, forget old results,
count which threads stand at the top.

django-tasks-db leaves the task of a killed worker running for ever and never repeats a failed
one, so both are made ready again here.
"""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from forum.actions.bookmarks import forget_removed
from forum.actions.deliveries import release_claims
from forum.actions.drafts import forget_deleted_drafts
from forum.actions.removing_files import tidy_files
from forum.actions.tallies import tally_due
from forum.models import Delivery

TASK_LEASE = timedelta(minutes=10)
MAX_TASK_ATTEMPTS = 5
RETRY_AFTER = timedelta(minutes=1)  # four times longer after each failure
KEEP_RESULTS = timedelta(days=7)

_here: set[str] = set()


def new_worker_id() -> str:
    """Names machine and process, so that others of this machine can tell when it has ended."""
    worker = f"{_host()}:{os.getpid()}:{secrets.token_hex(4)}"
    _here.add(worker)
    return worker


def clean_up() -> None:
    """Safe in any number of workers at once."""
    release_dead_claims()
    requeue_tasks()
    tidy_files()
    tally_due()
    forget_deleted_drafts()
    forgotten = timezone.now() - KEEP_RESULTS
    DBTaskResult.objects.finished().filter(finished_at__lt=forgotten).delete()
    forget_removed()


def release_dead_claims() -> None:
    """Free the mails of workers of this machine that have ended, before their lease does."""
    claims = Delivery.objects.waiting().filter(claimed_at__isnull=False)
    for worker in set(claims.values_list("claimed_by", flat=True)):
        if is_gone(worker):
            release_claims(worker)


def requeue_tasks() -> int:
    """Make lost tasks ready, and failed ones of ours, a few times each; returns how many.

    The forum's tasks act once however often they run, and Wagtail's only refresh indexes.
    """
    lost = [task for task in DBTaskResult.objects.running() if _is_lost(task)]
    ours = DBTaskResult.objects.failed().filter(task_path__startswith="forum.tasks.")
    due = [task for task in ours if _may_retry(task)]
    again = [task.pk for task in lost + due if len(task.worker_ids) < MAX_TASK_ATTEMPTS]
    done = [TaskResultStatus.READY, TaskResultStatus.SUCCESSFUL]
    rows = DBTaskResult.objects.filter(pk__in=again).exclude(status__in=done)
    return int(rows.update(status=TaskResultStatus.READY, finished_at=None))


def _is_lost(task: DBTaskResult[..., Any]) -> bool:
    if task.started_at is None or task.started_at < timezone.now() - TASK_LEASE:
        return True
    return bool(task.worker_ids) and is_gone(task.worker_ids[-1])


def _may_retry(task: DBTaskResult[..., Any]) -> bool:
    wait = RETRY_AFTER * 4 ** min(len(task.worker_ids), MAX_TASK_ATTEMPTS)
    return task.finished_at is not None and task.finished_at < timezone.now() - wait / 4


def is_gone(worker: str) -> bool:
    """Whether a worker id names a process of this machine that has ended; False when unsure."""
    host, _colon, rest = worker.partition(":")
    pid = rest.partition(":")[0]
    if os.name != "posix" or host != _host() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():  # a restarted container gives its processes the same numbers
        return worker not in _here
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _host() -> str:
    return socket.gethostname()[:40]
