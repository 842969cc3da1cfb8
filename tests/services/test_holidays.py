"""Arithmetic of working days over the announced days."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.holidays import (
    add_workdays,
    is_workday,
    next_workday,
    seed,
    unknown_years,
    workdays_between,
)

TABLE = {named.day: named.is_workday for named in seed()}
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def test_each_day_agrees_with_the_announcements() -> None:
    day = date(2020, 1, 1)
    while day.year < 2027:
        assert is_workday(day, TABLE) == chinese_calendar.is_workday(day)
        day += timedelta(days=1)


def test_days_have_names() -> None:
    names = {named.day: named.name for named in seed()}
    assert names[date(2026, 2, 17)] == "春节"
    assert names[date(2026, 2, 14)] == "春节调休上班"


def test_an_unannounced_year_has_weekends_and_is_named() -> None:
    assert not is_workday(date(2027, 1, 2), TABLE)
    assert is_workday(date(2027, 1, 1), TABLE)
    assert unknown_years([date(2026, 12, 31), date(2027, 1, 4), date(2019, 1, 1)], TABLE) == [2019, 2027]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 15), date(2026, 2, 24)),
        (date(2026, 2, 14), date(2026, 2, 14)),
        (date(2026, 11, 21), date(2026, 11, 23)),
    ],
)
def test_a_limit_on_a_free_day_moves_to_the_next_worked_one(day: date, worked: date) -> None:
    assert next_workday(day, TABLE) == worked


def test_three_working_days_over_the_spring_festival() -> None:
    assert add_workdays(date(2026, 2, 13), 3, TABLE) == date(2026, 2, 25)
    assert add_workdays(date(2026, 2, 25), -3, TABLE) == date(2026, 2, 13)


@given(DAYS, st.integers(0, 60))
def test_counting_and_adding_agree(day: date, count: int) -> None:
    end = add_workdays(day, count, TABLE)
    assert workdays_between(day, end, TABLE) == count
    assert workdays_between(end, day, TABLE) == -count
    assert count == 0 or is_workday(end, TABLE)
