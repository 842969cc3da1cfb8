"""Copy every row of an office between PostgreSQL and a SQLCipher file of the same schema revision."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    and_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from desktop.models import Base
from desktop.models.accounts import ring_table
from desktop.models.base import Moment

from . import search_index

CHUNK = 2000
"""Most rows held in memory at a time."""
HELD = 32 * 1024 * 1024
"""Bytes of photos and scans held in memory at a time, or one of them where it is larger."""

Progress = Callable[[int, int], None]
"""Called with how much of how much is done; raises :class:`~desktop.errors.Cancelled` to stop."""

APART = frozenset({"alembic_version", ring_table.name, search_index.ENTRIES})
"""Not rows of the office: the revision, which both sides have, the key ring, which travels beside the database, and the
index of search, which is made anew."""


def quiet(done: int, total: int) -> None:
    """Progress nobody watches."""


def tables(server: Connection) -> list[Table]:
    """Return the tables of the office as the PostgreSQL side has them, parents before children.

    They are read from the server, because before an upgrade its schema is older than the program's classes. Types are
    the classes' own where they know the column.
    """
    found = MetaData()
    found.reflect(server)
    for table in found.tables.values():
        known = Base.metadata.tables.get(table.name)
        for column in table.columns:
            mapped = known.columns.get(column.name) if known is not None else None
            column.type = _type(column, mapped)
    return [table for table in found.sorted_tables if table.name not in APART]


def _type(column: Column[Any], mapped: Column[Any] | None) -> TypeEngine[Any]:
    kind = mapped.type if mapped is not None else column.type.as_generic()
    if isinstance(kind, JSON):
        # Without this, an absent value would come over as the JSON value null.
        return JSON(none_as_null=bool(column.nullable))
    if type(kind) is DateTime:
        return Moment()
    return kind


def copy_rows(source: Connection, target: Connection, of: list[Table], progress: Progress = quiet) -> dict[str, int]:
    """Replace the rows of ``target`` by those of ``source`` and return how many each table has.

    Both connections are in a transaction of the caller's, which keeps or drops the copy.
    """
    total = sum(source.execute(select(func.count()).select_from(table)).scalar_one() for table in of)
    search_index.clear(target)
    for table in reversed(of):
        for column in _parents(table):
            target.execute(table.update().where(column.is_not(None)).values({column: None}))
        target.execute(table.delete())
    counts: dict[str, int] = {}
    done = 0
    for table in of:
        counts[table.name] = 0
        with closing(_copy_table(source, target, table)) as sizes:
            for size in sizes:
                counts[table.name] += size
                done += size
                progress(done, total)
    _continue_numbers(target, of)
    return counts


def _copy_table(source: Connection, target: Connection, table: Table) -> Generator[int]:
    """Copy one table and yield the size of each chunk."""
    parents = _parents(table)
    keys = list(table.primary_key)
    later: list[dict[str, Any]] = []
    together = _together(source, table)
    with source.execute(select(table), execution_options={"stream_results": True, "yield_per": together}) as rows:
        for chunk in rows.partitions():
            values = [dict(row._mapping) for row in chunk]
            for one in values if parents else ():
                if any(one[column.name] is not None for column in parents):
                    # A row may come before its parent in the same table, so links are drawn when all are there.
                    later.append({f"_{c.name}": one[c.name] for c in [*keys, *parents]})
                    for column in parents:
                        one[column.name] = None
            target.execute(table.insert(), values)
            yield len(values)
    if later:
        this = and_(*(key == bindparam(f"_{key.name}") for key in keys))
        link = table.update().where(this).values({column: bindparam(f"_{column.name}") for column in parents})
        target.execute(link, later)


def _together(source: Connection, table: Table) -> int:
    """Return how many rows of a table are held in memory at a time: few of those with photos and scans."""
    blobs = [column for column in table.columns if isinstance(column.type, LargeBinary)]
    if not blobs:
        return CHUNK
    # Neither engine reads the bytes to tell how many they are.
    longest = [source.execute(select(func.max(func.length(column)))).scalar() or 0 for column in blobs]
    return max(1, min(CHUNK, HELD // max(1, sum(longest))))


def _parents(table: Table) -> list[Column[Any]]:
    """Return the columns that refer to rows of the same table."""
    return [
        column
        for column in table.columns
        if column.nullable and any(key.column.table.name == table.name for key in column.foreign_keys)
    ]


def _continue_numbers(target: Connection, of: list[Table]) -> None:
    """Let PostgreSQL's own counters go on after the highest number that was copied."""
    if target.dialect.name != "postgresql":
        return
    for table in of:
        for column in table.primary_key:
            query = text("SELECT pg_get_serial_sequence(:table, :column)")
            sequence = target.execute(query, {"table": f'"{table.name}"', "column": column.name}).scalar()
            if sequence:
                highest = target.execute(select(func.max(column))).scalar() or 0
                target.execute(select(func.setval(sequence, highest + 1, False)))
