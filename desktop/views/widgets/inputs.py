"""Inputs: the line with room for drawings inside, search, password, path; days are in ``dates``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.views import theme
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.text import IconLabel, label

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent

SEARCH_DELAY_MS = 200
"""How long typing must rest before a search begins."""


class Line(QLineEdit):
    """A one-line input that can hold drawings and small buttons inside its edge, and show a mistake.

    A line that reads what is written (a day) emits :attr:`refused` with the sentence for what it cannot read, and an
    empty one when the mistake is gone; the field around it shows the sentence.
    """

    refused = Signal(str)

    def __init__(self, text: str = "", hint: str = "") -> None:
        super().__init__(text)
        self.setPlaceholderText(hint)
        self._lead: QWidget | None = None
        self._inner: list[QWidget] = []
        self._bad: IconLabel | None = None

    def set_lead(self, icon: str) -> None:
        """Put a drawing at the left end."""
        self.lead_with(IconLabel(icon, "t3", 16))

    def lead_with(self, widget: QWidget) -> None:
        """Put any small widget at the left end."""
        self._lead = widget
        widget.setParent(self)
        self._arrange()

    def add_inner(self, icon: str, name: str, act: Callable[[], object]) -> QPushButton:
        """Put a small button at the right end; it is reached by Tab after the text."""
        made = icon_button(icon, name, "inner")
        made.setParent(self)
        made.clicked.connect(lambda _checked=False: act())
        self.add_inside(made)
        return made

    def add_inside(self, widget: QWidget) -> None:
        """Put any small widget at the right end."""
        widget.setParent(self)
        self._inner.append(widget)
        self._arrange()

    def set_bad(self, bad: bool) -> None:
        """Show by edge and drawing that the value cannot be kept; the sentence belongs into the field around."""
        theme.set_look(self, "bad", bad)
        if bad and self._bad is None:
            self._bad = IconLabel("warning", "danger", 16)
            self._bad.setParent(self)
            self._inner.append(self._bad)
        if self._bad is not None:
            self._bad.setVisible(bad)
        self._arrange()

    def is_bad(self) -> bool:
        """Tell whether a mistake is shown."""
        return bool(self.property("bad"))

    def set_read_only(self, fixed: bool) -> None:
        """Let the value be read and copied, not changed."""
        self.setReadOnly(fixed)
        theme.set_look(self, "ro", fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is inside at the ends."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        middle = self.height() / 2
        left = 0
        if self._lead is not None:
            self._lead.move(11, round(middle - self._lead.height() / 2))
            left = self._lead.width() + 8
        right = self.width() - 6
        for widget in self._inner:
            if widget.isHidden():
                continue
            if isinstance(widget, QPushButton | QLabel):
                widget.resize(widget.sizeHint() if not isinstance(widget, IconLabel) else widget.size())
            inset = 3 if isinstance(widget, IconLabel) else 0
            right -= widget.width() + inset
            widget.move(right, round(middle - widget.height() / 2))
            right -= inset + 2
        taken = max(0, self.width() - 6 - right - 4)
        if self.textMargins().left() != left or self.textMargins().right() != taken:
            self.setTextMargins(left, 0, taken, 0)


class SearchBox(Line):
    """A search line: waits for a pause in typing, clears with Esc, goes down into the results with ↓."""

    searched = Signal(str)
    left_downwards = Signal()

    def __init__(self, hint: str = "名称、编码、拼音首字母", name: str = "搜索", key: str = "") -> None:
        super().__init__("", hint)
        self.setAccessibleName(name)
        self.set_lead("search")
        self._clear = self.add_inner("close", "清除搜索", self.clear_now)
        self._clear.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self._clear.hide()
        self._key = label(key)
        self._key.setProperty("key", "true")
        self._key.setVisible(bool(key))
        self.add_inside(self._key)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_DELAY_MS)
        self._pause.timeout.connect(self.search_now)
        self._last = ""
        self.textChanged.connect(self._typed)

    def search_now(self) -> None:
        """Search without waiting, if the text has changed since the last search."""
        self._pause.stop()
        wanted = self.text().strip()
        if wanted != self._last:
            self._last = wanted
            self.searched.emit(wanted)

    def clear_now(self) -> None:
        """Empty the line and search for nothing."""
        self.clear()
        self.search_now()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter searches, Esc clears, ↓ leaves into the results."""
        if event.key() in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter):
            self.search_now()
        elif event.key() == QtCore.Qt.Key.Key_Escape and self.text():
            self.clear_now()
        elif event.key() == QtCore.Qt.Key.Key_Down:
            self.search_now()
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._key.setVisible(not text and bool(self._key.text()))
        self._arrange()
        self._pause.start()


class PasswordEdit(Line):
    """A password line with an eye, which tells when the capitals lock is on."""

    caps_changed = Signal(bool)

    def __init__(self, name: str = "密码") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("echoMode", "Password")
        self.setProperty("inputMethodHints", "ImhSensitiveData|ImhNoPredictiveText|ImhNoAutoUppercase")
        self._caps = False
        self._eye = self.add_inner("eye", "显示密码", self.toggle)

    def toggle(self) -> None:
        """Show the password or hide it again."""
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        theme.set_icon(self._eye, "eye-off" if hidden else "eye", "t2", 16)
        name = "隐藏密码" if hidden else "显示密码"
        self._eye.setAccessibleName(name)
        self._eye.setToolTip(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notice from what is typed whether capitals are locked."""
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
            self._set_caps(letter.isupper() != shifted)
        elif event.key() == QtCore.Qt.Key.Key_CapsLock and sys.platform != "win32":
            self._set_caps(not self._caps)
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Ask Windows for the lock after its key."""
        super().keyReleaseEvent(event)
        if event.key() == QtCore.Qt.Key.Key_CapsLock:
            self._ask_windows()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ask for the lock before anything is typed."""
        super().focusInEvent(event)
        self._ask_windows()

    def _ask_windows(self) -> None:
        if sys.platform == "win32":
            import ctypes

            self._set_caps(bool(ctypes.windll.user32.GetKeyState(0x14) & 1))

    def _set_caps(self, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            self.caps_changed.emit(on)


class NumberBox(QSpinBox):
    """A whole number with its unit; the wheel changes it only while it has the focus, so scrolling a form is safe."""

    def __init__(self, least: int = 0, most: int = 999_999, unit: str = "") -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSuffix(f" {unit}" if unit else "")
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(10, 0, 0, 0)  # the style sheet's padding does not reach a number's text

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the number has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Choice(QComboBox):
    """A choice from a list; the wheel changes it only while it has the focus."""

    def __init__(self, choices: Sequence[tuple[str, object]] = (), name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, object]]) -> None:
        """Offer other (word, value) pairs; nobody is told."""
        self.blockSignals(True)
        self.clear()
        for word, value in choices:
            self.addItem(word, value)
        self.blockSignals(False)

    def value(self) -> object:
        """Return the value of the choice."""
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Choose by value; a value that is not offered chooses nothing."""
        self.setCurrentIndex(next((n for n in range(self.count()) if self.itemData(n) == value), -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the choice has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class PasswordField(QWidget):
    """A password line under its label, with the notice 大写锁定已开 at the right of the label."""

    def __init__(self, name: str = "密码", tall: bool = False) -> None:
        super().__init__()
        self.edit = PasswordEdit(name)
        if tall:
            self.edit.setProperty("tall", "true")
        self._notice: QWidget | None = None
        self.edit.caps_changed.connect(self._show_caps)
        title = label(name, "sub")
        title.setBuddy(self.edit)
        self._head = QHBoxLayout()
        self._head.addWidget(title)
        self._head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._head)
        column.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def caps_shown(self) -> bool:
        """Tell whether the notice is there."""
        return self._notice is not None and not self._notice.isHidden()

    def _show_caps(self, on: bool) -> None:
        if self._notice is None:
            self._notice = QWidget()
            notice = QHBoxLayout(self._notice)
            notice.setContentsMargins(0, 0, 0, 0)
            notice.setSpacing(4)
            notice.addWidget(IconLabel("warning", "amber", 14))
            notice.addWidget(label("大写锁定已开", "cap", "amber"))
            self._head.addWidget(self._notice)
        self._notice.setVisible(on)


class PathPicker(QWidget):
    """A folder or file: its path to read and a button that opens the system's own chooser."""

    picked = Signal(object)

    def __init__(
        self,
        kind: Literal["folder", "open", "save"] = "folder",
        name: str = "文件夹",
        verb: str = "选择…",
        pattern: str = "",
    ) -> None:
        super().__init__()
        self._kind, self._name, self._pattern = kind, name, pattern
        self._path: Path | None = None
        self.edit = Line("", "还没有选择")
        self.edit.set_read_only(True)
        self.edit.setAccessibleName(name)
        self.button = button(verb, "folder")
        self.button.setAccessibleName(f"{verb} {name}")
        self.button.clicked.connect(self.choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.button)

    def path(self) -> Path | None:
        """Return what was chosen."""
        return self._path

    def set_path(self, path: Path | None) -> None:
        """Show a path without asking."""
        self._path = path
        self.edit.setText("" if path is None else str(path))
        self.edit.setToolTip(self.edit.text())
        self.edit.setCursorPosition(len(self.edit.text()))

    def choose(self) -> None:
        """Open the chooser; :attr:`picked` carries the path, nothing happens when it is cancelled."""
        from PySide6.QtWidgets import QFileDialog

        start = str(self._path or "")
        if self._kind == "folder":
            found = QFileDialog.getExistingDirectory(self, self._name, start)
        elif self._kind == "open":
            found, _ = QFileDialog.getOpenFileName(self, self._name, start, self._pattern)
        else:
            found, _ = QFileDialog.getSaveFileName(self, self._name, start, self._pattern)
        if found:
            self.set_path(Path(found))
            self.picked.emit(Path(found))

    def changeEvent(self, event: QEvent) -> None:
        """Grey out the path with the button."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.edit.setEnabled(self.isEnabled())
