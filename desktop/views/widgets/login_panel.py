"""The painted side of the login window: grid lines over hills, and the name of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

NAME = "井格"
SUBTITLE = "社区网格治理工作台"
NAME_SIZE = (216, 126)
"""Of the drawing of both, in logical pixels."""


class LoginPanel(QWidget):
    """Gradient, hills, boundaries of grids with one in gold, and the name in the serif; the same in both themes.

    The drawings are made by ``resources/login/build.py``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{NAME} · {SUBTITLE}")
        self._land, self._name = (
            QSvgRenderer(str(theme.RESOURCES / "login" / f"{name}.svg"), self) for name in ("land", "name")
        )

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
        self._land.render(painter, QRectF(self.rect()))
        wide, high = NAME_SIZE
        left = max(28.0, self.width() * 0.1375)
        fit = min(1.0, (self.width() - left - 20) / wide)
        self._name.render(painter, QRectF(left, self.height() * 0.168, wide * fit, high * fit))
