"""The calendar of a month, painted: a week a row, the unit and its person in each day."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.services.centre_duty import Day, Month, Shift
from desktop.services.days import WEEKDAYS
from desktop.services.rotation import DayClass
from desktop.views import theme

HEAD = 28
LEAST_ROW = 86
LEAST_COLUMN = 96


class MonthView(QWidget):
    """One day is current: arrows move, Enter and double click want it. A swapped day is marked 调."""

    chosen = Signal(object)
    """The current day, a ``date``."""
    wanted = Signal(object)
    """A day that was entered."""

    def __init__(self) -> None:
        super().__init__()
        self._month: Month | None = None
        self._today: date | None = None
        self._current: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("值班表")
        theme.signals.changed.connect(self.updateGeometry)

    def show_month(self, month: Month, today: date) -> None:
        """Show another month."""
        self._month, self._today = month, today
        days = [one.day for one in month.days]
        if self._current not in days:
            self._current = today if today in days else days[0]
        self._tell()
        self.updateGeometry()
        self.update()

    def current(self) -> date | None:
        """Return the current day."""
        return self._current

    def set_current(self, day: date) -> None:
        """Make a day of the month current."""
        if self._month is None or day not in [one.day for one in self._month.days]:
            return
        self._current = day
        self._tell()
        self.chosen.emit(day)
        self.update()

    def _tell(self) -> None:
        one = self._day(self._current) if self._current else None
        if one is not None:
            units = "、".join(shift.unit for shift in one.shifts) or "没有排班"
            self.setAccessibleDescription(f"{one.day.month}月{one.day.day}日 {units}")

    def _day(self, day: date) -> Day | None:
        return next((one for one in self._month.days if one.day == day), None) if self._month else None

    # Places

    def _weeks(self) -> int:
        if self._month is None:
            return 5
        return (self._month.days[0].day.weekday() + len(self._month.days) + 6) // 7

    def minimumSizeHint(self) -> QSize:
        """Ask for rows that hold the day, a name in two lines and a person."""
        return QSize(theme.px(7 * LEAST_COLUMN), theme.px(HEAD + self._weeks() * LEAST_ROW))

    def sizeHint(self) -> QSize:
        """Ask for wider days."""
        return QSize(theme.px(7 * 150), theme.px(HEAD + self._weeks() * LEAST_ROW))

    def cell(self, day: date) -> QRect:
        """Return where a day stands."""
        assert self._month is not None
        at = self._month.days[0].day.weekday() + (day - self._month.days[0].day).days
        week, place = divmod(at, 7)
        top, height = theme.px(HEAD), self.height() - theme.px(HEAD)
        rows = self._weeks()
        left, right = self.width() * place // 7, self.width() * (place + 1) // 7
        upper, lower = top + height * week // rows, top + height * (week + 1) // rows
        return QRect(left, upper, right - left, lower - upper)

    def _at(self, spot: QPoint) -> date | None:
        if self._month is None:
            return None
        return next((one.day for one in self._month.days if self.cell(one.day).contains(spot)), None)

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move by a day or a week, Enter wants the day."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._current is not None:
            self.set_current(self._current + timedelta(days=step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current is not None:
            self.wanted.emit(self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the day under the mouse current."""
        day = self._at(event.position().toPoint())
        if day is not None:
            self.set_current(day)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Want the day under the mouse."""
        day = self._at(event.position().toPoint())
        if day is not None:
            self.wanted.emit(day)

    def event(self, event: QEvent) -> bool:
        """Say over a day whole names, and what a swap was for."""
        if isinstance(event, QHelpEvent):
            day = self._at(event.pos())
            one = self._day(day) if day else None
            QToolTip.showText(event.globalPos(), "\n".join(_told(shift) for shift in one.shifts) if one else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the month."""
        if self._month is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font("sub", bold=True))
        painter.setPen(theme.token("t2"))
        for at, word in enumerate(WEEKDAYS):
            left, right = self.width() * at // 7, self.width() * (at + 1) // 7
            painter.drawText(QRect(left, 0, right - left, theme.px(HEAD)), Qt.AlignmentFlag.AlignCenter, f"周{word}")
        for one in self._month.days:
            self._paint_day(painter, one, self.cell(one.day))

    def _paint_day(self, painter: QPainter, one: Day, box: QRect) -> None:
        current = one.day == self._current
        free = one.kind is not DayClass.WORKDAY
        fresh = any(shift.id is None for shift in one.shifts)
        ground = "sel" if current else "goldtint" if fresh else "head" if free else "surface"
        painter.fillRect(box.adjusted(0, 0, -1, -1), theme.token(ground))
        painter.setPen(theme.token("line"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        if current and self.hasFocus():
            pen = painter.pen()
            pen.setColor(theme.token("focus"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        inside = box.adjusted(8, 4, -6, -4)
        painter.setFont(theme.font("body", bold=one.day == self._today))
        painter.setPen(theme.token("red" if one.day == self._today else "text"))
        line = painter.fontMetrics().height()
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, str(one.day.day))
        marks = [one.name] if one.name else []
        if not free and one.day.weekday() > 4:
            marks.append("班")
        if any(shift.first_unit for shift in one.shifts):
            marks.append("调")
        painter.setFont(theme.font("cap"))
        painter.setPen(theme.token("t3"))
        small = painter.fontMetrics().height()
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, " ".join(marks))
        y = inside.top() + line
        for shift in one.shifts:
            painter.setFont(theme.font("sub", bold=True))
            painter.setPen(theme.token("text"))
            height = painter.fontMetrics().height()
            two = len(one.shifts) == 1 and y + 2 * height + (small if shift.person else 0) <= box.bottom()
            for part in _broken(shift.unit, painter.fontMetrics(), inside.width(), 2 if two else 1):
                painter.drawText(QRect(inside.left(), y, inside.width(), height), Qt.AlignmentFlag.AlignLeft, part)
                y += height
            if shift.person and y + small <= box.bottom():
                painter.setFont(theme.font("cap"))
                painter.setPen(theme.token("t3"))
                painter.drawText(QRect(inside.left(), y, inside.width(), small), Qt.AlignmentFlag.AlignLeft,
                                 shift.person)  # fmt: skip
                y += small


def _broken(name: str, metrics: QFontMetrics, width: int, lines: int) -> list[str]:
    """Return a name in as many lines as it needs, two at most: before a bracket where that fits, the end cut short."""
    if lines == 1 or metrics.horizontalAdvance(name) <= width:
        return [metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)]
    most = max(at for at in range(1, len(name) + 1) if at == 1 or metrics.horizontalAdvance(name[:at]) <= width)
    bracket = name.find("（")
    at = bracket if 0 < bracket <= most and metrics.horizontalAdvance(name[bracket:]) <= width else most
    return [name[:at], metrics.elidedText(name[at:], Qt.TextElideMode.ElideRight, width)]


def _told(shift: Shift) -> str:
    swapped = f"　原排{shift.first_unit}，{shift.reason}" if shift.first_unit else ""
    return "　".join(one for one in (shift.unit, shift.person, shift.phone) if one) + swapped
