"""Fair rotation of duty (轮值): who is on duty on which day, worked days, weekends and holidays counted apart.

Pure: no rows are read here. ``services/centre.py`` gives it the units, the days and what was rostered before.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from .holidays import Calendar, is_workday

U = TypeVar("U", bound=Hashable)

STEPS = 20_000
"""Most places tried before a day is given to a unit twice running after all."""


class DayClass(StrEnum):
    """What kind of day it is; a unit's turns are counted for each apart."""

    WORKDAY = "workday"
    """工作日, worked weekends (调休) among them."""
    WEEKEND = "weekend"
    """双休日."""
    HOLIDAY = "holiday"
    """法定节假日, with the free days around it as announced."""


CLASS_WORDS = {DayClass.WORKDAY: "工作日", DayClass.WEEKEND: "双休日", DayClass.HOLIDAY: "节假日"}


def day_class(day: date, table: Calendar) -> DayClass:
    """Return the kind of a day: free days that were announced are holidays, other free days weekends."""
    if is_workday(day, table):
        return DayClass.WORKDAY
    return DayClass.HOLIDAY if day in table else DayClass.WEEKEND


def days_of(month: date) -> list[date]:
    """Return the days of the month a day lies in."""
    first = month.replace(day=1)
    found = [first + timedelta(days=at) for at in range(31)]
    return [day for day in found if day.month == first.month]


@dataclass(frozen=True)
class Turns(Generic[U]):
    """What went before: turns by unit and class, and who was on duty last."""

    counts: Mapping[tuple[U, DayClass], int]
    last: Mapping[U, date]
    """Last day of duty of each unit."""

    @classmethod
    def none(cls) -> Turns[U]:
        """Nothing was rostered before."""
        return cls({}, {})


def rotate(
    units: Sequence[U],
    days: Sequence[tuple[date, DayClass]],
    before: Turns[U],
    *,
    fixed: Mapping[date, U] | None = None,
    away: Mapping[date, frozenset[U]] | None = None,
) -> dict[date, U | None]:
    """Return who is on duty on each of ``days`` (in order of time); None where nobody is there.

    In each class of day a turn goes to a unit that had the fewest so far, ``before`` counted in: units that started
    level never differ by more than one. Nobody is on duty two days running unless there is no other way. Among equals
    it goes to the one whose last turn lies longest back, then to the one named first. ``fixed`` days keep their unit
    and count; on a day in ``away`` those units are passed over.
    """
    search = _Search(units, days, before, fixed or {}, away or {})
    if not search.strict():
        search.lenient()
    return search.found


class _Search(Generic[U]):
    """One rotation being made: tries places in order of fairness and steps back where it is stuck."""

    def __init__(
        self,
        units: Sequence[U],
        days: Sequence[tuple[date, DayClass]],
        before: Turns[U],
        fixed: Mapping[date, U],
        away: Mapping[date, frozenset[U]],
    ) -> None:
        self._units, self._days, self._before = units, days, before
        self._fixed, self._away = fixed, away
        self._rank = {unit: at for at, unit in enumerate(units)}
        self.found: dict[date, U | None] = {}
        self._reset()

    def _reset(self) -> None:
        self._counts = dict(self._before.counts)
        self._last = dict(self._before.last)
        self.found.clear()

    def strict(self) -> bool:
        """Give every day to a unit with the fewest turns that is not on duty the day before or after; or give up."""
        stack: list[Iterator[U]] = []
        past: list[tuple[U, int, date | None]] = []
        steps = 0
        while len(past) < len(self._days):
            at = len(past)
            if len(stack) == at:
                stack.append(iter(self._choices(at)))
            steps += 1
            unit = next(stack[-1], None)
            if unit is None or steps > STEPS:
                stack.pop()
                if not past or steps > STEPS:
                    self._reset()
                    return False
                self._take_back(len(past) - 1, *past.pop())
                continue
            past.append(self._take(at, unit))
        return True

    def lenient(self) -> None:
        """Give every day to the unit with the fewest turns, another than the day before where there is one."""
        self._reset()
        for at, (day, _) in enumerate(self._days):
            fixed = self._fixed.get(day)
            there = [fixed] if fixed is not None else self._there(day)
            if not there:
                self.found[day] = None
                continue
            ordered = self._ordered(at, there)
            rested = [unit for unit in ordered if not self._runs_on(day, unit)]
            self._take(at, (rested or ordered)[0])

    def _there(self, day: date) -> list[U]:
        return [unit for unit in self._units if unit not in self._away.get(day, frozenset())]

    def _choices(self, at: int) -> list[U]:
        day, kind = self._days[at]
        if day in self._fixed:
            return [self._fixed[day]]
        there = self._there(day)
        if not there:
            return []
        least = min(self._counts.get((unit, kind), 0) for unit in there)
        fair = [unit for unit in there if self._counts.get((unit, kind), 0) == least]
        return self._ordered(at, [unit for unit in fair if not self._runs_on(day, unit)])

    def _runs_on(self, day: date, unit: U) -> bool:
        step = timedelta(days=1)
        return self._last.get(unit) == day - step or self._fixed.get(day + step) == unit

    def _ordered(self, at: int, units: Iterable[U]) -> list[U]:
        kind = self._days[at][1]
        never = date.min
        return sorted(
            units,
            key=lambda unit: (
                self._counts.get((unit, kind), 0),
                self._last.get(unit, never),
                self._rank.get(unit, len(self._rank)),
            ),
        )

    def _take(self, at: int, unit: U) -> tuple[U, int, date | None]:
        day, kind = self._days[at]
        earlier = unit, self._counts.get((unit, kind), 0), self._last.get(unit)
        self._counts[unit, kind] = earlier[1] + 1
        self._last[unit] = day
        self.found[day] = unit
        return earlier

    def _take_back(self, at: int, unit: U, count: int, last: date | None) -> None:
        day, kind = self._days[at]
        self._counts[unit, kind] = count
        if last is None:
            self._last.pop(unit, None)
        else:
            self._last[unit] = last
        self.found.pop(day, None)
