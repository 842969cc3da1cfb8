"""What is painted in rows of tables: ground and edges of a row, tick box, tag, code, size mark, staff cells.

Functions paint into a rectangle, so that delegates and the widgets of ``marks`` share them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop.views import theme

Index = QModelIndex | QPersistentModelIndex
Strength = tuple[int, int, int]
"""Counts of grid leaders (长), grid members (员) and volunteers (志)."""

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
CELL_PADDING = 8
STAFF_CELL = 27
TICK = 16
GROOVE_TOP = 700
"""Households at the right end of a size mark."""


@dataclass(frozen=True)
class RowState:
    """How a row stands: the one opened in the pane, ticked, under the mouse, holding the keyboard, draft, retired."""

    selected: bool = False
    ticked: bool = False
    hovered: bool = False
    focused: bool = False
    draft: bool = False
    retired: bool = False

    def ground(self) -> str:
        """Return the token of the row's ground."""
        if self.selected:
            return "sel"
        if self.draft:
            return "goldtint"
        return "hover" if self.ticked or self.hovered else "surface"


def paint_row(
    painter: QPainter, rect: QRect, state: RowState, first: bool = True, last: bool = True, line: bool = True
) -> None:
    """Paint the ground of one cell of a row, its red edge, hairline and its part of the focus ring.

    ``first`` and ``last`` tell whether the cell is at the left or right end of the row.
    """
    painter.fillRect(rect, theme.token(state.ground()))
    if line:
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.token("line"))
    if state.selected and first:
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.token("red"))
    if state.focused:
        ring = theme.token("focus")
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), ring)
        painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), ring)
        if first:
            painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), ring)
        if last:
            painter.fillRect(QRect(rect.right() - 1, rect.top(), 2, rect.height()), ring)


def paint_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    kind: str = "body",
    colour: str = "text",
    bold: bool | None = None,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """Paint one line, shortened with … when there is no room."""
    painter.setFont(theme.font(kind, bold))
    painter.setPen(theme.token(colour))
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align, words)


def paint_tick(painter: QPainter, rect: QRect, state: Qt.CheckState, enabled: bool = True) -> None:
    """Paint a tick box in the middle of ``rect``."""
    left, top = rect.left() + (rect.width() - TICK) // 2, rect.top() + (rect.height() - TICK) // 2
    box = QRectF(left, top, TICK, TICK)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    on = state != Qt.CheckState.Unchecked
    edge = "redfill" if on and enabled else "field" if enabled else "line2"
    painter.setPen(QPen(theme.token(edge), 1))
    painter.setBrush(theme.token(edge if on and enabled else "surface" if enabled else "off"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if on:
        pen = QPen(theme.token("onred" if enabled else "offtext"), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        marks = [(4.2, 8.3), (7.0, 11.0), (12.0, 5.4)] if state == Qt.CheckState.Checked else [(4.5, 8.0), (11.5, 8.0)]
        painter.drawPolyline(QPolygonF([box.topLeft() + QPointF(x, y) for x, y in marks]))
    painter.restore()


def tag_width(text: str) -> int:
    """Return the width of a tag."""
    return QFontMetrics(theme.font("cap")).horizontalAdvance(text) + 12


def paint_tag(painter: QPainter, rect: QRect, text: str, family: str = "grey", selected: bool = False) -> int:
    """Paint a tag at the left of ``rect``, vertically centred; return its width.

    A grey tag on a selected row turns white with an edge.
    """
    height = theme.px(20)
    width = min(tag_width(text), rect.width())
    box = QRectF(rect.left(), rect.top() + (rect.height() - height) // 2, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if selected and family == "grey":
        painter.setPen(QPen(theme.token("line2"), 1))
        painter.setBrush(theme.token("surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token(f"{family}tint"))
        painter.drawRoundedRect(box, 4, 4)
    painter.restore()
    inner = box.toRect().adjusted(6, 0, -5, 0)
    paint_text(painter, inner, text, "cap", family, align=LEFT)
    return width


def paint_tags(painter: QPainter, rect: QRect, tags: list[tuple[str, str]], selected: bool = False) -> None:
    """Paint tags given as (word, family) side by side, as many as fit."""
    left = rect.left()
    for text, family in tags:
        if left + tag_width(text) > rect.right() + 1 and left > rect.left():
            break
        room = QRect(left, rect.top(), rect.right() - left + 1, rect.height())
        left += paint_tag(painter, room, text, family, selected) + 6


def paint_code(painter: QPainter, rect: QRect, code: str, own: int = 4) -> None:
    """Paint a code: what its neighbours share pale, the last ``own`` digits bold (from 第 on in a file number)."""
    at = code.rfind("第")
    at = at if at >= 0 else max(0, len(code) - own)
    shared, last = code[:at], code[at:]
    paint_text(painter, rect, shared, "sub", "t3")
    taken = QFontMetrics(theme.font("sub")).horizontalAdvance(shared)
    if taken < rect.width():
        paint_text(painter, rect.adjusted(taken, 0, 0, 0), last, "sub", "text", bold=True)


def size_word(households: int | None, low: int, high: int) -> str:
    """Return what the size of a grid is called: 不适用, 偏小, 偏大 or nothing when it fits."""
    if households is None:
        return "不适用"
    return "偏小" if households < low else "偏大" if households > high else ""


def paint_size_mark(
    painter: QPainter, rect: QRect, households: int | None, low: int = 300, high: int = 500, groove: int = 72
) -> None:
    """Paint the size of a grid against its limits; ``None`` households means the limits do not apply."""
    word = size_word(households, low, high)
    if households is None:
        paint_text(painter, rect, word, "cap", "t2")
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    middle = rect.center().y() + 0.5
    groove = min(groove, rect.width())
    painter.setBrush(theme.token("track"))
    painter.drawRoundedRect(QRectF(rect.left(), middle - 3, groove, 6), 3, 3)
    band = QRectF(rect.left() + groove * low / GROOVE_TOP, middle - 3, groove * (high - low) / GROOVE_TOP, 6)
    painter.setBrush(theme.token("greenline"))
    painter.drawRect(band)
    painter.restore()
    spot = rect.left() + groove * min(max(households, 0), GROOVE_TOP) / GROOVE_TOP
    paint_spot(painter, QPointF(min(max(spot, rect.left() + 5), rect.left() + groove - 5), middle), not word)
    if word and rect.width() >= groove + 8 + 26:
        paint_text(painter, rect.adjusted(groove + 6, 0, 0, 0), word, "cap", "danger")


def paint_spot(painter: QPainter, spot: QPointF, inside: bool, radius: float = 4.5, ground: str = "surface") -> None:
    """Paint the mark of a value: a green dot inside the limits, a vermilion diamond outside."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.token(ground), 1.5))
    painter.setBrush(theme.token("greenmark" if inside else "dangermark"))
    if inside:
        painter.drawEllipse(spot, radius, radius)
    else:
        reach = radius + 1
        corners = [QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)]
        painter.drawPolygon(QPolygonF([spot + corner for corner in corners]))
    painter.restore()


def paint_staff(painter: QPainter, rect: QRect, strength: Strength) -> None:
    """Paint the three cells 长 员 志 with their counts; a zero gets an edge, danger for 长 员, amber for 志."""
    height = theme.px(20)
    width = theme.px(STAFF_CELL)
    top = rect.top() + (rect.height() - height) // 2
    for place, (word, count) in enumerate(zip("长员志", strength, strict=True)):
        box = QRectF(rect.left() + place * (width + 2), top, width, height)
        family = "green" if count else "amber" if word == "志" else "danger"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if count else QPen(theme.token(family), 1))
        painter.setBrush(theme.token(f"{family}tint"))
        painter.drawRoundedRect(box if count else box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()
        text = f"{word}{count}" if count < 100 else f"{word}99+"
        paint_text(painter, box.toRect(), text, "cap", family, bold=not count, align=CENTRE)


def staff_width() -> int:
    """Return the width of the three staff cells."""
    return 3 * theme.px(STAFF_CELL) + 4


def paint_avatar(painter: QPainter, rect: QRectF, name: str, family: str = "grey") -> None:
    """Paint a round with the first character of a name."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.token(f"{family}tint"))
    painter.drawEllipse(rect)
    painter.restore()
    kind = "h3" if rect.height() >= 28 else "cap"
    paint_text(painter, rect.toRect(), name[:1], kind, family, bold=True, align=CENTRE)


def name_corner(table: QTableView) -> None:
    """Give the button Qt puts between the headers of a table a word for screen readers."""
    corner = table.findChild(QAbstractButton)
    if corner is not None:
        corner.setAccessibleName("选择全部")


Content = Literal["text", "number", "code", "tag", "tick"]


class RowDelegate(QStyledItemDelegate):
    """Base of delegates for tables whose rows are selected as a whole.

    It paints ground, edges, hover and the ring of the whole row, then calls :meth:`paint_content`, which subclasses
    override for their columns. Create it with the view, so that it knows the row under the mouse.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._hover = _HoverRow(view)

    def row_state(self, option: QStyleOptionViewItem, index: Index) -> RowState:
        """Return how the row stands; override to add ticked, draft and retired."""
        current = self._view.currentIndex()
        return RowState(
            selected=bool(option.state & QStyle.StateFlag.State_Selected),
            hovered=self._hover.row == index.row(),
            focused=self._view.hasFocus() and current.isValid() and current.row() == index.row(),
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground, then the content."""
        state = self.row_state(option, index)
        rect: QRect = option.rect
        first, last = self._ends(index)
        painter.save()
        painter.setClipRect(rect)
        paint_row(painter, rect, state, first, last)
        self.paint_content(painter, rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, -1), index, state)
        painter.restore()

    def paint_content(self, painter: QPainter, rect: QRect, index: Index, state: RowState) -> None:
        """Paint the text of the cell; figures (right-aligned by the model) to the right."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        wanted = index.data(Qt.ItemDataRole.TextAlignmentRole)
        align = Qt.AlignmentFlag(wanted) | Qt.AlignmentFlag.AlignVCenter if wanted else LEFT
        paint_text(painter, rect, text, colour="t3" if state.retired else "text", align=align)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows have one height."""
        return QSize(super().sizeHint(option, index).width(), theme.px(32))

    def _ends(self, index: Index) -> tuple[bool, bool]:
        header = getattr(self._view, "horizontalHeader", lambda: None)()
        if header is None:
            return True, True
        shown = [n for n in range(header.count()) if not header.isSectionHidden(header.logicalIndex(n))]
        place = header.visualIndex(index.column())
        return place == shown[0], place == shown[-1]


class _HoverRow(QObject):
    """Knows the row under the mouse and repaints the two rows it moves between."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.row = -1
        self._view = view
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._to(self._view.indexAt(event.position().toPoint()).row())
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Wheel):
            self._to(-1)
        return False

    def _to(self, row: int) -> None:
        if row == self.row:
            return
        old, self.row = self.row, row
        for changed in (old, row):
            self._repaint(changed)

    def _repaint(self, row: int) -> None:
        model = self._view.model()
        if row < 0 or model is None or row >= model.rowCount():
            return
        area = self._view.visualRect(model.index(row, 0))
        viewport = self._view.viewport()
        viewport.update(QRect(QPoint(0, area.top()), QSize(viewport.width(), area.height())))
