"""Single rows written by statements that are compiled once, and several statements run as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery


class Statement(NamedTuple):
    """One statement with its values, not yet run."""

    sql: str
    parameters: list[Any]
    convert: Callable[[list[Any]], Any] = iter


def together(*statements: Statement) -> list[list[tuple[Any, ...]]]:
    """Run these in order; gives the rows of each.

    PostgreSQL gets all in one message, so that a locked row stays locked for one way there and
    back instead of several. Each statement sees what was committed before itself began.
    """
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return [_run(cursor, statement) for statement in statements]
        cursor.execute(
            "; ".join(statement.sql for statement in statements),
            [value for statement in statements for value in statement.parameters],
        )
        found = []
        for statement in statements:
            found.append(_rows(cursor, statement))
            cursor.nextset()
        return found


def _run(cursor: Any, statement: Statement) -> list[tuple[Any, ...]]:
    cursor.execute(statement.sql, statement.parameters)
    return _rows(cursor, statement)


def _rows(cursor: Any, statement: Statement) -> list[tuple[Any, ...]]:
    return list(statement.convert(cursor.fetchall())) if cursor.description else []


class Insert:
    """Inserts one row and gives its id; a row that another one excludes gives none, or
    overwrites the fields `update` of the one with the same `unique`."""

    def __init__(
        self,
        model: type[Model],
        *,
        ignore: bool = False,
        unique: Iterable[str] = (),
        update: Iterable[str] = (),
    ) -> None:
        fields = {field.name: field for field in model._meta.concrete_fields}
        self.model = model
        self.conflict = OnConflict.IGNORE if ignore else OnConflict.UPDATE if update else None
        self.unique = [fields[name] for name in unique]
        self.update = [fields[name] for name in update]
        # The database counts ids on by itself; other keys are made by the model.
        self.fields = [
            field
            for field in model._meta.concrete_fields
            if not (field.primary_key and field.db_returning)
        ]
        self.compiled: dict[str, str] = {}

    def __call__(self, row: Model) -> Statement:
        sql = self.compiled.get(connection.vendor) or self._compile(row)
        values = [
            field.get_db_prep_save(field.pre_save(row, True), connection) for field in self.fields
        ]
        return Statement(sql, values)

    def _compile(self, row: Model) -> str:
        query = InsertQuery(
            self.model,
            on_conflict=self.conflict,
            update_fields=self.update,
            unique_fields=self.unique,
        )
        query.insert_values(self.fields, [row])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self.model._meta.pk]
        ((sql, _values),) = compiler.as_sql()
        self.compiled[connection.vendor] = str(sql)
        return self.compiled[connection.vendor]


class Update:
    """Writes some fields of one row, found by its id."""

    def __init__(self, model: type[Model], *names: str) -> None:
        fields = {field.name: field for field in model._meta.concrete_fields}
        self.table = model._meta.db_table
        self.fields = [fields[name] for name in names]

    def __call__(self, row: Model) -> Statement:
        quote = connection.ops.quote_name
        changes = ", ".join(f"{quote(str(field.column))} = %s" for field in self.fields)
        values = [
            field.get_db_prep_save(field.pre_save(row, False), connection) for field in self.fields
        ]
        sql = f"UPDATE {quote(self.table)} SET {changes} WHERE {quote('id')} = %s"  # noqa: S608
        return Statement(sql, [*values, row.pk])


def inserted(row: Model, rows: list[tuple[Any, ...]]) -> None:
    """Tell `row` the id that its Insert gave."""
    row.pk = rows[0][0]
    row._state.adding, row._state.db = False, connection.alias
