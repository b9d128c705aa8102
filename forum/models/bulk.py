"""Inserting one row for each of many people, in one statement whatever their number.

The people travel as one JSON parameter, because SQLite allows few parameters per statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

PEOPLE = {
    "sqlite": (
        "SELECT json_extract(value, '$[0]') AS user_id, json_extract(value, '$[1]') AS kind,"
        " json_extract(value, '$[2]') AS follow_id FROM json_each(%s)"
    ),
    "postgresql": (
        "SELECT (value->>0)::bigint AS user_id, value->>1 AS kind,"
        " (value->>2)::bigint AS follow_id FROM json_array_elements(%s::json)"
    ),
}


class Told(NamedTuple):
    """One person to tell: how it concerns them, through which follow, and whether by mail."""

    user_id: int
    kind: str
    follow_id: int | None
    mail: bool


def insert_for(people: Iterable[Told], *, sql: str, values: Iterable[Any]) -> int:
    """Run `sql`, in which {people} stands for a subquery with user_id, kind and follow_id.

    The people's parameter comes last in `sql`. Returns the number of rows inserted.
    """
    rows = json.dumps([(told.user_id, told.kind, told.follow_id) for told in people])
    statement = sql.format(people=PEOPLE[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, rows])
        return int(cursor.rowcount)


def moment(value: datetime) -> object:
    """A time as this database's raw statements take it."""
    return connection.ops.adapt_datetimefield_value(value)
