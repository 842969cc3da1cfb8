"""The one table of shortcuts: what the window listens to stands in it, and what stands in it can be pressed."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.app import Window
from desktop.views import navigation, pages, shortcuts
from desktop.views.help_page import HelpPage
from desktop.views.home.page import HomePage
from tests.views.test_shell import press
from tests.views.whole_program import faces, house, quiet, shown

__all__ = ["house"]

VIEWS = Path(shortcuts.__file__).parent
KNOWN = {QKeySequence(key).toString() for one in shortcuts.TABLE if one.bound for key in one.keys}
Heard = tuple[str, QWidget, bool]
"""A key, the part it belongs to, and whether it is heard only while the keyboard is inside that part."""
MAKERS = {"QKeySequence", "setShortcut", "setShortcuts", "QShortcut"}


def listening(root: QWidget) -> Iterator[Heard]:
    """Yield every key the window listens to now."""
    for shortcut in root.findChildren(QShortcut):
        owner = shortcut.parent()
        if isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled() and shortcut.isEnabled():
            inside = shortcut.context() == Qt.ShortcutContext.WidgetWithChildrenShortcut
            yield shortcut.key().toString(), owner, inside
    for button in root.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and not button.shortcut().isEmpty():
            yield button.shortcut().toString(), button, False
    for action in root.findChildren(QAction):
        if isinstance(action.parent(), QWidget) and action.isEnabled() and not action.shortcut().isEmpty():
            yield action.shortcut().toString(), root, False


def both(one: Heard, other: Heard) -> bool:
    """Return whether two hear a key at the same time: inside two parts only where one lies in the other."""
    (_, first, first_inside), (_, second, second_inside) = one, other
    if first_inside and second_inside:
        return first is second or first.isAncestorOf(second) or second.isAncestorOf(first)
    return True


@pytest.mark.parametrize("key", [spec.key for spec in pages.PAGES])
def test_every_key_of_a_page_is_in_the_table_and_means_one_thing(house: Window, key: str) -> None:
    for face, _ in faces(house, key):
        assert house.shell is not None
        heard = list(listening(house.shell))
        strange = sorted({keys for keys, _, _ in heard} - KNOWN)
        assert not strange, f"{face}: add these keys to desktop/views/shortcuts.py: {strange}"
        twice = sorted({one[0] for one, other in combinations(heard, 2) if one[0] == other[0] and both(one, other)})
        assert not twice, f"{face}: of two that hear the same key Qt answers neither; give one another key: {twice}"


def test_no_two_things_of_one_place_have_the_same_key() -> None:
    everywhere = [key for one in shortcuts.TABLE if one.place == shortcuts.EVERYWHERE for key in one.keys]
    for place, entries in shortcuts.places():
        keys = [key for one in entries for key in one.keys] + (everywhere if place != shortcuts.EVERYWHERE else [])
        twice = [key for key, many in Counter(keys).items() if many > 1]
        assert not twice, f"{place}: {twice}"
    names = Counter(one.name for one in shortcuts.TABLE)
    assert max(names.values()) == 1


def test_keys_are_written_in_the_table_alone() -> None:
    written = []
    for file in VIEWS.rglob("*.py"):
        if file.name == "shortcuts.py" or file == VIEWS / "widgets" / "buttons.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in MAKERS:
                    written.append(f"{file.relative_to(VIEWS)}:{node.lineno} {name}")
    assert not written, f"name an entry of desktop/views/shortcuts.py with bind(…) or button(key=…): {written}"


def test_help_lists_every_key_in_the_words_of_the_keyboard(house: Window) -> None:
    shell, _ = shown(house, "grids")
    press(shell, "Ctrl+/")
    page = shell.page()
    assert isinstance(page, HelpPage) and page.topic() == "keys"
    told = page.page.toPlainText()
    for place, entries in shortcuts.places():
        assert place in told
        for one in entries:
            assert one.does in told
    assert "Ctrl+Enter" in told and "Alt+←" in told and "Return" not in told


def test_tooltips_show_the_key_of_the_table(house: Window) -> None:
    shell, page = shown(house, "grids")
    new = page.list.new_button  # type: ignore[attr-defined]
    assert new.toolTip() == "新建网格  Ctrl+N"
    assert new.shortcut().toString() == shortcuts.keys("new")
    assert shell._top.help.toolTip() == "帮助  F1"


def test_f6_goes_between_page_and_navigation(house: Window) -> None:
    shell, page = shown(house, "people")
    page.setFocus()
    was = house.focusWidget()
    press(shell, "F6")
    assert house.focusWidget() is shell._navigation.row("people")
    press(shell, "F6")
    assert house.focusWidget() is was


def test_alt_home_goes_home(house: Window) -> None:
    shell, _ = shown(house, "people")
    press(shell, "Alt+Home")
    quiet(house)
    assert isinstance(shell.page(), HomePage)


def test_arrows_walk_the_navigation_and_enter_opens(house: Window) -> None:
    shell, _ = shown(house, "home")
    column = shell._navigation
    press(shell, "F6")
    row = house.focusWidget()
    assert isinstance(row, navigation.NavRow) and row.text() == "首页"
    heading = column.heading("基础")
    for key, wanted in (
        (Qt.Key.Key_Down, heading),
        (Qt.Key.Key_Down, column.row("grids")),
        (Qt.Key.Key_Up, heading),
        (Qt.Key.Key_End, column._fold),
        (Qt.Key.Key_Home, row),
    ):
        at = house.focusWidget()
        assert at is not None
        QTest.keyClick(at, key)
        assert house.focusWidget() is wanted
    QTest.keyClick(row, Qt.Key.Key_Down)
    QTest.keyClick(heading, Qt.Key.Key_Down)
    QTest.keyClick(column.row("grids"), Qt.Key.Key_Return)
    quiet(house)
    assert shell.page() is shell.made("grids")


def test_a_name_the_table_has_not_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        shortcuts.keys("Ctrl+J")
