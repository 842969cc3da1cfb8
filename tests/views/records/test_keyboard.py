"""A list without a mouse: views, filters, columns, order, ticks, copies, deleted records."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.name_order import by_strokes
from desktop.services.records import Filter
from desktop.views.records.chooser import ColumnSheet
from desktop.views.records.list import RecordList
from desktop.views.records.saved import ViewName
from desktop.views.widgets.question import Question

from .conftest import PlainDesk, Town, type_text
from .test_groups import opened, rest
from .test_list import names

ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def page(desk: PlainDesk, town: Town, qtbot: QtBot) -> RecordList:
    return opened(desk, qtbot)


def once(find: Callable[[], QWidget | None], kind: type[QWidget], act: Callable[[Any], object]) -> None:
    """Call ``act`` with a menu or dialog as soon as it is open, however busy the machine is."""
    last = time.monotonic() + 10

    def look() -> None:
        found = find()
        if isinstance(found, kind) and found.isVisible():
            act(found)
        elif time.monotonic() < last:
            QTimer.singleShot(30, look)

    QTimer.singleShot(30, look)


def in_menu(words: list[str]) -> None:
    """Answer the menu that opens next: go to each word by ↓, enter a submenu by →, choose by Enter."""

    def go(menu: QMenu) -> None:
        for at, word in enumerate(words):
            for _ in range(100):
                action = menu.activeAction()
                if action is not None and action.text().startswith(word):
                    break
                QTest.keyClick(menu, Qt.Key.Key_Down)
            else:
                menu.close()
                raise AssertionError(f"no {word} in {[one.text() for one in menu.actions()]}")
            last = at + 1 == len(words)
            QTest.keyClick(menu, Qt.Key.Key_Return if last else Qt.Key.Key_Right)
            if not last:
                menu = action.menu()

    once(QApplication.activePopupWidget, QMenu, go)


def dialogue(kind: type[QWidget], act: Callable[[Any], object]) -> None:
    """Answer the dialog that opens next."""
    once(QApplication.activeModalWidget, kind, act)


def press(widget: QWidget, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    QTest.keyClick(widget, key, modifiers)


def test_a_view_with_filter_columns_order_and_groups_is_kept_and_found_again(
    desk: PlainDesk, page: RecordList, qtbot: QtBot
) -> None:
    in_menu(["户数"])
    press(page.filters.add_button, Qt.Key.Key_Space)
    sheet = page.filters._sheet
    assert sheet is not None
    qtbot.keyClicks(sheet.low, "403")
    press(sheet.low, Qt.Key.Key_Return)
    rest(page, qtbot)
    in_menu(["户数", "从大到小"])
    press(page.table, Qt.Key.Key_S, ALT)
    rest(page, qtbot)
    in_menu(["类型", "其次"])
    press(page.table, Qt.Key.Key_S, ALT)
    rest(page, qtbot)
    in_menu(["所属社区"])
    press(page.groups.button, Qt.Key.Key_Space)
    rest(page, qtbot)
    press(page.columns_button, Qt.Key.Key_Space)
    columns = page.findChildren(ColumnSheet)[0]
    assert columns.list.hasFocus()
    press(columns.list, Qt.Key.Key_Down)
    press(columns.list, Qt.Key.Key_Up, ALT)
    press(columns.list, Qt.Key.Key_Return)
    rest(page, qtbot)
    dialogue(ViewName, lambda dialog: (type_text(dialog.line, "较大"), press(dialog.line, Qt.Key.Key_Return)))
    in_menu(["存为新视图"])
    press(page.saved.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(page.tabs.views) == 2)
    rest(page, qtbot)

    again = opened(desk, qtbot)
    first = again.tabs._tabs["0"]
    first.setFocus()
    press(first, Qt.Key.Key_Right)
    rest(again, qtbot)
    assert again.query().filters == (Filter("households", "from", 403),)
    assert again.query().order == (("households", True), ("kind", False))
    assert again.model.names[:2] == ["name", "code"]
    assert again.groups.word() == "community_id" and sum(one.number for one in again.groups.groups()) == 4
    assert again.model.rowCount() == 4


def test_columns_are_moved_hidden_and_made_wider_and_stay_so(desk: PlainDesk, page: RecordList, qtbot: QtBot) -> None:
    press(page.columns_button, Qt.Key.Key_Space)
    sheet = page.findChildren(ColumnSheet)[0]
    before = page.table.columnWidth(1)
    press(sheet.list, Qt.Key.Key_Right, ALT)
    press(sheet.list, Qt.Key.Key_Right, ALT)
    press(sheet.list, Qt.Key.Key_Left, ALT)
    assert page.table.columnWidth(1) == before + 16
    press(sheet.list, Qt.Key.Key_Down, ALT)
    press(sheet.list, Qt.Key.Key_Up)
    press(sheet.list, Qt.Key.Key_Space)
    press(sheet.list, Qt.Key.Key_Return)
    assert page.model.names[0] == "code" and "name" not in page.model.names
    again = opened(desk, qtbot)
    assert again.model.names == page.model.names
    assert again.table.columnWidth(1) == before + 16


def test_names_are_ordered_by_pinyin_and_by_strokes(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    for name in ("乐天明", "丁一", "盖聂"):
        town.add("people", name=name)
    page = opened(desk, qtbot, "people")
    in_menu(["姓名", "按拼音倒序"])
    press(page.table, Qt.Key.Key_S, ALT)
    rest(page, qtbot)
    qtbot.waitUntil(lambda: None not in names(page))
    # Surnames by our table: 乐 is Yuè, 盖 is Gě, 解 is Xiè, 单 is Shàn.
    assert names(page) == ["乐天明", "解玉兰", "单雄信", "盖聂", "丁一"]
    in_menu(["姓名", "按笔画排序"])
    press(page.table, Qt.Key.Key_S, ALT)
    rest(page, qtbot)
    qtbot.waitUntil(lambda: None not in names(page))
    assert page.query().order == ((by_strokes("name"), False),)
    assert names(page)[0] == "丁一" and names(page)[1] == "乐天明"


def test_ticked_rows_are_deleted_found_among_the_deleted_and_brought_back(
    desk: PlainDesk, page: RecordList, qtbot: QtBot
) -> None:
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    press(page.table, Qt.Key.Key_End)
    press(page.table, Qt.Key.Key_Up, SHIFT)
    assert page.model.ticked_count() == 2
    dialogue(Question, lambda dialog: dialog.accept())
    press(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    in_menu(["已删除的网格"])
    press(page.more_button, Qt.Key.Key_Space)
    rest(page, qtbot)
    assert page.model.rowCount() == 2 and page._count.text() == "已删除 2 个"
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    press(page.table, Qt.Key.Key_Delete)
    assert page.model.rowCount() == 2 and QApplication.activeModalWidget() is None
    qtbot.wait(150)
    assert page.pane.isHidden()
    press(page.table, Qt.Key.Key_A, CONTROL)
    assert page.restore_button.isVisible() and page.remove_button.isHidden()
    press(page.restore_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert desk.toasts[-1] == ("恢复 2 个网格", True)
    in_menu(["返回网格列表"])
    press(page.more_button, Qt.Key.Key_Space)
    rest(page, qtbot)
    assert page.model.rowCount() == 6


def copied(page: RecordList, qtbot: QtBot) -> QMimeData:
    with qtbot.waitSignal(page.table.copied):
        press(page.table, Qt.Key.Key_C, CONTROL)
    return QApplication.clipboard().mimeData()


def test_copies_keep_rare_characters_and_numbers_that_are_text(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    rare = "𠅤𬀩"
    town.add("people", name=rare, notes="=1+1\n第二行\t制表", mobile="13907964823")
    page = opened(desk, qtbot, "people")
    page.table.set_columns(["name", "mobile", "notes", "birth_date"])
    page.search.setText(rare)
    page.search.search_now()
    rest(page, qtbot)
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    data = copied(page, qtbot)
    head, row = data.text().split("\n")
    assert head.split("\t")[0] == "姓名" and row.split("\t")[0] == rare
    assert row.split("\t")[2] == "=1+1 第二行 制表", "a line end or a tab in a cell would break the table"
    assert "13907964823" not in data.text() and "13907964823" not in data.html(), "masked numbers stay masked"
    assert f"<td class=t>{rare}</td>" in data.html() and "<td class=t>=1+1 第二行 制表</td>" in data.html()
    assert 'mso-number-format:"\\@"' in data.html()


def test_codes_are_pasted_as_text_and_counts_as_numbers(page: RecordList, qtbot: QtBot) -> None:
    page.table.set_columns(["code", "households"])
    rest(page, qtbot)
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    html = copied(page, qtbot).html()
    row = page.model.row(0)
    assert row is not None
    assert f"<tr><td class=t>{row.texts['code']}</td><td>{row.texts['households']}</td></tr>" in html


def test_every_door_of_the_list_has_a_key_or_a_stop_of_tab(page: RecordList) -> None:
    assert page.filters.add_button.shortcut() == QKeySequence("Alt+F")
    assert page.groups.button.shortcut() == QKeySequence("Alt+G")
    for one in (page.saved.button, page.columns_button, page.more_button, page.search, page.table):
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus
