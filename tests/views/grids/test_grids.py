"""Grids: views, codes, split, merge, map, boundaries in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.services import boundaries, history, records
from desktop.services.records import Filter, Query
from desktop.views.grids.form import GridForm
from desktop.views.grids.import_page import ImportPage
from desktop.views.grids.map_page import MapPage
from desktop.views.grids.merge import start_merge
from desktop.views.grids.split import start_split
from desktop.views.shell import Shell
from tests.views.looking import cut_texts, nameless
from tests.views.program import rest, until, words
from tests.views.test_shell import grid_named, grids_list


def count(shell: Shell, *filters: Filter) -> int:
    """Return how many grids there are under filters."""
    with shell.database.read() as session:
        return records.count(session, Query("grids", filters=filters), shell.context())


def undo_last(shell: Shell) -> None:
    """Take the last action back."""
    with shell.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None
    shell.database.act("撤销", lambda work: history.undo(work, entry.action_id))


def test_views_name_streets_and_what_needs_a_look(qtbot: QtBot, window: Window, shell: Shell) -> None:
    page = grids_list(qtbot, window, shell)
    labels = [view.label for view in page.tabs.views]
    assert labels == [
        "全部网格", "红星街道", "茨坪镇", "龙市镇", "规模需核对", "1+N+N 不完整", "专属网格", "已停用",
    ]  # fmt: skip
    page.tabs.set_current("4")
    rest(qtbot, window)
    assert page.model.rowCount() == 6


def test_pane_shows_the_gauge_and_the_small_map(qtbot: QtBot, window: Window, shell: Shell) -> None:
    page = grids_list(qtbot, window, shell)
    page.show_filters((), grid_named(shell, "会师路第二网格"))
    rest(qtbot, window)
    assert page.pane.isVisible()
    assert "391" in words(page.pane)
    page.pane.tabs.set_current("map")
    rest(qtbot, window)
    assert "公顷（按边界计算）" in words(page.pane)
    assert cut_texts(page.pane) == []


def test_new_grid_gets_the_next_free_code(qtbot: QtBot, window: Window, shell: Shell) -> None:
    community = _community(shell)
    shell.open("grids", start={"community_id": community})
    form = shell.page()
    assert isinstance(form, GridForm)
    rest(qtbot, window)
    form.number_button.click()
    until(qtbot, lambda: form.input("code").raw())
    assert form.input("code").raw() == "3608810020011008"
    assert form.input("code_scheme_id").raw() is not None


def test_code_wants_a_community_first(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.open("grids")
    form = shell.page()
    assert isinstance(form, GridForm)
    rest(qtbot, window)
    form.propose()
    assert "请先选择所属社区" in form.field("code").mistake()


def test_existing_grid_offers_no_new_code(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.open("grids", grid_named(shell, "会师路第二网格"))
    form = shell.page()
    assert isinstance(form, GridForm)
    rest(qtbot, window)
    assert not form.number_button.isVisible()


def test_split_makes_two_and_is_one_undo(qtbot: QtBot, window: Window, shell: Shell) -> None:
    page = grids_list(qtbot, window, shell)
    grid = grid_named(shell, "会师路第二网格")
    dialog = start_split(shell, page, grid)
    assert [row.code.text() for row in dialog.parts] == ["3608810020011008", "3608810020011009"]
    assert [row.households.text() for row in dialog.parts] == ["196", "195"]
    assert cut_texts(dialog) == [] and nameless(dialog) == []
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()
    rest(qtbot, window)
    assert count(shell) == 86
    assert count(shell, Filter("open", "is", False)) == 1
    assert "已拆分 会师路第二网格" in shell._strip.text.whole()
    undo_last(shell)
    assert count(shell) == 84
    assert count(shell, Filter("open", "is", False)) == 0


def test_split_into_a_used_code_says_so_and_changes_nothing(qtbot: QtBot, window: Window, shell: Shell) -> None:
    page = grids_list(qtbot, window, shell)
    dialog = start_split(shell, page, grid_named(shell, "会师路第二网格"))
    dialog.parts[0].code.setText("3608810020011001")
    dialog.submit()
    until(qtbot, dialog.banner.isVisible)
    assert "编码不能重复使用" in words(dialog.banner)
    dialog.parts[1].name.clear()
    dialog.submit()
    assert "没有填写" in dialog.parts[1].fields["name"].mistake()
    dialog.reject()
    assert count(shell) == 84


def test_merge_adds_up_and_closes_the_old_ones(qtbot: QtBot, window: Window, shell: Shell) -> None:
    page = grids_list(qtbot, window, shell)
    ids = [grid_named(shell, name) for name in ("会师路第一网格", "会师路第二网格")]
    dialog = start_merge(shell, page, ids)
    assert dialog is not None
    assert dialog.part.households.text() == str(342 + 391)
    dialog.part.name.setText("会师路东片网格")
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()
    rest(qtbot, window)
    assert count(shell, Filter("open", "is", True)) == 83
    assert start_merge(shell, page, ids[:1]) is None
    assert "至少要勾选两个" in shell._strip.text.whole()


def _community(shell: Shell, name: str = "会师路社区") -> UUID:
    with shell.database.read() as session:
        found = records.candidates(session, "divisions", name)
    return next(one for one, title, _ in found if title == name)


@pytest.fixture
def map_page(qtbot: QtBot, window: Window, shell: Shell) -> MapPage:
    """The map of 会师路社区."""
    shell.go("grids", view="map", community=_community(shell))
    rest(qtbot, window)
    page: Any = shell.made("grids")
    assert isinstance(page.map, MapPage)
    return page.map


def test_map_shows_grids_list_and_check(map_page: MapPage) -> None:
    shown = map_page.shown()
    assert shown is not None
    assert len(shown.grids) == 8
    assert map_page.list.list.count() == 8
    assert "无缝隙、无重叠" in words(map_page.banner)
    assert cut_texts(map_page) == [] and nameless(map_page) == []


def test_list_and_map_pick_the_same_grid(qtbot: QtBot, shell: Shell, map_page: MapPage) -> None:
    grid = grid_named(shell, "会师路第三网格")
    map_page.list.list.setCurrentRow(2)
    assert map_page.canvas.selected == grid
    map_page.canvas.picked.emit(grid_named(shell, "会师路第一网格"))
    assert map_page.list.list.currentRow() == 0
    map_page.canvas.opened.emit(grid)
    assert isinstance(shell.page(), GridForm)


def test_map_list_is_searched_by_initials(map_page: MapPage) -> None:
    map_page.list.search.setText("xx")
    map_page.list.search.search_now()
    rows = map_page.list.list
    assert [rows.item(at).text().split()[0] for at in range(rows.count()) if not rows.item(at).isHidden()] == [
        "会师路小学专属网格"
    ]


def test_other_community_is_chosen_from_the_menu(qtbot: QtBot, window: Window, map_page: MapPage) -> None:
    menu = map_page.make_menu()
    names = [action.text() for action in menu.actions()]
    assert len(names) == 12
    menu.actions()[names.index("映山红路社区")].trigger()
    rest(qtbot, window)
    shown = map_page.shown()
    assert shown is not None and shown.name == "映山红路社区"


def test_overlap_is_found_told_and_located(qtbot: QtBot, window: Window, shell: Shell, map_page: MapPage) -> None:
    shown = map_page.shown()
    assert shown is not None
    first, second = shown.grids[0], shown.grids[1]
    drawn = [boundaries.Drawn(first.code, second.polygon or [])]
    day = shell.clock.today()
    shell.database.act("导入边界", lambda work: boundaries.import_boundaries(work, drawn, day, "试"))
    until(qtbot, lambda: "重叠 1 处" in words(map_page.banner))
    assert "缝隙 1 处" in words(map_page.banner)
    map_page._locate.click()
    assert "1/2" in words(map_page.banner)


def test_exported_boundaries_come_back_unchanged(
    qtbot: QtBot, window: Window, shell: Shell, map_page: MapPage, tmp_path: Path
) -> None:
    file = tmp_path / "边界.geojson"
    map_page.export_to(file)
    until(qtbot, file.exists)
    rest(qtbot, window)
    map_page.import_file(file)
    page = shell.page()
    assert isinstance(page, ImportPage)
    until(qtbot, lambda: page.plan() is not None)
    rest(qtbot, window)
    plan = page.plan()
    assert plan is not None and not plan.refused and not plan.overlaps
    assert len(page.chosen()) == 9
    page.take()
    until(qtbot, lambda: not isinstance(shell.page(), ImportPage))
    assert "9 个没有变化" in shell._strip.text.whole()


def test_plan_names_what_is_refused_and_what_fits_nothing(
    qtbot: QtBot, window: Window, shell: Shell, map_page: MapPage, tmp_path: Path
) -> None:
    file = tmp_path / "边界.geojson"
    ring = [[114.1, 26.7], [114.2, 26.8], [114.2, 26.7], [114.1, 26.8], [114.1, 26.7]]
    square = [[114.16, 26.57], [114.161, 26.57], [114.161, 26.571], [114.16, 26.571], [114.16, 26.57]]
    features = [
        {"type": "Feature", "properties": {"name": name, "code": code}, "geometry": {
            "type": "Polygon", "coordinates": [points]}}
        for name, code, points in (("画错的", "1", ring), ("新区", "2", square), ("二网格", "3608810020011002", square))
    ]  # fmt: skip
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    map_page.import_file(file)
    page = shell.page()
    assert isinstance(page, ImportPage)
    until(qtbot, lambda: page.plan() is not None)
    assert "可导入 1 个  对不上 1 个  拒收 1 个" in words(page)
    page.list.item(next(at for at in range(page.list.count()) if page.list.item(at).data(Qt.ItemDataRole.UserRole))
                   ).setCheckState(Qt.CheckState.Unchecked)  # fmt: skip
    assert not page.go.isEnabled()


def test_file_that_is_no_map_is_refused_in_one_sentence(
    qtbot: QtBot, window: Window, shell: Shell, map_page: MapPage, tmp_path: Path
) -> None:
    file = tmp_path / "名单.geojson"
    file.write_text("姓名,电话", "utf-8")
    map_page.import_file(file)
    page = shell.page()
    assert isinstance(page, ImportPage)
    until(qtbot, page.banner.isVisible)
    assert "没有导入" in words(page.banner)


def test_map_leads_to_the_signboard_of_its_community(
    qtbot: QtBot, window: Window, shell: Shell, map_page: MapPage
) -> None:
    next(one for one in map_page.findChildren(QPushButton) if one.text() == "打印示意图").click()
    rest(qtbot, window)
    assert shell.page() is shell.made("preview")
