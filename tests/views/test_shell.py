"""The shell: pages, search, undo by the keyboard, what the frame shows at each width."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.errors import UserError
from desktop.services import demo, records, saving, settings
from desktop.services.records import Filter, Query
from desktop.views import pages, theme
from desktop.views.home.page import HomePage
from desktop.views.home.rows import FindingRow
from desktop.views.navigation import NavHeading, Navigation
from desktop.views.pages import PageSpec
from desktop.views.quick_search import LAST, find, looked
from desktop.views.records.form import RecordForm
from desktop.views.records.list import RecordList
from desktop.views.shell import Shell
from tests.offices import PASSWORD
from tests.views.looking import cut_texts, nameless
from tests.views.program import log_in, rest, type_text, until, words
from tests.views.whole_program import on_screen


def press(shell: Shell, keys: str) -> None:
    """Press a shortcut of the window (without a window manager no window is active, so Qt hands none out)."""
    wanted = QKeySequence(keys)
    found = [one for one in shell.findChildren(QShortcut) if one.key() == wanted and one.parent() is shell]
    assert len(found) == 1, keys
    found[0].activated.emit()


def grid_named(shell: Shell, name: str) -> UUID:
    """Return a grid by its name."""
    with shell.database.read() as session:
        found = records.candidates(session, "grids", name)
    return next(one for one, title, _ in found if title == name)


def households(shell: Shell, grid: UUID) -> object:
    """Return the households of a grid."""
    with shell.database.read() as session:
        return records.open_record(session, "grids", grid, shell.context()).values["households"]


def grids_list(qtbot: QtBot, window: Window, shell: Shell) -> RecordList:
    """Show the list of grids and return it."""
    shell.open_list("grids")
    rest(qtbot, window)
    page = shell.made("grids")
    assert page is not None
    found = page.list  # type: ignore[attr-defined]
    assert isinstance(found, RecordList)
    return found


def test_list_form_save_undo_redo_by_keyboard(qtbot: QtBot, window: Window, shell: Shell) -> None:
    page = grids_list(qtbot, window, shell)
    grid = grid_named(shell, "会师路第二网格")
    before = households(shell, grid)
    page.table.setFocus()
    page.table.select(grid)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    form = shell.page()
    assert isinstance(form, RecordForm)
    until(qtbot, lambda: form.touched() == [] and form.head.title())
    rest(qtbot, window)
    line = form.input("households").widget
    line.selectAll()  # type: ignore[attr-defined]
    type_text(line, "455")
    form.save()
    until(qtbot, lambda: households(shell, grid) == 455)
    rest(qtbot, window)
    while isinstance(shell.page(), RecordForm):
        shell.back()
    press(shell, "Ctrl+Z")
    until(qtbot, lambda: households(shell, grid) == before)
    rest(qtbot, window)
    assert "已撤销 修改网格 会师路第二网格" in shell._strip.text.whole()
    press(shell, "Ctrl+Y")
    until(qtbot, lambda: households(shell, grid) == 455)
    rest(qtbot, window)
    assert "已重做 修改网格 会师路第二网格" in shell._strip.text.whole()


def test_every_page_of_the_navigation_opens_and_shows_its_words_whole(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    for spec in pages.listed(shell.actor.role):
        assert shell.go(spec.key)
        rest(qtbot, window)
        page = shell.page()
        assert page is not None and page.isVisible()
        assert shell._navigation.row(spec.key).isChecked()
        assert cut_texts(page) == [], spec.key
        # The corner of a table is Qt's own and takes no key.
        assert [kind for kind in nameless(page) if kind != "QAbstractButton"] == [], spec.key


def test_pages_are_made_at_their_first_visit_and_kept(qtbot: QtBot, window: Window, shell: Shell) -> None:
    assert shell.made("people") is None
    shell.go("people")
    first = shell.page()
    shell.go("grids")
    shell.go("people")
    assert shell.page() is first


def test_quick_search_finds_by_initials_and_opens(qtbot: QtBot, window: Window, shell: Shell) -> None:
    window.activateWindow()
    press(shell, "Ctrl+K")
    box = shell._top.search
    qtbot.keyClicks(box, "hsldewg")
    results = shell._top.results
    until(qtbot, results.isVisible)
    assert next(iter(_hits(shell))).title == "会师路第二网格"
    found = list(dict.fromkeys(hit.kind for hit in _hits(shell)))
    assert {"grids", "stations", "posts"} <= set(found)
    assert found[0] == "grids" and found == sorted(found, key=lambda kind: kind in LAST)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert isinstance(shell.page(), RecordForm)
    assert not results.isVisible()
    rest(qtbot, window)
    assert "会师路第二网格" in words(shell)


def test_enter_before_the_results_opens_what_is_found(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell._top.start_search()
    qtbot.keyClicks(shell._top.search, "hsldewg")
    qtbot.keyClick(shell._top.search, Qt.Key.Key_Return)
    until(qtbot, lambda: isinstance(shell.page(), RecordForm))


def test_quick_search_for_a_community_lists_its_grids(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell._top.start_search()
    type_text(shell._top.search, "会师路社区")
    shell._top.search.search_now()
    until(qtbot, shell._top.results.isVisible)
    hit = next(hit for hit in _hits(shell) if hit.kind == "divisions")
    shell._top.results.hit_wanted.emit(hit)
    rest(qtbot, window)
    page = shell.made("grids").list  # type: ignore[union-attr]
    assert page.query().filters == (Filter("community_id", "is", hit.id),)
    assert page.model.rowCount() == 8


def test_quick_search_says_when_nothing_was_found(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell._top.start_search()
    type_text(shell._top.search, "没有这个人")
    shell._top.search.search_now()
    until(qtbot, shell._top.results.isVisible)
    assert "没有找到" in words(shell._top.results)


def test_quick_search_shows_each_kind_under_its_heading_and_arrows_pass_headings_over(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    window.activateWindow()
    shell._top.start_search()
    type_text(shell._top.search, "会师路")
    shell._top.search.search_now()
    results = shell._top.results
    until(qtbot, results.isVisible)
    headings = [results.list.item(at).text() for at in range(results.list.count())]
    assert headings[0] == "网格 8 个，列出 5 个" and headings[6] == "人员 1 名"
    results.enter()
    assert results.list.currentRow() == 1
    for _ in range(5):
        qtbot.keyClick(results.list, Qt.Key.Key_Down)
    assert results.list.currentRow() == 7
    qtbot.keyClick(results.list, Qt.Key.Key_Return)
    rest(qtbot, window)
    assert not results.isVisible()


def test_quick_search_keeps_accounts_from_those_who_may_not_read_them(shell: Shell) -> None:
    name = shell.actor.name
    assert "accounts" in {group.kind for group in find(shell.database, name)}
    shell.database.actor = replace(shell.actor, role="clerk")
    assert "accounts" not in {group.kind for group in find(shell.database, name)}


def _hits(shell: Shell) -> list[Any]:
    items = shell._top.results.list
    found = [items.item(at).data(Qt.ItemDataRole.UserRole) for at in range(items.count())]
    return [hit for hit in found if hit is not None]


def test_status_bar_adds_up_what_is_shown(qtbot: QtBot, window: Window, shell: Shell) -> None:
    grids_list(qtbot, window, shell)
    assert shell._status.sums().startswith("84 个网格")
    shell.open_list("grids", [Filter("kind", "is", "dedicated")])
    rest(qtbot, window)
    assert shell._status.sums().startswith("9 个网格")
    assert "规模标准 300–500 户" in shell._status.sums()
    shell.go("people")
    rest(qtbot, window)
    assert "网格员 107" in shell._status.sums()
    assert "演示数据" in words(shell._status)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1366, 696), (911, 512), (880, 500)])
def test_frame_fits_every_screen(qtbot: QtBot, window: Window, shell: Shell, width: int, height: int) -> None:
    window.resize(width, height)
    grids_list(qtbot, window, shell)
    assert window.width() == width and window.height() == height
    assert shell._navigation.folded == (width < 1100)
    for part in (shell._top, shell._status, shell._navigation):
        assert cut_texts(part) == []
        assert nameless(part) == []


def test_folded_navigation_names_its_pages_in_tooltips(window: Window, shell: Shell) -> None:
    shell._navigation.fold_wanted.emit(True)
    assert shell._navigation.row("grids").toolTip() == "网格"
    assert shell.preferences.folded
    shell._navigation.fold_wanted.emit(False)
    assert shell._navigation.row("grids").toolTip() == ""


def test_settings_reach_every_page_once_they_are_saved(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.database.act("设置", lambda work: settings.save(work, {"grids.households_most": 450}))
    until(qtbot, lambda: shell.context().settings["grids.households_most"] == 450)


def test_trouble_is_a_banner_over_the_page_until_it_is_read(window: Window, shell: Shell) -> None:
    shell.complain("导出", UserError("磁盘空间不足，没有写成，请清理磁盘后重试。"))
    assert shell._trouble.isVisible()
    assert "请清理磁盘" in words(shell._trouble)


def test_theme_and_font_size_follow_the_menu(qtbot: QtBot, window: Window, shell: Shell, qapp: QApplication) -> None:
    menu = shell.make_menu()
    dark = next(one for one in menu.actions() if one.text() == "切换为深色")
    dark.trigger()
    assert theme.mode() == "dark"
    sizes = next(one for one in menu.actions() if one.text() == "字号").menu()
    sizes.actions()[2].trigger()  # type: ignore[union-attr]
    assert theme.scale() == 1.25
    assert (shell.preferences.mode, shell.preferences.scale) == ("dark", 1.25)
    rest(qtbot, window)
    assert cut_texts(shell._top) == []


def test_nothing_to_undo_is_said(qtbot: QtBot, window: Window, shell: Shell) -> None:
    for _ in range(3):
        press(shell, "Ctrl+Y")
        rest(qtbot, window)
    assert shell._strip.text.whole() == "没有可以重做的操作"


def test_undo_of_a_record_changed_since_tells_why(qtbot: QtBot, window: Window, shell: Shell) -> None:
    grid = grid_named(shell, "会师路第二网格")
    first = shell.database.act(
        "改", lambda work: saving.save(work, "grids", grid, {"households": 401}) and work.action_id
    )
    shell.database.act("改", lambda work: saving.save(work, "grids", grid, {"households": 402}))
    shell.undo_action(first)
    until(qtbot, shell._trouble.isVisible)
    assert "又被修改过" in words(shell._trouble)
    assert households(shell, grid) == 402


def test_reviewer_sees_pages_but_no_button_that_writes(qtbot: QtBot, window: Window, shell: Shell) -> None:
    from dataclasses import replace

    shell.database.actor = replace(shell.database.actor, role="reviewer")
    page = grids_list(qtbot, window, shell)
    assert page.new_button is None
    assert "合并" not in words(page)
    with shell.database.read() as session:
        assert records.count(session, Query("grids"), shell.context()) == 84


def test_closing_backs_up_what_changed(qtbot: QtBot, window: Window, shell: Shell) -> None:
    rest(qtbot, window)
    made = list(shell.opened.place.backups.glob("*.jgbak"))
    assert len(made) == 1  # the first opening of a filled office without a backup
    assert window.close() is False
    until(qtbot, lambda: not window.isVisible())
    assert window.shell is None


def test_home_knows_of_the_first_backup_as_the_bar_does(qtbot: QtBot, window: Window, shell: Shell) -> None:
    home = shell.made("home")
    assert isinstance(home, HomePage)
    until(qtbot, lambda: shell._top.backup.accessibleName().startswith("已备份"))
    rest(qtbot, window)
    assert "backups.none" not in [row.finding.key for row in home.findings.rows() if isinstance(row, FindingRow)]


def test_new_record_is_the_current_one_of_its_list(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.open_list("people")
    rest(qtbot, window)
    table = shell.made("people").people.table  # type: ignore[union-attr]
    shell.open("people")
    rest(qtbot, window)
    form = shell.page()
    assert isinstance(form, RecordForm)
    form.fields.input("name").put("蹇宗泽", "蹇宗泽")
    with qtbot.waitSignal(form.saved, timeout=10_000) as told:
        form.save()
    rest(qtbot, window)
    assert table.current_id() == told.args[0]
    assert table.records().id_at(table.currentIndex().row()) == told.args[0]


def test_ctrl_k_lists_what_was_looked_at_last_and_enter_opens_it(qtbot: QtBot, window: Window, shell: Shell) -> None:
    window.activateWindow()
    press(shell, "Ctrl+K")
    results = shell._top.results
    until(qtbot, results.isVisible)
    assert "还没有查看过记录" in words(results)
    grid, other = grid_named(shell, "会师路第二网格"), grid_named(shell, "会师路第三网格")
    for one in (grid, other, grid):
        shell.open("grids", one)
        rest(qtbot, window)
        shell.back()
    press(shell, "Ctrl+K")
    until(qtbot, lambda: _hits(shell))
    assert results.list.item(0).text() == "最近查看 2 条"
    assert [(hit.title, hit.detail) for hit in _hits(shell)] == [
        ("会师路第二网格", "网格  今天 10:00"),
        ("会师路第三网格", "网格  今天 10:00"),
    ]
    qtbot.keyClick(shell._top.search, Qt.Key.Key_Escape)
    assert not results.isVisible()
    shell._top.recent.click()
    until(qtbot, results.isVisible)
    qtbot.keyClick(shell._top.search, Qt.Key.Key_Return)
    form = shell.page()
    assert isinstance(form, RecordForm) and form.record_id == grid
    assert not results.isVisible()


def test_a_record_beside_the_list_is_remembered_once_it_stays(qtbot: QtBot, window: Window, shell: Shell) -> None:
    grid, other = grid_named(shell, "会师路第二网格"), grid_named(shell, "会师路第三网格")
    shell.open_list("grids", (), grid)
    rest(qtbot, window)
    shell.open_list("grids", (), other)
    rest(qtbot, window)
    until(qtbot, lambda: looked(shell.database))
    rest(qtbot, window)
    assert [hit.id for hit in looked(shell.database)] == [other]


def test_recent_records_stay_with_their_account_and_office(
    qtbot: QtBot, window: Window, shell: Shell, demo_copy: Path
) -> None:
    grid = grid_named(shell, "会师路第二网格")
    shell.open("grids", grid)
    rest(qtbot, window)
    shell.back()
    window.log_out()
    until(qtbot, lambda: window.shell is None)
    window.login.show_office(demo_copy, demo.ADMINISTRATOR)
    again = log_in(qtbot, window, PASSWORD)
    assert [hit.id for hit in looked(again.database)] == [grid]
    assert "会师路第二网格".encode() not in b"".join(file.read_bytes() for file in again.folder.rglob("*.json"))


def test_closed_groups_of_the_navigation_are_remembered_for_the_account(
    qtbot: QtBot, window: Window, shell: Shell, demo_copy: Path
) -> None:
    column = shell._navigation
    column.heading("数据").click()
    assert column.row("history").isHidden() and not column.row("grids").isHidden()
    shell.go("history")
    rest(qtbot, window)
    assert not column.row("history").isHidden() and column.row("backup").isHidden()
    window.log_out()
    until(qtbot, lambda: window.shell is None)
    window.login.show_office(demo_copy, demo.ADMINISTRATOR)
    again = log_in(qtbot, window, PASSWORD)
    assert again._navigation.closed == {"数据"}
    assert again.preferences.closed_groups("another account") == frozenset()
    again._navigation.heading("数据").click()
    assert not again._navigation.row("backup").isHidden()


def many_pages() -> list[PageSpec]:
    """Return the pages of a program that has grown, three to a group."""
    labels = [
        "首页",
        *[
            "网格",
            "区划",
            "单位与部门",
            "队伍",
            "合同",
            "变动",
            "党组织",
            "党员",
            "党员报到",
            "阵地",
            "指挥中心",
            "值班",
        ],
    ]
    labels += [
        "调解案件",
        "调解组织",
        "调解员",
        "事件",
        "任务",
        "巡查",
        "培训",
        "测评",
        "考核",
        "表彰",
        "数据交换",
        "操作历史",
        "设置",
        "账号",
        "备份与检查",
    ]
    groups = pages.GROUPS[1:]
    return [
        PageSpec(f"p{at}", word, "grid", "" if not at else groups[(at - 1) * len(groups) // (len(labels) - 1)], "")
        for at, word in enumerate(labels)
    ]


@pytest.mark.parametrize("height", [768, 696, 500])
def test_many_pages_scroll_the_open_one_into_view(qtbot: QtBot, window: Window, height: int) -> None:
    specs = many_pages()
    column = Navigation(specs)
    qtbot.addWidget(column)
    column.resize(168, height)
    with qtbot.waitExposed(column):
        column.show()
    for spec in (specs[-1], specs[0], specs[14]):
        column.set_current(spec.key)
        assert on_screen(column.row(spec.key), column), spec.label
    column.set_closed(specs[14].group, True)
    assert on_screen(column.row(specs[14].key), column)
    assert [one.text() for one in column._shown() if isinstance(one, NavHeading)] == list(pages.GROUPS[1:])
    column.set_folded(True)
    assert column.width() == 56 and on_screen(column.row(specs[14].key), column)
    for part in column._shown():
        assert part.accessibleName() and part.toolTip(), part.text()


def test_the_keyboard_stops_once_in_the_navigation_even_when_its_page_is_folded_away(qtbot: QtBot) -> None:
    specs = many_pages()
    column = Navigation(specs)
    qtbot.addWidget(column)
    column.resize(168, 696)
    with qtbot.waitExposed(column):
        column.show()
    column.set_current("p14")
    column.take_keyboard()
    group = specs[14].group
    qtbot.keyClick(column.row("p14"), Qt.Key.Key_Left)
    assert group in column.closed and column.focusWidget() is column.heading(group)
    qtbot.keyClick(column.heading(group), Qt.Key.Key_Right)
    assert group not in column.closed
    tabbed = [one for one in column._shown() if one.focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert tabbed == [column.heading(group), column._fold]
