"""Written forms as the ministry lays them out: printed words in Song, entries in Kai on ruled lines, black only.

A form is laid out into sheets first and drawn then, so that every sheet knows how many there are and the list of
contents knows on which page each paper begins (looks/PAPER.md, parts 1.2, 2 and 4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from desktop.documents.fonts import Face
from desktop.documents.page import PrintReport, Sheet, demo_mark, finish, new_canvas, page_number
from desktop.documents.setting import DROP, draw_line, fit, measure, name_text, wrap
from desktop.documents.tokens import GREY_2, GREY_3, INK, RULE_FORM, Ink, mm
from desktop.services.written_forms import (
    Back,
    Column,
    Cover,
    Entries,
    Entry,
    Form,
    Gap,
    Heading,
    Part,
    Signing,
    Statement,
    Table,
    Writing,
)

WIDTH, HEIGHT = 210 * mm, 297 * mm
LEFT, RIGHT = 30 * mm, 188 * mm
"""The left margin is the binding."""
MEASURE = RIGHT - LEFT
BOTTOM = 26 * mm
FIRST, FURTHER = HEIGHT - 47 * mm, HEIGHT - 33 * mm
"""Top of the text on the first and on further sheets."""
TITLE, LABEL, ENTRY, NOTE = 21.0, 11.5, 12.5, 9.0
PITCH = 8.15 * mm
RULE_LINE = 0.13 * mm
RULE_ENTRY = 0.15 * mm
SPACE = 1.6 * mm
SIGN = 9.6 * mm
DEMO = "演示数据，人名、号码均为虚构"
BLANK = "（以下空白）"
TOGETHER = 5
"""Rows of entries that are never parted."""
SIDE_BY_SIDE, CROWD = 3, 6
"""Lines to sign on in one row, where more than so many people sign."""
INDENT = "\u3000\u3000"

Draw = Callable[[Sheet], object]


@dataclass
class Laid:
    """A form laid out: what is drawn on each of its sheets."""

    form: Form
    sheets: list[list[Draw]] = field(default_factory=list)


class _Flow:
    """Puts parts below one another and begins a new sheet where one is full."""

    def __init__(self, form: Form, report: PrintReport) -> None:
        self.laid = Laid(form)
        self.report = report
        self.y = 0.0
        self.turn()

    def turn(self) -> None:
        """Begin a sheet."""
        first = not self.laid.sheets
        form = self.laid.form
        self.laid.sheets.append([])
        self.y = FIRST if first else FURTHER
        if first:
            self.add(lambda c: _title(c, form))
        else:
            self.add(lambda c: _further(c, form))

    def add(self, draw: Draw) -> None:
        """Draw on the present sheet."""
        self.laid.sheets[-1].append(draw)

    def need(self, height: float) -> None:
        """Begin a new sheet unless so much fits; a sheet just begun takes whatever comes."""
        fresh = self.y in (FIRST, FURTHER)
        if self.y - height < BOTTOM and not fresh:
            self.turn()

    def fits(self, height: float) -> bool:
        """Return whether so much still fits on this sheet."""
        return self.y - height >= BOTTOM


def lay(form: Form, report: PrintReport) -> Laid:
    """Lay a form out into sheets; notices of what had to give way go into ``report``.

    Lines left empty give way where the form then needs a sheet less.
    """
    usual = _laid(form, report, 1.0)
    if len(usual.sheets) == 1:
        return usual
    tight = _laid(form, report, 0.0)
    if len(tight.sheets) == len(usual.sheets):
        return usual
    half = _laid(form, report, 0.5)
    return half if len(half.sheets) == len(tight.sheets) else tight


def _laid(form: Form, report: PrintReport, room: float) -> Laid:
    flow = _Flow(form, report)
    parts = [
        replace(one, least=max(1, round(one.least * room))) if isinstance(one, Writing) else one for one in form.parts
    ]
    for place, part in enumerate(parts):
        tail = _tail(parts[place + 1 :])
        match part:
            case Entries():
                _entries(flow, part)
            case Heading():
                _heading(flow, part, parts[place + 1 :])
            case Writing():
                _writing(flow, part, tail)
            case Statement():
                _statement(flow, part)
            case Signing():
                _signing(flow, part)
            case Table():
                _table(flow, part)
            case Gap():
                flow.y -= part.height * mm
    if form.note:
        note, last = form.note, len(flow.laid.sheets)
        flow.laid.sheets[last - 1].append(lambda c: _foot_note(c, note))
    return flow.laid


def _tail(parts: Sequence[Part]) -> float:
    """Return the height of what closes the form, 0 when more writing comes first."""
    if any(isinstance(one, Writing | Table | Entries) for one in parts):
        return 0.0
    return sum(_height(one) for one in parts)


def _height(part: Part) -> float:
    match part:
        case Signing() if _people(part) > CROWD:
            # The first row of a crowd stays with the text; the rest may go on overleaf.
            return 2 * SIGN + 2 * mm
        case Signing():
            return SIGN * max(len(part.left), len(part.right)) + (SIGN if part.date else 0) + 2 * mm
        case Statement():
            return len(_statement_lines(part)) * 7.4 * mm + 1 * mm
        case Heading():
            return 9 * mm
        case Gap():
            return part.height * mm
        case _:
            return 0.0


def _title(c: Sheet, form: Form) -> None:
    size = fit(form.title, Face.SERIF_BLACK, TITLE, MEASURE - 12 * mm)
    spread = 6.0 if len(form.title) <= 9 else 2.0
    draw_line(c, (LEFT + RIGHT) / 2, HEIGHT - 33 * mm, form.title, Face.SERIF_BLACK, size, align="centre",
              letter_space=spread)  # fmt: skip
    if form.number:
        draw_line(c, RIGHT, HEIGHT - 42 * mm, form.number, Face.SERIF, 11, align="right", where="编号")


def _further(c: Sheet, form: Form) -> None:
    draw_line(c, LEFT, HEIGHT - 24 * mm, f"{form.title}（续页）", Face.SERIF_BOLD, 12)
    if form.number:
        draw_line(c, RIGHT, HEIGHT - 24 * mm, form.number, Face.SERIF, 10.5, align="right", where="编号")


def _foot_note(c: Sheet, note: str) -> None:
    draw_line(c, LEFT, 20 * mm, note, Face.SERIF, NOTE, colour=GREY_2)


def _rule(c: Sheet, x: float, y: float, end: float, weight: float = RULE_ENTRY, colour: Ink = INK) -> None:
    c.saveState()
    c.setStrokeColor(colour)
    c.setLineWidth(weight)
    c.line(x, y, end, y)
    c.restoreState()


# -- parts


def _entries(flow: _Flow, part: Entries) -> None:
    if len(part.rows) <= TOGETHER:
        flow.need(len(part.rows) * part.pitch * mm)  # what belongs to one person stands on one sheet
    for row in part.rows:
        whole = sum(entry.share for entry in row)
        x = LEFT
        cells: list[tuple[float, float, Entry, list[str], float]] = []
        for at, entry in enumerate(row):
            width = MEASURE * entry.share / whole
            face = Face.SERIF_BOLD if entry.strong else Face.SERIF
            start = x + measure(entry.label, face, LABEL) + SPACE
            room = x + width - (0 if at == len(row) - 1 else 2 * mm) - start
            lines, size = _entry_lines(entry, room - SPACE)
            cells.append((x, room, entry, lines, size))
            x += width
        height = part.pitch * mm + (max(len(cell[3]) for cell in cells) - 1) * PITCH
        flow.need(height)
        base = flow.y - part.pitch * mm + 2.6 * mm
        for left, room, entry, lines, size in cells:
            flow.add(_entry(left, base, room, entry, lines, size))
        flow.y -= height


def _entry_lines(entry: Entry, room: float) -> tuple[list[str], float]:
    """Return an entry as it is set: smaller down to 75 %, then on more lines."""
    size = fit(entry.value, Face.KAI, ENTRY, room)
    if measure(entry.value, Face.KAI, size) <= room + 0.5:
        return [entry.value], size
    return wrap(entry.value, Face.KAI, ENTRY * 0.88, room, entry.label), ENTRY * 0.88


def _entry(x: float, base: float, room: float, entry: Entry, lines: list[str], size: float) -> Draw:
    face = Face.SERIF_BOLD if entry.strong else Face.SERIF
    start = x + measure(entry.label, face, LABEL) + SPACE

    def draw(c: Sheet) -> None:
        draw_line(c, x, base, entry.label, face, LABEL)
        for at, line in enumerate(lines):
            y = base - at * PITCH
            draw_line(c, start + SPACE, y, line, Face.KAI, size, where=entry.label)
            _rule(c, start, y - 1.6 * mm, start + room)

    return draw


def _heading(flow: _Flow, part: Heading, following: Sequence[Part]) -> None:
    # A heading stands with its first two lines, and with what closes the form where there are no more.
    below = 2 * PITCH
    if following and isinstance(following[0], Writing):
        lines = len(_paragraphs(following[0])) or 1
        if lines <= 2:
            below = lines * PITCH + _tail(following[1:])
    flow.need(9 * mm + below)
    base = flow.y - 6.4 * mm
    flow.add(lambda c: draw_line(c, LEFT, base, part.text, Face.SERIF_BOLD, 12))
    flow.y -= 9 * mm


def _writing(flow: _Flow, part: Writing, tail: float) -> None:
    lines = _paragraphs(part)
    for at, line in enumerate(lines):
        left = len(lines) - at
        # The signatures stand with at least the last two lines.
        needed = PITCH if left > 2 else (left * PITCH + tail)
        if left == 2 or (left == 1 and len(lines) == 1):
            flow.need(needed)
        else:
            flow.need(PITCH)
        flow.add(_written(flow.y, line))
        flow.y -= PITCH
    for _ in range(len(lines), part.least):
        if not flow.fits(PITCH + tail):
            break
        flow.add(_written(flow.y, ""))
        flow.y -= PITCH
    flow.y -= 1 * mm


def _paragraphs(part: Writing) -> list[str]:
    text = part.text.strip()
    if not text:
        return []
    paragraphs = [one.strip() for one in text.replace("\t", "\u3000").split("\n") if one.strip()]
    if part.closed:
        paragraphs[-1] += BLANK
    return [line for one in paragraphs for line in wrap(INDENT + one, Face.KAI, ENTRY, MEASURE - 1 * mm, "正文")]


def _written(top: float, line: str) -> Draw:
    base = top - PITCH + 2.5 * mm

    def draw(c: Sheet) -> None:
        _rule(c, LEFT, top - PITCH + 0.6 * mm, RIGHT, RULE_LINE, GREY_3)
        if line:
            draw_line(c, LEFT + 0.5 * mm, base, line, Face.KAI, ENTRY, where="正文")

    return draw


def _statement_lines(part: Statement) -> list[str]:
    text = (INDENT if part.indent else "") + part.text
    return wrap(text, Face.SERIF, LABEL, MEASURE)


def _statement(flow: _Flow, part: Statement) -> None:
    for line in _statement_lines(part):
        flow.need(7.4 * mm)
        base = flow.y - 5.2 * mm
        flow.add(_stated(base, line, part))
        flow.y -= 7.4 * mm
    flow.y -= 1 * mm


def _stated(base: float, line: str, part: Statement) -> Draw:
    x = {"left": LEFT, "right": RIGHT, "centre": (LEFT + RIGHT) / 2}[part.align]
    return lambda c: draw_line(c, x, base, line, Face.SERIF, LABEL, align=part.align)


def _people(part: Signing) -> int:
    """Return how many sign under the first label at the left: the lines without one that follow it."""
    others = [at for at, words in enumerate(part.left) if at and words]
    return others[0] if others else len(part.left)


def _crowd(flow: _Flow, part: Signing) -> None:
    """Draw the lines of many people, three in a row and over as many sheets as they take."""
    label, lines = part.left[0], _people(part)
    flow.need(2 * SIGN)
    base = flow.y - SIGN + 2.6 * mm
    flow.add(lambda c: draw_line(c, LEFT, base, f"{label}　共{lines}人", Face.SERIF, LABEL))
    flow.y -= SIGN
    width = MEASURE / SIDE_BY_SIDE

    def row(y: float, many: int) -> Draw:
        def draw(c: Sheet) -> None:
            for at in range(many):
                _rule(c, LEFT + at * width, y, LEFT + (at + 1) * width - 5 * mm, RULE_ENTRY, GREY_2)

        return draw

    for first in range(0, lines, SIDE_BY_SIDE):
        flow.need(SIGN)
        flow.add(row(flow.y - SIGN + 1 * mm, min(SIDE_BY_SIDE, lines - first)))
        flow.y -= SIGN


def _signing(flow: _Flow, part: Signing) -> None:
    people = _people(part)
    if people > CROWD:
        _crowd(flow, part)
        part = replace(part, left=part.left[people:])
    flow.need(_height(part))
    top = flow.y
    middle = LEFT + MEASURE * ((0.56 if part.left else 0.4) if part.right else 1.0)
    ends = middle - 6 * mm if part.right else RIGHT

    def column(c: Sheet, labels: Sequence[str], x: float, end: float) -> None:
        for at, words in enumerate(labels):
            base = top - (at + 1) * SIGN + 2.6 * mm
            if words:
                draw_line(c, x, base, words, Face.SERIF, LABEL)
            if not words.startswith("（"):
                start = x + (measure(words, Face.SERIF, LABEL) + SPACE if words else 0)
                _rule(c, start, base - 1.6 * mm, end, RULE_ENTRY, GREY_2)

    def draw(c: Sheet) -> None:
        column(c, part.left, LEFT, ends)
        column(c, part.right, middle, RIGHT)
        if part.date:
            base = top - (max(len(part.left), len(part.right)) + 1) * SIGN + 2.6 * mm
            words = part.day or "年\u3000\u3000月\u3000\u3000日"
            draw_line(c, RIGHT, base, words, Face.KAI if part.day else Face.SERIF, LABEL, align="right")

    flow.add(draw)
    flow.y -= _height(part)


def _table(flow: _Flow, part: Table) -> None:
    whole = sum(one.share for one in part.columns)
    widths = [MEASURE * one.share / whole for one in part.columns]
    head = 9 * mm

    def begin() -> None:
        flow.need(head + 9 * mm)
        flow.add(_row(flow.y, head, widths, [[one.label] for one in part.columns], part.columns, True))
        flow.y -= head

    begin()
    blanks = max(0, part.least - len(part.rows))
    for row in (*part.rows, *([tuple("" for _ in widths)] * blanks)):
        cells = [_cell_lines(text, width, one) for text, width, one in zip(row, widths, part.columns, strict=True)]
        height = max(9 * mm, max(len(one) for one in cells) * 6 * mm + 3 * mm)
        if not flow.fits(height):
            flow.turn()
            begin()
        flow.add(_row(flow.y, height, widths, cells, part.columns, False))
        flow.y -= height
    flow.y -= 2 * mm


def _cell_lines(text: str, width: float, column: Column) -> list[str]:
    """Return the lines of a cell: one, smaller down to 75 %, where that does, else as many as it needs."""
    if measure(text, Face.KAI, 11 * 0.75) <= width - 2 * mm:
        return [text]
    return wrap(text, Face.KAI, 11, width - 3 * mm, column.label)


def _row(
    top: float, height: float, widths: Sequence[float], cells: Sequence[Sequence[str]], columns: Sequence[Column],
    head: bool,
) -> Draw:  # fmt: skip
    face, size = (Face.SERIF_BOLD, 10.5) if head else (Face.KAI, 11.0)

    def draw(c: Sheet) -> None:
        c.saveState()
        c.setStrokeColor(INK)
        c.setLineWidth(RULE_FORM)
        x = LEFT
        for width, lines, column in zip(widths, cells, columns, strict=True):
            c.rect(x, top - height, width, height)
            middle = head or column.align == "centre"
            step = 6 * mm
            y = top - height / 2 + (len(lines) - 1) * step / 2 - DROP * size
            for line in lines:
                smaller = fit(line, face, size, width - 2 * mm)
                draw_line(c, x + width / 2 if middle else x + 1.5 * mm, y, line, face, smaller,
                          align="centre" if middle else "left", where=column.label)  # fmt: skip
                y -= step
            x += width
        c.restoreState()

    return draw


# -- whole documents


def draw_cover(c: Sheet, cover: Cover) -> None:
    """Draw the cover (封面) on the present sheet, with the line along which the file is bound."""
    c.saveState()
    c.setStrokeColor(GREY_3)
    c.setLineWidth(0.2 * mm)
    c.setDash(2 * mm, 1.6 * mm)
    c.line(14 * mm, 18 * mm, 14 * mm, HEIGHT - 18 * mm)
    c.restoreState()
    c.saveState()
    c.translate(12 * mm, HEIGHT / 2 - 12 * mm)
    c.rotate(90)
    draw_line(c, 0, 0, "装\u3000订\u3000线", Face.SERIF, 8, colour=GREY_2)
    c.restoreState()
    centre, left, right = (35 + 185) / 2 * mm, 37 * mm, 185 * mm
    size = fit(cover.committee, Face.SERIF_BOLD, 22, right - left)
    draw_line(c, centre, HEIGHT - 66 * mm, cover.committee, Face.SERIF_BOLD, size, align="centre", letter_space=1.5,
              where="调委会名称")  # fmt: skip
    draw_line(c, centre, HEIGHT - 96 * mm, cover.title, Face.SERIF_BLACK, 40, align="centre", letter_space=8)
    half = 55 * mm
    _rule(c, centre - half, HEIGHT - 106 * mm, centre + half, 0.4 * mm)
    _rule(c, centre - half, HEIGHT - 107.2 * mm, centre + half, 0.15 * mm)
    y = HEIGHT - 133 * mm
    start = 73 * mm
    for entry in cover.entries:
        draw_line(c, left, y, entry.label, Face.SERIF_BOLD, 14, align="spread", width=26 * mm)
        value = "、".join(map(name_text, entry.value.split("、"))) if entry.names else entry.value
        lines = wrap(value, Face.KAI, 14, right - start - 4 * mm, entry.label) if value else [""]
        for at, line in enumerate(lines):
            base = y - at * 10.4 * mm
            draw_line(c, start + 2 * mm, base, line, Face.KAI, 14, where=entry.label)
            _rule(c, start, base - 3.4 * mm, right, 0.2 * mm)
        y -= 15.6 * mm + (len(lines) - 1) * 10.4 * mm


def draw_back(c: Sheet, back: Back) -> None:
    """Draw the back (封底) on the present sheet."""
    if back.pages is not None:
        draw_line(c, WIDTH / 2, 60 * mm, f"本卷共{back.pages}页", Face.SERIF, 14, align="centre")
    draw_line(c, WIDTH / 2, 46 * mm, back.committee, Face.SERIF, 14, align="centre", where="调委会名称")


def show(c: Sheet, laid: Laid, *, first_page: int | None = None, demo: bool = False) -> None:
    """Draw the sheets of a form; ``first_page`` is its page in the file, None when it stands alone."""
    many = len(laid.sheets)
    for at, draws in enumerate(laid.sheets):
        for draw in draws:
            draw(c)
        page_number(c, WIDTH / 2, 13 * mm, at + 1, many)
        if first_page is not None:
            draw_line(c, LEFT, 13 * mm, f"卷内第{first_page + at}页", Face.SERIF, NOTE)
        if demo:
            demo_mark(c, RIGHT, 13 * mm, text=DEMO)
        c.showPage()


def print_forms(
    forms: Sequence[Form], target: Path | BinaryIO, *, title: str, author: str, demo: bool = False
) -> PrintReport:
    """Write forms one after another into one document. Raises ``UserError`` where it cannot be written."""
    report = PrintReport()
    c = new_canvas(target, 210, 297, title=title, author=author)
    for form in forms:
        show(c, lay(form, report), demo=demo)
    finish(c)
    return report
