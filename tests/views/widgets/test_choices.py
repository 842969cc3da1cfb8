from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import theme
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chart import Chart, ChartSpec, Series, axes
from desktop.views.widgets.chips import FilterChip, Segmented, Tabs
from desktop.views.widgets.figure import FigureTile
from desktop.views.widgets.focus import FocusRing
from desktop.views.widgets.progress_line import Event, HistoryLine, Step, Stepper
from desktop.views.widgets.question import Question
from tests.views.widgets.conftest import Show

VIEWS = (("all", "全部网格 84"), ("red", "红星街道 25"), ("size", "规模需核对 6"), ("staff", "1+N+N 不完整 4"))


def test_a_chip_is_changed_by_a_click_and_removed_by_its_cross(qtbot: QtBot, show: Show) -> None:
    chip = FilterChip("街道", "红星街道")
    show(chip)
    heard: list[str] = []
    chip.clicked.connect(lambda: heard.append("change"))
    chip.removed.connect(lambda: heard.append("remove"))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 8, 10))
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert heard == ["change", "remove", "change", "remove"]


def test_choosing_a_segment_moves_nothing(qtbot: QtBot, show: Show) -> None:
    switch = Segmented((("all", "全部 20"), ("late", "逾期 3"), ("today", "今天到期 5")))
    show(switch)
    places = [part.geometry() for part in switch.findChildren(QPushButton)]
    with qtbot.waitSignal(switch.chosen) as told:
        switch.set_current("late")
    assert told.args == ["late"]
    assert [part.geometry() for part in switch.findChildren(QPushButton)] == places


def test_arrows_walk_along_a_switch(qtbot: QtBot, show: Show) -> None:
    switch = Segmented((("all", "全部"), ("late", "逾期")))
    show(switch)
    first = switch.findChildren(QPushButton)[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert switch.current() == "late"


def test_tabs_without_room_fold_away_but_never_the_chosen_one(qtbot: QtBot, show: Show) -> None:
    tabs = Tabs(VIEWS)
    page = show(tabs, width=700)
    whole = [tab for tab in tabs.findChildren(QWidget) if tab.isVisible() and not isinstance(tab, QPushButton)]
    assert len(whole) == 4
    tabs.set_current("staff")
    page.resize(260, 200)
    QApplication.processEvents()
    left = [tab for tab in tabs.findChildren(QWidget) if tab.isVisible() and not isinstance(tab, QPushButton)]
    assert 1 <= len(left) < 4
    assert tabs.current() == "staff"
    assert any(tab.isChecked() for tab in left)  # type: ignore[attr-defined]
    assert all(tab.geometry().right() <= tabs.width() for tab in left)


def test_other_tabs_keep_the_place_when_it_is_still_there(qtbot: QtBot, show: Show) -> None:
    tabs = Tabs(VIEWS)
    show(tabs)
    tabs.set_choices(VIEWS[:2], "red")
    assert tabs.current() == "red"
    tabs.set_choices(VIEWS[:2], "gone")
    assert tabs.current() == "all"


def test_a_figure_opens_its_rows_by_mouse_and_keyboard(qtbot: QtBot, show: Show) -> None:
    tile = FigureTile("网格员", "107", "名", "1 个网格缺网格员")
    show(tile)
    opened: list[bool] = []
    tile.clicked.connect(lambda: opened.append(True))
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert len(opened) == 3
    assert tile.accessibleName() == "网格员 107 名，1 个网格缺网格员"


def test_a_red_button_with_the_keyboard_has_a_ring_outside_it(qtbot: QtBot, show: Show) -> None:
    save = button("保存", "check", "primary")
    page = show(save)
    (ring,) = page.findChildren(FocusRing)
    assert ring.isVisible()
    assert ring.geometry() == save.geometry().adjusted(-4, -4, 4, 4)
    page.resize(700, 300)
    QApplication.processEvents()
    assert ring.geometry() == save.geometry().adjusted(-4, -4, 4, 4)
    save.clearFocus()
    assert not ring.isVisible()


def test_a_ring_dies_with_its_page_and_the_next_has_its_own(qtbot: QtBot, show: Show) -> None:
    show(button("保存", "check", "primary"))
    page = QWidget()
    QVBoxLayout(page).addWidget(button("新建", "plus", "primary"))
    page.show()
    page.activateWindow()
    page.findChildren(QPushButton)[0].setFocus()
    qtbot.waitUntil(lambda: bool(page.findChildren(FocusRing)))
    (ring,) = page.findChildren(FocusRing)
    with qtbot.waitSignal(ring.destroyed):
        page.deleteLater()
    other = button("登记", "plus", "primary")
    assert len(show(other).findChildren(FocusRing)) == 1


def test_a_question_is_answered_no_by_enter_and_escape(qtbot: QtBot, light: None) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        question = Question(None, "停用第三网格？", "268 户划入第二网格。", "停用网格")
        qtbot.addWidget(question)
        with qtbot.waitExposed(question):
            question.show()
        question.activateWindow()
        assert question.keep.hasFocus()
        with qtbot.waitSignal(question.rejected):
            qtbot.keyClick(question.keep, key)


def test_a_question_is_answered_yes_only_by_its_verb(qtbot: QtBot, light: None) -> None:
    question = Question(None, "停用第三网格？", "268 户划入第二网格。", "停用网格")
    qtbot.addWidget(question)
    question.show()
    with qtbot.waitSignal(question.accepted):
        qtbot.mouseClick(question.act, Qt.MouseButton.LeftButton)


def test_the_line_of_a_chart_stays_above_its_bars() -> None:
    for lowest in (40.0, 61.5, 83.0, 91.8, 99.0):
        chosen = axes([118, 163, 98], [lowest, 97.0])
        line = (lowest - chosen.floor) / (100 - chosen.floor)
        assert 163 / chosen.top < line


def test_axes_are_round_and_cut_alike() -> None:
    chosen = axes([118, 163, 98], [91.8, 98.8])
    assert (chosen.top, chosen.floor, chosen.parts) == (240, 60, 4)
    assert axes([], []).top == 4
    assert axes([3, 1], []).top == 4


def test_a_chart_is_walked_through_and_opened_by_keyboard(qtbot: QtBot, show: Show) -> None:
    spec = ChartSpec(
        "受理", ("9月", "10月", "11月"), (Series("受理", (1, None, 3)),), Series("办结率", (90.0, None, 95.5))
    )
    chart = Chart(spec)
    show(chart)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    with qtbot.waitSignal(chart.picked) as told:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert told.args == [1]
    assert "10月：受理 —，办结率 —" in chart.accessibleDescription()
    assert "11月：受理 3，办结率 95.5%" in chart.accessibleDescription()


def test_a_missing_value_leaves_a_gap_not_a_zero(qtbot: QtBot, show: Show) -> None:
    bars = Chart(ChartSpec("", ("9月", "10月"), (Series("受理", (5, None)),)))
    zero = Chart(ChartSpec("", ("9月", "10月"), (Series("受理", (5, 0)),)))
    line = Chart(ChartSpec("", ("9月", "10月", "11月"), (), Series("率", (90.0, None, 92.0))))
    for chart in (bars, zero, line):
        show(chart)
    red = theme.token("chart_rate").name()
    image = line.grab().toImage()
    middle = [image.pixelColor(image.width() // 2, y).name() for y in range(image.height())]
    assert red not in middle


def test_stages_are_opened_by_keyboard(qtbot: QtBot, show: Show) -> None:
    stepper = Stepper((Step("登记", "10-08", "done"), Step("受理", "10-09", "current"), Step("归档", "缺 2 件")))
    show(stepper)
    qtbot.keyClick(stepper, Qt.Key.Key_Right)
    with qtbot.waitSignal(stepper.picked) as told:
        qtbot.keyClick(stepper, Qt.Key.Key_Return)
    assert told.args == [2]
    assert "2. 受理 进行中 10-09" in stepper.accessibleDescription()


def test_a_history_is_as_tall_as_its_events(qtbot: QtBot, light: None) -> None:
    history = HistoryLine((Event("建档", "肖桂兰  2021-06-01"),))
    qtbot.addWidget(history)
    one = history.sizeHint().height()
    history.set_events((Event("岗位变动", "肖桂兰  2023-12-01"), Event("建档", "肖桂兰  2021-06-01")))
    assert history.sizeHint().height() == 2 * one
