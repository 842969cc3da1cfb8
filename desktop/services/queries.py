"""What a list asks for, and the SQL of it: which records, under which filters, in which order.

Every question about the records of a kind begins with :func:`base`, the one place that says which of them are there
at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_

from desktop.models import Kind, description, kinds

from . import changed_since as changes
from . import columns as column_service
from .context import Context
from .searching import Plan

TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER})
"""Kinds of value that are kept as text, where an empty one is as good as none."""


@dataclass(frozen=True)
class Filter:
    """One condition of a list. ``operator``: is, in, has (text), from, to, empty, filled; since, of the changes."""

    column: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Query:
    """What a list shows: a kind of record, what is searched, filtered and how it is ordered."""

    kind: str
    text: str = ""
    filters: tuple[Filter, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    """``(column, descending)`` pairs, the first one leading; empty means the order of the description."""
    deleted: bool = False
    """Show deleted records instead of living ones."""


def order_of(query: Query) -> tuple[tuple[str, bool], ...]:
    """Return the order of a query, that of its kind where nobody chose one: newest first where records have a day."""
    described = description(query.kind)
    first = ((described.dated, True),) if described.dated else ()
    return query.order or (*first, *((name, False) for name in described.order))


def newest_first(query: Query) -> bool:
    """Return whether the order begins with the newest day."""
    order = order_of(query)
    return bool(order) and order[0] == (description(query.kind).dated, True)


def base(kind: str, deleted: bool | None = False) -> list[ColumnElement[bool]]:
    """Return what every question about records of a kind begins with; ``deleted`` None asks for living and deleted."""
    return [] if deleted is None else [kinds()[kind].deleted.is_(deleted)]


def shown_deleted(query: Query) -> bool | None:
    """Return whether a query shows deleted records, None for living and deleted ones alike."""
    with_deleted = any(changes.takes_deleted(one.value) for one in query.filters if one.operator == changes.SINCE)
    return None if with_deleted and not query.deleted else query.deleted


def conditions(query: Query, context: Context, plan: Plan | None) -> list[ColumnElement[bool]]:
    """Return what every record of a query fulfils."""
    found = base(query.kind, shown_deleted(query)) + (plan.conditions() if plan else [])
    return found + [_condition(query.kind, one, context) for one in query.filters]


def _condition(kind: str, one: Filter, context: Context) -> ColumnElement[bool]:
    if one.operator == changes.SINCE:
        return changes.condition(kind, one.value, context)
    flag = column_service.derived(kind).get(one.column)
    if flag is not None and flag.holds is not None and one.operator == "is" and one.value is True:
        return flag.holds(context)
    value: Any = column_service.expression(kind, one.column, context)
    found: ColumnElement[bool] = _compared(kind, value, one)
    return found


def _compared(kind: str, value: Any, one: Filter) -> Any:
    is_text = column_service.columns(kind)[one.column].kind in TEXTS
    match one.operator:
        case "is":
            return value == one.value
        case "in":
            wanted = [item for item in one.value if item is not None]
            inside = value.in_(wanted)
            return or_(inside, value.is_(None)) if len(wanted) < len(one.value) else inside
        case "has":
            return value.contains(one.value, autoescape=True)
        case "from":
            return value >= one.value
        case "to":
            return value <= one.value
        case "empty":
            return or_(value.is_(None), value == "") if is_text else value.is_(None)
        case "filled":
            return and_(value.is_not(None), value != "") if is_text else value.is_not(None)
    raise ValueError(f"unknown operator {one.operator}")


def ordered(query: Query, context: Context, statement: Select[Any], plan: Plan | None) -> Select[Any]:
    """Return a statement about the records of a query, in its order."""
    record, order = kinds()[query.kind], order_of(query)
    by = [_ordering(query.kind, name, context) for name, _ in order]
    terms = [_directed(one, down) for one, (_, down) in zip(by, order, strict=True)]
    last: ColumnElement[Any] = record.id.expression
    if len(by) != 1 or by[0] is not record.sort_key.expression:
        # An id in plain sight tempts SQLite to walk the index of sort keys, which is of no use for any other order.
        last = func.coalesce(last, last)
    down = bool(order) and order[-1][1]
    return statement.where(*conditions(query, context, plan)).order_by(*terms, last.desc() if down else last.asc())


def place(kind: str, name: str, down: bool, context: Context) -> ColumnElement[Any]:
    """Return the SQL of the place a record takes in the order of one column, counted from 1; equals share a place."""
    return func.dense_rank().over(order_by=_directed(_ordering(kind, name, context), down))


def _ordering(kind: str, name: str, context: Context) -> ColumnElement[Any]:
    return changes.newest(kind) if name == changes.CHANGED else column_service.ordering(kind, name, context)


def _directed(by: ColumnElement[Any], down: bool) -> ColumnElement[Any]:
    directed = by.desc() if down else by.asc()
    # Where there are no nulls, saying where to put them would only keep the database from using its index.
    return directed if getattr(by, "nullable", True) is False else directed.nulls_last()
