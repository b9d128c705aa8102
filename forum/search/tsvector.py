"""PostgreSQL's full text search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from forum.search.labels import MARK
from forum.search.queries import Query, Term
from forum.search.schema import BLOCKS

if TYPE_CHECKING:
    from forum.search.index import Scope

# The marks of each step and how many blocks it looks at, from the newest down; then all the
# rest. A common word is found often enough in the first, where the whole index would give all its
# matches to be fetched and sorted. Few marks to a step: each is asked of every candidate.
STEPS = (("i", 3), ("j", 2), ("j", 6))
# The start of a word gathers all words that begin so, in each step anew.
STEPS_OF_STARTS = (("i", 3), ("j", 3))
# The planner takes words for independent and reading a document for cheap. For two common
# words that never meet it walked the whole table, 4 s where the index takes 0.1 s. Too little
# memory makes the index answer by pages, and each row of them is read again.
PLAN = {
    "enable_seqscan": "off",
    "enable_indexscan": "off",
    "enable_indexonlyscan": "off",
    "jit": "off",
    "work_mem": "'32MB'",
    "max_parallel_workers_per_gather": "0",
    "statement_timeout": "'5s'",
}
TITLE = "to_tsvector('pg_catalog.simple', forum_search_fold(title))"


def newest(query: Query, scope: Scope, *, limit: int, below: int | None) -> list[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        top = _highest_id(cursor) + 1 if below is None else below
        with _planned(cursor):
            if scope.titles_only:
                return _newest_titled(cursor, query, scope, limit=limit, top=top)
            return _newest(cursor, query, scope, limit=limit, top=top)


def _newest(
    cursor: CursorWrapper, query: Query, scope: Scope, *, limit: int, top: int
) -> list[int]:
    words, parameters = _words(query)
    # The sum keeps the planner from gathering the ids of half the table as well.
    within = "AND thread_id = %s" if scope.thread_id is not None else ""
    place = [scope.thread_id] if within else []
    sql = f"""SELECT id FROM forum_searchentry WHERE document @@ ({words} && %s::tsquery) {within}
        AND created_at >= %s AND id + 0 < %s ORDER BY id DESC LIMIT %s"""  # noqa: S608
    since = scope.since or "-infinity"
    found: list[int] = []
    is_start = any(term.prefix for term in (*query.wanted, *query.excluded))
    steps = () if within else STEPS_OF_STARTS if is_start else STEPS
    for blocks, bound in _steps(top, steps):
        marks = _marks([*scope.marks, blocks], scope.refused_marks)
        cursor.execute(sql, [*parameters, marks, *place, since, bound, limit - len(found)])
        found += [row[0] for row in cursor.fetchall()]
        if len(found) >= limit:
            break
    return found


def _newest_titled(
    cursor: CursorWrapper, query: Query, scope: Scope, *, limit: int, top: int
) -> list[int]:
    """Titles are few and have an index of their own: columns narrow them well enough."""
    words, parameters = _words(Query(wanted=query.wanted))
    refused, refused_parameters = _words(Query(wanted=query.excluded), joint=" || ")
    conditions: list[tuple[str, list[Any]]] = [
        (f"title <> '' AND {TITLE} @@ ({words})", [*parameters]),
        ("id + 0 < %s", [top]),
    ]
    for column, value in (
        ("kind = %s", scope.kind),
        ("board_id = %s", scope.board_id),
        ("author_id = %s", scope.author_id),
        ("thread_id = %s", scope.thread_id),
        ("created_at >= %s", scope.since),
        ("board_id = ANY (%s) IS NOT TRUE", list(scope.not_board_ids)),
    ):
        if value:
            conditions.append((column, [value]))
    if scope.label_groups:
        conditions.append(("document @@ %s::tsquery", [_marks(scope.label_groups, [])]))
    if query.excluded:
        conditions.append((f"NOT document @@ ({refused})", [*refused_parameters]))
    where = " AND ".join(condition for condition, _values in conditions)
    values = [value for _condition, given in conditions for value in given]
    sql = f"SELECT id FROM forum_searchentry WHERE {where} ORDER BY id DESC LIMIT %s"  # noqa: S608
    cursor.execute(sql, [*values, limit])
    return [row[0] for row in cursor.fetchall()]


def _steps(top: int, steps: tuple[tuple[str, int], ...]) -> Iterator[tuple[list[str], int]]:
    """Marks of the blocks to look at, none for all, and the id that they end before."""
    for letter, count in steps:
        size = BLOCKS[letter]
        last = (top - 1) // size
        first = max(0, last - count + 1)
        yield [f"{letter}{number}" for number in range(first, last + 1)], top
        top = first * size
        if top <= 0:
            return
    yield [], top


def _words(query: Query, *, joint: str = " && ") -> tuple[str, list[str]]:
    """A tsquery with its parameters."""
    parameters: list[str] = []
    parts = [_any_form(term, parameters) for term in query.wanted]
    parts += [f"!! {_any_form(term, parameters)}" for term in query.excluded]
    return joint.join(parts), parameters


def _any_form(term: Term, parameters: list[str]) -> str:
    """Folded by the database as well, so that its parser sees what it saw in the text."""
    if term.prefix:
        parameters.extend(" <-> ".join(form) + ":*" for form in term.forms)
        asked = "to_tsquery('pg_catalog.simple', %s)"
    else:
        parameters.extend(" ".join(form) for form in term.forms)
        asked = "phraseto_tsquery('pg_catalog.simple', forum_search_fold(%s))"
    return "(" + " || ".join([asked] * len(term.forms)) + ")"


def _marks(groups: list[list[str]], refused: list[str]) -> str:
    parts = ["(" + " | ".join(map(_mark, group)) + ")" for group in groups if group]
    return " & ".join([*parts, *(f"!{_mark(mark)}" for mark in refused)])


def _mark(mark: str) -> str:
    return f"'{MARK}{mark}'"


def _highest_id(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT coalesce(max(id), 0) FROM forum_searchentry")
    return int(cursor.fetchone()[0])


@contextmanager
def _planned(cursor: CursorWrapper) -> Iterator[None]:
    cursor.execute(";".join(f"SET LOCAL {name} = {value}" for name, value in PLAN.items()))
    yield
    cursor.execute(";".join(f"SET LOCAL {name} = DEFAULT" for name in PLAN))
