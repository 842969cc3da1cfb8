"""组织体系图: the organisation chart on one sheet of a chosen size, from office paper to boards.

Red heading with one gold rule, a strip with the counts of the levels, boxes of the upper levels over cards of the
branches, groups as compact lists. The text is as large as the sheet allows and never below the floor of its size: a
sheet that is too small is refused with the one to take instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.documents import party_layout as plans
from desktop.documents.fonts import Face, MissingGlyph, missing
from desktop.documents.page import PrintReport, Sheet, demo_mark, finish, new_canvas
from desktop.documents.papers import Printed
from desktop.documents.party_layout import (
    CAPTION,
    CAPTION_SIZE,
    HEAD,
    HEAD_SIZE,
    NAME,
    PAD,
    PITCH,
    TOP,
    TOP_SIZE,
    Layout,
    NoRoom,
    Outline,
    PlacedCard,
    PlacedEntry,
    Run,
    Shelf,
)
from desktop.documents.setting import DROP, draw_line, fit, measure, wrap
from desktop.documents.tokens import GOLD, GREY_1, GREY_2, GREY_3, GREY_4, INK, RED, TINT, WHITE, Ink, mm
from desktop.errors import UserError
from desktop.services import party_papers
from desktop.services.context import Context
from desktop.services.days import long_day
from desktop.services.party_papers import Chart
from desktop.services.party_structure import Node

SIZES = {
    "A4": (297.0, 210.0),
    "A3": (420.0, 297.0),
    "A2": (594.0, 420.0),
    "A1": (841.0, 594.0),
    "A0": (1189.0, 841.0),
    "1800x1200": (1800.0, 1200.0),
    "2400x1200": (2400.0, 1200.0),
    "3600x1800": (3600.0, 1800.0),
}
"""Sheets by name, lying, in millimetres."""


def compose(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the chart as it was chosen: size, way the sheet lies, division, with or without member households."""
    division = _code(session, chosen.get("division"))
    content = party_papers.chart(session, context, division=division, households=bool(chosen.get("households")))
    width, height = wanted_size(
        str(chosen.get("sheet") or "A3"), str(chosen.get("way") or "wide"), str(chosen.get("size") or "")
    )
    report = draw_chart(content, target, width_mm=width, height_mm=height)
    remark = f"{width:g}×{height:g} 毫米\u3000{len(content.nodes)} 个组织"
    return Printed(content.title, remark, tuple(report.lines()))


def _code(session: Session, division: Any) -> str:
    from desktop.models import Division

    row = session.get(Division, division) if division else None
    return row.code if row else ""


def wanted_size(name: str, way: str, custom: str) -> tuple[float, float]:
    """Return width and height in millimetres of a named sheet, or of one typed as 900x600.

    Raises ``UserError`` for what is no size.
    """
    if custom.strip():
        try:
            width, height = (float(part) for part in custom.lower().replace("×", "x").replace("*", "x").split("x"))
        except ValueError:
            raise UserError(f"看不出“{custom}”是多大的纸，没有生成，请写成 900x600（毫米）") from None
        if not (100 <= width <= 5000 and 100 <= height <= 5000):
            raise UserError(f"纸的边长应在 100 到 5000 毫米之间，现在是“{custom}”，没有生成，请改正")
        return width, height
    width, height = SIZES.get(name, SIZES["A3"])
    return (height, width) if way == "tall" else (width, height)


def draw_chart(chart: Chart, target: Path | BinaryIO, *, width_mm: float, height_mm: float) -> PrintReport:
    """Write the chart as PDF on one sheet and return what needs a look.

    Raises ``UserError`` naming a larger sheet where this one would make the text too small, ``MissingGlyph`` with the
    organisation whose name cannot be printed.
    """
    _check_glyphs(chart)
    outline = plans.outline(chart)
    frame = _Frame(chart, width_mm, height_mm)
    try:
        layout = plans.lay_out(outline, frame.inner, frame.room, frame.least)
    except NoRoom:
        raise UserError(_too_small(chart, outline, width_mm, height_mm)) from None
    c = new_canvas(target, width_mm, height_mm, title=chart.title, author=chart.office)
    pen = _Pen(c, frame, layout)
    pen.heading()
    pen.strip()
    pen.body(outline)
    pen.foot()
    c.showPage()
    finish(c)
    report = PrintReport()
    noticed = [node for node in chart.nodes if node.notices]
    if noticed:
        names = "、".join(node.name for node in noticed[:3]) + ("等" if len(noticed) > 3 else "")
        report.add("核对", f"{len(noticed)} 个党组织有提示（{names}），请在党组织页面核对。")
    return report


def _check_glyphs(chart: Chart) -> None:
    for node in chart.nodes:
        for text in (node.name, node.leader):
            if lacking := missing(text):
                raise MissingGlyph(lacking[0], f"党组织 {node.name}")


def _too_small(chart: Chart, outline: Outline, width_mm: float, height_mm: float) -> str:
    tall = height_mm > width_mm
    said = f"{width_mm:g}×{height_mm:g} 毫米放不下 {len(chart.nodes)} 个党组织（字会小于看得清的大小），没有印出"
    for name, (wide, high) in SIZES.items():
        size = (high, wide) if tall else (wide, high)
        if size[0] * size[1] <= width_mm * height_mm:
            continue
        frame = _Frame(chart, *size)
        try:
            plans.lay_out(outline, frame.inner, frame.room, frame.least)
        except NoRoom:
            continue
        label = name if name.startswith("A") else "展板"
        return f"{said}，请改用 {label}（{size[0]:g}×{size[1]:g} 毫米）或更大的纸"
    return f"{said}，请按社区分开打印"


class _Frame:
    """Where the parts of a sheet lie, in points from its lower left corner."""

    def __init__(self, chart: Chart, width_mm: float, height_mm: float) -> None:
        self.chart = chart
        self.width, self.height = width_mm * mm, height_mm * mm
        short = min(width_mm, height_mm)
        self.floor = plans.floor(width_mm, height_mm)
        self.least = self.floor / CAPTION_SIZE
        """Least size of names, so that captions stay on the floor."""
        self.margin = min(max(0.033 * short, 8.0), 45.0) * mm
        self.left = self.margin
        self.inner = self.width - 2 * self.margin
        self.band = min(max(0.085 * short, 15.0), 120.0) * mm
        self.gold = max(0.004 * short, 0.9) * mm
        self.small = 1.4 * self.floor
        self.items = _items(chart)
        self.rows = self._strip_rows()
        self.strip_height = (1.9 * len(self.rows) + 0.5) * self.small
        self.foot = 2.0 * self.small + 0.5 * self.margin
        self.top = self.height - self.band - self.gold - self.strip_height - 0.9 * self.small
        self.room = self.top - self.foot

    def _strip_rows(self) -> list[list[str]]:
        rows: list[list[str]] = [[]]
        used = 0.0
        for text in self.items:
            wide = measure(text, Face.SANS_MEDIUM, self.small) + 2.4 * self.small
            if used + wide > self.inner and rows[-1]:
                rows.append([])
                used = 0.0
            rows[-1].append(text)
            used += wide
        return rows


def _items(chart: Chart) -> list[str]:
    units = {"household": "户"}
    items = [f"{level.label} {level.count} {units.get(level.code, '个')}" for level in chart.levels]
    total = chart.full + chart.probationary
    people = f"党员 {total} 名" + (f"（正式 {chart.full}、预备 {chart.probationary}）" if chart.probationary else "")
    return [*items, people]


class _Pen:
    """Draws the parts of one sheet."""

    def __init__(self, c: Sheet, frame: _Frame, layout: Layout) -> None:
        self.c, self.frame, self.layout = c, frame, layout
        self.size = layout.size
        self.hair = max(0.12 * mm, 0.03 * self.size)

    # Furniture

    def heading(self) -> None:
        frame, c = self.frame, self.c
        c.setFillColor(RED)
        c.rect(0, frame.height - frame.band, frame.width, frame.band, stroke=0, fill=1)
        c.setFillColor(GOLD)
        c.rect(0, frame.height - frame.band - frame.gold, frame.width, frame.gold, stroke=0, fill=1)
        size = 0.47 * frame.band
        space = 0.12 * size
        title = frame.chart.title
        room = frame.inner - space * len(title)
        size = fit(title, Face.SERIF_BLACK, size, room, floor=0.4)
        y = frame.height - frame.band / 2 - DROP * size
        draw_line(c, frame.width / 2, y, title, Face.SERIF_BLACK, size, colour=WHITE, align="centre",
                  letter_space=space if size == 0.47 * frame.band else 0.0)  # fmt: skip

    def strip(self) -> None:
        frame, c = self.frame, self.c
        top = frame.height - frame.band - frame.gold
        c.setFillColor(TINT)
        c.rect(0, top - frame.strip_height, frame.width, frame.strip_height, stroke=0, fill=1)
        for at, row in enumerate(frame.rows):
            wide = [measure(text, Face.SANS_MEDIUM, frame.small) for text in row]
            gap = 2.4 * frame.small
            x = (frame.width - sum(wide) - gap * (len(row) - 1)) / 2
            y = top - (0.25 + 1.9 * (at + 0.5)) * frame.small - DROP * frame.small
            for number, (text, one) in enumerate(zip(row, wide, strict=True)):
                if number:
                    c.setStrokeColor(GREY_3)
                    c.setLineWidth(self.hair)
                    c.line(x - gap / 2, y - 0.15 * frame.small, x - gap / 2, y + 0.9 * frame.small)
                draw_line(c, x, y, text, Face.SANS_MEDIUM, frame.small)
                x += one + gap

    def foot(self) -> None:
        frame, c = self.frame, self.c
        y = 0.5 * frame.margin + 0.2 * frame.small
        size = frame.floor
        words = f"编制：{frame.chart.office}\u3000截至 {long_day(frame.chart.as_of)}"
        if frame.chart.probationary:
            words += "\u3000党员数“12+1”为正式 12 名、预备 1 名"
        mark = "演示数据，人名均为虚构" if frame.chart.demonstration else ""
        room = frame.inner - (measure(mark, Face.SANS, size) + 2 * size if mark else 0.0)
        draw_line(c, frame.left, y, words, Face.SANS, fit(words, Face.SANS, size, room, floor=0.7), colour=GREY_1)
        if mark:
            demo_mark(c, frame.left + frame.inner, y, size=size, text=mark)

    # The tree

    def body(self, outline: Outline) -> None:
        """Draw crown, shelves and the lines between them."""
        spare = self._spare()
        air = min(spare / (len(self.layout.shelves) + 1), 5 * self.size)
        y = self.frame.top - min(air, (spare - air * (len(self.layout.shelves) - 1)) / 2)
        trunk = self.frame.left - 0.45 * self.frame.margin
        bus_from: float | None = None
        if outline.crown:
            bus_from = self._crown(outline.crown, y)
            y -= self.layout.crown
        last_bus: float | None = None
        for shelf in self.layout.shelves:
            last_bus = self._shelf(shelf, y, bus_from, trunk, last_bus)
            y -= plans.tall(shelf, self.size) + air

    def _spare(self) -> float:
        """Return the height left over: it parts the shelves, so that a small tree does not cling to the top."""
        used = sum(plans.tall(one, self.size) for one in self.layout.shelves) + self.layout.crown
        return max(self.frame.room - used, 0.0)

    def _crown(self, nodes: Sequence[Node], y: float) -> float:
        high = plans.box_height(self.size)
        part = self.frame.inner / len(nodes)
        for at, node in enumerate(nodes):
            caption = f"{node.duty} {node.leader}\u3000党员 {node.counted}" if node.leader else f"党员 {node.counted}"
            self._box(node.name, caption, self.frame.left + (at + 0.5) * part, y, part - self.size, filled=True)
        return y - high

    def _shelf(self, shelf: Shelf, y: float, crown: float | None, trunk: float, before: float | None) -> float | None:
        used = sum(run.slots for run in shelf.runs)
        step = self.layout.column + self.layout.gap
        start = self.frame.left + (self.frame.inner - (used * step - self.layout.gap)) / 2
        top = y - (shelf.box + 1.8 * self.size if shelf.box else 0.0)
        bus = top + 0.9 * self.size
        if crown is not None and shelf.box > 1:
            self._crown_lines(shelf, y, crown, trunk, start, step)
        slot = 0
        for run in shelf.runs:
            self._run(run, slot, start, step, y, top, bus, shelf.box, trunk, before)
            slot += run.slots
        return bus if shelf.runs and shelf.runs[-1].section.head else None

    def _crown_lines(self, shelf: Shelf, y: float, crown: float, trunk: float, start: float, step: float) -> None:
        """Lines from the box on top to the boxes of the sections; on lower shelves they come round at the left."""
        level = y + 0.7 * self.size
        centres = []
        slot = 0
        for run in shelf.runs:
            if run.first and run.section.head:
                centres.append(start + (slot + run.slots / 2) * step - self.layout.gap / 2)
            slot += run.slots
        middle = self.frame.width / 2
        first = abs(y + self.layout.crown - (crown + plans.box_height(self.size))) < 1
        ends = [*centres, middle if first else trunk]
        self._lines([(min(ends), level, max(ends), level), *((x, level, x, y) for x in centres)])
        if first:
            self._lines([(middle, crown, middle, level)])
        else:
            above = crown - 0.9 * self.size
            self._lines([(trunk, level, trunk, above), (trunk, above, middle, above)])

    def _run(
        self,
        run: Run,
        slot: int,
        start: float,
        step: float,
        y: float,
        top: float,
        bus: float,
        box: float,
        trunk: float,
        before: float | None,
    ) -> None:
        left = start + slot * step
        wide = run.slots * step - self.layout.gap
        centres = []
        for card in run.cards:
            x = start + card.slot * step
            self._card(card, x, top)
            centres.append(x + (card.span * step - self.layout.gap) / 2)
        if run.section.head is None:
            return
        middle = left + wide / 2
        if run.first:
            # A single narrow card lends its box the room beside it as far as nobody stands there.
            room = wide if len(run.cards) > 1 else wide + 0.8 * self.layout.gap
            self._box(run.section.head.name, run.section.caption, middle, y, room)
            joined = [*centres, middle]
            self._lines([(middle, y - box, middle, bus)])
        else:
            joined = [*centres, trunk]
            if before is not None:
                self._lines([(trunk, bus, trunk, before), (trunk, before, left + 0.1, before)])
        if centres:
            self._lines([(min(joined), bus, max(joined), bus), *((x, bus, x, top) for x in centres)])

    def _lines(self, those: Sequence[tuple[float, float, float, float]]) -> None:
        self.c.setStrokeColor(GREY_2)
        self.c.setLineWidth(max(0.25 * mm, 0.06 * self.size))
        for x1, y1, x2, y2 in those:
            self.c.line(x1, y1, x2, y2)

    def _box(self, name: str, caption: str, middle: float, y: float, room: float, *, filled: bool = False) -> None:
        size, small = TOP_SIZE * self.size, CAPTION_SIZE * self.size
        high = plans.box_height(self.size)
        inner = room - 1.6 * self.size
        lines = [name]
        if measure(name, TOP, size) > inner:
            size = max(fit(name, TOP, size, inner, floor=self.frame.floor / size), self.frame.floor)
            lines = wrap(name, TOP, size, inner)
        wide = max(measure(line, TOP, size) for line in lines)
        wide = min(max(wide, min(measure(caption, CAPTION, small), inner)) + 1.8 * self.size, room)
        c = self.c
        c.setFillColor(RED if filled else WHITE)
        c.setStrokeColor(RED)
        c.setLineWidth(max(0.35 * mm, 0.09 * self.size))
        c.roundRect(middle - wide / 2, y - high, wide, high, 0.3 * self.size, stroke=1, fill=1)
        colour = WHITE if filled else INK
        rows: list[tuple[str, Face, float]] = [(line, TOP, size) for line in lines]
        if len(lines) == 1 or len(lines) * size * 1.15 + small * 1.2 <= high:
            used = fit(caption, CAPTION, small, wide - 0.8 * self.size, floor=self.frame.floor / small)
            rows.append((caption, CAPTION, used))
        pitch = 1.18
        total = sum(pitch * one for _, _, one in rows)
        at = y - (high - total) / 2
        for text, face, one in rows:
            at -= pitch * one / 2
            draw_line(c, middle, at - DROP * one, text, face, one, colour=colour, align="centre")
            at -= pitch * one / 2

    def _card(self, card: PlacedCard, x: float, top: float) -> None:
        c, size, pad = self.c, self.size, PAD * self.size
        wide = card.span * self.layout.column + (card.span - 1) * self.layout.gap
        c.setFillColor(TINT)
        c.rect(x, top - card.head_height, wide, card.head_height, stroke=0, fill=1)
        c.setFillColor(RED)
        c.rect(x, top - 0.16 * size, wide, 0.16 * size, stroke=0, fill=1)
        c.setStrokeColor(GREY_3)
        c.setLineWidth(self.hair)
        c.rect(x, top - card.height, wide, card.height, stroke=1, fill=0)
        y = top - 0.6 * pad
        for line in card.head:
            y = self._row(x + pad, y, line, HEAD, HEAD_SIZE * size)
        small = CAPTION_SIZE * size
        for line in plans.caption_lines(card.card.caption, small, wide - 2 * pad):
            y = self._row(x + pad, y, line, CAPTION, small, GREY_1)
        first = top - card.head_height - pad
        columns = max((one.column for one in card.entries), default=0) + 1
        bottom = top - card.height
        for at in range(1, columns):
            edge = x + at * (self.layout.column + self.layout.gap) - self.layout.gap / 2
            c.setStrokeColor(GREY_4)
            c.line(edge, bottom + pad, edge, first)
        for one in card.entries:
            self._entry(one, x + one.column * (self.layout.column + self.layout.gap), first)

    def _row(self, x: float, y: float, text: str, face: Face, size: float, colour: Ink = INK) -> float:
        draw_line(self.c, x, y - PITCH * size / 2 - DROP * size, text, face, size, colour=colour)
        return y - PITCH * size

    def _entry(self, placed: PlacedEntry, x: float, first: float) -> None:
        size, pad = self.size, PAD * self.size
        entry = placed.entry
        left, right = x + pad + plans.indent(entry, size), x + self.layout.column - pad
        y = first - placed.y
        if placed.y > 0 and entry.indent == 0:
            self.c.setStrokeColor(GREY_4)
            self.c.setLineWidth(self.hair)
            edge = y + plans.ENTRY_GAP * size / 2
            self.c.line(x + pad, edge, right, edge)
        small = CAPTION_SIZE * size
        below = y
        for line in placed.lines:
            below = self._row(left, below, line, NAME, size, INK)
        if not entry.caption:
            return
        if placed.beside:
            base = y - PITCH * size / 2 - DROP * size
            draw_line(self.c, left, base, entry.caption, CAPTION, small, colour=GREY_1, align="right",
                      width=right - left)  # fmt: skip
            return
        for line in plans.caption_lines(entry.caption, small, right - left):
            below = self._row(left, below, line, CAPTION, small, GREY_1)
