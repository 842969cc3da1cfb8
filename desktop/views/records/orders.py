"""The order of a list as people choose it: by one column, then by another, each up or down, names by strokes too."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.models import Field, Kind, description
from desktop.services.name_order import STROKES, by_strokes, holds_names
from desktop.services.records import Query, order_of

Order = tuple[tuple[str, bool], ...]
MOST = 3
"""Columns a list is ordered by at once."""
UNNAMED = ("升序", "降序")
WAYS = {
    Kind.DAY: ("从早到晚", "从晚到早"),
    Kind.COUNT: ("从小到大", "从大到小"),
    Kind.AMOUNT: ("从小到大", "从大到小"),
}
"""What up and down are called for a column of values of a kind."""
PINYIN, BY_STROKES = ("按拼音排序", "按拼音倒序"), ("按笔画排序", "按笔画倒序")


@dataclass(frozen=True)
class Sorted:
    """One column of an order."""

    column: str
    down: bool = False
    strokes: bool = False

    def pair(self) -> tuple[str, bool]:
        """Return what a query takes."""
        return by_strokes(self.column) if self.strokes else self.column, self.down


def chosen(query: Query) -> list[Sorted]:
    """Return the columns a list is ordered by; where nobody chose, the first one of its kind."""
    pairs = query.order or order_of(query)[:1]
    return [Sorted(name.removeprefix(STROKES), down, name.startswith(STROKES)) for name, down in pairs]


def only(query: Query, column: str) -> Order:
    """Return the order by this column alone; asked again, the other way round."""
    now = chosen(query)
    if len(now) == 1 and now[0].column == column:
        return (Sorted(column, not now[0].down, now[0].strokes).pair(),)
    return ((column, False),)


def then(query: Query, column: str) -> Order:
    """Return the order with this column added at its end; asked again it is turned round, then taken away."""
    now = chosen(query)
    at = next((at for at, one in enumerate(now) if one.column == column), None)
    if at is None:
        now = [*now[: MOST - 1], Sorted(column)]
    elif not now[at].down:
        now[at] = Sorted(column, True, now[at].strokes)
    elif len(now) > 1:
        del now[at]
    else:
        now[at] = Sorted(column, False, now[at].strokes)
    return tuple(one.pair() for one in now)


def added(query: Query, one: Sorted) -> Order:
    """Return the order with a column in the place it has, or at the end."""
    rest = [other for other in chosen(query) if other.column != one.column]
    return tuple(other.pair() for other in [*rest[: MOST - 1], one])


def without(query: Query, column: str) -> Order:
    """Return the order less a column."""
    return tuple(one.pair() for one in chosen(query) if one.column != column)


def mark(query: Query, column: str) -> str:
    """Return the mark of a column in the header: ↑ or ↓, with its rank where there are several, "" without one."""
    now = chosen(query)
    for rank, one in enumerate(now, 1):
        if one.column == column:
            word = "笔画 " if one.strokes else ""
            return f"{word}{'↓' if one.down else '↑'}{rank if len(now) > 1 else ''}"
    return ""


def ways(kind: str, field: Field) -> list[tuple[str, Sorted]]:
    """Return the ways to order by a column, in words."""
    made: list[tuple[str, Sorted]] = []
    names = holds_names(field)
    # Pinyin is kept for titles alone; other names are told apart by strokes only.
    if not names or field.kind is Kind.REFERENCE or field.name == description(kind).title:
        words = PINYIN if names else WAYS.get(field.kind, UNNAMED)
        made += [(word, Sorted(field.name, down)) for word, down in zip(words, (False, True), strict=True)]
    if names:
        made += [(word, Sorted(field.name, down, True)) for word, down in zip(BY_STROKES, (False, True), strict=True)]
    return made
