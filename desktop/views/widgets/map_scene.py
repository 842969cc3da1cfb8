"""What a map shows, turned once into paths on a plane of metres; rebuilt when the content changes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from desktop.services.geometry import (
    Line,
    Point,
    Projection,
    Shape,
    local_projection,
    polygons_of,
    projection_for,
)


class Mode(StrEnum):
    """What the fills tell; its value is the word on the switch."""

    GRID = "网格"
    COMMUNITY = "社区"
    SIZE = "规模"
    COMPLETE = "完整度"


class State(StrEnum):
    """How a grid stands to the size limits."""

    NORMAL = "normal"
    SMALL = "small"
    LARGE = "large"
    DEDICATED = "dedicated"


class LineKind(StrEnum):
    """Kinds of line drawn for orientation."""

    MAIN = "main"
    STREET = "street"
    RIVER = "river"


class FindingKind(StrEnum):
    """What the boundary check found; its value is the word for it."""

    GAP = "缝隙"
    OVERLAP = "重叠"
    OUTSIDE = "越界"


@dataclass(frozen=True)
class MapShape:
    """One grid or community on the map; three lines of label, the fills of two modes, and its marks."""

    id: Hashable
    code: str
    """As the label shows it, usually the last digits only."""
    name: str
    caption: str
    polygon: Shape
    fill: int = 0
    """Index of the fill in :func:`desktop.views.theme.map_fills`, by grid; see ``map_layout.colouring``."""
    group: int = 0
    """Index of the fill by community."""
    state: State = State.NORMAL
    complete: bool = True
    """Whether the posts of 1+N+N are all filled."""


@dataclass(frozen=True)
class MapOutline:
    """Outer border of a community, drawn over its grids."""

    name: str
    polygon: Shape


@dataclass(frozen=True)
class MapLine:
    """A street or river with its name."""

    name: str
    line: Line
    kind: LineKind = LineKind.STREET


@dataclass(frozen=True)
class MapFinding:
    """One numbered result of the boundary check."""

    number: int
    kind: FindingKind
    polygon: Shape
    spot: Point
    text: str = ""
    """Sentence for the tooltip."""


@dataclass
class Drawn:
    """A polygon with its path in metres, y downwards."""

    shape: MapShape
    path: QPainterPath
    box: QRectF
    anchor: QPointF | None = None


@dataclass
class MapScene:
    """The content of a map on one local plane."""

    shapes: Sequence[MapShape] = ()
    outlines: Sequence[MapOutline] = ()
    lines: Sequence[MapLine] = ()
    findings: Sequence[MapFinding] = ()
    plane: Projection = field(default_factory=lambda: local_projection(114.167, 26.572))
    drawn: list[Drawn] = field(default_factory=list)
    box: QRectF = field(default_factory=QRectF)

    def __post_init__(self) -> None:
        """Project everything once."""
        polygons = [*(one.polygon for one in self.shapes), *(one.polygon for one in self.outlines)]
        ground = [polygon for polygon in polygons if polygons_of(polygon)]
        if ground:
            self.plane = projection_for(ground)
        self.drawn = []
        for shape in self.shapes:
            path = self.path(shape.polygon)
            self.drawn.append(Drawn(shape, path, path.boundingRect()))
        self.outline_paths = [self.path(outline.polygon) for outline in self.outlines]
        self.line_polygons = [QPolygonF([self.place(point) for point in line.line]) for line in self.lines]
        self.finding_paths = [self.path(finding.polygon) for finding in self.findings]
        for box in (*(one.box for one in self.drawn), *(path.boundingRect() for path in self.outline_paths)):
            self.box = self.box.united(box)

    def place(self, point: Point) -> QPointF:
        """Return the place of a point in degrees: metres east and south of the plane's origin."""
        x, y = self.plane.metres((point[0], point[1]))
        return QPointF(x, -y)

    def degrees(self, place: QPointF) -> Point:
        """Return longitude and latitude of a place."""
        return self.plane.degrees((place.x(), -place.y()))

    def path(self, shape: Shape) -> QPainterPath:
        """Return a shape as one path; holes stay open."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        for polygon in polygons_of(shape):
            for ring in polygon:
                path.addPolygon(QPolygonF([self.place(point) for point in ring]))
                path.closeSubpath()
        return path

    def find(self, identity: Hashable) -> Drawn | None:
        """Return what is drawn for an id."""
        return next((one for one in self.drawn if one.shape.id == identity), None)

    def at(self, place: QPointF) -> Drawn | None:
        """Return what lies at a place; of overlapping shapes the last, which is painted on top."""
        for one in reversed(self.drawn):
            if one.box.contains(place) and one.path.contains(place):
                return one
        return None
