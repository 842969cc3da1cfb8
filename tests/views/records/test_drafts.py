"""Drafts of forms: kept while one types, there after a crash, offered, continued, discarded."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.clock import Clock
from desktop.services import drafts, search
from desktop.services.drafts import Kept
from desktop.storage import database as databases
from desktop.storage.database import Database
from desktop.views.records.form import RecordForm
from desktop.views.records.list import RecordList
from desktop.views.widgets.question import Question

from .conftest import Office, PlainDesk, Town, type_text

ROOT = Path(__file__).resolve().parents[3]
HALF_FILLED = """
import sys
from pathlib import Path
from uuid import UUID
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from desktop.clock import SYSTEM_CLOCK
from desktop.services import search
from desktop.storage import database as databases
from desktop.storage.work import Actor
from desktop.views import theme
from desktop.views.records.form import RecordForm
from tests.views.records.conftest import PlainDesk, type_text

path, key, office_id, account = sys.argv[1:5]
app = QApplication([])
theme.load_fonts()
theme.apply(app)
opened = databases.open_file(
    Path(path), bytes.fromhex(key), clock=SYSTEM_CLOCK, office_id=UUID(office_id), keys=search.keys
)
opened.actor = Actor(UUID(account), "肖桂兰", "administrator")
page = RecordForm(PlainDesk(opened, Path(path).parent), "people")
page.show()
while page._loaded is None:
    QTest.qWait(10)
for name, text in (("name", "曾国藩"), ("mobile", "1390796")):
    page.input(name).widget.setFocus()
    type_text(page.input(name).widget, text)
page.input("political_status").put("party_member", "")
while not page.drafts.state():
    QTest.qWait(10)
sys.stdout.write("kept\\n")
sys.stdout.flush()
while True:
    QTest.qWait(1000)
"""


def opened(desk: PlainDesk, qtbot: QtBot, kind: str, record_id: UUID | None = None) -> RecordForm:
    page = RecordForm(desk, kind, record_id)
    qtbot.addWidget(page)
    page.resize(1198, 640)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: page._loaded is not None and not desk.jobs.busy())
    return page


def typed(page: RecordForm, name: str, text: str) -> None:
    widget = page.fields.input(name).widget
    widget.setFocus()
    type_text(widget, text)


def keep(page: RecordForm) -> None:
    """Keep the draft and wait until the writer has done so."""
    page.drafts.keep()
    page._desk.database.submit("等", lambda work: None).result()


def left(page: RecordForm, answer: str, qtbot: QtBot) -> bool:
    """Leave the form and press the button with these words."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Question)
        buttons = {one.text(): one for one in (dialog.keep, dialog.other, dialog.act) if one is not None}
        buttons[answer].click()

    QTimer.singleShot(60, press)
    return page.leave()


def kept(desk: PlainDesk, kind: str, record_id: UUID | None) -> Kept | None:
    desk.database.submit("等", lambda work: None).result()
    with desk.database.read() as session:
        return drafts.find(session, desk.actor, kind, record_id)


@pytest.mark.slow
def test_a_killed_program_has_kept_the_half_filled_form(
    office: Office, database: Database, tmp_path: Path, clock: Clock, qtbot: QtBot, themed: None
) -> None:
    assert database.path is not None
    database.close()
    words = [str(database.path), office.key.hex(), str(office.office_id), str(office.actor.account_id)]
    with subprocess.Popen(
        [sys.executable, "-c", HALF_FILLED, *words], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "kept\n"
        process.kill()
    again = databases.open_file(database.path, office.key, clock=clock, office_id=office.office_id, keys=search.keys)
    again.actor = office.actor
    desk = PlainDesk(again, tmp_path / "screens")
    page = opened(desk, qtbot, "people")
    assert page.drafts.bar.isVisible()
    assert "3 项" in page.drafts.bar.banner.text.text()
    page.drafts.bar.continue_button.click()
    assert page.raw() == {"name": "曾国藩", "mobile": "1390796", "political_status": "party_member"}
    assert page.fields.labelled("mobile").mistake()
    page.close()
    desk.close()
    again.close()


def test_what_is_typed_is_kept_when_the_field_is_left(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    typed(page, "notes", "住三单元")
    page.fields.input("name").widget.setFocus()
    qtbot.waitUntil(lambda: "草稿已保存 10:00:00" in page.foot.state())
    draft = kept(desk, "people", town.leader)
    assert draft is not None and draft.values == {"notes": "住三单元"}


def test_typing_without_leaving_the_field_is_kept_after_a_moment(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    typed(page, "notes", "住三单元")
    assert page.foot.state() == "改动 1 项，还没有保存"
    qtbot.waitUntil(lambda: "草稿已保存" in page.foot.state(), timeout=10_000)


def test_every_kind_of_input_comes_back_from_a_draft(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "posts", town.post)
    page.input("grid_id").put(town.grids[3], "某网格")
    page.input("kind").put("volunteer", "")
    typed(page, "started_on", "2026-2-30")
    page.input("employment").put("part_time", "")
    keep(page)
    before = page.raw()
    again = opened(desk, qtbot, "posts", town.post)
    again.drafts.bar.continue_button.click()
    assert again.raw() == before
    assert {"grid_id", "kind", "started_on", "employment"} <= set(before)
    assert again.fields.mistakes() == ["started_on"]


def test_text_that_names_no_record_yet_comes_back(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "posts")
    typed(page, "grid_id", "没有这个网格")
    keep(page)
    again = opened(desk, qtbot, "posts")
    again.drafts.bar.continue_button.click()
    assert "没有这个网格" in again.input("grid_id").mistake()


def test_a_private_number_typed_anew_comes_back(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    page.input("mobile").type_anew()  # type: ignore[attr-defined]
    typed(page, "mobile", "13907960000")
    keep(page)
    again = opened(desk, qtbot, "people", town.leader)
    assert again.input("mobile").raw() == "139****4823"
    again.drafts.bar.continue_button.click()
    assert again.raw() == {"mobile": "13907960000"}


def test_saving_ends_the_draft(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    typed(page, "notes", "住三单元")
    keep(page)
    with qtbot.waitSignal(page.saved):
        page.save()
    assert kept(desk, "people", town.leader) is None


def test_discarding_ends_the_draft_and_leaves_the_record(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    typed(page, "notes", "住三单元")
    keep(page)
    again = opened(desk, qtbot, "people", town.leader)
    again.drafts.bar.discard_button.click()
    assert not again.drafts.bar.isVisible()
    assert again.touched() == []
    assert kept(desk, "people", town.leader) is None


def test_typing_beside_an_offered_draft_loses_neither(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    typed(page, "notes", "住三单元")
    keep(page)
    again = opened(desk, qtbot, "people", town.leader)
    typed(again, "duty", "包片")
    keep(again)
    draft = kept(desk, "people", town.leader)
    assert draft is not None and draft.values == {"notes": "住三单元", "duty": "包片"}


def test_a_draft_of_a_record_changed_meanwhile_says_so(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    typed(page, "notes", "住三单元")
    keep(page)
    town.change("people", town.leader, born_on=date(1979, 4, 16))
    again = opened(desk, qtbot, "people", town.leader)
    assert "被修改过" in again.drafts.bar.banner.text.text()
    again.drafts.bar.continue_button.click()
    with qtbot.waitSignal(again.saved):
        again.save()


def test_leaving_offers_to_keep_the_draft(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    typed(page, "notes", "住三单元")
    assert not left(page, "取消", qtbot)
    assert left(page, "存为草稿", qtbot)
    assert kept(desk, "people", town.leader) is not None
    again = opened(desk, qtbot, "people", town.leader)
    again.drafts.bar.continue_button.click()
    assert left(again, "放弃改动", qtbot)
    assert kept(desk, "people", town.leader) is None


def test_the_list_marks_records_with_a_draft(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, "people", town.leader)
    typed(page, "notes", "住三单元")
    keep(page)
    page.hide()
    people = RecordList(desk, "people")
    qtbot.addWidget(people)
    people.resize(1198, 640)
    with qtbot.waitExposed(people):
        people.show()
    qtbot.waitUntil(lambda: town.leader in people.table.drafts)
    assert town.member not in people.table.drafts
    desk.database.act("丢弃", lambda work: drafts.drop(work, "people", town.leader))
    people.hide()
    people.show()
    qtbot.waitUntil(lambda: town.leader not in people.table.drafts)
