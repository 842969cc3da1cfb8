"""Streets and rivers on the map of a board, and their names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from desktop.documents import board_labels as labels
from desktop.documents.board_labels import Rings, Scene
from desktop.documents.board_parts import Box, Point
from desktop.services.board_content import BoardFeature
from desktop.services.map_layout import Placement


def line_of(feature: BoardFeature) -> list[Point]:
    """Return the points of a LineString; of several lines the longest."""
    points = feature.points
    if points and points[0] and not isinstance(points[0][0], (int, float)):
        points = max(points, key=len)
    return [(point[0], point[1]) for point in points]


def in_town(line: Sequence[Point], edge: Rings, within: float) -> tuple[list[Point], bool]:
    """Return the longest part of a street that lies in the community, and whether it only runs along its outline."""
    parts: list[tuple[bool, list[Point]]] = []
    last: bool | None = None
    for a, b in pairwise(line):
        spot = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        outer: bool | None = None
        if on_edge([spot], edge, within):
            outer = True
        elif labels.clearance(edge, spot) > 0:
            outer = False
        if outer is not None:
            if outer is last:
                parts[-1][1].append(b)
            else:
                parts.append((outer, [a, b]))
        last = outer
    if not parts:
        return [], False
    # A stretch inside counts before any along the outline, however long.
    outer, part = max(parts, key=lambda one: (not one[0], _length(one[1])))
    return part, outer


def _length(line: Sequence[Point]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(line))


def on_edge(line: Sequence[Point], rings: Rings, within: float, closed: bool = True) -> bool:
    """Tell whether most of a line runs along rings."""
    spots = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(line)] or list(line)
    near = 0
    for spot in spots:
        edges = [
            pair for ring in rings for pair in zip(ring, [*ring[1:], ring[0]] if closed else ring[1:], strict=False)
        ]
        near += any(_distance(spot, a, b) <= within for a, b in edges)
    return near >= 0.7 * len(spots)


def _distance(spot: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = max(0.0, min(1.0, ((spot[0] - a[0]) * dx + (spot[1] - a[1]) * dy) / square)) if square else 0.0
    return math.hypot(spot[0] - a[0] - t * dx, spot[1] - a[1] - t * dy)


def name_streets(
    scene: Scene, named: Iterable[tuple[BoardFeature, tuple[list[Point], bool]]], edge: Rings, road: float
) -> None:
    pen, unit = scene.pen, scene.unit
    size = pen.caption(16 * unit)
    done: set[str] = set()
    x, y, width, height = scene.box
    room = (x + size, y + size, width - 2 * size, height - 2 * size)
    for street, (line, outer) in named:
        if not street.name or street.name in done or len(line) < 2:
            continue
        for pitch in (1.7 * size, 1.3 * size, 1.08 * size):
            run = labels.straightest(line, pitch * len(street.name), room)
            if run is None or run.bend > 0.55 * road:
                continue
            spot = _outwards(run, edge, 0.7 * size + 8 * unit) if outer else run
            box = _box_of(spot, street.name, size, pitch)
            if any(labels.overlap(box, other) for other in scene.taken):
                continue
            if outer and not (labels.outside(edge, box) and labels.within(scene.box, box)):
                continue
            scene.taken.append(labels.draw_along(pen, spot, street.name, size, pitch, not outer))
            done.add(street.name)
            break


def _box_of(run: labels.Run, name: str, size: float, pitch: float) -> Box:
    half = (pitch * (len(name) - 1) + size) / 2
    turn = math.radians(run.angle)
    wide = abs(half * math.cos(turn)) + size / 2
    tall = abs(half * math.sin(turn)) + size / 2
    return run.middle[0] - wide, run.middle[1] - tall, 2 * wide, 2 * tall


def _outwards(run: labels.Run, edge: Rings, by: float) -> labels.Run:
    turn = math.radians(run.angle)
    for sign in (1, -1):
        spot = (run.middle[0] + sign * by * math.sin(turn), run.middle[1] + sign * by * math.cos(turn))
        if labels.outside(edge, (spot[0] - 0.1, spot[1] - 0.1, 0.2, 0.2)):
            return labels.Run(spot, run.angle, run.bend)
    return run


def name_rivers(scene: Scene, placement: Placement, features: Sequence[BoardFeature], edge: Rings) -> None:
    pen = scene.pen
    size = pen.caption(16.5 * scene.unit)
    x, y, width, height = scene.box
    room = (x + 2 * size, y + 2 * size, width - 4 * size, height - 4 * size)
    for one in features:
        if one.kind != "river" or not one.name:
            continue
        pitch = 1.9 * size
        line = [spot for spot in placement.line(line_of(one))]
        run = labels.straightest(line, pitch * len(one.name), room)
        if run is None:
            continue
        box = _box_of(run, one.name, size, pitch)
        if labels.outside(edge, box) and not any(labels.overlap(box, other) for other in scene.taken):
            scene.taken.append(labels.draw_along(pen, run, one.name, size, pitch, False))
