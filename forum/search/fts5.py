"""SQLite's full text search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from forum.search.labels import MARK
from forum.search.queries import Query, Term

if TYPE_CHECKING:
    from forum.search.index import Scope

HIGHEST = 2**63 - 1


def newest(query: Query, scope: Scope, *, limit: int, below: int | None) -> list[int]:
    """The index is in the order of ids, so it stops at the limit by itself."""
    sql = (
        "SELECT rowid FROM forum_search WHERE forum_search MATCH %s AND rowid < %s"
        " ORDER BY rowid DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_match(query, scope), HIGHEST if below is None else below, limit])
        return [row[0] for row in cursor.fetchall()]


def _match(query: Query, scope: Scope) -> str:
    match = " AND ".join(_any_form(term) for term in query.wanted)
    if scope.titles_only:
        match = f"title : ({match})"
    in_thread = [[f"t{scope.thread_id}"]] if scope.thread_id is not None else []
    for group in [*scope.marks, *in_thread]:
        match = f"({match}) AND {_any_mark(group)}"
    refused = [_any_form(term) for term in query.excluded]
    if scope.refused_marks:
        refused.append(_any_mark(scope.refused_marks))
    return f"({match}) NOT ({' OR '.join(refused)})" if refused else match


def _any_form(term: Term) -> str:
    star = "*" if term.prefix else ""
    return "(" + " OR ".join(f'"{" ".join(form)}"{star}' for form in term.forms) + ")"


def _any_mark(marks: list[str]) -> str:
    return "(marks : (" + " OR ".join(f'"{MARK}{mark}"' for mark in marks) + "))"
