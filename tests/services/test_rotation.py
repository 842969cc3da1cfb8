"""Fair rotation of duty, over any number of units and months."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.services import holidays
from desktop.services.rotation import DayClass, Turns, day_class, days_of, rotate

TABLE = {one.day: one.is_workday for one in holidays.seed()}
MONTHS = st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(lambda day: day.replace(day=1))
Day = tuple[date, DayClass]


def classed(*months: date) -> list[Day]:
    return [(day, day_class(day, TABLE)) for month in months for day in days_of(month)]


def following(first: date, many: int) -> list[date]:
    found = [first]
    while len(found) < many:
        found.append((found[-1] + timedelta(days=31)).replace(day=1))
    return found


def spread(units: list[str], given_out: dict[date, str | None], kind: DayClass) -> int:
    counts = Counter(unit for day, unit in given_out.items() if day_class(day, TABLE) is kind)
    return max(counts[unit] for unit in units) - min(counts[unit] for unit in units)


def after(units: list[str], done: dict[date, str | None]) -> Turns[str]:
    counts: Counter[tuple[str, DayClass]] = Counter()
    last: dict[str, date] = {}
    for day, unit in done.items():
        assert unit is not None
        counts[unit, day_class(day, TABLE)] += 1
        last[unit] = day
    return Turns(counts, last)


def test_days_are_told_apart_as_the_state_council_announced_them() -> None:
    assert day_class(date(2026, 10, 1), TABLE) is DayClass.HOLIDAY
    assert day_class(date(2026, 10, 10), TABLE) is DayClass.WORKDAY, "a worked Saturday"
    assert day_class(date(2026, 11, 7), TABLE) is DayClass.WEEKEND
    assert day_class(date(2026, 11, 9), TABLE) is DayClass.WORKDAY


@given(st.integers(3, 22), MONTHS, st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_turns_differ_by_one_at_most_in_each_kind_of_day_and_nobody_serves_two_days_running(
    many: int, month: date, months: int
) -> None:
    units = [f"单位{at}" for at in range(many)]
    made = rotate(units, classed(*following(month, months)), Turns.none())
    assert set(made.values()) <= set(units)
    assert all(one != other for one, other in pairwise(made.values()))
    assert all(spread(units, made, kind) <= 1 for kind in DayClass)


@given(st.integers(3, 15), MONTHS)
@settings(max_examples=40, deadline=None)
def test_month_after_month_it_goes_on_fairly_from_what_was_rostered_before(many: int, month: date) -> None:
    units = [f"单位{at}" for at in range(many)]
    whole: dict[date, str | None] = {}
    for one in following(month, 4):
        made = rotate(units, classed(one), after(units, whole))
        whole.update(made)
    assert all(spread(units, whole, kind) <= 1 for kind in DayClass)
    assert all(one != other for one, other in pairwise(whole.values()))


@given(st.lists(st.integers(0, 4), min_size=3, max_size=8), MONTHS)
@settings(max_examples=40, deadline=None)
def test_units_that_start_uneven_catch_up_without_serving_two_days_running(start: list[int], month: date) -> None:
    units = [f"单位{at}" for at in range(len(start))]
    before = Turns({(unit, kind): start[at] for at, unit in enumerate(units) for kind in DayClass}, {})
    made = rotate(units, classed(*following(month, 3)), before)
    assert all(one != other for one, other in pairwise(made.values()))
    total = {
        unit: start[at]
        + sum(other == unit and day_class(day, TABLE) is DayClass.WORKDAY for day, other in made.items())
        for at, unit in enumerate(units)
    }
    assert max(total.values()) - min(total.values()) <= 1


def test_a_unit_that_is_away_is_passed_over() -> None:
    days = classed(date(2026, 11, 1))
    away = {day: frozenset({"公安局"}) for day, _ in days[:10]}
    made = rotate(["公安局", "民政局", "司法局"], days, Turns.none(), away=away)
    assert "公安局" not in list(made.values())[:10]
    assert "公安局" in list(made.values())[10:]


def test_days_that_are_fixed_keep_their_unit_and_count() -> None:
    days = classed(date(2026, 11, 1))
    fixed = {date(2026, 11, 9): "司法局", date(2026, 11, 10): "民政局"}
    made = rotate(["公安局", "民政局", "司法局", "信访局"], days, Turns.none(), fixed=fixed)
    assert made[date(2026, 11, 9)] == "司法局"
    assert made[date(2026, 11, 8)] != "司法局"
    assert made[date(2026, 11, 11)] != "民政局"


def test_one_unit_serves_every_day_and_none_leaves_the_days_open() -> None:
    days = classed(date(2026, 11, 1))
    assert set(rotate(["公安局"], days, Turns.none()).values()) == {"公安局"}
    assert set(rotate([], days, Turns.none()).values()) == {None}


def test_two_units_take_turns() -> None:
    made = list(rotate(["公安局", "民政局"], classed(date(2026, 11, 1)), Turns.none()).values())
    assert all(one != other for one, other in pairwise(made))
