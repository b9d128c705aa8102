"""The background worker: runs tasks and sends mail.

A small site runs it inside the server process, a larger one as `manage.py run_worker`, in as
many processes as it likes: tasks and mails are claimed in the database.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as TaskLoop
from django_tasks_db.models import DBTaskResult

from forum import doorbell
from forum.actions.deliveries import MailServerError, send_due
from forum.actions.engine import keep_in_step
from forum.actions.reminders import remind_due
from forum.actions.saved_searches import look_again
from forum.search.remote import EngineAway
from forum.signals import upkeep
from forum.upkeep import clean_up, new_worker_id

logger = logging.getLogger("roundtable.worker")

# All in seconds.
INTERVAL = 1.0
UPKEEP = 30.0
MAX_PAUSE = 60.0
TASKS_PER_ROUND = 50


class Worker:
    """A loop for each, so that a slow mail server or search engine never keeps tasks waiting."""

    def __init__(self) -> None:
        self.id = new_worker_id()
        self._stopping = threading.Event()
        self._loops: dict[str, Callable[[], bool]] = {
            "tasks": self.run_tasks,
            "mail": self.send_mail,
        }
        if settings.SEARCH_URL:
            self._loops["search"] = keep_in_step
        self._woken = {name: threading.Event() for name in self._loops}
        self._upkeep_from = 0.0

    def run(self) -> None:
        """Work in this thread and others until stopped."""
        others = [
            threading.Thread(target=self._repeat, args=(name, step), name=name)
            for name, step in self._loops.items()
            if name != "tasks"
        ]
        for thread in others:
            thread.start()
        self._repeat("tasks", self.run_tasks)
        for thread in others:
            thread.join()

    def stop(self) -> None:
        """Finish the task and the mail in hand, then end."""
        self._stopping.set()
        self.wake()

    def wake(self) -> None:
        for woken in self._woken.values():
            woken.set()

    def hear(self, ring: doorbell.Ring) -> None:
        if ring["kind"] == "work":
            self.wake()

    def _repeat(self, name: str, step: Callable[[], bool]) -> None:
        """Call `step` until stopped, at once while it finds work; errors pause, never end it."""
        woken, failures = self._woken[name], 0
        while not self._stopping.is_set():
            woken.clear()
            close_old_connections()
            try:
                busy, failures = step(), 0
            except MailServerError as error:
                busy, failures = False, failures + 1
                logger.warning("Mail waits for the mail server: %s", error)
            except EngineAway as error:
                busy, failures = False, failures + 1
                logger.warning("What changed waits for the search engine: %s", error)
            except Exception:
                busy, failures = False, failures + 1
                logger.exception("The worker stumbled and goes on after a pause")
                connection.close()
            if failures:
                self._stopping.wait(min(INTERVAL * 2**failures, MAX_PAUSE))
            elif not busy:
                woken.wait(INTERVAL)
        connection.close()

    def run_tasks(self) -> bool:
        """Run what is ready; true when there may be more at once."""
        if time.monotonic() >= self._upkeep_from:
            self._upkeep_from = time.monotonic() + UPKEEP
            clean_up()
            remind_due()
            look_again()
            upkeep.send_robust(Worker)
        # Looking first spares SQLite the exclusive lock under which tasks are claimed.
        if not DBTaskResult.objects.ready().exists():
            return False
        loop = TaskLoop(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=TASKS_PER_ROUND,
            worker_id=self.id,
        )
        loop.run()
        return True

    def send_mail(self) -> bool:
        """Send what is due; true when there may be more at once."""
        return send_due(worker=self.id, stopping=self._stopping.is_set) > 0


_embedded: Worker | None = None
_starting = threading.Lock()


def start_embedded_worker() -> Worker | None:
    """Run a worker inside this server process, once, unless the settings say no.

    To be called by the server's entry point only, so that management commands never work.
    """
    global _embedded
    if not settings.EMBEDDED_WORKER or settings.TESTING:
        return None
    with _starting:
        if _embedded is None:
            _embedded = Worker()
            doorbell.listen(_embedded.hear)
            threading.Thread(target=_embedded.run, name="worker", daemon=True).start()
    return _embedded
