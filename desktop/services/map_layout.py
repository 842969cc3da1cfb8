"""What the map on the screen and the map on a board share: order, colours, common borders, scale, places of labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from desktop.services.geometry import (
    Line,
    Point,
    Projection,
    Ring,
    Shape,
    bounds,
    centroid,
    contains,
    label_point,
    open_ring,
    polygons_of,
    projection_for,
)
from desktop.services.geometry_overlay import close_pairs

Contrast = Callable[[int, int], float]
"""Difference of two fills named by their index; see :func:`desktop.services.map_colours.contrast_of`."""


@dataclass(frozen=True)
class Border:
    """A line along which two polygons lie side by side; ``first`` and ``second`` are their indexes."""

    first: int
    second: int
    line: Line
    length: float
    """Metres."""


@dataclass(frozen=True)
class Placement:
    """How degrees become places in a box on screen or paper: ``scale`` units of the box per metre."""

    plane: Projection
    scale: float
    left: float
    top: float
    y_down: bool

    def place(self, point: Point) -> Point:
        """Return the place in the box of a point in degrees."""
        x, y = self.plane.metres(point)
        return self.left + x * self.scale, self.top + (-y if self.y_down else y) * self.scale

    def degrees(self, place: Point) -> Point:
        """Return the point in degrees at a place of the box."""
        x = (place[0] - self.left) / self.scale
        y = (place[1] - self.top) / self.scale
        return self.plane.degrees((x, -y if self.y_down else y))

    def rings(self, shape: Shape) -> list[list[Point]]:
        """Return all rings of a shape as places in the box, ready for one even-odd path."""
        return [[self.place(point) for point in ring] for polygon in polygons_of(shape) for ring in polygon]

    def line(self, line: Line) -> list[Point]:
        """Return a line as places in the box."""
        return [self.place(point) for point in line]


@dataclass(frozen=True)
class LabelSpot:
    """Where a label's middle goes in the box, and whether the whole label stays inside its polygon."""

    x: float
    y: float
    fits: bool


def fit(
    shapes: Iterable[Shape],
    box: tuple[float, float, float, float],
    margin: float = 0.0,
    y_down: bool = True,
) -> Placement:
    """Return the placement that shows all shapes as large as possible in the middle of a box.

    ``box`` is left, top, width, height (left, bottom, width, height when ``y_down`` is false, as on paper).
    """
    shapes = list(shapes)
    plane = projection_for(shapes)
    west, south, east, north = bounds(shapes)
    left, bottom = plane.metres((west, south))
    right, top = plane.metres((east, north))
    x, y, width, height = box
    # A single point or line still needs some ground round it.
    ground_width, ground_height = max(right - left, 1.0), max(top - bottom, 1.0)
    room_width, room_height = max(width - 2 * margin, 1.0), max(height - 2 * margin, 1.0)
    scale = min(room_width / ground_width, room_height / ground_height)
    return Placement(plane, scale, x + width / 2, y + height / 2, y_down)


def aspect(shape: Shape) -> float:
    """Return width to height of a shape on the ground."""
    plane = projection_for([shape])
    west, south, east, north = bounds([shape])
    (left, bottom), (right, top) = plane.metres((west, south)), plane.metres((east, north))
    return max(right - left, 1.0) / max(top - bottom, 1.0)


def label_spot(placement: Placement, shape: Shape, width: float, height: float) -> LabelSpot:
    """Return the place for a label of this size, all in units of the box."""
    point = label_point(shape, aspect=max(width, 1.0) / max(height, 1.0))
    x, y = placement.place(point)
    return LabelSpot(x, y, label_fits(placement, shape, point, width, height))


def label_fits(placement: Placement, shape: Shape, point: Point, width: float, height: float) -> bool:
    """Tell whether a label of this size round a point lies wholly inside the shape."""
    x, y = placement.place(point)
    corners = [(x + dx * width / 2, y + dy * height / 2) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    return all(contains(shape, placement.degrees(corner)) for corner in corners)


def scale_bar(scale: float, longest: float) -> tuple[int, float]:
    """Return a round number of metres (1, 2 or 5 and zeros) and its length in the box, not above ``longest``."""
    most = max(longest / scale, 1.0)
    power = 10 ** math.floor(math.log10(most))
    metres = next(step * power for step in (5, 2, 1) if step * power <= most)
    return int(metres), metres * scale


def reading_order(shapes: Sequence[Shape]) -> list[int]:
    """Return the indexes of shapes in the order grids are numbered: rows from north to south, west to east in a row.

    (网格编号自西向东、自北向南.) Shapes whose middles lie within half of the usual height form one row; of two in a row
    that lie one above the other the northern one goes first.
    """
    if not shapes:
        return []
    middles = [centroid(shape) for shape in shapes]
    boxes = [bounds([shape]) for shape in shapes]
    band = 0.5 * median(box[3] - box[1] for box in boxes)
    column = 0.3 * median(box[2] - box[0] for box in boxes)
    left = sorted(range(len(shapes)), key=lambda i: (-middles[i][1], middles[i][0]))
    order: list[int] = []
    while left:
        top = middles[left[0]][1]
        row = [i for i in left if middles[i][1] >= top - band]
        row.sort(key=lambda i: (middles[i][0], -middles[i][1]))
        for k in range(1, len(row)):
            before, after = row[k - 1], row[k]
            if middles[after][0] - middles[before][0] < column and middles[after][1] > middles[before][1]:
                row[k - 1], row[k] = after, before
        order += row
        left = [i for i in left if middles[i][1] < top - band]
    return order


def shared_borders(shapes: Sequence[Shape], tolerance: float = 0.5, least_length: float = 3.0) -> list[Border]:
    """Return the lines along which two shapes meet, following the edge of the first.

    Edges count as common when they are nowhere farther apart than ``tolerance`` metres; the vertices need not be the
    same. Lines shorter than ``least_length`` metres are corners that touch, not borders.
    """
    if len(shapes) < 2:
        return []
    plane = projection_for(shapes)
    edges = [_edges_in_metres(shape, plane) for shape in shapes]
    borders: list[Border] = []
    for first, second in sorted(close_pairs(shapes, tolerance / min(plane.metres_per_lon, plane.metres_per_lat))):
        lines = _common_lines(edges[first], edges[second], tolerance)
        for line in lines:
            length = sum(math.dist(a, b) for a, b in pairwise(line))
            if length >= least_length:
                borders.append(Border(first, second, [plane.degrees(place) for place in line], length))
    return borders


def neighbours(shapes: Sequence[Shape], tolerance: float = 0.5, least_length: float = 3.0) -> list[set[int]]:
    """Return for each shape the indexes of those it shares an edge with (see :func:`shared_borders`)."""
    result: list[set[int]] = [set() for _ in shapes]
    for border in shared_borders(shapes, tolerance, least_length):
        result[border.first].add(border.second)
        result[border.second].add(border.first)
    return result


def colouring(shapes: Sequence[Shape], colours: int, contrast: Contrast | None = None, least: float = 0.0) -> list[int]:
    """Return a fill (0 to ``colours`` - 1) for each shape so that neighbours differ; the same input, the same fills.

    With ``contrast`` given, neighbours also avoid pairs of fills that differ by less than ``least``. Where the fills do
    not suffice, the choice with the best contrast is taken. Shape i gets fill i as long as nothing speaks against it.
    """
    return colour_graph(neighbours(shapes), colours, contrast, least)


def colour_graph(
    near: Sequence[set[int]], colours: int, contrast: Contrast | None = None, least: float = 0.0
) -> list[int]:
    """Return the fills of :func:`colouring` for known neighbours; the one with the most fixed neighbours goes first."""
    chosen: dict[int, int] = {}
    left = set(range(len(near)))
    beside: list[set[int]] = [set() for _ in near]
    used = [0] * colours

    def nearness(fill: int, taken: set[int]) -> float:
        if fill in taken:
            return -1.0
        if contrast is None or not taken:
            return math.inf
        worst = min(contrast(fill, other) for other in taken)
        return math.inf if worst >= least else worst

    while left:
        index = max(left, key=lambda i: (len(beside[i]), len(near[i]), -i))
        left.remove(index)
        ranks = [
            (nearness(fill, beside[index]), fill == index % colours, -used[fill], -fill) for fill in range(colours)
        ]
        fill = ranks.index(max(ranks))
        chosen[index] = fill
        used[fill] += 1
        for other in near[index]:
            beside[other].add(fill)
    return [chosen[i] for i in range(len(near))]


Edge = tuple[Point, Point]


def _edges_in_metres(shape: Shape, plane: Projection) -> list[Edge]:
    edges: list[Edge] = []
    for polygon in polygons_of(shape):
        for ring in polygon:
            places = [plane.metres(point) for point in open_ring(ring)]
            edges += [(places[i], places[(i + 1) % len(places)]) for i in range(len(places))]
    return edges


def _common_lines(first: Sequence[Edge], second: Sequence[Edge], tolerance: float) -> list[Ring]:
    """Return the parts of the first edges that run along the second, chained to lines."""
    near = _within(second, _box(first), tolerance)
    pieces: list[Edge] = []
    for a, b in _within(first, _box(second), tolerance):
        spans = sorted(
            span
            for c, d in _within(near, _box([(a, b)]), tolerance)
            if (span := _alongside(a, b, c, d, tolerance)) is not None
        )
        length = math.dist(a, b)
        merged: list[tuple[float, float]] = []
        for start, end in spans:
            if merged and start <= merged[-1][1] + tolerance:
                merged[-1] = merged[-1][0], max(merged[-1][1], end)
            else:
                merged.append((start, end))
        for start, end in merged:
            # Ends within the tolerance of a vertex are the vertex itself, so that lines join without a step.
            start = 0.0 if start < tolerance else start
            end = length if end > length - tolerance else end
            pieces.append((_along(a, b, start / length), _along(a, b, end / length)))
    return _chain(pieces, tolerance)


def _within(edges: Sequence[Edge], box: tuple[float, float, float, float], margin: float) -> list[Edge]:
    west, south, east, north = box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin
    return [
        (a, b)
        for a, b in edges
        if (a[0] >= west or b[0] >= west)
        and (a[0] <= east or b[0] <= east)
        and (a[1] >= south or b[1] >= south)
        and (a[1] <= north or b[1] <= north)
    ]


def _box(edges: Sequence[Edge]) -> tuple[float, float, float, float]:
    xs = [point[0] for edge in edges for point in edge]
    ys = [point[1] for edge in edges for point in edge]
    return min(xs), min(ys), max(xs), max(ys)


def _alongside(a: Point, b: Point, c: Point, d: Point, tolerance: float) -> tuple[float, float] | None:
    """Return the stretch of edge ab, in metres from a, that edge cd follows within the tolerance."""
    length = math.dist(a, b)
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    start, end = ((c[0] - a[0]) * ux + (c[1] - a[1]) * uy, (d[0] - a[0]) * ux + (d[1] - a[1]) * uy)
    start_off, end_off = ((c[1] - a[1]) * ux - (c[0] - a[0]) * uy, (d[1] - a[1]) * ux - (d[0] - a[0]) * uy)
    if start > end:
        start, end, start_off, end_off = end, start, end_off, start_off
    if end - start < 1e-9:
        return None
    slope = (end_off - start_off) / (end - start)
    # Edges that meet at an angle are crossing streets: only near-parallel ones are one border.
    if abs(slope) > 0.2:
        return None
    low, high = max(0.0, start), min(length, end)
    if slope:
        one = start + (-tolerance - start_off) / slope
        two = start + (tolerance - start_off) / slope
        low, high = max(low, min(one, two)), min(high, max(one, two))
    elif abs(start_off) > tolerance:
        return None
    return (low, high) if high > low else None


def _along(a: Point, b: Point, share: float) -> Point:
    if share <= 0.0:
        return a
    if share >= 1.0:
        return b
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _chain(pieces: list[Edge], tolerance: float) -> list[Ring]:
    """Join pieces, given in the order of the ring, where one ends and the next begins."""
    lines: list[list[Point]] = []
    for a, b in pieces:
        if lines and math.dist(lines[-1][-1], a) <= tolerance:
            lines[-1].append(b)
        else:
            lines.append([a, b])
    if len(lines) > 1 and math.dist(lines[-1][-1], lines[0][0]) <= tolerance:
        lines[0] = lines.pop() + lines[0][1:]
    return list(lines)
