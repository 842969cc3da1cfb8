"""What the layouts of signboards share: margins, the band of upright boards, the note of the map, what was dropped."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.documents import board_map
from desktop.documents.board_parts import Pen, band, fitted
from desktop.documents.fonts import Face
from desktop.documents.setting import measure, unbroken, wrap
from desktop.documents.tokens import GREY_1, INK, WHITE

DROPS = ("便民服务", "职责的后半", "网格概况")
"""What gives way where there is too little room, in this order."""


@dataclass(frozen=True)
class Page:
    """Margins of a layout in millimetres and its unit: 1 at the design size."""

    unit: float
    left: float
    width: float
    top: float
    bottom: float


def say_dropped(pen: Pen, level: int, had: tuple[bool, ...]) -> None:
    for at in range(level):
        if had[at]:
            pen.report.add("版面", f"地方不够，没有印“{DROPS[at]}”，请选更大的牌面或减少文字。")


def upright_head(pen: Pen, page: Page, height: float, lines: tuple[str, str, str], title: str) -> None:
    """Draw the band of an upright board: place and name above, title below with the code at its right."""
    unit = page.unit
    band(pen, height, 4 * unit)
    place, name, code = lines
    small = pen.running(26 * unit)
    gap = small
    wide = measure(name, Face.SERIF_BOLD, small)
    room = page.width - wide - gap
    if wide > 0.45 * page.width:
        wide = 0.45 * page.width
        room = page.width - wide - gap
    first = 0.27 * height
    right = page.left + page.width - wide
    used, rows = _head_lines(name, small, wide, pen.floor)
    for at, line in enumerate(rows):
        middle = first + (at - (len(rows) - 1) / 2) * 1.2 * used
        pen.squeezed(right, middle, line, Face.SERIF_BOLD, used, wide, colour=WHITE, align="right", where="网格名称")
    pen.squeezed(page.left, first, place, Face.SERIF_BOLD, small, room, colour=WHITE, where="所属区划")
    tiny = pen.caption(16.5 * unit)
    right = measure(code, Face.SANS, tiny)
    size = fitted(title, Face.SERIF_BLACK, 66 * unit, page.width - right - 1.2 * tiny, pen.naming(0))
    if size < 44 * unit:
        # A long title takes the whole width; the code goes up beside the place.
        size = fitted(title, Face.SERIF_BLACK, 66 * unit, page.width, pen.naming(0))
        pen.text(page.left, 0.955 * height, code, Face.SANS, tiny, colour=WHITE, align="right", width=page.width)
        pen.squeezed(page.left, 0.60 * height, title, Face.SERIF_BLACK, size, page.width, colour=WHITE, where="标题")
        return
    baseline = 0.655 * height + 0.37 * size
    pen.text(page.left, baseline, title, Face.SERIF_BLACK, size, colour=WHITE, where="标题")
    pen.text(page.left, baseline - 0.06 * size, code, Face.SANS, tiny, colour=WHITE, align="right", width=page.width)


def _head_lines(name: str, size: float, room: float, floor: float) -> tuple[float, list[str]]:
    """Return size and lines of a name in the band: shrunk to 72 %, then in two lines (looks/PAPER.md 3.4)."""
    least = max(0.72 * size, floor)
    whole = fitted(name, Face.SERIF_BOLD, size, room, least)
    if measure(name, Face.SERIF_BOLD, whole) <= room:
        return whole, [name]
    held = name.replace("网格", unbroken("网格"))
    used = least
    while len(lines := wrap(held, Face.SERIF_BOLD, used, room)) > 2 and used > floor:
        used = max(0.95 * used, floor)
    return used, lines if len(lines) <= 2 else [lines[0], "".join(lines[1:])]


def note_height(pen: Pen, unit: float, width: float, counted: str) -> float:
    """Return the height of the map's note, with the day of the counts beside it or below it."""
    return sum(size for _, size, _ in _notes(pen, unit, width, counted)[1]) * 1.4 + 0.35 * pen.running(17 * unit)


def _notes(pen: Pen, unit: float, width: float, counted: str) -> tuple[str, list[tuple[str, float, Face]]]:
    """Return what stands at the right of the note, and the lines: one, or two where they do not fit side by side."""
    size, small = pen.running(17 * unit), pen.caption(16.5 * unit)
    size = fitted(board_map.NOTE, Face.SANS_BOLD, size, width, pen.floor)
    first = (board_map.NOTE, size, Face.SANS_BOLD)
    said = f"户数、人口为{counted}底数" if counted else ""
    room = width - measure(board_map.NOTE, Face.SANS_BOLD, size) - small
    for one in (f"不按比例，{said}" if said else "不按比例", said):
        if one and measure(one, Face.SANS, small) <= room:
            return one, [first]
    return "", [first, (said, small, Face.SANS)] if said else [first]


def map_note(pen: Pen, counted: str, x: float, y: float, width: float, unit: float) -> None:
    """Draw the bold note of the map, always, and the day of the counts."""
    beside, lines = _notes(pen, unit, width, counted)
    y += 0.2 * lines[0][1]
    if beside:
        small = pen.caption(16.5 * unit)
        pen.centred(x, y + 0.7 * lines[0][1], beside, Face.SANS, small, colour=GREY_1, align="right", width=width)
    for text, size, face in lines:
        colour = GREY_1 if face is Face.SANS else INK
        pen.squeezed(x, y + 0.7 * size, text, face, size, width, colour=colour, where="地图")
        y += 1.4 * size
