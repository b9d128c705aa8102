"""Moving many posts to another thread in a few statements, whatever their number.

The rows travel as one JSON parameter, because SQLite allows few parameters per statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

ROWS = {
    "sqlite": (
        "SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS number,"
        " json_extract(value, '$[2]') AS path, json_extract(value, '$[3]') AS depth,"
        " json_extract(value, '$[4]') AS parent_id, json_extract(value, '$[5]') AS changed_seq"
        " FROM json_each(%s)"
    ),
    "postgresql": (
        "SELECT (value->>0)::bigint AS id, (value->>1)::int AS number, value->>2 AS path,"
        " (value->>3)::int AS depth, (value->>4)::bigint AS parent_id,"
        " (value->>5)::int AS changed_seq FROM json_array_elements(%s::json)"
    ),
}
CARRY = """
    UPDATE forum_post SET thread_id = %s, number = moved.number, path = moved.path,
        depth = moved.depth, parent_id = moved.parent_id, changed_seq = moved.changed_seq
    FROM ({rows}) AS moved WHERE forum_post.id = moved.id
"""
HANG = """
    UPDATE forum_post SET parent_id = moved.parent_id
    FROM ({rows}) AS moved WHERE forum_post.id = moved.id
"""


class Place(NamedTuple):
    """Where a post stands: its columns in the order of ROWS."""

    id: int
    number: int
    path: str
    depth: int
    parent_id: int | None
    changed_seq: int


def carry(places: Iterable[Place], *, thread_id: int) -> None:
    """Put posts at these places of a thread."""
    _run(CARRY, [thread_id], list(places))


def hang(parents: dict[int, int]) -> None:
    """Give posts other parents, by their ids."""
    _run(HANG, [], [Place(post, 0, "", 0, parent, 0) for post, parent in parents.items()])


def _run(statement: str, values: list[int], places: list[Place]) -> None:
    if not places:
        return
    sql = statement.format(rows=ROWS[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, json.dumps(places)])
