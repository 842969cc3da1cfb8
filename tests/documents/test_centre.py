"""The duty of a month and the registers of the city centre, read back from paper."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest

from desktop.documents.centre import print_duty_roster
from desktop.errors import UserError
from desktop.services import centre_duty
from desktop.services.centre_duty import Month
from desktop.services.offices import OpenOffice
from tests.documents import pdf
from tests.documents.test_party import written
from tests.offices import enter, now

NOVEMBER = date(2026, 11, 1)


def month(office: OpenOffice) -> Month:
    with office.database.read() as session:
        return centre_duty.month(session, now(office), NOVEMBER)


def test_a_month_of_duty_stands_on_one_sheet_with_every_unit_and_its_turns(demo_office: OpenOffice) -> None:
    found = month(demo_office)
    for paper in ("A4", "A3"):
        made, pages = written(demo_office, "unit-duties", month=NOVEMBER, paper=paper)
        assert (len(pages), made.title, made.notices) == (1, "2026年11月单位值班表", ())
        for share in found.shares:
            assert share.unit in pages[0] and f"{share.unit}{share.total}（" in pages[0]
        assert pages[0].count("0796-0005") == 30
    assert "调班：11月2日原排公安局。" in pages[0] and "演示数据" in pages[0]


def test_long_names_and_open_days_are_printed_and_told(demo_office: OpenOffice) -> None:
    found = month(demo_office)
    long = "井冈山市经济技术开发区管理委员会社会事务和应急管理局"
    days = [replace(one, shifts=(replace(one.shifts[0], unit=long),) if one.day.day == 3 else ()) for one in found.days]
    target = io.BytesIO()
    report = print_duty_roster(replace(found, days=tuple(days)), target, office="某中心")
    [page] = pdf.texts(target.getvalue())
    assert "".join(page).replace(" ", "").count("—") == 29 and long[:12] in "".join(page)
    assert all("11月3日" in line for line in report.lines())


def test_a_month_nobody_rostered_and_an_empty_register_are_refused(file_office: OpenOffice) -> None:
    with pytest.raises(UserError, match="还没有排值班"):
        written(file_office, "unit-duties", month=NOVEMBER)
    for of in ("units", "systems", "halls"):
        with pytest.raises(UserError, match="还没有登记"):
            written(file_office, "centre-register", of=of)


def test_registers_hold_what_is_in_use_by_standing_and_by_builder(demo_office: OpenOffice) -> None:
    made, pages = written(demo_office, "centre-register", of="units")
    assert "共22家，常驻9，非常驻13" in pages[0] and "截至2026年11月24日" in pages[0]
    assert pages[0].index("常驻9家") < pages[0].index("公安局") < pages[0].index("非常驻13家")
    assert "1990" not in "".join(pages), "mobiles stay off paper"
    made, pages = written(demo_office, "centre-register", of="systems")
    assert "共33个，上级统建21，本级自建12" in pages[0] and made.remark.endswith("33 行")
    _, pages = written(demo_office, "centre-register", of="halls")
    assert "指挥调度大厅" in pages[0] and "共6个" in pages[0]


def test_a_unit_that_left_is_not_in_the_register(file_office: OpenOffice) -> None:
    enter(file_office, "centre_units", {"name": "公安局", "standing": "resident", "since": "2021-6-1"})
    enter(file_office, "centre_units", {"name": "退出局", "standing": "visiting", "until": "2026-11-1"})
    _, pages = written(file_office, "centre-register")
    assert "公安局" in pages[0] and "退出局" not in pages[0] and "非常驻" not in pages[0]
