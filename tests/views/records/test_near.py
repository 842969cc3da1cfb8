"""The warning of doubles in the form: it comes while one types, opens the other record, never blocks."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.views.records.form import RecordForm
from desktop.views.records.near import NearRecords

from .conftest import PlainDesk, Town, type_text
from .test_drafts import opened


def near(page: RecordForm) -> NearRecords:
    assert page._near is not None
    return page._near


def test_a_like_name_is_told_opened_and_can_be_saved(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people")
    page.input("name").widget.setFocus()
    type_text(page.input("name").widget, "谢玉兰")
    note = near(page).notes["name"]
    qtbot.waitUntil(note.isVisible)
    assert note.accessibleName() == "疑似重复：与“解玉兰”读音相同"
    note.findChildren(QAbstractButton)[0].click()
    assert desk.opened[-1][:2] == ("people", town.leader)
    with qtbot.waitSignal(page.saved):
        page.save()


def test_the_warning_goes_with_its_reason(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.member)
    line = page.input("name").widget
    line.setText("解玉兰")  # type: ignore[attr-defined]
    note = near(page).notes["name"]
    qtbot.waitUntil(note.isVisible)
    line.setText("单雄信")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not note.isVisible())


def test_a_new_record_elsewhere_counts_from_then_on(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people")
    type_text(page.input("name").widget, "王建国")
    qtbot.waitUntil(lambda: near(page)._known is not None and not desk.jobs.busy())
    note = near(page).notes["name"]
    assert not note.isVisible()
    town.add("people", name="王建国")
    qtbot.waitUntil(lambda: near(page)._known is None)
    page.input("name").changed.emit()
    qtbot.waitUntil(note.isVisible)
