"""The counts of a year by kind of station: on screen, as a sheet and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout

from desktop.errors import UserError
from desktop.exchange import table_file
from desktop.services import stations_papers
from desktop.services.counting import months
from desktop.services.records import Filter
from desktop.services.stations_papers import YearCounts
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.widgets import cells
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.inputs import Choice
from desktop.views.widgets.short_table import Index, ShortTable
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState

CONCERNED = frozenset({"stations", "station_members", "station_activities", "codes", "divisions"})

KIND_LEAST, FIGURE_LEAST, FIGURE_MOST = 164, 72, 92
"""Widths of the columns."""


class CountsModel(ShortTable[list[str | int]]):
    """A line for each kind, the sum last."""

    columns = ("类型", "运行中", "党员牵头", "当年新设", "成员", "活动", "参加人次", "受理", "办结", "办结率")
    figures = frozenset(range(1, 10))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid():
            return None
        value = self.rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{value:,}" if isinstance(value, int) else value or "—"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(cells.RIGHT if index.column() in self.figures else cells.LEFT)
        if role == Qt.ItemDataRole.FontRole and index.row() == len(self.rows) - 1:
            return theme.font("body", bold=True)
        return None


class Counts(QFrame):
    """The table of one year; Enter on a line opens its stations or activities."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._counted: YearCounts | None = None
        self.year = Choice((), "年度")
        self.year.currentIndexChanged.connect(lambda _at: self.reload())
        self.sheet = button("导出", "export", key="export")
        self.sheet.clicked.connect(lambda _checked=False: self.save_as())
        self.paper = button("打印", "print", key="boards")
        self.paper.clicked.connect(lambda _checked=False: self.print())
        head = QHBoxLayout()
        head.setContentsMargins(tokens.PAGE_MARGIN, tokens.SPACE[2], tokens.PAGE_MARGIN, 8)
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label("年度统计", "h1"))
        head.addWidget(self.year)
        self.remark = label("", "sub")
        head.addWidget(self.remark)
        head.addStretch(1)
        head.addWidget(self.sheet)
        head.addWidget(self.paper)
        self.banner = Banner("danger", "没有完成", " ")
        self.banner.hide()
        self.model = CountsModel(self)
        self.table = QTableView()
        self.table.setAccessibleName("阵地年度统计")
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        cells.name_corner(self.table)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(tokens.HEIGHT["row"]))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.activated.connect(lambda index: self.open_kind(index.row()))
        self.none_yet = EmptyState("这一年没有阵地和活动", "登记阵地和活动以后，这里按类型统计")
        self.none_yet.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addWidget(self.banner)
        outer.addWidget(self.table, 1)
        outer.addWidget(self.none_yet, 1)
        self.setFocusProxy(self.table)
        desk.changes.happened.connect(self._changed)
        self._fill_years()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the kinds what the figures leave, but room for their words; the figures move closer together first."""
        super().resizeEvent(event)
        header, room = self.table.horizontalHeader(), self.table.width() - theme.px(4)
        figures = len(CountsModel.columns) - 1
        each = min(theme.px(FIGURE_MOST), max(theme.px(FIGURE_LEAST), (room - theme.px(KIND_LEAST)) // figures))
        for column in range(1, figures + 1):
            header.resizeSection(column, each)
        header.resizeSection(0, max(theme.px(KIND_LEAST), room - figures * each))

    def _fill_years(self) -> None:
        desk = self._desk

        def read(progress: Any) -> list[int]:
            with desk.database.read() as session:
                return stations_papers.years(session, desk.context())

        def take(found: list[int]) -> None:
            now = self.year.value()
            self.year.blockSignals(True)
            self.year.set_choices([(f"{one} 年", one) for one in found])
            self.year.set_value(now if now in found else found[0])
            self.year.blockSignals(False)
            self.reload()

        desk.jobs.run(self, read, take, label="读取年度")

    def reload(self) -> None:
        """Count the year that is chosen."""
        year = self.year.value()
        if not isinstance(year, int):
            return
        desk = self._desk

        def read(progress: Any) -> YearCounts:
            with desk.database.read() as session:
                return stations_papers.year_counts(session, desk.context(), year)

        desk.jobs.run(self, read, self._take, label="统计阵地")

    def _take(self, counted: YearCounts) -> None:
        self._counted = counted
        self.model.set_rows(stations_papers.table(counted)[1])
        self.remark.setText(f"截至 {counted.as_of}")
        self.table.setVisible(bool(counted.lines))
        self.none_yet.setVisible(not counted.lines)
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def open_kind(self, row: int) -> None:
        """Show the activities of a kind in the year; those of every kind for the sum."""
        if self._counted is None:
            return
        span = months(self._counted.year, 1, 12, "")
        filters = [Filter("day", "from", span.first), Filter("day", "to", span.last)]
        if row < len(self._counted.lines):
            filters.insert(0, Filter("station_kind", "is", self._counted.lines[row].kind))
        self._desk.open_list("station_activities", tuple(filters))

    def print(self) -> None:
        """Show the table before it is printed."""
        self._desk.go("preview", paper="station-counts", year=self.year.value())

    def save_as(self) -> None:
        """Ask for a file and write the table there."""
        if self._counted is None:
            return
        start = str(Path.home() / f"{self._counted.scope}{self._counted.year}年阵地统计.xlsx")
        found, _ = QFileDialog.getSaveFileName(self, "导出年度统计", start, "Excel 表格 (*.xlsx)")
        if found:
            self.save_to(Path(found).with_suffix(".xlsx"))

    def save_to(self, target: Path) -> None:
        """Write the table to a file, whole or not at all."""
        counted = self._counted
        if counted is None:
            return
        head, rows = stations_papers.table(counted)
        title = f"{counted.scope}{counted.year}年阵地工作统计表"

        def work(progress: Any) -> Path:
            texts = [[str(one) for one in row] for row in rows]
            table_file.write(title, head, texts, target, (f"截至 {counted.as_of}",))
            return target

        self.banner.hide()
        self._desk.jobs.run(
            self, work, lambda saved: self._desk.toast(f"已保存 {saved.name}"), self._complain, label="导出年度统计"
        )

    def _complain(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有导出", str(error))
        self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._fill_years()
