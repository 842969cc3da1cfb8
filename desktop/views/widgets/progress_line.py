"""How a thing went and where it stands: the vertical line of its history and the stepper of its stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.widgets import cells


@dataclass(frozen=True)
class Event:
    """One event of a history: what happened, who and when, and the family of its dot (grey: past)."""

    title: str
    caption: str
    family: str = "grey"


@dataclass(frozen=True)
class Step:
    """One stage: its name, a date or what is missing, and how it stands."""

    name: str
    caption: str = ""
    state: Literal["done", "current", "coming"] = "coming"
    missing: bool = False


class HistoryLine(QWidget):
    """Events under one another on a line of dots, newest first."""

    ROW = 44

    def __init__(self, events: Sequence[Event] = ()) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._events: tuple[Event, ...] = ()
        self.set_events(events)

    def set_events(self, events: Sequence[Event]) -> None:
        """Show another history."""
        self._events = tuple(events)
        self.setAccessibleName("；".join(f"{event.title}，{event.caption}" for event in self._events))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for all events."""
        return QSize(200, theme.px(self.ROW) * len(self._events))

    def minimumSizeHint(self) -> QSize:
        """Rows are never cut."""
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line, dots and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = theme.px(self.ROW)
        first = theme.px(11)
        for place, entry in enumerate(self._events):
            top = place * row
            if place + 1 < len(self._events):
                painter.setPen(QPen(theme.token("line2"), 2))
                painter.drawLine(QPointF(6, top + first + 6), QPointF(6, top + row + first - 6))
            painter.setPen(QPen(theme.token(f"{entry.family}mark"), 2))
            painter.setBrush(theme.token("surface"))
            painter.drawEllipse(QPointF(6, top + first), 4, 4)
            words = QRect(20, top, self.width() - 20, theme.px(22))
            cells.paint_text(painter, words, entry.title)
            words = QRect(20, top + theme.px(20), self.width() - 20, theme.px(18))
            cells.paint_text(painter, words, entry.caption, "cap", "t2")


class Stepper(QWidget):
    """The stages of a guided record side by side; ← → and Enter or a click open a stage (:attr:`picked`)."""

    picked = Signal(int)
    RADIUS = 11

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._steps: tuple[Step, ...] = ()
        self._at = 0
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show other stages."""
        self._steps = tuple(steps)
        words = {"done": "已完成", "current": "进行中", "coming": "未开始"}
        self._at = next((n for n, step in enumerate(steps) if step.state == "current"), 0)
        self.setAccessibleName("步骤")
        self.setAccessibleDescription(
            "；".join(f"{n}. {step.name} {words[step.state]} {step.caption}" for n, step in enumerate(self._steps, 1))
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for ring, name and caption."""
        return QSize(96 * max(1, len(self._steps)), theme.px(68))

    def minimumSizeHint(self) -> QSize:
        """Names may be shortened, not the height."""
        return QSize(40 * max(1, len(self._steps)), theme.px(68))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between stages or open one."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._steps:
            self._at = max(0, min(len(self._steps) - 1, self._at + (1 if key == Qt.Key.Key_Right else -1)))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._steps:
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the stage under the mouse."""
        if self._steps and event.button() == Qt.MouseButton.LeftButton:
            self._at = max(0, min(len(self._steps) - 1, int(event.position().x() // self._width())))
            self.update()
            self.picked.emit(self._at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the stages."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, step in enumerate(self._steps):
            self._paint_step(painter, place, step)

    def _width(self) -> float:
        return self.width() / max(1, len(self._steps))

    def _paint_step(self, painter: QPainter, place: int, step: Step) -> None:
        width, radius = self._width(), self.RADIUS
        centre = QPointF(width * (place + 0.5), radius + 4)
        if place + 1 < len(self._steps):
            done = step.state == "done"
            pen = QPen(theme.token("greenmark" if done else "line2"), 2)
            if not done:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            gap = radius + 4
            painter.drawLine(centre + QPointF(gap, 0), centre + QPointF(width - gap, 0))
        look = {"done": ("greenmark", "greentint"), "current": ("redfill", "redfill"), "coming": ("field", "surface")}
        edge, ground = look[step.state]
        painter.setPen(QPen(theme.token(edge), 1.5))
        painter.setBrush(theme.token(ground))
        painter.drawEllipse(centre, radius, radius)
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        if step.state == "done":
            tick = theme.pixmap("check", "green", 14, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(centre.x() - 7, centre.y() - 7), tick)
        else:
            on = step.state == "current"
            colour = "onred" if on else "t2"
            cells.paint_text(painter, box.toRect(), str(place + 1), "sub", colour, on, cells.CENTRE)
        words = QRect(round(width * place) + 2, 2 * radius + 7, round(width) - 4, theme.px(21))
        current = step.state == "current"
        cells.paint_text(painter, words, step.name, "body", "red" if current else "text", current, cells.CENTRE)
        words.translate(0, theme.px(19))
        words.setHeight(theme.px(18))
        cells.paint_text(painter, words, step.caption, "cap", "amber" if step.missing else "t2", align=cells.CENTRE)
        if self.hasFocus() and place == self._at:
            painter.setPen(QPen(theme.token("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, radius + 3, radius + 3)
