"""The page of what was done."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.services import records, saving
from desktop.views.history_page import Entries, HistoryPage
from desktop.views.shell import Shell
from tests.views.program import rest, until
from tests.views.test_shell import grid_named, households


@pytest.fixture
def page(qtbot: QtBot, window: Window, shell: Shell) -> HistoryPage:
    """The page after two changes of one grid."""
    grid = grid_named(shell, "会师路第二网格")
    for number in (411, 412):
        change: Any = {"households": number}
        shell.database.act("改", lambda work, change=change: saving.save(work, "grids", grid, change))
    shell.go("history")
    rest(qtbot, window)
    found = shell.page()
    assert isinstance(found, HistoryPage)
    return found


def test_model_keeps_the_rules_of_qt(page: HistoryPage, qtmodeltester: Any) -> None:
    qtmodeltester.check(page.model)


def test_newest_comes_first_with_who_and_what(page: HistoryPage) -> None:
    row = [page.model.index(0, column).data() for column in range(page.model.columnCount())]
    assert row == ["2026-11-24 10:00", "演示管理员", "修改网格 会师路第二网格", "网格 会师路第二网格", ""]


def test_row_is_taken_back_and_marked(qtbot: QtBot, window: Window, shell: Shell, page: HistoryPage) -> None:
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.undo()
    until(qtbot, lambda: households(shell, grid_named(shell, "会师路第二网格")) == 411)
    rest(qtbot, window)
    labels = [page.model.index(row, 2).data() for row in range(2)]
    assert labels == ["撤销 修改网格 会师路第二网格", "修改网格 会师路第二网格"]
    assert page.model.index(1, 4).data() == "已撤销"
    page.table.setCurrentIndex(page.model.index(1, 0))
    assert not page.take_back.isEnabled()


def test_filters_by_person_and_day(page: HistoryPage) -> None:
    every = page.model.rowCount()
    page.who.setCurrentIndex(page.who.findData("演示管理员"))
    mine = page.model.rowCount()
    assert 2 <= mine < every
    page.days.setCurrentIndex(1)
    assert page.model.rowCount() == mine
    assert {page.model.index(row, 1).data() for row in range(mine)} == {"演示管理员"}


def test_record_of_a_row_is_opened(qtbot: QtBot, window: Window, shell: Shell, page: HistoryPage) -> None:
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.open_record()
    rest(qtbot, window)
    form: Any = shell.page()
    assert form.record_id == grid_named(shell, "会师路第二网格")


def test_empty_model_has_no_entry(page: HistoryPage) -> None:
    empty = Entries(page)
    assert empty.rowCount() == 0
    assert empty.entry(0) is None


def test_deleted_records_stay_named(qtbot: QtBot, window: Window, shell: Shell, page: HistoryPage) -> None:
    with shell.database.read() as session:
        department = records.ids(session, records.Query("departments"), shell.context())[0]
    shell.database.act("删除", lambda work: saving.remove(work, "departments", department))
    rest(qtbot, window)
    assert str(page.model.index(0, 2).data()).startswith("删除部门")
