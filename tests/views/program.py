"""The real window on a real office, for tests that work as a clerk does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.views.shell import Shell


def until(qtbot: QtBot, ready: Callable[[], Any], seconds: float = 30) -> None:
    """Wait for something to become true."""
    qtbot.waitUntil(lambda: bool(ready()), timeout=int(seconds * 1000))


def type_text(widget: QWidget, text: str) -> None:
    """Type any characters, as an input method commits them (Qt's own helper knows ASCII alone)."""
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))


def rest(qtbot: QtBot, window: Window) -> None:
    """Wait until no work is under way and what it changed is painted."""

    def quiet() -> bool:
        return not window.jobs.busy() and (window.shell is None or not window.shell.jobs.busy())

    for _ in range(3):
        QTest.qWait(70)
        until(qtbot, quiet)


def log_in(qtbot: QtBot, window: Window, password: str) -> Shell:
    """Type the password, press Enter, and return the shell."""
    edit = window.login.password.edit
    edit.clear()
    type_text(edit, password)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    until(qtbot, lambda: window.shell is not None)
    assert window.shell is not None
    rest(qtbot, window)
    return window.shell


def end(window: Window) -> None:
    """Close the window with everything that belongs to it, as the end of the program does."""
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    window.end()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def words(widget: QWidget) -> str:
    """Return everything that is written on the visible labels and buttons of a widget."""
    from PySide6.QtWidgets import QAbstractButton, QLabel

    found = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    found += [one.text() for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    return "\n".join(found)
