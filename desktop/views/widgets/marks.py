"""Painted marks as widgets: size of a grid, staff cells, avatar, ring of days left."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.widgets import cells


class SizeMark(QWidget):
    """Households of a grid on a groove from 0 to 700 with the band of the limits; the large form of the pane."""

    def __init__(self, households: int | None, low: int = 300, high: int = 500) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._value, self._low, self._high = households, low, high
        self.set_value(households, low, high)

    def set_value(self, households: int | None, low: int, high: int) -> None:
        """Show another size or other limits; ``None`` means the limits do not apply."""
        self._value, self._low, self._high = households, low, high
        word = cells.size_word(households, low, high) or "规模合适"
        count = "" if households is None else f"{households} 户，"
        self.setAccessibleName(f"规模：{count}{word}，标准 {low} 至 {high} 户")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a groove and its numbers."""
        return QSize(264, theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint groove, band, limits and the mark."""
        painter = QPainter(self)
        if self._value is None:
            cells.paint_text(painter, self.rect(), "不适用", "cap", "t2")
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right, middle = 6.0, self.width() - 6.0, 9.0

        def place(households: int) -> float:
            return left + (right - left) * min(households, cells.GROOVE_TOP) / cells.GROOVE_TOP

        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("track"))
        painter.drawRoundedRect(QRectF(left, middle - 5, right - left, 10), 5, 5)
        painter.setBrush(theme.token("greenline"))
        painter.drawRect(QRectF(place(self._low), middle - 5, place(self._high) - place(self._low), 10))
        painter.setPen(QPen(theme.token("greenmark"), 2))
        painter.setFont(theme.font("cap"))
        under = QRectF(0, middle + 8, 60, theme.px(18))
        for limit in (self._low, self._high):
            x = place(limit)
            painter.setPen(QPen(theme.token("greenmark"), 2))
            painter.drawLine(QPointF(x, middle - 8), QPointF(x, middle + 8))
            under.moveLeft(x - 30)
            painter.setPen(theme.token("t2"))
            painter.drawText(under, Qt.AlignmentFlag.AlignCenter, str(limit))
        under.moveLeft(left)
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "0 户")
        word = cells.size_word(self._value, self._low, self._high)
        cells.paint_spot(painter, QPointF(place(self._value), middle), not word, 7)
        if word:
            painter.setPen(theme.token("danger"))
            under.moveRight(right)
            painter.drawText(under, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)


class StaffCells(QWidget):
    """The strength of a grid: 长 员 志 with their counts."""

    def __init__(self, leaders: int, members: int, volunteers: int) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._strength = (leaders, members, volunteers)
        self.set_strength(leaders, members, volunteers)

    def set_strength(self, leaders: int, members: int, volunteers: int) -> None:
        """Show other counts."""
        self._strength = (leaders, members, volunteers)
        text = f"网格长 {leaders} 名，网格员 {members} 名，平安志愿者 {volunteers} 名"
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for three cells."""
        return QSize(cells.staff_width(), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells."""
        cells.paint_staff(QPainter(self), self.rect(), self._strength)


class Avatar(QWidget):
    """A round with the first character of a name."""

    def __init__(self, name: str, family: str = "grey", size: int = 28) -> None:
        super().__init__()
        self.setFixedSize(size, size)
        self._name, self._family = name, family
        self.setAccessibleName(name)

    def set_name(self, name: str, family: str = "grey") -> None:
        """Stand for another person."""
        self._name, self._family = name, family
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the round."""
        cells.paint_avatar(QPainter(self), QRectF(self.rect()), self._name, self._family)


class DeadlineRing(QWidget):
    """Days left of a period as a ring with the number in it."""

    def __init__(self, days_left: int, period: int, family: str = "amber", size: int = 44) -> None:
        super().__init__()
        self.setFixedSize(size, size)
        self._left, self._period, self._family = days_left, period, family
        self.set_days(days_left, period, family)

    def set_days(self, days_left: int, period: int, family: str = "amber") -> None:
        """Show another number of days; below zero it is overdue."""
        self._left, self._period, self._family = days_left, max(1, period), family
        self.setAccessibleName(f"剩 {days_left} 天" if days_left >= 0 else f"逾期 {-days_left} 天")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(QPen(theme.token(f"{self._family}line"), 5))
        painter.drawEllipse(box)
        pen = QPen(theme.token(f"{self._family}mark"), 5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        share = min(1.0, max(0.0, self._left / self._period))
        painter.drawArc(box, 90 * 16, round(share * 360 * 16) if self._left >= 0 else 360 * 16)
        text = str(abs(self._left))
        cells.paint_text(painter, self.rect(), text, "h2", self._family, bold=True, align=cells.CENTRE)
