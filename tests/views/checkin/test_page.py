"""The page of check-in: its lists, their views, and the papers their buttons open with the right choices."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.services import figures
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from desktop.views.checkin.page import CheckinPage
from desktop.views.preview.page import PreviewPage
from desktop.views.records.actions import Chosen
from desktop.views.records.list import RecordList
from tests.checkin import a_member, a_unit, a_wish
from tests.offices import enter
from tests.views.offices_desk import OfficeDesk, Show, Stand, settle, show, stand
from tests.views.test_accessibility import check_names, check_walk
from tests.views.whole_program import house, quiet, shown, wait

__all__ = ["house", "show", "stand"]

KINDS = ("members", "units", "services", "wishes", "campaigns", "evaluations")


@pytest.fixture
def desk(file_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(file_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> CheckinPage:
    made: CheckinPage = show(CheckinPage(desk), desk)
    return made


def the_list(page: CheckinPage, kind: str) -> RecordList:
    page.show_list(kind)
    made = page.current()
    assert isinstance(made, RecordList)
    return made


def act(shown: RecordList, label: str, ids: tuple[UUID, ...] = ()) -> None:
    """Do what a button of a list, of its bulk bar or of its pane does."""
    every = [*shown._actions, *shown._bulk_actions, *shown.pane._extras.actions]
    one = next(one for one in every if one.label == label)
    one.act(Chosen(shown.kind, ids, Query(shown.kind)))


def test_each_kind_has_its_list_with_its_views(page: CheckinPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    for kind in KINDS:
        shown = the_list(page, kind)
        settle(desk, qtbot)
        assert shown.kind == kind and shown.isVisible() and not shown.banner.isVisible()
        for view in shown.tabs.views:
            shown.show_filters(view.filters, None)
            settle(desk, qtbot)
            assert not shown.banner.isVisible(), view.label


def test_views_count_as_the_figures_do(page: CheckinPage) -> None:
    views = {view.label: view.filters for view in the_list(page, "services").tabs.views}
    for label, key in (("生活服务", "life"), ("法律服务", "legal"), ("公共服务", "public")):
        query = figures.rows_behind(f"party.services.{key}")
        assert query is not None and views[label] == query.filters


def test_buttons_open_the_preview_with_the_right_choices(
    page: CheckinPage, desk: OfficeDesk, file_office: OpenOffice
) -> None:
    unit = a_unit(file_office)
    member, wish = a_member(file_office, unit_id=unit), a_wish(file_office)
    evaluation = enter(file_office, "evaluations", {"member_id": member, "year": 2025, "evaluated_on": "2026-1-8"})
    older = enter(file_office, "evaluations", {"member_id": member, "year": 2024, "evaluated_on": "2025-1-8"})
    cases: list[tuple[str, str, tuple[UUID, ...], dict[str, Any]]] = [
        ("members", "一览表", (), {"paper": "checkin-roster"}),
        ("members", "登记表", (member,), {"paper": "checkin-form", "members": (member,)}),
        ("members", "服务卡", (member,), {"paper": "service-card", "members": (member,)}),
        ("members", "评价表", (member,), {"paper": "evaluation", "members": (member,)}),
        ("units", "空白报到单", (), {"paper": "unit-slip", "blank": True}),
        ("units", "报到单和回执", (unit,), {"paper": "unit-slip", "units": (unit,)}),
        ("units", "评价表", (unit,), {"paper": "evaluation", "unit": unit, "year": 2025}),
        ("wishes", "打印清单", (), {"paper": "wish-list"}),
        ("wishes", "心愿卡", (wish,), {"paper": "wish-cards", "wishes": (wish,)}),
        ("campaigns", "打印汇总", (), {"paper": "checkin-summary", "of": "campaigns", "period": ""}),
        ("evaluations", "打印评价表", (), {"paper": "evaluation", "year": 2025}),
        ("evaluations", "评价表", (evaluation,), {"paper": "evaluation", "members": (member,), "year": 2025}),
    ]
    for kind, label, ids, wanted in cases:
        act(the_list(page, kind), label, ids)
        assert desk.went[-1] == ("preview", wanted), (kind, label)
    before = len(desk.went)
    act(the_list(page, "evaluations"), "评价表", (evaluation, older))
    assert len(desk.went) == before and "同一年度" in desk.toasts[-1][0]


def test_services_and_evaluations_begin_with_the_member(
    page: CheckinPage, desk: OfficeDesk, file_office: OpenOffice
) -> None:
    member = a_member(file_office)
    today = date(2026, 11, 24)
    members = the_list(page, "members")
    act(members, "记服务", (member,))
    assert desk.forms[-1] == ("services", None, {"member_id": member, "day": today})
    act(members, "写评价", (member,))
    assert desk.forms[-1] == ("evaluations", None, {"member_id": member, "year": 2025, "evaluated_on": today})


def test_the_papers_come_up_in_the_real_preview(house: Window) -> None:
    shell, page = shown(house, "checkin")
    assert isinstance(page, CheckinPage)
    members = the_list(page, "members")
    quiet(house)
    row = members.model.row(0)
    assert row is not None
    wanted: list[tuple[str, dict[str, Any], str]] = [
        ("checkin-form", {"members": (row.id,)}, f"{row.texts['name']}报到登记表"),
        ("wish-cards", {}, "心愿卡"),
        ("checkin-summary", {"period": "2026H1", "of": "units"}, "2026年上半年报到单位情况汇总表"),
    ]
    for paper, what, title in wanted:
        assert shell.go("preview", paper=paper, **what)
        preview = shell.page()
        assert isinstance(preview, PreviewPage)
        wait(lambda preview=preview, title=title: preview._paper is not None and preview._paper.title == title)


def test_the_sheet_and_the_points_are_worked_without_a_mouse(house: Window) -> None:
    shell, page = shown(house, "checkin")
    assert isinstance(page, CheckinPage)
    members = the_list(page, "members")
    quiet(house)
    row = members.model.row(0)
    assert row is not None
    for start in (page.enter_services, lambda: page.show_points(row.id)):
        start()
        quiet(house)
        over = shell.page()
        assert over is not None and over is not page and shell.topic() == "checkin"
        check_names(type(over).__name__, over)
        check_walk(type(over).__name__, house, over)
        shell.back()
        quiet(house)
