"""门牌卡: what hangs at the door of a station; A4, A5 or any size in millimetres, one to a sheet.

Name, leader, telephone, hours and duties; a mark where a Party member leads. No emblem of any kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from desktop.documents.fonts import Face, MissingGlyph, missing
from desktop.documents.page import PrintReport, Sheet, demo_mark, finish, new_canvas
from desktop.documents.setting import DROP, draw_line, fit, measure, name_text, wrap
from desktop.documents.tokens import GOLD, GREY_1, GREY_2, GREY_4, INK, RED, WHITE, mm
from desktop.services.checks import readable_phone
from desktop.services.stations_papers import DoorCard

SIZES = {"A4": (297.0, 210.0), "A5": (210.0, 148.0), "A3": (420.0, 297.0), "400x300": (400.0, 300.0)}
"""Cards by name, lying, in millimetres."""
MOST_DUTIES = 6
PITCH = 1.5


def draw_cards(
    cards: Sequence[DoorCard], target: Path | BinaryIO, *, width_mm: float, height_mm: float, report: PrintReport
) -> None:
    """Write the cards as PDF. Raises ``MissingGlyph`` naming station and place."""
    c = new_canvas(target, width_mm, height_mm, title="门牌卡", author=cards[0].area)
    for card in cards:
        for where, text in (("名称", card.name), ("负责人", card.leader), ("开放时间", card.hours),
                            ("工作内容", "".join(card.duties))):  # fmt: skip
            if lacking := missing(text):
                raise MissingGlyph(lacking[0], f"{card.name} {where}")
        _Card(c, card, width_mm * mm, height_mm * mm, report).draw()
        c.showPage()
    finish(c)


class _Card:
    def __init__(self, c: Sheet, card: DoorCard, width: float, height: float, report: PrintReport) -> None:
        self.c, self.card, self.width, self.height, self.report = c, card, width, height, report
        self.unit = min(width / (297 * mm), height / (210 * mm))
        self.left = 22 * mm * self.unit
        self.room = width - 2 * self.left

    def draw(self) -> None:
        """Draw band, name, facts and duties."""
        bottom = self._band()
        bottom = self._name(bottom)
        self._facts(bottom)
        self._foot()

    def _size(self, points: float) -> float:
        return points * self.unit

    def _band(self) -> float:
        c, card, u = self.c, self.card, self.unit
        high = 26 * mm * u
        c.setFillColor(RED)
        c.rect(0, self.height - high, self.width, high, stroke=0, fill=1)
        c.setFillColor(GOLD)
        c.rect(0, self.height - high - 1.2 * mm * u, self.width, 1.2 * mm * u, stroke=0, fill=1)
        middle = self.height - high / 2
        size = self._size(20)
        mark = "党员牵头" if card.party_led else ""
        wide = 0.0
        if mark:
            small = self._size(17)
            wide = measure(mark, Face.SANS_BOLD, small) + 1.6 * small
            c.setFillColor(WHITE)
            c.roundRect(self.width - self.left - wide, middle - 0.85 * small, wide, 1.7 * small, 0.3 * small,
                        stroke=0, fill=1)  # fmt: skip
            draw_line(c, self.width - self.left - wide / 2, middle - DROP * small, mark, Face.SANS_BOLD, small,
                      colour=RED, align="centre")  # fmt: skip
        brand = f"\u3000“{card.brand}”品牌" if card.brand else ""
        words = f"{card.area}\u3000{card.kind}{brand}"
        size = fit(words, Face.SANS_MEDIUM, size, self.room - wide - 6 * mm * u, floor=0.5)
        draw_line(c, self.left, middle - DROP * size, words, Face.SANS_MEDIUM, size, colour=WHITE)
        return self.height - high - 1.2 * mm * u

    def _name(self, top: float) -> float:
        size = self._size(58)
        lines = [self.card.name]
        fitted = fit(self.card.name, Face.SERIF_BLACK, size, self.room, floor=0.62)
        if measure(self.card.name, Face.SERIF_BLACK, fitted) > self.room + 0.5:
            fitted = self._size(40)
            lines = wrap(self.card.name, Face.SERIF_BLACK, fitted, self.room)
            while len(lines) > 2 and fitted > self._size(20):
                fitted *= 0.94
                lines = wrap(self.card.name, Face.SERIF_BLACK, fitted, self.room)
        high = 52 * mm * self.unit
        middle = top - high / 2
        for at, line in enumerate(lines):
            y = middle - (at - (len(lines) - 1) / 2) * 1.25 * fitted - DROP * fitted
            draw_line(self.c, self.width / 2, y, line, Face.SERIF_BLACK, fitted, align="centre")
        return top - high

    def _facts(self, top: float) -> None:
        c, u = self.c, self.unit
        c.setStrokeColor(GREY_2)
        c.setLineWidth(0.3 * mm * u)
        c.line(self.left, top, self.width - self.left, top)
        gap = 12 * mm * u
        left_wide = 0.46 * (self.room - gap)
        right_wide = self.room - gap - left_wide
        foot = 17 * mm * u
        y = top - 9 * mm * u
        floor = self._block(self.left, y, left_wide)
        x = self.left + left_wide + gap
        c.setStrokeColor(GREY_4)
        c.line(x - gap / 2, top - 8 * mm * u, x - gap / 2, min(floor, foot))
        self._duties(x, y, right_wide, y - foot)

    def _block(self, x: float, y: float, room: float) -> float:
        card = self.card
        for label, text, size, face in (
            ("负责人", name_text(card.leader), 30.0, Face.SANS_BOLD),
            ("电话", readable_phone(card.phone), 27.0, Face.SANS_BOLD),
            ("开放时间", card.hours, 17.0, Face.SANS_MEDIUM),
        ):
            small = self._size(13)
            draw_line(self.c, x, y - small, label, Face.SANS, small, colour=GREY_1)
            y -= small * 1.45
            big = self._size(size)
            used = fit(text, face, big, room, floor=0.62) if text else big
            lines = [text] if measure(text, face, used) <= room + 0.5 else wrap(text, face, 0.8 * big, room)
            used = used if len(lines) == 1 else 0.8 * big
            for line in lines:
                draw_line(self.c, x, y - 0.95 * used, line, face, used)
                y -= 1.28 * used
            y -= 4.6 * mm * self.unit
        return y

    def _duties(self, x: float, y: float, room: float, height: float) -> None:
        small = self._size(13)
        draw_line(self.c, x, y - small, "工作内容", Face.SANS, small, colour=GREY_1)
        y -= small * 1.9
        height -= small * 1.9
        duties = self.card.duties[:MOST_DUTIES]
        if len(self.card.duties) > MOST_DUTIES:
            self.report.add(self.card.name, f"工作内容只印前 {MOST_DUTIES} 条，其余没有印出。")
        size = self._size(19)
        while True:
            indent = 1.15 * size
            lines = [wrap(text, Face.SANS, size, room - indent) for text in duties]
            needed = sum(len(those) * PITCH * size + 0.35 * size for those in lines)
            if needed <= height or size <= self._size(9):
                break
            size *= 0.95
        for those in lines:
            self.c.setFillColor(RED)
            self.c.rect(x, y - 0.75 * PITCH * size + 0.12 * size, 0.38 * size, 0.38 * size, stroke=0, fill=1)
            for line in those:
                draw_line(self.c, x + indent, y - PITCH * size / 2 - DROP * size, line, Face.SANS, size, colour=INK)
                y -= PITCH * size
            y -= 0.35 * size

    def _foot(self) -> None:
        if self.card.demonstration:
            demo_mark(self.c, self.width - self.left, 6 * mm * self.unit, size=max(7.0, self._size(8)),
                      text="演示数据，人名、号码均为虚构")  # fmt: skip
