"""The closed grid of forms filled by hand: printed labels on tint, entries in Kai, boxes with a drawn tick.

Measures are millimetres from the upper left corner of the sheet, as forms are measured (looks/checkin-form.png).
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.documents.fonts import Face
from desktop.documents.page import PrintReport, Sheet
from desktop.documents.setting import DROP, draw_block, draw_line, fit, measure, wrap
from desktop.documents.tokens import GREY_2, GREY_3, INK, RULE_FORM, RULE_OUTER, RULE_ROW, SHADE, Ink, mm

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT = 25.0, 185.0
TITLE, LABEL, ENTRY, NOTE = 21.0, 10.8, 12.5, 9.0
LEAST = 0.75
PADDING = 2.4
BOX = 3.4
DATE = "年\u3000\u3000月\u3000\u3000日"
DEMO = "演示数据，人名、号码均为虚构"


class FormGrid:
    """One sheet that is drawn upon."""

    def __init__(self, c: Sheet, report: PrintReport, whose: str = "") -> None:
        self.c, self.report, self.whose = c, report, whose

    def title(self, text: str, y: float = 33.0, size: float = TITLE) -> None:
        """Draw the title with its baseline at ``y``."""
        spread = 4.0 if len(text) <= 12 else 2.0
        room = (RIGHT - LEFT) * mm - spread * len(text)
        draw_line(self.c, WIDTH / 2 * mm, self._y(y), text, Face.SERIF_BLACK,
                  fit(text, Face.SERIF_BLACK, size, room, floor=0.5), align="centre", letter_space=spread,
                  where=self._where("标题"))  # fmt: skip

    def line(self, x: float, y: float, text: str, *, size: float = 11.0, right: bool = False, room: float = 80.0,
             face: Face = Face.SERIF, colour: Ink = INK) -> None:  # fmt: skip
        """Draw a line of words with its baseline at ``y``, at most ``room`` wide."""
        draw_line(self.c, x * mm, self._y(y), text, face, fit(text, face, size, room * mm, floor=0.6),
                  align="right" if right else "left", colour=colour, where=self._where(text[:4]))  # fmt: skip

    def cell(self, x: float, y: float, width: float, height: float) -> None:
        """Draw an empty cell."""
        self.c.setStrokeColor(INK)
        self.c.setLineWidth(RULE_FORM)
        self.c.rect(x * mm, self._y(y + height), width * mm, height * mm, stroke=1, fill=0)

    def label(self, x: float, y: float, width: float, height: float, text: str) -> None:
        """Draw a printed label on tint; two characters stand apart, ``\\n`` begins a line."""
        self.c.setFillColor(SHADE)
        self.c.rect(x * mm, self._y(y + height), width * mm, height * mm, stroke=0, fill=1)
        self.cell(x, y, width, height)
        lines = [f"{one[0]}\u3000{one[1]}" if len(one) == 2 else one for one in text.split("\n")]
        widest = max(measure(one, Face.SERIF_BOLD, LABEL) for one in lines)
        size = min(LABEL, LABEL * (width - 2) * mm / widest)
        middle = self._y(y + height / 2)
        for at, words in enumerate(lines):
            base = middle + ((len(lines) - 1) / 2 - at) * size * 1.5 - DROP * size
            draw_line(self.c, x * mm, base, words, Face.SERIF_BOLD, size, align="centre", width=width * mm)

    def entry(
        self, x: float, y: float, width: float, height: float, text: str, *, left: bool = False, what: str = ""
    ) -> None:
        """Draw a cell with what was entered: smaller where it is long, then on two lines."""
        self.cell(x, y, width, height)
        if not text:
            return
        room = (width - 2 * PADDING) * mm
        size = fit(text, Face.KAI, ENTRY, room, floor=LEAST)
        lines = [text]
        if measure(text, Face.KAI, size) > room + 0.5:
            lines = wrap(text, Face.KAI, size, room, self._where(what))
            most = max(1, int(height * mm / (size * 1.15)))
            if len(lines) > most:
                size *= 0.85
                lines = wrap(text, Face.KAI, size, room, self._where(what))
                most = max(1, int(height * mm / (size * 1.12)))
            if len(lines) > most:
                lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
                printed = sum(map(len, lines)) - 1
                self.report.add(self._where(what), f"文字太长，只印出前{printed}个字，其余以“…”代替。")
        middle = self._y(y + height / 2)
        for at, words in enumerate(lines):
            base = middle + ((len(lines) - 1) / 2 - at) * size * 1.18 - DROP * size
            if left or len(lines) > 1:
                draw_line(self.c, (x + PADDING) * mm, base, words, Face.KAI, size, where=self._where(what))
            else:
                draw_line(self.c, x * mm, base, words, Face.KAI, size, align="centre", width=width * mm,
                          where=self._where(what))  # fmt: skip

    def row(self, y: float, height: float, cells: Sequence[tuple[str, float, str]], left: bool = False) -> None:
        """Draw a row of ``(label, width of the entry, entry)``; labels are 24 wide, 20 after the first."""
        x = LEFT
        for at, (words, width, text) in enumerate(cells):
            wide = 24.0 if at != 1 else 20.0
            self.label(x, y, wide, height, words)
            self.entry(x + wide, y, width, height, text, left=left, what=words)
            x += wide + width

    def outline(self, y: float, bottom: float, x: float = LEFT, right: float = RIGHT) -> None:
        """Draw the strong edge around all."""
        self.c.setStrokeColor(INK)
        self.c.setLineWidth(RULE_OUTER)
        self.c.rect(x * mm, self._y(bottom), (right - x) * mm, (bottom - y) * mm, stroke=1, fill=0)

    def boxes(
        self, x: float, y: float, choices: Sequence[tuple[str, bool]], room: float, *, size: float = 10.6, pitch: float
    ) -> None:
        """Draw boxes with ticks, their middle at ``y``, ``pitch`` or more apart, smaller to fit ``room``."""
        while size > 6 and self._widths(choices, size, pitch)[-1] > room:
            size -= 0.2
        for (words, ticked), place in zip(choices, self._widths(choices, size, pitch), strict=False):
            self.box(x + place, y, ticked)
            base = self._y(y) - DROP * size
            draw_line(self.c, (x + place + BOX + 1.2) * mm, base, words, Face.SERIF, size)

    def _widths(self, choices: Sequence[tuple[str, bool]], size: float, pitch: float) -> list[float]:
        """Return where each choice begins, and where the last one ends."""
        found, at = [], 0.0
        for words, _ in choices:
            found.append(at)
            wide = BOX + 1.2 + measure(words, Face.SERIF, size) / mm
            end = at + wide
            at += max(pitch, wide + 2.2)
        return [*found, end if choices else 0.0]

    def box(self, x: float, y: float, ticked: bool) -> None:
        """Draw a box with its middle at ``y``, perhaps ticked."""
        c, left, low, side = self.c, x * mm, self._y(y) - BOX * mm / 2, BOX * mm
        c.saveState()
        c.setStrokeColor(INK)
        c.setLineWidth(0.25 * mm)
        c.rect(left, low, side, side, stroke=1, fill=0)
        if ticked:
            c.setLineWidth(0.5 * mm)
            c.setLineCap(1)
            c.setLineJoin(1)
            tick = c.beginPath()
            tick.moveTo(left + 0.2 * side, low + 0.52 * side)
            tick.lineTo(left + 0.42 * side, low + 0.25 * side)
            tick.lineTo(left + 0.82 * side, low + 0.8 * side)
            c.drawPath(tick)
        c.restoreState()

    def opinion(
        self,
        y: float,
        height: float,
        words: str,
        *,
        text: str = "",
        printed: str = "",
        signer: str = "",
        seal: bool = False,
        day: str = "",
        x: float = LEFT,
        right: float = RIGHT,
    ) -> None:
        """Draw a box for an opinion: what was written or printed, who signs, where the seal goes, the day."""
        self.label(x, y, 24, height, words)
        self.cell(x + 24, y, right - x - 24, height)
        start, room = (x + 27.6) * mm, (right - x - 31) * mm
        face, body = (Face.SERIF, printed) if printed else (Face.KAI, text)
        size = 11.0 if printed else ENTRY
        if body:
            lines = max(1, int((height - 15) * mm / (size * 1.6)))
            draw_block(self.c, start, self._y(y + 3.4), f"\u3000\u3000{body}", face, size, room, pitch=1.6,
                       max_lines=lines, report=self.report, where=self._where("".join(words.split())))  # fmt: skip
        if signer:
            self.line(x + 66, y + height - 11.7, signer, size=10.8)
        if seal:
            self.line(x + 112.5, y + height - 11.7, "（盖章）", size=10.8)
        self.line(right - 4, y + height - 4.4, day or DATE, size=10.8, right=True, face=Face.KAI if day else Face.SERIF)

    def hairline(self, x: float, y: float, right: float) -> None:
        """Draw a grey line."""
        self.c.setStrokeColor(GREY_3)
        self.c.setLineWidth(RULE_ROW)
        self.c.line(x * mm, self._y(y), right * mm, self._y(y))

    def cut_line(self, y: float) -> None:
        """Draw the dashed line along which the sheet is cut."""
        self.c.saveState()
        self.c.setStrokeColor(GREY_2)
        self.c.setLineWidth(0.2 * mm)
        self.c.setDash(2 * mm, 1.5 * mm)
        middle = WIDTH / 2
        for start, end in ((12.0, middle - 16), (middle + 16, WIDTH - 12)):
            self.c.line(start * mm, self._y(y), end * mm, self._y(y))
        self.c.restoreState()
        draw_line(self.c, middle * mm, self._y(y) - DROP * NOTE, "沿此线裁开", Face.SERIF, NOTE, colour=GREY_2,
                  align="centre")  # fmt: skip

    def note(self, y: float, text: str, demo: bool = False, demo_y: float = 286.0) -> None:
        """Draw the note below the form, and the mark of a demonstration."""
        self.line(LEFT, y, text, size=NOTE, room=RIGHT - LEFT, colour=GREY_2)
        if demo:
            draw_line(self.c, RIGHT * mm, self._y(demo_y), DEMO, Face.SANS, 7, colour=GREY_2, align="right")

    def _y(self, y: float) -> float:
        return (HEIGHT - y) * mm

    def _where(self, what: str) -> str:
        return f"{self.whose} {what}".strip()
