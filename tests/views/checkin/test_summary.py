"""Summaries of a year and half a year on screen, and the points behind each sum."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.services.offices import OpenOffice
from desktop.services.records import Filter
from desktop.views.checkin.page import CheckinPage
from desktop.views.checkin.points import PointsPage
from desktop.views.checkin.summary import Summaries
from tests.checkin import a_member, a_service, a_unit
from tests.offices import enter
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, WIDE, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]


@pytest.fixture
def desk(file_office: OpenOffice, stand: Stand) -> OfficeDesk:
    first, second = a_unit(file_office, "翠竹林业服务中心"), a_unit(file_office, "百草园门诊部")
    busy = a_member(file_office, "谌春民", unit_id=first)
    a_member(file_office, "安小燕", unit_id=first)
    a_member(file_office, "钟翀", unit_id=second)
    campaign = enter(file_office, "campaigns", {"name": "我是党员我争先", "started_on": "2026-1-1"})
    a_service(file_office, busy, "2026-3-1", "20", people="2", campaign_id=campaign)
    a_service(file_office, busy, "2026-3-2", "24", people="5")
    a_service(file_office, busy, "2026-8-2", "1.5", kind="legal", subkind="legal_aid", content="法律咨询")
    return stand(file_office)


@pytest.fixture
def summary(desk: OfficeDesk, show: Show) -> Summaries:
    made: Summaries = show(Summaries(desk), desk)
    return made


def column(page: Summaries, head: str) -> list[str]:
    """Return a column of the table as it is read."""
    at = page.model.columns.index(head)
    return [page.model.index(row, at).data() for row in range(page.model.rowCount())]


def test_members_stand_by_unit_and_name_and_not_by_points(summary: Summaries) -> None:
    assert column(summary, "姓名") == ["钟翀", "安小燕", "谌春民"]
    assert column(summary, "积分") == ["10", "10", "51.5"]
    assert column(summary, "时长（小时）") == ["0", "0", "45.5"]
    assert column(summary, "服务人数") == ["0", "0", "7"]
    assert "不作排名" in summary.remark.text() and not summary.table.isSortingEnabled()


def test_half_a_year_is_summed_by_itself(summary: Summaries, desk: OfficeDesk, qtbot: QtBot) -> None:
    summary.period.set_value("2026H2")
    settle(desk, qtbot)
    assert column(summary, "时长（小时）") == ["0", "0", "1.5"]
    assert column(summary, "积分") == ["10", "10", "11.5"]
    summary.period.set_value("2025")
    settle(desk, qtbot)
    assert column(summary, "服务次数") == ["0", "0", "0"]


def test_each_point_leads_to_the_row_it_comes_from(
    summary: Summaries, desk: OfficeDesk, show: Show, qtbot: QtBot
) -> None:
    summary.table.setFocus()
    summary.table.selectRow(2)
    qtbot.keyClick(summary.table, Qt.Key.Key_Return)
    [pushed] = desk.pushed
    assert isinstance(pushed, PointsPage)
    page = show(pushed, desk)
    assert "51.5 分" in page.sum.text() and "同一类别最多 40 分" in page.told.text()
    read = [[page.model.index(row, at).data() for at in range(4)] for row in range(page.model.rowCount())]
    assert [line[2] for line in read] == ["+10", "+20", "+20", "+1.5"]
    assert "同类已到上限" in read[2][1] and read[-1][3] == "51.5"
    assert page.points[1].source is not None and page.points[0].source is not None
    page.table.setFocus()
    page.table.selectRow(0)
    for at, one in enumerate(page.points):
        page.open_row(at)
        assert desk.forms[-1][:2] == one.source
    page.print()
    assert desk.went[-1] == ("preview", {"paper": "service-card", "members": (pushed.member_id,), "year": 2026})


def test_units_and_campaigns_open_what_is_behind_them(summary: Summaries, desk: OfficeDesk, qtbot: QtBot) -> None:
    summary.of.set_value("units")
    settle(desk, qtbot)
    assert column(summary, "单位名称") == ["百草园门诊部", "翠竹林业服务中心"]
    assert column(summary, "报到率") == ["10.0%", "20.0%"] and column(summary, "完成率") == ["0.0%", "50.0%"]
    summary.open_line(1)
    kind, filters, _ = desk.lists[-1]
    assert kind == "members" and filters[0].column == "unit_id"
    summary.of.set_value("campaigns")
    settle(desk, qtbot)
    assert column(summary, "服务合计") == ["1"] and column(summary, "参加党员") == ["1"]
    summary.open_line(0)
    kind, filters, _ = desk.lists[-1]
    assert kind == "services" and Filter("served", "is", True) in filters and len(filters) == 4


def test_somebody_is_found_by_initials(summary: Summaries, desk: OfficeDesk, qtbot: QtBot) -> None:
    summary.search.setText("ccm")
    summary.search.search_now()
    settle(desk, qtbot)
    assert column(summary, "姓名") == ["谌春民"]
    summary.search.clear_now()
    settle(desk, qtbot)
    assert len(column(summary, "姓名")) == 3


def test_the_summary_follows_what_is_entered(
    summary: Summaries, desk: OfficeDesk, file_office: OpenOffice, qtbot: QtBot
) -> None:
    member = next(one.id for one in summary._lines if one.name == "钟翀")
    a_service(file_office, member, "2026-6-1", "2")
    settle(desk, qtbot)
    assert column(summary, "积分") == ["12", "10", "51.5"]


def test_the_table_is_printed_and_saved_as_a_sheet(
    summary: Summaries, desk: OfficeDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    summary.period.set_value("2026H1")
    settle(desk, qtbot)
    summary.print()
    assert desk.went[-1] == ("preview", {"paper": "checkin-summary", "period": "2026H1", "of": "members",
                                         "community": None})  # fmt: skip
    target = tmp_path / "汇总.xlsx"
    summary.save_to(target)
    settle(desk, qtbot)
    rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "2026年上半年党员服务汇总（按党员）"
    assert rows[4][:2] == ("谌春民", "翠竹林业服务中心") and rows[4][rows[1].index("积分")] == 50
    summary.save_to(tmp_path / "没有这个文件夹" / "x.xlsx")
    settle(desk, qtbot)
    assert summary.banner.isVisible()


def test_the_pane_of_a_member_prints_its_papers(desk: OfficeDesk, show: Show, qtbot: QtBot) -> None:
    page = show(CheckinPage(desk), desk, (WIDE[0], NARROW[1]))
    page.show_list("members", (), None)
    settle(desk, qtbot)
    members = page.current()
    members.table.selectRow(0)
    settle(desk, qtbot)
    qtbot.wait(300)
    settle(desk, qtbot)
    member = members.pane.record_id
    assert cut_texts(members.pane) == []
    buttons = {one.text(): one for one in members.pane.findChildren(QPushButton)}
    block = buttons["积分明细"].parentWidget()
    assert block is not None and block.height() >= block.sizeHint().height() > 2 * buttons["积分明细"].height()
    for word, paper in (("登记表", "checkin-form"), ("服务卡", "service-card"), ("评价表", "evaluation")):
        buttons[word].click()
        where, what = desk.went[-1]
        assert (where, what["paper"], what["members"]) == ("preview", paper, (member,))
    assert desk.went[-1][1]["year"] == 2025
    buttons["积分明细"].click()
    assert isinstance(desk.pushed[-1], PointsPage)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_word_has_room(
    summary: Summaries, desk: OfficeDesk, show: Show, qtbot: QtBot, size: tuple[int, int]
) -> None:
    points = show(PointsPage(desk, summary._lines[0].id), desk, size)
    summary.resize(*size)
    settle(desk, qtbot)
    for page in (summary, points):
        assert fits(page, size)
        assert cut_texts(page) == []
        assert nameless(page) == []
    assert summary.table.columnViewportPosition(summary.model.columns.index("参考等次")) < size[0] - 60
