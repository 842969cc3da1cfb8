"""The quick entry of services: twenty by keys alone, each line answered in words, all of them one action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Service
from desktop.services import drafts, history
from desktop.services.checkin_quick import SHEET
from desktop.services.offices import OpenOffice
from desktop.views.checkin import quick as quick_module
from desktop.views.checkin.page import CheckinPage
from desktop.views.checkin.quick import QuickSheet
from tests.checkin import a_member, a_service, a_unit
from tests.offices import a_grid, a_person, a_post, enter
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, WIDE, OfficeDesk, Show, Stand, fits, settle, show, stand
from tests.views.program import type_text

__all__ = ["show", "stand"]

NAMES = ("谌春民", "曾翀", "解玉兰", "欧阳文㛃", "仇和平", "古丽巴哈尔")


@pytest.fixture
def desk(file_office: OpenOffice, stand: Stand) -> OfficeDesk:
    unit = a_unit(file_office)
    for name in NAMES:
        a_member(file_office, name, unit_id=unit)
    a_member(file_office, "曾翀", unit_id=a_unit(file_office, "翠竹林业服务中心"))
    enter(file_office, "campaigns", {"name": "我是党员我争先", "started_on": "2026-1-1"})
    return stand(file_office)


@pytest.fixture
def sheet(desk: OfficeDesk, show: Show) -> Iterator[QuickSheet]:
    made: QuickSheet = show(QuickSheet(desk), desk)
    made.activateWindow()
    yield made
    made.drafts.end()


def typed(sheet: QuickSheet, text: str) -> None:
    """Type into whatever has the keyboard; ↵ is Enter, ⇥ is Ctrl+Enter, ↓ the arrow."""
    special = {
        "↵": (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        "⇥": (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
        "↓": (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier),
    }
    for sign in text:
        at = sheet.focusWidget()
        assert at is not None
        if sign in special:
            QTest.keyClick(at, *special[sign])
        else:
            type_text(at, sign)


def kept(opened: OpenOffice) -> list[Service]:
    """Return the services of the office, in the order they were written."""
    with opened.database.read() as session:
        found = list(session.scalars(select(Service).order_by(Service.id)))
        for one in found:
            session.expunge(one)
        return found


def first_line(sheet: QuickSheet) -> None:
    """Type one line in full, from the day to who confirmed it."""
    sheet.line.day.setFocus()
    typed(sheet, "↵ccm↵1↵jz↵换灯↵1.5↵3↵茶山路↵肖桂兰↵")


def test_twenty_services_are_typed_by_keys_and_saved_as_one_action(
    sheet: QuickSheet, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    first_line(sheet)
    keys = ("ccm", "xyl", "oywj", "qhp", "glbhe")
    for at in range(19):
        typed(sheet, f"{keys[(at + 1) % 5]}⇥")
    settle(desk, qtbot)
    assert len(sheet.rows()) == 20 and {one.state for one in sheet.rows()} <= {"good", "look"}
    qtmodeltester.check(sheet.model)
    before = len(kept(file_office))
    qtbot.keyClick(sheet.line.who, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(desk, qtbot)
    services = kept(file_office)
    assert before == 0 and len(services) == 20 and not sheet.rows()
    for one in services:
        assert (one.day, one.kind, one.subkind, one.content) == (date(2026, 11, 24), "life", "repair", "换灯")
        assert (one.hours, one.people, one.place, one.confirmed_by) == (Decimal("1.5"), 3, "茶山路", "肖桂兰")
    assert len({one.member_id for one in services}) == 5
    with file_office.database.read() as session:
        undo = history.next_undo(session)
    assert undo is not None and undo.label == "录入服务 20 件"
    file_office.database.act("撤销", lambda work: history.undo(work, undo.action_id), undoes_id=undo.action_id)
    assert kept(file_office) == []


def test_everything_but_the_person_stays_for_the_next_line(sheet: QuickSheet, qtbot: QtBot) -> None:
    first_line(sheet)
    assert sheet.line.who.hasFocus() and sheet.line.who.text() == ""
    stays = {name: part.text() for name, part in sheet.line.parts.items() if name != "who"}
    assert stays == {
        "day": "2026-11-24",
        "kind": "生活服务",
        "subkind": "家政维修",
        "content": "换灯",
        "hours": "1.5",
        "people": "3",
        "place": "茶山路",
        "confirmed_by": "肖桂兰",
    }


def test_namesakes_are_told_apart_before_one_is_taken(sheet: QuickSheet, qtbot: QtBot) -> None:
    sheet.line.who.setFocus()
    typed(sheet, "zc↵")
    assert sheet.line.who.value() is None and "有 2 个符合" in sheet.said.whole()
    assert sheet.line.who.offers() == ["曾翀　映山红文化旅游公司", "曾翀　翠竹林业服务中心"]
    typed(sheet, "↓↵")
    held = sheet.line.who.held()
    assert held is not None and held.note == "翠竹林业服务中心" and sheet.line.kind.hasFocus()


@pytest.mark.parametrize(
    ("cell", "text", "words"),
    [
        ("hours", "25", "不能大于 24"),
        ("hours", "1.2", "以半小时计"),
        ("hours", "0", "大于 0"),
        ("hours", "两", "应为数字"),
        ("hours", "", "没有填写"),
        ("people", "0", "不能小于 1"),
        ("people", "-2", "不能小于 1"),
        ("people", "几个", "应为整数"),
        ("day", "2026-11-25", "晚于 2026-11-24"),
        ("day", "2026-2-30", "没有2026年2月30日"),
        ("who", "查无此人", "没有找到“查无此人”"),
        ("kind", "9", "没有找到“9”"),
        ("content", "联系13807960001", "电话号码"),
        ("content", "3栋2单元501室修灯", "房号"),
    ],
)
def test_what_cannot_be_is_said_in_its_cell_at_once(
    sheet: QuickSheet, qtbot: QtBot, cell: str, text: str, words: str
) -> None:
    first_line(sheet)
    part = sheet.line.parts[cell]
    part.setFocus()
    part.selectAll()
    qtbot.keyClick(part, Qt.Key.Key_Delete)
    typed(sheet, f"{text}↵")
    assert words in sheet.said.whole() and part.is_bad()
    assert part.hasFocus() and len(sheet.rows()) == 1


def test_a_service_before_check_in_is_refused(sheet: QuickSheet, qtbot: QtBot) -> None:
    first_line(sheet)
    sheet.line.day.setFocus()
    sheet.line.day.setText("2024-2-29")
    typed(sheet, "↵ccm⇥")
    assert "2024-03-01 才报到" in sheet.said.whole() and len(sheet.rows()) == 1
    assert sheet.line.day.is_bad()


def test_more_than_a_day_holds_is_told_of_its_line_and_mended(
    sheet: QuickSheet, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot
) -> None:
    first_line(sheet)
    sheet.line.hours.setText("12")
    typed(sheet, "ccm⇥ccm⇥")
    settle(desk, qtbot)
    assert [one.state for one in sheet.rows()] == ["good", "look", "bad"]
    assert "第 3 行" in sheet.said.whole() and "25.5 小时" in sheet.said.whole()
    assert not sheet.save_button.isEnabled() and "1 行需改正" in sheet.counts.text()
    sheet.save()
    assert kept(file_office) == []
    sheet.table.setFocus()
    sheet.table.setCurrentIndex(sheet.model.index(0, 1))
    qtbot.keyClick(sheet.table, Qt.Key.Key_Return)
    assert sheet.line.hours.hasFocus() and sheet.line.hours.text() == "12" and sheet.line.number.text() == "3"
    sheet.line.hours.setText("10.5")
    typed(sheet, "⇥")
    settle(desk, qtbot)
    assert [one.texts["hours"] for one in sheet.rows()] == ["1.5", "12", "10.5"]
    assert [one.state for one in sheet.rows()] == ["good", "look", "look"]
    sheet.save()
    settle(desk, qtbot)
    assert sum(one.hours for one in kept(file_office)) == 24


def test_a_line_is_taken_out_and_the_rest_judged_anew(sheet: QuickSheet, desk: OfficeDesk, qtbot: QtBot) -> None:
    first_line(sheet)
    sheet.line.hours.setText("23")
    typed(sheet, "ccm⇥")
    settle(desk, qtbot)
    assert sheet.rows()[1].state == "bad"
    sheet.throw(1)
    settle(desk, qtbot)
    assert [one.state for one in sheet.rows()] == ["good"]


def test_what_the_office_knows_already_is_pointed_out_and_may_be_kept(
    sheet: QuickSheet, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot
) -> None:
    member = next(one.id for one in sheet._servers.values() if one.name == "谌春民")
    a_service(file_office, member, "2026-11-24", "1", content="换灯")
    first_line(sheet)
    settle(desk, qtbot)
    assert sheet.rows()[0].state == "look" and "已登记过同样的服务" in sheet.said.whole()
    assert sheet.save_button.isEnabled()


def test_volunteers_and_campaigns_are_typed_too(
    desk: OfficeDesk, file_office: OpenOffice, show: Show, qtbot: QtBot
) -> None:
    a_post(file_office, a_person(file_office, "蹇宗泽"), a_grid(file_office), "volunteer")
    sheet: QuickSheet = show(QuickSheet(desk), desk)
    sheet.campaign.setFocus()
    typed(sheet, "wsdy")
    qtbot.waitUntil(lambda: len(sheet.campaign.offers()) == 1)
    typed(sheet, "↵")
    sheet.line.who.setFocus()
    typed(sheet, "jzz↵3↵3↵夜间巡逻↵2↵↵↵↵")
    settle(desk, qtbot)
    assert [one.state for one in sheet.rows()] == ["good"], sheet.said.whole()
    sheet.save()
    settle(desk, qtbot)
    [one] = kept(file_office)
    assert one.person_id and not one.member_id and one.campaign_id and one.people is None


def test_a_sub_kind_of_another_head_is_let_go(sheet: QuickSheet, qtbot: QtBot) -> None:
    first_line(sheet)
    sheet.line.kind.setFocus()
    typed(sheet, "2↵")
    assert sheet.line.kind.text() == "法律服务" and sheet.line.subkind.text() == ""


def test_lines_survive_a_crash_as_a_draft(
    sheet: QuickSheet, desk: OfficeDesk, file_office: OpenOffice, show: Show, qtbot: QtBot
) -> None:
    first_line(sheet)
    typed(sheet, "xyl⇥")
    settle(desk, qtbot)
    sheet.drafts.keep()
    settle(desk, qtbot)
    again = show(QuickSheet(desk), desk)
    assert again.drafts.bar.isVisible()
    again.drafts.bar.continue_button.click()
    settle(desk, qtbot)
    assert [one.texts["who"] for one in again.rows()] == ["谌春民", "解玉兰"]
    again.save()
    settle(desk, qtbot)
    again.drafts.end()
    assert len(kept(file_office)) == 2
    with file_office.database.read() as session:
        assert drafts.find(session, desk.actor, "services", SHEET) is None


def test_the_sheet_asks_before_lines_are_lost(sheet: QuickSheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sheet.leave()
    first_line(sheet)
    asked: list[str] = []

    def stay(_parent: object, question: str, text: str, *_verbs: str) -> str:
        asked.append(text)
        return ""

    monkeypatch.setattr(quick_module, "choose", stay)
    assert not sheet.leave() and "1 行还没有保存" in asked[0]


def test_the_page_opens_the_sheet_by_its_keys(desk: OfficeDesk, show: Show, qtbot: QtBot) -> None:
    page = show(CheckinPage(desk), desk)
    page.activateWindow()
    settle(desk, qtbot)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.current().table, Qt.Key.Key_K, held)
    settle(desk, qtbot)
    [sheet] = desk.pushed
    assert isinstance(sheet, QuickSheet)
    qtbot.addWidget(sheet)
    settle(desk, qtbot)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_word_has_room(
    desk: OfficeDesk, show: Show, qtbot: QtBot, size: tuple[int, int], sheet: QuickSheet
) -> None:
    sheet.resize(*size)
    first_line(sheet)
    settle(desk, qtbot)
    assert fits(sheet, size)
    assert cut_texts(sheet) == []
    assert nameless(sheet) == []
