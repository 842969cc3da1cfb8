"""The map: grids, outlines, streets and findings of the boundary check, to look at, move about in and pick from.

Mouse: drag moves, wheel zooms at the cursor, a click picks, a double click opens. Keyboard: arrows move, plus and
minus zoom, 0 shows everything, Tab walks through the grids, Enter opens the picked one, Escape lets Tab leave.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from desktop.services.geometry import Point, Shape
from desktop.services.map_layout import reading_order
from desktop.views import theme
from desktop.views.widgets.map_ground import Ground
from desktop.views.widgets.map_painting import (
    marker_rect,
    paint_edge,
    paint_findings,
    paint_foot,
    paint_labels,
    paint_line_names,
    paint_north,
)
from desktop.views.widgets.map_scene import (
    FindingKind,
    LineKind,
    MapFinding,
    MapLine,
    MapOutline,
    MapScene,
    MapShape,
    Mode,
    State,
)
from desktop.views.widgets.map_tools import ModeSwitch, zoom_tools

__all__ = [
    "FindingKind",
    "LineKind",
    "MapCanvas",
    "MapFinding",
    "MapLine",
    "MapOutline",
    "MapShape",
    "Mode",
    "State",
]

_MARGINS = (56, 60, 56, 48)
"""Left, top, right, bottom pixels kept free by :meth:`MapCanvas.fit` for tools, scale bar and note."""
_CLOSEST = 12.0
"""Logical pixels a metre at most: a doorway fills the window."""
_STEP = 60


class MapCanvas(QWidget):
    """A painted map; give it content with :meth:`set_content`."""

    picked = Signal(object)
    """Id of the shape picked by mouse or keyboard."""
    opened = Signal(object)
    """Id of the shape opened by double click or Enter."""
    finding_picked = Signal(int)
    """Number of the finding whose marker was clicked."""
    pointed = Signal(float, float)
    """Longitude and latitude under the mouse."""
    mode_changed = Signal(str)

    def __init__(self, modes: Sequence[Mode] = (Mode.GRID, Mode.SIZE, Mode.COMPLETE), tools: bool = True) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self.setAccessibleName("网格地图")
        self._scene = MapScene()
        self._order: list[Hashable] = []
        self._mode = modes[0] if modes else Mode.GRID
        self._scale = 1.0
        self._centre = QPointF(0, 0)
        self._fitted = True
        self._selected: Hashable | None = None
        self._hovered: Hashable | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self._leaving = False
        self._ground = Ground(self)
        self._switch = ModeSwitch(self, modes, self.set_mode) if len(modes) > 1 else None
        self._tools = zoom_tools(self, self.zoom_out, self.zoom_in, self.fit) if tools else None
        theme.signals.changed.connect(self._restyled)

    # Content -----------------------------------------------------------------------------------------------------

    def set_content(
        self,
        shapes: Sequence[MapShape],
        outlines: Sequence[MapOutline] = (),
        lines: Sequence[MapLine] = (),
        findings: Sequence[MapFinding] = (),
        keep_view: bool = False,
    ) -> None:
        """Show this content; the picked shape stays picked if it is still there.

        ``keep_view`` leaves zoom and place as they are, for content that was only brought up to date.
        """
        middle = self._scene.degrees(self._centre)
        self._scene = MapScene(shapes, outlines, lines, findings)
        order = reading_order([shape.polygon for shape in shapes])
        self._order = [shapes[i].id for i in order]
        if self._selected not in self._order:
            self._selected = None
        self._hovered = None
        self._ground.forget()
        if keep_view and not self._fitted:
            self._centre = self._scene.place(middle)
        else:
            self.fit()
        self._describe()
        self.update()

    def set_mode(self, mode: Mode) -> None:
        """Choose what the fills tell."""
        if mode is self._mode:
            return
        self._mode = mode
        self._ground.forget()
        if self._switch is not None:
            self._switch.show_mode(mode)
        self.mode_changed.emit(mode.value)
        self.update()

    @property
    def mode(self) -> Mode:
        """What the fills tell at present."""
        return self._mode

    @property
    def selected(self) -> Hashable | None:
        """Id of the picked shape."""
        return self._selected

    def select(self, identity: Hashable | None, reveal: bool = False) -> None:
        """Mark a shape as picked without telling; ``reveal`` moves the map so that it is seen."""
        self._selected = identity if identity in self._order else None
        one = self._scene.find(self._selected) if self._selected is not None else None
        if reveal and one is not None:
            self._reveal(one.box)
        self._describe()
        self.update()

    # View --------------------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show everything; it stays fitted while the window is resized, until the map is moved."""
        self._show(self._scene.box, _MARGINS)
        self._fitted = True

    def show_shape(self, polygon: Shape) -> None:
        """Move and zoom to a polygon with some ground round it: a finding, a grid."""
        box = self._scene.path(polygon).boundingRect()
        around = max(box.width(), box.height(), 30.0)
        self._show(box.adjusted(-around, -around, around, around), _MARGINS)
        self._fitted = False

    def zoom(self, factor: float, anchor: QPointF | None = None) -> None:
        """Zoom by a factor; the place under ``anchor`` (the middle if none) stays where it is."""
        spot = anchor if anchor is not None else QPointF(self.width() / 2, self.height() / 2)
        place = self.place_at(spot)
        self._scale = max(self._least_scale(), min(_CLOSEST, self._scale * factor))
        self._centre = QPointF(
            place.x() - (spot.x() - self.width() / 2) / self._scale,
            place.y() - (spot.y() - self.height() / 2) / self._scale,
        )
        self._fitted = False
        self.update()

    def zoom_in(self) -> None:
        """Zoom in by one step."""
        self.zoom(1.4)

    def zoom_out(self) -> None:
        """Zoom out by one step."""
        self.zoom(1 / 1.4)

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by logical pixels, but never wholly out of sight."""
        centre = QPointF(self._centre.x() - dx / self._scale, self._centre.y() - dy / self._scale)
        box = self._scene.box
        self._centre = QPointF(
            max(box.left(), min(box.right(), centre.x())), max(box.top(), min(box.bottom(), centre.y()))
        )
        self._fitted = False
        self.update()

    @property
    def pixels_per_metre(self) -> float:
        """Present zoom in logical pixels."""
        return self._scale

    def transform(self) -> QTransform:
        """Return how places (metres) become logical pixels of the widget."""
        made = QTransform()
        made.translate(self.width() / 2, self.height() / 2)
        made.scale(self._scale, self._scale)
        made.translate(-self._centre.x(), -self._centre.y())
        return made

    def place_at(self, spot: QPointF) -> QPointF:
        """Return the place, in metres of the scene, under a spot of the widget."""
        return QPointF(
            self._centre.x() + (spot.x() - self.width() / 2) / self._scale,
            self._centre.y() + (spot.y() - self.height() / 2) / self._scale,
        )

    def spot_of(self, point: Point) -> QPointF:
        """Return where in the widget a point in degrees is."""
        return self.transform().map(self._scene.place(point))

    # Events ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground from its picture, then what moves."""
        window = QRectF(self.rect())
        view = self.transform()
        painter = QPainter(self)
        self._ground.draw(painter, self._scene, view, self._mode)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = self._scene.find(self._hovered) if self._hovered is not None else None
        if hovered is not None and self._hovered != self._selected:
            paint_edge(painter, view.map(hovered.path), theme.token("t2"), 2.4, 0)
        selected = self._scene.find(self._selected) if self._selected is not None else None
        if selected is not None:
            paint_edge(painter, view.map(selected.path), theme.token("red"), 3, 6)
        taken = paint_labels(painter, self._scene, view, window, self._selected)
        blocked = [QRectF(part.geometry()) for part in (self._switch, self._tools) if part is not None]
        paint_line_names(painter, self._scene, view, window, [*taken, *blocked, self._north_rect(), self._foot_rect()])
        paint_findings(painter, self._scene, view)
        paint_north(painter, self._north_rect())
        paint_foot(painter, self._foot_rect(), self._scale if self._scene.drawn else None)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.token("focus"), 2))
            painter.drawRect(window.adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole map in view if it was, and the tools in their corners."""
        if self._fitted:
            self.fit()
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Name the grid under the mouse, whose label may be hidden, in a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._tip(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        self.zoom(1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._dragging = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or mark what is under the mouse."""
        spot = event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = spot - self._pressed
            if self._dragging or moved.manhattanLength() >= QApplication.startDragDistance():
                self._dragging = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.pan(moved.x(), moved.y())
                self._pressed = spot
            return
        self._hover(spot)
        if self._scene.drawn:
            self.pointed.emit(*self._scene.degrees(self.place_at(spot)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick what was clicked."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        dragged, self._pressed, self._dragging = self._dragging, None, False
        self._hover(event.position())
        if dragged:
            return
        finding = self._finding_at(event.position())
        if finding is not None:
            self.finding_picked.emit(finding.number)
            return
        one = self._scene.at(self.place_at(event.position()))
        if one is not None:
            self._pick(one.shape.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked twice."""
        one = self._scene.at(self.place_at(event.position()))
        if event.button() == Qt.MouseButton.LeftButton and one is not None:
            self.opened.emit(one.shape.id)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._hovered = None
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab walks through the grids again."""
        self._leaving = False
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Walk to the next grid with Tab; beyond the last one the keyboard moves on."""
        if not self.hasFocus() or self._leaving or not self._order:
            return super().focusNextPrevChild(forward)
        if self._selected is None:
            index = 0 if forward else len(self._order) - 1
        else:
            index = self._order.index(self._selected) + (1 if forward else -1)
        if not 0 <= index < len(self._order):
            return super().focusNextPrevChild(forward)
        self._pick(self._order[index])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, zoom, open."""
        key = Qt.Key(event.key())
        moves = {
            Qt.Key.Key_Left: (_STEP, 0),
            Qt.Key.Key_Right: (-_STEP, 0),
            Qt.Key.Key_Up: (0, _STEP),
            Qt.Key.Key_Down: (0, -_STEP),
        }
        if key in moves and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.pan(*moves[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_out()
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected is not None:
            self.opened.emit(self._selected)
        elif key == Qt.Key.Key_Escape and not self._leaving:
            self._leaving = True
        else:
            super().keyPressEvent(event)

    # Inside ------------------------------------------------------------------------------------------------------

    def _pick(self, identity: Hashable) -> None:
        self.select(identity, reveal=True)
        self.picked.emit(identity)

    def _hover(self, spot: QPointF) -> None:
        one = self._scene.at(self.place_at(spot))
        over = one.shape.id if one is not None else None
        clickable = one is not None or self._finding_at(spot) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
        if over != self._hovered:
            self._hovered = over
            self.update()

    def _tip(self, spot: QPointF) -> str:
        finding = self._finding_at(spot)
        if finding is not None:
            return finding.text or finding.kind.value
        one = self._scene.at(self.place_at(spot))
        if one is None:
            return ""
        return "  ".join(part for part in (one.shape.code, one.shape.name, one.shape.caption) if part)

    def _finding_at(self, spot: QPointF) -> MapFinding | None:
        view = self.transform()
        for finding in reversed(self._scene.findings):
            if marker_rect(self._scene, finding, view).adjusted(-3, -3, 3, 3).contains(spot):
                return finding
        return None

    def _describe(self) -> None:
        one = self._scene.find(self._selected) if self._selected is not None else None
        said = f"{one.shape.name} {one.shape.code} {one.shape.caption}" if one is not None else ""
        self.setAccessibleDescription(said or f"共 {len(self._order)} 个网格")

    def _least_scale(self) -> float:
        """Return the zoom at which everything fills half of the window."""
        return 0.5 * self._scale_for(self._scene.box, (0, 0, 0, 0))

    def _scale_for(self, box: QRectF, margins: tuple[int, int, int, int]) -> float:
        left, top, right, bottom = margins
        width, height = max(self.width() - left - right, 40), max(self.height() - top - bottom, 40)
        return min(width / max(box.width(), 1.0), height / max(box.height(), 1.0), _CLOSEST)

    def _show(self, box: QRectF, margins: tuple[int, int, int, int]) -> None:
        left, top, right, bottom = margins
        self._scale = self._scale_for(box, margins)
        middle = box.center()
        self._centre = QPointF(
            middle.x() + (right - left) / 2 / self._scale, middle.y() + (bottom - top) / 2 / self._scale
        )
        self.update()

    def _reveal(self, box: QRectF) -> None:
        """Move the map just far enough that a box is seen, or at least its middle."""
        seen = self.transform().mapRect(box)
        room = QRectF(self.rect()).adjusted(24, 24, -24, -24)
        if room.contains(seen):
            return
        if seen.width() > room.width() or seen.height() > room.height():
            if not room.contains(seen.center()):
                moved = room.center() - seen.center()
                self.pan(moved.x(), moved.y())
            return
        dx = max(room.left() - seen.left(), 0.0) + min(room.right() - seen.right(), 0.0)
        dy = max(room.top() - seen.top(), 0.0) + min(room.bottom() - seen.bottom(), 0.0)
        self.pan(dx, dy)

    def _restyled(self) -> None:
        self._ground.forget()
        self._arrange()
        self.update()

    def _north_rect(self) -> QRectF:
        top = self._tools.geometry().bottom() + 9 if self._tools is not None else 14
        return QRectF(self.width() - 53, top, 36, 48)

    def _foot_rect(self) -> QRectF:
        return QRectF(0, self.height() - 36, self.width(), 36)

    def _arrange(self) -> None:
        for part, right in ((self._switch, False), (self._tools, True)):
            if part is not None:
                part.adjustSize()
                part.move(self.width() - 16 - part.width() if right else 16, 14)
