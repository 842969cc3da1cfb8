"""The picture of all that neither hovering nor picking changes on a map, kept between two paintings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QObject, QRectF, QTimer
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from desktop.views import theme
from desktop.views.widgets.map_painting import paint_ground
from desktop.views.widgets.map_scene import MapScene, Mode

_SLOW = 25
"""Milliseconds above which a map in motion is not painted anew for every step."""
_REST = 90
"""Milliseconds without motion after which it is."""


@dataclass(frozen=True)
class _Picture:
    look: object
    view: QTransform
    pixmap: QPixmap
    slow: bool


class Ground(QObject):
    """Draws the ground of one map widget.

    Where painting takes long, a map in motion shows the old picture moved along, and the true one when it rests.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._picture: _Picture | None = None
        self._resting = False
        self._timer = QTimer(self, interval=_REST, singleShot=True)
        self._timer.timeout.connect(self._rested)

    def forget(self) -> None:
        """Paint anew at the next opportunity: the content or the theme changed."""
        self._picture = None

    def draw(self, painter: QPainter, scene: MapScene, view: QTransform, mode: Mode) -> None:
        """Draw the ground into its widget."""
        look = (self._widget.size().toTuple(), self._widget.devicePixelRatioF(), mode, theme.mode())
        old = self._picture
        if old is not None and old.look == look and old.view != view and old.slow and not self._resting:
            painter.fillRect(self._widget.rect(), theme.token("bg"))
            painter.setTransform(old.view.inverted()[0] * view)
            painter.drawPixmap(0, 0, old.pixmap)
            painter.resetTransform()
            self._timer.start()
            return
        if old is None or old.look != look or old.view != view:
            self._picture = old = self._paint(scene, view, mode, look)
        self._resting = False
        painter.drawPixmap(0, 0, old.pixmap)

    def _paint(self, scene: MapScene, view: QTransform, mode: Mode, look: object) -> _Picture:
        timer = QElapsedTimer()
        timer.start()
        ratio = self._widget.devicePixelRatioF()
        pixmap = QPixmap(round(self._widget.width() * ratio), round(self._widget.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.token("bg"))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, scene, view, QRectF(self._widget.rect()), mode)
        painter.end()
        return _Picture(look, view, pixmap, timer.elapsed() > _SLOW)

    def _rested(self) -> None:
        self._resting = True
        self._widget.update()
