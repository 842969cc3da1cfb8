"""Rows of the home page: a finding, an action of the history, a head count. Each is a button that opens its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.clock import CHINA
from desktop.services.findings import HEAVY, SOONER, Finding
from desktop.services.history import Entry
from desktop.views import theme
from desktop.views.widgets import cells

FAMILIES = {HEAVY: "danger", SOONER: "amber"}
"""State family of a finding by its weight; the light ones are grey."""
TAG_ICONS = {"danger": "warning", "amber": "clock", "grey": "info"}
KIND_ICONS = {
    "grids": "grid",
    "boundaries": "polygon",
    "people": "people",
    "posts": "user",
    "divisions": "layers",
    "departments": "station",
    "offices": "station",
    "settings": "sliders",
    "accounts": "key",
    "codes": "columns",
    "holidays": "calendar",
}
"""Drawing of an action by the kind of the first record it changed."""
TAG_WIDTH = 88


class Row(QAbstractButton):
    """Base: a row that shows where the mouse and the keyboard are, and opens with Enter."""

    HEIGHT = 34

    def __init__(self) -> None:
        super().__init__()
        self.parted = False
        """Whether a hairline parts it from the row below."""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for the height of the row."""
        return QSize(200, theme.px(self.HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Words may be shortened, the height never."""
        return QSize(120, theme.px(self.HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, ↑ ↓ move between rows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paint_ground(self, painter: QPainter) -> None:
        """Paint what lies under the words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect().adjusted(1, 0, -1, 0), theme.token("hover"))
        if self.parted:
            painter.fillRect(QRect(15, self.height() - 1, self.width() - 28, 1), theme.token("line"))
        if self.hasFocus():
            painter.setPen(QPen(theme.token("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 1, -2, -2), 4, 4)

    def paint_drawing(self, painter: QPainter, left: int, name: str, token: str = "t2", size: int = 16) -> None:
        """Paint a drawing in the middle of the height."""
        drawing = theme.pixmap(name, token, size, self.devicePixelRatioF())
        painter.drawPixmap(QPoint(left, (self.height() - size) // 2), drawing)


class FindingRow(Row):
    """One thing to do: title, what it is about, the tag of its weight."""

    HEIGHT = 40

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        self.setAccessibleName(f"{finding.title}，{finding.tag}")
        self.setAccessibleDescription(finding.caption)
        self.setToolTip(finding.caption)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint drawing, both lines, tag and arrow."""
        painter = QPainter(self)
        self.paint_ground(painter)
        width, one = self.width(), self.finding
        self.paint_drawing(painter, 15, one.icon)
        tag = max(theme.px(TAG_WIDTH), cells.tag_width(one.tag) + 20)
        right = width - 38 - tag
        half = self.height() // 2
        title = QRect(44, 1, right - 44 - 8, half)
        cells.paint_text(painter, title, one.title)
        cells.paint_text(painter, title.translated(0, half - 2), one.caption, "cap", "t2")
        family = FAMILIES.get(one.weight, "grey")
        box = QRectF(right, (self.height() - theme.px(22)) / 2, tag, theme.px(22))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token(f"{family}tint"))
        painter.drawRoundedRect(box, 4, 4)
        self.paint_drawing(painter, right + 6, TAG_ICONS[family], family, 14)
        words = box.toRect().adjusted(24, 0, -4, 0)
        cells.paint_text(painter, words, one.tag, "cap", family)
        self.paint_drawing(painter, width - 28, "chevron-right")


class RecentRow(Row):
    """One action of the history: when, what kind, who, what."""

    def __init__(self, entry: Entry, today: date) -> None:
        super().__init__()
        self.entry = entry
        self._when = when(entry, today)
        self._icon = next((KIND_ICONS[kind] for kind, _ in entry.records if kind in KIND_ICONS), "history")
        self.setAccessibleName(f"{self._when} {entry.who} {entry.label}")
        self.setToolTip(entry.label)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the columns."""
        painter = QPainter(self)
        self.paint_ground(painter)
        height, scale = self.height(), theme.px
        cells.paint_text(painter, QRect(15, 0, scale(42), height), self._when, "cap", "t2")
        self.paint_drawing(painter, 15 + scale(44), self._icon)
        left = 15 + scale(44) + 24
        who = scale(72)
        cells.paint_text(painter, QRect(left, 0, who, height), self.entry.who, "sub", "t2")
        left += who + 4
        words = QRect(left, 0, self.width() - left - 14, height)
        cells.paint_text(painter, words, self.entry.label, "body", "t3" if self.entry.undone else "text")


class HeadRow(Row):
    """A head count by kind of post: word, bar against the largest, number."""

    HEIGHT = 30

    def __init__(self, name: str, value: int, most: int, unit: str = "名") -> None:
        super().__init__()
        self._name, self._value, self._most, self._unit = name, value, max(1, most), unit
        self.setAccessibleName(f"{name} {value} {unit}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint word, bar and number."""
        painter = QPainter(self)
        self.paint_ground(painter)
        height = self.height()
        name, number = theme.px(92), theme.px(64)
        cells.paint_text(painter, QRect(15, 0, name, height), self._name, "sub", "t2")
        groove = QRectF(15 + name, height / 2 - 4, max(20, self.width() - 15 - name - number - 14), 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("track"))
        painter.drawRoundedRect(groove, 4, 4)
        if self._value:
            painter.setBrush(theme.token("chart_done"))
            filled = QRectF(groove)
            filled.setWidth(max(8.0, groove.width() * self._value / self._most))
            painter.drawRoundedRect(filled, 4, 4)
        right = self.width() - 14
        unit = QFontMetrics(theme.font("cap")).horizontalAdvance(self._unit) + 2
        cells.paint_text(painter, QRect(right - unit, 0, unit, height), self._unit, "cap", "t2", align=cells.RIGHT)
        count = QRect(right - number, 0, number - unit - 4, height)
        cells.paint_text(painter, count, f"{self._value:,}", "h3", align=cells.RIGHT)


class Rows(QWidget):
    """Rows under one another parted by hairlines, at most ``most``; with ``fit``, as many as there is room for."""

    def __init__(self, most: int = 0, fit: int = 0) -> None:
        super().__init__()
        self._most, self._fit = most, fit
        self._rows: list[Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(0)
        if fit:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def rows(self) -> Sequence[Row]:
        """Return the rows, also those there is no room for."""
        return self._rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the keyboard stays where it was."""
        held = next((at for at, row in enumerate(self._rows) if row.hasFocus()), -1)
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._rows = list(rows)
        for row in self._rows:
            self._column.addWidget(row)
        self._column.addStretch(1)
        if 0 <= held < len(self._rows):
            self._rows[held].setFocus()
        self._show()

    def set_most(self, most: int) -> None:
        """Show at most this many rows; 0 means all."""
        self._most = most
        self._show()

    def sizeHint(self) -> QSize:
        """With ``fit``, ask for that many rows."""
        if not self._fit:
            return super().sizeHint()
        return QSize(260, self._fit * theme.px(Row.HEIGHT) + 4)

    def minimumSizeHint(self) -> QSize:
        """With ``fit``, three rows are enough."""
        if not self._fit:
            return super().minimumSizeHint()
        return QSize(160, 3 * theme.px(Row.HEIGHT) + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        if self._fit:
            self._show()

    def _show(self) -> None:
        many = len(self._rows)
        if self._fit:
            many = min(many, max(1, (self.height() - 3) // theme.px(Row.HEIGHT)))
        elif self._most:
            many = min(many, self._most)
        for at, row in enumerate(self._rows):
            row.parted = at + 1 < many
            row.setVisible(at < many)


def when(entry: Entry, today: date) -> str:
    """Return when an action was done in a few signs: 10:36, 昨天, 11-18, 2023."""
    local = entry.at.astimezone(CHINA)
    days = (today - local.date()).days
    if days <= 0:
        return f"{local:%H:%M}"
    if days == 1:
        return "昨天"
    return f"{local:%m-%d}" if local.year == today.year else f"{local:%Y}年"
