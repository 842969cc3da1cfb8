"""The rows of a list: what they say, how they are ordered, ticked and kept up to date."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.models import Grid
from desktop.services import saving
from desktop.services.records import Filter, Query
from desktop.storage.work import Work
from desktop.views.records.model import CLIPBOARD, PAGE, RECORD, SORT, RecordModel

from .conftest import PlainDesk, Town

NAMES = ["code", "name", "kind", "community_id", "households", "people"]


def loaded(qtbot: QtBot, model: RecordModel, query: Query) -> RecordModel:
    with qtbot.waitSignal(model.loaded):
        model.set_query(query)
    return model


def texts(model: RecordModel, name: str) -> list[str]:
    column = model.names.index(name) + 1
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_model_keeps_the_rules_of_qt(desk: PlainDesk, town: Town, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = RecordModel(desk, "grids", NAMES)
    qtmodeltester.check(model)
    loaded(qtbot, model, Query("grids"))
    qtmodeltester.check(model)
    model.set_columns(["name", "code"])
    loaded(qtbot, model, Query("grids", order=(("households", True),)))
    qtmodeltester.check(model)


def test_rows_come_in_the_order_of_the_code_with_what_they_hold(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    model = loaded(qtbot, RecordModel(desk, "grids", NAMES), Query("grids"))
    codes = texts(model, "code")
    assert len(codes) == 6
    assert codes == sorted(codes)
    people = model.index(0, 6)
    assert people.data(SORT) + 0 == int(people.data(CLIPBOARD).replace(",", ""))
    assert "," in people.data()
    assert model.index(0, 3).data() == "综合"
    assert model.headerData(2, Qt.Orientation.Horizontal) == "网格名称"


def test_order_is_made_by_the_database(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    model = loaded(qtbot, RecordModel(desk, "grids", NAMES), Query("grids"))
    with qtbot.waitSignal(model.loaded):
        model.sort(5, Qt.SortOrder.DescendingOrder)
    assert texts(model, "households") == ["620", "620", "405", "404", "402", "401"]
    assert model.query.order == (("households", True),)


def test_ticks_stay_with_their_records(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    model = loaded(qtbot, RecordModel(desk, "grids", NAMES), Query("grids"))
    model.setData(model.index(1, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    wanted = model.index(1, 1).data(RECORD)
    with qtbot.waitSignal(model.loaded):
        model.sort(1, Qt.SortOrder.DescendingOrder)
    assert model.ticked() == [wanted]
    assert model.is_ticked(model.row_of(wanted))
    assert model.tick_state() == Qt.CheckState.PartiallyChecked
    model.tick_all(True)
    model.tick([0], False)
    assert model.ticked_count() == 5
    assert model.id_at(0) not in model.ticked()


def test_all_ticked_does_not_reach_records_that_come_later(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    model = loaded(qtbot, RecordModel(desk, "grids", NAMES), Query("grids"))
    model.tick_all(True)
    town.grid(7)
    with qtbot.waitSignal(model.loaded):
        model.refresh()
    assert model.rowCount() == 7
    assert model.ticked_count() == 0


def test_refresh_shows_what_changed_and_keeps_old_rows_meanwhile(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    model = loaded(qtbot, RecordModel(desk, "grids", NAMES), Query("grids"))
    town.change("grids", town.grids[0], name="会师广场网格")
    with qtbot.waitSignal(model.loaded):
        model.refresh()
        assert model.rowCount() == 6
        assert model.index(0, 2).data()
    assert "会师广场网格" in texts(model, "name")


def test_filters_searches_and_deleted_records(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    town.do(lambda work: saving.remove(work, "grids", town.grids[5]))
    model = loaded(
        qtbot, RecordModel(desk, "grids", NAMES), Query("grids", filters=(Filter("households", "from", 600),))
    )
    assert model.rowCount() == 1
    loaded(qtbot, model, Query("grids", deleted=True))
    assert [model.id_at(0)] == [town.grids[5]]
    loaded(qtbot, RecordModel(desk, "people"), Query("people", text="xyl"))
    people = loaded(qtbot, RecordModel(desk, "people"), Query("people", text="xyl"))
    assert texts(people, "name") == ["解玉兰"]
    assert texts(people, "mobile") == ["139****4823"]


def test_long_lists_fetch_the_pages_looked_at(desk: PlainDesk, town: Town, qtbot: QtBot) -> None:
    for number in range(7, 7 + 2 * PAGE):
        town.grid(number)
    model = loaded(qtbot, RecordModel(desk, "grids", NAMES), Query("grids"))
    assert model.rowCount() == 6 + 2 * PAGE
    last = model.index(model.rowCount() - 1, 1)
    assert last.data() is None
    qtbot.waitUntil(lambda: last.data() is not None)
    assert last.data() == max(texts(model, "code"), key=lambda text: text or "")


@pytest.mark.parametrize("many", [49, 50, 51, 100, 101])
def test_lists_of_any_length_are_whole(
    desk: PlainDesk, town: Town, qtbot: QtBot, qtmodeltester: ModelTester, many: int
) -> None:
    def fill(work: Work) -> None:
        for number in range(7, many + 1):
            work.add(copied(work, town.grids[0], number))

    town.do(fill)
    model = loaded(qtbot, RecordModel(desk, "grids", NAMES), Query("grids"))
    assert model.rowCount() == many
    qtbot.waitUntil(lambda: None not in [text for row in range(many) for text in [model.index(row, 1).data()]])
    assert len(set(texts(model, "code"))) == many
    qtmodeltester.check(model)


def copied(work: Work, grid_id: UUID, number: int) -> Grid:
    first = work.session.get(Grid, grid_id)
    assert first is not None
    return Grid(code=f"X-{number:04d}", name=f"第{number}网格", kind=first.kind, community_id=first.community_id)
