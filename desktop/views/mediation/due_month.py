"""The calendar of what is due, painted: a week a row, how much of what is due in each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.services.case_clock import month_after
from desktop.services.days import WEEKDAYS
from desktop.services.mediation_due import SHORT, Due
from desktop.views import theme
from desktop.views.widgets.cells import CENTRE, LEFT, RIGHT, paint_text

HEAD = 24
LEAST_ROW, LEAST_COLUMN = 44, 48
FAMILY = {"overdue": "danger", "last": "amber", "first": "gold", "later": "blue"}
"""State family of what is due, by how pressing it is."""
ORDER = ("overdue", "last", "first", "later")


class DueMonth(QWidget):
    """One day is current: arrows move, PgUp and PgDown change the month, Enter and a click want the day."""

    wanted = Signal(object)
    """A day whose list is asked for."""
    turned = Signal(int)
    """Another month is asked for: one before or one after."""

    def __init__(self) -> None:
        super().__init__()
        self._first, self._today = date(2000, 1, 1), date(2000, 1, 1)
        self._due: Mapping[date, Sequence[Due]] = {}
        self._pressing: Mapping[date, str] = {}
        self._free: Mapping[date, str] = {}
        self._current: date | None = None
        self._chosen: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("到期月历")
        theme.signals.changed.connect(self.updateGeometry)

    def show_month(
        self,
        first: date,
        today: date,
        due: Mapping[date, Sequence[Due]],
        pressing: Mapping[date, str],
        free: Mapping[date, str],
    ) -> None:
        """Show the month that begins on a day: what is due, how pressing it is, which days are free or worked."""
        self._first, self._today, self._due, self._pressing, self._free = first, today, due, pressing, free
        if self._current is None or self._current.replace(day=1) != first:
            self._current = today if today.replace(day=1) == first else first
        self._tell()
        self.updateGeometry()
        self.update()

    def set_chosen(self, day: date | None) -> None:
        """Mark the day whose list is shown."""
        self._chosen = day
        self.update()

    def current(self) -> date | None:
        """Return the current day."""
        return self._current

    def set_current(self, day: date) -> None:
        """Make a day of the month current."""
        self._current = day
        self._tell()
        self.update()

    def _tell(self) -> None:
        if self._current is None:
            return
        due = self._due.get(self._current, ())
        words = "；".join(f"{one.what} {one.title}" for one in due) or "没有到期事项"
        self.setAccessibleDescription(f"{self._current.month}月{self._current.day}日 {words}")

    # Places

    def _days(self) -> int:
        return (month_after(self._first) - self._first).days

    def _weeks(self) -> int:
        return (self._first.weekday() + self._days() + 6) // 7

    def minimumSizeHint(self) -> QSize:
        """Ask for rows that hold a number and a line."""
        return QSize(theme.px(7 * LEAST_COLUMN), theme.px(HEAD + 6 * LEAST_ROW))

    def sizeHint(self) -> QSize:
        """Ask for a little more."""
        return QSize(theme.px(7 * 68), theme.px(HEAD + 6 * 60))

    def cell(self, day: date) -> QRect:
        """Return where a day stands."""
        week, place = divmod(self._first.weekday() + (day - self._first).days, 7)
        top = theme.px(HEAD)
        height, rows = self.height() - top, self._weeks()
        left, right = self.width() * place // 7, self.width() * (place + 1) // 7
        upper, lower = top + height * week // rows, top + height * (week + 1) // rows
        return QRect(left, upper, right - left, lower - upper)

    def _at(self, spot: QPoint) -> date | None:
        days = (self._first + timedelta(days=at) for at in range(self._days()))
        return next((day for day in days if self.cell(day).contains(spot)), None)

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move by a day or a week and over the end of the month, Enter wants the day."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._current is not None:
            day = self._current + timedelta(days=step)
            self.set_current(day)
            if day.replace(day=1) != self._first:
                self.turned.emit(-1 if day < self._first else 1)
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current is not None:
            self.wanted.emit(self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Want the day under the mouse."""
        day = self._at(event.position().toPoint())
        if day is not None:
            self.set_current(day)
            self.wanted.emit(day)
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say over a day everything that is due."""
        if isinstance(event, QHelpEvent):
            day = self._at(event.pos())
            due = self._due.get(day, ()) if day else ()
            QToolTip.showText(event.globalPos(), "\n".join(f"{one.what}　{one.title}" for one in due), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the month."""
        painter = QPainter(self)
        for at, word in enumerate(WEEKDAYS):
            left, right = self.width() * at // 7, self.width() * (at + 1) // 7
            paint_text(painter, QRect(left, 0, right - left, theme.px(HEAD)), word, "cap", "t2", align=CENTRE)
        for at in range(self._days()):
            day = self._first + timedelta(days=at)
            self._paint_day(painter, day, self.cell(day))

    def _paint_day(self, painter: QPainter, day: date, box: QRect) -> None:
        mark = self._free.get(day, "")
        worked = mark == "班" or (day.weekday() < 5 and mark != "休")
        ground = "sel" if day == self._chosen else "surface" if worked else "head"
        painter.fillRect(box.adjusted(0, 0, -1, -1), theme.token(ground))
        pen = QPen(theme.token("line"), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        if day == self._current and self.hasFocus():
            painter.setPen(QPen(theme.token("focus"), 2))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        inside = box.adjusted(6, 3, -5, -3)
        line = theme.px(18)
        first = QRect(inside.left(), inside.top(), inside.width(), line)
        today = day == self._today
        paint_text(painter, first, str(day.day), "body", "red" if today else "text", bold=today)
        if mark or today:
            paint_text(painter, first, mark or "今天", "cap", "t3", align=RIGHT)
        due = self._due.get(day, ())
        if not due:
            return
        kinds: dict[str, int] = {}
        for one in due:
            kinds[one.kind] = kinds.get(one.kind, 0) + 1
        family = FAMILY[self._pressing[day]]
        room = max(1, (inside.bottom() - first.bottom()) // line)
        words = [f"{SHORT[kind]} {many}" if many > 1 else SHORT[kind] for kind, many in kinds.items()]
        if len(words) > room:
            words = [*words[: room - 1], f"共 {len(due)} 项"]
        for at, text in enumerate(words):
            row = QRect(inside.left(), first.bottom() + at * line, inside.width(), line)
            painter.fillRect(row.adjusted(-2, 1, 1, -1), theme.token(f"{family}tint"))
            paint_text(painter, row, text, "cap", family, align=LEFT)
