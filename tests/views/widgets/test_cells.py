from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from desktop.views import theme
from desktop.views.widgets import cells
from desktop.views.widgets.marks import SizeMark, StaffCells
from tests.views.widgets.conftest import Show

pytestmark = pytest.mark.usefixtures("light")


def painted(paint: Callable[[QPainter, QRect], object], width: int = 160, height: int = 32) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme.token("surface"))
    painter = QPainter(image)
    paint(painter, image.rect())
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def name(token: str) -> str:
    return theme.token(token).name()


@pytest.mark.parametrize(
    ("state", "ground"),
    [
        (cells.RowState(), "surface"),
        (cells.RowState(hovered=True), "hover"),
        (cells.RowState(ticked=True), "hover"),
        (cells.RowState(draft=True), "goldtint"),
        (cells.RowState(selected=True, ticked=True, draft=True), "sel"),
    ],
)
def test_the_ground_of_a_row_says_its_state(state: cells.RowState, ground: str) -> None:
    image = painted(lambda painter, rect: cells.paint_row(painter, rect, state))
    assert image.pixelColor(80, 16).name() == name(ground)


def test_a_selected_row_has_a_red_edge_only_at_its_left() -> None:
    state = cells.RowState(selected=True)
    first = painted(lambda painter, rect: cells.paint_row(painter, rect, state, first=True))
    other = painted(lambda painter, rect: cells.paint_row(painter, rect, state, first=False))
    assert [first.pixelColor(x, 16).name() == name("red") for x in range(4)] == [True, True, True, False]
    assert name("red") not in colours(other)


def test_the_ring_goes_round_the_whole_row_not_each_cell() -> None:
    state = cells.RowState(focused=True)
    middle = painted(lambda painter, rect: cells.paint_row(painter, rect, state, first=False, last=False))
    assert middle.pixelColor(80, 0).name() == middle.pixelColor(80, 31).name() == name("focus")
    assert middle.pixelColor(0, 16).name() == middle.pixelColor(159, 16).name() == name("surface")


def test_a_grey_tag_on_a_selected_row_turns_white() -> None:
    plain = painted(lambda painter, rect: cells.paint_tag(painter, rect, "综合", "grey"))
    picked = painted(lambda painter, rect: cells.paint_tag(painter, rect, "综合", "grey", selected=True))
    assert name("greytint") in colours(plain)
    assert name("greytint") not in colours(picked)
    assert name("line2") in colours(picked)


def test_size_outside_the_limits_is_said_in_words_too() -> None:
    words = [cells.size_word(size, 300, 500) for size in (None, 299, 300, 500, 501)]
    assert words == ["不适用", "偏小", "", "", "偏大"]
    fits = painted(lambda painter, rect: cells.paint_size_mark(painter, rect, 412))
    large = painted(lambda painter, rect: cells.paint_size_mark(painter, rect, 547))
    assert name("greenmark") in colours(fits)
    assert name("dangermark") not in colours(fits)
    assert name("dangermark") in colours(large)
    beside = QRect(76, 0, 84, 32)
    assert colours(fits.copy(beside)) == {name("surface")}
    assert len(colours(large.copy(beside))) > 1


def test_a_size_beyond_the_groove_stays_on_it() -> None:
    image = painted(lambda painter, rect: cells.paint_size_mark(painter, rect, 5000), width=72)
    assert name("dangermark") in colours(image)


@pytest.mark.parametrize(("strength", "family"), [((0, 1, 2), "danger"), ((1, 0, 2), "danger"), ((1, 1, 0), "amber")])
def test_a_missing_person_stands_out(strength: cells.Strength, family: str) -> None:
    image = painted(lambda painter, rect: cells.paint_staff(painter, rect, strength))
    assert name(f"{family}tint") in colours(image)
    whole = painted(lambda painter, rect: cells.paint_staff(painter, rect, (1, 1, 2)))
    assert name(f"{family}tint") not in colours(whole)


def test_tick_boxes_differ_by_more_than_colour() -> None:
    states = (Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked)
    images = [painted(lambda painter, rect, s=state: cells.paint_tick(painter, rect, s), 20, 20) for state in states]
    inside = [(x, y) for x in range(4, 16) for y in range(4, 16)]
    whites = [sum(image.pixelColor(x, y).name() == "#ffffff" for x, y in inside) for image in images]
    assert len(set(whites)) == 3


def test_marks_are_read_out() -> None:
    assert SizeMark(486).accessibleName() == "规模：486 户，规模合适，标准 300 至 500 户"
    assert SizeMark(547).accessibleName() == "规模：547 户，偏大，标准 300 至 500 户"
    assert SizeMark(None).accessibleName().startswith("规模：不适用")
    assert StaffCells(1, 0, 3).accessibleName() == "网格长 1 名，网格员 0 名，平安志愿者 3 名"


def test_a_table_paints_hover_and_focus_over_the_whole_row(show: Show) -> None:
    model = QStandardItemModel(3, 3)
    for row in range(3):
        for column in range(3):
            model.setItem(row, column, QStandardItem(""))
    table = QTableView()
    table.setModel(model)
    table.setShowGrid(False)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.setItemDelegate(cells.RowDelegate(table))
    show(table)
    table.setCurrentIndex(model.index(1, 1))
    QTest.mouseMove(table.viewport(), table.visualRect(model.index(2, 0)).center())
    QApplication.processEvents()
    image = table.viewport().grab().toImage()

    def at(row: int, column: int) -> str:
        return image.pixelColor(table.visualRect(model.index(row, column)).center()).name()

    for column in range(3):
        assert at(0, column) == name("surface")
        assert at(1, column) == name("sel")
        assert at(2, column) == name("hover")
        top = table.visualRect(model.index(1, column)).topLeft() + QPoint(9, 0)
        assert image.pixelColor(top).name() == name("focus")
