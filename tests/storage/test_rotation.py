"""Which automatic backups are made and which are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.clock import Clock, china_day
from desktop.errors import Cancelled
from desktop.services.offices import OpenOffice
from desktop.storage.backup import backup
from desktop.storage.rotation import AUTOMATIC, RECENT, automatic_backups, backup_if_due, due, last_change, thin
from tests.offices import file_office
from tests.storage.test_backup import departments, source

__all__ = ["file_office"]

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TIMES = st.lists(
    st.integers(-60 * 24 * 900, 60 * 24 * 3).map(lambda minutes: NOW + timedelta(minutes=minutes)), max_size=120
)


@given(TIMES)
def test_thinning_keeps_the_newest_and_invents_nothing(times: list[datetime]) -> None:
    kept = thin(times, NOW)
    assert kept <= set(times)
    past = sorted({time for time in times if time <= NOW}, reverse=True)
    assert set(past[:RECENT]) <= kept
    assert {time for time in times if time > NOW} <= kept
    assert len([time for time in kept if time <= NOW]) <= 10 + 14 + 8 + 12


@given(TIMES)
def test_thinning_twice_is_thinning_once(times: list[datetime]) -> None:
    kept = thin(times, NOW)
    assert thin(kept, NOW) == kept


@given(TIMES)
def test_every_recent_day_week_and_month_that_had_a_backup_still_has_its_newest(times: list[datetime]) -> None:
    kept = thin(times, NOW)
    past = [time for time in times if time <= NOW]
    for many, period in (
        (14, lambda day: day),
        (8, lambda day: day.isocalendar()[:2]),
        (12, lambda day: (day.year, day.month)),
    ):
        newest: dict[object, datetime] = {}
        for time in past:
            key = period(china_day(time))  # type: ignore[no-untyped-call]
            newest[key] = max(time, newest.get(key, time))
        assert set(sorted(newest.values(), reverse=True)[:many]) <= kept


def test_two_years_of_daily_backups_thinned_every_day_reach_back_eleven_months() -> None:
    kept: set[datetime] = set()
    for day in range(730):
        now = NOW + timedelta(days=day)
        kept = thin({*kept, now}, now)
        assert len(kept) <= 44
    ages = sorted((now - time).days for time in kept)
    assert ages[:14] == list(range(14))
    assert max(ages) >= 11 * 28
    assert all(later - earlier <= 31 for earlier, later in pairwise(ages))


@pytest.mark.parametrize(
    ("last_backup", "changed", "closing", "expected"),
    [
        (None, None, True, False),  # nothing to lose
        (None, timedelta(days=1), False, True),
        (timedelta(days=2), timedelta(days=3), True, False),  # nothing changed since
        (timedelta(days=2), timedelta(days=1), False, True),
        (timedelta(hours=3), timedelta(hours=1), False, False),  # same day, work goes on
        (timedelta(hours=3), timedelta(hours=1), True, True),
        (timedelta(minutes=10), timedelta(minutes=5), True, False),  # just made
        (timedelta(hours=17, minutes=30), timedelta(hours=1), False, True),  # after midnight in China
    ],
)
def test_a_backup_is_due_daily_and_after_work_when_something_changed(
    last_backup: timedelta | None, changed: timedelta | None, closing: bool, expected: bool
) -> None:
    last = NOW - last_backup if last_backup is not None else None
    change = NOW - changed if changed is not None else None
    assert due(last, change, NOW, closing=closing) is expected


def test_automatic_backups_are_made_when_due_and_thinned(file_office: OpenOffice, clock: Clock) -> None:
    what, folder = source(file_office), file_office.place.backups
    assert last_change(file_office.database) == clock.now()
    mine = backup(what, folder / "年终-手工.jgbak", clock)

    def later(days: float) -> Clock:
        return Clock(lambda: clock.now() + timedelta(days=days))

    assert backup_if_due(file_office.place, file_office.database, what, clock) is not None
    assert backup_if_due(file_office.place, file_office.database, what, later(1), closing=True) is None
    for day in range(1, 30):
        file_office.database.clock = later(day)
        file_office.database.act("登记部门", departments(1, f"第{day}天"))
        assert backup_if_due(file_office.place, file_office.database, what, later(day + 0.01), closing=True)
    made = automatic_backups(file_office.place)
    assert all(info.path.name.startswith(AUTOMATIC) for info in made)
    assert 14 <= len(made) < 30
    assert mine.path.exists()


def test_a_cancelled_automatic_backup_deletes_no_older_one(file_office: OpenOffice, clock: Clock) -> None:
    what = source(file_office)
    assert backup_if_due(file_office.place, file_office.database, what, clock) is not None
    file_office.database.clock = Clock(lambda: clock.now() + timedelta(days=1))
    file_office.database.act("登记部门", departments(1))
    before = sorted(Path(file_office.place.backups).iterdir())

    def stop(done: int, total: int) -> None:
        raise Cancelled("已取消，没有留下任何改动")

    with pytest.raises(Cancelled):
        backup_if_due(file_office.place, file_office.database, what, file_office.database.clock, stop)
    assert sorted(Path(file_office.place.backups).iterdir()) == before
