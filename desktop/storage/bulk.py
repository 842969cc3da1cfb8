"""Writing and reading very many rows, without SQLAlchemy's machinery for each of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Table
from sqlalchemy import insert as inserting

WRITTEN = 2_000
"""Rows sent to the database at once."""

Converter = tuple[int, Callable[[Any], Any]]
"""Place in a row, and what makes the value there one the driver takes."""


@contextmanager
def unswept() -> Iterator[None]:
    """Put off the search for dead circles of objects while many objects are made that all live to the end.

    It would look at each of them again and again and find nothing: a quarter of the time of an import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def insert(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Iterable[Sequence[Any]],
    ready: frozenset[str] = frozenset(),
) -> None:
    """Insert rows whose values stand in the order of ``names``, the keys of columns.

    Values are converted as the types of the columns say, except those of the columns named in ``ready``; None is null,
    also where a column holds JSON.
    """
    statement, converters = _prepared(connection.dialect, table, names, ready)
    positional = connection.dialect.positional
    source = iter(rows)
    while part := list(islice(source, WRITTEN)):
        converted = [list(row) for row in part]
        for row in converted:
            for at, convert in converters:
                if (value := row[at]) is not None:
                    row[at] = convert(value)
        if positional:
            connection.exec_driver_sql(statement, [tuple(row) for row in converted])
        else:
            connection.exec_driver_sql(statement, [dict(zip(names, row, strict=True)) for row in converted])


def columns(connection: Connection, statement: Select[Any]) -> list[Sequence[Any]]:
    """Return what a question finds column by column, each value of a column converted once."""
    dialect = connection.dialect
    found = connection.execute(statement)
    assert found.cursor is not None
    rows = found.cursor.fetchall()
    found.close()
    chosen = list(statement.selected_columns)
    read: list[Sequence[Any]] = []
    for column, values in zip(chosen, zip(*rows, strict=True) if rows else ((),) * len(chosen), strict=True):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if convert is None:
            read.append(values)
            continue
        known = {value: convert(value) for value in set(values)}
        read.append([known[value] for value in values])
    return read


@lru_cache(maxsize=64)
def _prepared(
    dialect: Dialect, table: Table, names: tuple[str, ...], ready: frozenset[str]
) -> tuple[str, tuple[Converter, ...]]:
    # Given as values, the parameters stand in the order of the columns of the table.
    compiled = inserting(table).compile(dialect=dialect, column_keys=list(names))
    order = [column.key for column in table.columns if column.key in set(names)]
    if order != list(names):
        raise ValueError(f"columns of {table.name} out of order: {names}")
    converters = []
    for at, name in enumerate(names):
        convert = None if name in ready else table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            converters.append((at, convert))
    return str(compiled), tuple(converters)
