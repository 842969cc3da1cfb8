"""The page of a case, by keyboard, on a real office: every step from registration to the archive."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.clock import Clock
from desktop.models import CaseState as S
from desktop.models import description
from desktop.services import history, offices
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from desktop.views import theme
from desktop.views.mediation.case import PAPERS, RECORDS, CasePage
from desktop.views.mediation.case_parts import FIXES
from desktop.views.mediation.case_records import offered
from desktop.views.mediation.case_sheet import SigningSheet, StepSheet
from desktop.views.preferences import Preferences
from desktop.views.records.form import RecordForm
from desktop.views.shell import Shell
from desktop.views.widgets import focus
from tests.cases import APPLIED, PARTIES, a_case, a_committee, a_mediator, file_of, step, to_agreement, to_mediating
from tests.offices import PASSWORD, STILL, enter
from tests.views.looking import cut_texts, nameless
from tests.views.program import type_text
from tests.views.whole_program import called, read_out, stops, without_keys

CTRL = Qt.KeyboardModifier.ControlModifier
LATER = Clock(lambda: STILL.now() + timedelta(days=20))


class Clerk:
    """Works in the window with the keyboard alone."""

    def __init__(self, opened: OpenOffice, folder: Path, qtbot: QtBot, clock: Clock = STILL) -> None:
        self.opened, self.qtbot = opened, qtbot
        self.shell = Shell(opened, clock, Preferences(folder / "choices"))
        self.shell.resize(1366, 768)
        with qtbot.waitExposed(self.shell):
            self.shell.show()
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(3):
            QTest.qWait(70)
            self.qtbot.waitUntil(lambda: not self.shell.jobs.busy(), timeout=30_000)

    def look(self, case_id: UUID) -> CasePage:
        """Open a case as the ledger does."""
        self.shell.open("cases", case_id)
        self.rest()
        return self.page

    @property
    def page(self) -> CasePage:
        """The page of the case, which is shown."""
        found = self.shell.page()
        assert isinstance(found, CasePage), type(found).__name__
        return found

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        window = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.shell
        QTest.keyClick(window.focusWidget() or window, key, held)
        self.rest()

    def write(self, widget: QWidget, text: str) -> None:
        """Type into an input in place of what it holds."""
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(widget, QPlainTextEdit) or hasattr(widget, "selectAll"):
            widget.selectAll()
        type_text(widget, text)

    def answer(self, day: str = "", **typed: str) -> None:
        """Fill the small sheet that is open and send it."""
        sheet = self.page.sheet
        assert sheet is not None and sheet.isVisible()
        if day:
            self.write(sheet.day, day)
        for name, text in typed.items():
            assert isinstance(sheet, StepSheet)
            widget = sheet.inputs[name].widget
            if text == " ":
                widget.setFocus()
                QTest.keyClick(widget, Qt.Key.Key_Space)
            else:
                self.write(widget, text)
        self.press(Qt.Key.Key_S, CTRL)

    def next(self, word: str, day: str = "", **typed: str) -> None:
        """Do what the red button says, which is ``word``."""
        assert self.page.head.primary.text() == word
        self.press(Qt.Key.Key_Return, CTRL)
        self.answer(day, **typed)
        assert not self.page.banner.isVisible(), self.page.banner.text.text()

    def fill(self, **typed: str) -> None:
        """Fill the form that is open and save it."""
        form = self.shell.page()
        assert isinstance(form, RecordForm)
        for name, text in typed.items():
            self.write(form.input(name).widget, text)
        self.press(Qt.Key.Key_S, CTRL)

    def add(self, label: str) -> None:
        """Choose a kind of record from the menu of Ctrl+N."""
        self.press(Qt.Key.Key_N, CTRL)
        self.choose(label)

    def choose(self, label: str) -> None:
        """Go down the open menu to a line and press Enter."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        wanted = next(one for one in menu.actions() if one.text().startswith(label))
        for _ in menu.actions():
            if menu.activeAction() is wanted:
                break
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        self.rest()

    def sign_everything(self, day: str) -> None:
        """Record every signature that is missing, paper after paper."""
        page = self.page
        for _ in range(20):
            if page.view is None or not [one for one in page.view.papers if one.state == "缺签"]:
                return
            page.sign_button.setFocus()
            self.press(Qt.Key.Key_Space)
            self.answer(day)
        raise AssertionError("signatures do not come to an end")


Begin = Callable[..., Clerk]


@pytest.fixture
def begin(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Begin]:
    """Opens the window on an office."""
    theme.load_fonts()
    theme.apply(qapp)
    made: list[Clerk] = []

    def at(opened: OpenOffice, clock: Clock = STILL) -> Clerk:
        made.append(Clerk(opened, tmp_path, qtbot, clock))
        return made[-1]

    yield at
    for clerk in made:
        while (dialog := QApplication.activeModalWidget()) is not None:
            dialog.close()
        clerk.shell.close_office()
        clerk.shell.close()
        clerk.shell.deleteLater()


@pytest.fixture
def place(file_office: OpenOffice) -> tuple[UUID, UUID]:
    committee = a_committee(file_office)
    return committee, a_mediator(file_office, committee)


def test_a_written_agreement_from_registration_to_the_archive(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    clerk.next("受理", "2026-10-9")
    clerk.next("登记告知", "2026.10.10")
    clerk.next("开始调查", "20261014")
    clerk.add("调查记录")
    clerk.fill(day="2026-10-14", asked="周师傅", text="问：什么时候开始漏水？")
    clerk.next("开始调解", "2026-10-21")
    assert page.head.primary.text() == "登记调解记录"
    clerk.press(Qt.Key.Key_Return, CTRL)
    clerk.fill(day="2026-10-28", place="老谢调解室", text="双方到场，调解员告知了权利义务。")
    assert "没有填写协议内容" in page.next.buttons or "没有填写协议内容" in words_of(page.next)
    clerk.press(Qt.Key.Key_F2)
    clerk.fill(agreement_text="赔偿 3,600 元", performance_time="年底前")
    clerk.next("达成书面协议", "2026-11-1")
    assert page.head.primary.text() == "登记签名"
    clerk.press(Qt.Key.Key_Return, CTRL)
    assert isinstance(page.sheet, SigningSheet)
    clerk.answer("2026-11-1")
    clerk.add("履行事项")
    clerk.fill(item="赔偿款", amount="3600", due_on="2026-11-20")
    clerk.next("协议生效，转入履行", "2026-11-1")
    assert page.head.primary.text() == "登记履行"
    clerk.press(Qt.Key.Key_Return, CTRL)
    clerk.fill(done_on="2026-11-18", proof="收条")
    assert page.head.primary.text() == "登记回访"
    clerk.press(Qt.Key.Key_Return, CTRL)
    clerk.fill(day="2026-11-20", performed="已履行")
    clerk.next("回访完成", "2026-11-20")
    clerk.next("结案", "2026-11-21")
    clerk.press(Qt.Key.Key_Return, CTRL)
    assert page.banner.isVisible() and "权利义务告知书" in page.banner.text.text()
    clerk.sign_everything("2026-11-21")
    clerk.next("归档", "2026-11-22", checked_by="解玉兰")
    file = file_of(file_office, case_id)
    assert file.case.state == S.ARCHIVED and file.case.effective_on == date(2026, 11, 1)
    assert file.case.pages == file.case.contents[-1]["to"] > 5
    assert not page.head.primary.isVisible() and not page.add_button.isVisible()
    assert [one.state for one in page.view.stages] == ["done"] * 9 if page.view else False
    show_as_example(clerk, case_id)


def show_as_example(clerk: Clerk, case_id: UUID) -> None:
    """Ask for the example of an archived case: refused until it is marked as one to be shown."""
    clerk.press(Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    clerk.choose("打印案例")
    preview: Any = clerk.shell.page()
    clerk.qtbot.waitUntil(lambda: "没有标为可作示例" in words_shown(preview), timeout=30_000)
    clerk.look(case_id)
    clerk.press(Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    clerk.choose("标为可作示例")
    assert file_of(clerk.opened, case_id).case.public_example
    clerk.press(Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    clerk.choose("打印案例")
    clerk.qtbot.waitUntil(lambda: preview.paper() is not None and "甲某某" in preview.paper().title, timeout=30_000)
    preview.close_document()


def words_shown(widget: QWidget) -> str:
    """Return every text in sight."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def words_of(widget: QWidget) -> str:
    """Return what the rows of a part say to a screen reader."""
    return "\n".join(one.accessibleName() for one in widget.findChildren(QWidget) if one.isVisible())


def test_an_oral_agreement_is_closed_without_a_visit(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    to_mediating(file_office, case_id)
    enter(file_office, "cases", {"agreement_text": "当面道歉。"}, case_id)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    clerk.next("达成口头协议", "2026-11-1")
    clerk.next("协议生效，转入履行", "2026-11-1")
    assert "口头协议不能申请司法确认" in words_of(page.next)
    clerk.press(Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    clerk.choose("结案")
    clerk.answer("2026-11-2")
    assert file_of(file_office, case_id).case.closed_on == date(2026, 11, 2)


def test_mediation_ends_with_a_reason_and_the_other_ways_told_and_can_be_taken_back(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    to_mediating(file_office, case_id)
    party = file_of(file_office, case_id).parties[1]
    enter(file_office, "case_parties", {"refused": True, "consent_on": None}, party.id)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    assert "邱建华明确拒绝调解" in words_of(page.next)
    page.next.buttons[S.ENDED].setFocus()
    clerk.press(Qt.Key.Key_Space)
    sheet = page.sheet
    assert isinstance(sheet, StepSheet)
    assert sheet.inputs["end_reason"].raw() == "refused"
    clerk.answer("2026-11-5")
    assert "仲裁" in sheet.fields["routes_told"].mistake()
    clerk.answer(routes_told=" ")
    assert file_of(file_office, case_id).case.state == S.ENDED
    assert page.head.primary.text() == "结案"
    assert [one.name for one in page.view.stages][-3:] == ["终止", "结案", "归档"] if page.view else False
    clerk.press(Qt.Key.Key_Z, CTRL)
    assert file_of(file_office, case_id).case.state == S.MEDIATING


def test_a_court_is_not_asked_after_the_deadline(
    file_template: Path, tmp_path: Path, begin: Begin
) -> None:  # fmt: skip
    shutil.copytree(file_template, tmp_path / "late")
    opened = offices.open_office(tmp_path / "late", None, PASSWORD, LATER)
    committee = a_committee(opened)
    case_id = a_case(opened, committee, a_mediator(opened, committee))
    to_agreement(opened, case_id)
    clerk = begin(opened, LATER)
    clerk.look(case_id)
    clerk.add("司法确认")
    clerk.fill(court="井冈山市人民法院")
    form = clerk.shell.page()
    assert isinstance(form, RecordForm)
    assert form.input("applicants").raw() == "罗秀珍、邱建华"
    assert "2026-12-01 届满" in form.field("applied_on").mistake()
    assert not file_of(opened, case_id).confirmations
    opened.close()


def test_the_nearest_deadline_is_told_with_what_to_do_and_can_be_let_go(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = a_case(file_office, *place)
    to_agreement(file_office, case_id)
    item = file_of(file_office, case_id).performances[0]
    enter(file_office, "performances", {"done_on": "2026-11-10"}, item.id)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    assert page.deadline.title.text() == "司法确认剩余 7 天"
    assert "12-01" in page.deadline.text.whole()
    monkeypatch.setattr("desktop.views.mediation.case.ask", lambda *_, **__: True)
    button = next(one for one in page.deadline.findChildren(QPushButton) if one.text() == "不申请")
    button.setFocus()
    clerk.press(Qt.Key.Key_Space)
    assert file_of(file_office, case_id).case.confirmation_waived_on == date(2026, 11, 24)
    assert "第二笔赔偿" in page.deadline.title.text()


def test_a_case_of_a_court_is_told_by_the_clock_of_the_court(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    signed = date(2026, 11, 13)
    case_id = a_case(file_office, *place, source="referral", referred_by="court", court_referral="ordinary",
                     papers_signed_on=signed, applied_on=signed)  # fmt: skip
    step(file_office, case_id, S.ACCEPTED, date(2026, 11, 16))
    page = begin(file_office).look(case_id)
    assert page.deadline.text.whole().startswith("法院移送的文书 11-13 签收，期限到 11-30")


def test_a_number_is_shown_for_a_purpose_and_leaves_a_trace(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = a_case(file_office, *place)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    asked: list[str] = []

    def agree(dialog: Any) -> int:
        asked.append(dialog.windowTitle())
        dialog.line.setText("通知到场")
        return int(type(dialog).DialogCode.Accepted)

    monkeypatch.setattr("desktop.views.records.reveal.Purpose.exec", agree)
    eye = next(one for one in page.parties.cards[0].findChildren(QPushButton) if "原号" in one.accessibleName())
    assert "138****6620" in [one.text() for one in page.parties.cards[0].findChildren(type(page.counted))]
    eye.setFocus()
    clerk.press(Qt.Key.Key_Space)
    clerk.rest()
    assert asked == ["显示罗秀珍的联系电话？"]
    assert "13807966620" in [one.text() for one in page.parties.cards[0].findChildren(type(page.counted))]
    party = file_of(file_office, case_id).parties[0]
    with file_office.database.read() as session:
        entry = history.of_record(session, "case_parties", party.id)[0]
    assert entry.lines[0].label == "查看联系电话，用途：通知到场"


def test_stages_lead_to_their_records_and_papers_open_a_menu(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    to_agreement(file_office, case_id)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    page.head.stepper.setFocus()
    clerk.press(Qt.Key.Key_Left)
    clerk.press(Qt.Key.Key_Left)
    clerk.press(Qt.Key.Key_Return)
    assert page.switch.current() == RECORDS
    assert page.record_model.rows[page.records.currentIndex().row()].kind == "sessions"
    clerk.press(Qt.Key.Key_Return)
    form = clerk.shell.page()
    assert isinstance(form, RecordForm) and form.kind == "sessions"
    clerk.press(Qt.Key.Key_Escape)
    page.show_stage(2)
    clerk.press(Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == ["打印", "登记签名", "附上扫描件：权利义务告知书"]
    clerk.choose("登记签名")
    clerk.answer("2026-10-10")
    notice = next(one for one in page.view.papers if one.code == "notice") if page.view else None
    assert notice is not None and notice.state == "已签"


def test_every_sentence_that_stands_in_the_way_has_a_way_to_mend_it(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place, parties=[{**PARTIES[0], "consent_on": None}])
    enter(file_office, "cases", {"mediator_id": None, "facts": ""}, case_id)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    assert [one.text() for one in page.next.fixes] == ["添加当事人", "填当事人"]
    page.next.fixes[1].setFocus()
    clerk.press(Qt.Key.Key_Space)
    form = clerk.shell.page()
    assert isinstance(form, RecordForm) and form.kind == "case_parties"
    known = {"sessions", "visits", "parties", "party", "sign", "perform", "decision", "confirmations", "papers"}
    fields = {one.name for one in description("cases").fields}
    assert all(key in known or key.removeprefix("edit ") in fields for _, _, key in FIXES)


def test_what_stands_in_the_way_is_mended_at_its_field(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    to_mediating(file_office, case_id)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    next(one for one in page.next.fixes if one.text() == "填写协议").setFocus()
    clerk.press(Qt.Key.Key_Space)
    form = clerk.shell.page()
    assert isinstance(form, RecordForm)
    assert clerk.shell.focusWidget() is form.input("agreement_text").widget


def test_whoever_may_not_see_a_case_is_told_in_one_sentence(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    file_office.database.actor = Actor(None, "周敏", "clerk")
    clerk = begin(file_office)
    page = clerk.look(case_id)
    assert page.stack.currentWidget() is page.nothing
    assert "不在您的查看范围内" in page.nothing.text.text()


def test_a_reviewer_looks_and_changes_nothing(file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin) -> None:
    case_id = a_case(file_office, *place)
    file_office.database.actor = Actor(None, "周敏", "reviewer")
    clerk = begin(file_office)
    page = clerk.look(case_id)
    assert page.state_banner.isVisible() and not page.head.primary.isVisible()
    assert not any(one.isEnabled() for one in page.next.buttons.values())
    assert not page.add_button.isVisible()


def test_records_of_200_000_characters_are_typed_without_waiting(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    to_mediating(file_office, case_id)
    session_id = file_of(file_office, case_id).sessions[0].id
    long = "调解员说明了政策。" * 22_000
    enter(file_office, "sessions", {"text": long}, session_id)
    clerk = begin(file_office)
    clerk.look(case_id)
    clerk.shell.open("sessions", session_id)
    clerk.rest()
    clerk.fill(place="村口小店")
    kept = file_of(file_office, case_id).sessions[0]
    assert kept.place == "村口小店" and kept.text == long


@pytest.mark.parametrize("size", [(1366, 768), (1366, 696), (911, 512)])
def test_fifty_parties_and_every_word_have_room(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin, size: tuple[int, int]
) -> None:
    many = [
        {"side": "applicant" if at else "respondent", "name": f"当事人{at:02d}", "consent_on": APPLIED}
        for at in range(50)
    ]
    case_id = a_case(file_office, *place, parties=many)
    step(file_office, case_id, S.ACCEPTED, APPLIED)
    clerk = begin(file_office)
    clerk.shell.resize(*size)
    page = clerk.look(case_id)
    assert len(page.parties.cards) == 4 and page.parties.more is not None
    page.parties.more.setFocus()
    clerk.press(Qt.Key.Key_Space)
    assert len(page.parties.cards) == 50
    assert cut_texts(page) == []
    assert nameless(page) == []


def test_papers_are_shown_before_they_are_printed(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    to_agreement(file_office, case_id)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    page.print_paper("agreement")
    preview: Any = clerk.shell.page()
    clerk.qtbot.waitUntil(lambda: preview.paper() is not None, timeout=30_000)
    clerk.rest()
    assert preview.paper().title == "(2026)茨坪人调字第1号罗秀珍与邱建华邻里纠纷人民调解协议书"
    clerk.look(case_id)
    clerk.press(Qt.Key.Key_P, CTRL)
    clerk.qtbot.waitUntil(lambda: "卷宗" in preview.paper().title, timeout=30_000)
    preview.close_document()


def test_every_stop_has_a_name_and_tab_reaches_all_of_them(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    to_agreement(file_office, case_id)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    for table in (PAPERS, RECORDS):
        page.switch.set_current(table)
        clerk.rest()
        assert [called(one) for one in stops(page) if not any(sign.isalnum() for sign in read_out(one))] == []
        # Of the two halves of a switch the chosen one is the stop; the arrows go to the other.
        unreached = [one for one in without_keys(page) if one.parentWidget() is not page.switch]
        assert [called(one) for one in unreached] == []
        page.head.stepper.setFocus()
        seen: set[int] = set()
        for _ in range(200):
            focus.step(clerk.shell, forward=True)
            inside = clerk.shell.focusWidget()
            if inside is page.head.stepper:
                break
            seen.add(id(inside))
        assert [called(one) for one in stops(page) if one.isEnabled() and id(one) not in seen] == [
            called(page.head.stepper)
        ]  # fmt: skip


def test_only_what_can_be_recorded_now_is_offered(
    file_office: OpenOffice, place: tuple[UUID, UUID], begin: Begin
) -> None:
    case_id = a_case(file_office, *place)
    clerk = begin(file_office)
    page = clerk.look(case_id)
    assert page.view is not None and offered(page.view) == ["case_parties"]
    to_mediating(file_office, case_id)
    clerk.rest()
    assert offered(page.view) == ["case_parties", "investigations", "evidences", "sessions", "extensions"]
    enter(file_office, "cases", {"agreement_text": "当面道歉。"}, case_id)
    step(file_office, case_id, S.ORAL_AGREEMENT, APPLIED + timedelta(20))
    clerk.rest()
    assert offered(page.view) == ["case_parties", "investigations", "evidences", "performances", "visits"]
