"""From nothing to a working office, by the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.services.division_list import load
from desktop.storage import known, place
from desktop.views.widgets.question import Question
from desktop.views.wizard import Wizard, usual_name
from tests.documents import pdf
from tests.views.program import log_in, rest, type_text, until, words

SECRET = "shequ-2026"


@pytest.fixture
def wizard(window: Window, tmp_path: Path) -> Wizard:
    """The wizard, with offices under a folder of the test."""
    window.show_wizard()
    page: Any = window._stack.currentWidget()
    page._home = tmp_path
    return page


def choose(qtbot: QtBot, wizard: Wizard, typed: str = "hsl") -> None:
    """Choose the division by its initials."""
    type_text(wizard.division.search, typed)
    qtbot.keyClick(wizard.division.search, Qt.Key.Key_Return)


def name_administrator(qtbot: QtBot, wizard: Wizard, password: str = SECRET, again: str = SECRET) -> None:
    """Fill the second step."""
    for line, text in ((wizard.account, "肖桂兰"), (wizard.password, password), (wizard.again, again)):
        line.clear()
        type_text(line, text)
    qtbot.keyClick(wizard.phone, Qt.Key.Key_Return)


def test_from_nothing_to_the_first_page(qtbot: QtBot, window: Window, wizard: Wizard, tmp_path: Path) -> None:
    choose(qtbot, wizard)
    assert wizard.name.text() == "会师路社区居民委员会"
    assert wizard.folder.path() == tmp_path / "井格" / "会师路社区居民委员会"
    qtbot.keyClick(wizard.name, Qt.Key.Key_Return)
    name_administrator(qtbot, wizard)
    until(qtbot, lambda: wizard.key is not None)
    assert wizard.key is not None
    key = wizard.key.key
    assert not wizard.next.isEnabled()
    wizard.key.tick.click()
    type_text(wizard.key.typed, "00000" if not key.endswith("00000") else "11111")
    assert "第 7 组" in wizard.key.field.mistake()
    wizard.key.typed.clear()
    type_text(wizard.key.typed, key.split("-")[-1].lower())
    assert wizard.next.isEnabled()
    qtbot.keyClick(wizard.key.typed, Qt.Key.Key_Return)
    until(qtbot, lambda: window.shell is not None)
    rest(qtbot, window)
    assert "会师路社区居民委员会" in window.windowTitle()
    window.log_out()
    until(qtbot, lambda: window.shell is None)
    log_in(qtbot, window, SECRET)


def test_recovery_key_is_saved_as_a_page(qtbot: QtBot, wizard: Wizard, tmp_path: Path) -> None:
    choose(qtbot, wizard)
    wizard.forward()
    name_administrator(qtbot, wizard)
    until(qtbot, lambda: wizard.key is not None)
    assert wizard.key is not None
    target = tmp_path / "恢复密钥.pdf"
    wizard.key.save_to(target)
    lines = pdf.texts(target)[0]
    assert all(group in "".join(lines) for group in wizard.key.key.split("-"))
    assert "已保存到" in wizard.key.said.text()
    type_text(wizard.key.typed, wizard.key.key.split("-")[-1])
    wizard.key.tick.click()
    with qtbot.waitSignal(wizard.opened) as opened:
        wizard.forward()
    assert opened.args is not None


def test_leaving_an_unsaved_key_is_asked_and_the_office_is_known(
    qtbot: QtBot, window: Window, wizard: Wizard, tmp_path: Path
) -> None:
    choose(qtbot, wizard)
    wizard.forward()
    name_administrator(qtbot, wizard)
    until(qtbot, lambda: wizard.key is not None)
    assert known.known()[0].path == tmp_path / "井格" / "会师路社区居民委员会"

    def answer(stay: bool) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Question)
        assert dialog.title.text() == "恢复密钥还没有确认保存，要退出吗？"
        (dialog.keep if stay else dialog.act).click()

    QTimer.singleShot(60, lambda: answer(True))
    assert not window.close()
    QTimer.singleShot(60, lambda: answer(False))
    assert window.close()


@pytest.mark.parametrize(
    ("password", "again", "where", "sentence"),
    [
        ("short", "short", "password", "至少要 8 个字符"),
        ("aaaaaaaa", "aaaaaaaa", "password", "同一个字符"),
        ("shequ-2026", "shequ-2027", "again", "不一致"),
    ],
)
def test_weak_or_mistyped_password_is_told_in_its_field(
    qtbot: QtBot, wizard: Wizard, password: str, again: str, where: str, sentence: str
) -> None:
    choose(qtbot, wizard)
    wizard.forward()
    name_administrator(qtbot, wizard, password, again)
    assert sentence in wizard.fields[where].mistake()
    assert wizard.key is None


def test_first_step_wants_a_division_and_a_name(wizard: Wizard) -> None:
    wizard.forward()
    assert wizard.pages.currentIndex() == 0
    assert "请从列表中选择" in wizard.fields["division_code"].mistake()
    assert "没有填写" in wizard.fields["name"].mistake()


def test_other_levels_take_other_divisions(qtbot: QtBot, wizard: Wizard) -> None:
    choose(qtbot, wizard)
    wizard.level.setCurrentIndex(1)
    assert wizard.division.division() is None or wizard.division.division().level == "street"
    wizard.division.search.clear()
    choose(qtbot, wizard, "hongxing")
    division = wizard.division.division()
    assert division is not None
    assert division.name == "红星街道"
    assert wizard.name.text() == "红星街道综治中心"


def test_cancelling_leaves_nothing(qtbot: QtBot, window: Window, wizard: Wizard, tmp_path: Path) -> None:
    choose(qtbot, wizard)
    wizard.forward()
    name_administrator(qtbot, wizard, "short")
    wizard.cancel.click()
    assert window._stack.currentWidget() is window.login
    assert not (tmp_path / "井格").exists()


def test_folder_that_holds_an_office_is_refused(qtbot: QtBot, wizard: Wizard, demo_copy: Path) -> None:
    before = place.Place(demo_copy).keys.read_bytes()
    choose(qtbot, wizard)
    wizard.folder.set_path(demo_copy)
    wizard.forward()
    name_administrator(qtbot, wizard)
    until(qtbot, wizard.banner.isVisible)
    assert "已经有办公室" in words(wizard.banner)
    assert place.Place(demo_copy).keys.read_bytes() == before


def test_usual_names_end_as_offices_are_called() -> None:
    rows = {row.code: row for row in load()}
    assert usual_name("community", rows["360881002001"]) == "会师路社区居民委员会"
    assert usual_name("city_centre", rows["360881"]) == "井冈山市综治中心"
    assert usual_name("mediation_room", rows["360881002001"]) == "会师路社区人民调解委员会"


def test_enter_in_the_tree_of_divisions_goes_on(qtbot: QtBot, window: Window, wizard: Wizard) -> None:
    choose(qtbot, wizard)
    qtbot.keyClick(wizard.division.search, Qt.Key.Key_Down)
    assert window.focusWidget() is wizard.division.tree
    qtbot.keyClick(wizard.division.tree, Qt.Key.Key_Return)
    assert window.focusWidget() is wizard.name
