"""Importing a spreadsheet by keyboard in the real window, on a copy of the demonstration office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.exchange.sheet_plan import Outcome
from desktop.services import saving
from desktop.services.records import Filter, Query, ids
from desktop.views.sheets.page import SheetPage
from desktop.views.shell import Shell
from tests.exchange.sheets import workbook
from tests.views.looking import cut_texts, nameless
from tests.views.program import rest, until, words

HEAD = ["姓名", "性别", "本人手机", "备注"]
NEW = [["蹇宗泽", "男", "13807960001", ""], ["尹小燕", "女", "13807960002", "会客家话"]]
WRONG = [["仇和平", "男", "1380796", ""], ["区玉兰", "不详细", "13807960004", ""]]


def opened(qtbot: QtBot, window: Window, shell: Shell, file: Path, kind: str = "people") -> SheetPage:
    """Import a file from the list of people and wait for its plan."""
    shell.open_list(kind)
    rest(qtbot, window)
    shell.page().people.sheets.import_file(file)  # type: ignore[union-attr]
    rest(qtbot, window)
    page = shell.page()
    assert isinstance(page, SheetPage)
    return page


def people(shell: Shell, text: str = "") -> int:
    """Return how many people of a name there are."""
    with shell.database.read() as session:
        return len(ids(session, Query("people", text), shell.context()))


def counts(page: SheetPage) -> tuple[int, ...]:
    plan = page.plan()
    assert plan is not None
    return tuple(plan.counts().values())


def cells(page: SheetPage, row: int) -> list[str]:
    model = page.table.rows
    return [model.index(row, column).data() for column in range(model.columnCount())]


def press(widget: QWidget, keys: str) -> None:
    """Press a shortcut of a page (without a window manager no window is active, so Qt hands none out)."""
    wanted = QKeySequence(keys)
    (found,) = [one for one in widget.findChildren(QShortcut) if one.key() == wanted and one.parent() is widget]
    found.activated.emit()


def test_a_clean_file_is_imported_by_keyboard_and_taken_back_as_one_step(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path
) -> None:
    before = people(shell)
    page = opened(qtbot, window, shell, workbook(tmp_path / "新来的人.xlsx", [HEAD, *NEW]))
    assert counts(page) == (2, 0, 0, 0)
    assert page.table.rows.outcome is Outcome.NEW
    assert cells(page, 0)[:2] == ["2", "蹇宗泽"]
    assert "13807960001" not in cells(page, 0)[2]
    assert "导入 2 行" in words(page)
    qtbot.keyClick(page.go, Qt.Key.Key_Space)
    until(qtbot, lambda: shell.page() is not page)
    rest(qtbot, window)
    assert people(shell) == before + 2
    assert shell._strip.text.whole() == "已导入人员：新增 2"
    assert shell._strip.undo.isVisible()
    press(shell, "Ctrl+Z")
    rest(qtbot, window)
    assert people(shell) == before


def test_one_wrong_row_keeps_everything_out_and_the_file_comes_back_marked(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path
) -> None:
    before = people(shell)
    file = workbook(tmp_path / "名单.xlsx", [HEAD, *NEW, *WRONG])
    page = opened(qtbot, window, shell, file)
    assert counts(page) == (2, 0, 0, 2)
    assert page.table.rows.outcome is Outcome.REFUSED
    assert [cells(page, row)[0] for row in range(2)] == ["4", "5"]
    assert cells(page, 0)[1:3] == ["C 本人手机", "1380796"]
    assert cells(page, 0)[3] in words(page)
    assert not page.go.isEnabled()
    assert "有 2 行不能导入" in words(page)
    qtbot.keyClick(page.go, Qt.Key.Key_Space)
    rest(qtbot, window)
    assert people(shell) == before
    marked = tmp_path / "名单 有问题的行.xlsx"
    page.mark_to(marked)
    rest(qtbot, window)
    sheet = openpyxl.load_workbook(marked).active
    assert sheet is not None
    assert sheet["C4"].comment is not None
    assert shell._strip.other.text() == "打开文件夹"
    workbook(file, [HEAD, *NEW])
    page.reread_button.click()
    rest(qtbot, window)
    assert page.go.isEnabled()


def test_tiles_show_their_rows_by_keyboard(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    page = opened(qtbot, window, shell, workbook(tmp_path / "名单.xlsx", [HEAD, *NEW, *WRONG]))
    tile = page.tiles[Outcome.NEW]
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert [cells(page, row)[1] for row in range(2)] == ["蹇宗泽", "尹小燕"]
    page.tiles[Outcome.SAME].click()
    assert page.empty.isVisible()
    assert "没有相同的行" in words(page)


def test_changes_stand_with_what_was_there_before(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    record = shell.database.act(
        "新增",
        lambda work: saving.save(work, "people", None, {"name": "蹇宗泽", "gender": "male", "mobile": "13807960001"}),
    )
    rows = [["记录编号", "姓名", "本人手机", "备注"], [str(record), "蹇宗泽", "138****0001", "调到龙江路"]]
    page = opened(qtbot, window, shell, workbook(tmp_path / "改动.xlsx", rows))
    assert counts(page) == (0, 1, 0, 0)
    assert cells(page, 0) == ["2", "蹇宗泽", "备注", "（空）", "调到龙江路"]


def test_escape_leaves_without_a_question(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    page = opened(qtbot, window, shell, workbook(tmp_path / "名单.xlsx", [HEAD, *NEW]))
    press(page, "Esc")
    until(qtbot, lambda: shell.page() is not page)
    assert QApplication.activeModalWidget() is None


def test_an_unknown_heading_is_assigned_once_and_remembered(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path
) -> None:
    rows = [["姓名", "性别", "怎么找他"], ["蹇宗泽", "男", "13807960001"]]
    page = opened(qtbot, window, shell, workbook(tmp_path / "一.xlsx", rows))
    choice = page.headings.choices["怎么找他"]
    assert choice.value() == ""
    choice.setFocus()
    choice.setCurrentIndex(choice.findData("mobile"))
    rest(qtbot, window)
    plan = page.plan()
    assert plan is not None
    assert plan.rows[0].values["mobile"] == "13807960001"
    shell.back()
    page = opened(qtbot, window, shell, workbook(tmp_path / "二.xlsx", rows))
    assert page.headings.choices["怎么找他"].value() == "mobile"
    # A file with both headings is read without what was remembered.
    rows = [["姓名", "性别", "本人手机", "怎么找他"], ["蹇宗泽", "男", "13807960001", "晚上打"]]
    page.take_file(workbook(tmp_path / "三.xlsx", rows))
    rest(qtbot, window)
    assert counts(page) == (1, 0, 0, 0)
    assert page.headings.choices["怎么找他"].value() == ""


def test_the_plan_follows_what_others_do_meanwhile(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    page = opened(qtbot, window, shell, workbook(tmp_path / "名单.xlsx", [HEAD[:3], NEW[0][:3]]))
    assert counts(page) == (1, 0, 0, 0)
    held = {"name": "蹇宗泽", "gender": "male", "mobile": "13807960001"}
    shell.database.act("新增", lambda work: saving.save(work, "people", None, held))
    until(qtbot, lambda: counts(page) == (0, 0, 1, 0))
    rest(qtbot, window)
    assert not page.go.isEnabled()
    assert "没有要写入的内容" in words(page)


def test_a_file_that_is_no_spreadsheet_is_refused_in_words(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "名单.xlsx"
    file.write_bytes(b"%PDF-1.7 nothing")
    page = opened(qtbot, window, shell, file)
    assert page.plan() is None
    assert page.banner.isVisible()
    assert page.banner.title.text() == "没有读出表格"
    assert "没有导入任何内容" in page.banner.text.text()
    assert not page.go.isEnabled()
    workbook(file, [HEAD, *NEW])
    page.retry.click()
    rest(qtbot, window)
    assert not page.banner.isVisible()
    assert page.go.isEnabled()


def test_reading_can_be_cancelled(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    many = [[f"人{number}", "男", f"138{number:08d}", ""] for number in range(6_000)]
    file = workbook(tmp_path / "很多人.xlsx", [HEAD, *many])
    shell.open_list("people")
    rest(qtbot, window)
    page: Any = shell.page().people.sheets.import_file(file)  # type: ignore[union-attr]
    assert page.progress.isVisible()
    page.progress.cancel.click()
    rest(qtbot, window)
    assert page.banner.title.text() == "已取消"
    assert page.plan() is None


def test_a_file_dropped_on_the_list_is_read(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    shell.open_list("people", [Filter("is_party", "is", True)])
    rest(qtbot, window)
    target: Any = shell.page().people  # type: ignore[union-attr]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(workbook(tmp_path / "拖来的.xlsx", [HEAD, *NEW])))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(90, 90), *how)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(90, 90), *how))
    rest(qtbot, window)
    page = shell.page()
    assert isinstance(page, SheetPage)
    assert counts(page) == (2, 0, 0, 0)


def test_nothing_is_cut_and_everything_has_a_name(qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path) -> None:
    rows = [[*HEAD, "怎么找他"], *[[*row, "x"] for row in (*NEW, *WRONG)]]
    page = opened(qtbot, window, shell, workbook(tmp_path / "名单.xlsx", rows))
    for size in ((1366, 768), (911, 512)):
        window.resize(*size)
        rest(qtbot, window)
        assert cut_texts(page) == []
        # The corner of a table is nobody's business.
        assert [one for one in nameless(page) if one != "QAbstractButton"] == []
        assert window.width() == size[0]
