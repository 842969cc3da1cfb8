"""Where labels go on the map of a board: grid labels inside their grids, names along streets, leader lines else.

Everything is in millimetres on the board, y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from desktop.documents.board_parts import Box, Pen, Point
from desktop.documents.fonts import Face
from desktop.documents.setting import DROP, measure, unbroken, wrap
from desktop.documents.tokens import GREY_1, INK, WHITE
from desktop.services.board_content import BoardGrid, thousands

Rings = Sequence[Sequence[Point]]


@dataclass
class Scene:
    """What is on the map so far: places taken by labels, kinds of sign for the legend."""

    pen: Pen
    box: Box
    unit: float
    taken: list[Box] = field(default_factory=list)
    legend: list[str] = field(default_factory=list)
    few: bool = False
    """Whether there are so few grids that labels may be larger."""
    nameless: list[str] = field(default_factory=list)
    """Grids whose names found no room."""

    def sign(self, kind: str) -> None:
        if kind not in self.legend:
            self.legend.append(kind)


@dataclass(frozen=True)
class Layout:
    """A way to set a grid's label: its parts with sizes and the room it takes."""

    badge: float
    """Diameter; 0 for none."""
    name: tuple[str, ...]
    name_size: float
    counts: tuple[str, ...]
    counts_size: float
    beside: bool
    """Texts at the right of the badge instead of below."""

    @property
    def text_width(self) -> float:
        """Width of the widest line."""
        widths = [measure(line, Face.SANS_BOLD, self.name_size) for line in self.name]
        widths += [measure(line, Face.SANS, self.counts_size) for line in self.counts]
        return max(widths, default=0.0)

    @property
    def text_height(self) -> float:
        """Height of the lines."""
        return len(self.name) * 1.22 * self.name_size + len(self.counts) * 1.3 * self.counts_size

    @property
    def width(self) -> float:
        """Width of the whole label."""
        if self.beside:
            return self.badge * 1.2 + self.text_width
        return max(self.badge, self.text_width)

    @property
    def height(self) -> float:
        """Height of the whole label."""
        if self.beside:
            return max(self.badge, self.text_height)
        return self.badge + (0.14 * self.badge if self.badge and self.name else 0.0) + self.text_height


@dataclass(frozen=True)
class Style:
    """Sizes and contents that all labels of a map have in common."""

    badge: float
    size: float
    """Em of the name; 0 for numbers alone."""
    counts: float = 0.0
    """Em of the counts; 0 for none."""
    short: bool = False
    """Names without 网格."""


def styles(pen: Pen, unit: float, few: bool, short: bool) -> Iterator[Style]:
    """Yield styles with names, the best first: large and complete, then smaller, then without counts.

    ``short`` says whether names are still names without 网格 (会师坊网格, but not 第二网格).
    """
    for k in ((1.5, 1.25) if few else ()) + (1.0, 0.9, 0.8, 0.72):
        size, small = pen.running(22 * unit * k), pen.caption(16.5 * unit * k)
        badge = max(42 * unit * k, 1.9 * pen.floor)
        yield Style(badge, size, small)
        if short and k < 0.8:
            yield Style(badge, size, small, True)
    for size, badge in ((pen.running(0), 1.9 * pen.floor), (pen.floor, 1.6 * pen.floor)):
        yield Style(badge, size)
        if short:
            yield Style(badge, size, 0.0, True)


def number_styles(pen: Pen, unit: float) -> Iterator[Style]:
    """Yield styles with numbers alone, large ones first."""
    for badge in (max(42 * unit, 3.0 * pen.floor), 2.4 * pen.floor, 1.9 * pen.floor, 1.6 * pen.floor):
        yield Style(badge, 0.0)


def layouts(grid: BoardGrid, style: Style) -> Iterator[Layout]:
    """Yield the ways to set the label of a grid in a style: name and counts in one line or more, below or beside."""
    if not style.size:
        yield Layout(style.badge, (), 0.0, (), 0.0, False)
        return
    name = (grid.name.removesuffix("网格") or grid.name) if style.short else grid.name
    ways = list(dict.fromkeys([(name,), _halves(name, style.size), pieces(name, style.size)]))
    counts = counts_of(grid) if style.counts else ()
    for said in dict.fromkeys([counts[:1], counts[1:] or counts[:1]]):
        for lines in ways:
            for beside in (False, True):
                yield Layout(style.badge, lines, style.size, said, style.counts, beside)


def counts_of(grid: BoardGrid) -> tuple[str, ...]:
    """Return the counts below a grid's name: in one line, then the same in two."""
    if grid.households is None and grid.people is None:
        return ("专属网格",) if grid.dedicated else ()
    parts = [
        f"{thousands(number)}{unit}" if number is not None else f"—{unit}"
        for number, unit in ((grid.households, "户"), (grid.people, "人"))
        if number is not None or not grid.dedicated
    ]
    if len(parts) == 1:
        return (parts[0],)
    return ("\u3000".join(parts), *parts)


def draw_label(pen: Pen, grid: BoardGrid, layout: Layout, x: float, y: float) -> None:
    """Draw a label whose middle is at a place."""
    left, top = x - layout.width / 2, y - layout.height / 2
    if layout.beside:
        draw_badge(pen, left + layout.badge / 2, y, layout.badge, grid.number)
        edge, top, align_left = left + 1.2 * layout.badge, y - layout.text_height / 2, True
    else:
        if layout.badge:
            draw_badge(pen, x, top + layout.badge / 2, layout.badge, grid.number)
            top += 1.14 * layout.badge
        edge, align_left = x - layout.text_width / 2, False
    for line in layout.name:
        _text(pen, edge, top + 0.61 * layout.name_size, line, Face.SANS_BOLD, layout.name_size, layout, align_left)
        top += 1.22 * layout.name_size
    for line in layout.counts:
        _text(pen, edge, top + 0.65 * layout.counts_size, line, Face.SANS, layout.counts_size, layout, align_left)
        top += 1.3 * layout.counts_size


def _text(pen: Pen, x: float, y: float, text: str, face: Face, size: float, layout: Layout, align_left: bool) -> None:
    align = "left" if align_left else "centre"
    pen.centred(x, y, text, face, size, align=align, width=layout.text_width, where=f"地图“{text}”")


def draw_badge(pen: Pen, x: float, y: float, diameter: float, number: str) -> None:
    """Draw the round number badge of a grid."""
    pen.circle(x, y, diameter / 2, fill=WHITE, stroke=INK, line=max(0.035 * diameter, 0.3))
    size = max(0.56 * diameter, pen.floor) if len(number) < 3 else max(0.46 * diameter, pen.floor)
    pen.centred(x - diameter / 2, y, number, Face.SANS_BOLD, size, align="centre", width=diameter)


@dataclass(frozen=True)
class Roads:
    """Streets as lines, and half their width: no label may lie on them."""

    lines: Rings
    half: float

    def cross(self, box: Box) -> bool:
        """Tell whether a street runs through a box."""
        left, top, right, bottom = box[0] - self.half, box[1] - self.half, box[0] + box[2], box[1] + box[3]
        return any(
            _enters(x1, y1, x2, y2, left, top, right + self.half, bottom + self.half)
            for line in self.lines
            for (x1, y1), (x2, y2) in pairwise(line)
        )


class Ground:
    """The ground of a grid on which a label is placed, with the places worth trying found once."""

    STEPS = 13

    def __init__(self, rings: Rings, roads: Roads, taken: Sequence[Box], pad: float) -> None:
        self.rings, self.roads, self.taken, self.pad = rings, roads, taken, pad
        xs = [x for ring in rings for x, _ in ring]
        ys = [y for ring in rings for _, y in ring]
        self.width, self.height = max(xs) - min(xs), max(ys) - min(ys)
        places = [
            (min(xs) + self.width * i / self.STEPS, min(ys) + self.height * j / self.STEPS)
            for i in range(1, self.STEPS)
            for j in range(1, self.STEPS)
        ]
        self.spots = [(x, y, clear) for x, y in places if (clear := clearance(rings, (x, y))) > 0]

    def place(self, middle: Point, width: float, height: float) -> Point | None:
        """Return where a label of this size lies wholly on the ground and on nothing taken, near ``middle``, or None.

        ``middle`` is the place farthest from the edges.
        """
        width, height = width + 2 * self.pad, height + 2 * self.pad
        if width > self.width or height > self.height:
            return None
        least, enough = min(width, height) / 2, math.hypot(width, height) / 2
        near = sorted((math.dist((x, y), middle), x, y, clear) for x, y, clear in self.spots if clear >= least)
        for _, x, y, clear in [(0.0, *middle, 0.0), *near]:
            box = (x - width / 2, y - height / 2, width, height)
            if clear < enough and not inside(self.rings, box):
                continue
            if not any(overlap(box, other) for other in self.taken) and not self.roads.cross(box):
                return x, y
        return None


def clearance(rings: Rings, spot: Point) -> float:
    """Return how far a place is from the edge of rings; 0 outside."""
    x, y = spot
    within, nearest = False, math.inf
    for ring in rings:
        for (x1, y1), (x2, y2) in _edges(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                within = not within
            dx, dy = x2 - x1, y2 - y1
            square = dx * dx + dy * dy
            t = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / square)) if square else 0.0
            nearest = min(nearest, (x - x1 - t * dx) ** 2 + (y - y1 - t * dy) ** 2)
    return math.sqrt(nearest) if within else 0.0


def inside(rings: Rings, box: Box) -> bool:
    """Tell whether a box lies wholly inside rings (even-odd)."""
    left, top, width, height = box
    right, bottom = left + width, top + height
    within = False
    x, y = left + width / 2, top + height / 2
    for ring in rings:
        for (x1, y1), (x2, y2) in _edges(ring):
            if _enters(x1, y1, x2, y2, left, top, right, bottom):
                return False
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                within = not within
    return within


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share ground."""
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def within(room: Box, box: Box) -> bool:
    """Tell whether a box lies wholly in another."""
    return (
        room[0] <= box[0]
        and room[1] <= box[1]
        and box[0] + box[2] <= room[0] + room[2]
        and box[1] + box[3] <= room[1] + room[3]
    )


def outside(rings: Rings, box: Box) -> bool:
    """Tell whether a box lies wholly outside rings."""
    left, top, width, height = box
    right, bottom = left + width, top + height
    within = False
    for ring in rings:
        for (x1, y1), (x2, y2) in _edges(ring):
            if _enters(x1, y1, x2, y2, left, top, right, bottom):
                return False
            if (y1 > top) != (y2 > top) and left < (x2 - x1) * (top - y1) / (y2 - y1) + x1:
                within = not within
    return not within


def _edges(ring: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    previous = ring[-1]
    for point in ring:
        yield previous, point
        previous = point


def _enters(x1: float, y1: float, x2: float, y2: float, left: float, top: float, right: float, bottom: float) -> bool:
    """Tell whether a segment touches a rectangle (Liang and Barsky's clipping)."""
    if max(x1, x2) < left or min(x1, x2) > right or max(y1, y2) < top or min(y1, y2) > bottom:
        return False
    low, high = 0.0, 1.0
    for p, q in ((x1 - x2, x1 - left), (x2 - x1, right - x1), (y1 - y2, y1 - top), (y2 - y1, bottom - y1)):
        if p == 0:
            if q < 0:
                return False
            continue
        t = q / p
        if p < 0:
            low = max(low, t)
        else:
            high = min(high, t)
    return low <= high


def _halves(name: str, size: float) -> tuple[str, ...]:
    """Return a name in two lines of nearly one length."""
    if len(name) < 4:
        return (name,)
    lines = wrap(name.replace("网格", unbroken("网格")), Face.SANS_BOLD, size, size * (math.ceil(len(name) / 2) + 0.2))
    return tuple(lines[:2]) if len(lines) <= 2 else (name,)


def pieces(name: str, size: float) -> tuple[str, ...]:
    """Return a long name in as many lines as make it nearly square."""
    across = max(5, math.ceil(math.sqrt(len(name) * 1.6)))
    return tuple(wrap(name.replace("网格", unbroken("网格")), Face.SANS_BOLD, size, size * across))


@dataclass(frozen=True)
class Run:
    """A stretch of a line straight enough to carry a name: its middle, direction in degrees and length."""

    middle: Point
    angle: float
    bend: float


def straightest(line: Sequence[Point], length: float, box: Box) -> Run | None:
    """Return the straightest stretch of a line of this length inside a box; None where the line is too short."""
    marks = [0.0]
    for a, b in pairwise(line):
        marks.append(marks[-1] + math.dist(a, b))
    total = marks[-1]
    if total < length * 1.05:
        return None
    best: tuple[float, Run] | None = None
    step = max(length / 6, 2.0)
    start = 0.0
    while start + length <= total:
        a, b = at(line, marks, start), at(line, marks, start + length)
        middle = at(line, marks, start + length / 2)
        chord = math.dist(a, b)
        if chord > 0.8 * length and all(
            box[0] < x < box[0] + box[2] and box[1] < y < box[1] + box[3] for x, y in (a, b)
        ):
            normal = ((b[1] - a[1]) / chord, (a[0] - b[0]) / chord)
            offs = [
                (p[0] - a[0]) * normal[0] + (p[1] - a[1]) * normal[1]
                for p in (at(line, marks, start + length * k / 8) for k in range(1, 8))
            ]
            bend = max(abs(off) for off in offs)
            off = sum(offs) / len(offs)
            rank = bend + 0.02 * abs(start + length / 2 - total / 2)
            if best is None or rank < best[0]:
                centre = ((a[0] + b[0]) / 2 + off * normal[0], (a[1] + b[1]) / 2 + off * normal[1])
                angle = math.degrees(math.atan2(a[1] - b[1], b[0] - a[0]))
                best = rank, Run(centre if bend < length / 4 else middle, angle, bend)
        start += step
    return best[1] if best else None


def at(line: Sequence[Point], marks: Sequence[float], distance: float) -> Point:
    """Return the place on a line this far from its beginning."""
    for i in range(len(line) - 1):
        if marks[i + 1] >= distance:
            share = (distance - marks[i]) / ((marks[i + 1] - marks[i]) or 1.0)
            (x1, y1), (x2, y2) = line[i], line[i + 1]
            return x1 + share * (x2 - x1), y1 + share * (y2 - y1)
    return line[-1]


def draw_along(pen: Pen, run: Run, name: str, size: float, pitch: float, ground: bool) -> Box:
    """Draw a name along a stretch and return the box it takes: turned on a flat street, upright on a steep one."""
    angle = (run.angle + 90) % 180 - 90
    x, y = run.middle
    length = pitch * (len(name) - 1) + size
    where = f"地图“{name}”"
    if abs(angle) <= 50:
        with pen.turned(x, y, angle):
            if ground:
                pen.rect(x - length / 2 - 0.4 * size, y - 0.6 * size, length + 0.8 * size, 1.2 * size, fill=WHITE)
            space = pitch - size
            pen.text(x - length / 2, y + DROP * size, name, Face.SANS_MEDIUM, size, colour=GREY_1,
                     letter_space=space, where=where)  # fmt: skip
        turn = math.radians(angle)
        across = abs(length * math.cos(turn)) + abs(size * math.sin(turn))
        down = abs(length * math.sin(turn)) + abs(size * math.cos(turn))
        return x - across / 2, y - down / 2, across, down
    turn = math.radians(angle if angle > 0 else angle + 180)
    # The characters stand upright, one below the other along the street, read from the top.
    places = [
        (x - math.cos(turn) * k * pitch, y + math.sin(turn) * k * pitch)
        for k in ((i - (len(name) - 1) / 2) for i in range(len(name)))
    ]
    for cx, cy in places:
        if ground:
            pen.rect(cx - 0.6 * size, cy - 0.62 * pitch, 1.2 * size, 1.24 * pitch, fill=WHITE)
    for (cx, cy), sign in zip(places, name, strict=True):
        pen.centred(cx, cy, sign, Face.SANS_MEDIUM, size, colour=GREY_1, align="centre", where=where)
    left, right = min(p[0] for p in places) - size / 2, max(p[0] for p in places) + size / 2
    top, bottom = min(p[1] for p in places) - size / 2, max(p[1] for p in places) + size / 2
    return left, top, right - left, bottom - top
