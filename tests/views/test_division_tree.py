"""The tree of divisions on the demonstration office: read level by level, searched, shown beside."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.services.offices import OpenOffice
from desktop.services.records import Filter
from desktop.storage.work import Actor
from desktop.views.division_tree.model import CODE, GRIDS, NAME
from desktop.views.division_tree.page import DivisionTreePage
from tests.offices import a_grid, community_id
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]


@pytest.fixture
def desk(demo_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(demo_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> DivisionTreePage:
    made: DivisionTreePage = show(DivisionTreePage(desk), desk)
    return made


@pytest.fixture
def home(demo_office: OpenOffice) -> UUID:
    return community_id(demo_office)


def line(page: DivisionTreePage, index: QModelIndex) -> tuple[str, str, str]:
    name, grids, code = (page.model.index(index.row(), column, index.parent()).data() for column in (NAME, GRIDS, CODE))
    return name, grids, code


def go_to(page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot, division: UUID) -> None:
    page.open_to(division)
    settle(desk, qtbot)


def test_it_opens_at_the_division_of_the_office(page: DivisionTreePage) -> None:
    assert line(page, page.tree.currentIndex()) == ("井冈山市", "84", "360881")
    assert page.detail.name.whole() == "井冈山市"


def test_the_model_keeps_its_promises_while_it_is_read(
    page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot, home: UUID, qtmodeltester: ModelTester
) -> None:
    go_to(page, desk, qtbot, home)
    qtmodeltester.check(page.model)
    page.reload()
    settle(desk, qtbot)
    qtmodeltester.check(page.model)


def test_a_level_is_read_when_it_is_opened(page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot) -> None:
    city = page.tree.currentIndex()
    street = page.model.index(0, 0, city)
    assert page.model.hasChildren(street)
    assert page.model.rowCount(street) == 0
    page.tree.expand(street)
    settle(desk, qtbot)
    assert page.model.rowCount(street) > 0


def test_a_community_shows_its_fields_and_its_grids(
    page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot, home: UUID
) -> None:
    go_to(page, desk, qtbot, home)
    assert line(page, page.tree.currentIndex()) == ("会师路社区", "8", "360881002001")
    words = {one.text() for one in page.detail.findChildren(QLabel)}
    assert {"简称", "会师路社区", "上级", "红星街道"} <= words
    page.detail.open_grids()
    assert desk.lists[-1] == ("grids", (Filter("open", "is", True), Filter("community_id", "is", home)), None)
    page.detail.board.click()
    assert desk.went == [("preview", {"paper": "signboard", "community_id": home})]
    page.detail.edit.click()
    assert desk.forms == [("divisions", home, {})]


def test_search_by_initials_and_code_leads_into_the_tree(
    page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    for typed in ("hslsq", "360881002001"):
        page.search.setText(typed)
        page.search.search_now()
        settle(desk, qtbot)
        found = [page.found.item(at).text() for at in range(page.found.count())]
        assert "会师路社区　360881002001" in found
        page.found.setCurrentRow(found.index("会师路社区　360881002001"))
        qtbot.keyClick(page.found, Qt.Key.Key_Return)
        settle(desk, qtbot)
        assert page.tree.isVisible()
        assert page.tree.currentIndex().data() == "会师路社区"
        assert page.search.text() == ""


def test_a_search_without_result_says_so(page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.search.setText("没有这个地方")
    page.search.search_now()
    settle(desk, qtbot)
    assert page.nothing.isVisible()


def test_counts_follow_the_rows_and_the_place_is_kept(
    demo_office: OpenOffice, page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot, home: UUID
) -> None:
    go_to(page, desk, qtbot, home)
    a_grid(demo_office, 99)
    qtbot.waitUntil(
        lambda: page.tree.currentIndex().isValid() and line(page, page.tree.currentIndex())[1] == "9", timeout=10_000
    )


def test_figures_open_the_list(page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.show_list("divisions", (Filter("level", "is", "community"), Filter("grids", "from", 1)))
    settle(desk, qtbot)
    assert page.record_list().isVisible()
    assert page.record_list().model.rowCount() == 12
    assert fits(page, NARROW)


def test_who_may_not_change_divisions_looks_at_them(demo_office: OpenOffice, stand: Stand, show: Show) -> None:
    demo_office.database.actor = Actor(None, "刘小燕", "clerk")
    desk = stand(demo_office)
    page = show(DivisionTreePage(desk), desk)
    assert page.detail.edit.text() == "查看"


def test_every_word_has_room_on_small_screens(
    page: DivisionTreePage, desk: OfficeDesk, qtbot: QtBot, home: UUID
) -> None:
    go_to(page, desk, qtbot, home)
    assert cut_texts(page) == []
    assert nameless(page) == []
    page.resize(*NARROW)
    assert fits(page, NARROW)
    settle(desk, qtbot)
    assert cut_texts(page) == []
