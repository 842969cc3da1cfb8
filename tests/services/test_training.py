"""Training: who may stand on a list, hours, the sign-in typed back, certificates without gaps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.errors import Invalid
from desktop.exchange import sheet_apply, sheet_plan, sheet_read, sheet_write
from desktop.models import Attendance
from desktop.services import figures, findings, records, saving, training_papers, training_sign_in
from desktop.services.columns import expression
from desktop.services.counting import span
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from desktop.services.training_sign_in import Place, serials, series
from tests.offices import a_grid, a_person, a_post, enter, now
from tests.services.test_history import undo_last


def a_class(opened: OpenOffice, title: str = "第一期培训班", **more: Any) -> UUID:
    values = {"title": title, "level": "city", "organiser": "市委政法委", "started_on": "2026-4-20", "hours": "12"}
    return enter(opened, "classes", {**values, "ended_on": "2026-4-21", **more})


def an_attendance(opened: OpenOffice, held: UUID, name: str = "解玉兰", **more: Any) -> UUID:
    return enter(opened, "attendances", {"class_id": held, "name": name, "status": "present", **more})


def refused(do: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        do()
    return caught.value.mistakes


def rows(opened: OpenOffice) -> list[Attendance]:
    with opened.database.read() as session:
        return list(session.scalars(select(Attendance).where(~Attendance.deleted).order_by(Attendance.id)))


def test_nobody_stands_twice_on_the_list_of_a_class(office: OpenOffice) -> None:
    held, person = a_class(office), a_person(office)
    an_attendance(office, held, person_id=person)
    assert "只登记一次" in refused(lambda: an_attendance(office, held, person_id=person))["name"]
    an_attendance(office, held, "彭明", unit="城东社区")
    an_attendance(office, held, "彭明", unit="城西社区")
    assert list(refused(lambda: an_attendance(office, held, "彭明", unit="城西社区"))) == ["name"]
    an_attendance(office, a_class(office, "第二期培训班"), person_id=person)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"hours": "13"}, "hours"),
        ({"status": "leave", "hours": "2"}, "hours"),
        ({"certificate": "〔2026〕1号"}, "certified_on"),
        ({"certified_on": "2026-4-23"}, "certified_on"),
        ({"certificate": "〔2026〕1号", "certified_on": "2026-4-19"}, "certified_on"),
        ({"certificate": "〔2026〕1号", "certified_on": "2026-11-25"}, "certified_on"),
        ({"status": "absent", "certificate": "〔2026〕1号", "certified_on": "2026-4-23"}, "certificate"),
        ({"status": "part", "certificate": "〔2026〕1号", "certified_on": "2026-4-23"}, "certificate"),
    ],
)
def test_hours_and_certificates_stay_within_what_was_attended(
    office: OpenOffice, values: dict[str, str], field: str
) -> None:
    held = a_class(office)
    assert list(refused(lambda: an_attendance(office, held, **values))) == [field]


def test_the_name_is_that_of_the_person(office: OpenOffice) -> None:
    held, person = a_class(office), a_person(office)
    assert "解玉兰" in refused(lambda: an_attendance(office, held, "解玉", person_id=person))["name"]


def test_a_class_to_come_has_nobody_present_yet(office: OpenOffice) -> None:
    held = a_class(office, started_on="2026-12-1", ended_on="")
    assert list(refused(lambda: an_attendance(office, held))) == ["status"]
    an_attendance(office, held, status="called")


def test_a_class_somebody_came_to_is_not_put_off(office: OpenOffice) -> None:
    held = a_class(office)
    enter(office, "classes", {"started_on": "2026-12-1", "ended_on": "2026-12-2"}, held)
    enter(office, "classes", {"started_on": "2026-4-20", "ended_on": "2026-4-21"}, held)
    an_attendance(office, held)
    put_off = {"started_on": "2026-12-1", "ended_on": "2026-12-2"}
    assert list(refused(lambda: enter(office, "classes", put_off, held))) == ["started_on"]


def test_a_trainer_stands_once_for_a_subject(office: OpenOffice) -> None:
    teacher = {"class_id": a_class(office), "name": "方家东", "subject": "治安防范"}
    enter(office, "trainers", teacher)
    assert list(refused(lambda: enter(office, "trainers", teacher))) == ["name"]
    enter(office, "trainers", {**teacher, "subject": "安全生产"})
    assert list(refused(lambda: enter(office, "trainers", {**teacher, "subject": "法律", "hours": "13"}))) == ["hours"]


def test_a_class_keeps_the_hours_people_have(office: OpenOffice) -> None:
    held = a_class(office)
    an_attendance(office, held, status="part", hours="8")
    assert list(refused(lambda: enter(office, "classes", {"hours": "6"}, held))) == ["hours"]
    assert list(refused(lambda: a_class(office, "又一期", ended_on="2026-4-1"))) == ["ended_on"]


def test_hours_are_counted_by_person_and_year(office: OpenOffice) -> None:
    person, grid = a_person(office), a_grid(office)
    a_post(office, person, grid)
    an_attendance(office, a_class(office), person_id=person)
    an_attendance(office, a_class(office, "第二期", started_on="2026-6-1", ended_on=""), person_id=person,
                  status="part", hours="3.5")  # fmt: skip
    an_attendance(office, a_class(office, "去年", started_on="2025-6-1", ended_on=""), person_id=person)
    an_attendance(office, a_class(office, "第三期", started_on="2026-7-1", ended_on=""), person_id=person,
                  status="absent")  # fmt: skip
    with office.database.read() as session:
        context = now(office)
        [row] = records.rows(session, "people", [person], ["training_hours"], context)
        [learner] = training_papers.learners(session, context, 2026)
        assert session.scalar(select(expression("people", "training_hours", context))) is not None
    assert Decimal(str(row.values["training_hours"])) == Decimal("15.5")
    assert (learner.classes, learner.hours, learner.unit) == (2, Decimal("15.5"), "会师路社区")


def test_calling_a_community_puts_its_team_on_the_list_once(office: OpenOffice) -> None:
    held, grid = a_class(office), a_grid(office)
    for name, kind in (("解玉兰", "leader"), ("彭明", "member"), ("钟翀", "volunteer")):
        a_post(office, a_person(office, name), grid, kind)
    with office.database.read() as session:
        team = training_sign_in.team(session, now(office))
    assert len(team) == 2
    call = lambda: office.database.act("通知", lambda work: training_sign_in.call(work, held, team))  # noqa: E731
    assert (call(), call()) == (2, 0)
    assert {(one.name, one.unit, one.status) for one in rows(office)} == {
        ("解玉兰", "会师路社区", "called"),
        ("彭明", "会师路社区", "called"),
    }
    undo_last(office)
    assert not rows(office)


def sign(opened: OpenOffice, held: UUID, *places: Place) -> tuple[int, int]:
    return opened.database.act("签到", lambda work: training_sign_in.sign_in(work, held, places))


def test_a_sign_in_is_written_as_one_action(office: OpenOffice) -> None:
    held = a_class(office)
    ids = [an_attendance(office, held, name, status="called") for name in ("彭明", "钟翀", "兰晓")]
    done = sign(
        office,
        held,
        Place(ids[0], None, "彭明", "", "present"),
        Place(ids[1], None, "钟翀", "", "leave"),
        Place(ids[2], None, "兰晓", "", "called"),
        Place(None, None, "阿依努尔·买买提江", "党员中心户", "present"),
    )
    assert done == (2, 1)
    assert {one.name: one.status for one in rows(office)} == {
        "彭明": "present",
        "钟翀": "leave",
        "兰晓": "called",
        "阿依努尔·买买提江": "present",
    }
    undo_last(office)
    assert {one.status for one in rows(office)} == {"called"}


def test_one_line_that_cannot_be_keeps_all_of_them_out(office: OpenOffice) -> None:
    held = a_class(office)
    first = an_attendance(office, held, "彭明", status="called")
    wrong = refused(
        lambda: sign(office, held, Place(first, None, "彭明", "", "present"), Place(None, None, "彭明", "", "present"))
    )
    assert "彭明" in wrong[""]
    assert [one.status for one in rows(office)] == ["called"]


def test_a_typed_name_is_the_one_of_the_team_who_works_there(office: OpenOffice) -> None:
    held, grid = a_class(office), a_grid(office)
    person = a_person(office, "彭明")
    a_post(office, person, grid)
    for name in ("钟翀", "钟翀"):
        a_post(office, a_person(office, name, mobile=f"1380796000{len(name)}"), grid, "volunteer")
    new = [("彭明", "会师路社区"), ("彭明", "别的单位"), ("钟翀", "会师路社区"), ("兰晓", "")]
    sign(office, held, *(Place(None, None, name, unit, "present") for name, unit in new))
    assert {(one.name, one.unit): one.person_id for one in rows(office)} == {
        ("彭明", "会师路社区"): person,
        ("彭明", "别的单位"): None,
        ("钟翀", "会师路社区"): None,
        ("兰晓", ""): None,
    }
    assert "彭明" in refused(lambda: sign(office, held, Place(None, None, "彭明", "会师路第1网格", "present")))[""]


def certify(opened: OpenOffice, held: UUID, day: date = date(2026, 4, 23)) -> int:
    return opened.database.act("编号", lambda work: training_sign_in.certify(work, held, day))


def test_certificates_are_numbered_without_gaps_in_the_order_of_strokes(office: OpenOffice) -> None:
    held = a_class(office)
    for name, status in (("彭明", "present"), ("丁一", "present"), ("兰晓", "leave"), ("王方", "part")):
        an_attendance(office, held, name, status=status, hours="6" if status == "part" else "")
    assert certify(office, held) == 2
    numbers = {one.name: one.certificate for one in rows(office)}
    assert numbers == {"丁一": "〔2026〕井网培证001号", "彭明": "〔2026〕井网培证002号", "兰晓": "", "王方": ""}
    other = a_class(office, "第二期")
    an_attendance(office, other, "古华")
    assert certify(office, other) == 1
    assert "〔2026〕井网培证003号" in {one.certificate for one in rows(office)}
    assert certify(office, other) == 0


def test_a_number_given_back_by_undo_is_used_again_and_a_deleted_one_is_not(office: OpenOffice) -> None:
    held = a_class(office)
    first = an_attendance(office, held, "彭明")
    certify(office, held)
    undo_last(office)
    certify(office, held)
    assert rows(office)[0].certificate == "〔2026〕井网培证001号"
    office.database.act("删除", lambda work: saving.remove(work, "attendances", first))
    an_attendance(office, held, "钟翀")
    certify(office, held)
    assert rows(office)[0].certificate == "〔2026〕井网培证002号"


def test_each_year_begins_anew(office: OpenOffice) -> None:
    held = a_class(office, started_on="2025-12-30", ended_on="")
    an_attendance(office, held, "彭明")
    certify(office, held, date(2025, 12, 31))
    other = a_class(office)
    an_attendance(office, other, "钟翀")
    certify(office, other)
    assert {one.certificate for one in rows(office)} == {"〔2025〕井网培证001号", "〔2026〕井网培证001号"}


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2027, 1, 1)])
def test_a_certificate_is_of_a_day_after_the_class_and_not_to_come(office: OpenOffice, day: date) -> None:
    held = a_class(office)
    an_attendance(office, held)
    assert list(refused(lambda: certify(office, held, day))) == ["day"]


def test_serials_are_read_back_from_their_numbers() -> None:
    pattern = "〔{年}〕井网培证{序号}号"
    made = [series(pattern, 2026, serial) for serial in (1, 2, 1000)]
    assert serials(pattern, 2026, [*made, series(pattern, 2025, 7), "别的编号"]) == {1, 2, 1000}


def test_figures_are_counted_over_a_span(office: OpenOffice) -> None:
    held = a_class(office)
    for name, status in (("彭明", "present"), ("丁一", "part"), ("兰晓", "leave"), ("王方", "called")):
        an_attendance(office, held, name, status=status)
    an_attendance(office, a_class(office, "去年", started_on="2025-6-1", ended_on=""), "彭明")
    with office.database.read() as session:
        whole = figures.read(session, now(office))
        year = figures.read(session, now(office), span=span("2026"))
    assert (whole["training.classes"].value, year["training.classes"].value) == (2, 1)
    assert (whole["training.attendances"].value, year["training.attendances"].value) == (3, 2)
    assert str(year["training.attendance_rate"].value) == "66.7"


def test_a_list_that_was_not_typed_back_is_found(office: OpenOffice) -> None:
    held = a_class(office)
    an_attendance(office, held, "彭明", status="called")
    with office.database.read() as session:
        told = {one.key: one for one in findings.find(session, now(office))}
    assert told["training.sign_in"].record == ("classes", held)


def test_attendances_travel_in_a_sheet_both_ways(office: OpenOffice, tmp_path: Path) -> None:
    held, person = a_class(office), a_person(office)
    an_attendance(office, held, person_id=person, hours="")
    an_attendance(office, held, "彭明", unit="党员中心户", status="leave")
    file = tmp_path / "参训.xlsx"
    sheet_write.export(office.database, Query("attendances"), file, now(office))
    table = sheet_read.read_table(file, "attendances")
    with office.database.read() as session:
        plan = sheet_plan.plan(session, table, now(office), office.database.actor)
    assert plan.counts() == {"new": 0, "changed": 0, "same": 2, "refused": 0}
    office.database.act("导入", lambda work: sheet_apply.apply(work, plan))


def test_the_demonstration_has_three_classes_and_more_than_500_attendances(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        read = figures.read(session, now(demo_office))
        departments = {
            teacher.department
            for held in records.ids(session, Query("classes"), now(demo_office)).slice(0, 9)
            for teacher in training_papers.course(session, held).teachers
        }
    assert read["training.classes"].value == 3
    assert int(read["training.attendances"].value or 0) > 500
    assert departments == {"司法局（人民调解）", "信访局", "公安局"}
