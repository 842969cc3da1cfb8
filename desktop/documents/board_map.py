"""The schematic map of a board: coloured grids, white roads, borders, outline, water, places, labels and legend.

It stays schematic on purpose (reference 7, map rule): no scale, and the note that it proves no border, always.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from random import Random
from uuid import UUID

from desktop.documents import board_labels as labels
from desktop.documents.board_labels import Rings, Scene
from desktop.documents.board_legend import GREY_FILL, WATER, draw_sign, hatch
from desktop.documents.board_parts import Box, Pen, Point
from desktop.documents.board_streets import in_town, line_of, name_rivers, name_streets, on_edge
from desktop.documents.fonts import Face
from desktop.documents.setting import measure
from desktop.documents.tokens import GREY_1, GREY_2, GREY_3, INK, MAP_FILLS, RED, WHITE, Ink
from desktop.services import map_layout
from desktop.services.board_content import BoardFeature, BoardGrid, BoardMap
from desktop.services.geometry import MultiPolygon, label_point
from desktop.services.geometry_overlay import inset, union
from desktop.services.map_colours import LEAST, contrast_of

NOTE = "示意图，不作为权属或行政区划界线依据。"
UNDRAWN = "边界尚未录入，以方格示意"
GROUND = Ink(3, 2, 4, 0)
WATER_TEXT = Ink(0, 0, 0, 62)
PALE = Ink(6, 5, 8, 0)
FILLS = ("#A8CCEA", "#F7E8B0", "#86C5B8", "#F3B08F", "#EBB4C4", "#9DB4DF", "#BCC872", "#E3DFD6")


def fills_of(map_: BoardMap) -> dict[UUID, Ink]:
    """Return the fill of each grid, the same on the map and on the cards; neighbours differ for every kind of eye."""
    drawn = [one for one in map_.grids if one.polygon]
    polygons = [one.polygon for one in drawn if one.polygon]
    near = map_layout.neighbours(polygons) if polygons else []
    contrast = contrast_of(FILLS)
    plain = [at for at, one in enumerate(drawn) if not one.dedicated]
    chosen = _varied(map_layout.colour_graph(near, GREY_FILL, contrast, LEAST), near, contrast)
    chosen = _all_different(chosen, plain, near, contrast)
    for at, one in enumerate(drawn):
        if one.dedicated and not any(chosen[other] == GREY_FILL for other in near[at]):
            chosen[at] = GREY_FILL
    found = {one.id: MAP_FILLS[fill] for one, fill in zip(drawn, chosen, strict=True)}
    for at, one in enumerate(map_.grids):
        found.setdefault(one.id, MAP_FILLS[GREY_FILL if one.dedicated else at % (len(FILLS) - 1)])
    return found


def _all_different(
    fills: list[int], plain: Sequence[int], near: Sequence[set[int]], contrast: map_layout.Contrast
) -> list[int]:
    """Return the fills with a hue of its own for each plain grid, if there are so many that neighbours can bear."""
    if len(plain) > GREY_FILL or any(near[at] - set(plain) for at in range(len(fills)) if at not in plain):
        return fills
    order = sorted(plain, key=lambda at: -len(near[at]))
    found: dict[int, int] = {}

    def settle(rank: int) -> bool:
        if rank == len(order):
            return True
        at = order[rank]
        beside = [found[other] for other in near[at] if other in found]
        for fill in sorted(range(GREY_FILL), key=lambda one: one != fills[at]):
            if fill not in found.values() and all(contrast(fill, other) >= LEAST for other in beside):
                found[at] = fill
                if settle(rank + 1):
                    return True
                del found[at]
        return False

    return [found.get(at, fill) for at, fill in enumerate(fills)] if settle(0) else fills


def _varied(first: list[int], near: Sequence[set[int]], contrast: map_layout.Contrast) -> list[int]:
    """Return fills that neighbours can be told apart by, as many different ones as go together.

    Tries the grids in other orders than ``first`` was found in; the same map always gets the same fills.
    """
    fit = [[contrast(a, b) >= LEAST for b in range(GREY_FILL)] for a in range(GREY_FILL)]

    def rank(fills: Sequence[int]) -> tuple[int, int]:
        clashes = sum(not fit[fills[at]][fills[other]] for at, those in enumerate(near) for other in those)
        return clashes, sum(fills.count(fill) ** 2 for fill in range(GREY_FILL))

    random = Random(1)
    best = first
    for _ in range(80):
        fills = [-1] * len(first)
        for at in random.sample(range(len(first)), len(first)):
            beside = [fills[other] for other in near[at] if fills[other] >= 0]
            fills[at] = min(
                range(GREY_FILL),
                key=lambda fill: (sum(not fit[fill][other] for other in beside), fills.count(fill), random.random()),
            )
        best = min(best, fills, key=rank)
    return best


def draw_map(pen: Pen, box: Box, map_: BoardMap, unit: float, chosen: UUID | None = None) -> list[str]:
    """Draw the map into a box and return the signs its legend has to explain.

    With ``chosen`` only that grid has colour, a red outline and its name; the others are grey with their numbers.
    """
    scene = Scene(pen, box, unit, few=len(map_.grids) <= 4)
    pen.rect(*box, fill=GROUND)
    drawn = [one for one in map_.grids if one.polygon]
    x, y, width, height = box
    with pen.clipped([[(x, y), (x + width, y), (x + width, y + height), (x, y + height)]]):
        if drawn:
            _draw_ground(scene, map_, drawn, chosen)
        else:
            _draw_tiles(scene, map_, chosen)
    if scene.nameless:
        pen.report.add("地图", f"{'、'.join(scene.nameless)}号网格太小，地图上只标编号，名称见人员卡片。")
    return scene.legend


def _draw_ground(scene: Scene, map_: BoardMap, drawn: Sequence[BoardGrid], chosen: UUID | None) -> None:
    pen, unit = scene.pen, scene.unit
    polygons: list[MultiPolygon] = [one.polygon for one in drawn if one.polygon]
    outline = map_.outline or union(polygons)
    x, y, width, height = scene.box
    placement = map_layout.fit([outline], (x, y, width, height), margin=_margin(scene, outline, chosen))
    edge = placement.rings(outline)
    streets = [one for one in map_.features if one.kind == "street"]
    roads = [in_town(placement.line(line_of(one)), edge, 8 * unit) for one in streets]

    for feature in map_.features:
        if feature.kind == "river":
            river = placement.line(line_of(feature))
            if any(x < px < x + width and y < py < y + height for px, py in river):
                scene.sign("water")
            pen.rings([river], stroke=WATER, line=34 * unit, closed=False)
    pen.rings(edge, fill=WHITE, stroke=WHITE, line=12 * unit)

    gap, road = _road_widths(pen, unit)
    fills = fills_of(map_)
    grounds = [_ground(polygon, gap / 2 / placement.scale) for polygon in polygons]
    for one, ground in zip(drawn, grounds, strict=True):
        rings = placement.rings(ground)
        own = chosen is None or one.id == chosen
        pen.rings(rings, fill=fills[one.id] if own else PALE)
        if one.dedicated and own:
            scene.sign("dedicated")
            hatch(pen, rings, unit)
        pen.rings(rings, stroke=GREY_3, line=0.5 * unit)
    inner = [line for line, outer in roads if not outer]
    if chosen is None:
        with pen.clipped(edge):
            pen.rings(inner, stroke=WHITE, line=road, closed=False)
    _dash_borders(scene, placement, polygons, inner if chosen is None else [])
    thin = unit if chosen is None else 0.68 * unit
    pen.rings(edge, stroke=WHITE, line=9 * thin)
    pen.rings(edge, stroke=INK, line=3.4 * thin, dash=[part * thin for part in (22, 7, 4, 7)])
    for feature in map_.features:
        if feature.kind == "lake":
            scene.sign("water")
            pen.rings(placement.rings(feature.points), fill=WATER, stroke=Ink(34, 16, 8, 0), line=0.6 * unit)
    if chosen is not None:
        for one, polygon in zip(drawn, polygons, strict=True):
            if one.id == chosen:
                pen.rings(placement.rings(polygon), stroke=WHITE, line=7 * unit)
                pen.rings(placement.rings(polygon), stroke=RED, line=3.6 * unit)
    rivers = [placement.line(line_of(one)) for one in map_.features if one.kind == "river"]
    _north(scene, edge, labels.Roads(rivers, 17 * unit))
    if chosen is None:
        for feature in map_.features:
            if feature.kind == "service_centre":
                _place_sign(scene, placement, feature, grounds)
        _name_lakes(scene, placement, map_.features)
        name_streets(scene, zip(streets, roads, strict=True), edge, road)
        name_rivers(scene, placement, map_.features, edge)
    ways = labels.Roads(inner if chosen is None else (), road / 2)
    plots = [
        Plot(one, placement.rings(ground), ways, cache(partial(_middle, placement, ground)))
        for one, ground in zip(drawn, grounds, strict=True)
    ]
    _label_all(scene, plots, edge, chosen)
    if chosen is None:
        homes = [placement.rings(ground) for ground in grounds]
        for feature in map_.features:
            if feature.kind == "notice_board":
                _notice_board(scene, placement.place(_point(feature)), homes)


def _margin(scene: Scene, outline: MultiPolygon, chosen: UUID | None) -> float:
    """Return the room round the community: little where its height is the limit, as the sides stay free anyway."""
    unit = scene.unit
    if chosen is not None:
        return 18 * unit
    width, height = scene.box[2:]
    if map_layout.aspect(outline) < 0.8 * width / height:
        return min(34 * unit, 1.2 * scene.pen.caption(16 * unit) + 8 * unit)
    return 34 * unit


def _road_widths(pen: Pen, unit: float) -> tuple[float, float]:
    """Return the width of the white gap between grids and of a street that carries its name."""
    return 11 * unit, max(1.4 * pen.caption(16 * unit), 22 * unit)


def _ground(polygon: MultiPolygon, metres: float) -> MultiPolygon:
    """Return a grid without its half of the road; a grid narrower than the road is drawn whole."""
    return inset(polygon, metres) or polygon


def _middle(placement: map_layout.Placement, ground: MultiPolygon, aspect: float) -> Point:
    return placement.place(label_point(ground, aspect))


def _fixed(spot: Point, _aspect: float) -> Point:
    return spot


def _dash_borders(
    scene: Scene, placement: map_layout.Placement, polygons: Sequence[MultiPolygon], roads: Sequence[Sequence[Point]]
) -> None:
    unit = scene.unit
    for border in map_layout.shared_borders(polygons):
        line = placement.line(border.line)
        if roads and any(on_edge(line, [road], 3 * unit, closed=False) for road in roads):
            continue
        scene.pen.rings([line], stroke=GREY_2, line=1.2 * unit, dash=(9 * unit, 5 * unit), closed=False)


@dataclass(frozen=True)
class Plot:
    """A grid as its label needs it: its rings on the board and the place farthest from its edges."""

    grid: BoardGrid
    rings: Rings
    roads: labels.Roads
    middle: Callable[[float], Point]


def _label_all(scene: Scene, plots: Sequence[Plot], edge: Rings, chosen: UUID | None) -> None:
    """Label all grids in one style, the largest that suits them; where many are too small, all have numbers alone.

    A few tiny grids do not count: their names stand outside, at the end of a line.
    """
    if chosen is not None:
        for one in plots:
            _chosen_label(scene, one.grid, one.rings, one.roads, one.middle, one.grid.id == chosen)
        return
    pen, unit = scene.pen, scene.unit
    short = all(len(one.grid.name) > 4 and not one.grid.name.startswith("第") for one in plots)
    ladder = list(labels.styles(pen, unit, scene.few, short))
    grounds = [labels.Ground(one.rings, one.roads, scene.taken, 3 * unit) for one in plots]
    tiny = {at for at, one in enumerate(plots) if not any(_spot(one, grounds[at], style) for style in ladder[-2:])}
    if len(tiny) > max(1, len(plots) // 5):
        ladder, tiny = list(labels.number_styles(pen, unit)), set()
        pen.report.add("地图", "多数网格放不下名称，地图上只标编号，名称见人员卡片。")
    found: dict[int, tuple[labels.Layout, Point]] = {}
    for style in ladder:
        found = {}
        for at, one in enumerate(plots):
            if at not in tiny:
                if not (spot := _spot(one, grounds[at], style)):
                    break
                found[at] = spot
        else:
            break
    for at, one in enumerate(plots):
        if at in found:
            layout, (x, y) = found[at]
            labels.draw_label(pen, one.grid, layout, x, y)
            scene.taken.append((x - layout.width / 2, y - layout.height / 2, layout.width, layout.height))
    for at, one in enumerate(plots):
        if at not in found:
            _leader(scene, one.grid, one.rings, one.roads, one.middle(1.0), edge)


def _spot(plot: Plot, ground: labels.Ground, style: labels.Style) -> tuple[labels.Layout, Point] | None:
    """Return how and where the label of a grid goes in a style, or None."""
    for layout in labels.layouts(plot.grid, style):
        wide = layout.beside or layout.width > 2 * layout.height
        if spot := ground.place(plot.middle(2.5 if wide else 1.2), layout.width, layout.height):
            return layout, spot
    return None


def _chosen_label(
    scene: Scene,
    grid: BoardGrid,
    rings: Rings,
    roads: labels.Roads,
    middle: Callable[[float], Point],
    own: bool,
) -> None:
    """Label a grid of the small map: a number each, the name of the board's own grid as well."""
    pen = scene.pen
    badge = max((34 if own else 26) * scene.unit, 1.7 * pen.floor)
    name = (grid.name if grid.name.startswith("第") else grid.name.removesuffix("网格")) if own else ""
    size = pen.running(16 * scene.unit)
    x, y = middle(1.0)
    wide = measure(name, Face.SANS_BOLD, size) if name else 0.0
    fits = own and labels.Ground(rings, roads, scene.taken, 0.0).place((x, y), max(badge, wide), badge + 1.3 * size)
    if fits:
        x, y = fits[0], fits[1] - 0.65 * size
    colours = (RED, None, WHITE) if own else (WHITE, GREY_2, GREY_1)
    pen.circle(x, y, badge / 2, fill=colours[0], stroke=colours[1], line=0.6 * scene.unit)
    number = max(0.58 * badge, pen.floor)
    pen.centred(x - badge / 2, y, grid.number, Face.SANS_BOLD, number, colour=colours[2], align="centre", width=badge)
    if fits:
        pen.centred(x, y + badge / 2 + 0.72 * size, name, Face.SANS_BOLD, size, align="centre")
    scene.taken.append((x - badge / 2, y - badge / 2, badge, badge))


def _leader(scene: Scene, grid: BoardGrid, rings: Rings, roads: labels.Roads, middle: Point, edge: Rings) -> None:
    """Number a tiny grid and put its name outside the community near it, tied by a thin line."""
    pen, unit = scene.pen, scene.unit
    badge = 1.6 * pen.floor
    spot = labels.Ground(rings, roads, scene.taken, 0.5 * unit).place(middle, badge, badge) or middle
    own = (spot[0] - badge / 2, spot[1] - badge / 2, badge, badge)
    plain = grid.name if grid.name.startswith("第") else grid.name.removesuffix("网格") or grid.name
    name = labels.pieces(plain, pen.floor)
    layout = labels.Layout(0.0, name, pen.floor, (), 0.0, False)
    x, y, width, height = scene.box
    found: tuple[float, Point, Box] | None = None
    for i in range(1, 60):
        for j in range(1, 40):
            place = x + width * i / 60, y + height * j / 40
            far = math.dist(place, spot)
            if far > 0.17 * width or (found and far >= found[0]):
                continue
            box = (place[0] - layout.width / 2 - 4 * unit, place[1] - layout.height / 2 - 3 * unit,
                   layout.width + 8 * unit, layout.height + 6 * unit)  # fmt: skip
            if box[0] < x or box[1] < y or box[0] + box[2] > x + width or box[1] + box[3] > y + height:
                continue
            line = labels.Roads([[spot, place]], 0.0)
            if labels.outside(edge, box) and not any(
                labels.overlap(box, other) or line.cross(other) for other in scene.taken
            ):
                found = far, place, box
    if found:
        pen.rings([[spot, found[1]]], stroke=INK, line=0.8 * unit, closed=False)
        pen.rect(*found[2], fill=WHITE, stroke=GREY_3, line=0.4 * unit)
        labels.draw_label(pen, grid, layout, *found[1])
        scene.taken.append(found[2])
    else:
        scene.nameless.append(grid.number)
    labels.draw_badge(pen, *spot, badge, grid.number)
    scene.taken.append(own)


def _place_sign(
    scene: Scene, placement: map_layout.Placement, feature: BoardFeature, grounds: Sequence[MultiPolygon]
) -> None:
    pen, unit = scene.pen, scene.unit
    x, y = placement.place(_point(feature))
    side = 22 * unit
    scene.sign("service_centre")
    draw_sign(pen, "service_centre", x - side / 2, y - side / 2, side)
    scene.taken.append((x - side / 2, y - side / 2, side, side))
    if not feature.name:
        return
    size = pen.caption(16.5 * unit)
    wide = measure(feature.name, Face.SANS_MEDIUM, size)
    home = [placement.rings(ground) for ground in grounds]
    for left in (x + side * 0.75, x - side * 0.75 - wide):
        box = (left - 2 * unit, y - 0.6 * size, wide + 4 * unit, 1.2 * size)
        if any(labels.inside(rings, box) for rings in home):
            pen.centred(left, y, feature.name, Face.SANS_MEDIUM, size, where="党群服务中心")
            scene.taken.append(box)
            return


def _notice_board(scene: Scene, spot: Point, homes: Sequence[Rings]) -> None:
    """Draw the sign of a notice board, moved aside inside its grid where a label stands."""
    side = 14 * scene.unit
    near = [spot]
    home = next((rings for rings in homes if labels.inside(rings, (spot[0] - 0.1, spot[1] - 0.1, 0.2, 0.2))), None)
    for ring in range(1, 7 if home else 2):
        for step in range(12):
            turn = math.pi * step / 6
            near.append((spot[0] + ring * side * math.cos(turn), spot[1] + ring * side * math.sin(turn)))
    for x, y in near:
        box = (x - 0.65 * side, y - 0.65 * side, 1.3 * side, 1.3 * side)
        if (home is None or labels.inside(home, box)) and not any(labels.overlap(box, one) for one in scene.taken):
            scene.sign("notice_board")
            draw_sign(scene.pen, "notice_board", x - side / 2, y - side / 2, side)
            scene.taken.append(box)
            return
    scene.pen.report.add("地图", "有一处公示牌位置与文字重叠，没有画出。")


def _name_lakes(scene: Scene, placement: map_layout.Placement, features: Sequence[BoardFeature]) -> None:
    pen = scene.pen
    size = pen.caption(16 * scene.unit)
    for one in features:
        if one.kind != "lake":
            continue
        rings = placement.rings(one.points)
        xs = [x for ring in rings for x, _ in ring]
        ys = [y for ring in rings for _, y in ring]
        scene.taken.append((min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
        x, y = placement.place(label_point(one.points, 2.5))
        if one.name and labels.inside(rings, (x - len(one.name) * size / 2, y - size / 2, len(one.name) * size, size)):
            pen.centred(x, y, one.name, Face.SANS, size, colour=WATER_TEXT, align="centre", where=one.name)


def _north(scene: Scene, edge: Rings, rivers: labels.Roads) -> None:
    """Draw the north arrow in the corner with most room, the upper right one first."""
    pen, unit = scene.pen, scene.unit
    x, y, width, height = scene.box
    size = pen.caption(18 * unit)
    tall, wide = 44 * unit, 26 * unit
    block = (wide + 8 * unit, tall + 1.3 * size + 6 * unit)
    corners = [
        (x + width - block[0] - 14 * unit, y + 12 * unit),
        (x + 14 * unit, y + 12 * unit),
        (x + width - block[0] - 14 * unit, y + height - block[1] - 8 * unit),
        (x + 14 * unit, y + height - block[1] - 8 * unit),
    ]
    free = [corner for corner in corners if labels.outside(edge, (*corner, *block))] or corners
    left, top = next((corner for corner in free if not rivers.cross((*corner, *block))), free[0])
    middle = left + block[0] / 2
    tip, base = (middle, top), top + tall
    pen.rings([[tip, (middle - wide / 2, base), (middle, base - 0.22 * tall)]], fill=INK)
    pen.rings([[tip, (middle + wide / 2, base), (middle, base - 0.22 * tall)]], stroke=INK, line=1.4 * unit)
    pen.centred(middle, base + 0.75 * size, "北", Face.SANS_BOLD, size, align="centre")
    scene.taken.append((left, top, *block))


def _draw_tiles(scene: Scene, map_: BoardMap, chosen: UUID | None) -> None:
    """Draw equal cells in reading order instead of grids whose boundaries nobody entered yet."""
    pen, unit = scene.pen, scene.unit
    x, y, width, height = scene.box
    count = len(map_.grids)
    if not count:
        return
    gap, margin = 12 * unit, 26 * unit
    size = pen.caption(16.5 * unit)
    floor = y + height - 1.6 * size
    columns = max(1, min(count, round(math.sqrt(count * width / height / 1.4))))
    rows = math.ceil(count / columns)
    wide = (width - 2 * margin - (columns - 1) * gap) / columns
    tall = (floor - y - margin - 0.3 * size - (rows - 1) * gap) / rows
    fills = fills_of(map_)
    plots: list[Plot] = []
    for at, one in enumerate(map_.grids):
        left, top = x + margin + at % columns * (wide + gap), y + margin + at // columns * (tall + gap)
        ring = [(left, top), (left + wide, top), (left + wide, top + tall), (left, top + tall)]
        own = chosen is None or one.id == chosen
        fill = fills[one.id] if own else PALE
        pen.rings(
            [ring], fill=fill, stroke=RED if one.id == chosen else GREY_3, line=(3 if one.id == chosen else 0.6) * unit
        )
        if one.dedicated and own:
            scene.sign("dedicated")
            hatch(pen, [ring], unit)
        centre = (left + wide / 2, top + tall / 2)
        plots.append(Plot(one, [ring], labels.Roads((), 0.0), partial(_fixed, centre)))
    _label_all(scene, plots, [corner for plot in plots for corner in plot.rings], chosen)
    pen.centred(x, y + height - 0.95 * size, UNDRAWN, Face.SANS, size, colour=GREY_2, align="centre", width=width)


def _point(feature: BoardFeature) -> Point:
    points = feature.points
    while points and not isinstance(points[0], (int, float)):
        points = points[0]
    return points[0], points[1]
