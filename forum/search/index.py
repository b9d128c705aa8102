"""Asks the search engine's index or the database's for the newest entries that match: ids only.

Nothing here decides who may read what; see `forum.search.results`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from forum.search import engine, fts5, tsvector
from forum.search.labels import number_label, status_label, topic_label, unit_label
from forum.search.queries import Query
from forum.search.schema import QUARTER, WEEK

# A longer time is looked up by quarters, a shorter one by weeks.
MANY_WEEKS = timedelta(days=60)


@dataclass(frozen=True)
class Scope:
    """What narrows a search inside the index."""

    kind: str = ""
    board_id: int | None = None
    author_id: int | None = None
    thread_id: int | None = None
    not_board_ids: tuple[int, ...] = ()
    since: datetime | None = None
    titles_only: bool = False
    topic_id: int | None = None
    unit_id: int | None = None
    unit_board_ids: tuple[int, ...] = ()
    status: str = ""
    number: str = ""

    @property
    def marks(self) -> list[list[str]]:
        """Groups of marks: an entry has one of each group. Dates are rounded outwards."""
        groups = []
        if self.kind:
            groups.append([f"k{self.kind}"])
        if self.board_id is not None:
            groups.append([f"b{self.board_id}"])
        if self.author_id is not None:
            groups.append([f"u{self.author_id}"])
        groups += self.label_groups
        if self.since:
            now = timezone.now()
            letter, span = ("q", QUARTER) if now - self.since > MANY_WEEKS else ("w", WEEK)
            first, last = (int(at.timestamp() // span) for at in (self.since, now))
            groups.append([f"{letter}{number}" for number in range(first, last + 2)])
        return groups

    @property
    def label_groups(self) -> list[list[str]]:
        groups = []
        if self.topic_id is not None:
            groups.append([topic_label(self.topic_id)])
        if self.unit_id is not None:
            boards = [f"b{pk}" for pk in self.unit_board_ids]
            groups.append([unit_label(self.unit_id), *boards])
        if self.status:
            groups.append([status_label(self.status)])
        if self.number:
            groups.append([number_label(self.number)])
        return groups

    @property
    def refused_marks(self) -> list[str]:
        return [f"b{pk}" for pk in self.not_board_ids]


def matching_ids(query: Query, scope: Scope, *, limit: int, below: int | None = None) -> list[int]:
    """Ids of entries that match, from the newest under `below` down; a higher id is newer."""
    found = engine.newest(query, scope, limit=limit, below=below)
    if found is not None:
        return found
    newest = tsvector.newest if connection.vendor == "postgresql" else fts5.newest
    return newest(query, scope, limit=limit, below=below)
