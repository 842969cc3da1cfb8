"""A list counted by groups: beside the table, by the keyboard, kept in saved views, copied as a table."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services import grouping, saving
from desktop.services.grouping import MONTH, YEAR, Grouping
from desktop.services.records import Filter
from desktop.views.records.list import RecordList

from .conftest import PlainDesk, Town

KIND = Grouping("kind")


def opened(desk: PlainDesk, qtbot: QtBot, kind: str = "grids") -> RecordList:
    made = RecordList(desk, kind)
    qtbot.addWidget(made)
    made.resize(1198, 640)
    with qtbot.waitExposed(made):
        made.show()
    rest(made, qtbot)
    return made


def rest(page: RecordList, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.waitUntil(lambda: page.model.is_complete() and not page._desk.jobs.busy())  # type: ignore[attr-defined]
        qtbot.wait(80)


@pytest.fixture
def page(desk: PlainDesk, town: Town, qtbot: QtBot) -> RecordList:
    return opened(desk, qtbot)


def counted(page: RecordList) -> list[tuple[str, int]]:
    return [(one.label, one.number) for one in page.groups.groups()]


def grouped(page: RecordList, qtbot: QtBot, by: Grouping) -> None:
    menu = page.groups.menu()
    words = page.groups._words(by)
    [action] = [one for one in menu.actions() if one.text() == words]
    action.trigger()
    rest(page, qtbot)


def test_a_list_without_groups_reads_none(page: RecordList, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(grouping, "groups", lambda *_: pytest.fail("groups were read"))
    page.reload()
    page.refresh()
    rest(page, qtbot)
    assert page.groups.isHidden() and page.groups.word() == ""


def test_every_group_is_counted_and_enter_shows_its_records(page: RecordList, town: Town, qtbot: QtBot) -> None:
    assert page.groups.button.shortcut() == QKeySequence("Alt+G")
    grouped(page, qtbot, Grouping("community_id"))
    assert sorted(counted(page)) == sorted((name, 3) for _, _, name in town.communities)
    assert page.groups.isVisible() and page.groups.list.hasFocus()
    assert page.groups.list.currentRow() == 0 and page.groups.in_force(None)
    qtbot.keyClick(page.groups.list, Qt.Key.Key_Down)
    assert page.model.rowCount() == 6, "walking along the groups shows none of them yet"
    qtbot.keyClick(page.groups.list, Qt.Key.Key_Return)
    rest(page, qtbot)
    first = page.groups.groups()[0]
    assert page.query().filters == first.filters and page.model.rowCount() == 3
    assert page.filters.chips()[0].accessibleName() == f"筛选 所属社区 {first.label}"
    assert page.groups.in_force(first) and page.groups.list.hasFocus()
    assert len(page.groups.groups()) == 2, "the other groups stay there to go to"
    qtbot.keyClick(page.groups.list, Qt.Key.Key_Right)
    assert page.table.hasFocus() and page.table.currentIndex().row() == 0
    qtbot.keyClick(page.filters.chips()[0], Qt.Key.Key_Delete)
    rest(page, qtbot)
    assert page.groups.in_force(None) and page.groups.list.currentRow() == 0
    assert page.model.rowCount() == 6


def test_all_groups_again_by_their_first_row(page: RecordList, qtbot: QtBot) -> None:
    grouped(page, qtbot, Grouping("community_id"))
    spot = page.groups.list.visualItemRect(page.groups.list.item(2)).center()
    qtbot.mouseClick(page.groups.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    rest(page, qtbot)
    assert page.model.rowCount() == 3
    qtbot.keyClick(page.groups.list, Qt.Key.Key_Home)
    qtbot.keyClick(page.groups.list, Qt.Key.Key_Space)
    rest(page, qtbot)
    assert page.model.rowCount() == 6 and page.query().filters == ()


def test_days_are_grouped_by_month_and_by_year(page: RecordList, town: Town, qtbot: QtBot) -> None:
    for grid, day in zip(town.grids, (date(2024, 2, 29), date(2024, 3, 1), date(2021, 7, 1)), strict=False):
        town.change("grids", grid, opened_on=day)
    grouped(page, qtbot, Grouping("opened_on", YEAR))
    assert counted(page) == [("2024 年", 2), ("2021 年", 1), ("未填写", 3)]
    grouped(page, qtbot, Grouping("opened_on", MONTH))
    assert [one for one, _ in counted(page)] == ["2024 年 3 月", "2024 年 2 月", "2021 年 7 月", "未填写"]
    qtbot.keyClick(page.groups.list, Qt.Key.Key_End)
    qtbot.keyClick(page.groups.list, Qt.Key.Key_Return)
    rest(page, qtbot)
    assert page.model.rowCount() == 3 and page.query().filters == (Filter("opened_on", "empty"),)


def test_groups_follow_the_search_the_filters_and_changes_of_others(page: RecordList, town: Town, qtbot: QtBot) -> None:
    grouped(page, qtbot, KIND)
    assert counted(page) == [("综合", 6)]
    page.show_filters((Filter("households", "from", 500),))
    rest(page, qtbot)
    assert counted(page) == [("综合", 2)]
    page.clear_filters()
    rest(page, qtbot)
    town.change("grids", town.grids[0], kind="dedicated", dedicated_kind="school")
    qtbot.waitUntil(lambda: [number for _, number in counted(page)] == [5, 1])
    rest(page, qtbot)


def test_groups_are_kept_in_a_saved_view_and_do_not_outlast_it(desk: PlainDesk, page: RecordList, qtbot: QtBot) -> None:
    grouped(page, qtbot, Grouping("opened_on", YEAR))
    page.saved.keep("按年")
    qtbot.waitUntil(lambda: len(page.tabs.views) == 2)
    rest(page, qtbot)
    again = opened(desk, qtbot)
    assert again.groups.isHidden()
    again.tabs.set_current("1")
    rest(again, qtbot)
    assert again.groups.by == Grouping("opened_on", YEAR) and again.groups.isVisible()
    assert counted(again) == [("未填写", 6)]
    again.tabs.set_current("0")
    rest(again, qtbot)
    assert again.groups.by is None and again.groups.isHidden()


def test_groups_and_numbers_are_copied_as_a_table(page: RecordList, desk: PlainDesk, qtbot: QtBot) -> None:
    grouped(page, qtbot, KIND)
    qtbot.keyClick(page.groups.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "类型\t网格数（个）\n综合\t6"
    assert desk.toasts[-1][0] == "已复制 1 组，可以粘贴到表格里"


def test_the_cross_and_the_menu_end_the_grouping(page: RecordList, qtbot: QtBot) -> None:
    grouped(page, qtbot, KIND)
    assert page.groups.button.text() == "分组 类型"
    assert page.groups.menu().actions()[-1].text() == "不分组"
    page.groups.close_button.click()
    assert page.groups.isHidden() and page.groups.button.text() == "分组" and page.table.hasFocus()
    assert all(one.text() != "不分组" for one in page.groups.menu().actions())


def test_a_column_of_the_table_is_grouped_by_from_its_header(page: RecordList, qtbot: QtBot) -> None:
    page.table.group_wanted.emit("community_id")
    rest(page, qtbot)
    assert page.groups.by == Grouping("community_id") and len(counted(page)) == 2


def test_deleted_records_are_grouped_too(page: RecordList, town: Town, qtbot: QtBot) -> None:
    for grid in town.grids[4:]:
        town.do(lambda work, grid=grid: saving.remove(work, "grids", grid))
    grouped(page, qtbot, KIND)
    assert counted(page) == [("综合", 4)]
    page.show_deleted(True)
    rest(page, qtbot)
    assert counted(page) == [("综合", 2)] and page.model.rowCount() == 2
