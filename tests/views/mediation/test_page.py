"""The page of mediation on the demonstration office: its parts, its lists, and what each role is shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.services import figures, records
from desktop.services.counting import span
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from desktop.views.mediation.page import MediationPage, Records
from desktop.views.mediation.rooms import Rooms
from desktop.views.mediation.statistics import StatisticsPage
from desktop.views.mediation.void import start_void
from desktop.views.records.list import RecordList
from tests.mediation import look_as
from tests.offices import now
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, WIDE, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]
PARTS = ["cases", "consultations", "due", "records", "committees", "rooms", "mediators", "statistics"]


@pytest.fixture
def desk(demo_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(demo_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> MediationPage:
    made: MediationPage = show(MediationPage(desk), desk)
    return made


def test_views_of_the_ledger_count_as_the_figures_do(page: MediationPage, demo_office: OpenOffice) -> None:
    ledger = page.part("cases")
    assert isinstance(ledger, RecordList)
    views = {view.label: view.filters for view in ledger.tabs.views}
    with demo_office.database.read() as session:
        context = now(demo_office)
        read = figures.read(session, context, ["mediation.settled", "mediation.overdue"])
        for label, key in (("调解成功", "mediation.settled"), ("已超期", "mediation.overdue")):
            counted = records.count(session, Query("cases", filters=views[label]), context)
            assert counted == read[key].numerator > 0
        aside = records.count(session, Query("cases", filters=views["应回避"]), context)
        assert aside == 0
    assert page.sums() == f"{ledger.model.rowCount():,} 件调解案件"


def test_the_ledger_is_searched_in_facts_and_agreements(
    page: MediationPage, desk: OfficeDesk, demo_office: OpenOffice, qtbot: QtBot
) -> None:
    ledger = page.part("cases")
    assert isinstance(ledger, RecordList)
    for name in ("facts", "agreement_text"):
        with demo_office.database.read() as session:
            query = Query("cases", filters=(Filter(name, "filled"),))
            text = records.first_rows(session, query, [name], now(demo_office), 1)[0].texts[name]
        words = text.replace("\n", "")[4:12]
        ledger.search.setText(words)
        ledger.search.search_now()
        settle(desk, qtbot)
        assert 0 < ledger.model.rowCount() < 231, words


def test_lists_are_shown_by_their_kind(page: MediationPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.show_list("mediators", (Filter("serving", "is", True),))
    settle(desk, qtbot)
    assert page.words.current() == "mediators"
    page.show_list("performances", (Filter("done_on", "empty"),))
    settle(desk, qtbot)
    shown = page.part("records")
    assert isinstance(shown, Records) and shown.words.current() == "performances"
    page.show_list("consultations", (Filter("brand_room", "is", True),))
    settle(desk, qtbot)
    assert page.sums() == "264 次咨询"
    page.show_what()
    assert page.words.current() == "due"


def test_those_who_see_no_case_have_the_registers_and_the_numbers(
    demo_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    look_as(demo_office, "clerk")
    desk = stand(demo_office)
    page = show(MediationPage(desk), desk)
    assert list(page._parts) == ["committees", "rooms", "mediators", "statistics"]
    page.show_list("cases", ())
    settle(desk, qtbot)
    assert page.words.current() == "statistics"
    assert desk.toasts == [("调解案件和咨询只有调解员和审核员能看，这里只有数字", False)]
    shown = page.part("statistics")
    assert isinstance(shown, StatisticsPage) and shown.shown() is not None
    with demo_office.database.read() as session:
        read = figures.read(session, now(demo_office), ["mediation.accepted"], span("2026"))
    assert shown.model.index(0, 1).data() == str(read["mediation.accepted"].numerator) != "0"
    page.show_part("rooms")
    settle(desk, qtbot)
    rooms = page.part("rooms")
    assert isinstance(rooms, Rooms) and rooms.cases_button.isHidden()


def test_the_rooms_of_a_year_add_up_to_the_source(
    page: MediationPage, desk: OfficeDesk, qtbot: QtBot, qtmodeltester: ModelTester, tmp_path: Path
) -> None:
    rooms = page.show_part("rooms")
    settle(desk, qtbot)
    assert isinstance(rooms, Rooms)
    qtmodeltester.check(rooms.model)
    brand = [one for one in rooms.model.rows if one.kind == "个人品牌调解室"]
    assert (sum(one.accepted for one in brand), sum(one.settled for one in brand)) == (87, 83)
    assert sum(one.consultations for one in brand) == 264
    rooms.table.setFocus()
    rooms.cases_button.click()
    kind, filters, _ = desk.lists[-1]
    assert kind == "cases" and filters[0] == Filter("station_id", "is", brand[0].id)
    with desk.database.read() as session:
        assert records.count(session, Query(kind, filters=filters), desk.context()) == brand[0].accepted
    qtbot.keyClick(rooms.table, Qt.Key.Key_Return)
    assert desk.forms[-1] == ("stations", brand[0].id, {})
    rooms.save_to(tmp_path / "调解室.xlsx")
    settle(desk, qtbot)
    rows = list(openpyxl.load_workbook(tmp_path / "调解室.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "调解室工作情况（2026年）" and rows[-1][0] == "合计"
    rooms.save_to(tmp_path / "没有" / "x.xlsx")
    settle(desk, qtbot)
    assert rooms.banner.isVisible()


def test_numbers_of_the_statistics_open_their_rows(
    page: MediationPage, desk: OfficeDesk, qtbot: QtBot, qtmodeltester: ModelTester, tmp_path: Path
) -> None:
    shown = page.show_part("statistics")
    settle(desk, qtbot)
    assert isinstance(shown, StatisticsPage)
    qtmodeltester.check(shown.model)
    found = shown.shown()
    assert found is not None and shown.model.index(0, 0).data() == "合计"
    shown.table.setFocus()
    for key, number in ((Qt.Key.Key_Right, found.total.count("parties")), (Qt.Key.Key_Down, 0)):
        qtbot.keyClick(shown.table, key)
        assert number == 0 or shown.table.currentIndex().data() == str(number)
    shown.table.setCurrentIndex(shown.model.index(2, 3))
    qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    kind, filters, _ = desk.lists[-1]
    with desk.database.read() as session:
        counted = records.count(session, Query(kind, filters=filters), desk.context())
    assert str(counted) == shown.table.currentIndex().data() == str(found.lines[1].count("settled"))
    shown.by_type.picked.emit(0)
    assert Filter("dispute_type", "is", shown._types[0].key.partition(".")[2]) in desk.lists[-1][1]
    shown.paper.click()
    said = {"year": 2026, "half": "", "month": "", "by": "committee", "division": None, "stated": ""}
    assert desk.went[-1] == ("preview", {"paper": "statistics", **said})
    shown.save_to(tmp_path / "统计表.xlsx")
    settle(desk, qtbot)
    sheet = openpyxl.load_workbook(tmp_path / "统计表.xlsx").worksheets[0]
    assert sheet.cell(1, 1).value == "2026年井冈山市调解案件情况统计表"
    shown.save_to(tmp_path / "没有" / "x.xlsx")
    settle(desk, qtbot)
    assert shown.banner.isVisible()
    shown.group.set_value("按案件来源")
    assert shown.model.columns[1:3] == ("主动调解（件）", "依申请调解（件）")
    assert shown.fits.text() == f"表内核对 {len(found.footings)} 项相符" and shown.checks.isHidden()


def test_a_stated_rate_is_compared_with_the_computed_one(page: MediationPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    shown = page.show_part("statistics")
    settle(desk, qtbot)
    assert isinstance(shown, StatisticsPage)
    found = shown.shown()
    assert found is not None and found.total.rate.value is not None
    rate = found.total.rate.value
    qtbot.keyClicks(shown.stated, "96.8")
    assert shown.compared.text() == (
        f"公布的 96.8 % 比按记录算出的 {rate} % 高 {Decimal('96.8') - rate} 个百分点，请核对"
    )
    shown.stated.setText(f"{rate}%")
    shown._compare()
    assert "一致" in shown.compared.text()
    shown.stated.setText("百分之九十")
    shown._compare()
    assert shown.stated.is_bad() and "0 到 100" in shown.compared.text()


def test_voiding_asks_for_a_reason_and_keeps_the_number(
    page: MediationPage, desk: OfficeDesk, demo_office: OpenOffice, qtbot: QtBot
) -> None:
    with demo_office.database.read() as session:
        query = Query("cases", filters=(Filter("open", "is", True), Filter("number", "filled")))
        case = records.ids(session, query, now(demo_office))[0]
    dialog = start_void(desk, page, case)
    dialog.act.click()
    settle(desk, qtbot)
    assert dialog.field.mistake() == "请写明作废的原因" and dialog.isVisible()
    dialog.reason.setText("重复登记")
    dialog.act.click()
    settle(desk, qtbot)
    with demo_office.database.read() as session:
        row = records.open_record(session, "cases", case, now(demo_office))
    assert row.values["void"] is True and row.values["number"]
    assert desk.toasts[-1][1]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_word_has_room(desk: OfficeDesk, show: Show, qtbot: QtBot, size: tuple[int, int]) -> None:
    page = show(MediationPage(desk), desk, size)
    for part in PARTS:
        page.show_part(part)
        settle(desk, qtbot)
        assert fits(page, size), part
        assert cut_texts(page) == [], part
        assert nameless(page) == [], part
