"""The window for tests of the program as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import app as program
from desktop.app import Window
from desktop.clock import Clock
from desktop.services import demo
from desktop.views import theme
from desktop.views.shell import Shell
from tests.offices import PASSWORD
from tests.views.program import end, log_in


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: Clock) -> Iterator[Window]:
    """The window before an office is chosen."""
    made = program.make_window(qapp, clock, tmp_path / "choices")
    made.resize(1366, 768)
    with qtbot.waitSignal(made.painted):
        made.show()
    yield made
    end(made)
    theme.apply(qapp, "light", 1.0)


@pytest.fixture
def demo_copy(demo_folder: Path, tmp_path: Path) -> Path:
    """The folder of a copy of the demonstration office."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    return folder


@pytest.fixture
def shell(qtbot: QtBot, window: Window, demo_copy: Path) -> Shell:
    """The shell of the demonstration office, entered by its password."""
    window.login.show_office(demo_copy, demo.ADMINISTRATOR)
    return log_in(qtbot, window, PASSWORD)
