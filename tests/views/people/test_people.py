"""The team: people and posts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.models import Post
from desktop.services import saving
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter
from desktop.views import theme
from desktop.views.people.adjust import AdjustDialog, start_adjustment
from desktop.views.people.allocation import Allocation
from desktop.views.people.completeness import MISSING, Completeness
from desktop.views.people.page import PeoplePage
from desktop.views.shell import Shell
from desktop.views.widgets.cells import CELL_PADDING
from tests.offices import a_grid, a_person, a_post
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, WIDE, Show, Stand, fits, settle, show, stand
from tests.views.program import rest

__all__ = ["show", "stand"]


def test_views_count_as_the_figures_do(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.go("people")
    rest(qtbot, window)
    page: Any = shell.page()
    counts = []
    for at in range(7):
        page.people.tabs.set_current(str(at))
        rest(qtbot, window)
        counts.append(page.people.model.rowCount())
    assert counts[3:5] == [107, 19]
    assert counts[0] > counts[1] > counts[6] > 0


def test_posts_are_a_list_of_their_own(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.open_list("posts", [Filter("kind", "is", "leader")])
    rest(qtbot, window)
    page: Any = shell.page()
    assert page.posts.model.rowCount() == 84
    assert "个岗位" in page.sums()
    page.show_kind("people")
    assert page._stack.currentWidget() is page.people


def test_a_long_name_is_read_whole(qtbot: QtBot, window: Window, shell: Shell) -> None:
    long = "阿依努尔·买买提江"
    values = {"name": long, "gender": "female"}
    shell.database.act("新增人员", lambda work: saving.save(work, "people", None, values))
    shell.go("people")
    rest(qtbot, window)
    page: Any = shell.page()
    page.people.search.setText(long)
    page.people.search.search_now()
    rest(qtbot, window)
    table = page.people.table
    room = table.columnWidth(table.records().names.index("name") + 1) - 2 * CELL_PADDING
    assert long in [table.records().index(at, 1).data() for at in range(table.records().rowCount())]
    assert room >= QFontMetrics(theme.font("body", bold=True)).horizontalAdvance(long)


def test_what_grids_lack_is_painted_and_opens_their_posts(
    stand: Stand, show: Show, demo_office: OpenOffice, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    desk = stand(demo_office)
    page: Completeness = show(Completeness(desk), desk)
    qtmodeltester.check(page.model)
    assert page.sums() == "84 个网格  3 个有缺" and page.model.rowCount() == 84
    page.which.set_current(MISSING)
    page._fill()
    assert [page.model.index(row, 6).data() for row in range(3)] == [
        "缺平安志愿者 1 名",
        "缺网格员 1 名",
        "缺平安志愿者 1 名",
    ]
    assert page.model.index(0, 2).data() == "长1 员2 志0"
    page.table.setCurrentIndex(page.model.index(1, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    kind, filters, _ = desk.lists[-1]
    assert kind == "posts" and filters[1] == Filter("current", "is", True)
    assert filters[0] == Filter("grid_id", "is", page._shown[1].grid_id)
    page.print_button.click()
    assert desk.went[-1] == ("preview", {"paper": "completeness", "missing": True})


def test_the_advice_is_counted_again_for_another_number_and_saved(
    stand: Stand, show: Show, demo_office: OpenOffice, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = stand(demo_office)
    page: Allocation = show(Allocation(desk), desk)
    assert page.sums() == "专职 19 人  按 19 人配置"
    page.total.setValue(30)
    settle(desk, qtbot)
    advice = page.advice()
    assert advice is not None and sum(one.advised for one in advice.lines) == 30
    assert page.model.index(12, 6).data() == "30"
    page.print_button.click()
    assert desk.went[-1] == ("preview", {"paper": "allocation", "total": "30"})


def test_somebody_leaves_by_one_dialog(stand: Stand, show: Show, file_office: OpenOffice, qtbot: QtBot) -> None:
    grid, person = a_grid(file_office), a_person(file_office)
    desk = stand(file_office)
    page = show(PeoplePage(desk), desk)
    assert start_adjustment(desk, page, person) is None and "没有在任的岗位" in desk.toasts[-1][0]
    post = a_post(file_office, person, grid)
    dialog = start_adjustment(desk, page, person)
    assert isinstance(dialog, AdjustDialog)
    dialog.submit()
    settle(desk, qtbot)
    assert "写清" in dialog.fields["reason"].mistake() and dialog.isVisible()
    assert cut_texts(dialog) == [] and nameless(dialog) == []
    dialog.reason.setText("本人申请，支部同意")
    dialog.submit()
    settle(desk, qtbot)
    with file_office.database.read() as session:
        ended = session.get(Post, post)
        assert ended is not None and ended.ended_on == date(2026, 11, 24)
    assert desk.toasts[-1] == ("解玉兰的变动已办理", True)


@pytest.mark.parametrize("part", ["people", "contracts", "completeness", "allocation"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_word_has_room(
    stand: Stand, show: Show, demo_office: OpenOffice, qtbot: QtBot, size: tuple[int, int], part: str
) -> None:
    desk = stand(demo_office)
    page = show(PeoplePage(desk), desk, size)
    page.show_part(part)
    settle(desk, qtbot)
    assert fits(page, size)
    assert cut_texts(page) == []
    assert nameless(page) == []
