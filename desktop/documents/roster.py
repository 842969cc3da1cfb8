"""花名册: a list of people or grids on A4 landscape, 30 rows a page (looks/roster.png).

What stands in the rows and columns is the caller's; this module measures, breaks into pages and draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from desktop.documents.fonts import Face, MissingGlyph, missing
from desktop.documents.page import (
    PrintReport,
    Sheet,
    dashed_page_number,
    demo_mark,
    finish,
    new_canvas,
    page_number,
    repeated,
    running_title,
)
from desktop.documents.setting import DROP, Align, draw_block, draw_line, fit, measure, name_text, wrap
from desktop.documents.tokens import GREY_2, GREY_3, INK, RULE_HEAD, RULE_OUTER, RULE_ROW, SHADE, mm

WIDTH, HEIGHT = 297 * mm, 210 * mm
LEFT, RIGHT = 15 * mm, WIDTH - 15 * mm
TABLE_TOP = HEIGHT - 31.4 * mm
HEAD = 6.6 * mm
ROW = 5.0 * mm
ROWS = 30  # of 5 mm on a page
MAX_SLOTS = 8  # a row never grows above 40 mm
PADDING = 1.7 * mm
LABEL = 8.5  # points
AIR = 2.0  # points that several lines keep from the rules above and below, together
LEADING = 1.32
MISSING = "—"


@dataclass(frozen=True, slots=True)
class Style:
    """Face and size of a column's text, how far it may shrink, and its distance from the rules in points."""

    face: Face
    size: float
    floor: float
    padding: float


TEXT = Style(Face.SERIF, 8.6, 0.75, PADDING)
NAME = Style(Face.SERIF_MEDIUM, 9.2, 0.72, 2.5 * mm)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``width`` in mm (all are scaled to the sheet), ``name`` for names, ``blank`` if it may be empty.

    An empty text prints as a grey dash where ``blank`` is not set.
    """

    label: str
    width: float
    align: Align = "centre"
    name: bool = False
    blank: bool = False

    @property
    def style(self) -> Style:
        """How its texts are set."""
        return NAME if self.name else TEXT


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one head; without ``title`` they stand alone. A row has one text for each column."""

    rows: Sequence[Sequence[str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """All that stands on a roster, ready to print."""

    title: str
    office: str
    as_of: str
    counts: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    notes: Sequence[str] = ()
    signers: Sequence[str] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of one size in one column, and how many rows of 5 mm they need."""

    lines: tuple[str, ...]
    size: float
    slots: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a group head in its place on a page; ``slot`` counts rows of 5 mm from the head of the table."""

    slot: int
    slots: int
    cells: tuple[Cell, ...]
    title: str = ""


def print_roster(roster: Roster, target: Path | BinaryIO) -> PrintReport:
    """Write the roster as PDF and return what had to be cut, if anything.

    Raises ``MissingGlyph`` with person and column, or ``UserError`` if the place cannot be written; no file
    is left then.
    """
    report = PrintReport()
    _check_glyphs(roster)
    c = new_canvas(target, 297, 210, title=roster.title, author=roster.office)
    widths = column_widths(roster.columns)
    pages = paginate(roster, widths, report)
    for number, page in enumerate(pages, start=1):
        _draw_page(c, roster, widths, page, number, len(pages), report)
        c.showPage()
    finish(c)
    return report


def column_widths(columns: Sequence[Column]) -> tuple[float, ...]:
    """Widths in points that fill the sheet between its margins, in the given proportions."""
    total = sum(column.width for column in columns)
    return tuple(column.width / total * (RIGHT - LEFT) for column in columns)


def paginate(roster: Roster, widths: Sequence[float], report: PrintReport) -> list[list[Line]]:
    """Lay rows out on pages: rows are not split, and a group head stays with its first two rows."""
    pages: list[list[Line]] = [[]]
    slot = 0
    count = 0

    def place(slots: int, cells: tuple[Cell, ...], title: str = "") -> None:
        nonlocal slot
        if slot + slots > ROWS:
            pages.append([])
            slot = 0
        pages[-1].append(Line(slot, slots, cells, title))
        slot += slots

    for group in roster.groups:
        rows = []
        for texts in group.rows:
            count += 1
            rows.append(_row(texts, roster.columns, widths, count, report))
        if group.title:
            needed = 1 + sum(max(cell.slots for cell in row) for row in rows[:2])
            if slot + needed > ROWS and slot:
                pages.append([])
                slot = 0
            place(1, (), group.title)
        for row in rows:
            place(max(cell.slots for cell in row), row)
    return pages


def _row(
    texts: Sequence[str], columns: Sequence[Column], widths: Sequence[float], count: int, report: PrintReport
) -> tuple[Cell, ...]:
    cells = []
    for text, column, width in zip(texts, columns, widths, strict=True):
        text = text or ("" if column.blank else MISSING)
        try:
            cell = _cell(text, column.style, width)
        except MissingGlyph as error:
            raise MissingGlyph(error.character, f"{_whose(texts, columns, count)} {column.label}") from None
        if cell.slots > MAX_SLOTS:
            cell = _cut(cell, column.style, width)
            printed = len("".join(cell.lines)) - 1
            report.add(
                f"{_whose(texts, columns, count)} {column.label}", f"文字太长，只印出前{printed}个字，其余以“…”代替。"
            )
        cells.append(cell)
    return tuple(cells)


def _whose(texts: Sequence[str], columns: Sequence[Column], count: int) -> str:
    """Return the running number printed in the row, counted through all groups, and the person or grid it is about."""
    number = texts[0] if texts and texts[0].isdigit() else str(count)
    name = next((text for text, column in zip(texts, columns, strict=True) if column.name and text), "")
    return f"序号{number} {name}".rstrip()


def _check_glyphs(roster: Roster) -> None:
    """Raise ``MissingGlyph`` for what stands above, between and below the rows; :func:`_row` minds the rows."""
    places = [("标题", roster.title), ("编制单位", roster.office), ("日期", roster.as_of), ("人数", roster.counts)]
    places += [(f"栏目 {column.label}", column.label) for column in roster.columns]
    places += [(f"分组 {group.title}", group.title) for group in roster.groups]
    places += [("花名册的注", note) for note in roster.notes]
    places += [("签名栏", signer) for signer in roster.signers]
    for where, text in places:
        if lacking := missing(text):
            raise MissingGlyph(lacking[0], where)


@lru_cache(maxsize=16384)
def _cell(text: str, style: Style, width: float) -> Cell:
    """Shrink to one line; else take as few rows as the smallest size needs, at the largest size they hold."""
    room = width - 1.4 * style.padding
    shown = name_text(text) if style is NAME else text
    size = fit(shown, style.face, style.size, room, floor=style.floor)
    if measure(shown, style.face, size) <= room + size / 2:
        return Cell((shown,), size, 1)
    smallest = _lined(shown, style, style.floor, room)
    for step in range(20, int(20 * style.floor), -1):
        cell = _lined(shown, style, step / 20, room)
        if cell.slots == smallest.slots:
            return cell
    return smallest


def _lined(text: str, style: Style, factor: float, room: float) -> Cell:
    size = style.size * factor
    lines = _lines(text, style, size, room)
    return Cell(lines, size, math.ceil((len(lines) * size * LEADING + AIR) / ROW))


def _lines(text: str, style: Style, size: float, room: float) -> tuple[str, ...]:
    return _name_lines(text, style.face, size, room) if style is NAME else tuple(wrap(text, style.face, size, room))


def _name_lines(name: str, face: Face, size: float, room: float) -> tuple[str, ...]:
    """A long name in lines that end at its dots; only a part without a dot that is too long breaks elsewhere."""
    lines: list[str] = []
    for part in name.replace("·", "·\n").split("\n"):
        if lines and measure(lines[-1] + part, face, size) <= room:
            lines[-1] += part
        else:
            lines.append(part)
    return tuple(piece for line in lines for piece in wrap(line, face, size, room))


def _cut(cell: Cell, style: Style, width: float) -> Cell:
    kept = list(cell.lines[: int(MAX_SLOTS * ROW / (cell.size * LEADING))])
    last = kept[-1]
    while last and measure(last + "…", style.face, cell.size) > width - 1.4 * style.padding:
        last = last[:-1]
    kept[-1] = last + "…"
    return Cell(tuple(kept), cell.size, MAX_SLOTS)


def _draw_page(
    c: Sheet,
    roster: Roster,
    widths: Sequence[float],
    page: Sequence[Line],
    number: int,
    pages: int,
    report: PrintReport,
) -> None:
    if number == 1:
        _draw_title(c, roster)
    else:
        running_title(c, WIDTH / 2, HEIGHT - 24 * mm, f"{roster.title}（续）", RIGHT - LEFT)
    repeated(c, "roster-head", lambda: _draw_head(c, roster.columns, widths))
    _draw_rules(c, page, widths)
    top = TABLE_TOP - HEAD
    for line in page:
        middle = top - (line.slot + line.slots / 2) * ROW
        if line.title:
            draw_line(c, LEFT + PADDING, middle - DROP * LABEL, line.title, Face.SERIF_BOLD, LABEL)
            continue
        x = LEFT
        for cell, column, width in zip(line.cells, roster.columns, widths, strict=True):
            _draw_cell(c, cell, column, x, middle, width)
            x += width
    bottom = top - sum(line.slots for line in page) * ROW
    if number == pages:
        _draw_notes(c, roster, bottom, report)
    if pages > 1:
        page_number(c, WIDTH / 2, HEIGHT - 201.8 * mm, number, pages)
    else:
        dashed_page_number(c, WIDTH / 2, HEIGHT - 201.8 * mm, 1)
    if roster.demo:
        demo_mark(c, RIGHT, HEIGHT - 201.8 * mm, text="演示数据，人名、号码均为虚构")


def _draw_title(c: Sheet, roster: Roster) -> None:
    size, space = 20.0, 2.0
    size = fit(roster.title, Face.SERIF_BLACK, size, RIGHT - LEFT - space * len(roster.title), floor=0.5)
    draw_line(
        c, WIDTH / 2, HEIGHT - 20.3 * mm, roster.title, Face.SERIF_BLACK, size, align="centre", letter_space=space
    )
    y = HEIGHT - 28.4 * mm
    third = (RIGHT - LEFT) / 3 - 4 * mm
    places: tuple[tuple[str, float, Align], ...] = (
        (f"编制单位：{roster.office}", LEFT, "left"),
        (f"截至{roster.as_of}", WIDTH / 2, "centre"),
        (roster.counts, RIGHT, "right"),
    )
    for text, x, align in places:
        draw_line(c, x, y, text, Face.SERIF, fit(text, Face.SERIF, 9, third, floor=0.6), align=align)


def _draw_head(c: Sheet, columns: Sequence[Column], widths: Sequence[float]) -> None:
    c.setFillColor(SHADE)
    c.rect(LEFT, TABLE_TOP - HEAD, RIGHT - LEFT, HEAD, stroke=0, fill=1)
    x = LEFT
    c.setLineWidth(RULE_ROW)
    c.setStrokeColor(GREY_3)
    for width in widths[:-1]:
        x += width
        c.line(x, TABLE_TOP, x, TABLE_TOP - HEAD)
    c.setStrokeColor(INK)
    c.setLineWidth(RULE_OUTER)
    c.line(LEFT, TABLE_TOP, RIGHT, TABLE_TOP)
    c.setLineWidth(RULE_HEAD)
    c.line(LEFT, TABLE_TOP - HEAD, RIGHT, TABLE_TOP - HEAD)
    x = LEFT
    for column, width in zip(columns, widths, strict=True):
        size = fit(column.label, Face.SERIF_BOLD, LABEL, width - 1 * mm, floor=TEXT.floor)
        y = TABLE_TOP - HEAD / 2 - DROP * size
        draw_line(c, x, y, column.label, Face.SERIF_BOLD, size, align="centre", width=width)
        x += width


def _draw_rules(c: Sheet, page: Sequence[Line], widths: Sequence[float]) -> None:
    """Rules between rows and columns; after every fifth row a slightly stronger one; group heads on tint."""
    top = TABLE_TOP - HEAD
    thin, strong = c.beginPath(), c.beginPath()
    count = 0
    for line in page:
        upper, lower = top - line.slot * ROW, top - (line.slot + line.slots) * ROW
        if line.title:
            c.setFillColor(SHADE)
            c.rect(LEFT, lower, RIGHT - LEFT, upper - lower, stroke=0, fill=1)
            count = 0
        else:
            count += 1
        path = strong if count and count % 5 == 0 else thin
        if line is not page[-1]:
            path.moveTo(LEFT, lower)
            path.lineTo(RIGHT, lower)
    for upper, lower in _stretches(page):
        x = LEFT
        for width in widths[:-1]:
            x += width
            thin.moveTo(x, top - upper * ROW)
            thin.lineTo(x, top - lower * ROW)
    c.setLineWidth(RULE_ROW)
    c.setStrokeColor(GREY_3)
    c.drawPath(thin)
    c.setStrokeColor(GREY_2)
    c.setLineWidth(1.4 * RULE_ROW)
    c.drawPath(strong)
    bottom = top - sum(line.slots for line in page) * ROW
    c.setStrokeColor(INK)
    c.setLineWidth(RULE_OUTER)
    c.line(LEFT, bottom, RIGHT, bottom)


def _stretches(page: Sequence[Line]) -> list[tuple[int, int]]:
    """From which slot to which slot rows follow one another without a group head between."""
    found: list[tuple[int, int]] = []
    for line in page:
        if line.title:
            continue
        if found and found[-1][1] == line.slot:
            found[-1] = (found[-1][0], line.slot + line.slots)
        else:
            found.append((line.slot, line.slot + line.slots))
    return found


def _draw_cell(c: Sheet, cell: Cell, column: Column, x: float, middle: float, width: float) -> None:
    face, padding = column.style.face, column.style.padding
    size = cell.size
    first = middle + (len(cell.lines) - 1) / 2 * size * LEADING - DROP * size
    for number, text in enumerate(cell.lines):
        y = first - number * size * LEADING
        if text == MISSING:
            draw_line(c, x, y, text, face, size, colour=GREY_2, align="centre", width=width)
        elif column.align == "left":
            draw_line(c, x + padding, y, text, face, size)
        elif text:
            draw_line(c, x + padding / 2, y, text, face, size, align=column.align, width=width - padding)


def _draw_notes(c: Sheet, roster: Roster, bottom: float, report: PrintReport) -> None:
    y = bottom - 5.4 * mm
    signers = "\u3000\u3000".join(roster.signers)
    size = fit(signers, Face.SERIF, 9, (RIGHT - LEFT) / 2, floor=0.5)
    draw_line(c, RIGHT, y, signers, Face.SERIF, size, align="right")
    if roster.notes:
        text = "注：" + "\u3000".join(f"{n}. {note}" for n, note in enumerate(roster.notes, start=1))
        room = RIGHT - LEFT - measure(signers, Face.SERIF, size) - 8 * mm
        top = y + DROP * 9 + 9 * LEADING / 2
        draw_block(
            c, LEFT, top, text, Face.SERIF, 9, room, pitch=LEADING, max_lines=2, report=report, where="花名册的注"
        )
