"""Sign-in lists, certificates of attendance, the summary of a class and the hours of a year, read back from paper."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

import pytest

from desktop.documents.training import print_sign_in
from desktop.errors import UserError
from desktop.services import records, training_papers, training_sign_in
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from desktop.services.training_papers import Course
from tests.documents import pdf
from tests.documents.test_party import written
from tests.offices import a_grid, a_person, a_post, now
from tests.services.test_training import a_class, an_attendance


def third_class(office: OpenOffice) -> UUID:
    with office.database.read() as session:
        return records.ids(session, Query("classes", filters=(Filter("started_on", "from", date(2026, 1, 1)),)),
                           now(office))[0]  # fmt: skip


def course_of(office: OpenOffice, held: UUID) -> Course:
    with office.database.read() as session:
        return training_papers.course(session, held)


def test_a_sign_in_list_has_everybody_once_a_column_for_each_day_and_blank_lines(demo_office: OpenOffice) -> None:
    held = third_class(demo_office)
    course = course_of(demo_office, held)
    _, pages = written(demo_office, "sign-in", **{"class": held})
    whole = "".join(pages)
    for head in ("第一天", "第二天", course.teachers[0].name, course.place):
        assert head in pages[0]
    assert "第三天" not in whole
    assert all(one.name.replace(" ", "") in whole for one in course.places)
    assert str(len(course.places) + 6) in pages[-1] and f"第{len(pages)}页共{len(pages)}页" in pages[-1]


def test_a_class_nobody_was_called_to_gets_blank_lines_and_says_so(file_office: OpenOffice) -> None:
    held = a_class(file_office, ended_on="")
    made, pages = written(file_office, "sign-in", **{"class": held})
    assert "名单是空的" in made.notices[0] and "签名" in pages[0] and "20" in pages[0]


def test_long_names_and_rare_characters_are_signed_for_too(file_office: OpenOffice) -> None:
    held = a_class(file_office, "关于进一步加强全市网格化服务管理和矛盾纠纷多元预防调处化解能力建设的专题培训班")
    for name in ("阿依努尔·买买提江", "𠮷春生", "欧阳文㛃"):
        an_attendance(file_office, held, name, unit="井冈山经济技术开发区湘洲路产业园社区第二网格党员中心户")
    target = io.BytesIO()
    report = print_sign_in(course_of(file_office, held), target)
    text = "".join(pdf.texts(target.getvalue())[0]).replace(" ", "")
    assert all(name in text for name in ("阿依努尔·买买提江", "𠮷春生", "欧阳文㛃")) and report.lines() == []
    assert all(pdf.fonts(target.getvalue()).values())


@pytest.mark.parametrize("style", ["classic", "plain", "text"])
def test_certificates_are_for_those_who_came_in_the_order_of_their_numbers(file_office: OpenOffice, style: str) -> None:
    held = a_class(file_office)
    for name, status in (("彭明", "present"), ("丁一", "present"), ("兰晓", "absent")):
        an_attendance(file_office, held, name, status=status)
    with pytest.raises(UserError, match="还没有编号"):
        written(file_office, "training-certificates", **{"class": held, "style": style})
    certify = lambda work: training_sign_in.certify(work, held, date(2026, 4, 23))  # noqa: E731
    file_office.database.act("编号", certify)
    made, pages = written(file_office, "training-certificates", **{"class": held, "style": style})
    assert made.remark.endswith("2 份") and len(pages) == 2
    assert "丁一" in pages[0] and "001号" in pages[0] and "彭明" in pages[1]
    for part in ("二〇二六年四月二十日至二十一日", "共十二学时", "二〇二六年四月二十三日", "市委政法委"):
        assert part in pages[0]
    assert "兰晓" not in "".join(pages)


def test_who_did_not_come_is_named_when_a_certificate_is_asked_for(file_office: OpenOffice) -> None:
    held = a_class(file_office)
    came, away = an_attendance(file_office, held, "彭明"), an_attendance(file_office, held, "兰晓", status="leave")
    file_office.database.act("编号", lambda work: training_sign_in.certify(work, held, date(2026, 4, 23)))
    made, pages = written(file_office, "training-certificates", **{"class": held, "people": (came, away)})
    assert len(pages) == 1 and "兰晓没有到训" in made.notices[0]


def test_the_summary_says_what_the_list_says(demo_office: OpenOffice) -> None:
    held = third_class(demo_office)
    course = course_of(demo_office, held)
    came = sum(one.status in ("present", "part") for one in course.places)
    _, pages = written(demo_office, "training-summary", **{"class": held})
    assert f"应到{len(course.places)}人，到训{came}人" in pages[0]
    for teacher in course.teachers:
        assert teacher.name in pages[0] and teacher.department in pages[0]


def test_hours_of_a_year_name_those_who_came_to_nothing_too(file_office: OpenOffice) -> None:
    grid = a_grid(file_office)
    came, away = a_person(file_office, "彭明"), a_person(file_office, "兰晓")
    a_post(file_office, came, grid)
    a_post(file_office, away, grid)
    an_attendance(file_office, a_class(file_office), "彭明", person_id=came)
    made, pages = written(file_office, "training-hours", year=2026)
    assert made.title == "2026年网格员参训学时表" and "2人，1人没有参训" in pages[0]
    assert pages[0].index("彭明") < pages[0].index("兰晓")
    _, pages = written(file_office, "training-hours", year=2025)
    assert "2人，2人没有参训" in pages[0]
