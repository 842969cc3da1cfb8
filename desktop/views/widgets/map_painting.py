"""How a :class:`~desktop.views.widgets.map_scene.MapScene` is painted.

Paths are mapped to logical pixels first, so every pen width is in logical pixels whatever the zoom and the screen.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from desktop.services.geometry import label_point
from desktop.services.map_layout import scale_bar
from desktop.views import theme
from desktop.views.widgets.map_scene import LineKind, MapFinding, MapScene, MapShape, Mode, State

NOTE = "示意图 不作为权属、行政区划界线依据"

LABEL_ASPECT = 1.4
"""Width over height of a full label: where in its grid it goes depends on it."""

_DASH = Qt.PenStyle.DashLine
_ROUND = (Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_ground(painter: QPainter, scene: MapScene, view: QTransform, window: QRectF, mode: Mode) -> None:
    """Paint everything that does not change under the mouse: water, streets, fills, borders, hatches."""
    scale = view.m11()
    seen = [one for one in scene.drawn if view.mapRect(one.box).intersects(window)]
    paths = [view.map(one.path) for one in seen]
    for line, polygon in zip(scene.lines, scene.line_polygons, strict=True):
        if line.kind is LineKind.RIVER:
            _stroke(painter, view.map(polygon), theme.token("blueline"), _clamp(26 * scale, 5, 44))
    _paint_streets(painter, scene, view, scale, theme.token("surface"))
    fills = theme.map_fills()
    painter.setPen(Qt.PenStyle.NoPen)
    for one, path in zip(seen, paths, strict=True):
        painter.fillPath(path, fill_of(one.shape, mode, fills))
    street = QColor(theme.token("map_halo"))
    street.setAlphaF(0.55)
    _paint_streets(painter, scene, view, scale, street)

    # Among very small shapes, thick borders would hide the fills.
    small = median(min(box.width(), box.height()) for box in (path.boundingRect() for path in paths)) if paths else 0
    thin = _clamp(small / 40, 0.4, 1.0)
    marked = [(one, path) for one, path in zip(seen, paths, strict=True) if is_marked(one.shape, mode)]
    colour = theme.token("ambermark" if mode is Mode.COMPLETE else "dangermark")
    for one, path in marked:
        if view.mapRect(one.box).width() > 6:
            _hatch(painter, path, window, colour)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if thin > 0.6:
        painter.setPen(QPen(theme.token("map_halo"), 4.0 * thin, Qt.PenStyle.SolidLine, *_ROUND))
        for path in paths:
            painter.drawPath(path)
    painter.setPen(QPen(theme.token("map_edge"), 1.6 * thin, Qt.PenStyle.SolidLine, *_ROUND))
    for path in paths:
        painter.drawPath(path)
    painter.setPen(QPen(colour, 2.0 * thin, Qt.PenStyle.SolidLine, *_ROUND))
    for _, path in marked:
        painter.drawPath(path)
    for path in scene.outline_paths:
        mapped = view.map(path)
        painter.setPen(QPen(theme.token("map_halo"), 5.0 * thin, Qt.PenStyle.SolidLine, *_ROUND))
        painter.drawPath(mapped)
        painter.setPen(QPen(theme.token("t2"), 2.2 * max(thin, 0.6), Qt.PenStyle.SolidLine, *_ROUND))
        painter.drawPath(mapped)


def paint_edge(painter: QPainter, path: QPainterPath, colour: QColor, width: float, halo: float) -> None:
    """Paint the edge of the grid that is selected or under the mouse, on its halo."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if halo:
        painter.setPen(QPen(theme.token("map_halo"), halo, Qt.PenStyle.SolidLine, *_ROUND))
        painter.drawPath(path)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, *_ROUND))
    painter.drawPath(path)


def paint_findings(painter: QPainter, scene: MapScene, view: QTransform) -> None:
    """Paint gaps, overlaps and pieces outside with their numbered markers."""
    font = theme.font("cap", bold=True)
    painter.setFont(font)
    ground = QColor(theme.token("dangermark"))
    ground.setAlphaF(0.35)
    for finding, path in zip(scene.findings, scene.finding_paths, strict=True):
        painter.setPen(QPen(theme.token("danger"), 1.6, _DASH))
        painter.setBrush(ground)
        painter.drawPath(view.map(path))
        disc = marker_rect(scene, finding, view)
        painter.setPen(QPen(theme.token("map_halo"), 1.5))
        painter.setBrush(theme.token("danger"))
        painter.drawEllipse(disc)
        painter.setPen(theme.token("surface"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(finding.number))


def marker_rect(scene: MapScene, finding: MapFinding, view: QTransform) -> QRectF:
    """Return where the numbered disc of a finding stands, in logical pixels."""
    spot = view.map(scene.place(finding.spot))
    radius = 9.0 if finding.number < 100 else 13.0
    return QRectF(spot.x() - radius, spot.y() - radius, 2 * radius, 2 * radius)


def paint_labels(
    painter: QPainter, scene: MapScene, view: QTransform, window: QRectF, selected: Hashable | None
) -> list[QRectF]:
    """Paint the plates of all grids with room for one, the selected grid's always; return where they stand."""
    taken: list[QRectF] = []
    order = sorted(scene.drawn, key=lambda one: one.shape.id != selected)
    for one in order:
        chosen = selected is not None and one.shape.id == selected
        box = view.mapRect(one.box)
        if not box.intersects(window) or (not chosen and (box.width() < 22 or box.height() < 16)):
            continue
        labels = list(_labels(one.shape, chosen))
        for label in labels:
            size = _label_size(label)
            room = box.width() >= size.width() * 0.9 and box.height() >= size.height() * 0.9
            if not room and not (chosen and label is labels[-1]):
                continue
            if one.anchor is None:
                one.anchor = scene.place(label_point(one.shape.polygon, LABEL_ASPECT, precision=3.0))
            plate = QRectF(size)
            plate.moveCenter(view.map(one.anchor))
            if not chosen:
                dx, dy = size.width() * 0.08, size.height() * 0.08
                inner = plate.adjusted(dx, dy, -dx, -dy)
                if any(plate.intersects(other) for other in taken):
                    continue
                if not one.path.contains(view.inverted()[0].mapRect(inner)):
                    continue
            _paint_plate(painter, plate, label, chosen)
            taken.append(plate)
            break
    return taken


def paint_line_names(painter: QPainter, scene: MapScene, view: QTransform, window: QRectF, taken: list[QRectF]) -> None:
    """Paint names of streets and rivers where nothing else stands; a name without room is left out."""
    font = theme.font("cap")
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    done: set[str] = set()
    for line, polygon in zip(scene.lines, scene.line_polygons, strict=True):
        if not line.name or line.name in done or polygon.size() < 2:
            continue
        width = metrics.horizontalAdvance(line.name) + 10
        for spot in _name_spots(view.map(polygon), line.kind, width):
            plate = QRectF(spot.x() - width / 2, spot.y() - 9, width, 18)
            if not window.contains(plate) or any(plate.intersects(other) for other in taken):
                continue
            if line.kind is LineKind.RIVER:
                painter.setPen(theme.token("blue"))
            else:
                _paint_ground_plate(painter, plate, 4)
                painter.setPen(theme.token("t2"))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, line.name)
            taken.append(plate.adjusted(-4, -4, 4, 4))
            done.add(line.name)
            break


def paint_north(painter: QPainter, plate: QRectF) -> None:
    """Paint the north arrow on its plate."""
    _paint_ground_plate(painter, plate, 6)
    text = theme.token("text")
    x, y = plate.center().x(), plate.top() + 6
    painter.setBrush(text)
    arrow = [QPointF(x, y), QPointF(x + 7, y + 19), QPointF(x, y + 14), QPointF(x - 7, y + 19)]
    painter.drawPolygon(QPolygonF(arrow))
    painter.setPen(text)
    painter.setFont(theme.font("cap", bold=True))
    painter.drawText(plate.adjusted(0, 25, 0, 0), Qt.AlignmentFlag.AlignCenter, "北")


def paint_foot(painter: QPainter, foot: QRectF, scale: float | None) -> None:
    """Paint the note that the map is schematic and, when ``scale`` is known, the scale bar."""
    font = theme.font("cap")
    painter.setFont(font)
    note = QRectF(10, foot.top() + 8, QFontMetricsF(font).horizontalAdvance(NOTE) + 12, 20)
    _paint_ground_plate(painter, note, 4, 0.75)
    painter.setPen(theme.token("t2"))
    painter.drawText(note, Qt.AlignmentFlag.AlignCenter, NOTE)
    if scale is None:
        return
    metres, length = scale_bar(scale, 130)
    words = f"{metres} 米" if metres < 1000 else f"{metres // 1000} 千米"
    bar = QRectF(foot.right() - 18 - length, foot.top() - 2, length, 26)
    _paint_ground_plate(painter, bar.adjusted(-7, -3, 7, 5), 4, 0.75)
    painter.setPen(theme.token("text"))
    painter.drawText(bar.adjusted(-20, -2, 20, -8), Qt.AlignmentFlag.AlignCenter, words)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    flat = (Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
    painter.setPen(QPen(theme.token("text"), 1.6, Qt.PenStyle.SolidLine, *flat))
    tick = QPointF(0, 7)
    ends = [bar.bottomLeft() - tick, bar.bottomLeft(), bar.bottomRight(), bar.bottomRight() - tick]
    painter.drawPolyline(QPolygonF(ends))


def fill_of(shape: MapShape, mode: Mode, fills: Sequence[QColor]) -> QColor:
    """Return the fill of a shape in a mode."""
    if mode is Mode.GRID:
        return fills[shape.fill % len(fills)]
    if mode is Mode.COMMUNITY:
        return fills[shape.group % len(fills)]
    if mode is Mode.SIZE:
        names = {
            State.NORMAL: "greenline",
            State.SMALL: "dangertint",
            State.LARGE: "dangerline",
            State.DEDICATED: "blueline",
        }
        return theme.token(names[shape.state])
    return theme.token("greenline" if shape.complete else "ambertint")


def is_marked(shape: MapShape, mode: Mode) -> bool:
    """Tell whether a shape is hatched: out of the size limits, or with posts open when that is what is shown."""
    if mode is Mode.COMPLETE:
        return not shape.complete
    return shape.state in (State.SMALL, State.LARGE)


def _paint_streets(painter: QPainter, scene: MapScene, view: QTransform, scale: float, colour: QColor) -> None:
    for line, polygon in zip(scene.lines, scene.line_polygons, strict=True):
        if line.kind is not LineKind.RIVER:
            # Wider than in nature, as on any street map, or they would vanish under the borders.
            metres, least, most = (26, 9, 18) if line.kind is LineKind.MAIN else (16, 7, 12)
            _stroke(painter, view.map(polygon), colour, _clamp(metres * scale, least, most))


def _stroke(painter: QPainter, line: QPolygonF, colour: QColor, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, *_ROUND))
    painter.drawPolyline(line)


def _hatch(painter: QPainter, path: QPainterPath, window: QRectF, colour: QColor) -> None:
    """Draw thin lines at 45 degrees through a path, each 8 pixels from the next at any zoom."""
    box = path.boundingRect().intersected(window)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    thin = QColor(colour)
    thin.setAlphaF(0.62)
    painter.setPen(QPen(thin, 1.0))
    step = 11.0
    start = (box.left() + box.top()) // step * step
    across = start
    while across < box.right() + box.bottom():
        painter.drawLine(QPointF(across - box.top(), box.top()), QPointF(across - box.bottom(), box.bottom()))
        across += step
    painter.restore()


@dataclass(frozen=True)
class _Row:
    text: str
    font: QFont
    colour: QColor


def _labels(shape: MapShape, chosen: bool) -> Iterator[list[_Row]]:
    """Yield the labels of a grid from the fullest to the shortest."""
    marked = shape.state in (State.SMALL, State.LARGE)
    family = "danger" if marked else "blue" if shape.state is State.DEDICATED else "green"
    code = _Row(shape.code, theme.font("sub", bold=True), theme.token("t2"))
    name = _Row(shape.name, theme.font("body", bold=chosen), theme.token("text"))
    caption = _Row(shape.caption, theme.font("cap", bold=marked), theme.token(family))
    for rows in ([code, name, caption], [name, caption], [name], [code]):
        rows = [row for row in rows if row.text]
        if rows:
            yield rows


def _label_size(rows: Sequence[_Row]) -> QRectF:
    width, height = 0.0, 0.0
    for row in rows:
        metrics = QFontMetricsF(row.font)
        width = max(width, metrics.horizontalAdvance(row.text))
        height += _row_height(row)
    return QRectF(0, 0, width + (20 if len(rows) > 1 else 10), height + (8 if len(rows) > 1 else 4))


def _row_height(row: _Row) -> float:
    # The bundled font has tall lines; rows of one plate stand closer.
    return row.font.pixelSize() * 1.25


def _paint_plate(painter: QPainter, plate: QRectF, rows: Sequence[_Row], chosen: bool) -> None:
    _paint_ground_plate(painter, plate, 5)
    if chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.token("red"), 1.5))
        painter.drawRoundedRect(plate.adjusted(0.75, 0.75, -0.75, -0.75), 5, 5)
    top = plate.center().y() - sum(_row_height(row) for row in rows) / 2
    for row in rows:
        height = _row_height(row)
        painter.setFont(row.font)
        painter.setPen(row.colour)
        painter.drawText(
            QRectF(plate.left(), top - 4, plate.width(), height + 8), Qt.AlignmentFlag.AlignCenter, row.text
        )
        top += height


def _paint_ground_plate(painter: QPainter, plate: QRectF, radius: float, alpha: float = 0.94) -> None:
    ground = QColor(theme.token("surface"))
    ground.setAlphaF(alpha)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ground))
    painter.drawRoundedRect(plate, radius, radius)


def _name_spots(line: QPolygonF, kind: LineKind, width: float) -> Iterator[QPointF]:
    """Yield places for the name of a line: beyond its ends first, then along it if it is long enough for that."""
    points = [line.at(i) for i in range(line.size())]
    if kind is not LineKind.RIVER:
        for end, before in ((points[0], points[1]), (points[-1], points[-2])):
            dx, dy = end.x() - before.x(), end.y() - before.y()
            length = (dx * dx + dy * dy) ** 0.5 or 1.0
            reach = 14 + (width / 2 if abs(dx) > abs(dy) else 4)
            yield QPointF(end.x() + dx / length * reach, end.y() + dy / length * reach)
    if kind is not LineKind.RIVER and line.boundingRect().width() + line.boundingRect().height() < 4 * width:
        return
    for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
        yield points[round(share * (len(points) - 1))]


def _clamp(value: float, least: float, most: float) -> float:
    return max(least, min(most, value))
