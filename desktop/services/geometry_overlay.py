"""Polygons laid over one another: union, difference, intersection, inset, and the check for gaps and overlaps.

The integer arithmetic of Clipper is exact, so borders that share their vertices leave no sliver. Coordinates are
scaled to a thousand-millionth of a degree (a tenth of a millimetre), which keeps all digits of
:data:`desktop.services.geometry.DECIMALS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyclipper

from desktop.services.geometry import (
    MultiPolygon,
    Point,
    Projection,
    Shape,
    area_m2,
    bounds,
    label_point,
    normalise,
    points_of,
    polygons_of,
    projection_for,
    signed_area,
)

_PER_DEGREE = 1_000_000_000
_PER_METRE = 1_000
_AT_ONCE = 32


@dataclass(frozen=True)
class Finding:
    """One gap (缝隙), overlap (重叠) or piece outside the outline (越界)."""

    polygon: MultiPolygon
    area: float
    """Square metres."""
    names: tuple[str, ...]
    """The parts involved: the two that overlap, the ones round a gap, the one that reaches outside."""
    spot: Point
    """Where to put its marker, in degrees, inside the polygon."""


@dataclass(frozen=True)
class Coverage:
    """Result of :func:`coverage`, the largest finding of each kind first."""

    gaps: Sequence[Finding]
    overlaps: Sequence[Finding]
    outside: Sequence[Finding]

    @property
    def complete(self) -> bool:
        """Whether the parts tile the outline: no gap, no overlap, nothing outside."""
        return not (self.gaps or self.overlaps or self.outside)


def union(shapes: Iterable[Shape]) -> MultiPolygon:
    """Return what is covered by at least one shape."""
    shapes = list(shapes)
    if len(shapes) <= _AT_ONCE:
        return _in_degrees(pyclipper.CT_UNION, shapes, [])
    # Clipper's time grows with the square of the edges it sees at once; neighbours united first lose most of theirs.
    shapes.sort(key=lambda shape: tuple(next(points_of(shape), (0.0, 0.0))))
    half = len(shapes) // 2
    return _in_degrees(pyclipper.CT_UNION, [union(shapes[:half]), union(shapes[half:])], [])


def intersection(first: Shape, second: Shape) -> MultiPolygon:
    """Return what is covered by both shapes."""
    return _in_degrees(pyclipper.CT_INTERSECTION, [first], [second])


def difference(first: Shape, *taken: Shape) -> MultiPolygon:
    """Return what is covered by the first shape and by none of the others."""
    return _in_degrees(pyclipper.CT_DIFFERENCE, [first], list(taken))


def inset(shape: Shape, metres: float) -> MultiPolygon:
    """Return the shape with its edge moved inwards by so many metres; negative moves it outwards.

    What is narrower than twice the distance vanishes, so the answer may be empty or have several parts.
    """
    if not polygons_of(shape):
        return []
    plane = projection_for([shape])
    paths = _offset(_plane_paths(shape, plane), -metres)
    return _from_plane(paths, plane)


def coverage(
    outline: Shape | None,
    parts: Mapping[str, Shape],
    least_area: float = 20.0,
    least_width: float = 1.0,
) -> Coverage:
    """Check that the parts cover the outline wholly and lie over one another nowhere (全覆盖、无缝隙、无重叠).

    Findings smaller than ``least_area`` square metres or narrower than ``least_width`` metres everywhere are slivers
    of drawing and are left out; zero for both reports every one. Without an outline, gaps are the holes left between
    the parts. ``ValueError`` when there is nothing to check.
    """
    shapes = [shape for shape in (outline, *parts.values()) if shape]
    plane = projection_for(shapes)
    whole = union(parts.values())
    if outline:
        missing, beyond = difference(outline, whole), True
    else:
        filled = [[polygon[0]] for polygon in polygons_of(whole)]
        missing, beyond = difference(union(filled), whole), False

    gaps: list[Finding] = []
    outside: list[Finding] = []
    for polygon in _pieces(missing, plane, least_area, least_width):
        around = inset(polygon, -max(least_width, 0.5))
        names = tuple(name for name, part in parts.items() if _touch(around, part) and intersection(around, part))
        gaps.append(_finding(polygon, names))
    if beyond and outline:
        for name, part in parts.items():
            for polygon in _pieces(difference(part, outline), plane, least_area, least_width):
                outside.append(_finding(polygon, (name,)))
    for found in (gaps, outside):
        found.sort(key=lambda finding: -finding.area)
    return Coverage(gaps, overlaps(parts, least_area, least_width), outside)


def overlaps(parts: Mapping[str, Shape], least_area: float = 20.0, least_width: float = 1.0) -> list[Finding]:
    """Return where two parts lie over one another, the largest first; slivers as in :func:`coverage`."""
    found: list[Finding] = []
    items = list(parts.items())
    for i, j in sorted(close_pairs([shape for _, shape in items])):
        (first, one), (second, two) = items[i], items[j]
        common = intersection(one, two)
        if common:
            plane = projection_for([common])
            found += [_finding(polygon, (first, second)) for polygon in _pieces(common, plane, least_area, least_width)]
    found.sort(key=lambda finding: -finding.area)
    return found


def close_pairs(shapes: Sequence[Shape], margin: float = 0.0) -> Iterator[tuple[int, int]]:
    """Yield index pairs of shapes whose bounds, widened by ``margin`` degrees, meet; the smaller index first."""
    boxes = sorted((bounds([shape]), index) for index, shape in enumerate(shapes) if polygons_of(shape))
    active: list[tuple[tuple[float, float, float, float], int]] = []
    for box, index in boxes:
        active = [held for held in active if held[0][2] + margin >= box[0]]
        for other, held_index in active:
            if other[1] <= box[3] + margin and box[1] <= other[3] + margin:
                yield min(index, held_index), max(index, held_index)
        active.append((box, index))


def _touch(first: Shape, second: Shape) -> bool:
    if not polygons_of(first) or not polygons_of(second):
        return False
    a, b = bounds([first]), bounds([second])
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _finding(polygon: MultiPolygon, names: tuple[str, ...]) -> Finding:
    return Finding(polygon, area_m2(polygon), names, label_point(polygon, precision=0.5))


def _pieces(shape: MultiPolygon, plane: Projection, least_area: float, least_width: float) -> Iterator[MultiPolygon]:
    """Yield the separate pieces of a shape that are no slivers, thin tails cut off."""
    if least_width > 0 and shape:
        # Moving the edge in and out again wipes out whatever is narrower than the width.
        paths = _offset(_offset(_plane_paths(shape, plane), -least_width / 2), least_width / 2)
        shape = intersection(shape, _from_plane(paths, plane))
    for polygon in polygons_of(shape):
        if area_m2(polygon) >= least_area:
            yield [polygon]


def _plane_paths(shape: Shape, plane: Projection) -> list[list[tuple[int, int]]]:
    paths: list[list[tuple[int, int]]] = []
    for polygon in polygons_of(normalise(shape, 9)):
        for ring in polygon:
            places = (plane.metres(point) for point in ring[:-1])
            path = [(round(x * _PER_METRE), round(y * _PER_METRE)) for x, y in places]
            # Clipper refuses a ring that has shrunk to a line or a point.
            if signed_area(path):
                paths.append(path)
    return paths


def _offset(paths: list[list[tuple[int, int]]], metres: float) -> list[list[tuple[int, int]]]:
    if not paths:
        return []
    offset = pyclipper.PyclipperOffset(3.0, 0.05 * _PER_METRE)
    offset.AddPaths(paths, pyclipper.JT_MITER, pyclipper.ET_CLOSEDPOLYGON)
    result: list[list[tuple[int, int]]] = [
        [(point[0], point[1]) for point in path] for path in offset.Execute(metres * _PER_METRE)
    ]
    return result


def _in_degrees(operation: int, subjects: Sequence[Shape], clips: Sequence[Shape]) -> MultiPolygon:
    first = next((point for shape in (*subjects, *clips) for point in points_of(shape)), None)
    if first is None:
        return []
    # Counting from a near-by origin keeps the integers small, where Clipper is fastest.
    lon0, lat0 = round(first[0]) * _PER_DEGREE, round(first[1]) * _PER_DEGREE

    def paths(shapes: Sequence[Shape]) -> list[list[tuple[int, int]]]:
        result = []
        for shape in shapes:
            for polygon in polygons_of(normalise(shape, 9)):
                for ring in polygon:
                    result.append(
                        [(round(x * _PER_DEGREE) - lon0, round(y * _PER_DEGREE) - lat0) for x, y in ring[:-1]]
                    )
        return result

    clipper = pyclipper.Pyclipper()
    subject_paths, clip_paths = paths(subjects), paths(clips)
    if not subject_paths:
        return []
    clipper.AddPaths(subject_paths, pyclipper.PT_SUBJECT, True)
    if clip_paths:
        clipper.AddPaths(clip_paths, pyclipper.PT_CLIP, True)
    tree = clipper.Execute2(operation, pyclipper.PFT_NONZERO, pyclipper.PFT_NONZERO)
    return _from_tree(tree, lambda x, y: ((x + lon0) / _PER_DEGREE, (y + lat0) / _PER_DEGREE))


def _from_plane(paths: list[list[tuple[int, int]]], plane: Projection) -> MultiPolygon:
    if not paths:
        return []
    clipper = pyclipper.Pyclipper()
    clipper.AddPaths(paths, pyclipper.PT_SUBJECT, True)
    # Offset gives outer rings one way round and holes the other; non-zero keeps the holes.
    tree = clipper.Execute2(pyclipper.CT_UNION, pyclipper.PFT_NONZERO, pyclipper.PFT_NONZERO)
    return _from_tree(tree, lambda x, y: plane.degrees((x / _PER_METRE, y / _PER_METRE)))


def _from_tree(tree: Any, degrees: Callable[[int, int], Point]) -> MultiPolygon:
    polygons: list[list[list[Point]]] = []
    outers = list(tree.Childs)
    while outers:
        outer = outers.pop()
        rings = [outer, *outer.Childs]
        polygons.append([[degrees(x, y) for x, y in node.Contour] for node in rings])
        for hole in outer.Childs:
            outers.extend(hole.Childs)
    polygons.sort(key=lambda polygon: min(polygon[0]))
    return normalise(polygons, 9)
