"""The line for a day: typed in many ways, picked from a calendar, moved by the arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QCheckBox, QFrame, QVBoxLayout

from desktop.clock import SYSTEM_CLOCK
from desktop.errors import UserError
from desktop.services.days import parse_day, short_day
from desktop.views import theme
from desktop.views.widgets.inputs import Line


class DateEdit(Line):
    """A line that takes 2024-3-5, 2024.3.5, 20240305, 2024年3月5日 and shows 2024-03-05.

    It is read when left or on Enter. :attr:`day_changed` carries a ``date`` or ``None``; :attr:`refused` carries the
    sentence for what cannot be read. ↑ ↓ move by a day, Alt+↓ opens the
    calendar.
    """

    day_changed = Signal(object)

    def __init__(self, day: date | None = None, name: str = "日期") -> None:
        super().__init__("", "2024-3-5")
        self.setAccessibleName(name)
        self._day: date | None = None
        self._first: date | None = None
        self._last: date | None = None
        self._calendar = self.add_inner("calendar", "打开日历", self.open_calendar)
        self._calendar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._popup: _Popup | None = None
        self.set_day(day)
        self.editingFinished.connect(self.read)

    def day(self) -> date | None:
        """Return the day last understood, or ``None``."""
        return self._day

    def set_day(self, day: date | None) -> None:
        """Show a day; nobody is told."""
        self._day = day
        self.setText("" if day is None else short_day(day))
        self._show_mistake("")

    def set_limits(self, first: date | None = None, last: date | None = None) -> None:
        """Refuse days before ``first`` or after ``last``."""
        self._first, self._last = first, last

    def read(self) -> bool:
        """Read what is written; return whether it is a day or nothing."""
        if self.isReadOnly():
            return True
        try:
            day = self._understood()
        except UserError as mistake:
            self._show_mistake(str(mistake))
            return False
        changed = day != self._day
        self.set_day(day)
        if changed:
            self.day_changed.emit(day)
        return True

    def open_calendar(self) -> None:
        """Open the calendar below the line."""
        if self.isReadOnly() or not self.isEnabled():
            return
        if self._popup is None:
            self._popup = _Popup(self)
            self._popup.picked.connect(self._pick)
        self._popup.open_at(self._day or self._first or SYSTEM_CLOCK.today())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by a day or open the calendar."""
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_Down and alt:
            self.open_calendar()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.isReadOnly():
            if self.read() and self._day is not None:
                self._pick(self._day + timedelta(days=1 if key == Qt.Key.Key_Up else -1))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything when reached by Tab, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _understood(self) -> date | None:
        if not self.text().strip():
            return None
        day = parse_day(self.text())
        if self._first is not None and day < self._first:
            raise UserError(f"日期早于 {short_day(self._first)}，没有采用，请改成这一天或以后")
        if self._last is not None and day > self._last:
            raise UserError(f"日期晚于 {short_day(self._last)}，没有采用，请改成这一天或以前")
        return day

    def _pick(self, day: date) -> None:
        self.setText(short_day(day))
        self.read()

    def _show_mistake(self, sentence: str) -> None:
        if self.is_bad() or sentence:
            self.set_bad(bool(sentence))
            self.refused.emit(sentence)


class ConsentEdit(DateEdit):
    """The day somebody agreed, with a tick before it: ticking fills in today, taking the tick away empties the day."""

    def __init__(self, name: str, today: Callable[[], date]) -> None:
        super().__init__(None, name)
        self._today = today
        self.setPlaceholderText("没有同意")
        self.tick = QCheckBox()
        self.tick.setAccessibleName(f"{name}，勾上填今天")
        self.tick.setToolTip("勾上填今天；可以改成本人签字的那天")
        self.tick.setFixedSize(20, 20)
        self.tick.clicked.connect(self._ticked)
        self.lead_with(self.tick)
        self.textChanged.connect(lambda text: self.tick.setChecked(bool(text.strip())))

    def set_read_only(self, fixed: bool) -> None:
        """Let day and tick be seen, not changed."""
        super().set_read_only(fixed)
        self.tick.setEnabled(not fixed)

    def _ticked(self, on: bool) -> None:
        self.setText(short_day(self._today()) if on else "")
        self.read()
        self.setFocus()


class _Popup(QFrame):
    """The calendar in its own small window."""

    picked = Signal(object)

    def __init__(self, line: Line) -> None:
        super().__init__(line, Qt.WindowType.Popup)
        self.setProperty("card", "popup")
        self._line = line
        self._calendar = QCalendarWidget()
        self._calendar.setAccessibleName("日历")
        self._calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self._calendar.activated.connect(self._take)
        self._calendar.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._calendar)

    def open_at(self, day: date) -> None:
        """Show the month of a day, within the screen."""
        plain = QTextCharFormat()
        plain.setForeground(theme.token("text"))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(weekday, plain)
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        corner = self._line.mapToGlobal(QPoint(0, self._line.height() + 2))
        screen = self._line.screen().availableGeometry()
        if corner.y() + self.height() > screen.bottom():
            corner = self._line.mapToGlobal(QPoint(0, -self.height() - 2))
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        self.move(corner)
        self.show()
        self._calendar.setFocus()

    def _take(self, day: QDate) -> None:
        self.hide()
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self._line.setFocus()
