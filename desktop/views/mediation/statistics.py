"""The statistical table of mediation on screen: period, lines and area to choose, charts, checks; numbers open rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QTableView,
    QVBoxLayout,
)

from desktop.errors import Invalid, UserError
from desktop.exchange import statistics_file
from desktop.services import mediation_rooms, offices
from desktop.services import mediation_statistics as service
from desktop.services.counting import months, span
from desktop.services.mediation_statistics import Statistics
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.mediation.statistics_table import NumberCells, Numbers, NumberTable
from desktop.views.widgets import cells
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.chart import Chart, ChartSpec, Series
from desktop.views.widgets.figure import FigureTile
from desktop.views.widgets.inputs import Choice, Line
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import label

CONCERNED = frozenset(
    {"cases", "consultations", "committees", "case_parties", "confirmations", "performances", "codes"}
)
GENERAL = "总体情况"
CHART_LEAST = 150
SIDE_BY_SIDE = 900


@dataclass(frozen=True)
class Shown:
    """What one period shows: the table, the months of its year, and the areas there are to choose."""

    table: Statistics
    months: Statistics
    areas: tuple[tuple[str, str], ...]


class StatisticsPage(QFrame):
    """Figures, charts and the table of a period; Enter on a number opens the rows behind it."""

    status_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._shown: Shown | None = None
        self._areas: dict[str, UUID] = {}
        self._stale = True
        self._asked = 0
        self._pause = settled(self, self.reload)
        self._build()
        desk.changes.happened.connect(self._changed)

    def _build(self) -> None:
        today = self._desk.clock.today()
        self.period = Choice([(f"{today.year} 年", str(today.year))], "统计期")
        self.by = Choice([(f"按{word}", key) for key, word in service.BY.items()], "每行是")
        self.area = Choice([("全部地区", "")], "地区")
        for one in (self.period, self.by, self.area):
            one.currentIndexChanged.connect(lambda _at: self.reload())
        self.sheet = button("导出", "export", "ghost", key="export")
        self.sheet.clicked.connect(lambda _checked=False: self.save_as())
        self.paper = button("打印", "print", "ghost", key="boards")
        self.paper.clicked.connect(lambda _checked=False: self.print())
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label("统计", "h1"))
        for part in (self.period, self.by, self.area):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.sheet)
        head.addWidget(self.paper)
        self.banner = Banner("danger", "没有完成", " ")
        self.banner.hide()
        self.checks = Banner("danger", "表内核对", " ")
        self.checks.hide()
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(8)
        upper.addLayout(head)
        upper.addWidget(self.banner)
        self._body = BodyScroll((tokens.PAGE_MARGIN, 0, tokens.PAGE_MARGIN, 12), 10)
        self._body.body.addLayout(self._tiles())
        self._body.body.addLayout(self._charts())
        self._body.body.addLayout(self._above_table())
        self._body.body.addWidget(self.checks)
        self._body.body.addWidget(self._make_table())
        self._body.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self._body, 1)
        self.setFocusProxy(self.table)

    def _tiles(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.tiles: dict[str, FigureTile] = {}
        for key, word in (
            ("total", "受理案件"),
            ("settled", "调解成功"),
            ("rate", "调解成功率"),
            ("consultations", "咨询"),
            ("parties", "涉及当事人"),
            ("days", "平均用时"),
        ):
            made = FigureTile(word)
            column = "settled" if key in ("rate", "days") else key
            made.clicked.connect(lambda _checked=False, column=column: self.open_rows("", column))
            self.tiles[key] = made
            row.addWidget(made)
        return row

    def _charts(self) -> QBoxLayout:
        self.by_month, self.by_type = Chart(), Chart()
        self.by_month.picked.connect(self._open_month)
        self.by_type.picked.connect(self._open_type)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(tokens.SPACE[2])
        self.month_card = Card("每月受理和成功", " ")
        self.type_card = Card("纠纷类别", "件数多的八类")
        for card, chart in ((self.month_card, self.by_month), (self.type_card, self.by_type)):
            chart.setMinimumHeight(theme.px(CHART_LEAST))
            card.add(chart)
            self._pair.addWidget(card, 1)
        return self._pair

    def _above_table(self) -> QHBoxLayout:
        self.group = Choice([(GENERAL, GENERAL), *((word, word) for _, word in service.GROUPS.values()),
                             ("履行和确认", "履行和确认"), ("咨询", "咨询")], "栏目")  # fmt: skip
        self.group.currentIndexChanged.connect(lambda _at: self._show_table())
        self.stated = Line("", "如 96.8")
        self.stated.setAccessibleName("别处公布的成功率，用来核对")
        self.stated.setFixedWidth(theme.px(84))
        self.stated.textEdited.connect(lambda _text: self._compare())
        self.compared = label("", "sub")
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE[1])
        row.addWidget(label("栏目", "sub"))
        row.addWidget(self.group)
        row.addSpacing(12)
        row.addWidget(label("公布的成功率", "sub"))
        row.addWidget(self.stated)
        row.addWidget(self.compared)
        row.addStretch(1)
        self.fits = label("", "sub", "green")
        row.addWidget(self.fits)
        return row

    def _make_table(self) -> NumberTable:
        self.model = Numbers(self)
        self.table = NumberTable()
        self.table.setAccessibleName("调解案件情况统计表")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        cells.name_corner(self.table)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(tokens.HEIGHT["checklist"]))
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.setItemDelegate(NumberCells(self.table))
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.activated.connect(lambda index: self._open_cell(index.row(), index.column()))
        return self.table

    # Reading

    def sums(self) -> str:
        """Return the rate with its fraction."""
        if self._shown is None:
            return ""
        found = self._shown.table
        return f"{found.scope}　{found.span.label}　调解成功率 {found.total.rate.words}"

    def shown(self) -> Statistics | None:
        """Return the table that is shown."""
        return self._shown.table if self._shown else None

    def _fill_periods(self) -> None:
        desk = self._desk

        def read(progress: Any) -> tuple[int, list[tuple[str, str, UUID]]]:
            with desk.database.read() as session:
                return service.first_year(session, desk.context()), mediation_rooms.areas(session)

        def take(found: tuple[int, list[tuple[str, str, UUID]]]) -> None:
            areas = [(name, code) for name, code, _ in found[1]]
            self._areas = {code: one for _, code, one in found[1]}
            words = [(span(one).label, one) for one in service.periods(desk.clock.today(), found[0])]
            for box, choices in ((self.period, [*words, ("历年合计", "")]), (self.area, [("全部地区", ""), *areas])):
                now = box.value()
                box.blockSignals(True)
                box.set_choices(choices)
                box.set_value(now)
                box.blockSignals(False)
            self.reload()

        desk.jobs.run(self, read, take, label="读取统计期")

    def reload(self) -> None:
        """Count the period that is chosen; the newest question alone is answered."""
        desk = self._desk
        within, by, area = span(str(self.period.value() or "")), str(self.by.value()), str(self.area.value() or "")
        day = within.last if within.last and within.last < desk.clock.today() else desk.clock.today()
        year = months(day.year, 1, 12, f"{day.year} 年")
        self._asked += 1
        asked = self._asked

        def read(progress: Any) -> Shown:
            context = desk.context()
            with desk.database.read() as session:
                found = service.statistics(session, context, within, by=by, division=area)
                each = service.statistics(session, context, year, by="period", division=area)
            return Shown(found, each, ())

        def take(found: Shown) -> None:
            if asked == self._asked:
                self._take(found)

        self.banner.hide()
        desk.jobs.run(self, read, take, self._complain, label="统计调解")

    def _take(self, shown: Shown) -> None:
        self._shown = shown
        self.paper.setEnabled(bool(self.period.value()))
        total = shown.table.total
        rate, days = total.rate, total.days
        fraction = f"{rate.counted.numerator}/{rate.counted.denominator}，占{rate.base}"
        closed = total.closed_rate
        self.tiles["total"].set_value(f"{total.count('total'):,}", "件", f"疑难复杂 {total.count('hard')} 件")
        self.tiles["settled"].set_value(
            f"{total.count('settled'):,}", "件", f"协议 {service.ten_thousands(_amount(total.values)):,} 万元"
        )
        self.tiles["rate"].set_value("—" if rate.value is None else f"{rate.value}", "%", fraction)
        self.tiles["rate"].setToolTip(f"{rate.words}；按已有结果的案件算 {closed.words}")
        self.tiles["consultations"].set_value(f"{total.count('consultations'):,}", "次", shown.table.span.label)
        self.tiles["parties"].set_value(f"{total.count('parties'):,}", "人", "受理案件的当事人")
        self.tiles["days"].set_value(
            "—" if days.mean is None else f"{days.mean}",
            "天",
            f"中位数 {days.median:f} 天" if days.cases else "没有成功案件",
        )
        self._draw()
        self._show_table()
        self._show_checks()
        self._compare()
        self.status_changed.emit(self.sums())

    def _draw(self) -> None:
        assert self._shown is not None
        each, table = self._shown.months, self._shown.table
        today = self._desk.clock.today()
        lines = [one for one in each.lines if one.key]
        ticks = tuple(f"{int(one.key.partition('-')[2] or 0)}月" for one in lines)
        rates = tuple(None if one.rate.value is None else float(one.rate.value) for one in lines)
        running = bool(lines) and lines[-1].key == f"{today:%Y-%m}"
        self.by_month.set_spec(
            ChartSpec(
                f"{each.span.label}每月受理和成功",
                ticks,
                (
                    Series("受理", tuple(float(one.count("total")) for one in lines)),
                    Series("成功", tuple(float(one.count("settled")) for one in lines)),
                ),
                Series("成功率", rates),
                running,
            )
        )
        if self.month_card.title is not None:
            self.month_card.title.set_remark(f"{each.span.label}　按受理月份　线为成功率")
        self._types = sorted(
            (one for one in table.columns if one.key.startswith("type.") and table.total.count(one.key)),
            key=lambda one: -table.total.count(one.key),
        )[:8]
        self.by_type.set_spec(
            ChartSpec(
                f"{table.span.label}纠纷类别",
                tuple(one.label.removesuffix("纠纷")[:4] for one in self._types),
                (Series("件数", tuple(float(table.total.count(one.key)) for one in self._types)),),
            )
        )

    def _show_table(self) -> None:
        if self._shown is None:
            return
        self.model.show_group(self._shown.table, str(self.group.value()))
        metrics = self.table.horizontalHeader().fontMetrics()
        for column in range(1, len(self.model.columns)):
            words = metrics.horizontalAdvance(self.model.columns[column])
            self.table.setColumnWidth(column, max(theme.px(72), words + theme.px(24)))
        self.table.widen()
        # The page scrolls, not the table in it.
        rows = len(self.model.rows) * theme.px(tokens.HEIGHT["checklist"])
        self.table.setFixedHeight(rows + theme.px(tokens.HEIGHT["header"]) + theme.px(18))
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 1))

    def _show_checks(self) -> None:
        assert self._shown is not None
        footings = self._shown.table.footings
        wrong = [one.sentence for one in footings if not one.holds]
        said = "\n".join(one.sentence for one in footings)
        self.fits.setText(f"表内核对 {len(footings)} 项相符")
        self.fits.setToolTip(said)
        self.fits.setVisible(not wrong)
        self.checks.set_message("danger", f"表内核对：{len(wrong)} 项不符", "；".join(wrong))
        self.checks.setVisible(bool(wrong))

    def _compare(self) -> None:
        text = self.stated.text().strip()
        self.stated.set_bad(False)
        theme.set_look(self.compared, "tone", "t2")
        if not text or self._shown is None:
            self.compared.setText("")
            return
        try:
            found = service.compare(self._shown.table.total.rate, service.parse_stated(text))
        except Invalid as error:
            self.stated.set_bad(True)
            self.compared.setText("；".join(error.mistakes.values()))
            theme.set_look(self.compared, "tone", "danger")
            return
        theme.set_look(self.compared, "tone", "amber" if found.differs else "green")
        self.compared.setText(found.sentence)

    # Rows behind

    def open_rows(self, line: str, column: str) -> None:
        """Show the records a number was counted from."""
        if self._shown is None or not column:
            return
        query = service.rows_behind(self._shown.table, line, column)
        self._desk.open_list(query.kind, query.filters)

    def _open_cell(self, row: int, column: int) -> None:
        if self._shown is None or not 0 <= row < len(self.model.rows):
            return
        key = self._shown.table.lines[row - 1].key if row else ""
        named = self.model.keys[column - 1] if column else "total"
        self.open_rows(key, named or "settled")

    def _open_month(self, tick: int) -> None:
        if self._shown is None:
            return
        lines = [one for one in self._shown.months.lines if one.key]
        query = service.rows_behind(self._shown.months, lines[tick].key, "total")
        self._desk.open_list(query.kind, query.filters)

    def _open_type(self, tick: int) -> None:
        self.open_rows("", self._types[tick].key)

    # Paper and sheet

    def print(self) -> None:
        """Show the table before it is printed: a year, a half or a month."""
        period = str(self.period.value() or "")
        year, half, month = period[:4], period.partition("H")[2], period if "-" in period else ""
        self._desk.go(
            "preview", paper="statistics", year=int(year), half=half, month=month, by=str(self.by.value()),
            division=self._areas.get(str(self.area.value() or "")), stated=self.stated.text().strip(),
        )  # fmt: skip

    def save_as(self) -> None:
        """Ask for a file and write the whole table there."""
        if self._shown is None:
            return
        found = self._shown.table
        start = str(Path.home() / f"{found.title}（{found.span.label}）.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出统计表", start, "Excel 表格 (*.xlsx)")
        if chosen:
            self.save_to(Path(chosen).with_suffix(".xlsx"))

    def save_to(self, target: Path) -> None:
        """Write the whole table with its checks to a file, whole or not at all."""
        if self._shown is None:
            return
        found, stated, desk = self._shown.table, self.stated.text().strip(), self._desk

        def work(progress: Any) -> Path:
            compared = service.compare(found.total.rate, service.parse_stated(stated)) if stated else None
            with desk.database.read() as session:
                office = offices.own(session).name
            statistics_file.write(found, target, office=office, compared=compared)
            return target

        self.banner.hide()
        self._desk.jobs.run(
            self, work, lambda saved: self._desk.toast(f"已保存 {saved.name}"), self._complain, label="导出统计表"
        )

    def _complain(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有完成", str(error))
        self.banner.show()

    # Changes and room

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._stale = True
            if self.isVisible():
                self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Read at the first look, and again when something changed since."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._fill_periods()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the charts one under the other where it is narrow."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        self._pair.setDirection(directions.LeftToRight if self.width() >= SIDE_BY_SIDE else directions.TopToBottom)


def _amount(values: Any) -> Any:
    from decimal import Decimal

    return Decimal(values.get("amount", 0))
