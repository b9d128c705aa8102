"""Asks the database's index for the newest entries that match: ids only, engine by engine.

Nothing here decides who may read what; see `forum.search.results`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from forum.search.queries import Query, Term
from forum.search.schema import SCOPE_MARK

Asked = tuple[str, list[object]]


@dataclass(frozen=True)
class Scope:
    """What narrows a search inside the index."""

    kind: str = ""
    board_id: int | None = None
    author_id: int | None = None
    not_board_ids: tuple[int, ...] = ()
    since: datetime | None = None
    titles_only: bool = False


def matching_ids(query: Query, scope: Scope, *, limit: int, below: int | None = None) -> list[int]:
    """Ids of entries that match, from the newest under `below` down; a higher id is newer."""
    if connection.vendor == "postgresql":
        key, (sql, parameters) = "id", _ask_postgresql(query, scope)
    else:
        key, (sql, parameters) = "rowid", _ask_sqlite(query, scope)
    if below is not None:
        sql += f" AND {key} < %s"
        parameters.append(below)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {key} DESC LIMIT {int(limit)}", parameters)
        return [row[0] for row in cursor.fetchall()]


def _ask_sqlite(query: Query, scope: Scope) -> Asked:
    match = " AND ".join(_fts(term) for term in query.wanted)
    if scope.titles_only:
        match = f"title : ({match})"
    for marks in _marks(scope):
        match = f"({match}) AND scope : {marks}"
    refused = [_fts(term) for term in query.excluded]
    refused += [f"scope : {_mark('b', pk)}" for pk in scope.not_board_ids]
    if refused:
        match = f"({match}) NOT ({' OR '.join(refused)})"
    parameters: list[object] = [match]
    sql = "SELECT rowid FROM forum_search WHERE forum_search MATCH %s"
    if scope.since:
        # Ids follow dates but for imports, so this is a bound and the gate asks the date. The
        # plus sign keeps SQLite on the index by date: else it walks the table from the start.
        sql += " AND rowid >= (SELECT min(+id) FROM forum_searchentry WHERE created_at >= %s)"
        parameters.append(connection.ops.adapt_datetimefield_value(scope.since))
    return sql, parameters


def _marks(scope: Scope) -> list[str]:
    narrowed = {"k": scope.kind or None, "b": scope.board_id, "u": scope.author_id}
    return [_mark(letter, value) for letter, value in narrowed.items() if value is not None]


def _mark(letter: str, value: int | str) -> str:
    return f'"{SCOPE_MARK}{letter}{value}"'


def _fts(term: Term) -> str:
    star = "*" if term.prefix else ""
    return "(" + " OR ".join(f'"{" ".join(form)}"{star}' for form in term.forms) + ")"


def _ask_postgresql(query: Query, scope: Scope) -> Asked:
    parameters: list[object] = []
    asked = " && ".join(_tsquery(term, parameters) for term in query.wanted)
    for term in query.excluded:
        asked += f" && !! {_tsquery(term, parameters)}"
    document = "document"
    if scope.titles_only:
        document = "title <> '' AND to_tsvector('pg_catalog.simple', forum_search_fold(title))"
    sql = f"SELECT id FROM forum_searchentry WHERE {document} @@ ({asked})"  # noqa: S608
    for column, value in (
        ("kind", scope.kind or None),
        ("board_id", scope.board_id),
        ("author_id", scope.author_id),
    ):
        if value is not None:
            sql += f" AND {column} = %s"
            parameters.append(value)
    if scope.not_board_ids:
        sql += " AND (board_id IS NULL OR board_id <> ALL (%s))"
        parameters.append(list(scope.not_board_ids))
    if scope.since:
        sql += " AND created_at >= %s"
        parameters.append(scope.since)
    return sql, parameters


def _tsquery(term: Term, parameters: list[object]) -> str:
    """Folded by the database as well, so that its parser sees what it saw in the text."""
    if term.prefix:
        parameters.extend(" <-> ".join(form) + ":*" for form in term.forms)
        called = "to_tsquery('pg_catalog.simple', %s)"
    else:
        parameters.extend(" ".join(form) for form in term.forms)
        called = "phraseto_tsquery('pg_catalog.simple', forum_search_fold(%s))"
    return "(" + " || ".join([called] * len(term.forms)) + ")"
