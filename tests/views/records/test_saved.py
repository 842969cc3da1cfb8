"""Saved views on the tabs of a list."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.records import Filter
from desktop.views.records.list import RecordList
from desktop.views.records.saved import ViewName

from .conftest import PlainDesk, Town

LARGE = (Filter("households", "from", 500),)


@pytest.fixture
def page(desk: PlainDesk, town: Town, qtbot: QtBot) -> RecordList:
    return opened(desk, qtbot)


def opened(desk: PlainDesk, qtbot: QtBot) -> RecordList:
    made = RecordList(desk, "grids")
    qtbot.addWidget(made)
    made.resize(1198, 640)
    with qtbot.waitExposed(made):
        made.show()
    rest(made, qtbot)
    return made


def rest(page: RecordList, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.model.is_complete() and not page._desk.jobs.busy())  # type: ignore[attr-defined]
    qtbot.wait(80)
    qtbot.waitUntil(lambda: not page._desk.jobs.busy())  # type: ignore[attr-defined]


def labels(page: RecordList) -> list[str]:
    return [one.label for one in page.tabs.views]


def keep_large(page: RecordList, qtbot: QtBot) -> None:
    page.show_filters(LARGE)
    page.model.sort(page.model.names.index("households") + 1)
    page.table.set_columns(["name", "households"])
    rest(page, qtbot)
    page.saved.keep("偏大")
    qtbot.waitUntil(lambda: "偏大" in labels(page))
    rest(page, qtbot)


def test_a_view_is_kept_and_there_when_the_list_is_opened_again(
    desk: PlainDesk, page: RecordList, qtbot: QtBot
) -> None:
    keep_large(page, qtbot)
    assert page.saved.current is not None and page.saved.current.label == "偏大"
    page.table.set_columns(["name", "code", "people"])
    again = opened(desk, qtbot)
    assert labels(again) == ["全部网格", "偏大"]
    assert again.model.rowCount() == 6 and again.model.names == ["name", "code", "people"]
    again.tabs.set_current("1")
    rest(again, qtbot)
    assert again.model.query.filters == LARGE and again.model.query.order == (("households", False),)
    assert again.model.names == ["name", "households"]
    assert again.model.rowCount() == 2
    again.tabs.set_current("0")
    rest(again, qtbot)
    assert again.model.query.filters == () and again.model.query.order == ()
    assert again.model.names == ["name", "code", "people"]


def test_a_view_is_renamed_moved_and_deleted_where_it_stands(page: RecordList, qtbot: QtBot) -> None:
    keep_large(page, qtbot)
    page.saved.keep("第二个")
    qtbot.waitUntil(lambda: labels(page) == ["全部网格", "偏大", "第二个"])
    rest(page, qtbot)
    page.saved.move(-1)
    qtbot.waitUntil(lambda: labels(page) == ["全部网格", "第二个", "偏大"])
    rest(page, qtbot)
    page.saved.rename("偏大二")
    qtbot.waitUntil(lambda: labels(page) == ["全部网格", "偏大二", "偏大"])
    rest(page, qtbot)
    assert page.tabs.current() == "1"
    page.saved.remove()
    qtbot.waitUntil(lambda: labels(page) == ["全部网格", "偏大"])
    rest(page, qtbot)
    assert page.tabs.current() == "0" and page.model.rowCount() == 6


def test_a_used_name_is_refused_in_words(desk: PlainDesk, page: RecordList, qtbot: QtBot) -> None:
    keep_large(page, qtbot)
    page.saved.keep("偏大")
    qtbot.waitUntil(lambda: "已经有名为“偏大”的视图" in desk.toasts[-1][0])
    assert labels(page) == ["全部网格", "偏大"]


def test_the_menu_offers_what_can_be_done(page: RecordList, qtbot: QtBot) -> None:
    assert [one.text() for one in page.saved.menu().actions()] == ["存为新视图…"]
    keep_large(page, qtbot)
    words = [one.text() for one in page.saved.menu().actions() if one.text()]
    assert words == ["存为新视图…", "用现在的筛选更新“偏大”", "改名…", "左移", "右移", "删除"]
    dialog = ViewName(page, "存为新视图")
    assert not dialog.act.isEnabled()
    dialog.line.setText("甲")
    assert dialog.act.isEnabled()
    dialog.deleteLater()
