"""Lists counted by groups (分组): what values a column has over a query, and how many records each.

One question to the database; each group carries the filters that show its records.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func
from sqlalchemy.orm import Session

from desktop.models import Field, Kind, Privacy, description

from . import columns as column_service
from . import records
from .context import Context
from .records import Filter, Query

MOST = 1_000
"""Groups shown; a column with more values than these is not worth grouping by."""
YEAR, MONTH = "year", "month"
SPANS = {YEAR: 4, MONTH: 7}
"""By what days are taken together, and how many characters of a day (2024-03-05) tell it."""
MARK = "group:"
VALUED = frozenset({Kind.CHOICE, Kind.REFERENCE, Kind.FLAG, Kind.SIZE, Kind.STAFF})


@dataclass(frozen=True)
class Grouping:
    """By which column a list is grouped; days also by which span."""

    column: str
    span: str = ""

    def word(self) -> str:
        """Return the grouping as one word, to be kept."""
        return ":".join(filter(None, (self.column, self.span)))


@dataclass(frozen=True)
class Group:
    """One group: how it reads, how many records it has, and the filters that show them."""

    label: str
    number: int
    filters: tuple[Filter, ...]


def grouping(kind: str, word: str) -> Grouping | None:
    """Return the grouping a kept word stands for, None for a column the kind no longer groups by."""
    name, _, span = word.partition(":")
    field = groupable(kind).get(name)
    if field is None:
        return None
    return Grouping(name, span if span in SPANS else MONTH) if field.kind is Kind.DAY else Grouping(name)


def groupable(kind: str) -> Mapping[str, Field]:
    """Return the columns a list can be grouped by: choices, references, flags, days, short texts, derived counts."""
    derived, described = column_service.derived(kind), description(kind)
    own = {described.title, described.code}

    def fits(one: Field) -> bool:
        if one.kind in VALUED or one.kind is Kind.DAY:
            return one.privacy is not Privacy.MASKED
        short = one.kind is Kind.TEXT and one.name not in own and not one.lengthy
        return (short and one.privacy is not Privacy.MASKED) or (one.kind is Kind.COUNT and one.name in derived)

    return {name: one for name, one in column_service.columns(kind).items() if fits(one)}


def groups(session: Session, query: Query, by: Grouping, context: Context) -> list[Group]:
    """Return the groups of a query, at most :data:`MOST` and one more.

    Days come newest first, choices in the order of their list, all others the largest first; those without a value
    come last. A filter on the column itself is left out, so that the other groups stay there to go to.
    """
    field = groupable(query.kind)[by.column]
    others = tuple(one for one in query.filters if one.column != by.column)
    base = Query(query.kind, query.text, others, (), query.deleted)
    found = records.counted(session, base, _value(query.kind, field, by, context), context, MOST + 1)
    counted: dict[Any, int] = {}
    for value, number in found:
        known = (
            None
            if value == ""
            else bool(value)
            if field.kind in (Kind.FLAG, Kind.STAFF) and value is not None
            else value
        )
        counted[known] = counted.get(known, 0) + number
    without = counted.pop(None, 0)
    labels = _labels(session, field, counted)
    made = [Group(labels.get(value) or _words(field, value), number, _filters(by, field, value))
            for value, number in _in_order(field, counted, labels)]  # fmt: skip
    empty = Filter(by.column, "in", (None,)) if field.kind in VALUED else Filter(by.column, "empty")
    return [*made, Group("未填写", without, (empty,))] if without else made


def _value(kind: str, field: Field, by: Grouping, context: Context) -> ColumnElement[Any]:
    value = column_service.expression(kind, by.column, context)
    return func.substr(cast(value, Text), 1, SPANS[by.span]) if field.kind is Kind.DAY else value


def _labels(session: Session, field: Field, counted: Mapping[Any, int]) -> Mapping[Any, str]:
    if field.kind is Kind.REFERENCE and field.refers:
        return records.titles(session, field.refers, counted)
    return records.choices(session, field.choices) if field.choices else {}


def _in_order(field: Field, counted: Mapping[Any, int], labels: Mapping[Any, str]) -> list[tuple[Any, int]]:
    found = list(counted.items())
    if field.kind is Kind.DAY or field.kind is Kind.COUNT:
        return sorted(found, key=lambda one: one[0], reverse=field.kind is Kind.DAY)
    if field.choices:
        places = {value: at for at, value in enumerate(labels)}
        return sorted(found, key=lambda one: places.get(one[0], len(places)))
    return found


def _words(field: Field, value: Any) -> str:
    if field.kind is Kind.DAY:
        year, _, month = str(value).partition("-")
        return f"{year} 年 {int(month)} 月" if month else f"{year} 年"
    if field.kind is Kind.STAFF:
        return "不完整" if value else "完整"
    if field.kind is Kind.FLAG:
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return f"{value:,} {field.unit}".rstrip()
    return str(value)


def _filters(by: Grouping, field: Field, value: Any) -> tuple[Filter, ...]:
    if field.kind is not Kind.DAY:
        return (Filter(by.column, "in", (value,)),)
    year, _, month = str(value).partition("-")
    first, last = (int(month), int(month)) if month else (1, 12)
    end = monthrange(int(year), last)[1]
    return (
        Filter(by.column, "from", date(int(year), first, 1)),
        Filter(by.column, "to", date(int(year), last, end)),
    )
