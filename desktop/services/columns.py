"""The columns of a list: the stored fields of a record and the values its subject derives from other rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from desktop.models import Code, Field, Kind, Record, description, kinds

from .context import Context


@dataclass(frozen=True)
class Derived:
    """A column computed in SQL, so that lists sort and filter by it like by a stored one."""

    field: Field
    expression: Callable[[Context], ColumnElement[Any]]
    """Correlated to the record's own table."""
    needs: tuple[str, ...] = ()
    """Other columns its cell is painted from."""
    holds: Callable[[Context], ColumnElement[bool]] | None = None
    """Of a flag: its bare condition, by which a filter on 是 finds its rows along an index."""


@cache
def columns(kind: str) -> Mapping[str, Field]:
    """Return every column a list of this kind can show, by name: stored ones first, then derived ones."""
    from .subjects import subject

    hidden = (Kind.DATA, Kind.PICTURE)
    stored = [one for one in description(kind).fields if one.listable and one.kind not in hidden]
    return {one.name: one for one in [*stored, *(derived.field for derived in subject(kind).derived)]}


@cache
def derived(kind: str) -> Mapping[str, Derived]:
    """Return the derived columns of a kind by name."""
    from .subjects import subject

    return {one.field.name: one for one in subject(kind).derived}


@lru_cache(maxsize=512)
def expression(kind: str, name: str, context: Context) -> ColumnElement[Any]:
    """Return the SQL of a column, stored or derived. Raises ``KeyError`` for a name the kind does not have.

    It is built once for a day and its settings: building takes far longer than asking.
    """
    found = derived(kind).get(name)
    if found:
        return found.expression(context)
    if name not in columns(kind):
        raise KeyError(name)
    column: ColumnElement[Any] = getattr(kinds()[kind], name)
    return column


@lru_cache(maxsize=512)
def ordering(kind: str, name: str, context: Context) -> ColumnElement[Any]:
    """Return the SQL by which a list is sorted by a column: names by pinyin, references and choices as they read."""
    described = description(kind)
    field = columns(kind)[name]
    record = kinds()[kind]
    if name == described.title and field.kind in (Kind.NAME, Kind.TEXT):
        return record.sort_key.expression
    if field.kind is Kind.REFERENCE and field.refers:
        # By code where there is one: 第二网格 comes before 第三网格, which pinyin would turn round.
        return reference(kind, name, description(field.refers).code or "sort_key", context)
    if field.kind is Kind.CHOICE:
        code = aliased(Code)
        position = select(code.position).where(
            code.list_key == field.choices, code.code == expression(kind, name, context)
        )
        return _scalar(position, record)
    return expression(kind, name, context)


def reference(kind: str, name: str, column: str, context: Context) -> ColumnElement[Any]:
    """Return the SQL of a column of the record that a reference of ``kind`` points to."""
    target = aliased(kinds()[columns(kind)[name].refers])
    record = kinds()[kind]
    return _scalar(select(getattr(target, column)).where(target.id == expression(kind, name, context)), record)


def _scalar(statement: Select[Any], record: type[Record]) -> ColumnElement[Any]:
    return statement.correlate(record).limit(1).scalar_subquery()
