"""Reports of bugs carry places in the program and nothing of the records."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.exc import StatementError

from desktop.views.crash import Hooks, report
from desktop.views.widgets.report_dialog import ReportDialog

SECRET = "解玉兰 13907964823 360881199001011237"


def fail(name: str) -> None:
    """Raise a bug with a value in its message."""
    try:
        {}[name]
    except KeyError as error:
        raise ValueError(f"no grid of {name}") from error


def caught() -> BaseException:
    """Return the bug as nobody caught it."""
    try:
        fail(SECRET)
    except ValueError as error:
        return error
    raise AssertionError


@pytest.fixture
def hooks(tmp_path: Path, qapp: QApplication) -> Iterator[Hooks]:
    """The hooks with their log in a folder of the test; nothing is shown."""
    made = Hooks(tmp_path / "logs" / "jingge.log", show=False)
    yield made
    made.remove()


def test_report_names_kinds_and_places() -> None:
    text = report(caught())
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "tests/views/test_crash.py:" in text
    assert "PySide6" in text and "Python" in text


def test_report_holds_no_value_no_message_and_no_path_of_the_person() -> None:
    text = report(caught())
    assert not any(part in text for part in (*SECRET.split(), "no grid"))
    assert str(Path.home()) not in text


def test_report_holds_nothing_of_a_statement_of_a_note_or_of_a_file_called_after_a_person() -> None:
    name, number = "解玉兰", "360881199001011237"
    code = compile("raise KeyError(who)", f"/home/{name}/{name}.py", "exec")
    try:
        try:
            exec(code, {"who": number})
        except KeyError as error:
            error.add_note(f"while saving {name}")
            raise StatementError(f"{name} {number}", "UPDATE people SET name=?", {"name": name}, error) from error
    except StatementError as error:
        text = report(error)
    assert "sqlalchemy.exc.StatementError" in text and "builtins.KeyError" in text
    assert name not in text and number not in text and "UPDATE" not in text


@pytest.mark.expects_log("ERROR jingge")
def test_bug_of_a_thread_reaches_the_log(hooks: Hooks, tmp_path: Path) -> None:
    hooks.install()
    thread = threading.Thread(target=fail, args=(SECRET,))
    thread.start()
    thread.join()
    written = (tmp_path / "logs" / "jingge.log").read_text("utf-8")
    assert "builtins.ValueError" in written
    assert SECRET not in written


@pytest.mark.expects_log("ERROR jingge")
def test_bug_of_the_window_reaches_the_log(hooks: Hooks, tmp_path: Path) -> None:
    hooks.install()
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    assert "ValueError" in (tmp_path / "logs" / "jingge.log").read_text("utf-8")


def test_hooks_leave_everything_as_it_was(hooks: Hooks) -> None:
    hooks.install()
    hooks.remove()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__
    assert logging.getLogger("jingge").propagate


def test_dialog_copies_the_report(qtbot: QtBot) -> None:
    dialog = ReportDialog(report(caught()))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.copy.click()
    assert QApplication.clipboard().text() == dialog.report
    assert not any(part in dialog.report for part in SECRET.split())
    assert dialog.copy.text() == "已复制"
