"""The page of backups on a real office: making, listing, asking before a restore, and the check."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.clock import Clock
from desktop.services import backups, outside
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from desktop.views.backup_page.page import BackupPage, size_words
from tests.offices import a_grid
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]


@pytest.fixture
def desk(file_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(file_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> BackupPage:
    made: BackupPage = show(BackupPage(desk), desk)
    return made


def test_without_a_backup_the_page_says_what_that_means(page: BackupPage) -> None:
    assert page.state.title.text() == "这个文件夹里还没有备份"
    assert page.empty.isVisible()
    assert not page.restore_button.isEnabled()


def test_a_backup_is_made_and_listed(
    file_office: OpenOffice, page: BackupPage, desk: OfficeDesk, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    a_grid(file_office)
    page.make()
    assert page.progress.isVisible()
    settle(desk, qtbot)
    assert not page.progress.isVisible()
    assert page.state.title.text() == "已备份 今天 10:00"
    assert [page.model.index(0, column).data() for column in (0, 1)] == ["2026-11-24 10:00", "网格 1　人员 0　岗位 0"]
    made = page.selected()
    assert made is not None
    assert made.path.parent == file_office.place.backups
    assert backups.read_info(made.path).office_name == file_office.name
    qtmodeltester.check(page.model)


def test_a_cancelled_backup_leaves_nothing(
    file_office: OpenOffice, page: BackupPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    page.make()
    page.progress.cancel.click()
    settle(desk, qtbot)
    folder = file_office.place.backups
    assert not folder.exists() or not list(folder.iterdir())
    assert page.make_button.isEnabled()
    assert not page.trouble.isVisible()


def test_a_backup_goes_where_the_person_says(page: BackupPage, desk: OfficeDesk, qtbot: QtBot, tmp_path: Path) -> None:
    page.folder.set_path(tmp_path / "移动硬盘")
    page.make()
    settle(desk, qtbot)
    assert len(list((tmp_path / "移动硬盘").glob("*.jgbak"))) == 1
    assert page.model.rowCount() == 1


def test_a_copy_that_was_carried_out_is_noted(
    file_office: OpenOffice, page: BackupPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    assert page.carried.text() == "还没有拷到移动硬盘。"
    old = Clock(lambda: datetime(2026, 11, 14, 2, 0, tzinfo=UTC))
    file_office.place.backups.mkdir(exist_ok=True)
    backups.make(file_office, file_office.place.backups / "旧.jgbak", old)
    page.refresh()
    settle(desk, qtbot)
    assert page.carried.text() == "还没有拷到移动硬盘。请插上移动硬盘拷一份。"
    outside.note(file_office.place.backups, old, Path("E:/备份"))
    page.refresh()
    settle(desk, qtbot)
    assert page.carried.text().startswith("上次拷走：10 天前 10:00，在 E:")
    assert page.carried.text().endswith("已经 10 天，该再拷一份了。")
    page.carried_button.click()
    settle(desk, qtbot)
    assert page.carried.text() == "上次拷走：今天 10:00。"


def test_a_place_that_takes_no_backup_is_told(page: BackupPage, desk: OfficeDesk, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", "utf-8")
    page.folder.set_path(tmp_path / "文件" / "里面")
    page.make()
    settle(desk, qtbot)
    assert page.trouble.isVisible()
    assert page.trouble.text.text()


def test_an_old_backup_is_told_by_its_age(file_office: OpenOffice, desk: OfficeDesk, show: Show) -> None:
    then = Clock(lambda: datetime(2026, 11, 10, 2, tzinfo=UTC))
    file_office.place.backups.mkdir(exist_ok=True)
    backups.make(file_office, file_office.place.backups / "旧.jgbak", then)
    page = show(BackupPage(desk), desk)
    assert page.state.title.text() == "14 天没有备份"


def test_backups_of_other_offices_are_not_offered(
    demo_office: OpenOffice, file_office: OpenOffice, page: BackupPage, desk: OfficeDesk, qtbot: QtBot, clock: Clock
) -> None:
    file_office.place.backups.mkdir(exist_ok=True)
    backups.make(demo_office, file_office.place.backups / "别的.jgbak", clock)
    page.refresh()
    settle(desk, qtbot)
    assert page.model.rowCount() == 0


def test_a_restore_asks_with_its_numbers_first(
    file_office: OpenOffice, page: BackupPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    a_grid(file_office)
    page.make()
    settle(desk, qtbot)
    page.restore_button.click()
    assert page.question.title.text() == f"恢复“{file_office.name}”？"
    assert "网格 1" in page.question.text.text()
    page.question.reject()
    assert desk.restored == []
    page.restore_button.click()
    page.question.accept()
    assert desk.restored == [page.model.rows[0].path]


def test_a_file_that_is_no_backup_is_refused(page: BackupPage, desk: OfficeDesk, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "别的.jgbak").write_text("不是备份", "utf-8")
    page.ask_restore_file(tmp_path / "别的.jgbak")
    settle(desk, qtbot)
    assert page.trouble.isVisible()
    assert desk.restored == []


def test_only_administrators_restore(file_office: OpenOffice, stand: Stand, show: Show) -> None:
    file_office.database.actor = Actor(None, "刘小燕", "clerk")
    desk = stand(file_office)
    page = show(BackupPage(desk), desk)
    assert not page.restore_button.isVisible()
    assert page.make_button.isVisible()


def test_the_check_lists_what_it_found(
    page: BackupPage, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot
) -> None:
    page.check()
    settle(desk, qtbot)
    words = [part.text() for part in page.findChildren(QLabel) if part.isVisible()]
    findings = backups.check(file_office)
    assert f"{len(findings)} 项都正常" in words
    assert {one.label for one in findings} <= set(words)


def test_every_word_has_room_on_small_screens(page: BackupPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.make()
    settle(desk, qtbot)
    page.check()
    settle(desk, qtbot)
    assert cut_texts(page) == []
    assert nameless(page) == []
    page.resize(*NARROW)
    assert fits(page, NARROW)
    settle(desk, qtbot)
    assert cut_texts(page) == []


def test_sizes_read_as_people_say_them() -> None:
    assert [size_words(size) for size in (10, 20_480, 3_565_158)] == ["1 KB", "20 KB", "3.4 MB"]
