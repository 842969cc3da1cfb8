"""Summaries of half a year or a year (汇总) by member, unit and campaign; each point leads to the row behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout

from desktop.documents.checkin_lists import TABLES
from desktop.errors import UserError
from desktop.exchange import table_file
from desktop.services import checkin_summary, divisions, records
from desktop.services.checkin_summary import Summary
from desktop.services.records import Filter, Query
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.checkin.points import PointsPage
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.inputs import Choice, SearchBox
from desktop.views.widgets.short_view import Texts, short_view
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState

OF = (("按党员", "members"), ("按单位", "units"), ("按系列活动", "campaigns"))
CONCERNED = frozenset({"members", "units", "services", "wishes", "campaigns", "settings", "divisions", "codes"})
FIRST = 150
"""Least width of the names."""
WIDTHS = {"工作单位": 170, "报到社区": 104}
LONG = frozenset(WIDTHS)
NAMES = LONG | {"参考等次"}
PADDING, SCROLL, LEAST, TIGHT = 22, 14, 64, 24
NARROW_HIDES = frozenset({"报到社区", "服务人数", "无故缺席"})
"""Columns there is no room for in a narrow window; they are on paper and in the sheet."""


class SummaryTable(QTableView):
    """Enter opens what is behind a line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the line at Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class Summaries(QFrame):
    """One table at a time, by unit and name: nobody is ranked."""

    help_topic = "checkin"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._found: Summary | None = None
        self._lines: Sequence[Any] = ()
        """What each row shown stands for."""
        self._only: frozenset[UUID] | None = None
        self._build()
        self._pause = settled(self, self.reload)
        desk.changes.happened.connect(self._changed)
        self.reload()

    def _build(self) -> None:
        context = self._desk.context()
        with self._desk.database.read() as session:
            places = [(one.short_name or one.name, one.id) for one in divisions.communities(session, context)]
        spans = [(checkin_summary.period(one, context.today).label, one) for one in _periods(context.today)]
        self.period = Choice(spans, "时间")
        self.of = Choice(OF, "汇总")
        self.place = Choice([("全部社区", None), *places], "社区")
        self.search = SearchBox("姓名、首字母", "在汇总里找人")
        self.search.setFixedWidth(theme.px(170))
        self.search.searched.connect(lambda _text: self._find())
        self.search.left_downwards.connect(lambda: self.table.setFocus())
        for box in (self.period, self.of, self.place):
            box.currentIndexChanged.connect(lambda _at: self.reload())
        self.sheet = button("导出", "export", "ghost", key="export")
        self.sheet.clicked.connect(lambda _checked=False: self.save_as())
        self.paper = button("打印", "print", "ghost", key="boards")
        self.paper.clicked.connect(lambda _checked=False: self.print())
        self._head = QHBoxLayout()
        self._head.setSpacing(tokens.SPACE[1])
        for part in (label("汇总", "h1"), self.period, self.of, self.place, self.search):
            self._head.addWidget(part)
        self._head.addStretch(1)
        self._head.addWidget(self.sheet)
        self._head.addWidget(self.paper)
        self.remark = label("", "sub")
        self._under = QHBoxLayout()
        self._under.addWidget(self.remark, 1)
        self.banner = Banner("danger", "没有完成", " ")
        self.banner.hide()
        self.model = Texts(self, TABLES["members"](_nothing(self._desk))[0])
        self.table = SummaryTable()
        short_view(self.model, "服务汇总", (), 0, self.table)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.activated.connect(lambda index: self.open_line(index.row()))
        self.none_yet = EmptyState("这段时间没有可以汇总的记录", "登记党员报到和服务以后，这里按党员、单位和活动统计")
        self.none_yet.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addLayout(self._under)
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        column.addWidget(self.none_yet, 1)
        self.setFocusProxy(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margins; the first column takes the room that is left."""
        super().resizeEvent(event)
        margin = tokens.PAGE_MARGIN if self.width() >= tokens.NARROW_BELOW - 200 else tokens.PAGE_MARGIN_NARROW
        self._head.setContentsMargins(margin, 10, margin, 4)
        self._under.setContentsMargins(margin, 0, margin, 8)
        self._size()

    def _size(self) -> None:
        narrow, metrics = self.width() < tokens.NARROW_BELOW - 200, QFontMetrics(theme.font("head"))
        tight = TIGHT if narrow else 0
        left, least = self.width() - SCROLL, theme.px(LEAST - tight // 3)
        for at, head in enumerate(self.model.columns):
            wide = metrics.horizontalAdvance(head) + PADDING
            wide = theme.px(WIDTHS[head] - tight) if head in LONG else max(least, wide)
            hidden = narrow and head in NARROW_HIDES
            self.table.setColumnHidden(at, hidden)
            if at:
                self.table.setColumnWidth(at, wide)
                left -= 0 if hidden else wide
        self.table.setColumnWidth(0, max(theme.px(FIRST - tight), min(left, theme.px(340))))

    # Reading

    def show_what(self, period: str = "", of: str = "members") -> None:
        """Show a period and what it is summed up by."""
        self.of.set_value(of)
        if period:
            self.period.set_value(period)

    def reload(self) -> None:
        """Add up the period that is chosen."""
        desk, place, text = self._desk, self.place.value(), str(self.period.value() or "")
        self.search.setVisible(self.of.value() == "members")
        self.place.setEnabled(self.of.value() == "members")

        def read(progress: Any) -> Summary:
            context = desk.context()
            within = checkin_summary.period(text, context.today)
            with desk.database.read() as session:
                return checkin_summary.summary(
                    session, context, within, community=place if isinstance(place, UUID) else None
                )

        desk.jobs.run(self, read, self._take, label="服务汇总")

    def _find(self) -> None:
        """Leave only the members found by what was typed, as the list of members finds them."""
        desk, text = self._desk, self.search.text().strip()

        def read(progress: Any) -> frozenset[UUID] | None:
            if not text:
                return None
            with desk.database.read() as session:
                found = records.ids(session, Query("members", text), desk.context())
            return frozenset(found.slice(0, len(found)))

        def take(only: frozenset[UUID] | None) -> None:
            self._only = only
            self._fill()

        desk.jobs.run(self, read, take, label="在汇总里找人")

    def _take(self, found: Summary) -> None:
        self._found = found
        self._fill()

    def _fill(self) -> None:
        found, of = self._found, str(self.of.value())
        if found is None:
            return
        held = self._lines[self.table.currentIndex().row()].id if self.table.currentIndex().isValid() else None
        heads, rows = TABLES[of](found)
        lines: Sequence[Any] = {"members": found.members, "units": found.units, "campaigns": found.campaigns}[of]
        if of == "members" and self._only is not None:
            kept = [at for at, one in enumerate(lines) if one.id in self._only]
            lines, rows = [lines[at] for at in kept], [rows[at] for at in kept]
        self._lines = lines
        self.model.columns = heads
        self.model.figures = frozenset(at for at, head in enumerate(heads) if at and head not in NAMES)
        self.model.set_rows([[text or "—" for text in row] for row in rows])
        self._size()
        totals = found.totals
        hours = f"{totals['hours'].normalize():,f}"
        counts = f"{totals['members']:,} 名党员，{totals['active']:,} 名有服务　服务 {totals['services']:,} 次"
        self.remark.setText(f"{counts}，{hours} 小时　完成认领 {totals['wishes']:,} 件　按单位和姓名排列，不作排名")
        self.table.setVisible(bool(rows))
        self.none_yet.setVisible(not rows)
        if rows:
            again = next((at for at, one in enumerate(lines) if one.id == held), 0)
            self.table.setCurrentIndex(self.model.index(again, 0))

    def sums(self) -> str:
        """Return the period for the status bar."""
        return f"服务汇总　{self.period.currentText()}"

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._pause.start()

    # What is behind

    def open_line(self, row: int) -> None:
        """Show the points of a member, the members of a unit, the services of a campaign."""
        found, of = self._found, self.of.value()
        if found is None or not 0 <= row < len(self._lines):
            return
        one = self._lines[row]
        if of == "members":
            self._desk.push(PointsPage(self._desk, one.id, str(self.period.value())))
        elif of == "units":
            self._desk.open_list("members", (Filter("unit_id", "is", one.id), Filter("active", "is", True)))
        else:
            days = [Filter("day", "from", found.span.first), Filter("day", "to", found.span.last)]
            wanted = (Filter("campaign_id", "is", one.id), Filter("served", "is", True), *days)
            self._desk.open_list("services", wanted)

    def print(self) -> None:
        """Show the table before it is printed."""
        chosen = {"period": self.period.value(), "of": self.of.value(), "community": self.place.value()}
        self._desk.go("preview", paper="checkin-summary", **chosen)

    def save_as(self) -> None:
        """Ask for a file and write the table there."""
        start = str(Path.home() / f"{self.period.currentText()}党员服务汇总.xlsx")
        found, _ = QFileDialog.getSaveFileName(self, "导出汇总", start, "Excel 表格 (*.xlsx)")
        if found:
            self.save_to(Path(found).with_suffix(".xlsx"))

    def save_to(self, target: Path) -> None:
        """Write the table that is shown to a file, whole or not at all."""
        found = self._found
        if found is None:
            return
        title = f"{found.scope}{found.span.label}党员服务汇总（{self.of.currentText()}）"
        heads, rows = self.model.columns, list(self.model.rows)

        def work(progress: Any) -> Path:
            table_file.write(title, heads, rows, target, ("积分只作参考，不作排名。",))
            return target

        self.banner.hide()
        self._desk.jobs.run(
            self, work, lambda saved: self._desk.toast(f"已保存 {saved.name}"), self._complain, label="导出汇总"
        )

    def _complain(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有导出", str(error))
        self.banner.show()


def _periods(today: Any) -> list[str]:
    return checkin_summary.periods(today)


def _nothing(desk: Desk) -> Summary:
    return Summary(checkin_summary.period("", desk.clock.today()), "")
