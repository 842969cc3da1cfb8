"""The page of the city centre: a month of duty by keyboard, proposed before it is written, swapped with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services import centre_duty
from desktop.services.centre_duty import Month
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from desktop.views import theme
from desktop.views.centre.calendar import DutyPage
from desktop.views.centre.month_view import _broken
from desktop.views.centre.page import CentrePage
from desktop.views.centre.swap import DAY, UNIT, SwapDialog
from desktop.views.records.list import RecordList
from tests.offices import now
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, WIDE, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]

DECEMBER = date(2026, 12, 1)


@pytest.fixture
def desk(demo_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(demo_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> DutyPage:
    made: DutyPage = show(DutyPage(desk), desk)
    return made


def written(office: OpenOffice, first: date) -> Month:
    with office.database.read() as session:
        return centre_duty.month(session, now(office), first)


def test_a_month_is_looked_at_before_it_is_written_and_undone_in_one_step(
    page: DutyPage, desk: OfficeDesk, demo_office: OpenOffice, qtbot: QtBot
) -> None:
    page.show_month(date(2027, 1, 20))
    settle(desk, qtbot)
    open_month = page.month()
    assert page.name.text() == "2027年1月" and page.note.isVisible()
    assert open_month is not None and "没有 2027 年" in open_month.notes[0]
    page.auto_button.click()
    settle(desk, qtbot)
    found = page.month()
    assert page.proposed() and page.preview.isVisible() and found is not None and found.fresh == 31
    assert not page.print_button.isEnabled() and written(demo_office, date(2027, 1, 1)).rostered == 0
    page.reload()
    settle(desk, qtbot)
    assert not page.proposed(), "put away without being written"
    page.propose()
    settle(desk, qtbot)
    page.write_button.click()
    settle(desk, qtbot)
    assert written(demo_office, date(2027, 1, 1)).rostered == 31 and desk.toasts[-1] == ("已排 31 班", True)
    page.propose()
    settle(desk, qtbot)
    assert not page.proposed() and "没有要排的日子" in desk.toasts[-1][0]
    assert page.sums() == "2027年1月　已排 31 班"


def test_a_day_is_swapped_by_keyboard(page: DutyPage, desk: OfficeDesk, demo_office: OpenOffice, qtbot: QtBot) -> None:
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    assert page.view.current() == date(2026, 11, 25) and "司法局" in page.view.accessibleDescription()
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SwapDialog)
    dialog.submit()
    assert "没有排班" in dialog.fields["with_id"].mistake()
    dialog.other.set_day(date(2026, 11, 26))
    dialog.submit()
    settle(desk, qtbot)
    assert dialog.isVisible() and "原因" in dialog.fields["reason"].mistake()
    dialog.reason.setText("承办会议")
    dialog.submit()
    settle(desk, qtbot)
    days = {one.day.day: one.shifts[0] for one in written(demo_office, date(2026, 11, 1)).days}
    assert (days[25].unit, days[25].first_unit, days[26].unit) == ("公安局", "司法局", "司法局")
    assert desk.toasts[-1] == ("已调班", True)


def test_the_way_of_a_swap_shows_its_own_field(page: DutyPage, desk: OfficeDesk) -> None:
    page.swap()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SwapDialog)
    for way, shown, hidden in ((UNIT, "unit_id", "with_id"), (DAY, "with_id", "unit_id")):
        dialog.way.set_current(way)
        dialog._sort_out()
        assert dialog.fields[shown].isVisible() and not dialog.fields[hidden].isVisible()
        assert cut_texts(dialog) == []
    dialog.reject()


def test_who_may_only_look_neither_rosters_nor_swaps(demo_office: OpenOffice, stand: Stand, show: Show) -> None:
    demo_office.database.actor = Actor(None, "查看", "reviewer")
    desk = stand(demo_office)
    page: DutyPage = show(DutyPage(desk), desk)
    assert not page.auto_button.isVisible() and not page.swap_button.isVisible()
    page.swap()
    assert QApplication.activeModalWidget() is None
    page.print_button.click()
    assert desk.went == [("preview", {"paper": "unit-duties", "month": date(2026, 11, 1)})]


def test_registers_stand_beside_the_calendar_and_are_printed(desk: OfficeDesk, show: Show, qtbot: QtBot) -> None:
    page: CentrePage = show(CentrePage(desk), desk)
    for kind, many, of in (("centre_units", 22, "units"), ("systems", 34, "systems"), ("halls", 6, "halls")):
        page.show_list(kind)
        settle(desk, qtbot)
        shown = page.current()
        assert isinstance(shown, RecordList) and shown.model.rowCount() == many
        next(one for one in shown._actions if one.label == "打印").act(None)  # type: ignore[arg-type]
        assert desk.went[-1] == ("preview", {"paper": "centre-register", "of": of})


def test_a_long_name_breaks_before_its_bracket(qapp: QApplication, desk: OfficeDesk) -> None:
    metrics = QFontMetrics(theme.font("sub", bold=True))
    name = "市委政法委（市级综治中心）"
    wide = metrics.horizontalAdvance("（市级综治中心）") + 2
    assert _broken(name, metrics, wide, 2) == ["市委政法委", "（市级综治中心）"]
    assert _broken(name, metrics, 1000, 2) == [name]
    assert _broken(name, metrics, wide, 1)[0].endswith("…")
    assert "".join(_broken("人力资源和社会保障局", metrics, metrics.horizontalAdvance("人力资源和社会"), 2)) == (
        "人力资源和社会保障局"
    )


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_word_has_room(desk: OfficeDesk, show: Show, size: tuple[int, int]) -> None:
    page = show(CentrePage(desk), desk, size)
    assert fits(page, size)
    assert cut_texts(page) == []
    assert nameless(page) == []
