"""The painted side of the login window: grid lines over hills, and the name of the product."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views import theme

NAME = "井格"
SUBTITLE = "社区网格治理工作台"

# The drawing is made for 480 x 768 and stretched to the panel; the same in both themes.
_SIZE = (480.0, 768.0)
_TOP, _MIDDLE, _FOOT = "#911719", "#7C1517", "#5B0D10"
_GOLD = "#F0C46A"

_Line = tuple[tuple[float, float], ...]
# fmt: off
_BORDERS: tuple[_Line, ...] = (
    ((0, 296), (56, 286), (102, 280), (149, 277), (181, 279), (213, 271), (246, 276), (278, 268), (310, 260),
     (346, 264), (380, 255), (411, 247), (480, 245)),
    ((149, 277), (148, 322), (127, 364), (125, 411), (115, 455)),
    ((0, 453), (36, 449), (75, 460), (115, 455)),
    ((278, 268), (286, 297), (297, 328), (297, 359), (305, 389)),
    ((305, 389), (351, 388), (395, 408), (441, 404), (480, 416)),
    ((411, 247), (437, 287), (453, 331), (474, 372), (480, 396)),
    ((480, 440), (474, 459), (457, 483), (454, 518), (438, 550)),
    ((292, 556), (328, 550), (364, 548), (402, 557), (438, 550), (480, 546)),
    ((158, 563), (170, 608), (159, 656), (178, 700), (178, 748)),
    ((292, 556), (297, 597), (314, 631), (325, 671), (328, 708)),
    ((24, 766), (84, 765), (140, 752), (178, 748), (236, 741), (281, 716), (328, 708), (378, 718), (430, 711),
     (480, 724)),
    ((0, 648), (14, 676), (20, 716), (24, 766)),
)
_FIELD: _Line = (
    (115, 455), (165, 443), (209, 417), (254, 398), (305, 389), (304, 430), (300, 472), (288, 514), (292, 556),
    (258, 562), (225, 560), (190, 561), (158, 563), (146, 537), (133, 510), (127, 481),
)
_CORNERS: _Line = (
    (149, 277), (278, 268), (411, 247), (115, 455), (305, 389), (158, 563), (292, 556), (438, 550), (178, 748),
    (328, 708), (24, 766),
)
_HILLS: tuple[tuple[int, _Line], ...] = (
    (70, ((0, 626), (40, 606), (90, 614), (150, 648), (220, 640), (290, 636), (350, 662), (410, 690), (480, 670))),
    (90, ((0, 682), (50, 664), (110, 690), (170, 702), (240, 690), (300, 722), (360, 712), (420, 672), (480, 666))),
    (130, ((0, 706), (60, 712), (130, 752), (200, 742), (270, 706), (340, 704), (400, 728), (440, 720), (480, 710))),
)

# fmt: on


class LoginPanel(QWidget):
    """Gradient, hills, boundaries of grids with one in gold, and the name in the serif."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{NAME} · {SUBTITLE}")

    def sizeHint(self) -> QSize:
        """Ask for a third of an office screen."""
        return QSize(480, 696)

    def minimumSizeHint(self) -> QSize:
        """Leave the form its room on a small window."""
        return QSize(300, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_boundaries(painter)
        self._paint_hills(painter)
        self._paint_name(painter)

    def _spot(self, x: float, y: float) -> QPointF:
        return QPointF(x * self.width() / _SIZE[0], y * self.height() / _SIZE[1])

    def _paint_ground(self, painter: QPainter) -> None:
        gradient = QLinearGradient(0, 0, self.width() * 0.35, self.height())
        gradient.setColorAt(0, QColor(_TOP))
        gradient.setColorAt(0.55, QColor(_MIDDLE))
        gradient.setColorAt(1, QColor(_FOOT))
        painter.fillRect(self.rect(), gradient)

    def _paint_boundaries(self, painter: QPainter) -> None:
        land = QPolygonF([self._spot(x, y) for x, y in (*_BORDERS[0], (480, 768), (0, 768))])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 13))
        painter.drawPolygon(land)
        line = QColor(255, 255, 255, 82)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, border in enumerate(_BORDERS):
            line.setAlpha(46 if place == 0 else 82)
            painter.setPen(QPen(line, 1.3))
            painter.drawPolyline(QPolygonF([self._spot(x, y) for x, y in border]))
        gold = QColor(_GOLD)
        painter.setPen(QPen(gold, 2))
        gold.setAlpha(48)
        painter.setBrush(gold)
        painter.drawPolygon(QPolygonF([self._spot(x, y) for x, y in _FIELD]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 105))
        for x, y in _CORNERS:
            painter.drawEllipse(self._spot(x, y), 3, 3)

    def _paint_hills(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for alpha, ridge in _HILLS:
            spots = [self._spot(x, y) for x, y in ridge]
            path = QPainterPath(spots[0])
            for here, there in itertools.pairwise(spots):
                middle = (here.x() + there.x()) / 2
                path.cubicTo(QPointF(middle, here.y()), QPointF(middle, there.y()), there)
            path.lineTo(self._spot(480, 768))
            path.lineTo(self._spot(0, 768))
            path.closeSubpath()
            painter.setBrush(QColor(64, 6, 9, alpha))
            painter.drawPath(path)

    def _paint_name(self, painter: QPainter) -> None:
        left = max(28.0, self.width() * 66 / _SIZE[0])
        room = self.width() - left - 20
        large = theme.title_font(55)
        small = theme.title_font(24)
        fit = min(1.0, room / max(1, QFontMetrics(small).horizontalAdvance(SUBTITLE)))
        small.setPixelSize(max(14, int(24 * fit)))
        top = self.height() * 0.168
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(large)
        painter.drawText(QRectF(left, top, room, 66), Qt.AlignmentFlag.AlignVCenter, NAME)
        painter.setFont(small)
        painter.drawText(QRectF(left, top + 72, room + 20, 36), Qt.AlignmentFlag.AlignVCenter, SUBTITLE)
        painter.fillRect(QRectF(left, top + 123, 48, 3), QColor(_GOLD))
