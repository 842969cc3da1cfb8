from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.views.widgets.banner import Banner
from desktop.views.widgets.tag import Tag, TagRow
from desktop.views.widgets.text import Elided
from desktop.views.widgets.waiting import EmptyState, LoadingBars, ProgressStrip, UndoStrip
from tests.views.widgets.conftest import Show


def test_short_loading_shows_nothing(qtbot: QtBot, show: Show) -> None:
    bars = LoadingBars()
    show(bars)
    bars.start()
    assert not bars.bars_shown()
    bars.stop()
    qtbot.wait(250)
    assert not bars.bars_shown()


def test_long_loading_shows_bars_until_the_rows_are_there(qtbot: QtBot, show: Show) -> None:
    bars = LoadingBars()
    show(bars)
    bars.start()
    qtbot.waitUntil(bars.bars_shown)
    bars.stop()
    assert not bars.bars_shown()


def test_progress_is_told_in_numbers_and_can_be_cancelled_once(qtbot: QtBot, show: Show) -> None:
    strip = ProgressStrip()
    show(strip)
    strip.set_progress(5220, 8699, "正在核对 8,699 行")
    assert strip.count.text() == "5,220 / 8,699"
    assert strip.bar.accessibleName() == "正在核对 8,699 行 5,220 / 8,699"
    asked: list[int] = []
    strip.cancelled.connect(lambda: asked.append(1))
    strip.cancel.click()
    strip.cancel.click()
    assert asked == [1]
    strip.reset("正在导出")
    assert strip.cancel.isEnabled()
    assert strip.count.text() == ""


def test_what_was_done_can_be_undone_from_the_strip(qtbot: QtBot, show: Show) -> None:
    page = show(QPushButton("新建"))
    strip = UndoStrip(page)
    strip.show_done("已调整 3 个网格的网格长")
    assert strip.isVisible()
    assert strip.accessibleName() == "已调整 3 个网格的网格长，可以撤销"
    with qtbot.waitSignal(strip.undone):
        qtbot.mouseClick(strip.undo, Qt.MouseButton.LeftButton)
    assert not strip.isVisible()


def test_the_strip_keeps_to_the_foot_of_its_window(qtbot: QtBot, show: Show) -> None:
    page = show(QPushButton("新建"))
    strip = UndoStrip(page)
    strip.show_done("已停用第三网格", can_undo=False)
    assert not strip.undo.isVisible()
    page.resize(880, 500)
    QApplication.processEvents()
    assert page.rect().contains(strip.geometry())
    assert abs(strip.geometry().center().x() - page.rect().center().x()) <= 1


def test_the_strip_takes_no_focus_from_the_work(show: Show) -> None:
    work = QPushButton("新建")
    page = show(work)
    UndoStrip(page).show_done("已保存")
    assert work.hasFocus()


def test_an_empty_list_says_what_hides_its_rows_and_offers_a_way_out(qtbot: QtBot, show: Show) -> None:
    empty = EmptyState("没有符合条件的网格", "筛选了 2 项  共 84 个网格")
    heard: list[str] = []
    clear = empty.add_action("清除筛选", lambda: heard.append("clear"), "close")
    show(empty)
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert heard == ["clear"]
    assert empty.accessibleName() == "没有符合条件的网格。筛选了 2 项  共 84 个网格"


def test_a_banner_is_read_out_whole_and_acts(qtbot: QtBot, show: Show) -> None:
    banner = Banner("danger", "没有保存", "数据文件正被另一台电脑使用。改动已存为草稿。")
    heard: list[str] = []
    again = banner.add_action("重试", lambda: heard.append("again"), "refresh")
    show(banner)
    qtbot.keyClick(again, Qt.Key.Key_Space)
    assert heard == ["again"]
    banner.set_message("green", "已保存")
    assert banner.property("card") == "green"
    assert not banner.text.isVisible()
    assert banner.accessibleName().startswith("已保存")


def test_more_than_three_tags_are_counted_and_named(qtbot: QtBot, show: Show) -> None:
    row = TagRow(
        [("综合", "grey"), ("规模合适", "green"), ("1+N+N 完整", "green"), ("有边界", "blue"), ("演示", "gold")]
    )
    show(row)
    words = [tag.text() for tag in row.findChildren(Tag)]
    assert words == ["综合", "规模合适", "1+N+N 完整", "+2"]
    assert row.findChildren(Tag)[-1].toolTip() == "有边界　演示"
    row.set_tags([("综合", "grey")])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [tag.text() for tag in row.findChildren(Tag)] == ["综合"]


def test_a_long_line_is_shortened_and_whole_in_its_tooltip(show: Show) -> None:
    words = "补录 调解协议书签收 (2026)茨坪人调字第47号"
    line = Elided(words)
    page = show(line, width=160)
    assert line.text().endswith("…")
    assert line.toolTip() == words
    page.resize(700, 300)
    QApplication.processEvents()
    assert line.text() == words
    assert line.toolTip() == ""
