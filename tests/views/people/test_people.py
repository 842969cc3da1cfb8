"""The team: people and posts."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.services import saving
from desktop.services.records import Filter
from desktop.views import theme
from desktop.views.shell import Shell
from desktop.views.widgets.cells import CELL_PADDING
from tests.views.program import rest


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
