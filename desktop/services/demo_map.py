"""Invented boundaries for the demonstration office (演示数据): towns cut into communities, communities into grids.

A town is one ring of short jittered edges. It is cut again and again along jittered lines that begin and end at
vertices already there, so that both sides of every border hold the very same points: the parts tile the whole
exactly. The places are only roughly where the towns of 井冈山 are; no line is a real border.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from desktop.services.geometry import (
    DECIMALS,
    Line,
    Point,
    Polygon,
    Projection,
    contains,
    local_projection,
    self_crossings,
    signed_area,
)
from desktop.services.map_layout import reading_order

CENTRES: Mapping[str, Point] = {
    "360881105": (114.167, 26.572),  # 茨坪镇
    "360881101": (113.950, 26.720),  # 龙市镇
    "360881002": (114.280, 26.750),  # 红星街道
}
"""Roughly where the towns with urban communities lie, by the nine digits of the street's code."""

GRID_AREA = 62_000.0
"""Square metres of a usual grid: 300 to 500 households in blocks of six storeys with their streets."""

STREET_NAMES = (
    "杜鹃路", "翠竹路", "映山路", "井源路", "松涛路", "茶山路", "枫桥路", "湖滨路", "会师巷", "青石巷",
    "望江路", "长坪路", "桂花路", "百竹路", "朝阳路", "水口巷", "竹林路", "银杏路", "书院路", "南山路",
)  # fmt: skip
RIVER_NAMES = ("小溪河", "映山溪", "枫溪", "竹溪河")

_STEP = 52.0
"""Usual distance in metres between two vertices of a border."""


@dataclass(frozen=True)
class Street:
    """A street that runs along borders of grids."""

    name: str
    line: Line
    main: bool
    """Whether it parts communities, not only the grids of one."""


@dataclass(frozen=True)
class CommunityShape:
    """One community: its outline, its grids in the order of their numbers, and what helps to find one's way."""

    outline: Polygon
    grids: Sequence[Polygon]
    streets: Sequence[Street]
    river_name: str
    river: Line
    """The river past the town; the same line for each community of the town."""


def tessellate(seed: int, counts: Sequence[int], centre: Point = CENTRES["360881105"]) -> list[CommunityShape]:
    """Return adjoining communities of one town with so many grids each, west to east and north to south.

    The same arguments give the same map. ``ValueError`` for a count below 1.
    """
    if any(count < 1 for count in counts):
        raise ValueError("a community needs at least one grid")
    if not counts:
        return []
    random = Random(f"{seed}/{centre[0]:.3f}/{centre[1]:.3f}")
    plane = local_projection(*centre)
    names = list(STREET_NAMES)
    random.shuffle(names)

    town = _town_ring(random, sum(counts) * GRID_AREA)
    rings, main_cuts = _cut(random, town, [float(count) for count in counts])
    communities = [_in_degrees(ring, plane) for ring in rings]
    order = reading_order([[ring] for ring in communities])
    mains = [(names[i % len(names)], cut) for i, cut in enumerate(main_cuts)]
    river_name = random.choice(RIVER_NAMES)
    river = _in_degrees(_river(random, town), plane, close=False)

    # The i-th community in reading order gets the i-th count, wherever the ring with that many grids has come to lie.
    by_count: dict[int, list[int]] = {}
    for index in order:
        by_count.setdefault(counts[index], []).append(index)
    result: list[CommunityShape] = []
    used = len(mains)
    for count in counts:
        ring = rings[by_count[count].pop(0)]
        parts, cuts = _cut(random, ring, [1.0] * count)
        grids = [[_in_degrees(part, plane)] for part in parts]
        streets = [
            Street(name, _in_degrees(cut, plane, close=False), True) for name, cut in mains if len({*cut} & {*ring}) > 1
        ]
        for cut in cuts[:2]:
            streets.append(Street(names[used % len(names)], _in_degrees(cut, plane, close=False), False))
            used += 1
        grids = [grids[i] for i in reading_order(grids)]
        result.append(CommunityShape([_in_degrees(ring, plane)], grids, streets, river_name, river))
    return result


def tessellate_city(seed: int, counts: Mapping[str, Sequence[int]]) -> dict[str, list[CommunityShape]]:
    """Return the communities of several towns, each round its place in :data:`CENTRES`, by the code of the street."""
    return {street: tessellate(seed, grids, CENTRES[street]) for street, grids in counts.items()}


def _town_ring(random: Random, area: float) -> list[Point]:
    """Return a rounded, uneven ring in metres with vertices about ``_STEP`` apart, counter-clockwise."""
    ratio = random.uniform(1.25, 1.6)
    phases = [random.uniform(0, 2 * math.pi) for _ in range(4)]
    # A ring of wavy radius between an ellipse and a rectangle: towns are neither round nor square.
    swings = (0.0, 0.045, 0.035, 0.025)

    def radius(angle: float) -> float:
        cosine, sine = abs(math.cos(angle)), abs(math.sin(angle))
        square = math.pow(cosine**3.2 + sine**3.2, -1 / 3.2)
        return square * (1 + sum(s * math.sin((k + 1) * angle + phases[k]) for k, s in enumerate(swings)))

    dense = [
        (ratio * radius(t) * math.cos(t), radius(t) * math.sin(t)) for t in (2 * math.pi * k / 720 for k in range(720))
    ]
    size = math.sqrt(area / abs(signed_area(dense)))
    dense = [(x * size, y * size) for x, y in dense]
    ring = _spaced([*dense, dense[0]], _STEP)[:-1]
    return [(x + random.uniform(-6, 6), y + random.uniform(-6, 6)) for x, y in ring]


def _spaced(line: Sequence[Point], step: float) -> list[Point]:
    """Return points at equal distances near ``step`` along a line, both ends included."""
    lengths = [0.0]
    for a, b in pairwise(line):
        lengths.append(lengths[-1] + math.dist(a, b))
    count = max(1, round(lengths[-1] / step))
    points: list[Point] = []
    at = 0
    for k in range(count + 1):
        target = lengths[-1] * k / count
        while at < len(line) - 2 and lengths[at + 1] < target:
            at += 1
        share = (target - lengths[at]) / ((lengths[at + 1] - lengths[at]) or 1.0)
        (x1, y1), (x2, y2) = line[at], line[at + 1]
        points.append((x1 + share * (x2 - x1), y1 + share * (y2 - y1)))
    return points


def _cut(random: Random, ring: list[Point], shares: Sequence[float]) -> tuple[list[list[Point]], list[list[Point]]]:
    """Cut a ring into parts with areas in these proportions; return the parts in this order and the lines cut."""
    if len(shares) == 1:
        return [ring], []
    half = min(range(1, len(shares)), key=lambda i: abs(sum(shares[:i]) - sum(shares) / 2))
    # An odd count gives the larger part now to one side and now to the other.
    if len(shares) % 2 and len(shares) > 3 and len(set(shares)) == 1 and random.random() < 0.5:
        half = len(shares) - half
    first, second, line = _split(random, ring, sum(shares[:half]) / sum(shares))
    first_parts, first_lines = _cut(random, first, shares[:half])
    second_parts, second_lines = _cut(random, second, shares[half:])
    return [*first_parts, *second_parts], [line, *first_lines, *second_lines]


def _split(random: Random, ring: list[Point], share: float) -> tuple[list[Point], list[Point], list[Point]]:
    """Cut a ring in two, the first part with about this share of the area; return both and the line between."""
    for start, step in _chords(random, ring, share):
        turned = [*ring[start:], *ring[:start]]
        a, b = turned[0], turned[step]
        for jitter in (0.16, 0.08, 0.0):
            inner = _between(random, a, b, jitter)
            first = [*turned[: step + 1], *reversed(inner)]
            second = [*turned[step:], a, *inner]
            middle = inner[len(inner) // 2]
            if contains([ring], middle) and not self_crossings(first, 1) and not self_crossings(second, 1):
                return first, second, [a, *inner, b]
    raise ValueError("the ring cannot be cut")


def _between(random: Random, a: Point, b: Point, jitter: float) -> list[Point]:
    """Return vertices between two ends, moved aside and along by a share of their distance, with a slight bow."""
    line = _spaced([a, b], _STEP)
    if len(line) == 2:
        line = [a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), b]
    length = math.dist(a, b)
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    bow = random.uniform(-0.035, 0.035) * length * min(1.0, jitter * 10)
    step = length / (len(line) - 1)
    result = []
    for k, (x, y) in enumerate(line[1:-1], 1):
        aside = random.uniform(-jitter, jitter) * step + bow * math.sin(math.pi * k / (len(line) - 1))
        along = random.uniform(-jitter, jitter) * step
        # Rounded to a micrometre so that equal points stay equal in every ring that holds them.
        result.append((round(x + ux * along - uy * aside, 6), round(y + uy * along + ux * aside, 6)))
    return result


def _chords(random: Random, ring: list[Point], share: float) -> list[tuple[int, int]]:
    """Return cuts as first vertex and number of steps to the last, best first: right share, compact parts."""
    count = len(ring)
    total = signed_area(ring)
    crosses, lengths = [0.0], [0.0]
    for k in range(2 * count):
        (x1, y1), (x2, y2) = ring[k % count], ring[(k + 1) % count]
        crosses.append(crosses[-1] + x1 * y2 - x2 * y1)
        lengths.append(lengths[-1] + math.dist((x1, y1), (x2, y2)))
    scored: list[tuple[float, int, int]] = []
    for start in range(count):
        x1, y1 = ring[start]
        for step in range(3, count - 2):
            end = start + step
            x2, y2 = ring[end % count]
            area = (crosses[end] - crosses[start] + x2 * y1 - x1 * y2) / 2
            if not 0.05 * total < area < 0.95 * total:
                continue
            off = abs(area / total - share) / min(share, 1 - share)
            chord = math.hypot(x2 - x1, y2 - y1)
            one = lengths[end] - lengths[start] + chord
            two = lengths[count] - (lengths[end] - lengths[start]) + chord
            # 16 for a square; long thin parts and sharp corners raise it.
            shape = one * one / area + two * two / (total - area)
            scored.append((off * 40 + shape + random.uniform(0, 2.0), start, step))
    scored.sort()
    return [(start, step) for _, start, step in scored[:400]]


def _river(random: Random, town: Sequence[Point]) -> list[Point]:
    """Return a winding line past the eastern side of the town, from north to south."""
    south, north = min(y for _, y in town), max(y for _, y in town)
    phase = random.uniform(0, 2 * math.pi)
    line = []
    for k in range(33):
        y = north + 0.3 * (north - south) - 1.6 * (north - south) * k / 32
        # As far east as the town reaches here, the bend never sharper than a third.
        shore = max(x - 0.33 * abs(y - town_y) for x, town_y in town)
        line.append((shore + 85.0 + 14.0 * math.sin(phase + 0.7 * k), y))
    for _ in range(2):
        # Chaikin's corner cutting turns the bends into curves.
        line = [
            (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
            for a, b in pairwise(line)
            for share in (0.25, 0.75)
        ]
    return line


def _in_degrees(line: Sequence[Point], plane: Projection, close: bool = True) -> list[Point]:
    points = [plane.degrees(place) for place in line]
    points = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in points]
    return [*points, points[0]] if close else points
