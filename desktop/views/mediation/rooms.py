"""The mediation rooms with what they did in a year; the buttons open the rows behind the line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from desktop.errors import UserError
from desktop.exchange import table_file
from desktop.services import mediation_rooms, mediation_statistics, saving
from desktop.services.access import READERS
from desktop.services.counting import Span, span
from desktop.services.mediation_rooms import Room
from desktop.services.records import Filter
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets import cells
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.inputs import Choice
from desktop.views.widgets.short_table import Index, ShortTable
from desktop.views.widgets.short_view import short_view
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState

WIDE = 1080
"""Width from which every column is shown."""
CONCERNED = frozenset({"stations", "mediators", "cases", "consultations", "committees"})


def texts(one: Room) -> tuple[str, ...]:
    """Return the cells of a room."""
    staff = f"{one.mediators}（专职 {one.full_time}）" if one.full_time else f"{one.mediators}"
    return (
        one.name, one.kind, one.leader, "党员牵头" if one.party_led else "", staff, f"{one.consultations:,}",
        f"{one.accepted:,}", f"{one.settled:,}", one.rate_words, one.committee,
    )  # fmt: skip


class RoomRows(ShortTable[Room]):
    """A line for each room, the sum last."""

    columns = ("调解室", "类型", "负责人", "牵头", "调解员", "咨询", "受理", "成功", "成功率", "所属调委会")
    figures = frozenset({4, 5, 6, 7, 8})

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        if role in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
        ):  # fmt: skip
            return texts(self.rows[index.row()])[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(cells.RIGHT if index.column() in self.figures else cells.LEFT)
        if role == Qt.ItemDataRole.FontRole and index.row() == len(self.rows) - 1:
            return theme.font("body", bold=True)
        return None


class Rooms(QFrame):
    """The rooms of one year, or of all years."""

    status_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._stale = True
        self._span = Span()
        self._pause = settled(self, self.reload)
        self._build()
        desk.changes.happened.connect(self._changed)

    def _build(self) -> None:
        desk = self._desk
        self.year = Choice((), "年度")
        self.year.currentIndexChanged.connect(lambda _at: self.reload())
        reads = desk.actor.role in READERS
        self.cases_button = button("受理案件", "scale")
        self.cases_button.clicked.connect(lambda _checked=False: self.open_rows("cases"))
        self.asked_button = button("咨询", "chat")
        self.asked_button.clicked.connect(lambda _checked=False: self.open_rows("consultations"))
        self.cases_button.setVisible(reads)
        self.asked_button.setVisible(reads)
        self.people_button = button("调解员", "people")
        self.people_button.clicked.connect(lambda _checked=False: self.open_rows("mediators"))
        self.open_button = button("打开登记", "edit", key="edit")
        self.open_button.clicked.connect(lambda _checked=False: self.open())
        self.sheet = button("导出", "export", "ghost", key="export")
        self.sheet.clicked.connect(lambda _checked=False: self.save_as())
        self.new_button = button("新建调解室", "plus", "primary", key="new")
        self.new_button.clicked.connect(lambda _checked=False: self.create())
        self.new_button.setVisible(saving.allowed("stations", desk.actor))
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label("调解室", "h1"))
        head.addWidget(self.year)
        head.addStretch(1)
        for part in (self.sheet, self.new_button):
            head.addWidget(part)
        self.banner = Banner("danger", "没有完成", " ")
        self.banner.hide()
        under = QHBoxLayout()
        under.setSpacing(tokens.SPACE[1])
        under.addWidget(label("选中的调解室", "sub"))
        for part in (self.open_button, self.cases_button, self.asked_button, self.people_button):
            under.addWidget(part)
        under.addStretch(1)
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(8)
        upper.addLayout(head)
        upper.addLayout(under)
        upper.addWidget(self.banner)
        self.model = RoomRows(self)
        self.table = short_view(self.model, "调解室", (200, 152, 72, 76, 104, 56, 56, 56, 140, 210), 0)
        self.table.activated.connect(lambda _index: self.open())
        self.empty = EmptyState("还没有调解室", "个人品牌调解室、“五老”调解室等在阵地里登记，调解员选上所在的调解室")
        self.empty.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        self.setFocusProxy(self.table)

    def sums(self) -> str:
        """Return the sum of the rooms."""
        if not self.model.rows:
            return ""
        every = self.model.rows[-1]
        done = f"咨询 {every.consultations:,} 次　受理 {every.accepted:,} 件　成功率 {every.rate_words}"
        return f"调解室 {len(self.model.rows) - 1} 个　{done}"

    def _fill_years(self) -> None:
        desk = self._desk

        def read(progress: Any) -> int:
            with desk.database.read() as session:
                return mediation_statistics.first_year(session, desk.context())

        def take(first: int) -> None:
            now = self.year.value()
            years = range(desk.clock.today().year, first - 1, -1)
            self.year.blockSignals(True)
            self.year.set_choices([*((f"{one} 年", str(one)) for one in years), ("历年合计", "")])
            self.year.set_value(now if now is not None else str(desk.clock.today().year))
            self.year.blockSignals(False)
            self.reload()

        desk.jobs.run(self, read, take, label="读取年度")

    def reload(self) -> None:
        """Count the year that is chosen."""
        desk, self._span = self._desk, span(str(self.year.value() or ""))
        within = self._span

        def read(progress: Any) -> list[Room]:
            with desk.database.read() as session:
                return mediation_rooms.rooms(session, desk.context(), within)

        desk.jobs.run(self, read, self._take, self._complain, label="统计调解室")

    def _take(self, found: list[Room]) -> None:
        row = max(0, self.table.currentIndex().row())
        self.model.set_rows([*found, mediation_rooms.total(found)] if found else [])
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
        if found:
            self.table.setCurrentIndex(self.model.index(min(row, len(found)), 0))
        self.status_changed.emit(self.sums())

    def current(self) -> Room | None:
        """Return the room of the current line, None for the sum."""
        row = self.table.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) - 1 else None

    def open(self) -> None:
        """Open the form of the room."""
        one = self.current()
        if one is not None:
            self._desk.open("stations", one.id)

    def create(self) -> None:
        """Open the form of a new personal-brand room."""
        self._desk.open("stations", None, start={"kind": mediation_rooms.KINDS[0]})

    def open_rows(self, kind: str) -> None:
        """Show the cases, consultations or mediators behind the line; those of every room for the sum."""
        one = self.current()
        rooms = [room.id for room in self.model.rows[:-1]]
        here = Filter("station_id", "is", one.id) if one else Filter("station_id", "in", tuple(rooms))
        filters = [here]
        if kind != "mediators":
            day = "accepted_on" if kind == "cases" else "day"
            filters += [Filter("accepted", "is", True)] if kind == "cases" else []
            filters += [Filter(day, "from", self._span.first)] if self._span.first else []
            filters += [Filter(day, "to", self._span.last)] if self._span.last else []
        self._desk.open_list(kind, tuple(filters))

    def save_as(self) -> None:
        """Ask for a file and write the table there."""
        start = str(Path.home() / f"调解室{self._span.label}工作情况.xlsx")
        found, _ = QFileDialog.getSaveFileName(self, "导出调解室", start, "Excel 表格 (*.xlsx)")
        if found:
            self.save_to(Path(found).with_suffix(".xlsx"))

    def save_to(self, target: Path) -> None:
        """Write the table to a file, whole or not at all."""
        rows = [texts(one) for one in self.model.rows]
        title = f"调解室工作情况（{self._span.label}）"

        def work(progress: Any) -> Path:
            table_file.write(title, RoomRows.columns, rows, target)
            return target

        self.banner.hide()
        self._desk.jobs.run(
            self, work, lambda saved: self._desk.toast(f"已保存 {saved.name}"), self._complain, label="导出调解室"
        )

    def _complain(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有完成", str(error))
        self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._stale = True
            if self.isVisible():
                self._pause.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out where it is narrow what the name says, or the register."""
        super().resizeEvent(event)
        for column in (1, 3, 9):
            self.table.setColumnHidden(column, self.width() < theme.px(WIDE))

    def showEvent(self, event: QShowEvent) -> None:
        """Read at the first look, and again when something changed since."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._fill_years()
