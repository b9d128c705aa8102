"""Pages of threads by keyset, both ways: each an index range, none shifted by new replies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from forum.models import Thread

PAGE = 30
START = datetime(1970, 1, 1, tzinfo=UTC)
MAX_SCORE = 2_147_483_647

Key: TypeAlias = datetime | int


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the key and id of the row before or after it."""

    key: Key
    pk: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """One page; `older` and `newer` are the cursors of its neighbours, empty where none is."""

    threads: list[Thread]
    older: str = ""
    newer: str = ""
    is_first: bool = True


def read_cursor(query: Mapping[str, str], key: str) -> Cursor | None:
    """The cursor in `after` or `before`; one that no page of ours wrote is a bad request."""
    name = "before" if "before" in query else "after"
    if name not in query:
        return None
    match = re.fullmatch(r"(\d{1,17})-(\d{1,18})", query[name], re.ASCII)
    try:
        if match is None:
            raise ValueError(query[name])
        value = int(match[1])
        place: Key = value if key == "score" else START + timedelta(microseconds=value)
        if key == "score" and value > MAX_SCORE:
            raise ValueError(value)
    except (OverflowError, ValueError):
        raise BadRequest(
            _("That page address is damaged. Start at the list's first page.")
        ) from None
    return Cursor(place, int(match[2]), back=name == "before")


def write_cursor(thread: Thread, key: str) -> str:
    value = getattr(thread, key)
    number = value if isinstance(value, int) else (value - START) // timedelta(microseconds=1)
    return f"{number}-{thread.pk}"


def beyond(threads: QuerySet[Thread], key: str, cursor: Cursor | None) -> QuerySet[Thread]:
    """The rows past the cursor, nearest first."""
    if cursor is None:
        return threads.order_by(f"-{key}", "-pk")
    side, order = ("gt", "") if cursor.back else ("lt", "-")
    threads = threads.filter(
        Q(**{f"{key}__{side}": cursor.key}) | Q(**{key: cursor.key, f"pk__{side}": cursor.pk}),
        **{f"{key}__{side}e": cursor.key},
    )
    return threads.order_by(f"{order}{key}", f"{order}pk")


def window(rows: QuerySet[Any] | list[Thread], key: str, cursor: Cursor | None) -> Window:
    """The page past the cursor, of rows that `beyond` has put in order.

    A page of fewer than PAGE rows on the way back tells the caller to show the start.
    """
    found = list(rows[: PAGE + 1])
    more, shown = len(found) > PAGE, found[:PAGE]
    if not shown:
        return Window([], is_first=cursor is None)
    if cursor is not None and cursor.back:
        shown.reverse()
    first, last = write_cursor(shown[0], key), write_cursor(shown[-1], key)
    if cursor is None:
        return Window(shown, older=last if more else "")
    if cursor.back:
        return Window(shown, last, first if more else "", is_first=not more)
    return Window(shown, last if more else "", first, is_first=False)
