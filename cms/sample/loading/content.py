"""Reads the files of sample content, and turns their names and hours into keys and times."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

CONTENT = Path(__file__).resolve().parent.parent / "content"
# Any fixed value will do: it only has to be the same in every run.
NAMESPACE = UUID("6f6e6c79-7361-5d70-8c65-726f756e6474")

Entry = dict[str, Any]


@cache
def read(name: str) -> Entry:
    """One file, by its name without the ending; its tables are shared, so don't change them."""
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def thread_files() -> dict[str, Entry]:
    """The conversations by name, the oldest first."""
    names = sorted(path.stem for path in (CONTENT / "threads").glob("*.toml"))
    files = {name: read(f"threads/{name}") for name in names}
    return dict(sorted(files.items(), key=lambda item: -item[1]["posts"][0]["hours_ago"]))


def key_of(*names: str) -> UUID:
    """The same key for the same piece of content in every run."""
    return uuid5(NAMESPACE, "/".join(names))


@dataclass(frozen=True, slots=True)
class Clock:
    """All that the content says about time counts from one moment: that of the loading."""

    now: datetime

    def hours_ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def days_ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def day(self, in_days: int) -> date:
        return timezone.localdate(self.now) + timedelta(days=in_days)
