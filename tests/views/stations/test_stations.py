"""The page of stations on the demonstration office: register, members, activities, counts of a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.services import figures, stations_papers
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter
from desktop.views.stations.page import StationsPage
from tests.offices import now
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]


@pytest.fixture
def desk(demo_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(demo_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> StationsPage:
    made: StationsPage = show(StationsPage(desk), desk)
    return made


def test_views_count_as_the_figures_do(page: StationsPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    views = {view.label: view.filters for view in page.stations.tabs.views}
    for label, key in (("品牌调解室", "stations.brand_rooms"), ("调解理事会", "stations.mediation_councils")):
        query = figures.rows_behind(key)
        assert query is not None and views[label] == query.filters
    assert page.sums() == "运行中 369 个  调解理事会 298  品牌调解室 6，党员牵头 3"


def test_the_pane_notes_an_activity_and_prints_the_card(page: StationsPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.stations.table.setFocus()
    page.stations.table.selectRow(0)
    settle(desk, qtbot)
    qtbot.wait(300)
    settle(desk, qtbot)
    station = page.stations.pane.record_id
    pane = page.stations.pane
    buttons = {one.text(): one.click for one in pane.findChildren(QPushButton)}
    for further in pane._further:  # what the foot has no room for is in the menu
        buttons[further.label] = lambda act=further.act: pane._act(act)
    buttons["记活动"]()
    buttons["门牌卡"]()
    assert desk.forms == [("station_activities", None, {"station_id": station, "day": date(2026, 11, 24)})]
    assert desk.went == [("preview", {"paper": "door-card", "stations": (station,)})]


def test_lists_stand_beside_one_another(page: StationsPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    for kind in ("station_members", "station_activities"):
        page.show_list(kind, ())
        settle(desk, qtbot)
        assert page.record_list(kind).isVisible() and page.record_list(kind).model.rowCount() > 100
    page.show_what("stations")
    assert page.stations.isVisible()


def test_the_counts_of_a_year_by_keyboard(
    page: StationsPage, desk: OfficeDesk, demo_office: OpenOffice, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    page.show_what("counts")
    settle(desk, qtbot)
    counts = page.counts()
    qtmodeltester.check(counts.model)
    with demo_office.database.read() as session:
        counted = stations_papers.year_counts(session, now(demo_office), 2026)
    assert counts.model.rowCount() == len(counted.lines) + 1
    last = counts.model.rowCount() - 1
    assert counts.model.index(last, 5).data() == f"{counted.total.activities:,}"
    counts.table.setFocus()
    qtbot.keyClick(counts.table, Qt.Key.Key_Down)
    qtbot.keyClick(counts.table, Qt.Key.Key_Return)
    kind, filters, _ = desk.lists[-1]
    assert kind == "station_activities"
    assert filters == (
        Filter("station_kind", "is", counted.lines[1].kind),
        Filter("day", "from", date(2026, 1, 1)),
        Filter("day", "to", date(2026, 12, 31)),
    )
    counts.year.set_value(2025)
    counts.reload()
    settle(desk, qtbot)
    counts.paper.click()
    assert desk.went[-1] == ("preview", {"paper": "station-counts", "year": 2025})


def test_the_counts_are_saved_as_a_sheet(page: StationsPage, desk: OfficeDesk, qtbot: QtBot, tmp_path: Path) -> None:
    page.show_what("counts")
    settle(desk, qtbot)
    target = tmp_path / "统计.xlsx"
    page.counts().save_to(target)
    settle(desk, qtbot)
    rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "井冈山市2026年阵地工作统计表"
    assert [cell for cell in rows[1]][:3] == ["类型", "运行中", "党员牵头"]
    by_kind = {row[0]: row for row in rows[2:]}
    assert by_kind["治安调解理事会"][1] == 298 and by_kind["个人品牌调解室"][2] == 3
    page.counts().save_to(tmp_path / "没有这个文件夹" / "x.xlsx")
    settle(desk, qtbot)
    assert page.counts().banner.isVisible()


def test_an_office_without_stations_is_told_so(file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot) -> None:
    desk = stand(file_office)
    page = show(StationsPage(desk), desk)
    page.show_what("counts")
    settle(desk, qtbot)
    assert page.counts().none_yet.isVisible()


@pytest.mark.parametrize("size", [(1198, 694), NARROW])
@pytest.mark.parametrize("view", ["stations", "counts"])
def test_every_word_has_room(desk: OfficeDesk, show: Show, qtbot: QtBot, size: tuple[int, int], view: str) -> None:
    page = show(StationsPage(desk), desk, size)
    page.show_what(view)
    settle(desk, qtbot)
    assert fits(page, size)
    assert cut_texts(page) == []
    assert nameless(page) == []
