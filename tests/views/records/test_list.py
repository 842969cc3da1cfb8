"""The list page: search, filters, views, columns, ticks, pane and keyboard, on a real office."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.services import saving
from desktop.services.name_order import by_strokes
from desktop.services.records import Filter
from desktop.services.strokes import stroke_key
from desktop.storage.work import Actor
from desktop.views import theme
from desktop.views.records import orders
from desktop.views.records.actions import Action, Chosen, Extras, PaneTab, View
from desktop.views.records.chooser import ColumnSheet
from desktop.views.records.header import Header
from desktop.views.records.list import RecordList
from desktop.views.widgets.text import label

from .conftest import PlainDesk, Town, type_text

LARGE = View("规模偏大", (Filter("size", "in", ("large",)),))


@pytest.fixture
def show(desk: PlainDesk, qtbot: QtBot) -> Iterator[Callable[..., RecordList]]:
    """Makes a list in a window of the size of an office screen and waits for its rows."""

    def made(kind: str = "grids", width: int = 1198, **more: object) -> RecordList:
        page = RecordList(desk, kind, **more)  # type: ignore[arg-type]
        qtbot.addWidget(page)
        page.resize(width, 640)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda: page.model.is_complete() and not desk.jobs.busy())
        return page

    yield made


def names(page: RecordList) -> list[str]:
    column = page.model.names.index("name") + 1
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def answer(yes: bool) -> None:
    """Answer the question that comes next."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        (dialog.accept if yes else dialog.reject)()

    QTimer.singleShot(50, press)


def click_row(page: RecordList, row: int, qtbot: QtBot, column: int = 2) -> None:
    spot = page.table.visualRect(page.model.index(row, column)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_page_says_how_many_there_are_and_shows_them(town: Town, show: Callable[..., RecordList]) -> None:
    page = show(views=[LARGE])
    assert page._count.text() == "共 6 个"
    assert len(names(page)) == 6
    assert page.stack.currentWidget() is page.table


def test_typing_pinyin_initials_narrows_the_list(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show("people")
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()
    qtbot.keyClicks(page.search, "XYL")
    qtbot.waitUntil(lambda: names(page) == ["解玉兰"])
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(page)) == 2)


def test_full_width_figures_find_a_phone_by_its_tail(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show("people")
    type_text(page.search, "４８２３")
    qtbot.waitUntil(lambda: names(page) == ["解玉兰"])


def test_view_sets_its_filters_and_shows_them_as_chips(
    town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show(views=[LARGE])
    qtbot.waitUntil(lambda: page.tabs._tabs["1"].text() == "规模偏大 2")
    page.tabs.set_current("1")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    qtbot.waitUntil(lambda: page.filters.chips()[0].accessibleName() == "筛选 规模 偏大")
    qtbot.keyClick(page.filters.chips()[0], Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 6)


def test_nothing_found_offers_the_way_back(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show()
    type_text(page.search, "没有这样的网格")
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert page.empty.text.text() == "筛选了 1 项　共 6 个网格"
    qtbot.mouseClick(page.clear_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.table)
    assert len(names(page)) == 6


def test_filter_of_counts_takes_a_range(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show()
    sheet = page.filters.edit("households")
    qtbot.keyClicks(sheet.low, "404")
    type_text(sheet.high, "四百")
    sheet.take()
    assert sheet.mistake.text() == "户数应为数字，现在是“四百”"
    sheet.high.setText("500")
    qtbot.keyClick(sheet.high, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert page.query().filters == (Filter("households", "from", 404), Filter("households", "to", 500))


def test_filter_of_references_offers_what_there_is_with_counts(
    town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show()
    sheet = page.filters.edit("community_id")
    qtbot.waitUntil(lambda: sheet.list.count() == 2)
    offered = sorted(sheet.list.item(at).text() for at in range(2))
    assert offered == sorted(f"{name}　3" for _, _, name in town.communities)
    sheet.list.item(0).setCheckState(Qt.CheckState.Checked)
    sheet.take()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)


def test_filter_of_text_finds_rows_without_a_value(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show("people")
    sheet = page.filters.edit("duty")
    sheet.missing.setChecked(True)
    sheet.take()
    qtbot.waitUntil(lambda: page.model.is_complete() and page.query().filters == (Filter("duty", "empty"),))
    assert len(names(page)) == 2


def test_header_orders_up_and_then_down(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show()
    header = page.table.horizontalHeader()
    section = page.model.names.index("households") + 1
    spot = QPoint(header.sectionViewportPosition(section) + 8, header.height() // 2)
    for down in (False, True):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        qtbot.waitUntil(lambda down=down: page.query().order == (("households", down),) and page.model.is_complete())
        figures = [page.model.row(at).values["households"] for at in range(6)]  # type: ignore[union-attr]
        assert figures == sorted(figures, reverse=down)


def test_keyboard_walks_ticks_copies_and_opens(
    desk: PlainDesk, town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show()
    table = page.table
    table.setFocus(Qt.FocusReason.TabFocusReason)
    assert table.currentIndex().row() == 0
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert page.model.is_ticked(1)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.model.ticked_count() == 2
    with qtbot.waitSignal(table.copied):
        qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text().split("\n")
    assert len(copied) == 3
    assert copied[0].startswith("网格编码\t网格名称\t")
    assert copied[1].split("\t")[1] == names(page)[1]
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.model.ticked_count() == 6
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == 5
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.opened[-1][:2] == ("grids", page.model.id_at(5))


def test_ticking_fills_the_strip_below_and_rows_do_not_jump(
    town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    done: list[Chosen] = []
    page = show(bulk_actions=[Action("打印公示牌", "print", done.append)])
    before = page.table.geometry()
    assert not page.bulk.is_busy()
    click_row(page, 1, qtbot, column=0)
    click_row(page, 3, qtbot, column=0)
    assert page.bulk.is_busy()
    assert page.bulk.accessibleName() == "已选 2 个网格"
    assert page.table.geometry() == before
    page._bulk_actions[0].act(page._chosen())
    assert done[0].ids == (page.model.id_at(1), page.model.id_at(3))


def test_deleting_asks_writes_one_action_and_can_be_brought_back(
    desk: PlainDesk, town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show()
    page.model.tick([4, 5], True)
    page.table.setFocus()
    answer(False)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert page.model.rowCount() == 6
    answer(True)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    assert desk.toasts == [("删除 2 个网格", True)]
    page.show_deleted(True)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.model.tick_all(True)
    page.restore()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    page.show_deleted(False)
    qtbot.waitUntil(lambda: page.model.rowCount() == 6)


def test_record_others_stand_on_is_kept_and_the_page_says_why(
    town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show()
    page.table.select(town.grids[0])
    answer(True)
    page.remove()
    qtbot.waitUntil(lambda: page.banner.isVisible())
    assert "下还有 1 个岗位，没有删除" in page.banner.text.text()
    assert page.model.rowCount() == 6


def test_change_elsewhere_is_shown_and_the_selection_stays(
    town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show()
    page.table.select(town.grids[3])
    town.grid(0)
    qtbot.waitUntil(lambda: page.model.rowCount() == 7)
    assert page.model.id_at(page.table.currentIndex().row()) == town.grids[3]


def test_hidden_page_waits_until_it_is_looked_at(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show()
    page.hide()
    town.grid(9)
    qtbot.wait(150)
    assert page.model.rowCount() == 6
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 7)


def test_columns_are_chosen_ordered_and_kept(
    desk: PlainDesk, town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show()
    page.columns_button.click()
    sheet = page.findChildren(ColumnSheet)[0]
    shown = sheet.names()
    sheet.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    sheet.list.setCurrentRow(1)
    sheet.move_current(-1)
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    wanted = ["name", "code", *shown[3:]]
    assert page.model.names == wanted
    page.table.setColumnWidth(1, 201)
    again = show()
    assert again.model.names == wanted
    assert again.table.columnWidth(1) == 201


def test_selected_row_opens_the_pane_and_esc_closes_it(
    desk: PlainDesk, town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    extras = Extras(tabs=(PaneTab("map", "地图", lambda opened: label(f"地图 {opened.title}")),))
    page = show(extras=extras)
    row = page.model.row_of(town.grids[0])
    click_row(page, row, qtbot)
    qtbot.waitUntil(lambda: page.pane.isVisible() and page.pane.seen() is not None)
    assert page.pane.name.whole() == names(page)[row]
    assert [tab.text() for tab in page.pane.tabs._tabs.values()] == ["基本", "岗位 1", "地图", "附件", "历史"]
    page.pane.tabs.set_current("map")
    assert f"地图 {names(page)[row]}" in [one.text() for one in page.pane.findChildren(type(label()))]
    page.pane.edit_button.click()
    assert desk.opened[-1][1] == town.grids[0]
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.pane.isVisible()


def test_pane_lies_over_the_table_in_a_narrow_window(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show(width=855)
    wide = page.table.width()
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.wait(120)
    assert not page.pane.isVisible()
    click_row(page, 2, qtbot)
    qtbot.waitUntil(lambda: page.pane.isVisible())
    assert page.table.width() == wide
    assert page.pane.geometry().right() == page.rect().right()


def test_new_record_begins_with_what_the_filters_fix(
    desk: PlainDesk, town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show()
    community = town.communities[0][0]
    page.show_filters((Filter("community_id", "is", community), Filter("size", "in", ("large",))))
    page.create()
    assert desk.opened == [("grids", None, {"community_id": community})]


def test_role_that_may_not_write_sees_no_buttons_that_do(
    desk: PlainDesk, town: Town, show: Callable[..., RecordList]
) -> None:
    desk.database.actor = Actor(desk.actor.account_id, "刘小燕", "reviewer")
    page = show(actions=[Action("拆分", "split", lambda chosen: None, writes=True)])
    assert page.new_button is None
    assert not page.findChildren(QWidget, "拆分")
    page.model.tick_all(True)
    page.remove()
    assert page.model.rowCount() == 6


def test_hundred_thousand_rows_scroll_and_jump(
    desk: PlainDesk, town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    """The rows are copies made in SQL, so that the test takes no minutes."""
    many = 100_000

    def fill(work: saving.Work) -> None:
        work.session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO departments (id, office_id, revision, deleted, search_key, sort_key, name, line, phone, "
            "contact, position) SELECT printf('%032x', i), office_id, revision, 0, '', printf('%08d', i), "
            "'部门' || i, '', '', '', i FROM n, (SELECT office_id, revision FROM departments LIMIT 1)",
            (many,),
        )

    town.do(fill)
    page = show("departments")
    total = page.model.rowCount()
    assert total > many
    page.table.verticalScrollBar().setValue(total // 2)
    middle = page.model.index(page.table.rowAt(5), 1)
    qtbot.waitUntil(lambda: middle.data() is not None)
    qtbot.keyClick(page.table, Qt.Key.Key_End)
    last = page.model.index(total - 1, 1)
    qtbot.waitUntil(lambda: last.data() is not None)
    assert last.data() == f"部门{many}"
    page.model.tick_all(True)
    with qtbot.waitSignal(page.table.copied) as copied:
        page.table.copy()
    assert copied.args == [50_000]
    assert len(QApplication.clipboard().text().split("\n")) == 50_001


def test_list_opened_at_a_record_shows_it(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    for number in range(7, 67):
        town.grid(number)
    page = show()
    wanted = town.grids[4]
    page.show_filters((Filter("open", "is", True),), wanted)
    qtbot.waitUntil(lambda: page.model.is_complete() and page.table.currentIndex().isValid())
    assert page.model.id_at(page.table.currentIndex().row()) == wanted
    assert page.table.viewport().rect().contains(page.table.visualRect(page.table.currentIndex()).center())
    qtbot.waitUntil(lambda: page.pane.isVisible())
    assert page.pane.record_id == wanted


def test_every_button_of_the_page_has_a_name(town: Town, show: Callable[..., RecordList]) -> None:
    page = show(extras=Extras())
    for one in filter(QWidget.isVisible, page.findChildren(QAbstractButton)):
        assert one.text() or one.accessibleName()


def test_larger_letters_get_wider_columns_and_higher_rows(
    town: Town, show: Callable[..., RecordList], qapp: QApplication
) -> None:
    page = show()
    width, height = page.table.columnWidth(1), page.table.rowHeight(0)
    theme.apply(qapp, "light", 1.25)
    try:
        assert page.table.columnWidth(1) == round(width * 1.25)
        assert page.table.rowHeight(0) == round(height * 1.25)
    finally:
        theme.apply(qapp)
    assert page.table.columnWidth(1) == width


def sections(page: RecordList) -> dict[str, int]:
    return {name: at for at, name in enumerate(page.model.names, 1)}


def a_header(page: RecordList) -> Header:
    header = page.table.horizontalHeader()
    assert isinstance(header, Header)
    return header


def checked(page: RecordList, name: str) -> list[str]:
    menu = a_header(page).menu(sections(page)[name])
    assert menu is not None
    return [action.text() for action in menu.actions() if action.isChecked()]


def press(page: RecordList, name: str, words: str) -> None:
    menu = a_header(page).menu(sections(page)[name])
    assert menu is not None
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_a_column_of_names_is_ordered_by_strokes_from_its_header(
    town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show("people")
    assert a_header(page).menu(0) is None
    assert checked(page, "name") == ["按拼音排序"] and checked(page, "gender") == []
    press(page, "name", "按笔画排序")
    qtbot.waitUntil(page.model.is_complete)
    qtbot.waitUntil(lambda: page.model.row(0) is not None)
    shown = [row.texts["name"] for at in range(page.model.rowCount()) if (row := page.model.row(at))]
    assert len(shown) > 1 and shown == sorted(shown, key=stroke_key)
    assert checked(page, "name") == ["按笔画排序"]


def click_header(page: RecordList, name: str, qtbot: QtBot, shift: bool = False) -> None:
    header = a_header(page)
    spot = QPoint(header.sectionViewportPosition(sections(page)[name]) + 8, header.height() // 2)
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, held, spot)
    qtbot.waitUntil(page.model.is_complete)


def test_shift_and_a_click_orders_by_one_column_more(town: Town, show: Callable[..., RecordList], qtbot: QtBot) -> None:
    page = show()
    click_header(page, "community_id", qtbot)
    click_header(page, "households", qtbot, shift=True)
    assert page.query().order == (("community_id", False), ("households", False))
    assert [orders.mark(page.query(), name) for name in ("community_id", "households", "name")] == ["↑1", "↑2", ""]
    click_header(page, "households", qtbot, shift=True)
    assert page.query().order == (("community_id", False), ("households", True))
    qtbot.waitUntil(lambda: page.model.row(5) is not None)
    rows = [row.values for at in range(6) if (row := page.model.row(at))]
    places = [str(one["community_id"]) for one in rows]
    assert places[:3] == [places[0]] * 3 and places[3:] == [places[5]] * 3 and places[0] != places[5]
    for three in (rows[:3], rows[3:]):
        figures = [one["households"] for one in three]
        assert figures == sorted(figures, reverse=True)
    click_header(page, "households", qtbot, shift=True)
    assert page.query().order == (("community_id", False),)
    click_header(page, "name", qtbot)
    assert page.query().order == (("name", False),) and orders.mark(page.query(), "name") == "↑"


def test_the_menu_of_a_header_adds_a_column_to_the_order_and_takes_it_away(
    town: Town, show: Callable[..., RecordList], qtbot: QtBot
) -> None:
    page = show("people")
    press(page, "gender", "降序")
    press(page, "name", "其次按笔画排序")
    qtbot.waitUntil(page.model.is_complete)
    assert page.query().order == (("gender", True), (by_strokes("name"), False))
    assert orders.mark(page.query(), "name") == "笔画 ↑2" and checked(page, "name") == ["其次按笔画排序"]
    qtbot.waitUntil(lambda: page.model.row(1) is not None)
    press(page, "name", "排序中去掉这一列")
    assert page.query().order == (("gender", True),)
