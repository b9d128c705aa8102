"""Runs the background worker in the foreground, until told to stop."""

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from forum import doorbell
from forum.worker import Worker


class Command(BaseCommand):
    help = "Run background tasks and send mail until stopped (SIGTERM or Ctrl+C)."

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()

        def stop(signum: int, frame: FrameType | None) -> None:
            self.stdout.write("Stopping when the work in hand is done.")
            worker.stop()
            signal.signal(signum, signal.SIG_DFL)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        doorbell.listen(worker.hear)
        self.stdout.write(f"Working as {worker.id}.")
        worker.run()
