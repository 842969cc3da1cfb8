"""Exporting what a list shows, in the real window, on a copy of the demonstration office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.services import history
from desktop.services.records import Filter
from desktop.storage.work import Actor
from desktop.views.sheets.export import ExportDialog
from desktop.views.shell import Shell
from tests.views.looking import cut_texts
from tests.views.program import rest, type_text


def people(qtbot: QtBot, window: Window, shell: Shell, *filters: Filter) -> Any:
    """Show the list of people."""
    shell.open_list("people", filters)
    rest(qtbot, window)
    return shell.page().people  # type: ignore[union-attr]


def dialog(qtbot: QtBot, page: Any) -> ExportDialog:
    """Open the dialog by the keyboard."""
    assert page.sheets.export_button.shortcut().toString() == "Ctrl+E"
    qtbot.keyClick(page.sheets.export_button, Qt.Key.Key_Space)
    found = QApplication.activeModalWidget()
    assert isinstance(found, ExportDialog)
    return found


def table(path: Path) -> list[list[str]]:
    """Return headings and rows of a written file without the hidden column."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[str(cell or "") for cell in row[1:]] for row in sheet.iter_rows(values_only=True)]


def test_the_view_is_written_as_it_is_shown_with_numbers_masked(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path
) -> None:
    page = people(qtbot, window, shell, Filter("is_party", "is", True))
    shown = page.model.rowCount()
    asked = dialog(qtbot, page)
    asked.which.set_value("shown")
    asked.write_to(tmp_path / "党员.xlsx")
    rest(qtbot, window)
    head, *rows = table(tmp_path / "党员.xlsx")
    assert head == [page.model.field(at + 1).label for at in range(len(page.model.names))]
    assert len(rows) == shown
    phones = [row[head.index("本人手机")] for row in rows if row[head.index("本人手机")]]
    assert phones
    assert all("*" in one for one in phones)
    assert shell._strip.text.whole() == f"已导出 {shown} 名人员到“党员.xlsx”"
    assert shell._strip.other.text() == "打开文件夹"


def test_everything_and_the_ticked_ones(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    page = people(qtbot, window, shell, Filter("is_party", "is", True))
    page.model.tick([0, 2], True)
    ticked = page.sheets.export("ticked")
    assert ticked.scope.value() == "ticked"
    ticked.write_to(tmp_path / "勾选.xlsx")
    rest(qtbot, window)
    assert len(table(tmp_path / "勾选.xlsx")) == 3
    every = dialog(qtbot, page)
    every.scope.set_value("all")
    every.write_to(tmp_path / "全部.xlsx")
    rest(qtbot, window)
    assert len(table(tmp_path / "全部.xlsx")) - 1 > page.model.rowCount()


def test_clear_numbers_need_a_purpose_which_the_history_keeps(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path
) -> None:
    page = people(qtbot, window, shell)
    asked = dialog(qtbot, page)
    qtbot.keyClick(asked.clear, Qt.Key.Key_Space)
    assert asked.purpose.isVisible()
    qtbot.keyClick(asked.purpose, Qt.Key.Key_Return)
    assert asked.asked.mistake()
    type_text(asked.purpose, "报送县综治中心核对")
    assert not asked.asked.mistake()
    asked.write_to(tmp_path / "人员.xlsx")
    rest(qtbot, window)
    head, *rows = table(tmp_path / "人员.xlsx")
    assert not any("*" in row[head.index("本人手机")] for row in rows)
    with shell.database.read() as session:
        newest = history.recent(session, 1)[0]
    assert "原号" in newest.label


def test_a_folder_that_is_gone_is_said_in_the_dialog(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path
) -> None:
    page = people(qtbot, window, shell)
    asked = dialog(qtbot, page)
    asked.write_to(tmp_path / "不在" / "人员.xlsx")
    rest(qtbot, window)
    assert asked.banner.isVisible()
    assert "没有写成“人员.xlsx”" in asked.banner.text.text()
    assert cut_texts(asked) == []
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


def test_the_template_is_offered_in_the_menu(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    page = people(qtbot, window, shell)
    menu = QMenu()
    qtbot.addWidget(menu)
    page.sheets.fill(menu)
    assert [one.text() for one in menu.actions()] == ["导入模板…"]
    page.sheets.write_template(tmp_path / "模板.xlsx")
    rest(qtbot, window)
    head, told = table(tmp_path / "模板.xlsx")[:2]
    assert head[0] == "姓名"
    assert told[0].startswith("必填")


def test_a_role_that_may_only_read_exports_masked_and_imports_nothing(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path
) -> None:
    shell.database.actor = Actor(shell.actor.account_id, "刘小燕", "reviewer")
    page = people(qtbot, window, shell)
    assert not page.acceptDrops()
    assert [one.text() for one in page.sheets.buttons()] == ["导出"]
    asked = dialog(qtbot, page)
    assert not asked.clear.isVisible()
    asked.write_to(tmp_path / "人员.xlsx")
    rest(qtbot, window)
    head, *rows = table(tmp_path / "人员.xlsx")
    phones = [row[head.index("本人手机")] for row in rows if row[head.index("本人手机")]]
    assert phones
    assert all("*" in one for one in phones)
