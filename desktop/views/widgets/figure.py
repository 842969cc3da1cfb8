"""A figure that opens the rows behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.views import theme
from desktop.views.widgets.cells import LEFT, paint_text


class FigureTile(QAbstractButton):
    """Label, large value with its unit, and the fraction or remark below; a click or Enter opens the rows.

    ``tone`` is a state family for a remark that needs attention, ``mark`` a family for a dot before the label.
    """

    def __init__(
        self, label: str, value: str = "", unit: str = "", caption: str = "", tone: str = "", mark: str = ""
    ) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._label, self._mark, self._arrow = label, mark, not mark
        self._value = self._unit = self._caption = self._tone = ""
        self.set_value(value, unit, caption, tone)

    def set_value(self, value: str, unit: str = "", caption: str = "", tone: str = "") -> None:
        """Show another value."""
        self._value, self._unit, self._caption, self._tone = value, unit, caption, tone
        self.setAccessibleName(
            f"{self._label} {value} {unit}，{caption}" if caption else f"{self._label} {value} {unit}"
        )
        self.setToolTip(caption)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for three lines."""
        return QSize(theme.px(150), theme.px(92))

    def minimumSizeHint(self) -> QSize:
        """Never cut the value."""
        value = QFontMetrics(theme.font("num")).horizontalAdvance(self._value)
        unit = QFontMetrics(theme.font("sub")).horizontalAdvance(self._unit)
        return QSize(max(theme.px(104), value + unit + 34), theme.px(92))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens like a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take another size with another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tile."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        active = self.underMouse() or self.isChecked()
        edge, width = ("focus", 2.0) if self.hasFocus() else ("red" if active else "line", 1.0)
        painter.setPen(QPen(theme.token(edge), width))
        painter.setBrush(theme.token("hover" if self.isDown() else "surface"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        scale, right = theme.px, self.width() - 13
        head = QRect(13, scale(9), right - 13, scale(20))
        if self._mark:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token(f"{self._mark}mark"))
            painter.drawEllipse(QRect(13, head.center().y() - 3, 8, 8))
            head.setLeft(13 + 14)
        if self._arrow:
            head.setRight(right - 18)
            arrow = theme.pixmap("chevron-right", "red" if active else "t2", 16, self.devicePixelRatioF())
            painter.drawPixmap(QPoint(right - 12, head.center().y() - 8), arrow)
        paint_text(painter, head, self._label, "sub", "t2")
        body = QRect(13, scale(29), right - 13, scale(38))
        paint_text(painter, body, self._value, "num", "text")
        taken = QFontMetrics(theme.font("num")).horizontalAdvance(self._value) + 5
        unit = QRect(13 + taken, body.top() + scale(5), max(0, right - 13 - taken), body.height() - scale(5))
        paint_text(painter, unit, self._unit, "sub", "t2")
        foot = QRect(13, scale(65), right - 13, scale(19))
        if self._tone:
            picture = "warning" if self._tone in ("amber", "danger", "gold") else "info"
            painter.drawPixmap(
                QPoint(13, foot.center().y() - 7), theme.pixmap(picture, self._tone, 14, self.devicePixelRatioF())
            )
            foot.setLeft(13 + 19)
        paint_text(painter, foot, self._caption, "cap", self._tone or "t3", align=LEFT)
