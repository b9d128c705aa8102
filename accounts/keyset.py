"""Windows of rows from newest to oldest, each one index range however long the list is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

Cursor = tuple[datetime, int]


def read_cursor(text: str) -> Cursor | None:
    """The row after which to go on, from “microseconds-id”; nonsense means the start."""
    if not (match := re.fullmatch(r"(\d{1,17})-(\d{1,18})", text, re.ASCII)):
        return None
    seconds, micros = divmod(int(match[1]), 1_000_000)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(match[2])
    except (OverflowError, OSError, ValueError):
        return None


def write_cursor(row: Any) -> str:
    moment = row.created_at.astimezone(UTC)
    return f"{int(moment.replace(microsecond=0).timestamp())}{moment.microsecond:06d}-{row.pk}"


def window(rows: Any, cursor: Cursor | None, *, size: int) -> tuple[list[Any], str]:
    """Up to `size` rows by created_at, newest first, and the cursor of the next window."""
    if cursor is not None:
        moment, key = cursor
        rows = rows.filter(
            Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=key), created_at__lte=moment
        )
    found = list(rows.order_by("-created_at", "-pk")[: size + 1])
    older = write_cursor(found[size - 1]) if len(found) > size else ""
    return found[:size], older
