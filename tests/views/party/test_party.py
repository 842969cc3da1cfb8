"""The page of the Party organisation on the demonstration office, by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.services import party_structure
from desktop.services.offices import OpenOffice
from desktop.services.party_structure import Node
from desktop.services.records import Filter
from desktop.storage.work import Actor
from desktop.views.party.model import BELOW, LEADER, MEMBERS, NAME, NOTICES
from desktop.views.party.move import MoveDialog
from desktop.views.party.page import PartyPage
from tests.offices import now
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]


@pytest.fixture
def desk(demo_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(demo_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> PartyPage:
    made: PartyPage = show(PartyPage(desk), desk)
    return made


@pytest.fixture
def nodes(demo_office: OpenOffice) -> list[Node]:
    with demo_office.database.read() as session:
        return party_structure.tree(session, now(demo_office))


def cell(page: PartyPage, index: QModelIndex, column: int) -> str:
    return str(page.model.index(index.row(), column, index.parent()).data())


def named(nodes: list[Node], name: str) -> Node:
    return next(one for one in nodes if one.name == name)


def chosen(page: PartyPage) -> str:
    node = page.current()
    return node.name if node else ""


def words(page: PartyPage) -> set[str]:
    return {one.text() for one in page.pane.findChildren(QLabel)}


def test_the_tree_shows_what_the_services_count(page: PartyPage, nodes: list[Node]) -> None:
    for node in (nodes[0], nodes[1], next(one for one in nodes if one.notices)):
        index = page.model.find(node.id)
        assert cell(page, index, NAME) == node.name
        assert cell(page, index, LEADER) == node.leader
        assert cell(page, index, MEMBERS) == node.counted
        assert cell(page, index, BELOW) == str(node.below or "")
        assert cell(page, index, NOTICES) == "；".join(node.notices)
    assert page.counts.whole().startswith("街道党（工）委 3　社区党支部 12　网格（小区）党小组 84　党员中心户")


def test_the_model_keeps_its_promises(page: PartyPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.model)


def test_the_keyboard_walks_opens_and_edits(page: PartyPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.tree.setFocus()
    assert chosen(page) == "红星街道党工委"
    qtbot.keyClick(page.tree, Qt.Key.Key_Down)
    assert chosen(page) == "会师路社区党总支"
    qtbot.keyClick(page.tree, Qt.Key.Key_Right)
    qtbot.keyClick(page.tree, Qt.Key.Key_Down)
    settle(desk, qtbot)
    assert chosen(page) == "会师路第一党小组"
    assert page.pane.name.whole() == "会师路第一党小组"
    qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    node = page.current()
    assert node is not None and desk.forms == [("party_organisations", node.id, {})]


def test_a_child_begins_with_its_parent_and_the_next_level(
    page: PartyPage, desk: OfficeDesk, nodes: list[Node]
) -> None:
    branch = named(nodes, "会师路社区党总支")
    page.open_to(branch.id)
    page.child_button.click()
    page.new_button.click()
    assert desk.forms == [
        ("party_organisations", None, {"parent_id": branch.id, "level": "group", "form": "group"}),
        ("party_organisations", None, {}),
    ]
    household = next(one for one in nodes if one.level == "household")
    page.open_to(household.id)
    assert not page.child_button.isEnabled()


def test_the_pane_counts_members_and_names_what_stands_out(
    page: PartyPage, desk: OfficeDesk, qtbot: QtBot, nodes: list[Node]
) -> None:
    late = next(one for one in nodes if party_structure.TERM_OVER in one.notices)
    page.open_to(late.id)
    settle(desk, qtbot)
    assert {str(late.full), "名正式党员", party_structure.TERM_OVER} <= words(page)
    roster = next(one for one in page.pane.findChildren(QPushButton) if one.text() == "名册")
    roster.click()
    assert desk.went == [("preview", {"paper": "party-roster", "organisation": late.id})]


def test_search_leads_into_the_tree(page: PartyPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.search.setText("hsldy")
    page.search.search_now()
    settle(desk, qtbot)
    found = [page.found.item(at).text() for at in range(page.found.count())]
    wanted = "会师路第一党小组　会师路社区党总支"
    assert wanted in found
    page.found.setCurrentRow(found.index(wanted))
    qtbot.keyClick(page.found, Qt.Key.Key_Return)
    settle(desk, qtbot)
    assert chosen(page) == "会师路第一党小组" and page.tree.isVisible()
    page.search.setText("没有这个组织")
    page.search.search_now()
    settle(desk, qtbot)
    assert page.nothing.isVisible()


def test_moving_asks_for_a_parent_and_says_what_speaks_against_it(
    page: PartyPage, desk: OfficeDesk, qtbot: QtBot, nodes: list[Node]
) -> None:
    group, own, other = (named(nodes, name) for name in ("流动党员党小组", "会师路社区党总支", "龙江路社区党支部"))
    dialog = MoveDialog(desk, page, group, own)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.submit()
    assert dialog.field.mistake() == "请选择新的上级"
    dialog.parent_picker.set_record(group.id, group.name)
    dialog.submit()
    settle(desk, qtbot)
    assert "不能作它的上级" in dialog.field.mistake()
    dialog.parent_picker.set_record(other.id, other.name)
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    settle(desk, qtbot)
    page.reload()
    settle(desk, qtbot)
    moved = page.model.known(group.id)
    assert moved is not None and moved.parent_id == other.id
    assert dialog.result() == MoveDialog.DialogCode.Accepted


def test_the_lists_stand_beside_the_tree(page: PartyPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.notices.click()
    settle(desk, qtbot)
    made = page.record_list("party_organisations")
    assert made.query().filters == (Filter("noticed", "is", True),)
    assert made.model.rowCount() == int(page.notices.text().split()[0])
    page.switch.set_current("memberships")
    settle(desk, qtbot)
    assert page.record_list("memberships").isVisible() and not page.new_button.isVisible()
    page.show_what(next(iter(page.model.nodes())).id)
    assert page.tree.isVisible()


def test_a_change_elsewhere_shows_by_itself(
    page: PartyPage, desk: OfficeDesk, demo_office: OpenOffice, qtbot: QtBot, nodes: list[Node]
) -> None:
    from tests.offices import enter

    group = named(nodes, "会师路第一党小组")
    enter(demo_office, "party_organisations", {"name": "会师路第一联合党小组"}, group.id)
    qtbot.waitUntil(lambda: cell(page, page.model.find(group.id), NAME) == "会师路第一联合党小组")


def test_who_may_not_write_is_offered_nothing_new(demo_office: OpenOffice, stand: Stand, show: Show) -> None:
    demo_office.database.actor = Actor(None, "审核员", "reviewer")
    desk = stand(demo_office)
    page = show(PartyPage(desk), desk)
    assert not page.new_button.isVisible() and not page.child_button.isVisible() and not page.move_button.isVisible()


def test_an_office_without_organisations_is_told_what_comes_first(
    file_office: OpenOffice, stand: Stand, show: Show
) -> None:
    desk = stand(file_office)
    page = show(PartyPage(desk), desk)
    assert page.none_yet.isVisible() and not page.notices.isVisible()


@pytest.mark.parametrize("size", [(1198, 694), NARROW])
def test_every_word_has_room(desk: OfficeDesk, show: Show, size: tuple[int, int]) -> None:
    page = show(PartyPage(desk), desk, size)
    assert fits(page, size)
    assert cut_texts(page) == []
    assert nameless(page) == []
