"""What is due in mediation on screen: the list by how pressing it is, the calendar, the case behind a line."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.services import settings
from desktop.services.offices import OpenOffice
from desktop.views.mediation.due import DuePage
from tests.mediation import a_case, a_committee, a_mediator, party
from tests.views.offices_desk import OfficeDesk, Show, Stand, settle, show, stand

__all__ = ["show", "stand"]


@pytest.fixture
def cases(file_office: OpenOffice) -> list[UUID]:
    """Cases to settle by 21 November, 27 November and 1 December; today is the 24th."""
    committee = a_committee(file_office)
    mediator = a_mediator(file_office, committee)
    days = (date(2026, 10, 21), date(2026, 10, 27), date(2026, 11, 1))
    return [
        a_case(file_office, committee, party(f"甲{day:%d}"), party("乙某", "respondent"), accepted=day,
               mediator_id=mediator)
        for day in days
    ]  # fmt: skip


@pytest.fixture
def desk(file_office: OpenOffice, cases: list[UUID], stand: Stand) -> OfficeDesk:
    return stand(file_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> DuePage:
    made: DuePage = show(DuePage(desk), desk)
    return made


def test_the_most_pressing_comes_first_and_scopes_count(page: DuePage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.model)
    assert [one.left for one in page.found()] == [-3, 3, 7]
    assert [page.model.index(row, 0).data() for row in range(3)] == ["逾期 3 天", "剩 3 天", "剩 7 天"]
    texts = {key: made.text() for key, made in page.scope._buttons.items()}
    assert texts == {"all": "全部 3", "overdue": "逾期 1", "last": "3 天内 1", "first": "7 天内 2"}
    page.scope.set_current("first")
    assert [one.left for one in page.found()] == [3, 7]
    assert page.sums() == "到期事项 3 项，逾期 1 项"


def test_enter_opens_the_case(page: DuePage, desk: OfficeDesk, cases: list[UUID], qtbot: QtBot) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert desk.forms == [("cases", cases[1], {})]


def test_a_day_of_the_calendar_lists_what_is_due_on_it(page: DuePage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.month.setFocus()
    assert page.month.current() == date(2026, 11, 24)
    for _ in range(3):
        qtbot.keyClick(page.month, Qt.Key.Key_Right)
    assert "调解期限届满" in page.month.accessibleDescription()
    qtbot.keyClick(page.month, Qt.Key.Key_Return)
    assert [one.day for one in page.found()] == [date(2026, 11, 27)]
    assert page.every.isVisible()
    page.every.click()
    assert len(page.found()) == 3
    qtbot.keyClick(page.month, Qt.Key.Key_PageDown)
    settle(desk, qtbot)
    assert page.first == date(2026, 12, 1) and page.name.text() == "2026年12月"
    qtbot.mouseClick(page.month, Qt.MouseButton.LeftButton, pos=page.month.cell(date(2026, 12, 1)).center())
    assert [one.left for one in page.found()] == [7]


def test_days_to_warn_are_settings(page: DuePage, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot) -> None:
    values = {"mediation.warn_first": 10, "mediation.warn_last": 5}
    file_office.database.act("设置", lambda work: settings.save(work, values))
    qtbot.wait(300)
    settle(desk, qtbot)
    assert page.scope._buttons["last"].text() == "5 天内 1" and page.scope._buttons["first"].text() == "10 天内 2"


def test_years_without_holidays_are_named(page: DuePage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.show_month(date(2031, 1, 1))
    settle(desk, qtbot)
    assert page.note.isVisible() and "2031 年" in page.note.text.text()


def test_an_office_without_cases_is_told_so(file_office: OpenOffice, stand: Stand, show: Show) -> None:
    desk = stand(file_office)
    page = show(DuePage(desk), desk)
    assert page.empty.isVisible() and not page.open_button.isEnabled()
