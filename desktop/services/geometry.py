"""Plane geometry of boundaries (边界), in pure Python.

A polygon is a list of closed rings of ``(longitude, latitude)`` in degrees, datum CGCS2000, outer ring first; a
multipolygon is a list of polygons. Both are exactly the ``coordinates`` of GeoJSON, and every function takes either.
Lengths are metres and areas square metres, measured on a local projection round the shape itself: on the extent of a
town the error stays below one in ten thousand.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

Point = tuple[float, float]
Line = Sequence[Point]
Ring = Sequence[Point]
Polygon = Sequence[Ring]
MultiPolygon = Sequence[Polygon]
Shape = Polygon | MultiPolygon
Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

DECIMALS = 7
"""Digits kept after the decimal point: a ten-millionth of a degree is about one centimetre."""

# GRS 80, the ellipsoid of CGCS2000.
_SEMI_MAJOR = 6_378_137.0
_ECCENTRICITY_2 = 0.006_694_380_022_90

# Metres of room a label gives up for each metre nearer to the middle of its shape.
_PULL = 0.08


@dataclass(frozen=True)
class Projection:
    """Local plane round ``(lon0, lat0)``: x metres to the east, y metres to the north."""

    lon0: float
    lat0: float
    metres_per_lon: float
    metres_per_lat: float

    def metres(self, point: Point) -> Point:
        """Return the place of a point given in degrees, in metres east and north of the origin."""
        return (point[0] - self.lon0) * self.metres_per_lon, (point[1] - self.lat0) * self.metres_per_lat

    def degrees(self, place: Point) -> Point:
        """Return longitude and latitude of a place given in metres."""
        return self.lon0 + place[0] / self.metres_per_lon, self.lat0 + place[1] / self.metres_per_lat


def local_projection(lon0: float, lat0: float) -> Projection:
    """Return the equirectangular projection with the radii of the CGCS2000 ellipsoid at ``lat0``."""
    latitude = math.radians(lat0)
    flat = 1.0 - _ECCENTRICITY_2 * math.sin(latitude) ** 2
    normal = _SEMI_MAJOR / math.sqrt(flat)
    meridian = _SEMI_MAJOR * (1.0 - _ECCENTRICITY_2) / flat**1.5
    return Projection(
        lon0,
        lat0,
        math.radians(1.0) * normal * math.cos(latitude),
        math.radians(1.0) * meridian,
    )


def projection_for(shapes: Iterable[Shape]) -> Projection:
    """Return the local projection round the middle of all given shapes."""
    west, south, east, north = bounds(shapes)
    return local_projection((west + east) / 2, (south + north) / 2)


def polygons_of(shape: Shape) -> list[Polygon]:
    """Return the polygons of a polygon or multipolygon as a list."""
    if not shape:
        return []
    first: Any = shape[0]
    if first and isinstance(first[0][0], (int, float)):
        return [cast(Polygon, shape)]
    return [polygon for polygon in cast(MultiPolygon, shape) if polygon]


def from_geojson(geometry: Mapping[str, Any]) -> MultiPolygon:
    """Return the multipolygon of a GeoJSON geometry object.

    Raises ``ValueError`` for any other kind of geometry. The numbers are taken as they are: use :func:`normalise`.
    """
    kind = geometry.get("type")
    if kind == "Polygon":
        parts = [geometry["coordinates"]]
    elif kind == "MultiPolygon":
        parts = geometry["coordinates"]
    else:
        raise ValueError(f"not a polygon: {kind!r}")
    return [[[(point[0], point[1]) for point in ring] for ring in polygon] for polygon in parts]


def to_geojson(shape: Shape) -> dict[str, Any]:
    """Return the GeoJSON geometry object of a shape; ``Polygon`` when it has one part only."""
    parts = [[[list(point) for point in ring] for ring in polygon] for polygon in polygons_of(shape)]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def points_of(shape: Shape) -> Iterator[Point]:
    """Yield every vertex of every ring."""
    for polygon in polygons_of(shape):
        for ring in polygon:
            yield from ring


def bounds(shapes: Iterable[Shape]) -> Bounds:
    """Return west, south, east and north of all shapes; ``ValueError`` when there is no vertex at all."""
    points = [point for shape in shapes for point in points_of(shape)]
    if not points:
        raise ValueError("no vertices")
    lons = [point[0] for point in points]
    lats = [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def area_m2(shape: Shape) -> float:
    """Return the area in square metres, holes taken off."""
    polygons = polygons_of(shape)
    if not polygons:
        return 0.0
    plane = projection_for([shape])
    unit = plane.metres_per_lon * plane.metres_per_lat
    total = 0.0
    for polygon in polygons:
        outer, *holes = (abs(signed_area(ring)) for ring in polygon)
        total += outer - sum(holes)
    return total * unit


def signed_area(ring: Ring) -> float:
    """Return the area of a ring in the square of its own unit, positive when it runs counter-clockwise."""
    if len(ring) < 3:
        return 0.0
    # Distances from the first vertex: squares of whole longitudes would eat the digits that matter.
    x0, y0 = ring[0][0], ring[0][1]
    total = 0.0
    for (x1, y1), (x2, y2) in _edges(ring):
        total += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    return total / 2


def centroid(shape: Shape) -> Point:
    """Return the centre of gravity in degrees; it may lie outside a bent shape (see :func:`label_point`)."""
    weight = east = north = 0.0
    lon0, lat0 = next(points_of(shape))
    for polygon in polygons_of(shape):
        for index, ring in enumerate(polygon):
            sign = 1.0 if index == 0 else -1.0
            if signed_area(ring) < 0:
                sign = -sign
            for (x1, y1), (x2, y2) in _edges(ring):
                x1, y1, x2, y2 = x1 - lon0, y1 - lat0, x2 - lon0, y2 - lat0
                cross = sign * (x1 * y2 - x2 * y1)
                weight += cross
                east += cross * (x1 + x2)
                north += cross * (y1 + y2)
    if abs(weight) < 1e-18:
        west, south, east, north = bounds([shape])
        return (west + east) / 2, (south + north) / 2
    return lon0 + east / (3 * weight), lat0 + north / (3 * weight)


def contains(shape: Shape, point: Point) -> bool:
    """Tell whether a point lies in the shape and in none of its holes.

    A point on an edge shared by two polygons is counted to exactly one of them, so that a click picks one.
    """
    x, y = point
    for polygon in polygons_of(shape):
        inside = False
        for ring in polygon:
            for (x1, y1), (x2, y2) in _edges(ring):
                if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                    inside = not inside
        if inside:
            return True
    return False


def label_point(shape: Shape, aspect: float = 1.0, precision: float = 1.0) -> Point:
    """Return the point of the largest part that is farthest from its edges (pole of inaccessibility, in degrees).

    ``aspect`` is width over height of the label to be placed: a wide label asks for room sideways. ``precision`` is in
    metres; a hundredth of the shape's extent is enough for any label, so it is never made finer than that.
    The method is Mapbox's polylabel: cells of a quadtree, the most promising one first.
    """
    polygons = polygons_of(shape)
    largest = max(polygons, key=lambda polygon: abs(signed_area(polygon[0])))
    plane = projection_for([largest])
    rings = [[_squeeze(plane.metres(point), aspect) for point in ring] for ring in largest]
    edges = [(*start, *end) for ring in rings for start, end in _edges(ring)]
    xs = [edge[0] for edge in edges]
    ys = [edge[1] for edge in edges]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    size = min(width, height)
    middle = _squeeze(plane.metres(centroid(largest)), aspect)
    if size <= 0:
        return plane.degrees((middle[0] * aspect, middle[1]))
    precision = max(precision, size / 100)

    best = (_clearance(middle, edges), middle)
    half = size / 2
    queue: list[tuple[float, float, float, float]] = []

    def add(x: float, y: float, half: float) -> None:
        nonlocal best
        # A little pull towards the middle decides between places that are equally far from the edges.
        away = math.dist((x, y), middle)
        clearance = _clearance((x, y), edges)
        if clearance - _PULL * away > best[0]:
            best = (clearance - _PULL * away, (x, y))
        corner = half * math.sqrt(2)
        reach = clearance + corner - _PULL * max(0.0, away - corner)
        if reach - best[0] > precision:
            heapq.heappush(queue, (-reach, x, y, half))

    for column in range(math.ceil(width / size)):
        for row in range(math.ceil(height / size)):
            add(min(xs) + half + column * size, min(ys) + half + row * size, half)
    while queue:
        reach, x, y, half = heapq.heappop(queue)
        if -reach - best[0] <= precision:
            break
        half /= 2
        for dx in (-half, half):
            for dy in (-half, half):
                add(x + dx, y + dy, half)
    return plane.degrees((best[1][0] * aspect, best[1][1]))


def self_crossings(ring: Ring, limit: int = 10) -> list[Point]:
    """Return points where a ring crosses, touches or runs back over itself, ``limit`` at most.

    Edges that follow one another may share their common vertex only.
    """
    vertices = open_ring(ring)
    count = len(vertices)
    if count < 3:
        return []
    edges = [(vertices[i], vertices[(i + 1) % count], i) for i in range(count)]
    # Sweep along the axis on which edges are short, so that few of them are open at the same time.
    wide = sum(abs(a[0] - b[0]) for a, b, _ in edges) / _extent(vertices, 0)
    tall = sum(abs(a[1] - b[1]) for a, b, _ in edges) / _extent(vertices, 1)
    axis = 0 if wide <= tall else 1
    other = 1 - axis
    edges.sort(key=lambda edge: min(edge[0][axis], edge[1][axis]))
    found: list[Point] = []
    active: list[tuple[Point, Point, int]] = []
    for edge in edges:
        a, b, _ = edge
        start = min(a[axis], b[axis])
        active = [held for held in active if max(held[0][axis], held[1][axis]) >= start]
        low, high = min(a[other], b[other]), max(a[other], b[other])
        for c, d, j in active:
            if max(c[other], d[other]) < low or min(c[other], d[other]) > high:
                continue
            crossing = _meeting(edge, (c, d, j), count)
            if crossing is not None and crossing not in found:
                found.append(crossing)
                if len(found) >= limit:
                    return found
        active.append(edge)
    return found


def normalise(shape: Shape, decimals: int = DECIMALS) -> MultiPolygon:
    """Return the shape as it is kept: rounded, without repeated points, rings closed, outer rings counter-clockwise.

    Holes run clockwise (RFC 7946). Rings that vanish are left out, and with an outer ring its holes.
    """
    result: list[list[list[Point]]] = []
    for polygon in polygons_of(shape):
        rings: list[list[Point]] = []
        for index, ring in enumerate(polygon):
            clean = _clean_ring(ring, decimals)
            turn = signed_area(clean)
            if len(clean) < 3 or turn == 0:
                if index == 0:
                    break
                continue
            if (turn > 0) != (index == 0):
                clean.reverse()
            clean.append(clean[0])
            rings.append(clean)
        if rings:
            result.append(rings)
    return result


def simplify(shape: Shape, tolerance: float) -> MultiPolygon:
    """Return the shape with fewer vertices, none farther than ``tolerance`` metres from the drawn line.

    Douglas-Peucker ring by ring, from a fixed pair of end points; a ring that would cross itself or vanish is kept as
    it was. Borders shared with a neighbour can come apart by the tolerance: simplify for drawing, not for keeping.
    """
    parts = polygons_of(shape)
    if not parts:
        return []
    plane = projection_for([shape])
    result: list[list[Ring]] = []
    for polygon in parts:
        rings: list[Ring] = []
        for ring in polygon:
            vertices = open_ring(ring)
            thinned = _thin(vertices, [plane.metres(point) for point in vertices], tolerance)
            closed = [*thinned, thinned[0]] if thinned else []
            good = len(thinned) >= 3 and not self_crossings(closed, 1)
            rings.append(closed if good else ring)
        result.append(rings)
    return normalise(result)


def open_ring(ring: Ring) -> list[Point]:
    """Return the vertices of a ring without the closing one and without repetitions in a row."""
    vertices: list[Point] = []
    for point in ring:
        if not vertices or (point[0], point[1]) != vertices[-1]:
            vertices.append((point[0], point[1]))
    while len(vertices) > 1 and vertices[0] == vertices[-1]:
        vertices.pop()
    return vertices


def line_length(line: Line) -> float:
    """Return the length of a line in metres."""
    if len(line) < 2:
        return 0.0
    plane = local_projection(*line[len(line) // 2])
    return sum(math.dist(plane.metres(a), plane.metres(b)) for a, b in pairwise(line))


def _edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    """Yield the edges of a ring, closed or not."""
    previous = ring[-1]
    for point in ring:
        if point != previous:
            yield previous, point
        previous = point


def _clean_ring(ring: Ring, decimals: int) -> list[Point]:
    # Adding 0.0 turns a rounded -0.0 into 0.0.
    return open_ring([(round(lon, decimals) + 0.0, round(lat, decimals) + 0.0) for lon, lat in ring])


def _squeeze(place: Point, aspect: float) -> Point:
    return place[0] / aspect, place[1]


def _extent(points: Sequence[Point], axis: int) -> float:
    values = [point[axis] for point in points]
    return (max(values) - min(values)) or 1.0


def _clearance(place: Point, edges: Sequence[tuple[float, float, float, float]]) -> float:
    """Return the distance of a place to the nearest edge, negative outside."""
    x, y = place
    inside = False
    nearest = math.inf
    for x1, y1, x2, y2 in edges:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        dx, dy = x2 - x1, y2 - y1
        t = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)
        t = 0.0 if t < 0 else 1.0 if t > 1 else t
        ex, ey = x - x1 - t * dx, y - y1 - t * dy
        square = ex * ex + ey * ey
        if square < nearest:
            nearest = square
    distance = math.sqrt(nearest)
    return distance if inside else -distance


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _between(a: Point, b: Point, c: Point) -> bool:
    """Tell whether ``c``, known to lie on the line of ``a`` and ``b``, lies between them."""
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _meeting(first: tuple[Point, Point, int], second: tuple[Point, Point, int], count: int) -> Point | None:
    """Return where two edges of one ring meet though they should not."""
    a, b, i = first
    c, d, j = second
    if (i + 1) % count == j or (j + 1) % count == i:
        # Neighbours: wrong only when the second runs back over the first.
        start, corner, end = (a, b, d) if (i + 1) % count == j else (c, d, b)
        back = (start[0] - corner[0]) * (end[0] - corner[0]) + (start[1] - corner[1]) * (end[1] - corner[1]) > 0
        return corner if back and _turn(start, corner, end) == 0 else None
    c_side, d_side = _turn(a, b, c), _turn(a, b, d)
    a_side, b_side = _turn(c, d, a), _turn(c, d, b)
    if c_side * d_side < 0 and a_side * b_side < 0:
        t = a_side / (a_side - b_side)
        return a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])
    for side, start, end, point in ((c_side, a, b, c), (d_side, a, b, d), (a_side, c, d, a), (b_side, c, d, b)):
        if side == 0 and _between(start, end, point):
            return point
    return None


def _thin(vertices: list[Point], places: list[Point], tolerance: float) -> list[Point]:
    """Return the vertices that Douglas-Peucker keeps of a closed ring."""
    count = len(vertices)
    if count < 4:
        return vertices
    first = min(range(count), key=lambda i: vertices[i])
    last = max(range(count), key=lambda i: math.dist(places[i], places[first]))
    keep = {first, last}
    stack = [(first, last), (last, first + count)]
    while stack:
        start, end = stack.pop()
        (x1, y1), (x2, y2) = places[start % count], places[end % count]
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        worst, farthest = -1, tolerance
        for i in range(start + 1, end):
            x, y = places[i % count]
            t = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
            distance = math.hypot(x - x1 - t * dx, y - y1 - t * dy)
            if distance > farthest:
                worst, farthest = i, distance
        if worst >= 0:
            keep.add(worst % count)
            stack += [(start, worst), (worst, end)]
    return [vertices[i] for i in sorted(keep)]
