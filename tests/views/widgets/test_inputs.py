from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line, NumberBox, PasswordField, PathPicker, SearchBox
from tests.views.widgets.conftest import Show


def turn_wheel(part: QWidget) -> None:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(part.mapToGlobal(QPoint(5, 5))),
        QPoint(0, -20),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(part, event)


def type_letter(part: QWidget, letter: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QApplication.sendEvent(part, QKeyEvent(QEvent.Type.KeyPress, Qt.Key(ord(letter.upper())), held, letter))


def test_a_search_waits_for_a_pause_in_typing(qtbot: QtBot, show: Show) -> None:
    box = SearchBox()
    show(box)
    heard: list[str] = []
    box.searched.connect(heard.append)
    qtbot.keyClicks(box, "hsl")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["hsl"])


def test_enter_searches_at_once_and_escape_clears(qtbot: QtBot, show: Show) -> None:
    box = SearchBox()
    show(box)
    heard: list[str] = []
    box.searched.connect(heard.append)
    qtbot.keyClicks(box, "hsl")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert heard == ["hsl", ""]
    assert box.text() == ""


def test_down_leaves_the_search_into_the_rows(qtbot: QtBot, show: Show) -> None:
    box = SearchBox()
    show(box)
    with qtbot.waitSignal(box.left_downwards):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_words_never_run_under_what_is_inside_a_line(qtbot: QtBot, show: Show) -> None:
    line = Line("360881199001012345")
    inner = line.add_inner("eye", "显示原号", line.clear)
    show(line)
    line.set_bad(True)
    right = line.width() - line.textMargins().right()
    assert inner.x() >= right - 12
    assert all(child.geometry().right() <= line.width() for child in line.findChildren(QWidget))
    before = line.textMargins().right()
    line.set_bad(False)
    assert line.textMargins().right() < before


def test_the_eye_shows_a_password_and_hides_it_again(qtbot: QtBot, show: Show) -> None:
    field = PasswordField()
    show(field)
    eye = field.edit.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    qtbot.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert field.edit.echoMode() == QLineEdit.EchoMode.Normal
    assert eye.accessibleName() == "隐藏密码"
    qtbot.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password


def test_locked_capitals_are_told_and_move_nothing(qtbot: QtBot, show: Show) -> None:
    field = PasswordField()
    show(field)
    place = field.edit.geometry()
    type_letter(field.edit, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not field.caps_shown()
    type_letter(field.edit, "a")
    assert not field.caps_shown()
    type_letter(field.edit, "B")
    assert field.caps_shown()
    assert field.edit.geometry() == place
    type_letter(field.edit, "c")
    assert not field.caps_shown()


@pytest.mark.parametrize("written", ["2024-3-5", "2024.3.5", "20240305", "2024年3月5日", "２０２４－３－５"])
def test_a_day_is_read_however_it_is_written(qtbot: QtBot, show: Show, written: str) -> None:
    line = DateEdit()
    show(line)
    with qtbot.waitSignal(line.day_changed) as told:
        line.setText(written)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert told.args == [date(2024, 3, 5)]
    assert line.text() == "2024-03-05"


def test_a_day_that_cannot_be_read_stays_to_be_corrected(qtbot: QtBot, show: Show) -> None:
    line = DateEdit(date(2024, 3, 5))
    field = Field("合同止", line, help="到期前 30 天提醒")
    show(field)
    line.setText("2024-2-31")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "2024-2-31"
    assert line.day() == date(2024, 3, 5)
    assert "2024年2月31日" in field.help_line().text()
    assert field.help_line().text() == line.accessibleDescription()
    line.setText("2024-2-29")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert field.help_line().text() == "到期前 30 天提醒"
    assert not line.is_bad()


def test_arrows_move_a_day_across_months(qtbot: QtBot, show: Show) -> None:
    line = DateEdit(date(2024, 2, 29))
    show(line)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert line.day() == date(2024, 3, 1)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert line.day() == date(2024, 2, 29)


def test_a_day_outside_its_limits_is_refused(qtbot: QtBot, show: Show) -> None:
    line = DateEdit()
    line.set_limits(first=date(2024, 1, 1), last=date(2024, 12, 31))
    show(line)
    heard: list[str] = []
    line.refused.connect(heard.append)
    line.setText("2023-12-31")
    assert not line.read()
    line.setText("2025-1-1")
    assert not line.read()
    assert "2024-01-01" in heard[0]
    assert "2024-12-31" in heard[1]
    line.setText("")
    assert line.read()
    assert line.day() is None


def test_leaving_a_field_is_the_moment_to_check_it(qtbot: QtBot, show: Show) -> None:
    line = Line()
    field = Field("手机号", line, required=True)
    made = show(field)
    line.setFocus()
    with qtbot.waitSignal(field.left):
        made.focusNextPrevChild(True)
    assert line.accessibleName() == "手机号 必填"


def test_the_wheel_passes_over_choices_without_changing_them(qtbot: QtBot, show: Show) -> None:
    choice = Choice((("专职", "full_time"), ("兼职", "part_time")))
    number = NumberBox(0, 10, "户")
    number.setValue(5)
    show(choice, number)
    page_focus = QApplication.focusWidget()
    if page_focus is not None:
        page_focus.clearFocus()
    for part in (choice, number):
        turn_wheel(part)
    assert choice.value() == "full_time"
    assert number.value() == 5
    number.setFocus()
    turn_wheel(number)
    assert number.value() == 4


def test_choosing_a_value_that_is_not_offered_chooses_nothing(qtbot: QtBot, light: None) -> None:
    choice = Choice((("专职", "full_time"),))
    qtbot.addWidget(choice)
    choice.set_value("retired")
    assert choice.value() is None


def test_a_path_is_shown_whole_in_its_tooltip(qtbot: QtBot, light: None, tmp_path: Path) -> None:
    picker = PathPicker("folder", "办公室文件夹")
    qtbot.addWidget(picker)
    picker.set_path(tmp_path)
    assert picker.path() == tmp_path
    assert picker.edit.toolTip() == str(tmp_path)
    assert picker.edit.isReadOnly()
