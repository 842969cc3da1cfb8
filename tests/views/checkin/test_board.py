"""The board of wishes: counts by state, each step by one key, who claimed and how long it is open."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Member, Service, Wish
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter
from desktop.views.checkin.board import WishBoard
from desktop.views.checkin.steps import StepDialog
from tests.checkin import a_member, a_wish
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, WIDE, OfficeDesk, Show, Stand, fits, settle, show, stand
from tests.views.program import type_text

__all__ = ["show", "stand"]


@pytest.fixture
def desk(file_office: OpenOffice, stand: Stand) -> OfficeDesk:
    a_member(file_office, "谌春民")
    a_wish(file_office, "换一盏楼道灯", published_on="2026-11-20")
    a_wish(file_office, "修一修漏水的水龙头", published_on="2026-10-1", wanted_on="2026-11-1", wisher="王爷爷")
    return stand(file_office)


@pytest.fixture
def board(desk: OfficeDesk, show: Show) -> WishBoard:
    made: WishBoard = show(WishBoard(desk), desk)
    made.activateWindow()
    return made


def dialog() -> StepDialog:
    """Return the dialog that is open."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, StepDialog)
    return found


def titles(board: WishBoard) -> list[str]:
    """Return the counts over the columns."""
    return [one.text() for one in board._titles]


def wish(opened: OpenOffice, content: str) -> Wish:
    with opened.database.read() as session:
        found = session.scalars(select(Wish).where(Wish.content == content)).one()
        session.expunge(found)
        return found


def press(board: WishBoard, key: Qt.Key, desk: OfficeDesk, qtbot: QtBot) -> None:
    """Press a key on the column that has the keyboard."""
    QTest.keyClick(board.columns[board._at], key)
    settle(desk, qtbot)


def test_the_oldest_wish_stands_first_with_its_days(board: WishBoard, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(board.columns[0].model())
    assert titles(board) == ["2 件", "0 件", "0 件", "0 件"]
    read = board.columns[0].model().index(0, 0).data()
    assert all(part in read for part in ("修一修漏水的水龙头", "王爷爷", "会师路社区", "已 54 天"))
    assert board.sums().startswith("待认领 2 件")


def test_a_wish_goes_through_all_states_by_one_key_each(
    board: WishBoard, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot
) -> None:
    what = "修一修漏水的水龙头"
    board.columns[0].setFocus()
    press(board, Qt.Key.Key_Space, desk, qtbot)
    claim = dialog()
    picker = claim.fields["member_id"].editor
    type_text(picker, "ccm")
    qtbot.waitUntil(lambda: len(picker.offers()) == 1)  # type: ignore[attr-defined]
    for _ in range(3):
        QTest.keyClick(claim.focusWidget(), Qt.Key.Key_Return)
    settle(desk, qtbot)
    assert titles(board) == ["1 件", "1 件", "0 件", "0 件"]
    assert (wish(file_office, what).state, wish(file_office, what).claimed_on) == ("claimed", date(2026, 11, 24))
    press(board, Qt.Key.Key_Right, desk, qtbot)
    assert "谌春民 认领" in board.columns[1].currentIndex().data()
    press(board, Qt.Key.Key_Space, desk, qtbot)
    finish = dialog()
    finish.fields["hours"].editor.setText("1.2")  # type: ignore[attr-defined]
    finish.submit()
    settle(desk, qtbot)
    assert "以半小时计" in finish.fields["hours"].mistake() and titles(board)[1] == "1 件"
    finish.fields["hours"].editor.setText("1.5")  # type: ignore[attr-defined]
    finish.submit()
    settle(desk, qtbot)
    assert titles(board) == ["1 件", "0 件", "1 件", "0 件"]
    with file_office.database.read() as session:
        [service] = session.scalars(select(Service))
        assert (service.content, float(service.hours), service.people) == (what, 1.5, 1)
    press(board, Qt.Key.Key_Right, desk, qtbot)
    press(board, Qt.Key.Key_Space, desk, qtbot)
    thank = dialog()
    thank.fields["feedback"].editor.setText("谢谢，请打13807960001")  # type: ignore[attr-defined]
    thank.submit()
    settle(desk, qtbot)
    assert "电话" in thank.fields["feedback"].mistake()
    thank.fields["feedback"].editor.setText("水龙头修好了，谢谢")  # type: ignore[attr-defined]
    thank.submit()
    settle(desk, qtbot)
    assert titles(board) == ["1 件", "0 件", "0 件", "1 件"]
    assert wish(file_office, what).state == "thanked" and len(desk.toasts) == 3
    assert all(undo for _, undo in desk.toasts)


def test_a_claim_without_a_member_or_with_a_wrong_day_is_told_at_its_field(
    board: WishBoard, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot
) -> None:
    press(board, Qt.Key.Key_Space, desk, qtbot)
    claim = dialog()
    claim.submit()
    assert "请选择认领的报到党员" in claim.fields["member_id"].mistake()
    with file_office.database.read() as session:
        member = session.scalars(select(Member.id)).one()
    claim.fields["member_id"].editor.set_record(member, "谌春民")  # type: ignore[attr-defined]
    claim.fields["day"].editor.setText("2026-9-1")  # type: ignore[attr-defined]
    claim.submit()
    settle(desk, qtbot)
    assert "早于发布日期" in claim.fields["day"].mistake() and claim.isVisible()
    claim.reject()
    assert titles(board)[0] == "2 件"


def test_a_wish_is_taken_back_with_a_reason_and_leaves_the_board(
    board: WishBoard, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot
) -> None:
    press(board, Qt.Key.Key_C, desk, qtbot)
    back = dialog()
    back.submit()
    settle(desk, qtbot)
    assert "原因" in back.fields["feedback"].mistake()
    back.fields["feedback"].editor.setText("已由家人解决")  # type: ignore[attr-defined]
    back.submit()
    settle(desk, qtbot)
    assert titles(board) == ["1 件", "0 件", "0 件", "0 件"]
    assert wish(file_office, "修一修漏水的水龙头").state == "withdrawn"
    press(board, Qt.Key.Key_T, desk, qtbot)
    assert QApplication.activeModalWidget() is None and "不能退回" in desk.toasts[-1][0]


def test_cards_open_and_the_list_is_printed(board: WishBoard, desk: OfficeDesk, qtbot: QtBot) -> None:
    press(board, Qt.Key.Key_Return, desk, qtbot)
    card = board.card()
    assert card is not None and desk.forms[-1][:2] == ("wishes", card.id)
    board.print()
    assert desk.went[-1] == ("preview", {"paper": "wish-list", "community": None})
    board.begin()
    assert desk.forms[-1] == ("wishes", None, {"published_on": date(2026, 11, 24), "kind": "wish"})
    board.open_rest(0)
    assert desk.lists[-1][:2] == ("wishes", (Filter("state", "is", "published"),))


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_word_has_room(board: WishBoard, desk: OfficeDesk, qtbot: QtBot, size: tuple[int, int]) -> None:
    board.resize(*size)
    settle(desk, qtbot)
    assert fits(board, size)
    assert cut_texts(board) == []
    assert nameless(board) == []
