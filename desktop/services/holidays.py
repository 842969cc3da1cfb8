"""Working days (工作日): arithmetic over a table of the days that differ from the weekend rule.

The table maps a day to whether it is worked (节假日: False, 调休上班: True). The State Council announces it for one
year at a time, so years come to be missing: there Saturdays and Sundays are free, and :func:`unknown_years` names the
years for a warning.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

SEED = Path(__file__).resolve().parents[2] / "resources" / "codes" / "holidays.csv"

Calendar = Mapping[date, bool]
"""Day → is it worked; only days the announcement names."""


class NamedDay(NamedTuple):
    """A line of the seed file."""

    day: date
    is_workday: bool
    name: str


def seed() -> list[NamedDay]:
    """Return the announced days the program comes with."""
    with SEED.open(encoding="utf-8", newline="") as lines:
        return [
            NamedDay(date.fromisoformat(row["day"]), row["is_workday"] == "1", row["name"])
            for row in csv.DictReader(lines)
        ]


def is_workday(day: date, table: Calendar) -> bool:
    """Return whether a day is worked: as announced, else Monday to Friday."""
    return table.get(day, day.weekday() < 5)


def next_workday(day: date, table: Calendar) -> date:
    """Return the day itself if it is worked, else the first worked day after it (民法典 art. 203)."""
    while not is_workday(day, table):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, count: int, table: Calendar) -> date:
    """Return the day ``count`` working days after a day; the day itself is not counted. Negative counts go back."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day, table)
    return day


def workdays_between(start: date, end: date, table: Calendar) -> int:
    """Return the number of working days after ``start`` up to and with ``end``; negative if ``end`` comes first."""
    if end < start:
        return -workdays_between(end, start, table)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_workday(day, table) for day in days)


def unknown_years(days: Iterable[date], table: Calendar) -> list[int]:
    """Return the years among the days for which nothing was announced, in order."""
    known = {day.year for day in table}
    return sorted({day.year for day in days} - known)
