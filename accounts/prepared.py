"""Queries that nearly every page asks: built and compiled once, then run with other values.

Building a query and turning it into SQL costs Django several times what running it costs the
database. What varies may only be whole values in the WHERE clause; what changes the SQL (the
length of a list, another condition) is a plan of its own, kept apart by `shape`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import DeleteQuery
from django.db.models.sql.compiler import SQLCompiler

from accounts.statements import Statement, together

Value = int | str | UUID
# Stand where the values will stand; no query holds them by itself.
_NUMBER, _TEXT = 2_100_000_011, "\N{SYMBOL FOR UNIT SEPARATOR}value"


# Shapes that one query has at a time: more would be a value that should be one.
MOST = 500


class _Plan(NamedTuple):
    sql: str
    # For each parameter its value, or the place of the argument that it takes.
    parameters: list[tuple[bool, Any]]
    convert: Callable[[list[Any]], Any]


class Prepared:
    """Calls give the rows of `build(shape, *values)`, a `values_list` queryset, as tuples; or
    their number alone, where `counted`."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *, counted: bool = False) -> None:
        self.build = build
        self.counted = counted
        self.plans: dict[Hashable, _Plan | None] = {}

    def __call__(self, *values: Value, shape: Any = None) -> list[tuple[Any, ...]]:
        plan = self._plan(values, shape)
        if plan is None:
            return [(0,)] if self.counted else []
        return together(_filled(plan, values))[0]

    def bind(self, *values: Value, shape: Any = None) -> Statement:
        """The query with these values, to be run along with others."""
        plan = self._plan(values, shape)
        if plan is None:
            raise EmptyResultSet
        return _filled(plan, values)

    def _plan(self, values: tuple[Value, ...], shape: Any) -> _Plan | None:
        key = (connection.vendor, shape, *map(type, values))
        if key not in self.plans:
            if len(self.plans) >= MOST:
                self.plans.clear()
            self.plans[key] = self._compile(shape, values)
        return self.plans[key]

    def _compile(self, shape: Any, values: tuple[Value, ...]) -> _Plan | None:
        """None for a query that can have no rows."""
        marks = [_mark(place, value) for place, value in enumerate(values)]
        compiler = self._compiler(self.build(shape, *marks))
        try:
            sql, found = compiler.as_sql()
        except EmptyResultSet:
            return None
        stored = [_stored(mark) for mark in marks]
        parameters = [
            (True, stored.index(value)) if value in stored else (False, value) for value in found
        ]
        used = {held for varies, held in parameters if varies}
        if used != set(range(len(values))):
            raise ValueError(f"{self.build} leaves a value out of its query")
        if self.counted:
            return _Plan(f"SELECT COUNT(*) FROM ({sql}) counted", parameters, iter)  # noqa: S608
        if isinstance(compiler.query, DeleteQuery):
            return _Plan(sql, parameters, iter)
        return _Plan(sql, parameters, self._converter(compiler))

    def _converter(self, compiler: SQLCompiler) -> Callable[[list[Any]], Any]:
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        if not converters:
            return iter
        return lambda rows: map(tuple, compiler.apply_converters(rows, converters))

    def _compiler(self, queryset: QuerySet[Any, Any]) -> SQLCompiler:
        compiler: SQLCompiler = queryset.query.get_compiler(connection=connection)
        return compiler


class PreparedModels(Prepared):
    """Calls give what `build(shape, *values)`, a queryset of models, holds: with the models and
    annotations that it takes along."""

    def __call__(self, *values: Value, shape: Any = None) -> list[Any]:
        return super().__call__(*values, shape=shape)

    def _converter(self, compiler: SQLCompiler) -> Callable[[list[Any]], Any]:
        # As Django's own ModelIterable, but for what is the same each time.
        convert, info, select = super()._converter(compiler), compiler.klass_info, compiler.select
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, _sql, _alias in select[start:end]]
        related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]
        annotations = tuple(compiler.annotation_col_map.items())

        def instances(rows: list[Any]) -> Iterator[Any]:
            for row in convert(rows):
                found = info["model"].from_db(connection.alias, names, row[start:end])
                for populator in related:
                    populator.populate(row, found)
                for name, column in annotations:
                    setattr(found, name, row[column])
                yield found

        return instances


class PreparedDelete(Prepared):
    """Deletes the rows of `build(shape, *values)` alone, which nothing may refer to."""

    def _compiler(self, queryset: QuerySet[Any, Any]) -> SQLCompiler:
        query = queryset.query.chain(klass=DeleteQuery)
        compiler: SQLCompiler = query.get_compiler(connection=connection)
        return compiler


def _filled(plan: _Plan, values: tuple[Value, ...]) -> Statement:
    parameters = [_stored(values[held]) if varies else held for varies, held in plan.parameters]
    return Statement(plan.sql, parameters, plan.convert)


def _stored(value: Value) -> Value:
    is_text = isinstance(value, UUID) and not connection.features.has_native_uuid_field
    return value.hex if is_text else value  # type: ignore[union-attr]


def _mark(place: int, value: Value) -> Value:
    if isinstance(value, UUID):
        return UUID(int=_NUMBER + place)
    return _NUMBER + place if isinstance(value, int) else f"{_TEXT}{place}"
