"""Several querysets as one statement, each bounded by a slice of its own.

Django can't do it itself: SQLite takes no slices in a union.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Sliced = QuerySet[Any, Any]


def union(pieces: Sequence[Sliced]) -> RawSQL | list[int]:
    """The ids in any of these sliced querysets, for `pk__in`."""
    statements = list(filter(None, map(compiled, pieces)))
    if not statements:
        return []
    parts = [f"SELECT * FROM ({sql}) piece{n}" for n, (sql, _) in enumerate(statements)]  # noqa: S608
    return RawSQL(" UNION ".join(parts), [v for _, params in statements for v in params])  # noqa: S611


def counts(*groups: Sequence[Sliced]) -> list[int]:
    """How many rows each group of sliced, disjoint querysets has: one query for all."""
    columns: list[str] = []
    values: list[Any] = []
    for pieces in groups:
        column = "0"
        for sql, params in filter(None, map(compiled, pieces)):
            column += f" + (SELECT COUNT(*) FROM ({sql}) piece)"  # noqa: S608
            values += params
        columns.append(column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)
        return [int(n) for n in cursor.fetchone()]


def compiled(piece: Sliced) -> tuple[str, tuple[Any, ...]] | None:
    """Its ids as SQL, or None when Django knows that there are none."""
    try:
        sql, params = piece.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(params)
