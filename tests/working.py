"""Does at once what the site leaves to its background worker."""

from __future__ import annotations

from unittest.mock import patch

from forum.actions.deliveries import send_due
from forum.worker import Worker


def run_tasks() -> None:
    """Run every task that is queued, as the worker does.

    The loop of django-tasks-db gives up old connections, which would end a test's transaction.
    """
    worker = Worker()
    with patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        while worker.run_tasks():
            pass


def send_mail(worker: str = "elsewhere:1:test") -> int:
    """Send every mail that is due; returns how many were taken."""
    return send_due(worker=worker)


def run_all() -> None:
    run_tasks()
    send_mail()
