"""Wish cards (心愿卡): eight to a sheet, cut apart and hung where Party members pass; they name nobody.

A card shows number, form of address, what is wanted and until when, and has lines for who claims it and for the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.documents.checkin_grid import DEMO, HEIGHT, FormGrid
from desktop.documents.fonts import Face
from desktop.documents.page import PrintReport, finish, new_canvas
from desktop.documents.papers import Printed
from desktop.documents.setting import draw_block, draw_line
from desktop.documents.tokens import GREY_2, GREY_3, INK, RULE_FORM, RULE_OUTER, mm
from desktop.errors import UserError
from desktop.services import checkin_papers, offices
from desktop.services.checkin_papers import Need
from desktop.services.chinese_dates import written_date
from desktop.services.context import Context

ACROSS, DOWN = 2, 4
WIDE, HIGH = 90.0, 66.0
LEFT, TOP = 15.0, 15.0
PAD = 5.0
SAMPLE = Need("", "微心愿", "", "", None, None, "", False)


def cards(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the cards of the ``wishes`` given, else of those nobody claimed, of one ``community`` or all; or blank."""
    blank = bool(chosen.get("blank"))
    ids = tuple(chosen.get("wishes") or ())
    found = checkin_papers.needs(session, chosen.get("community"), only=ids)
    found = [one for one in found if ids or not one.claimed]
    if not found and not blank:
        raise UserError("没有等待认领的需求和微心愿，没有生成，请先登记，或勾选“空白卡”")
    office = offices.own(session)
    shown = [SAMPLE] * (ACROSS * DOWN) if blank else found
    report = print_cards(shown, target, office=office.name, demo=office.demonstration)
    sheets = -(-len(shown) // (ACROSS * DOWN))
    words = "空白卡" if blank else f"{len(shown)} 张"
    return Printed("心愿卡", f"A4　{words}，{sheets} 页", tuple(report.lines()))


def print_cards(needs: Sequence[Need], target: Path | BinaryIO, *, office: str, demo: bool = False) -> PrintReport:
    """Write the cards, eight to a sheet."""
    report = PrintReport()
    c = new_canvas(target, 210, 297, title="心愿卡", author=office)
    for begin in range(0, len(needs), ACROSS * DOWN):
        for at, need in enumerate(needs[begin : begin + ACROSS * DOWN]):
            grid = FormGrid(c, report, need.number)
            _card(grid, need, LEFT + (at % ACROSS) * WIDE, TOP + (at // ACROSS) * HIGH, office)
        c.saveState()
        c.setStrokeColor(GREY_3)
        c.setLineWidth(0.2 * mm)
        c.setDash(2 * mm, 1.5 * mm)
        for column in range(ACROSS + 1):
            x = (LEFT + column * WIDE) * mm
            c.line(x, (HEIGHT - TOP + 6) * mm, x, (HEIGHT - TOP - DOWN * HIGH - 6) * mm)
        for row in range(DOWN + 1):
            y = (HEIGHT - TOP - row * HIGH) * mm
            c.line((LEFT - 6) * mm, y, (LEFT + ACROSS * WIDE + 6) * mm, y)
        c.restoreState()
        if demo:
            draw_line(c, (LEFT + ACROSS * WIDE) * mm, 6 * mm, DEMO, Face.SANS, 7, colour=GREY_2, align="right")
        c.showPage()
    finish(c)
    return report


def _card(grid: FormGrid, need: Need, x: float, y: float, office: str) -> None:
    c, left, right = grid.c, x + PAD, x + WIDE - PAD
    c.setStrokeColor(INK)
    c.setLineWidth(RULE_OUTER)
    c.rect((x + 3) * mm, (HEIGHT - y - HIGH + 3) * mm, (WIDE - 6) * mm, (HIGH - 6) * mm, stroke=1, fill=0)
    draw_line(c, (x + WIDE / 2) * mm, (HEIGHT - y - 12) * mm, f"{need.kind}卡", Face.SERIF_BLACK, 16, align="centre",
              letter_space=4)  # fmt: skip
    grid.line(right, y + 11.5, need.number or "编号：\u3000\u3000\u3000\u3000", size=9, right=True, room=24)
    c.setLineWidth(RULE_FORM)
    c.line(left * mm, (HEIGHT - y - 15) * mm, right * mm, (HEIGHT - y - 15) * mm)
    _entry(grid, left, y + 21, "心愿人", need.wisher, right)
    if need.content:
        room = (right - left - 1) * mm
        draw_block(c, left * mm, (HEIGHT - y - 24) * mm, need.content, Face.KAI, 13, room, pitch=1.35, max_lines=2,
                   report=grid.report, where=f"{need.number} 内容")  # fmt: skip
    else:
        grid.hairline(left, y + 30.5, right)
    wanted = written_date(need.wanted_on) if need.wanted_on else ""
    _entry(grid, left, y + 42, "期望时间", wanted, right)
    _entry(grid, left, y + 49, "认领党员", need.member, right - 30)
    grid.line(right - 27, y + 49, "日期", size=9.5)
    grid.hairline(right - 19, y + 50, right)
    _entry(grid, left, y + 56, "完成情况", "", right)
    grid.line(right, y + 61.3, need.community or office, size=8, right=True, room=60, colour=GREY_2)


def _entry(grid: FormGrid, x: float, y: float, words: str, text: str, right: float) -> None:
    grid.line(x, y, words, size=9.5)
    start = x + 16
    if text:
        grid.line(start + 1, y, text, size=12, face=Face.KAI, room=right - start - 1)
    grid.hairline(start, y + 1, right)
