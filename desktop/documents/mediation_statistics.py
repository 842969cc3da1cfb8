"""The statistical table of mediation (调解案件情况统计表) on A4 landscape, in two parts with heads on two levels.

Kinds of dispute fill a part of their own, everything else the other; a long table goes on with its heads repeated.
Rate, time to settle, what was stated elsewhere and the checks by feet stand below the sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import Division
from desktop.services import counting, mediation_statistics, offices
from desktop.services.context import Context
from desktop.services.days import long_day
from desktop.services.mediation_statistics import BY, Column, Compared, Line, Statistics

from .fonts import Face
from .page import PrintReport, Sheet, dashed_page_number, demo_mark, finish, new_canvas, page_number, running_title
from .papers import Printed
from .setting import DROP, draw_block, draw_line, fit, measure, wrap
from .tokens import GREY_3, INK, RULE_HEAD, RULE_OUTER, RULE_ROW, SHADE, mm

WIDTH, HEIGHT = 297 * mm, 210 * mm
LEFT, RIGHT = 15 * mm, 282 * mm
TOP, FURTHER, FOOT = HEIGHT - 31.4 * mm, HEIGHT - 27 * mm, 16 * mm
GROUP_HEAD = 6 * mm
ROWS = (5.4 * mm, 5.0 * mm, 4.7 * mm)
"""Heights of a row: a closer one where it saves a page."""
LABEL, BODY, NAME = 7.6, 8.4, 8.6
PAD = 0.9 * mm
LEAST, FIRST_LEAST, FIRST_MOST = 7.6 * mm, 26 * mm, 50 * mm
PITCH = 4.5 * mm
NOTES = 9.0
BREAKS = (
    "房屋/宅基地",
    "企事业/单位",
    "社会团体/和其他/组织",
    "拖欠/农民工/工资",
    "接受委托/移送调解",
    "涉及/当事人",
    "申请/司法/确认",
)
"""Where long headings break; others break after every second character, or as text does."""
ENDINGS = ("调委会", "纠纷", "人民调解委员会")
"""What every label of a group repeats; the heading over it says it."""


@dataclass(frozen=True)
class Cells:
    """A column as it is printed: its heading, and the text of each line."""

    label: str
    group: str
    texts: tuple[str, ...]


def statistics_paper(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the table of the period chosen by ``year``, ``half`` and ``month``, by ``by``, perhaps of one area."""
    found, compared = read(session, context, chosen)
    office = offices.own(session)
    report = print_statistics(found, target, office=office.name, demo=office.demonstration, compared=compared)
    broken = [one.sentence for one in found.footings if not one.holds]
    flagged = [compared.sentence] if compared and compared.differs else []
    remark = f"A4 横向　{found.span.label}　{found.total.count('total')} 件"
    return Printed(f"{found.span.label}{found.title}", remark, (*broken, *flagged, *report.lines()))


def read(session: Session, context: Context, chosen: Mapping[str, Any]) -> tuple[Statistics, Compared | None]:
    """Return the table as chosen, and the comparison with a rate stated elsewhere if one was typed.

    Raises ``UserError`` for a period nobody can read, ``Invalid`` for a rate that is none.
    """
    year, half, month = chosen.get("year") or context.today.year, chosen.get("half") or "", chosen.get("month") or ""
    text = str(month).strip() or f"{year}{f'H{half}' if half else ''}"
    if text.isdigit() and len(text) <= 2:
        text = f"{year}-{text}"
    area = session.get(Division, chosen["division"]) if chosen.get("division") else None
    found = mediation_statistics.statistics(
        session,
        context,
        counting.span(text),
        by=str(chosen.get("by") or "committee"),
        division=area.code if area else "",
    )
    if found.span.first and found.span.first > context.today:
        raise UserError(f"{found.span.label}还没有到，没有可统计的案件，请改选时间")
    stated = str(chosen.get("stated") or "").strip()
    rate = mediation_statistics.parse_stated(stated) if stated else None
    return found, None if rate is None else mediation_statistics.compare(found.total.rate, rate)


def print_statistics(
    found: Statistics,
    target: Path | BinaryIO,
    *,
    office: str,
    demo: bool = False,
    compared: Compared | None = None,
) -> PrintReport:
    """Write the table as PDF. Raises ``UserError`` where the file cannot be written."""
    report = PrintReport()
    c = new_canvas(target, 297, 210, title=f"{found.span.label}{found.title}", author=office)
    parts = [_Part(found, columns, one) for one, columns in enumerate(_parts(found), 1)]
    notes = _notes(found, compared)
    parts[-1].keep_room(notes)
    pages = sum(part.pages for part in parts)
    number = 0
    for part in parts:
        for page in range(part.pages):
            number += 1
            bottom = part.draw(c, page, office)
            if number == pages:
                _draw_notes(c, notes, bottom, report)
            if pages > 1:
                page_number(c, WIDTH / 2, 8.2 * mm, number, pages)
            else:
                dashed_page_number(c, WIDTH / 2, 8.2 * mm, 1)
            if demo:
                demo_mark(c, RIGHT, 8.2 * mm, text="演示数据，人名、号码均为虚构")
            c.showPage()
    finish(c)
    return report


def _parts(found: Statistics) -> list[list[Cells]]:
    """Return the columns of the two parts; the total opens both."""
    lines = (*found.lines, found.total)
    kinds = "按纠纷类别"

    def cells(one: Column) -> Cells:
        label = one.label if one.unit == "件" else f"{one.label}（{one.unit}）"
        return Cells(_short(label, one), one.group, tuple(line.text(one) for line in lines))

    first = [cells(one) for one in found.columns if one.group != kinds]
    at = sum(one.group == "总体情况" for one in found.columns)
    rate = tuple("—" if line.rate.value is None else f"{line.rate.value}" for line in lines)
    days = tuple("—" if line.days.mean is None else f"{line.days.mean}" for line in lines)
    first[at:at] = [Cells("成功率（%）", "总体情况", rate), Cells("平均用时（天）", "总体情况", days)]
    second = [cells(found.column("total")), *(cells(one) for one in found.columns if one.group == kinds)]
    return [first, second]


def _short(label: str, column: Column) -> str:
    if column.group in ("按调委会类别", "按纠纷类别"):
        for ending in ENDINGS:
            label = label.removesuffix(ending) or label
    return label


def _name(line: Line, found: Statistics) -> str:
    if found.by == "committee" and line.key:
        return line.label.removesuffix("人民调解委员会") or line.label
    return line.label


def _head_lines(label: str, room: float) -> list[str]:
    """Return the lines of a heading: its unit on one of its own, words not torn apart."""
    word, bracket, unit = label.partition("（")
    room *= 1.15  # a little smaller rather than torn
    known = next((one.split("/") for one in BREAKS if one.replace("/", "") == word), None)
    if measure(word, Face.SERIF, LABEL) <= room:
        lines = [word]
    elif known and all(measure(one, Face.SERIF, LABEL) <= room for one in known):
        lines = known
    elif len(word) % 2 == 0 or known:
        step = 4 if measure(word[:4], Face.SERIF, LABEL) <= room else 2
        lines = [word[at : at + step] for at in range(0, len(word), step)]
    else:
        lines = wrap(word, Face.SERIF, LABEL, room / 1.15, "栏目")
    return [*lines, bracket + unit] if unit else lines


class _Part:
    """One part of the table, cut into pages."""

    def __init__(self, found: Statistics, columns: Sequence[Cells], part: int) -> None:
        self.found, self.columns, self.part = found, columns, part
        self.names = [_name(one, found) for one in (*found.lines, found.total)]
        widest = max(measure(one, Face.SERIF_MEDIUM, NAME) for one in self.names) + 3 * PAD
        self.first = min(max(widest, FIRST_LEAST), FIRST_MOST)
        wanted = [max(LEAST, *(measure(text, Face.SERIF, BODY) + 2.4 * PAD for text in one.texts)) for one in columns]
        room = RIGHT - LEFT - self.first
        self.widths = [one * room / sum(wanted) for one in wanted]
        self.heads = [_head_lines(one.label, width - PAD) for one, width in zip(columns, self.widths, strict=True)]
        self.row = ROWS[0]
        self.head = max(len(lines) for lines in self.heads) * LABEL * 1.22 + 2.4 * mm
        self.room = TOP - GROUP_HEAD - self.head - FOOT
        self.later = self.room + FURTHER - TOP
        self.cuts: list[tuple[int, int]] = []
        self.keep_room(())

    def _cut(self, spare: float) -> list[tuple[int, int]]:
        """Return the rows of each page; ``spare`` stays free below the last."""
        cuts: list[tuple[int, int]] = []
        rows, start = len(self.names), 0
        while True:
            room = self.room if not cuts else self.later
            fits = int(room / self.row)
            if rows - start <= int((room - spare) / self.row):
                return [*cuts, (start, rows)]
            # The sum never stands alone on a page.
            end = min(start + fits, rows - 2)
            cuts.append((start, end))
            start = end

    def keep_room(self, notes: Sequence[str]) -> None:
        """Keep the notes on the page of the sum."""
        lines = sum(len(wrap(one, Face.SERIF, NOTES, RIGHT - LEFT)) for one in notes)
        spare = (lines + 2.2) * PITCH if notes else 0.0
        found = {}
        for row in ROWS:
            self.row = row
            found[row] = self._cut(spare)
        self.row = min(ROWS, key=lambda one: (len(found[one]), -one))
        self.cuts = found[self.row]

    @property
    def pages(self) -> int:
        """How many pages the part takes."""
        return len(self.cuts)

    def draw(self, c: Sheet, page: int, office: str) -> float:
        """Draw one page and return the height of its lower edge."""
        found = self.found
        opening = page == 0
        if opening and self.part == 1:
            title = found.title
            size = fit(title, Face.SERIF_BLACK, 20, RIGHT - LEFT - 2 * len(title), floor=0.5)
            draw_line(c, WIDTH / 2, HEIGHT - 20.3 * mm, title, Face.SERIF_BLACK, size, align="centre", letter_space=2)
        else:
            running_title(c, WIDTH / 2, HEIGHT - 20.3 * mm, f"{found.title}（续）", RIGHT - LEFT)
        if opening:
            third = (RIGHT - LEFT) / 3 - 4 * mm
            span = f"统计期：{found.span.label}（按受理日期）" if self.part == 1 else "续表：按纠纷类别"
            for text, x, align in (
                (f"填报单位：{office}", LEFT, "left"),
                (span, WIDTH / 2, "centre"),
                (f"截至{long_day(found.as_of)}　未注明单位的为件", RIGHT, "right"),
            ):
                draw_line(c, x, HEIGHT - 28.4 * mm, text, Face.SERIF, fit(text, Face.SERIF, 9, third, floor=0.6),
                          align=align)  # type: ignore[arg-type]  # fmt: skip
        top = TOP if opening else FURTHER
        self._draw_heads(c, top)
        start, end = self.cuts[page]
        y = top - GROUP_HEAD - self.head
        for at in range(start, end):
            self._draw_row(c, at, y)
            y -= self.row
        self._draw_rules(c, top, y)
        return y

    def _draw_heads(self, c: Sheet, top: float) -> None:
        c.setFillColor(SHADE)
        c.rect(LEFT, top - GROUP_HEAD - self.head, RIGHT - LEFT, GROUP_HEAD + self.head, stroke=0, fill=1)
        middle = top - (GROUP_HEAD + self.head) / 2
        draw_line(c, LEFT, middle - DROP * 8.5, BY[self.found.by], Face.SERIF_BOLD, 8.5, align="centre",
                  width=self.first)  # fmt: skip
        for x, width, title in self._groups():
            size = fit(title, Face.SERIF_BOLD, 8.2, width - PAD, floor=0.6)
            if measure(title, Face.SERIF_BOLD, size) <= width:
                draw_line(c, x, top - GROUP_HEAD / 2 - DROP * size, title, Face.SERIF_BOLD, size, align="centre",
                          width=width)  # fmt: skip
        x = LEFT + self.first
        for lines, width in zip(self.heads, self.widths, strict=True):
            pitch = LABEL * 1.22
            base = top - GROUP_HEAD - self.head / 2 + (len(lines) - 1) / 2 * pitch - DROP * LABEL
            for at, text in enumerate(lines):
                size = fit(text, Face.SERIF, LABEL, width - 0.6 * PAD, floor=0.7)
                draw_line(c, x, base - at * pitch, text, Face.SERIF, size, align="centre", width=width)
            x += width

    def _groups(self) -> list[tuple[float, float, str]]:
        """Return left edge, width and words of each heading over several columns."""
        found, x = [], LEFT + self.first
        for title, those in groupby(zip(self.columns, self.widths, strict=True), key=lambda one: one[0].group):
            width = sum(one[1] for one in those)
            found.append((x, width, title))
            x += width
        return found

    def _draw_row(self, c: Sheet, at: int, y: float) -> None:
        last = at == len(self.names) - 1
        if last:
            c.setFillColor(SHADE)
            c.rect(LEFT, y - self.row, RIGHT - LEFT, self.row, stroke=0, fill=1)
        face = Face.SERIF_BOLD if last else Face.SERIF
        name = self.names[at]
        named = Face.SERIF_BOLD if last else Face.SERIF_MEDIUM
        size = fit(name, named, NAME, self.first - 2 * PAD, floor=0.6)
        draw_line(c, LEFT + PAD, y - self.row / 2 - DROP * size, name, named, size, where=BY[self.found.by])
        x = LEFT + self.first
        for one, width in zip(self.columns, self.widths, strict=True):
            text = one.texts[at]
            shown = "" if text in ("0", "0.00") else text
            size = fit(shown, face, BODY, width - 1.2 * PAD, floor=0.6)
            draw_line(c, x, y - self.row / 2 - DROP * size, shown, face, size, align="right", width=width - PAD,
                      colour=INK)  # fmt: skip
            x += width

    def _draw_rules(self, c: Sheet, top: float, bottom: float) -> None:
        head = top - GROUP_HEAD - self.head
        thin = c.beginPath()
        y = head - self.row
        while y > bottom + 1:
            thin.moveTo(LEFT, y)
            thin.lineTo(RIGHT, y)
            y -= self.row
        x = LEFT + self.first
        edges = {round(one[0], 2) for one in self._groups()}
        for width in [0.0, *self.widths[:-1]]:
            x += width
            upper = top if round(x, 2) in edges else top - GROUP_HEAD
            thin.moveTo(x, upper)
            thin.lineTo(x, bottom)
        thin.moveTo(LEFT + self.first, top - GROUP_HEAD)
        thin.lineTo(RIGHT, top - GROUP_HEAD)
        c.setLineWidth(RULE_ROW)
        c.setStrokeColor(GREY_3)
        c.drawPath(thin)
        c.setStrokeColor(INK)
        for y, weight in ((top, RULE_OUTER), (head, RULE_HEAD), (bottom, RULE_OUTER)):
            c.setLineWidth(weight)
            c.line(LEFT, y, RIGHT, y)


def _notes(found: Statistics, compared: Compared | None) -> list[str]:
    total = found.total
    broken = [one.sentence for one in found.footings if not one.holds]
    checks = "；".join(broken) if broken else f"{len(found.footings)} 项全部相符"
    lines = [
        f"成功率：{total.rate.words}；{total.closed_rate.words}。成功指达成口头或书面协议。空格为 0。",
        f"用时（受理至达成协议）：{total.days.words}。",
        f"勾稽核对：{checks}。",
    ]
    if compared:
        lines.append(f"核对公布数：{compared.sentence}。")
    return lines


def _draw_notes(c: Sheet, notes: Sequence[str], bottom: float, report: PrintReport) -> None:
    y = bottom - 2.4 * mm
    for one in notes:
        y = draw_block(c, LEFT, y, one, Face.SERIF, NOTES, RIGHT - LEFT, pitch=PITCH / NOTES, report=report,
                       where="统计表的注")  # fmt: skip
    signers = "单位负责人：　　　　　　填表人：　　　　　　填表日期：　　　年　　月　　日"
    draw_line(c, RIGHT, y - 5.2 * mm, signers, Face.SERIF, 9, align="right")
