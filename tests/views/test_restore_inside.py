"""Restoring from inside an open office: it is closed, replaced and left at its login."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.clock import Clock
from desktop.services import backups, figures, offices
from desktop.services.offices import OpenOffice
from tests.offices import PASSWORD, a_grid, now


def test_the_office_is_closed_and_brought_back(
    file_office: OpenOffice, window: Window, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    a_grid(file_office, 1)
    kept = backups.make(file_office, tmp_path / "周备份.jgbak", clock)
    a_grid(file_office, 2)
    window.enter(file_office)
    shell = window.shell
    assert shell is not None
    assert shell.go("backup")
    qtbot.waitUntil(lambda: not shell.jobs.busy(), timeout=10_000)
    shell.restore(kept.path)
    assert window.shell is None
    qtbot.waitUntil(lambda: window.login.isVisible(), timeout=30_000)
    again = offices.open_office(file_office.place.path, "肖桂兰", PASSWORD, clock)
    with again.database.read() as session:
        assert figures.read(session, now(again))["grids.total"].value == 1
    again.close()


def test_changing_the_password_is_reached_from_the_menu(file_office: OpenOffice, window: Window, qtbot: QtBot) -> None:
    window.enter(file_office)
    shell = window.shell
    assert shell is not None
    shell.password_wanted.emit()
    page = shell.made("accounts")
    assert page is not None
    assert page.pane() == "own"
    qtbot.waitUntil(lambda: not shell.jobs.busy(), timeout=10_000)
