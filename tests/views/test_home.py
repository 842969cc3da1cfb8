"""The home page on the demonstration office: what it shows is computed, and everything on it opens its rows."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.services import figures, saving, settings
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor, Work
from desktop.views.home.page import HomePage, day_text, short
from tests.offices import a_grid, enter
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]


def tile_words(page: HomePage) -> dict[str, str]:
    return {key: tile.accessibleName() for key, tile in page.tiles.items()}


def test_tiles_show_the_figures(demo_office: OpenOffice, stand: Stand, show: Show) -> None:
    desk = stand(demo_office)
    words = tile_words(show(HomePage(desk), desk))
    assert words["grids.communities"] == "社区 12 个，3 个街道、镇"
    assert words["grids.total"] == "网格 84 个，6 个超出规模标准"
    assert words["team.grid_members"] == "网格员 107 名，1 个网格缺网格员"
    assert words["team.full_time"] == "专职网格员 19 名，占网格员 17.8 %"
    assert words["team.party_share"] == "党员占比 62.6 %，67 / 107 名"
    assert words["grids.incomplete_staff"].startswith("1+N+N 不全 3 个")


def test_a_tile_opens_the_rows_behind_it(demo_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot) -> None:
    desk = stand(demo_office)
    page = show(HomePage(desk), desk)
    for key, tile in page.tiles.items():
        if tile.isHidden():
            continue
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
        query = figures.rows_behind(key)
        assert query is not None
        assert desk.lists[-1] == (query.kind, query.filters, None)


def test_a_figure_stated_otherwise_is_flagged_beside_the_computed_one(
    demo_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    def claim(work: Work) -> None:
        settings.save(work, {"figures.stated": ["网格 90", "网格员 107", "看不懂的一行"]})

    demo_office.database.act("设置", claim)
    desk = stand(demo_office)
    page = show(HomePage(desk), desk)
    assert page.differs.isVisible()
    words = " ".join(one.text() for one in page.differs.findChildren(QLabel))
    assert "90" in words and "84" in words and "107" not in words
    qtbot.mouseClick(page.differs.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert desk.lists[-1][0] == "grids"
    assert not cut_texts(page)


def test_findings_open_what_they_are_about(demo_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot) -> None:
    desk = stand(demo_office)
    page = show(HomePage(desk), desk)
    rows = {row.finding.key: row for row in page.findings.rows()}
    qtbot.keyClick(rows["backups.none"], Qt.Key.Key_Return)
    assert desk.went == [("backup", {})]
    qtbot.mouseClick(rows["grids.outside_size_limits"], Qt.MouseButton.LeftButton)
    assert desk.lists[-1][0] == "grids"


def test_a_change_shows_by_itself(demo_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot) -> None:
    desk = stand(demo_office)
    page = show(HomePage(desk), desk)
    a_grid(demo_office, 99)
    qtbot.waitUntil(lambda: page.tiles["grids.total"].accessibleName().startswith("网格 85 个"), timeout=10_000)
    assert page.recent.rows()[0].entry.label.startswith("新增网格")


def test_nothing_is_read_while_the_page_is_hidden(
    demo_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    desk = stand(demo_office)
    page = show(HomePage(desk), desk)
    page.hide()
    a_grid(demo_office, 99)
    settle(desk, qtbot)
    assert page.tiles["grids.total"].accessibleName().startswith("网格 84 个")
    page.show()
    settle(desk, qtbot)
    assert page.tiles["grids.total"].accessibleName().startswith("网格 85 个")


def test_a_bar_opens_the_grids_of_its_community(demo_office: OpenOffice, stand: Stand, show: Show) -> None:
    desk = stand(demo_office)
    page = show(HomePage(desk), desk)
    page.chart.picked.emit(0)
    seen = page.seen()
    assert seen is not None
    assert desk.lists[-1] == ("grids", seen.areas[0].query.filters, None)


def test_an_empty_office_says_so_without_a_figure_of_nothing(file_office: OpenOffice, stand: Stand, show: Show) -> None:
    desk = stand(file_office)
    page = show(HomePage(desk), desk)
    assert tile_words(page)["team.party_share"].startswith("党员占比 — %")
    assert tile_words(page)["grids.communities"] == "社区 — 个，先录入网格"
    assert tile_words(page)["grids.total"] == "网格 0 个，先录入网格"
    assert page.no_grids.isVisible()
    assert not page.chart.isVisible()
    assert page.heads.rows()


def test_more_findings_than_there_is_room_for_fold_away(
    file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    grid = a_grid(file_office, households=90)
    for name, consent in (("解玉兰", "photo"), ("单雄信", "mobile")):
        more = {f"{consent}_consent_on": date(2025, 1, 1), f"{consent}_consent_until": date(2026, 11, 1)}
        person = enter(file_office, "people", {"name": name, **more})
        enter(file_office, "posts", {"person_id": person, "grid_id": grid, "kind": "volunteer",
                                     "started_on": "2025-1-1"})  # fmt: skip
    desk = stand(file_office)
    page = show(HomePage(desk), desk)
    many = len(page.findings.rows())
    assert many > 5
    assert sum(row.isVisible() for row in page.findings.rows()) == 5
    qtbot.mouseClick(page.every, Qt.MouseButton.LeftButton)
    assert sum(row.isVisible() for row in page.findings.rows()) == many


def test_who_may_not_write_is_offered_nothing_new(demo_office: OpenOffice, stand: Stand, show: Show) -> None:
    demo_office.database.actor = Actor(None, "审核员", "reviewer")
    assert not saving.allowed("grids", demo_office.database.actor)
    desk = stand(demo_office)
    page = show(HomePage(desk), desk)
    assert "新建" not in [one.text() for one in page.findChildren(type(page.every))]


def test_every_word_has_room_on_small_screens(demo_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot) -> None:
    desk = stand(demo_office)
    page = show(HomePage(desk), desk)
    assert cut_texts(page) == []
    assert nameless(page) == []
    page.resize(*NARROW)
    assert fits(page, NARROW)
    settle(desk, qtbot)
    assert cut_texts(page) == []
    assert page.scroll.horizontalScrollBar().maximum() == 0


def test_words_of_the_page() -> None:
    assert day_text(date(2026, 11, 24)) == "2026年11月24日  星期二"
    assert [short(name) for name in ("会师路社区", "茨坪镇", "社区")] == ["会师路", "茨坪", "社区"]
