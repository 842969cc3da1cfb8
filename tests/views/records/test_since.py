"""A list of what changed since a day: the sheet, the tags on the rows, deleted records among them, saved views."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.services import changed_since as changes
from desktop.services import saving
from desktop.services.changed_since import ADDED, ALTERED, CHANGED, DELETED, EVERYTHING, LEFT, SINCE, TODAY, WEEK
from desktop.services.records import Filter
from desktop.views.records import cells
from desktop.views.records.list import RecordList
from desktop.views.records.sincesheet import DAY, NEWEST, SinceSheet, since_words

from .conftest import PlainDesk, Town
from .test_groups import opened, rest


@pytest.fixture
def page(desk: PlainDesk, town: Town, qtbot: QtBot) -> RecordList:
    """Six grids added today; one was altered after that, one deleted."""
    town.change("grids", town.grids[2], households=333)
    town.do(lambda work: saving.remove(work, "grids", town.grids[4]))
    return opened(desk, qtbot)


def sheet_of(page: RecordList, qtbot: QtBot) -> SinceSheet:
    sheet = page.filters.edit(CHANGED)
    assert isinstance(sheet, SinceSheet)
    qtbot.waitUntil(sheet.isVisible)
    return sheet


def marks(page: RecordList) -> list[str]:
    found = [page.model.row(at) for at in range(page.model.rowCount())]
    return [str(row.values.get(CHANGED)) for row in found if row is not None]


def test_enter_takes_the_last_seven_days_and_newest_changes_come_first(
    page: RecordList, town: Town, qtbot: QtBot
) -> None:
    sheet = sheet_of(page, qtbot)
    assert sheet.ways[WEEK].isChecked() and sheet.ways[WEEK].hasFocus()
    qtbot.keyClick(sheet.ways[WEEK], Qt.Key.Key_Return)
    rest(page, qtbot)
    assert page.query().filters == (Filter(CHANGED, SINCE, changes.value(WEEK)),)
    assert page.query().order == NEWEST
    assert page.model.rowCount() == 6
    assert [page.model.id_at(at) for at in range(2)] == [town.grids[4], town.grids[2]]
    assert marks(page) == [DELETED, *[ADDED] * 5]
    title = page.model.index(0, page.model.names.index("name") + 1)
    assert str(title.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("已删除")
    chip = page.filters.chips()[0]
    assert chip.accessibleName() == "筛选 改动 近 7 天"
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    rest(page, qtbot)
    assert page.query().filters == () and page.query().order == () and page.model.rowCount() == 5


def test_arrows_choose_the_day_and_space_leaves_a_sort_of_change_out(page: RecordList, qtbot: QtBot) -> None:
    sheet = sheet_of(page, qtbot)
    qtbot.keyClick(sheet.ways[WEEK], Qt.Key.Key_Up)
    qtbot.keyClick(sheet.ways[changes.YESTERDAY], Qt.Key.Key_Up)
    assert sheet.ways[TODAY].isChecked()
    qtbot.keyClick(sheet.what[ADDED], Qt.Key.Key_Space)
    qtbot.keyClick(sheet.what[ALTERED], Qt.Key.Key_Space)
    qtbot.keyClick(sheet.what[ALTERED], Qt.Key.Key_Return)
    rest(page, qtbot)
    assert page.query().filters == (Filter(CHANGED, SINCE, changes.value(TODAY, (DELETED,))),)
    assert marks(page) == [DELETED]
    assert page.filters.chips()[0].accessibleName() == "筛选 改动 今天 删除"
    again = sheet_of(page, qtbot)
    assert again.ways[TODAY].isChecked()
    assert [key for key, box in again.what.items() if box.isChecked()] == [DELETED]
    again.close()


def test_a_day_of_ones_own_is_typed_and_bad_ones_are_refused_in_words(page: RecordList, qtbot: QtBot) -> None:
    sheet = sheet_of(page, qtbot)
    sheet.ways[DAY].setChecked(True)
    sheet.take()
    assert sheet.mistake.text() == "请填写从哪一天起"
    sheet.day.setFocus()
    qtbot.keyClicks(sheet.day, "2026-13-45")
    qtbot.keyClick(sheet.day, Qt.Key.Key_Return)
    assert sheet.isVisible() and sheet.mistake.text() and page.query().filters == ()
    sheet.day.clear()
    qtbot.keyClicks(sheet.day, "2026-11-1")
    assert sheet.ways[DAY].isChecked(), "typing a day chooses it"
    for box in sheet.what.values():
        box.setChecked(False)
    sheet.take()
    assert sheet.mistake.text() == "新增、修改、删除至少勾选一项"
    sheet.what[ADDED].setChecked(True)
    qtbot.keyClick(sheet.day, Qt.Key.Key_Return)
    rest(page, qtbot)
    assert page.query().filters == (Filter(CHANGED, SINCE, changes.value(date(2026, 11, 1), (ADDED,))),)
    assert page.model.rowCount() == 5 and set(marks(page)) == {ADDED}


def test_deleted_records_in_it_open_no_pane_and_are_brought_back(
    desk: PlainDesk, page: RecordList, town: Town, qtbot: QtBot
) -> None:
    assert page.restore_button.isHidden()
    page.show_filters((Filter(CHANGED, SINCE, changes.value(WEEK)),))
    rest(page, qtbot)
    assert not page.restore_button.isHidden() and not page.remove_button.isHidden()
    row = page.model.row(0)
    assert row is not None and cells.is_deleted(row)
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.wait(150)
    assert page.table.currentIndex().row() == 0 and page.pane.isHidden()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(page.pane.isVisible)
    page.model.tick([0, 1], True)
    page.restore()
    qtbot.waitUntil(lambda: bool(desk.toasts))
    assert desk.toasts == [("恢复 1 个网格", True)], "the living one is not brought back"
    rest(page, qtbot)
    assert DELETED not in marks(page)


def test_what_changed_is_kept_in_a_saved_view(desk: PlainDesk, page: RecordList, qtbot: QtBot) -> None:
    account = desk.actor.account_id
    mine = Filter(CHANGED, SINCE, changes.value(LEFT, EVERYTHING, account))
    page.show_filters((mine,))
    rest(page, qtbot)
    page.saved.keep("新动静")
    qtbot.waitUntil(lambda: len(page.tabs.views) == 2)
    rest(page, qtbot)
    again = opened(desk, qtbot)
    again.tabs.set_current("1")
    rest(again, qtbot)
    assert again.query().filters == (mine,) and again.query().order == NEWEST


def test_an_order_of_ones_own_is_kept(page: RecordList, qtbot: QtBot) -> None:
    page.model.sort(page.model.names.index("households") + 1)
    rest(page, qtbot)
    page.filters.put(CHANGED, (Filter(CHANGED, SINCE, changes.value(TODAY)),), {})
    rest(page, qtbot)
    assert page.query().order == (("households", False),)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (changes.value(WEEK), "近 7 天"),
        (changes.value(date(2026, 3, 1), (ADDED, DELETED)), "2026-03-01 起 新增、删除"),
        (changes.value(LEFT, (ALTERED,)), "我上次离开以后 修改"),
    ],
)
def test_filters_by_changes_read_in_a_few_words(value: changes.Value, words: str) -> None:
    assert since_words(value) == words
