"""The signs of the map and the legend that explains them."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.documents.board_labels import Rings
from desktop.documents.board_parts import Pen
from desktop.documents.fonts import Face
from desktop.documents.setting import measure
from desktop.documents.tokens import GREY_2, GREY_3, GREY_4, INK, MAP_FILLS, RED, WHITE, Ink

WATER = Ink(20, 8, 4, 0)
GREY_FILL = 7
"""The fill kept for dedicated grids; where two of them meet, the second has a colour as well."""


def hatch(pen: Pen, rings: Rings, unit: float) -> None:
    """Hatch the ground of a dedicated grid at 45 degrees, so that colour is not its only sign."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    step = 12 * unit
    lines = []
    start = left - (bottom - top)
    while start < right:
        lines.append([(start, bottom), (start + bottom - top, top)])
        start += step
    with pen.clipped(rings):
        pen.rings(lines, stroke=GREY_3, line=0.7 * unit, closed=False)


def draw_sign(pen: Pen, kind: str, x: float, y: float, side: float) -> None:
    """Draw the sign of a place: a red house for the service centre, a black square for a notice board."""
    pen.rect(x, y, side, side, fill=RED if kind == "service_centre" else INK, stroke=WHITE, line=0.08 * side)
    if kind != "service_centre":
        return
    house = ((0.5, 0.2), (0.82, 0.5), (0.72, 0.5), (0.72, 0.78), (0.28, 0.78), (0.28, 0.5), (0.18, 0.5))
    pen.rings([[(x + dx * side, y + dy * side) for dx, dy in house]], fill=WHITE)
    pen.rect(x + 0.44 * side, y + 0.58 * side, 0.12 * side, 0.2 * side, fill=RED)


def legend_height(pen: Pen, unit: float, width: float, signs: Sequence[str], drawn: bool) -> float:
    """Return the height of the legend strip with the rule below it, 0 where no sign needs it."""
    rows = len(_legend_rows(pen, unit, width, signs, drawn))
    return rows * 1.75 * pen.caption(16.5 * unit) + 12 * unit if rows else 0.0


def draw_legend(pen: Pen, x: float, y: float, width: float, unit: float, signs: Sequence[str], drawn: bool) -> float:
    """Draw the legend in one strip (or more, where it is narrow) and return the height below its rule."""
    size = pen.caption(16.5 * unit)
    line = 1.75 * size
    rows = _legend_rows(pen, unit, width, signs, drawn)
    if not rows:
        return y
    top = y + 6 * unit
    for at, row in enumerate(rows):
        middle = top + line / 2
        left = x
        if not at:
            left += pen.centred(x, middle, "图例", Face.SANS_BOLD, size) + 1.1 * size
        for kind, text in row:
            icon = _icon_width(kind) * unit
            _draw_icon(pen, kind, left, middle, icon, unit)
            left += icon + 0.45 * size
            left += pen.centred(left, middle, text, Face.SANS, size) + 1.0 * size
        top += line
    top += 6 * unit
    pen.line(x, top, x + width, top, 0.4 * unit, GREY_4)
    return top


_SIGNS = {
    "outline": "社区范围",
    "border": "网格界线（道路）",
    "dedicated": "专属网格",
    "service_centre": "党群服务中心",
    "notice_board": "网格公示牌",
    "water": "水系",
}


def _legend_rows(pen: Pen, unit: float, width: float, signs: Sequence[str], drawn: bool) -> list[list[tuple[str, str]]]:
    size = pen.caption(16.5 * unit)
    shown = (["outline", "border"] if drawn else []) + [kind for kind in _SIGNS if kind in signs]
    if not shown:
        return []
    rows: list[list[tuple[str, str]]] = [[]]
    used = measure("图例", Face.SANS_BOLD, size) + 1.1 * size
    for kind in shown:
        need = _icon_width(kind) * unit + 0.45 * size + measure(_SIGNS[kind], Face.SANS, size)
        if used + need > width and rows[-1]:
            rows.append([])
            used = 0.0
        rows[-1].append((kind, _SIGNS[kind]))
        used += need + size
    return rows


def _icon_width(kind: str) -> float:
    return {"service_centre": 22.0, "notice_board": 14.0}.get(kind, 36.0)


def _draw_icon(pen: Pen, kind: str, x: float, middle: float, width: float, unit: float) -> None:
    if kind == "outline":
        dash = [part * unit for part in (14, 5, 3, 5)]
        pen.rings([[(x, middle), (x + width, middle)]], stroke=INK, line=3.4 * unit, dash=dash, closed=False)
    elif kind == "border":
        for off in (-5, 5):
            pen.line(x, middle + off * unit, x + width, middle + off * unit, 0.5 * unit, GREY_3)
        dash = [7 * unit, 4 * unit]
        pen.rings([[(x, middle), (x + width, middle)]], stroke=GREY_2, line=1.2 * unit, dash=dash, closed=False)
    elif kind in ("dedicated", "water"):
        half = 9 * unit
        ring = [(x, middle - half), (x + width, middle - half), (x + width, middle + half), (x, middle + half)]
        pen.rings([ring], fill=WATER if kind == "water" else MAP_FILLS[GREY_FILL])
        if kind == "dedicated":
            hatch(pen, [ring], unit * 0.8)
            pen.rings([ring], stroke=GREY_3, line=0.5 * unit)
    else:
        draw_sign(pen, kind, x, middle - width / 2, width)
