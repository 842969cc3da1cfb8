"""What changed since a day, as the history tells it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desktop.clock import Clock
from desktop.services import changed_since as changes
from desktop.services import history, records, saving
from desktop.services.changed_since import ADDED, ALTERED, CHANGED, DELETED, LEFT, SINCE, TODAY, WEEK, YESTERDAY
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from tests.offices import a_person, enter, now


class Calendar:
    """A clock that is put forward."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
        self.clock = Clock(lambda: self.moment)

    def to(self, day: int, hour: int = 2) -> None:
        self.moment = datetime(2026, 11, day, hour, 0, tzinfo=UTC)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def clock(calendar: Calendar) -> Clock:
    """The clock of the office, put forward by the test."""
    return calendar.clock


def names(opened: OpenOffice, when: str | date, what: tuple[str, ...] = changes.EVERYTHING, text: str = "") -> set[str]:
    account_id = opened.database.actor.account_id
    query = Query("people", text=text, filters=(Filter(CHANGED, SINCE, changes.value(when, what, account_id)),))
    with opened.database.read() as session:
        found = records.ids(session, query, now(opened))
        assert records.count(session, query, now(opened)) == len(found)
        return set(records.titles(session, "people", found.slice(0, 50)).values())


def a_week(opened: OpenOffice, calendar: Calendar) -> None:
    """Leave one person as entered long ago; then alter, delete and add some."""
    for name in ("甲一", "乙二", "丙三", "丁四"):
        a_person(opened, name, mobile="19900000001")
    with opened.database.read() as session:
        found = records.ids(session, Query("people"), now(opened)).slice(0, 9)
        ids = {name: one for one, name in records.titles(session, "people", found).items()}
    calendar.to(23)
    enter(opened, "people", {"duty": "楼栋长"}, ids["乙二"])
    calendar.to(24)
    opened.database.act("删除", lambda work: saving.remove(work, "people", ids["丙三"]))
    opened.database.act("查看", lambda work: saving.reveal(work, "people", ids["甲一"], "mobile", "核对"))
    a_person(opened, "戊五")


def test_added_altered_and_deleted_records_are_told_apart(office: OpenOffice, calendar: Calendar) -> None:
    a_week(office, calendar)
    assert names(office, WEEK) == {"乙二", "丙三", "戊五"}
    assert names(office, WEEK, (ADDED,)) == {"戊五"}
    assert names(office, WEEK, (ALTERED,)) == {"乙二"}
    assert names(office, WEEK, (DELETED,)) == {"丙三"}
    assert names(office, WEEK, (ADDED, ALTERED)) == {"乙二", "戊五"}
    assert names(office, WEEK, (ADDED, DELETED)) == {"丙三", "戊五"}
    assert names(office, WEEK, text="丙") == {"丙三"} and names(office, WEEK, (ADDED,), text="戊") == {"戊五"}


def test_days_begin_at_midnight_in_china(office: OpenOffice, calendar: Calendar) -> None:
    a_week(office, calendar)
    assert names(office, TODAY) == {"丙三", "戊五"}
    assert names(office, YESTERDAY) == {"乙二", "丙三", "戊五"}
    assert names(office, date(2026, 11, 24)) == names(office, TODAY)
    assert names(office, date(2026, 11, 16)) == {"甲一", "乙二", "丙三", "丁四", "戊五"}
    assert names(office, date(2026, 11, 25)) == set()
    calendar.to(24, 17)  # 01:00 of the 25th in China
    assert names(office, TODAY) == set()
    assert names(office, YESTERDAY) == {"丙三", "戊五"}


def test_what_others_did_since_one_left_counts_from_the_last_own_action_before_today(
    office: OpenOffice, calendar: Calendar
) -> None:
    a_week(office, calendar)
    assert names(office, LEFT) == {"丙三", "戊五"}
    calendar.to(26)
    assert names(office, LEFT) == set()
    a_person(office, "己六")
    assert names(office, LEFT) == {"己六"}


def test_each_record_is_marked_by_what_happened_to_it(office: OpenOffice, calendar: Calendar) -> None:
    a_week(office, calendar)
    of = changes.value(WEEK)
    with office.database.read() as session:
        query = Query("people", filters=(Filter(CHANGED, SINCE, of),), order=((CHANGED, True),))
        found = records.ids(session, query, now(office)).slice(0, 9)
        titles = records.titles(session, "people", found)
        assert [titles[one] for one in found] == ["戊五", "丙三", "乙二"]
        marks = changes.marks(session, "people", of, found, now(office))
    assert {titles[one]: mark for one, mark in marks.items()} == {"戊五": ADDED, "丙三": DELETED, "乙二": ALTERED}


def test_a_new_record_that_was_taken_back_is_not_shown(office: OpenOffice, calendar: Calendar) -> None:
    a_week(office, calendar)
    with office.database.read() as session:
        last = history.recent(session, 1)[0]
    office.database.act("撤销", lambda work: history.undo(work, last.action_id))
    assert names(office, TODAY) == {"丙三"}
