"""What every record has: identity, owner, revision, tombstone, keys for search and order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Boolean, Column, DateTime, Index, LargeBinary, MetaData, Text, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm import registry as mapper_registry

from .fields import Description, fields

Plain = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared by code point on both engines, so that codes and sort keys order alike everywhere."""


class Moment(TypeDecorator[datetime]):
    """A moment kept in UTC and given back aware of it, on engines with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments: they would silently mean another time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware of UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of an office, with constraint names that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    registry = mapper_registry(
        metadata=metadata,
        type_annotation_map={
            str: Text,
            datetime: Moment,
            UUID: Uuid,
            bytes: LargeBinary,
            dict[str, Any]: JSON,
        },
    )


class Record(Base):
    """A row people know by a name: kept with its owner, its revision and whether it is deleted (墓碑)."""

    __abstract__ = True

    described: ClassVar[Description]

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """UUIDv7 made by the office that created the row."""
    office_id: Mapped[UUID]
    """The owning office."""
    revision: Mapped[UUID]
    """A new UUIDv7 for each change, so that two copies can be compared."""
    deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Text, pinyin, initials and codes of the searchable fields; kept by the unit of work."""
    sort_key: Mapped[str] = mapped_column(Plain, default="")
    """Order of the title by pinyin; kept by the unit of work."""

    KEPT: ClassVar[frozenset[str]] = frozenset({"search_key", "sort_key"})
    """Columns computed from the others: never in the history, never exchanged."""

    def __init_subclass__(cls, **more: Any) -> None:
        """Give the table the index from which a list takes its ids without touching a row.

        ``deleted`` comes last: SQLite would take an index that begins with it for a selective one.
        """
        super().__init_subclass__(**more)
        table = cls.__table__
        Index(f"ix_{cls.__tablename__}_sort_key", table.c.sort_key, table.c.id, table.c.deleted)

    @classmethod
    def columns(cls) -> Iterator[tuple[str, Column[Any]]]:
        """Yield the attribute name and column of every mapped column, in the order of declaration."""
        for prop in cls.__mapper__.column_attrs:
            column = prop.columns[0]
            if isinstance(column, Column):
                yield prop.key, column

    def values(self) -> dict[str, Any]:
        """Return what the history and the exchange keep of this row."""
        return {name: getattr(self, name) for name, _ in type(self).columns() if name not in self.KEPT}


def describe(name: str, label: str, unit: str, title: str, **more: Any) -> Description:
    """Begin the description of a record; the fields are read from its columns by :func:`description`."""
    return Description(name, label, unit, title, **more)


@cache
def kinds() -> Mapping[str, type[Record]]:
    """Return the mapped class of every kind of record by its word (``{"grids": Grid, …}``), by word."""
    found = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)]
    return {one.described.name: one for one in sorted(found, key=lambda one: one.described.name)}


@cache
def description(name: str) -> Description:
    """Return the whole description of a kind of record. Raises ``KeyError`` for a word no record has."""
    record = kinds()[name]
    begun = record.described
    return replace(
        begun,
        natural=begun.natural or (((begun.code,),) if begun.code else ()),
        fields=tuple(fields(record.columns())),
    )
