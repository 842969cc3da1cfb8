"""Bars of one or two counts with the line of a rate above them, painted from plain values."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.views import theme
from desktop.views.widgets.cells import CENTRE, LEFT, RIGHT, paint_text

COMPACT_BELOW = 150
"""Height under which every second tick of the axes is dropped."""
_STEPS = (1, 2, 3, 4, 5, 6, 8)
_SPANS = ((20.0, 4), (40.0, 4), (60.0, 4), (80.0, 4), (100.0, 4))


@dataclass(frozen=True)
class Series:
    """Values by tick; ``None`` is a gap, never a zero."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class ChartSpec:
    """What a chart shows: its title for readers, the names of the ticks, one or two counts, perhaps a rate in percent.

    ``running`` says that the last tick is a period that still runs: its last bar is hatched and its name bold.
    """

    title: str
    ticks: tuple[str, ...]
    bars: tuple[Series, ...]
    rate: Series | None = None
    running: bool = False

    def sentence(self, tick: int) -> str:
        """Return the values of one tick as words."""
        parts = [f"{series.name} {_plain(series.values[tick])}" for series in self.bars]
        if self.rate is not None:
            value = self.rate.values[tick]
            parts.append(f"{self.rate.name} {'—' if value is None else f'{value:.1f}%'}")
        return f"{self.ticks[tick]}：" + "，".join(parts)


@dataclass(frozen=True)
class Axes:
    """Top of the counts, bottom of the rate, and into how many equal parts both are cut."""

    top: float
    floor: float
    parts: int


def axes(bars: Sequence[float], rates: Sequence[float]) -> Axes:
    """Choose axes so that the line of the rates stays above the bars wherever it can."""
    span, parts = 20.0, 4
    room = 0.92
    if rates:
        lowest = min(rates)
        for span, parts in _SPANS:  # noqa: B007 - the last span is kept when none is wide enough
            if lowest >= 100 - 0.26 * span:
                break
        share = (lowest - (100 - span)) / span
        room = min(0.72, max(0.2, share - 0.08))
    most = max(bars, default=0) or 1
    return Axes(parts * _nice(most / room / parts), 100 - span, parts)


class Chart(QWidget):
    """The chart; ← → walk through the ticks and Enter or a click opens the rows of one (:attr:`picked`)."""

    picked = Signal(int)

    def __init__(self, spec: ChartSpec | None = None) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._spec = ChartSpec("", (), ())
        self._axes = Axes(4, 0, 4)
        self._at = 0
        self._hover = -1
        if spec is not None:
            self.set_spec(spec)

    def set_spec(self, spec: ChartSpec) -> None:
        """Show other values."""
        self._spec = spec
        counts = [value for series in spec.bars for value in series.values if value is not None]
        rates = [value for value in spec.rate.values if value is not None] if spec.rate else []
        self._axes = axes(counts, rates)
        self._at = max(0, len(spec.ticks) - 1)
        self.setAccessibleName(spec.title)
        self.setAccessibleDescription("；".join(spec.sentence(tick) for tick in range(len(spec.ticks))))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the size of the home page."""
        return QSize(680, 170)

    def minimumSizeHint(self) -> QSize:
        """A chart can still be read at this size."""
        return QSize(260, 100)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the ticks or open one."""
        last = len(self._spec.ticks) - 1
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and last >= 0:
            self._at = max(0, min(last, self._at + (1 if event.key() == Qt.Key.Key_Right else -1)))
            QToolTip.showText(
                self.mapToGlobal(self._tick_box(self._at).topLeft().toPoint()), self._spec.sentence(self._at), self
            )
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and last >= 0:
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which tick a click would open."""
        tick = self._tick_at(event.position())
        if tick != self._hover:
            self._hover = tick
            cursor = Qt.CursorShape.PointingHandCursor if tick >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(cursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        super().leaveEvent(event)
        self._hover = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the rows of a tick."""
        tick = self._tick_at(event.position())
        if tick >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._at = tick
            self.picked.emit(tick)

    def event(self, event: QEvent) -> bool:
        """Say the values of the tick under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tick = self._tick_at(QPointF(event.pos()))
            if tick >= 0:
                QToolTip.showText(event.globalPos(), self._spec.sentence(tick), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint grid, bars, line and labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._spec.ticks:
            return
        self._paint_grid(painter)
        for tick in range(len(self._spec.ticks)):
            self._paint_tick(painter, tick)
        if self._spec.rate is not None:
            self._paint_rate(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.token("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._tick_box(self._at).adjusted(1, 1, -1, -1), 4, 4)

    def _plot(self) -> QRectF:
        widest = QFontMetrics(theme.font("cap")).horizontalAdvance(f"{self._axes.top:,.0f}") + 9
        right = theme.px(42) if self._spec.rate is not None else 8
        bottom, half = theme.px(24), theme.px(8)
        return QRectF(widest, half, self.width() - widest - right, max(20, self.height() - bottom - half))

    def _slot(self) -> float:
        return self._plot().width() / max(1, len(self._spec.ticks))

    def _tick_box(self, tick: int) -> QRectF:
        plot = self._plot()
        return QRectF(plot.left() + tick * self._slot(), 0, self._slot(), self.height())

    def _tick_at(self, spot: QPointF) -> int:
        place = math.floor((spot.x() - self._plot().left()) / self._slot()) if self._spec.ticks else -1
        return place if 0 <= place < len(self._spec.ticks) else -1

    def _paint_grid(self, painter: QPainter) -> None:
        plot, parts = self._plot(), self._axes.parts
        step = 2 if self.height() < COMPACT_BELOW and parts % 2 == 0 else 1
        for part in range(0, parts + 1, step):
            y = round(plot.bottom() - plot.height() * part / parts) + 0.5
            pen = QPen(theme.token("line2" if part == 0 else "line"), 1)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            count = self._axes.top * part / parts
            box = QRect(0, round(y) - 9, round(plot.left()) - 8, 18)
            paint_text(
                painter, box, f"{count:,.0f}" if count.is_integer() else f"{count:,.1f}", "cap", "t3", align=RIGHT
            )
            if self._spec.rate is not None:
                rate = self._axes.floor + (100 - self._axes.floor) * part / parts
                paint_text(
                    painter,
                    QRect(round(plot.right()) + 6, round(y) - 9, theme.px(36), 18),
                    f"{rate:.0f}%",
                    "cap",
                    "red",
                    align=LEFT,
                )

    def _paint_tick(self, painter: QPainter, tick: int) -> None:
        plot, slot = self._plot(), self._slot()
        last = tick == len(self._spec.ticks) - 1
        left = plot.left() + tick * slot
        if tick == self._hover:
            painter.fillRect(QRectF(left, plot.top(), slot, plot.height()), theme.token("hover"))
        count = len(self._spec.bars)
        width = max(3.0, min(14.0, (slot - 8) / max(1, count) - 2))
        start = left + (slot - count * width - (count - 1) * 2) / 2
        for place, series in enumerate(self._spec.bars):
            value = series.values[tick]
            if value is None:
                continue
            height = plot.height() * value / self._axes.top
            box = QRectF(start + place * (width + 2), plot.bottom() - height, width, height)
            self._paint_bar(painter, box, place == count - 1 and count > 1, last and self._spec.running)
        every = 1 + math.floor(QFontMetrics(theme.font("cap")).horizontalAdvance(self._spec.ticks[tick]) / max(1, slot))
        if (len(self._spec.ticks) - 1 - tick) % every == 0:
            start_x = round(left - slot * (every - 1) / 2)
            words = QRect(start_x, round(plot.bottom()) + 3, round(slot * every), theme.px(20))
            bold = last and self._spec.running
            paint_text(painter, words, self._spec.ticks[tick], "cap", "text" if bold else "t3", bold, CENTRE)

    def _paint_bar(self, painter: QPainter, box: QRectF, done: bool, running: bool) -> None:
        edge = theme.token("chart_edge")
        painter.setPen(QPen(edge, 1))
        if done and running:
            painter.setBrush(theme.token("surface"))
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, 0))
            painter.save()
            painter.setClipRect(box)
            painter.setPen(QPen(edge, 1.6))
            for offset in range(-math.ceil(box.width()), math.ceil(box.height()), 4):
                foot = QPointF(box.left(), box.bottom() - offset)
                painter.drawLine(foot, foot + QPointF(box.width(), -box.width()))
            painter.restore()
            return
        painter.setBrush(theme.token("chart_done" if done else "chart_open"))
        painter.save()
        painter.setClipRect(box)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, 4), 2, 2)
        painter.restore()

    def _paint_rate(self, painter: QPainter) -> None:
        assert self._spec.rate is not None
        plot, slot, floor = self._plot(), self._slot(), self._axes.floor
        spots = [
            None
            if value is None
            else QPointF(
                plot.left() + (tick + 0.5) * slot, plot.bottom() - plot.height() * max(0, value - floor) / (100 - floor)
            )
            for tick, value in enumerate(self._spec.rate.values)
        ]
        colour = theme.token("chart_rate")
        painter.setPen(QPen(colour, 1.8))
        for here, there in itertools.pairwise(spots):
            if here is not None and there is not None:
                painter.drawLine(here, there)
        known = [spot for spot in spots if spot is not None]
        painter.setBrush(theme.token("surface"))
        painter.setPen(QPen(colour, 1.5))
        for spot in known[:-1]:
            painter.drawEllipse(spot, 2.5, 2.5)
        if not known:
            return
        painter.setBrush(colour)
        painter.drawEllipse(known[-1], 3.2, 3.2)
        value = next(value for value in reversed(self._spec.rate.values) if value is not None)
        self._paint_last(painter, known[-1], f"{value:.1f} %")

    def _paint_last(self, painter: QPainter, spot: QPointF, text: str) -> None:
        """Label the last point, below it if that is clear of the bars, else above."""
        width = QFontMetrics(theme.font("cap", bold=True)).horizontalAdvance(text) + 4
        height = theme.px(17)
        below = spot.y() + 6
        bars = [series.values[-1] or 0 for series in self._spec.bars]
        plot = self._plot()
        highest = plot.bottom() - plot.height() * max(bars, default=0) / self._axes.top
        top = below if below + height < highest else spot.y() - 6 - height
        left = min(spot.x() - width / 2, self.width() - width)
        box = QRectF(left, max(0.0, top), width, height).toRect()
        paint_text(painter, box, text, "cap", "red", True, CENTRE)


class Legend(QWidget):
    """The names of the series with their colours, for the right end of the title of a chart."""

    def __init__(self, spec: ChartSpec) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._spec = spec

    def set_spec(self, spec: ChartSpec) -> None:
        """Show the names of another chart."""
        self._spec = spec
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for all names."""
        metrics = QFontMetrics(theme.font("cap"))
        return QSize(sum(metrics.horizontalAdvance(name) + 32 for name, _ in self._entries()), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint marks and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, left = self.height() / 2, 0.0
        metrics = QFontMetrics(theme.font("cap"))
        for name, kind in self._entries():
            if kind == "rate":
                painter.setPen(QPen(theme.token("chart_rate"), 2))
                painter.drawLine(QPointF(left, middle), QPointF(left + 13, middle))
                painter.setBrush(theme.token("surface"))
                painter.drawEllipse(QPointF(left + 6.5, middle), 2.5, 2.5)
            else:
                painter.setPen(QPen(theme.token("chart_edge"), 1))
                painter.setBrush(theme.token(kind))
                painter.drawRoundedRect(QRectF(left + 2.5, middle - 4.5, 9, 9), 2, 2)
            width = metrics.horizontalAdvance(name) + 2
            paint_text(painter, QRectF(left + 18, 0, width, self.height()).toRect(), name, "cap", "t2")
            left += width + 30

    def _entries(self) -> list[tuple[str, str]]:
        kinds = ("chart_open", "chart_done")
        entries = [(series.name, kind) for series, kind in zip(self._spec.bars, kinds, strict=False)]
        return entries + ([(self._spec.rate.name, "rate")] if self._spec.rate else [])


def _nice(least: float) -> float:
    """Return the smallest round number not below ``least``; counts below 1 are not cut finer than 1."""
    if least <= 1:
        return 1
    power = 10.0 ** math.floor(math.log10(least))
    return next((step * power for step in (*_STEPS, 10) if step * power >= least * 0.999), 10 * power)


def _plain(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
