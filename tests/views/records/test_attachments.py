"""Attachments in form and pane: chosen, dropped, pasted, asked about, kept, looked at, saved out, taken off."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QElapsedTimer, QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.services import attachment_files, attachments, history
from desktop.services.attachment_files import MB
from desktop.services.attachments import Kept, New
from desktop.storage.work import Actor
from desktop.views.records.actions import Extras
from desktop.views.records.attachment_page import AttachmentPage
from desktop.views.records.attachments import Attachments
from desktop.views.records.form import RecordForm
from desktop.views.records.pane import Pane
from desktop.views.widgets.sheets import Picture, Sheets
from tests.attachments import picture, picture_bytes, scan_bytes

from .conftest import PlainDesk, Town

Show = Callable[..., Attachments]


@pytest.fixture
def show(desk: PlainDesk, town: Town, qtbot: QtBot) -> Show:
    """Shows the attachments of the first grid."""

    def made(width: int = 800, **more: Any) -> Attachments:
        part = Attachments(desk, "grids", town.grids[0], **more)  # type: ignore[arg-type]
        qtbot.addWidget(part)
        part.resize(width, 500)
        with qtbot.waitExposed(part):
            part.show()
        settle(part, desk, qtbot)
        return part

    return made


def settle(part: Any, desk: PlainDesk, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.wait(80)
        qtbot.waitUntil(lambda: not desk.jobs.busy())


def has(desk: PlainDesk, town: Town, *files: New) -> list[UUID]:
    return town.do(lambda work: attachments.add(work, "grids", town.grids[0], files))


def kept(desk: PlainDesk, town: Town) -> list[Kept]:
    with desk.database.read() as session:
        return attachments.listed(session, "grids", town.grids[0], desk.actor)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {
        "photo": ("门头.png", picture_bytes(60)),
        "scan": ("批复.pdf", scan_bytes(3)),
        "word": ("说明.docx", b"PK\x03\x04word/document.xml"),
        "again": ("门头副本.png", picture_bytes(60)),
    }
    made = {}
    for key, (name, data) in found.items():
        made[key] = tmp_path / name
        made[key].write_bytes(data)
    return made


def test_files_are_asked_about_and_kept_as_one_action(
    show: Show, desk: PlainDesk, town: Town, files: dict[str, Path], qtbot: QtBot
) -> None:
    part = show()
    part.take([files["photo"], files["scan"], files["word"], files["again"]])
    settle(part, desk, qtbot)
    assert [card.prepared.file_name for card in part.cards] == ["门头.png", "批复.pdf"]
    assert part.banner.isVisible()
    assert "说明.docx”是 Word 文件" in part.banner.text.text()
    assert "“门头副本.png”与“门头”是同一个文件" in part.banner.text.text()
    part.keep()
    first = part.cards[0]
    assert "请填本人同意留存的日期" in first.fields.labelled("consent_on").mistake()
    assert kept(desk, town) == []
    first.fields.input("faces").put(False, "")
    assert not first.fields.labelled("consent_on").isVisible()
    part.keep()
    settle(part, desk, qtbot)
    assert [(one.title, one.role, one.pages) for one in kept(desk, town)] == [
        ("门头", "photo", None),
        ("批复", "scan", 3),
    ]
    assert desk.toasts[-1] == ("已添加 2 份附件", True)
    assert part.cards == [] and len(part.kept()) == 2


def test_a_photo_of_people_is_kept_with_the_day_typed(
    show: Show, desk: PlainDesk, town: Town, files: dict[str, Path], qtbot: QtBot
) -> None:
    part = show(start={"title": "合影"})
    part.take([files["photo"]])
    settle(part, desk, qtbot)
    part.cards[0].fields.input("consent_on").type_again("2026.11.1")
    part.keep()
    settle(part, desk, qtbot)
    (one,) = kept(desk, town)
    assert (one.title, one.faces, str(one.consent_on)) == ("合影", True, "2026-11-01")


def test_enter_goes_through_the_fields_of_every_file_to_the_button(
    show: Show, desk: PlainDesk, files: dict[str, Path], qtbot: QtBot
) -> None:
    part = show()
    part.take([files["scan"], files["photo"]])
    settle(part, desk, qtbot)
    part.activateWindow()
    assert part.cards[0].isAncestorOf(QApplication.focusWidget())
    for _ in range(20):
        where = QApplication.focusWidget()
        if where is part.keep_button:
            break
        QTest.keyClick(where, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is part.keep_button
    assert part.keep_button.text() == "添加 2 份"


def test_files_and_pictures_are_dropped_and_pasted(
    show: Show, desk: PlainDesk, files: dict[str, Path], qtbot: QtBot
) -> None:
    part = show()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(files["scan"]))])
    place, act, none = QPointF(10, 10), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), act, mime, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(part, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(part, QDropEvent(place, act, mime, Qt.MouseButton.LeftButton, none))
    settle(part, desk, qtbot)
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFF4488)
    QGuiApplication.clipboard().setImage(image)
    part.paste()
    settle(part, desk, qtbot)
    assert [card.prepared.file_name for card in part.cards] == ["批复.pdf", "粘贴的图片.png"]
    QGuiApplication.clipboard().setText("只是文字")
    part.paste()
    assert "剪贴板里没有图片也没有文件" in part.banner.text.text()
    part.cards[0].drop.click()
    assert [card.prepared.file_name for card in part.cards] == ["粘贴的图片.png"]


def test_a_scan_of_fifty_megabytes_is_refused_or_kept_while_the_window_lives(
    show: Show, desk: PlainDesk, town: Town, tmp_path: Path, qtbot: QtBot
) -> None:
    large = tmp_path / "五十兆.pdf"
    # A PDF may be followed by anything; what follows cannot be made smaller.
    large.write_bytes(scan_bytes() + b"\n%" + random.Random(1).randbytes(49 * MB))
    part = show()
    part.take([large])
    settle(part, desk, qtbot)
    assert "“五十兆.pdf”有 49.0 MB，超过上限 20 MB，没有添加" in part.banner.text.text()
    town.do(lambda work: allow_fifty(work))
    beats, clock = [], QElapsedTimer()
    clock.start()
    beat = QTimer()
    beat.timeout.connect(lambda: beats.append(clock.restart()))
    beat.start(5)
    part.take([large])
    assert part.progress.isVisible(), "a long job shows that it goes on, and 取消"
    settle(part, desk, qtbot)
    part.keep()
    assert part.progress.isVisible()
    settle(part, desk, qtbot)
    beat.stop()
    assert [one.size for one in kept(desk, town)] == [large.stat().st_size]
    assert len(beats) > 10, "the window went on while the file was read and kept"


def allow_fifty(work: Any) -> None:
    from desktop.services import settings

    settings.save(work, {"attachments.largest": 50})


def test_reading_is_cancelled_without_a_trace(
    show: Show, desk: PlainDesk, files: dict[str, Path], qtbot: QtBot
) -> None:
    part = show()
    part.take([files["photo"], files["scan"]])
    part.progress.cancel.click()
    settle(part, desk, qtbot)
    assert part.cards == [] and not part.progress.isVisible() and not part.banner.isVisible()


def test_an_attachment_is_taken_off_and_undo_shows_it_again(
    show: Show, desk: PlainDesk, town: Town, qtbot: QtBot
) -> None:
    (made,) = has(desk, town, New(picture(), "全景", "scan"))
    part = show()
    part.remove(made)
    settle(part, desk, qtbot)
    assert part.kept() == [] and desk.toasts[-1] == ("已移除 全景", True)
    with desk.database.read() as session:
        step = history.next_undo(session)
    assert step is not None
    town.do(lambda work: history.undo(work, step.action_id))
    settle(part, desk, qtbot)
    assert [one.id for one in part.kept()] == [made]


def test_what_is_said_about_it_is_changed_in_its_place(show: Show, desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    (made,) = has(desk, town, New(picture(), "全景", "scan"))
    part = show(width=280, narrow=True)
    part.edit(made)
    card = part.edit_card
    assert card is not None
    card.fields.input("title").type_again("")
    card.save.click()
    assert card.fields.labelled("title").mistake() == "标题没有填写"
    card.fields.input("title").type_again("北门全景")
    card.fields.input("notes").type_again("十月拍")
    card.save.click()
    settle(part, desk, qtbot)
    (one,) = part.kept()
    assert (one.title, one.notes, part.edit_card) == ("北门全景", "十月拍", None)


def test_a_copy_is_written_outside_and_the_history_says_so(
    show: Show, desk: PlainDesk, town: Town, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = picture()
    (made,) = has(desk, town, New(file, "全景", "scan"))
    part = show()
    target = tmp_path / "拷贝"
    # The system's own dialog cannot be led by a test.
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    part.save_out(made)
    settle(part, desk, qtbot)
    assert (tmp_path / "拷贝.jpg").read_bytes() == file.data
    assert "已写入历史" in desk.toasts[-1][0]
    with desk.database.read() as session:
        entry = history.of_record(session, "grids", town.grids[0])[0]
    assert entry.lines[0].label == "另存附件“全景”"


def test_pictures_and_scans_are_looked_at_one_after_the_other(
    show: Show, desk: PlainDesk, town: Town, qtbot: QtBot
) -> None:
    scan = attachment_files.prepare(scan_bytes(3), "批复.pdf", attachment_files.Limits(20 * MB, 3000))
    first, second = has(desk, town, New(picture(), "全景", "scan"), New(scan, "批复", "scan"))
    part = show()
    part.open(first)
    page = desk.pushed[-1]
    assert isinstance(page, AttachmentPage)
    qtbot.addWidget(page)
    page.resize(900, 600)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(page.view.drawn)
    assert isinstance(page.document(), Picture) and page.rank.text() == "1 / 2"
    page.step(1)
    qtbot.waitUntil(lambda: isinstance(page.document(), Sheets) and page.view.drawn())
    assert page.number.text() == "第 1 / 3 页" and not page.next.isEnabled()
    page.close_document()
    assert second == page._among[1].id


def test_who_may_not_write_sees_them_only(show: Show, desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    has(desk, town, New(picture(), "全景", "scan"))
    desk.database.actor = Actor(desk.actor.account_id, "乙", "reviewer")
    part = show()
    assert not part.add_button.isVisible() and not part.paste_button.isVisible() and not part.acceptDrops()
    assert [one.title for one in part.kept()] == ["全景"]


def test_saving_the_form_keeps_the_files_first(
    desk: PlainDesk, town: Town, files: dict[str, Path], qtbot: QtBot
) -> None:
    page = RecordForm(desk, "grids", town.grids[0])  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitExposed(page):
        page.show()
    settle(page, desk, qtbot)
    assert page.attachments is not None
    page.attachments.take([files["scan"]])
    settle(page, desk, qtbot)

    def stay() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog) and "1 份附件" in dialog.windowTitle()
        dialog.reject()

    QTimer.singleShot(0, stay)
    assert not page.leave()
    page.save()
    settle(page, desk, qtbot)
    assert [one.title for one in kept(desk, town)] == ["批复"]
    assert desk.left == 1


def test_a_record_that_is_not_saved_yet_says_when_files_can_be_added(desk: PlainDesk, qtbot: QtBot) -> None:
    page = RecordForm(desk, "grids")  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitExposed(page):
        page.show()
    settle(page, desk, qtbot)
    assert page.attachments is not None
    assert page.attachments.hint.text() == "保存以后可以添加照片和扫描件"
    assert not page.attachments.add_button.isVisible()


def test_the_pane_shows_them_in_a_tab_that_keeps_files_while_the_record_changes(
    desk: PlainDesk, town: Town, files: dict[str, Path], qtbot: QtBot
) -> None:
    has(desk, town, New(picture(), "全景", "scan"))
    pane = Pane(desk, "grids", Extras())  # type: ignore[arg-type]
    qtbot.addWidget(pane)
    pane.resize(300, 600)
    pane.show()
    pane.show_record(town.grids[0])
    settle(pane, desk, qtbot)
    assert pane.tabs._tabs["attached"].text() == "附件 1"
    pane.tabs.set_current("attached")
    settle(pane, desk, qtbot)
    (part,) = pane.findChildren(Attachments)
    part.take([files["scan"]])
    settle(pane, desk, qtbot)
    town.change("grids", town.grids[0], notes="旁人改了备注")
    pane.refresh()
    settle(pane, desk, qtbot)
    assert pane.findChildren(Attachments) == [part] and part.waiting() == 1
    part.keep()
    settle(pane, desk, qtbot)
    pane.refresh()
    settle(pane, desk, qtbot)
    assert pane.tabs._tabs["attached"].text() == "附件 2"
