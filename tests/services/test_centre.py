"""The city centre: what is in use by day, duty that can be, a month rostered fairly, swaps with their reason."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.errors import Forbidden, Invalid, UserError
from desktop.models import UnitDuty
from desktop.services import centre_duty, figures, findings, records
from desktop.services.centre_duty import Month
from desktop.services.offices import OpenOffice
from desktop.services.rotation import DayClass
from desktop.storage.work import Actor
from tests.offices import enter, now
from tests.services.test_history import undo_last

DECEMBER = date(2026, 12, 1)


def a_unit(opened: OpenOffice, name: str, **more: Any) -> UUID:
    values = {
        "name": name,
        "standing": "resident",
        "since": "2021-6-1",
        "contact": f"{name}值班",
        "phone": "0796-1234567",
    }
    return enter(opened, "centre_units", {**values, **more})


def a_duty(opened: OpenOffice, unit: UUID, day: str, shift: str = "whole", **more: Any) -> UUID:
    return enter(opened, "unit_duties", {"unit_id": unit, "day": day, "shift": shift, **more})


def refused(do: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        do()
    return caught.value.mistakes


def month(opened: OpenOffice, first: date = DECEMBER) -> Month:
    with opened.database.read() as session:
        return centre_duty.month(session, now(opened), first)


def propose(opened: OpenOffice, first: date = DECEMBER, **more: bool) -> Month:
    with opened.database.read() as session:
        return centre_duty.propose(session, now(opened), first, **more)


def write(opened: OpenOffice, proposed: Month) -> int:
    return opened.database.act("排班", lambda work: centre_duty.write(work, proposed))


def swap(opened: OpenOffice, duty: UUID, reason: str = "承办会议", **more: UUID) -> None:
    opened.database.act("调班", lambda work: centre_duty.swap(work, duty, reason, **more))


def units_by_day(found: Month) -> dict[int, str]:
    return {one.day.day: one.shifts[0].unit for one in found.days if one.shifts}


def test_systems_and_units_count_while_they_are_in_use(office: OpenOffice) -> None:
    for name, level, until in (("综治平台", "superior", ""), ("雪亮工程", "own", ""), ("旧平台", "own", "2026-11-24")):
        enter(office, "systems", {"name": name, "level": level, "since": "2021-1-1", "until": until})
    enter(office, "systems", {"name": "明年的平台", "level": "own", "since": "2027-1-1"})
    a_unit(office, "公安局")
    a_unit(office, "住建局", standing="visiting")
    a_unit(office, "已退出的局", until="2026-11-1")
    keys = ("systems", "systems_superior", "systems_own", "resident_units", "visiting_units")
    with office.database.read() as session:
        read = figures.read(session, now(office), [f"centre.{key}" for key in keys])
        for key, one in read.items():
            query = figures.rows_behind(key)
            assert query is not None and records.count(session, query, now(office)) == one.value
    assert [read[f"centre.{key}"].value for key in keys] == [2, 1, 1, 1, 1]


def test_a_system_or_unit_is_not_there_twice_at_once(office: OpenOffice) -> None:
    enter(office, "systems", {"name": "综治平台", "level": "superior", "since": "2021-1-1"})
    again = {"name": "综治平台", "level": "own", "since": "2022-1-1"}
    assert list(refused(lambda: enter(office, "systems", again))) == ["name"]
    ended = {"name": "旧平台", "level": "own", "since": "2022-1-1", "until": "2021-1-1"}
    assert list(refused(lambda: enter(office, "systems", ended))) == ["until"]
    unit = a_unit(office, "公安局")
    assert "退出日期" in refused(lambda: a_unit(office, "公安局", standing="visiting", since="2026-1-1"))["name"]
    enter(office, "centre_units", {"until": "2026-1-1"}, unit)
    a_unit(office, "公安局", standing="visiting", since="2026-1-1")


def test_a_unit_is_on_duty_once_a_day_while_it_is_there(office: OpenOffice) -> None:
    police, justice = a_unit(office, "公安局"), a_unit(office, "司法局", since="2026-11-10")
    a_duty(office, police, "2026-11-9", "day")
    assert "只值一班" in refused(lambda: a_duty(office, police, "2026-11-9", "night"))["unit_id"]
    assert "公安局" in refused(lambda: a_duty(office, police, "2026-11-9", "day"))["shift"]
    assert "全天班" in refused(lambda: a_duty(office, police, "2026-11-9"))["shift"]
    assert "不在入驻期内" in refused(lambda: a_duty(office, justice, "2026-11-9", "night"))["unit_id"]
    said = refused(lambda: a_duty(office, justice, "2026-11-12", swap_reason="有会"))
    assert list(said) == ["swap_reason"]


def test_a_unit_does_not_leave_while_it_is_rostered(office: OpenOffice) -> None:
    police = a_unit(office, "公安局")
    a_duty(office, police, "2026-11-30")
    said = refused(lambda: enter(office, "centre_units", {"until": "2026-11-28"}, police))
    assert "2026-11-30" in said["until"]
    enter(office, "centre_units", {"until": "2026-12-1"}, police)


def test_a_month_is_given_out_fairly_over_worked_days_and_free_ones(office: OpenOffice) -> None:
    names = [f"第{word}局" for word in "一二三四五"]
    for at, name in enumerate(names):
        a_unit(office, name, position=at)
    a_unit(office, "非常驻局", standing="visiting")
    a_unit(office, "不值班局", on_duty=False)
    assert write(office, propose(office)) == 31
    found = month(office)
    turns = {kind: Counter() for kind in DayClass}
    for one in found.days:
        turns[one.kind][one.shifts[0].unit] += 1
    assert set(turns[DayClass.WORKDAY]) == set(names)
    for counted in turns.values():
        assert not counted or max(counted.values()) - min(counted[name] for name in names) <= 1
    following = list(units_by_day(found).values())
    assert all(one != other for one, other in pairwise(following))
    shift = found.days[0].shifts[0]
    assert (shift.person, shift.phone) == (f"{shift.unit}值班", "0796-1234567")
    undo_last(office)
    assert month(office).rostered == 0


def test_the_next_month_goes_on_where_this_one_ended(office: OpenOffice) -> None:
    names = [f"第{word}局" for word in "一二三四五六七"]
    for at, name in enumerate(names):
        a_unit(office, name, position=at)
    for first in (DECEMBER, date(2027, 1, 1), date(2027, 2, 1)):
        write(office, propose(office, first))
    whole = Counter()
    for first in (DECEMBER, date(2027, 1, 1), date(2027, 2, 1)):
        whole.update((one.kind, one.shifts[0].unit) for one in month(office, first).days)
    for kind in {kind for kind, _ in whole}:
        counted = [whole[kind, name] for name in names]
        assert max(counted) - min(counted) <= 1
    assert any("没有 2027 年" in note for note in month(office, date(2027, 1, 1)).notes)


def test_written_days_and_past_days_stay_as_they_are(office: OpenOffice) -> None:
    one, _other = a_unit(office, "公安局"), a_unit(office, "司法局")
    a_duty(office, one, "2026-11-26", person="钟鹏")
    proposed = propose(office, date(2026, 11, 1))
    days = {day.day.day: day.shifts for day in proposed.days if day.shifts}
    assert min(days) == 24 and days[26][0].person == "钟鹏" and proposed.fresh == 6
    assert days[25][0].unit == days[27][0].unit == "司法局"


def test_a_roster_changed_meanwhile_is_not_written_over(office: OpenOffice) -> None:
    one = a_unit(office, "公安局")
    a_unit(office, "司法局")
    duty = a_duty(office, one, "2026-12-5")
    proposed = propose(office)
    office.database.act("删除", lambda work: work.session.delete(work.session.get(UnitDuty, duty)))
    with pytest.raises(UserError, match="重新自动排班"):
        write(office, proposed)
    assert month(office).rostered == 0


def test_nobody_on_duty_is_said(office: OpenOffice) -> None:
    with pytest.raises(UserError, match="参加值班"):
        propose(office)


def test_a_swap_keeps_who_was_rostered_and_why(office: OpenOffice) -> None:
    police, justice = a_unit(office, "公安局"), a_unit(office, "司法局")
    first, second = (
        a_duty(office, police, "2026-12-3", person="钟鹏"),
        a_duty(office, justice, "2026-12-8", person="贺琳"),
    )
    swap(office, first, with_id=second)
    third, eighth = (next(day for day in month(office).days if day.day.day == at).shifts[0] for at in (3, 8))
    assert (third.unit, third.person, third.first_unit, third.reason) == ("司法局", "贺琳", "公安局", "承办会议")
    assert (eighth.unit, eighth.first_unit) == ("公安局", "司法局")
    swap(office, first, with_id=second)
    assert not month(office).days[2].shifts[0].first_unit, "back in its place, the swap is forgotten"
    swap(office, first, unit_id=justice)
    assert month(office).days[2].shifts[0].person == "司法局值班"
    undo_last(office)
    assert month(office).days[2].shifts[0].unit == "公安局"


def test_a_swap_that_cannot_be_is_refused(office: OpenOffice) -> None:
    police, justice, late = (
        a_unit(office, "公安局"),
        a_unit(office, "司法局"),
        a_unit(office, "应急局", since="2026-12-20"),
    )
    duty, same = a_duty(office, police, "2026-12-3", "day"), a_duty(office, police, "2026-12-8")
    night = a_duty(office, justice, "2026-12-3", "night")
    other = a_duty(office, justice, "2026-12-9")
    for values, field in (
        ({"reason": " ", "unit_id": justice}, "reason"),
        ({"with_id": same}, "with_id"),
        ({"unit_id": police}, "unit_id"),
        ({"unit_id": late}, "unit_id"),
        ({"unit_id": justice}, "unit_id"),
        ({"with_id": other}, "with_id"),
        ({}, "unit_id"),
    ):
        assert list(refused(lambda values=values: swap(office, duty, **values))) == [field]
    swap(office, duty, with_id=night)
    office.database.actor = Actor(None, "查看", "reviewer")
    with pytest.raises(Forbidden):
        swap(office, duty, unit_id=justice)
    with office.database.read() as session:
        assert len(session.scalars(select(UnitDuty).where(UnitDuty.first_unit_id.is_not(None))).all()) == 2


def test_a_month_without_a_roster_is_found_in_time(office: OpenOffice) -> None:
    def told() -> list[str]:
        with office.database.read() as session:
            return [one.title for one in findings.find(session, now(office)) if one.key == "centre.roster"]

    assert told() == []
    a_duty(office, a_unit(office, "公安局"), "2026-11-30")
    assert told() == ["2026年12月还没有排单位值班"]
    write(office, propose(office))
    assert told() == []
