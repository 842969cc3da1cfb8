"""The duty roster of units (单位值班表): a month on one sheet, A4 or A3 landscape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.services import centre_duty, offices
from desktop.services.centre_duty import Day, Month
from desktop.services.checks import readable_phone
from desktop.services.chinese_dates import written_month
from desktop.services.context import Context
from desktop.services.days import WEEKDAYS
from desktop.services.rotation import CLASS_WORDS, DayClass

from .fonts import Face
from .page import PrintReport, Sheet, demo_mark, finish, new_canvas
from .papers import Printed
from .setting import draw_block, draw_line, fit
from .tokens import GREY_1, GREY_2, GREY_3, INK, RULE_FORM, RULE_OUTER, RULE_ROW, SHADE, mm

WIDTH, HEIGHT = 297.0, 210.0
"""Of A4 landscape; A3 is the same drawing 1.414 times as large."""
SIZES = {"A4": 1.0, "A3": 420 / 297}
LEFT, RIGHT, TOP, FOOT = 15 * mm, 282 * mm, 181 * mm, 34 * mm
HEAD = 7 * mm
MARKS = {DayClass.HOLIDAY: "休", DayClass.WEEKEND: "", DayClass.WORKDAY: "班"}
"""Word beside the day where the announcement differs from the weekend rule."""


def duty_roster(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the roster of a ``month`` (its first day) on ``paper`` A4 or A3.

    Raises ``UserError`` when nothing is rostered.
    """
    first = chosen.get("month") or context.today.replace(day=1)
    paper = str(chosen.get("paper") or "A4")
    found = centre_duty.month(session, context, first)
    if not found.rostered:
        raise UserError(f"{written_month(first)}还没有排值班，没有可打印的内容，请先在指挥中心页排班")
    office = offices.own(session)
    name = f"{written_month(first)}单位值班表"
    report = print_duty_roster(
        found,
        target,
        paper=paper,
        office=office.name,
        hours=str(context.settings["centre.duty_hours"]),
        demo=office.demonstration,
    )
    open_days = sum(not day.shifts for day in found.days)
    notices = (*found.notes, *([f"{open_days} 天还没有排班"] if open_days else []), *report.lines())
    return Printed(name, f"{paper} 横向　{found.rostered} 班", notices)


def print_duty_roster(
    month: Month, target: Path | BinaryIO, *, paper: str = "A4", office: str, hours: str = "", demo: bool = False
) -> PrintReport:
    """Write a month of duty. Raises ``MissingGlyph`` for a name no font has, ``UserError`` for a place not writable."""
    report = PrintReport()
    scale = SIZES[paper]
    title = f"{written_month(month.month)}单位值班表"
    c = new_canvas(target, WIDTH, HEIGHT, scale=scale, title=title, author=office)
    middle = (LEFT + RIGHT) / 2
    draw_line(c, middle, 193 * mm, title, Face.SERIF_BLACK, 20, align="centre", letter_space=2)
    line = f"编制单位：{office}"
    draw_line(c, LEFT, 184.5 * mm, line, Face.SERIF, fit(line, Face.SERIF, 9.5, 110 * mm, floor=0.6), where="编制单位")
    if hours:
        told = f"值班时间：{hours}"
        size = fit(told, Face.SERIF, 9.5, 110 * mm, floor=0.6)
        draw_line(c, RIGHT, 184.5 * mm, told, Face.SERIF, size, align="right", where="值班时间")
    _weeks(c, month, report)
    _shares(c, month, report)
    if demo:
        demo_mark(c, RIGHT, 8 * mm, text="演示数据，人名、号码均为虚构")
    c.showPage()
    finish(c)
    return report


def _weeks(c: Sheet, month: Month, report: PrintReport) -> None:
    """Draw the calendar: Monday first, a week a row."""
    blank = month.days[0].day.weekday()
    weeks = (blank + len(month.days) + 6) // 7
    column, row = (RIGHT - LEFT) / 7, (TOP - HEAD - FOOT) / weeks
    c.setFillColor(SHADE)
    c.rect(LEFT, TOP - HEAD, RIGHT - LEFT, HEAD, stroke=0, fill=1)
    for at, word in enumerate(WEEKDAYS):
        y = TOP - HEAD / 2 - 0.37 * 10
        draw_line(c, LEFT + (at + 0.5) * column, y, f"星期{word}", Face.SERIF_BOLD, 10, align="centre")
    for at, day in enumerate(month.days):
        week, place = divmod(blank + at, 7)
        _day(c, day, LEFT + place * column, TOP - HEAD - week * row, column, row, report)
    c.setStrokeColor(GREY_3)
    c.setLineWidth(RULE_ROW)
    bottom = TOP - HEAD - weeks * row
    for at in range(1, 7):
        c.line(LEFT + at * column, TOP, LEFT + at * column, bottom)
    for at in range(1, weeks):
        c.line(LEFT, TOP - HEAD - at * row, RIGHT, TOP - HEAD - at * row)
    c.setStrokeColor(INK)
    c.setLineWidth(RULE_FORM)
    c.line(LEFT, TOP - HEAD, RIGHT, TOP - HEAD)
    c.setLineWidth(RULE_OUTER)
    c.line(LEFT, TOP, RIGHT, TOP)
    c.line(LEFT, bottom, RIGHT, bottom)


def _day(c: Sheet, day: Day, x: float, top: float, width: float, height: float, report: PrintReport) -> None:
    free = day.kind is not DayClass.WORKDAY
    if free:
        c.setFillColor(SHADE)
        c.rect(x, top - height, width, height, stroke=0, fill=1)
    pad = 2 * mm
    draw_line(c, x + pad, top - 5.4 * mm, str(day.day.day), Face.SANS_BOLD if free else Face.SANS, 12)
    worked_weekend = not free and day.day.weekday() > 4
    mark = day.name or (MARKS[DayClass.WORKDAY] if worked_weekend else "")
    if mark:
        size = fit(mark, Face.SERIF, 8, width - 14 * mm, floor=0.7)
        draw_line(c, x + width - pad, top - 5.2 * mm, mark, Face.SERIF, size, colour=GREY_1, align="right")
    if not day.shifts:
        draw_line(c, x + width / 2, top - height / 2 - 3, "—", Face.SERIF, 10, colour=GREY_2, align="centre")
        return
    room, y = width - 2 * pad, top - 7 * mm
    share = (height - 8 * mm) / len(day.shifts)
    for shift in day.shifts:
        where = f"{day.day.month}月{day.day.day}日"
        below = draw_block(
            c, x + pad, y, shift.unit, Face.SERIF_BOLD, 9.6, room, pitch=1.25, max_lines=2, report=report, where=where
        )
        who = "　".join(one for one in (shift.person, readable_phone(shift.phone)) if one)
        if who and share > 9 * mm:
            size = fit(who, Face.SERIF, 8, room, floor=0.7)
            draw_line(c, x + pad, below - 3.4 * mm, who, Face.SERIF, size, colour=GREY_1, where=where)
        y -= share


def _shares(c: Sheet, month: Month, report: PrintReport) -> None:
    """Draw the turns of each unit under the calendar, and how they were given out."""
    told = "　".join(f"{one.unit} {one.total}（{_parts(one.counts)}）" for one in month.shares)
    y = draw_block(
        c, LEFT, FOOT - 3 * mm, f"本月班次：{told}", Face.SERIF, 8.5, RIGHT - LEFT, pitch=1.5, max_lines=4,
        report=report, where="本月班次",
    )  # fmt: skip
    notes = ["工作日、双休日、节假日分别轮排，各类班次逐月累计均衡。", *_swaps(month)]
    draw_block(
        c, LEFT, y - 1 * mm, "注：" + "".join(notes), Face.SERIF, 8.5, RIGHT - LEFT, pitch=1.5, max_lines=2,
        report=report, where="注",
    )  # fmt: skip


def _parts(counts: Mapping[DayClass, int]) -> str:
    return "、".join(f"{CLASS_WORDS[kind]} {counts.get(kind, 0)}" for kind in DayClass if counts.get(kind, 0))


def _swaps(month: Month) -> Sequence[str]:
    swapped = [
        f"{day.day.month}月{day.day.day}日原排{shift.first_unit}" for day in month.days for shift in day.shifts
        if shift.first_unit
    ]  # fmt: skip
    return [f"调班：{'，'.join(swapped)}。"] if swapped else []
