"""The page of training: people called, the sign-in typed back by one key each, certificates numbered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Attendance
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from desktop.views.training import sign_in as views
from desktop.views.training.call import CallDialog, start_call
from desktop.views.training.numbers import NumberDialog, start_numbering
from desktop.views.training.page import TrainingPage
from desktop.views.training.sign_in import SignInPage
from tests.offices import a_grid, a_person, a_post
from tests.services.test_training import a_class, an_attendance
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, WIDE, OfficeDesk, Show, Stand, fits, settle, show, stand
from tests.views.records.conftest import type_text

__all__ = ["show", "stand"]


@pytest.fixture
def desk(file_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(file_office)


@pytest.fixture
def held(file_office: OpenOffice) -> UUID:
    """A class with three people called to it."""
    made = a_class(file_office)
    for name in ("彭明", "丁一", "兰晓"):
        an_attendance(file_office, made, name, unit="会师路社区", status="called")
    return made


def statuses(office: OpenOffice) -> dict[str, str]:
    with office.database.read() as session:
        rows = session.execute(select(Attendance.name, Attendance.status).where(~Attendance.deleted))
        return {name: status for name, status in rows}


def test_a_sign_in_is_typed_by_one_key_for_each_and_saved_as_one_action(
    desk: OfficeDesk, show: Show, held: UUID, file_office: OpenOffice, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    page: SignInPage = show(SignInPage(desk, held, "第一期"), desk)
    qtmodeltester.check(page.model)
    assert page.counts.text() == "应到 3　到训 0　待签到 3" and not page.save_button.isEnabled()
    page.table.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_J, Qt.Key.Key_Q):
        qtbot.keyClick(page.table, key)
    assert [one.status for one in page.places] == ["present", "leave", "absent"]
    page.new_name.setFocus()
    type_text(page.new_name, "阿依努尔·买买提江")
    qtbot.keyClick(page.new_name, Qt.Key.Key_Return)
    assert page.new_unit.hasFocus()
    type_text(page.new_unit, "党员中心户")
    qtbot.keyClick(page.new_unit, Qt.Key.Key_Return)
    assert page.counts.text() == "应到 4　到训 2　待签到 0"
    page.save()
    settle(desk, qtbot)
    assert set(statuses(file_office).values()) == {"present", "leave", "absent"} and len(statuses(file_office)) == 4
    assert desk.toasts == [("签到已保存：改 3 人，加 1 人", True)] and desk.left == 1 and page.leave()


def test_the_rest_is_marked_at_once_and_what_is_not_saved_is_asked_about(
    desk: OfficeDesk, show: Show, held: UUID, file_office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: SignInPage = show(SignInPage(desk, held, "第一期"), desk)
    page.mark(0, "absent")
    page.mark_rest()
    assert sorted(one.status for one in page.places) == ["absent", "present", "present"]
    for answer, leaves in (("", False), ("不保存", True)):
        monkeypatch.setattr(views, "choose", lambda *_, answer=answer: answer)
        assert page.leave() is leaves
    assert set(statuses(file_office).values()) == {"called"}


def test_a_name_twice_and_a_line_gone_meanwhile_are_said(
    desk: OfficeDesk, show: Show, held: UUID, file_office: OpenOffice, qtbot: QtBot
) -> None:
    page: SignInPage = show(SignInPage(desk, held, "第一期"), desk)
    page.new_name.setText("彭明")
    page.add()
    assert page.banner.isVisible() and len(page.places) == 3
    page.mark(0, "present")
    file_office.database.act("删除", lambda work: [work.session.delete(one) for one in work.session.scalars(
        select(Attendance))])  # fmt: skip
    page.save()
    settle(desk, qtbot)
    assert page.banner.isVisible() and page.save_button.isEnabled() and desk.left == 0


def test_the_team_of_some_communities_is_called(
    desk: OfficeDesk, show: Show, file_office: OpenOffice, qtbot: QtBot
) -> None:
    held, grid = a_class(file_office), a_grid(file_office)
    for name, kind in (("彭明", "leader"), ("丁一", "member"), ("兰晓", "volunteer")):
        a_post(file_office, a_person(file_office, name), grid, kind)
    page = show(TrainingPage(desk), desk)
    dialog: CallDialog = start_call(desk, page, held)
    assert dialog.told.text() == "共 2 人" and dialog.act.isEnabled()
    dialog.kinds["volunteer"].setChecked(True)
    assert dialog.told.text() == "共 3 人"
    dialog.every.setChecked(False)
    assert dialog.told.text() == "共 0 人" and not dialog.act.isEnabled()
    next(iter(dialog.places.values())).setChecked(True)
    dialog.submit()
    settle(desk, qtbot)
    assert statuses(file_office) == {"彭明": "called", "丁一": "called", "兰晓": "called"}
    assert desk.toasts[-1] == ("3 人列入名单", True)


def test_certificates_are_numbered_on_a_day_that_can_be(
    desk: OfficeDesk, show: Show, held: UUID, file_office: OpenOffice, qtbot: QtBot
) -> None:
    page = show(TrainingPage(desk), desk)
    assert start_numbering(desk, page, held) is None and desk.toasts[-1][0] == "到训的人都已有证书编号"
    an_attendance(file_office, held, "钟翀")
    dialog = start_numbering(desk, page, held)
    assert isinstance(dialog, NumberDialog)
    dialog.day.set_day(date(2026, 4, 1))
    dialog.submit()
    settle(desk, qtbot)
    assert dialog.isVisible()
    dialog.day.set_day(date(2026, 4, 23))
    dialog.submit()
    settle(desk, qtbot)
    with file_office.database.read() as session:
        numbers = session.scalars(select(Attendance.certificate).where(Attendance.certificate != "")).all()
    assert numbers == ["〔2026〕井网培证001号"]


def test_who_may_only_look_finds_papers_but_nothing_to_write(
    desk: OfficeDesk, show: Show, held: UUID, file_office: OpenOffice, qtbot: QtBot
) -> None:
    file_office.database.actor = Actor(None, "查看", "reviewer")
    page: TrainingPage = show(TrainingPage(desk), desk)
    page.show_list("classes", (), held)
    settle(desk, qtbot)
    words = {one.text() for one in page.findChildren(QPushButton) if one.isVisible()}
    assert {"打印签到表", "情况汇总"} <= words
    assert words.isdisjoint({"通知参训", "签到录入", "结业证书编号", "新建培训班"})


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_word_has_room(desk: OfficeDesk, show: Show, held: UUID, qtbot: QtBot, size: tuple[int, int]) -> None:
    for made in (TrainingPage(desk), SignInPage(desk, held, "井冈山市网格员集中培训班（第三期）")):
        page = show(made, desk, size)
        if isinstance(page, TrainingPage):
            page.show_list("classes", (), held)
            settle(desk, qtbot)
        assert fits(page, size)
        assert cut_texts(page) == []
        assert nameless(page) == []
