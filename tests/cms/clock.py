"""Moving the clock, for what opens and closes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.working import run_tasks


class Clock:
    """What `timezone.now` says from now on; the worker acts whenever time has passed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._really = timezone.now
        self._ahead = timedelta()
        monkeypatch.setattr(timezone, "now", self.now)

    def now(self) -> datetime:
        return self._really() + self._ahead

    def pass_by(self, **ahead: float) -> None:
        """Let days, hours or minutes go by, and have the worker do what is due."""
        self._ahead += timedelta(**ahead)
        run_tasks()
