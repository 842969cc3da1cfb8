"""The page of what was done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.services import saving
from desktop.storage.work import Work
from desktop.views.history_export import ExportPurpose
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


def rows(page: HistoryPage, column: int) -> list[str]:
    return [str(page.model.index(row, column).data()) for row in range(page.model.rowCount())]


def test_filters_by_person_day_and_words(qtbot: QtBot, window: Window, page: HistoryPage) -> None:
    every = page.model.rowCount()
    page.who.setCurrentIndex(page.who.findData("演示管理员"))
    rest(qtbot, window)
    mine = page.model.rowCount()
    assert 2 <= mine < every
    assert set(rows(page, 1)) == {"演示管理员"}
    page.days.setCurrentIndex(page.days.findText("今天"))
    rest(qtbot, window)
    assert page.model.rowCount() == mine
    page.search.setText("会师路 第二")
    page.search.search_now()
    rest(qtbot, window)
    assert set(rows(page, 2)) == {"修改网格 会师路第二网格"}
    page.search.setText("没有这样的操作")
    page.search.search_now()
    rest(qtbot, window)
    assert page.model.rowCount() == 0
    assert page.empty.isVisible() and not page.export_button.isEnabled()


def test_days_are_chosen_from_to(qtbot: QtBot, window: Window, page: HistoryPage) -> None:
    every = page.model.rowCount()
    assert not page.first.isVisible()
    page.days.setCurrentIndex(page.days.findText("自选日期"))
    page.last.set_day(date(2026, 11, 23))
    page.refresh()
    rest(qtbot, window)
    assert page.first.isVisible()
    assert page.model.rowCount() < every
    page.last.set_day(date(2026, 11, 24))
    page.refresh()
    rest(qtbot, window)
    assert page.model.rowCount() == every


def test_chain_is_proved_and_an_altered_entry_named(qtbot: QtBot, window: Window, page: HistoryPage) -> None:
    page.verify_button.click()
    until(qtbot, lambda: page.banner.title.text() == "校验通过")

    def forge(work: Work) -> None:
        work.session.connection().exec_driver_sql("UPDATE actions SET label = '看了看' WHERE number = 2")

    page._desk.database.act("改历史", forge)
    page.verify_button.click()
    until(qtbot, lambda: page.banner.title.text() == "校验不符")
    assert "第 2 条操作" in page.banner.text.text()


def test_export_asks_for_a_purpose_and_tells_where_the_file_is(
    qtbot: QtBot, window: Window, page: HistoryPage, tmp_path: Path
) -> None:
    dialog = ExportPurpose(page, page.wanted(), 3)
    assert not dialog.act.isEnabled()
    dialog.line.setText("年度检查")
    assert dialog.act.isEnabled()
    dialog.deleteLater()
    # The whole history of the demonstration has 390,000 lines.
    page.search.setText("修改网格")
    page.inspection.write(page.wanted(), "年度检查", tmp_path / "历史.csv")
    assert page.progress.isVisible()
    until(qtbot, lambda: page.banner.title.text().startswith("已导出"))
    assert not page.progress.isVisible()
    page.search.clear_now()
    rest(qtbot, window)
    assert "会师路第二网格" in (tmp_path / "历史.csv").read_text("utf-8-sig")
    assert rows(page, 2)[0].startswith("导出操作历史")
    page.table.setCurrentIndex(page.model.index(0, 0))


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
    # One of its own: those of the demonstration have units and systems, and cannot go before these.
    department = shell.database.act("录入", lambda work: saving.save(work, "departments", None, {"name": "临时专班"}))
    shell.database.act("删除", lambda work: saving.remove(work, "departments", department))
    rest(qtbot, window)
    assert str(page.model.index(0, 2).data()).startswith("删除部门")
    assert page.model.index(0, 3).data() == "部门 临时专班"
