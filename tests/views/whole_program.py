"""One demonstration office in the real window for all tests of a module, walked through by the keyboard."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTextEdit,
    QWidget,
)

from desktop import app as program
from desktop.app import Window
from desktop.services import demo
from desktop.views import theme
from desktop.views.navigation import NavPart
from desktop.views.shell import Shell
from desktop.views.slow import WorkLine
from desktop.views.widgets.chips import Segmented
from tests.offices import PASSWORD, STILL
from tests.views.program import end, type_text

INPUTS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QTextEdit, QPlainTextEdit)
MOST_STEPS = 800
"""Presses of Tab after which a page is taken for endless."""


@pytest.fixture(scope="module")
def house(qapp: QApplication, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The window with the demonstration office open, for a whole module."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(demo_folder, folder / "demo")
    window = program.make_window(qapp, STILL, folder / "choices")
    window.resize(1366, 768)
    window.show()
    wait(lambda: window._importer is not None and window._importer.ident is not None)
    window.login.show_office(folder / "demo", demo.ADMINISTRATOR)
    window.login.password.edit.clear()
    type_text(window.login.password.edit, PASSWORD)
    QTest.keyClick(window.login.password.edit, Qt.Key.Key_Return)
    wait(lambda: window.shell is not None)
    quiet(window)
    yield window
    end(window)
    theme.apply(qapp, "light", 1.0)


def wait(ready: Callable[[], Any], seconds: float = 30) -> None:
    """Let the window work until something is true."""
    last = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < last, "the window did not become ready"
        QTest.qWait(20)


def quiet(window: Window) -> None:
    """Wait until no work is under way."""
    for _ in range(3):
        QTest.qWait(60)
        wait(lambda: not window.jobs.busy() and (window.shell is None or not window.shell.jobs.busy()))


def shown(window: Window, key: str) -> tuple[Shell, QWidget]:
    """Show a page of the navigation and return it with the shell."""
    shell = window.shell
    assert shell is not None
    assert shell.go(key), key
    quiet(window)
    page = shell.page()
    assert page is not None
    return shell, page


def faces(window: Window, key: str) -> Iterator[tuple[str, QWidget]]:
    """Show a page and yield it with its word once for each choice of its first switch (list and map, tree and list)."""
    shell, page = shown(window, key)
    switch = next((one for one in page.findChildren(Segmented) if one.isVisible()), None)
    words = list(switch._buttons) if switch is not None else []
    if switch is None:
        yield key, page
    first = switch.current() if switch is not None else ""
    for word in words:
        assert switch is not None
        switch.set_current(word)
        quiet(window)
        yield f"{key}/{word}", page
    if switch is not None:
        switch.set_current(first)
        quiet(window)
    if key == "grids":
        shell.go(key, view="map")
        quiet(window)
        yield f"{key}/map", page
        shell.go(key, view="list")
        quiet(window)


def read_out(widget: QWidget) -> str:
    """Return what a screen reader says of a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)).strip() if interface is not None else ""


def called(widget: QWidget) -> str:
    """Return how a failure names a widget: its class, its words, and in what it lies."""
    words = read_out(widget) or (widget.toolTip() or "")
    inside = [type(one).__name__ for one in _above(widget)][:3]
    return f"{type(widget).__name__}({words!r} in {' < '.join(inside)})"


def _above(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def takes_tab(widget: QWidget) -> bool:
    """Return whether Tab should stop at a widget: the rows of the navigation and unchosen radios are left to arrows."""
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    if not policy or not widget.isVisible() or not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    if isinstance(widget, QAbstractButton):
        group = QAbstractButton.group(widget)
        exclusive = (group is not None and group.exclusive()) or widget.autoExclusive()
        if exclusive and widget.isCheckable() and not widget.isChecked():
            return False
        if isinstance(widget, QRadioButton):
            return widget.isChecked()
    return True


def stops(root: QWidget) -> list[QWidget]:
    """Return every widget in ``root`` at which Tab should stop."""
    return [one for one in root.findChildren(QWidget) if takes_tab(one)]


def without_keys(root: QWidget) -> list[QWidget]:
    """Return buttons and inputs that no key reaches: shown, enabled, and not in the order of Tab.

    Left out: what lies inside an input (it has a key of its own there), rows of the navigation (arrows), and choices
    of which the chosen one is the stop.
    """
    found = []
    for one in root.findChildren(QWidget):
        if not isinstance(one, INPUTS) or not one.isVisible() or not one.isEnabled() or one.focusProxy() is not None:
            continue
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(one, NavPart):
            continue
        if any(isinstance(above, INPUTS) for above in _above(one)):
            continue
        found.append(one)
    return found


def walk(
    window: Window, start: QWidget, key: Qt.Key = Qt.Key.Key_Tab, unseen: list[QWidget] | None = None
) -> list[QWidget]:
    """Press Tab (or Backtab) from ``start`` until a widget comes the second time; return the stops in their order.

    Stops of which nothing is on the screen at that moment go into ``unseen``, but not the button that stops work under
    way: it comes and goes with the work.
    """
    start.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    for _ in range(MOST_STEPS):
        at = window.focusWidget()
        assert at is not None
        if at in seen:
            return seen
        seen.append(at)
        if unseen is not None and not on_screen(at, window) and not isinstance(at.parent(), WorkLine):
            unseen.append(at)
        shift = Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(at, key, shift)
        QCoreApplication.processEvents()
    raise AssertionError(f"Tab never comes round; the last stops were {[called(one) for one in seen[-3:]]}")


def on_screen(widget: QWidget, window: Window) -> bool:
    """Return whether something of a widget is inside the window, not scrolled or cut away."""
    if not widget.isVisible() or widget.width() < 2 or widget.height() < 2:
        return False
    # A page may call one of its parts ``size``.
    seen = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    for above in _above(widget):
        seen &= QRect(QWidget.mapTo(above, window, QPoint(0, 0)), QWidget.size(above))
        if above is window:
            break
    return not seen.isEmpty()
