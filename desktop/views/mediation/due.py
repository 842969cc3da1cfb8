"""What is due in mediation: the list, most pressing first, beside the calendar of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from desktop.services import mediation_due
from desktop.services.case_clock import month_after
from desktop.services.chinese_dates import written_month
from desktop.services.days import WEEKDAYS
from desktop.services.mediation_due import LABELS, Due, DueDays
from desktop.storage.work import Changed
from desktop.views import shortcuts, theme, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.mediation.due_month import FAMILY, ORDER, DueMonth
from desktop.views.widgets import cells
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.inputs import Choice
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.short_table import Index, ShortTable
from desktop.views.widgets.short_view import short_view
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState

CONCERNED = frozenset(
    {"cases", "performances", "visits", "extensions", "confirmations", "case_steps", "holidays", "settings"}
)
SCOPES = (("all", "全部"), ("overdue", "逾期"), ("last", "将到"), ("first", "较近"))
CALENDAR = 400
"""Width of the calendar beside the list."""
LIST_LEAST = 180
WITH_NUMBER, WITH_STATE = 1400, 1240
"""Widths of the page from which number and state of the case stand in the list."""
SIDE_BY_SIDE = 980
"""Width of the page below which the calendar comes under the list."""


def left_words(one: Due) -> str:
    """Return how long there is, as tags say it."""
    if one.left < 0:
        return f"逾期 {-one.left} 天"
    return "今天到期" if one.left == 0 else f"剩 {one.left} 天"


class DueRows(ShortTable[Due]):
    """What is due, a line each."""

    columns = ("期限", "到期日", "事项", "案件", "案号", "状态", "调解员")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.families: Mapping[Due, str] = {}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        one = self.rows[index.row()]
        if role in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
        ):  # fmt: skip
            day = f"{one.day:%m-%d} 周{WEEKDAYS[one.day.weekday()]}"
            texts = (left_words(one), day, one.what, one.title, one.number, one.state, one.mediator)
            return texts[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return one
        return None


class DueCells(cells.RowDelegate):
    """Paints how long there is as a tag."""

    def __init__(self, table: QTableView, model: DueRows) -> None:
        super().__init__(table)
        self._model = model

    def paint_content(self, painter: QPainter, rect: QRect, index: Index, state: cells.RowState) -> None:
        """Paint a cell."""
        if index.column() == 0:
            one: Due = index.data(Qt.ItemDataRole.UserRole)
            cells.paint_tag(painter, rect, left_words(one), self._model.families.get(one, "grey"), state.selected)
            return
        super().paint_content(painter, rect, index, state)


class DuePage(QFrame):
    """List and calendar of what is due in the cases one sees; Enter opens the case."""

    status_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self.first = desk.clock.today().replace(day=1)
        self._found = DueDays((), {}, ())
        self._pressing: dict[Due, str] = {}
        self._day: date | None = None
        self._stale = True
        self._pause = settled(self, self.reload)
        self._build()
        desk.changes.happened.connect(self._changed)

    def _build(self) -> None:
        self.scope = Segmented(SCOPES, "期限")
        self.scope.chosen.connect(lambda _key: self._show())
        self.kind = Choice([("全部事项", ""), *((word, key) for key, word in LABELS.items())], "事项")
        self.kind.currentIndexChanged.connect(lambda _at: self._show())
        self.every = button("显示全部日期", "close", "sm")
        self.every.clicked.connect(lambda _checked=False: self.show_day(None))
        self.every.hide()
        self.open_button = button("打开案件", "scale")
        self.open_button.clicked.connect(lambda _checked=False: self.open())
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label("到期事项", "h1"))
        head.addWidget(self.scope)
        head.addWidget(self.kind)
        head.addWidget(self.every)
        head.addStretch(1)
        head.addWidget(self.open_button)
        self.note = Banner("amber", "节假日", " ", "calendar")
        self.note.hide()
        self.banner = Banner("danger", "没有读出到期事项", " ")
        self.banner.hide()
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(8)
        upper.addLayout(head)
        upper.addWidget(self.banner)
        upper.addWidget(self.note)
        self.model = DueRows(self)
        self.table = short_view(self.model, "到期事项", (92, 88, 180, 200, 190, 96, 64), 3)
        self.table.setItemDelegate(DueCells(self.table, self.model))
        self.table.activated.connect(lambda _index: self.open())
        self.table.setMinimumHeight(theme.px(LIST_LEAST))
        self.empty = EmptyState("没有到期事项", "受理以后的期限、履行、回访和司法确认会列在这里")
        self.empty.hide()
        left = QVBoxLayout()
        left.addWidget(self.table, 1)
        left.addWidget(self.empty, 1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(tokens.SPACE[2])
        self._body.addLayout(left, 1)
        self._body.addWidget(self._calendar())
        scroll = BodyScroll((tokens.PAGE_MARGIN, 0, tokens.PAGE_MARGIN, 12), 0)
        scroll.body.addLayout(self._body, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(scroll, 1)
        self.setFocusProxy(self.table)
        for name, act in (("refresh", self.reload), ("list.close", lambda: self.show_day(None))):
            shortcuts.bind(name, self, act, inside=True)

    def _calendar(self) -> QWidget:
        made = QWidget()
        before = icon_button("chevron-left", "上个月")
        before.clicked.connect(lambda _checked=False: self.turn(-1))
        after = icon_button("chevron-right", "下个月")
        after.clicked.connect(lambda _checked=False: self.turn(1))
        now = button("本月", "", "sm")
        now.clicked.connect(lambda _checked=False: self.show_month(self._desk.clock.today()))
        self.name = label("", "h2")
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.name)
        head.addStretch(1)
        for part in (before, now, after):
            head.addWidget(part)
        self.month = DueMonth()
        self.month.wanted.connect(self._take_day)
        self.month.turned.connect(self.turn)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.month, 1)
        self._calendar_box = made
        return made

    # What is shown

    def sums(self) -> str:
        """Return how much is due."""
        late = sum(one == "overdue" for one in self._pressing.values())
        return f"到期事项 {len(self._found.found)} 项，逾期 {late} 项"

    def found(self) -> Sequence[Due]:
        """Return what is listed now."""
        return self.model.rows

    def show_what(self, day: date | None = None) -> None:
        """Show what is due on a day, as other pages ask."""
        if day is not None:
            self.first = day.replace(day=1)
            self._day = day
        self.reload()

    def show_month(self, day: date) -> None:
        """Show the month a day lies in."""
        self.first = day.replace(day=1)
        self.reload()

    def turn(self, by: int) -> None:
        """Show the month before or after."""
        self.show_month(month_after(self.first) if by > 0 else self.first - timedelta(days=1))

    def show_day(self, day: date | None) -> None:
        """List what is due on one day, or again everything."""
        self._day = day
        self._show()

    def _take_day(self, day: date) -> None:
        self.show_day(None if day == self._day else day)

    def reload(self) -> None:
        """Read what is due; the calendar shows its month."""
        self._stale = False
        first = self.first
        last = month_after(first) - timedelta(days=1)

        def work(progress: Any) -> tuple[DueDays, dict[Due, str]]:
            context = self._desk.context()
            with self._desk.database.read() as session:
                found = mediation_due.due_days(session, context, first, last)
            return found, {one: mediation_due.urgency(one, context) for one in found.found}

        self.banner.hide()
        self._desk.jobs.run(self, work, self._take, self._complain, label="到期事项")

    def _take(self, read: tuple[DueDays, dict[Due, str]]) -> None:
        self._found, self._pressing = read
        self.model.families = {one: FAMILY[word] for one, word in self._pressing.items()}
        by_day: dict[date, list[Due]] = {}
        for one in self._found.found:
            by_day.setdefault(one.day, []).append(one)
        worst = {day: min((self._pressing[one] for one in due), key=ORDER.index) for day, due in by_day.items()}
        self.name.setText(written_month(self.first))
        self.month.show_month(self.first, self._desk.clock.today(), by_day, worst, self._found.free)
        self.note.setVisible(bool(self._found.unknown))
        if self._found.unknown:
            years = "、".join(str(one) for one in self._found.unknown)
            words = f"{years} 年的节假日还没有录入，期限暂按周末推算；国务院公布以后请在“设置”里录入"
            self.note.set_message("amber", "节假日", words, "calendar")
        self._show()
        self.status_changed.emit(self.sums())

    def _show(self) -> None:
        settings = self._desk.context().settings
        last, first = settings["mediation.warn_last"], settings["mediation.warn_first"]
        fits = {
            "all": lambda one: True,
            "overdue": lambda one: one.left < 0,
            "last": lambda one: 0 <= one.left <= last,
            "first": lambda one: 0 <= one.left <= first,
        }
        kind = self.kind.value()
        here = [one for one in self._found.found if (not kind or one.kind == kind)]
        words = {"all": "全部", "overdue": "逾期", "last": f"{last} 天内", "first": f"{first} 天内"}
        for key, wanted in fits.items():
            self.scope.set_text(key, f"{words[key]} {sum(wanted(one) for one in here)}")
        shown = [one for one in here if fits[self.scope.current()](one) and (self._day in (None, one.day))]
        self.model.set_rows(shown)
        self.table.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        self.open_button.setEnabled(bool(shown))
        self.month.set_chosen(self._day)
        self.every.setVisible(self._day is not None)
        if self._day is not None:
            self.every.setText(f"{self._day.month}月{self._day.day}日")
            self.every.setAccessibleName(f"只列出{self._day.month}月{self._day.day}日，显示全部日期")
        if shown:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def open(self) -> None:
        """Open the case of the current line."""
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.model.rows):
            self._desk.open("cases", self.model.rows[row].case_id)

    def _complain(self, error: Exception) -> None:
        self.banner.set_message("danger", "没有读出到期事项", str(error))
        self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._stale = True
            if self.isVisible():
                self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Read at the first look, and again when something changed since."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._calendar_box.setMaximumWidth(theme.px(CALENDAR) if wide else 16_777_215)
        self._calendar_box.setMinimumWidth(theme.px(CALENDAR) if wide else 0)
        # What there is no room for beside the calendar is said over the line, and in the case.
        self.table.setColumnHidden(4, self.width() < WITH_NUMBER)
        self.table.setColumnHidden(5, wide and self.width() < WITH_STATE)
