"""The certificate (证书): a frame of fine lines, number, name, text, who issued it and when (looks/certificate.png).

What stands on it is the caller's; no emblem of any kind is ever drawn (国徽法 art. 8). The frame is drawn once and
shown on every page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from desktop.services.chinese_dates import chinese_date

from .fonts import Face
from .page import PrintReport, Sheet, demo_mark, finish, new_canvas, repeated
from .setting import DROP, draw_line, fit, measure, wrap
from .tokens import GOLD, GREY_1, GREY_3, INK, RED, WHITE, mm

WIDTH, HEIGHT = 297.0, 210.0
EDGE, BAND = 8.4, 14.6
"""From the edge of the sheet to the outer rule, and from there to the red rule, in mm."""
TEXT_LEFT, TEXT_RIGHT = 50.0, 247.0
SEAL = 42.0
"""Room kept free for the seal, in mm."""
PITCH = 1.75


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on one certificate."""

    number: str
    name: str
    paragraphs: tuple[str, ...]
    issuer: str
    day: date
    title: str = "结业证书"
    honorific: str = "同志"
    award: str = ""
    """What it is for in a few words: stands large on the plain kind."""
    heading: str = ""
    """Small words at the top of the plain kind; the issuer when empty."""


def print_certificates(
    papers: Sequence[Paper],
    target: Path | BinaryIO,
    *,
    style: str = "classic",
    offset: tuple[float, float] = (0.0, 0.0),
    demo: bool = False,
) -> PrintReport:
    """Write certificates, one a page. ``style`` is classic, plain or text (for stock that is printed already).

    ``offset`` moves the text right and up, in mm. Raises ``MissingGlyph`` for a name no font has.
    """
    report = PrintReport()
    title = papers[0].title if papers else "证书"
    c = new_canvas(target, WIDTH, HEIGHT, title=title, author=papers[0].issuer if papers else "")
    for paper in papers:
        if style == "classic":
            repeated(c, "frame", lambda: _frame(c))
        elif style == "plain":
            repeated(c, "column", lambda paper=paper: _column(c, paper.title))  # type: ignore[misc]
        c.saveState()
        c.translate(offset[0] * mm, offset[1] * mm)
        if style == "plain":
            _plain(c, paper, report)
        else:
            _classic(c, paper, report, framed=style == "classic")
        if demo:
            x, y = (57.0, 26.0) if style != "plain" else (78.5, 27.0)
            demo_mark(c, (x + 33) * mm, y * mm, text="演示数据，人名、编号均为虚构")
        c.restoreState()
        c.showPage()
    finish(c)
    return report


# -- classic


def _frame(c: Sheet) -> None:
    """Draw ten phase-shifted waves a side in whole periods, rosettes in the corners, then the rules."""
    left, bottom, right, top = EDGE * mm, EDGE * mm, (WIDTH - EDGE) * mm, (HEIGHT - EDGE) * mm
    band = BAND * mm
    c.setLineWidth(0.08 * mm)
    c.setStrokeColor(GOLD)
    middle = band / 2
    _waves(c, left + band, bottom + middle, right - left - 2 * band, 0.0)
    _waves(c, left + band, top - middle, right - left - 2 * band, 0.0)
    _waves(c, left + middle, bottom + band, top - bottom - 2 * band, 90.0)
    _waves(c, right - middle, bottom + band, top - bottom - 2 * band, 90.0)
    for x in (left + middle, right - middle):
        for y in (bottom + middle, top - middle):
            _rosette(c, x, y, 0.56 * band)
    c.setStrokeColor(GOLD)
    c.setLineWidth(0.3 * mm)
    c.rect(left, bottom, right - left, top - bottom, stroke=1, fill=0)
    c.setStrokeColor(RED)
    c.setLineWidth(0.5 * mm)
    c.rect(left + band, bottom + band, right - left - 2 * band, top - bottom - 2 * band, stroke=1, fill=0)
    c.setStrokeColor(GOLD)
    c.setLineWidth(0.15 * mm)
    inner = band + 1.4 * mm
    c.rect(left + inner, bottom + inner, right - left - 2 * inner, top - bottom - 2 * inner, stroke=1, fill=0)


def _waves(c: Sheet, x: float, y: float, length: float, turned: float) -> None:
    """Draw the waves of a side from a corner along ``length``, straight up when turned by 90°."""
    periods = max(1, round(length / (13 * mm)))
    steps = 24 * periods
    path = c.beginPath()
    for wave in range(10):
        phase = 2 * math.pi * wave / 10
        height = (0.27 if wave % 2 else 0.17) * BAND * mm
        for at in range(steps + 1):
            along = length * at / steps
            across = height * math.sin(2 * math.pi * periods * at / steps + phase)
            px, py = (x + along, y + across) if not turned else (x + across, y + along)
            (path.moveTo if at == 0 else path.lineTo)(px, py)
    c.drawPath(path)


def _rosette(c: Sheet, x: float, y: float, radius: float) -> None:
    """Draw loops around a corner: a curve of many turns that closes in itself."""
    c.setFillColor(WHITE)
    c.circle(x, y, radius, stroke=0, fill=1)
    path = c.beginPath()
    for share, lobes in ((1.0, 36), (0.66, 24)):
        for at in range(1441):
            turn = 2 * math.pi * at / 1440
            far = radius * share * (0.72 + 0.28 * math.sin(lobes * turn))
            (path.moveTo if at == 0 else path.lineTo)(x + far * math.cos(turn), y + far * math.sin(turn))
        for at in range(1441):
            turn = 2 * math.pi * at / 1440
            far = radius * share * (0.72 - 0.28 * math.sin(lobes * turn))
            (path.moveTo if at == 0 else path.lineTo)(x + far * math.cos(turn), y + far * math.sin(turn))
    c.drawPath(path)
    c.setFillColor(WHITE)
    c.circle(x, y, 0.16 * radius, stroke=1, fill=1)


def _classic(c: Sheet, paper: Paper, report: PrintReport, *, framed: bool) -> None:
    left, right = TEXT_LEFT * mm, TEXT_RIGHT * mm
    if paper.number:
        draw_line(
            c, right, 167.5 * mm, f"编号：{paper.number}", Face.SERIF, 10, colour=GREY_1, align="right", where="编号"
        )
    middle = WIDTH / 2 * mm
    if framed:
        letter = 20.0
        draw_line(c, middle, 138 * mm, paper.title, Face.SERIF_BLACK, 50, colour=RED, align="centre",
                  letter_space=letter)  # fmt: skip
        _flourish(c, middle, 129.6 * mm)
    size = fit(paper.name, Face.KAI_BOLD, 26, right - left - 40 * mm, floor=0.5)
    end = left + draw_line(c, left, 108 * mm, paper.name, Face.KAI_BOLD, size, where=f"{paper.name} 姓名")
    draw_line(c, end + 4 * mm, 108 * mm, f"{paper.honorific}：", Face.KAI, 22)
    bottom = _paragraphs(c, paper, left, 104 * mm, right - left, report)
    _issuer(c, paper, 213 * mm, min(48 * mm, bottom - 6 * mm))


def _flourish(c: Sheet, x: float, y: float) -> None:
    c.setStrokeColor(GOLD)
    c.setFillColor(GOLD)
    c.setLineWidth(0.3 * mm)
    c.line(x - 26 * mm, y, x - 4 * mm, y)
    c.line(x + 4 * mm, y, x + 26 * mm, y)
    path = c.beginPath()
    side = 1.5 * mm
    path.moveTo(x, y + side)
    for px, py in ((x + side, y), (x, y - side), (x - side, y)):
        path.lineTo(px, py)
    path.close()
    c.drawPath(path, stroke=0, fill=1)


def _paragraphs(c: Sheet, paper: Paper, left: float, top: float, width: float, report: PrintReport) -> float:
    """Draw the text in 楷体, each paragraph indented by two characters; smaller where it has no room."""
    floor = 52 * mm
    size = 22.0
    lines: list[str] = []
    while size > 14:
        lines = [line for one in paper.paragraphs for line in wrap(f"\u3000\u3000{one}", Face.KAI, size, width)]
        if top - len(lines) * size * PITCH >= floor:
            break
        size -= 1
    else:
        report.add(f"{paper.name} 正文", "文字太长，与落款靠得很近，请缩短内容。")
    y = top
    for line in lines:
        draw_line(c, left, y - size * PITCH / 2 - DROP * size, line, Face.KAI, size, where=f"{paper.name} 正文")
        y -= size * PITCH
    return y


def _issuer(c: Sheet, paper: Paper, x: float, y: float) -> None:
    """Draw unit and date on one axis, where the seal covers both."""
    size = fit(paper.issuer, Face.KAI, 18, 72 * mm, floor=0.55)
    draw_line(c, x, y, paper.issuer, Face.KAI, size, align="centre", where="发证单位")
    draw_line(c, x, y - 11 * mm, chinese_date(paper.day), Face.KAI, 17, align="centre")


# -- plain


def _column(c: Sheet, title: str) -> None:
    """Draw the red column with the title set upright."""
    c.setFillColor(RED)
    c.rect(30 * mm, 0, 26 * mm, HEIGHT * mm, stroke=0, fill=1)
    c.setFillColor(GOLD)
    c.rect(56 * mm, 0, 1.2 * mm, HEIGHT * mm, stroke=0, fill=1)
    for at, sign in enumerate(title):
        draw_line(c, 43 * mm, (166 - 22 * at) * mm, sign, Face.SERIF_BLACK, 46, colour=WHITE, align="centre")


def _plain(c: Sheet, paper: Paper, report: PrintReport) -> None:
    left, right = 78 * mm, 267 * mm
    heading = paper.heading or paper.issuer
    draw_line(c, left, 176 * mm, heading, Face.SANS, fit(heading, Face.SANS, 10, 100 * mm, floor=0.6), colour=GREY_1)
    draw_line(c, right, 176 * mm, paper.number, Face.SANS, 10, colour=GREY_1, align="right", where="编号")
    c.setStrokeColor(GREY_3)
    c.setLineWidth(0.15 * mm)
    c.line(left, 171 * mm, right, 171 * mm)
    size = fit(paper.name, Face.SERIF_BOLD, 34, right - left - 30 * mm, floor=0.5)
    end = left + draw_line(c, left, 130 * mm, paper.name, Face.SERIF_BOLD, size, where=f"{paper.name} 姓名")
    draw_line(c, end + 4 * mm, 130 * mm, paper.honorific, Face.SERIF, 18, colour=INK)
    y = 112.0
    if paper.award:
        size = fit(paper.award, Face.SERIF_BLACK, 34, right - left, floor=0.45)
        draw_line(c, left, y * mm, paper.award, Face.SERIF_BLACK, size, colour=RED, where="名称")
        y -= 12
    size = 15.0
    top = y * mm
    while size > 11:
        lines = [line for one in paper.paragraphs for line in wrap(one, Face.SERIF, size, right - left)]
        if top - len(lines) * size * PITCH >= 66 * mm:
            break
        size -= 0.5
    for line in lines:
        top -= size * PITCH
        draw_line(c, left, top + size * 0.5, line, Face.SERIF, size, where=f"{paper.name} 正文")
    c.setStrokeColor(GREY_3)
    c.line(left, 64 * mm, right, 64 * mm)
    x = right - 26 * mm - max(0.0, measure(paper.issuer, Face.SERIF_MEDIUM, 15) / 2 - 26 * mm)
    draw_line(c, x, 36.5 * mm, paper.issuer, Face.SERIF_MEDIUM, 15, align="centre", where="发证单位")
    draw_line(c, x, 27 * mm, chinese_date(paper.day), Face.SERIF, 13, align="centre")
