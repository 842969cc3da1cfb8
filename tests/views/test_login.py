"""The login: what it remembers, what it says when the office cannot be opened, locking."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.clock import Clock
from desktop.errors import UserError
from desktop.services import demo
from desktop.services.offices import OpenOffice
from desktop.storage import errors, known, place
from desktop.views.recovery_page import RecoveryLogin
from desktop.views.shell import Shell
from tests.offices import PASSWORD
from tests.views.looking import cut_texts, nameless
from tests.views.program import log_in, rest, type_text, until, words

HERE = Path("D:/井格/综治中心")


def test_card_names_the_office_and_the_first_account(window: Window, demo_copy: Path) -> None:
    window.login.show_office(demo_copy)
    text = words(window.login)
    assert demo.NAME in text
    assert window.login.account.text() == demo.ADMINISTRATOR


def test_wrong_password_is_told_and_may_be_typed_again(qtbot: QtBot, window: Window, demo_copy: Path) -> None:
    window.login.show_office(demo_copy)
    type_text(window.login.password.edit, "wrong-password")
    qtbot.keyClick(window.login.password.edit, Qt.Key.Key_Return)
    until(qtbot, window.login.banner.isVisible)
    assert "账号或密码不对" in words(window.login.banner)
    assert "再错 4 次" in words(window.login.banner)
    assert window.login.password.edit.selectedText()
    log_in(qtbot, window, PASSWORD)


def test_office_that_was_opened_is_offered_next_time(qtbot: QtBot, window: Window, shell: Shell) -> None:
    newest = known.known()[0]
    assert newest.name == demo.NAME
    assert newest.account == demo.ADMINISTRATOR
    menu = window.login.make_offices_menu()
    assert demo.NAME in menu.actions()[0].text()
    assert menu.actions()[-1].text() == "选择办公室文件夹…"


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (errors.DamagedDatabase(HERE / "office.db"), "从备份恢复"),
        (errors.MissingDatabase(HERE / "office.db"), "从备份恢复"),
        (errors.DamagedKeys(HERE / "keys.json"), "从备份恢复"),
        (errors.NetworkDrive(HERE), "更换办公室"),
        (errors.ReadOnlyPlace(HERE), "更换办公室"),
        (errors.NotAnOffice(HERE), "更换办公室"),
        (errors.LockedOut(datetime(2026, 11, 24, 2, 30, tzinfo=UTC)), "用恢复密钥登录"),
        (errors.OfficeInUse("PC-2", "钟国良"), "重试"),
        (errors.DatabaseUnreachable(), "重试"),
        (errors.DiskFull(HERE), "重试"),
        (errors.NewerDatabase("0007", "0001"), ""),
        (errors.WrongPassword(3), ""),
    ],
)
def test_every_opening_error_is_shown_with_its_next_step(window: Window, error: UserError, action: str) -> None:
    window.login.show_error(error)
    text = words(window.login.banner)
    assert str(error) in text
    assert "没有打开" not in text
    step = window.login._next
    assert (step.text() if step.isVisible() else "") == action


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1366, 696), (911, 512), (880, 500)])
@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_pages_before_the_office_show_their_words_whole(
    qtbot: QtBot, window: Window, demo_copy: Path, width: int, height: int, scale: float
) -> None:
    window._restyle("light", scale)
    window.resize(width, height)
    window.login.show_office(demo_copy)
    window.login.show_error(errors.DamagedDatabase(demo_copy / "office.db"))
    shows = (
        window.show_login,
        lambda: window.show_recovery(demo_copy, demo.ADMINISTRATOR),
        lambda: window.show_restore(demo_copy),
        window.show_wizard,
    )
    for show in shows:
        show()
        rest(qtbot, window)
        page = window._stack.currentWidget()
        assert cut_texts(page) == []
        # Corner and header of a list are Qt's own.
        assert [kind for kind in nameless(page) if kind != "QAbstractButton"] == []


def test_damaged_office_leads_to_its_backups(qtbot: QtBot, window: Window, demo_copy: Path) -> None:
    place.Place(demo_copy).database.write_bytes(b"not a database" * 4096)
    window.login.show_office(demo_copy)
    type_text(window.login.password.edit, PASSWORD)
    qtbot.keyClick(window.login.password.edit, Qt.Key.Key_Return)
    until(qtbot, window.login.banner.isVisible)
    qtbot.mouseClick(window.login._next, Qt.MouseButton.LeftButton)
    rest(qtbot, window)
    assert "从备份恢复" in words(window)
    assert "没有备份" in window._stack.currentWidget().list.item(0).text()


def test_second_program_is_told_who_has_the_office(qtbot: QtBot, window: Window, demo_office: OpenOffice) -> None:
    window.login.show_office(demo_office.place.path)
    type_text(window.login.password.edit, PASSWORD)
    qtbot.keyClick(window.login.password.edit, Qt.Key.Key_Return)
    until(qtbot, window.login.banner.isVisible)
    assert "数据没有改动" in words(window.login.banner)
    assert window.login._next.text() == "重试"


def test_demonstration_that_fails_by_a_bug_is_waited_for_no_longer(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(demo, "create_demo", broken)
    with qtbot.captureExceptions() as caught:
        window.show_demo()
        until(qtbot, lambda: window._stack.currentWidget() is window.login)
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert "演示办公室没有建成" in words(window.login.banner)


def test_folder_without_an_office_is_said_at_once(window: Window, tmp_path: Path) -> None:
    window.login.show_office(tmp_path)
    assert "没有办公室数据" in words(window.login.banner)


def test_locked_window_hides_the_office_until_the_password(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.go("people")
    window.lock()
    assert window.locked is not None
    assert not shell.isVisible()
    type_text(window.locked.password.edit, "wrong-password")
    qtbot.keyClick(window.locked.password.edit, Qt.Key.Key_Return)
    until(qtbot, window.locked.banner.isVisible)
    window.locked.password.edit.clear()
    type_text(window.locked.password.edit, PASSWORD)
    qtbot.keyClick(window.locked.password.edit, Qt.Key.Key_Return)
    until(qtbot, shell.isVisible)
    assert window.locked is None
    assert shell.page() is shell.made("people")


def test_locked_window_leads_to_the_recovery_key(qtbot: QtBot, window: Window, shell: Shell) -> None:
    window.lock()
    assert window.locked is not None
    link = next(one for one in window.locked.findChildren(QPushButton) if one.text() == "用恢复密钥登录")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: isinstance(window._stack.currentWidget(), RecoveryLogin))
    assert window.shell is None
    assert window.locked is None


def test_idle_window_locks_itself_after_the_set_minutes(window: Window, shell: Shell) -> None:
    rounds = 15 * 60_000 // window._idle.interval()
    for _ in range(rounds):
        window._look_idle()
    assert window.locked is None  # the first look finds that somebody was there
    window._look_idle()
    assert window.locked is not None


def test_logging_out_closes_the_office(
    qtbot: QtBot, window: Window, shell: Shell, demo_copy: Path, clock: Clock
) -> None:
    window.log_out()
    until(qtbot, lambda: window.shell is None)
    assert place.holder(place.Place(demo_copy)) is None
    assert window._stack.currentWidget() is window.login


def test_recovery_key_opens_and_sets_a_new_password(qtbot: QtBot, window: Window, tmp_path: Path, clock: Clock) -> None:
    from desktop.services import offices
    from desktop.storage.keyring import FLOOR
    from tests.offices import new_office

    folder = tmp_path / "office"
    opened, key = offices.create_office(folder, new_office(), clock, params=FLOOR)
    opened.close()
    window.login.show_office(folder)
    window.show_recovery(folder, "肖桂兰")
    page = window._stack.currentWidget()
    page.key.setText(key[:-1] + ("2" if key[-1] != "2" else "3"))
    page.password.edit.setText("new-pass-2026")
    page.again.edit.setText("new-pass-2027")
    page.login()
    assert "不一致" in words(page)
    page.again.edit.setText("new-pass-2026")
    page.login()
    until(qtbot, page.key_field.mistake)
    assert "第 7 组" in page.key_field.mistake()
    page.key.setText(key.lower())
    page.login()
    until(qtbot, lambda: window.shell is not None)
    rest(qtbot, window)
    window.log_out()
    until(qtbot, lambda: window.shell is None)
    log_in(qtbot, window, "new-pass-2026")
