"""Choosing which part of a photo is kept: the photo moves under a frame of 5 : 7."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.services.pictures import HEIGHT, WIDTH, Part, usual
from desktop.views import theme
from desktop.views.widgets.buttons import icon_button
from desktop.views.widgets.question import Question
from desktop.views.widgets.text import label

TALLEST, LEAST_TALL = 350, 140
"""Height of the frame where there is room, and at least."""
REST = 264
"""Height of everything else in the dialog, logical pixels."""
AROUND = 24
STEP = 1.1
MOST = 6.0
"""How often a photo can be larger than the frame asks for."""
VEIL = 150


class CropFrame(QWidget):
    """The photo under the frame. The mouse drags it, the wheel or + − change its size, arrows move it a little."""

    def __init__(self, picture: QPixmap, tall: int = TALLEST) -> None:
        super().__init__()
        self._size = QSize(tall * 5 // 7, tall)
        self._picture = picture
        self._least = max(self._size.width() / picture.width(), self._size.height() / picture.height())
        self._scale = self._least
        self._corner = QPointF(0, 0)
        """Of the photo, seen from the corner of the frame; never beyond it."""
        self._grip: QPointF | None = None
        self.setAccessibleName("照片取哪一块：方向键移动，+ - 放大缩小")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_part(usual(picture.width(), picture.height()))

    def sizeHint(self) -> QSize:
        """Ask for the frame with room around it."""
        return QSize(self._size.width() + 4 * AROUND, self._size.height() + 2 * AROUND)

    def part(self) -> Part:
        """Return what lies in the frame."""
        wide, high = self._picture.width() * self._scale, self._picture.height() * self._scale
        return Part(-self._corner.x() / wide, -self._corner.y() / high, self._size.width() / wide)

    def show_part(self, part: Part) -> None:
        """Put a part of the photo into the frame."""
        self._scale = self._held(self._size.width() / (part.width * self._picture.width()))
        wide, high = self._picture.width() * self._scale, self._picture.height() * self._scale
        self._move(QPointF(-part.left * wide, -part.top * high))

    def zoom(self, factor: float) -> None:
        """Make the photo larger or smaller around the middle of the frame."""
        before, middle = self._scale, QPointF(self._size.width() / 2, self._size.height() / 2)
        self._scale = self._held(before * factor)
        self._move(middle - (middle - self._corner) * (self._scale / before))

    def _held(self, scale: float) -> float:
        return min(max(scale, self._least), self._least * MOST)

    def _move(self, corner: QPointF) -> None:
        least_x = self._size.width() - self._picture.width() * self._scale
        least_y = self._size.height() - self._picture.height() * self._scale
        self._corner = QPointF(min(0.0, max(corner.x(), least_x)), min(0.0, max(corner.y(), least_y)))
        self.update()

    def _frame(self) -> QRectF:
        return QRectF((self.width() - self._size.width()) / 2, AROUND, self._size.width(), self._size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo, veiled outside the frame."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.token("sunken"))
        frame = self._frame()
        size = QPointF(self._picture.width() * self._scale, self._picture.height() * self._scale)
        painter.drawPixmap(QRectF(frame.topLeft() + self._corner, frame.topLeft() + self._corner + size),
                           self._picture, QRectF(self._picture.rect()))  # fmt: skip
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        outside.addRect(frame)
        veil = QColor(theme.token("sunken"))
        veil.setAlpha(VEIL)
        painter.fillPath(outside, veil)
        painter.setPen(QPen(theme.token("focus" if self.hasFocus() else "field"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and change the size by keys."""
        moves = {Qt.Key.Key_Left: (6, 0), Qt.Key.Key_Right: (-6, 0), Qt.Key.Key_Up: (0, 6), Qt.Key.Key_Down: (0, -6)}
        sizes = {Qt.Key.Key_Plus: STEP, Qt.Key.Key_Equal: STEP, Qt.Key.Key_Minus: 1 / STEP}
        key = Qt.Key(event.key())
        if key in moves:
            self._move(self._corner + QPointF(*moves[key]))
        elif key in sizes:
            self.zoom(sizes[key])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the size."""
        self.zoom(STEP ** (event.angleDelta().y() / 120))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the photo."""
        self._grip = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the photo."""
        if self._grip is not None:
            self._move(self._corner + event.position() - self._grip)
            self._grip = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)


class CropDialog(Question):
    """Asks for the part of a photo that is kept."""

    def __init__(self, parent: QWidget, picture: QPixmap) -> None:
        text = "拖动照片，让脸在框的中间偏上；滚轮或 + - 放大缩小，方向键微调。"
        super().__init__(parent, "裁剪照片", text, "用这一块", danger=False)
        room = parent.window().height() - theme.px(REST)
        self.frame = CropFrame(picture, min(TALLEST, max(LEAST_TALL, room)))
        row = QHBoxLayout()
        row.setSpacing(6)
        for icon, name, factor in (("zoom-out", "缩小", 1 / STEP), ("zoom-in", "放大", STEP)):
            made = icon_button(icon, name)
            made.clicked.connect(lambda _checked=False, factor=factor: self.frame.zoom(factor))
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(label(f"5 : 7，保存为 {WIDTH} × {HEIGHT} 以内", "cap"))
        self.body.addWidget(self.frame)
        self.body.addLayout(row)
        self.keep.setDefault(False)
        self.keep.setAutoDefault(False)
        self.act.setDefault(True)
        self.frame.setFocus()
