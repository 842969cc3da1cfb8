"""A shown window for a part, in the light theme with the bundled fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import theme

Show = Callable[..., QWidget]


@pytest.fixture
def light(qapp: QApplication) -> None:
    """Begin in the light theme at the plain size of fonts."""
    theme.load_fonts()
    theme.apply(qapp)


@pytest.fixture
def show(qtbot: QtBot, light: None) -> Iterator[Show]:
    """Show parts under one another in a window, with another input to go to; the first gets the focus."""
    kept: list[QWidget] = []

    def show(*parts: QWidget, width: int = 600, height: int = 300) -> QWidget:
        made = QWidget()
        kept.append(made)
        qtbot.addWidget(made)
        column = QVBoxLayout(made)
        for part in (*parts, QLineEdit()):
            column.addWidget(part)
        column.addStretch(1)
        made.resize(width, height)
        with qtbot.waitExposed(made):
            made.show()
        made.activateWindow()
        parts[0].setFocus()
        return made

    yield show
    kept.clear()
