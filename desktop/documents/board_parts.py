"""What every signboard is made of: a pen in millimetres that minds the smallest legible size, heads, band, portraits.

Sizes follow looks/PAPER.md: the em height of any text is at least the reading distance ÷ 200 (the floor), running text
1.1 and names 1.8 times that.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from PIL import Image, ImageOps
from reportlab.graphics.barcode import qrencoder
from reportlab.lib.utils import ImageReader

from desktop.documents import setting
from desktop.documents.fonts import Face
from desktop.documents.page import PrintReport, Sheet
from desktop.documents.setting import DROP, measure
from desktop.documents.tokens import GOLD, GREY_1, GREY_2, GREY_3, INK, RED, RED_DEEP, TINT, WHITE, Ink, mm

RUNNING = 1.1
NAMES = 1.8
PHOTO_DPI = 150
DOTS = "·・"
"""The middle dots of ethnic names."""
RIDGE = Ink(22, 99, 93, 20)
SILHOUETTE = Ink(0, 0, 0, 24)
FRAME = Ink(0, 0, 0, 22)

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, width, height in millimetres."""


def reading_distance(width: float, height: float) -> float:
    """Return from how far a board of this size (mm) is read, in metres: 3 m for the large ones, 2 m for 800 × 1200.

    In between it goes with the longer side; nobody stands nearer than 1 m.
    """
    return min(3.0, max(1.0, max(width, height) / 600))


class Pen:
    """Draws on a sheet in millimetres from its upper left corner, y downwards."""

    def __init__(self, sheet: Sheet, width: float, height: float, distance: float, report: PrintReport) -> None:
        self.sheet, self.width, self.height, self.report = sheet, width, height, report
        self.floor = distance * 1000 / 200
        """Smallest em height of any text, in mm."""
        self.tight = 1.0
        """How far text is scaled down before a block has to go, never below the floor."""
        self.dots = PHOTO_DPI / 25.4
        """Pixels of a photo for each mm."""

    def running(self, size: float) -> float:
        """Return the size, or the least of running text."""
        return max(size * self.tight, RUNNING * self.floor)

    def caption(self, size: float) -> float:
        """Return the size, or the least of any text."""
        return max(size * self.tight, self.floor)

    def naming(self, size: float) -> float:
        """Return the size, or the least of names and phones."""
        return max(size * self.tight, NAMES * self.floor)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        face: Face,
        size: float,
        *,
        colour: Ink = INK,
        align: setting.Align = "left",
        width: float | None = None,
        letter_space: float = 0.0,
        where: str = "",
    ) -> float:
        """Draw a line with its baseline at ``y`` and return its advance."""
        if size < self.floor - 0.01:
            self.report.add(where or text, f"字高{size:.1f}毫米，低于观看距离要求的{self.floor:.1f}毫米。")
        measured = None if width is None else width * mm
        return (
            setting.draw_line(
                self.sheet, x * mm, (self.height - y) * mm, text, face, size * mm,
                colour=colour, align=align, width=measured, letter_space=letter_space * mm, where=where,
            )
            / mm
        )  # fmt: skip

    def centred(self, x: float, middle: float, text: str, face: Face, size: float, **more: object) -> float:
        """Draw a line whose characters stand centred on the height ``middle``."""
        return self.text(x, middle + DROP * size, text, face, size, **more)  # type: ignore[arg-type]

    def squeezed(
        self,
        x: float,
        middle: float,
        text: str,
        face: Face,
        size: float,
        room: float,
        *,
        least: float | None = None,
        colour: Ink = INK,
        align: setting.Align = "left",
        where: str = "",
    ) -> float:
        """Draw a centred line into a width: smaller where it must be, at last cut with "…" and noted in the report."""
        size = fitted(text, face, size, room, self.floor if least is None else least)
        shown = text
        while shown and measure(shown, face, size) > room + 0.01:
            shown = shown.removesuffix("…")[:-1] + "…" if len(shown) > 1 else ""
        if shown != text:
            self.report.add(where, f"“{text}”太长，没有印全。")
        return self.centred(x, middle, shown, face, size, colour=colour, align=align, width=room, where=where)

    @contextmanager
    def turned(self, x: float, y: float, degrees: float) -> Iterator[None]:
        """Draw with the sheet turned counter-clockwise round a place."""
        px, py = x * mm, (self.height - y) * mm
        self.sheet.saveState()
        self.sheet.translate(px, py)
        self.sheet.rotate(degrees)
        self.sheet.translate(-px, -py)
        yield
        self.sheet.restoreState()

    @contextmanager
    def clipped(self, rings: Sequence[Sequence[Point]]) -> Iterator[None]:
        """Draw only inside rings."""
        self.sheet.saveState()
        self.sheet.clipPath(self._path(rings, True), stroke=0, fill=0, fillMode=0)
        yield
        self.sheet.restoreState()

    def rings(
        self,
        rings: Sequence[Sequence[Point]],
        *,
        fill: Ink | None = None,
        stroke: Ink | None = None,
        line: float = 0.3,
        dash: Sequence[float] = (),
        closed: bool = True,
    ) -> None:
        """Draw rings (or open lines) as one path filled by the even-odd rule."""
        sheet = self.sheet
        sheet.saveState()
        sheet.setLineJoin(1)
        sheet.setLineCap(0 if dash else 1)
        if fill:
            sheet.setFillColor(fill)
        if stroke:
            sheet.setStrokeColor(stroke)
            sheet.setLineWidth(line * mm)
            if dash:
                sheet.setDash([part * mm for part in dash])
        sheet.drawPath(
            self._path(rings, closed), stroke=int(stroke is not None), fill=int(fill is not None), fillMode=0
        )
        sheet.restoreState()

    def rect(self, x: float, y: float, width: float, height: float, **more: object) -> None:
        """Draw a rectangle."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.rings([corners], **more)  # type: ignore[arg-type]

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float, colour: Ink = INK) -> None:
        """Draw a straight line with square ends."""
        sheet = self.sheet
        sheet.saveState()
        sheet.setStrokeColor(colour)
        sheet.setLineWidth(weight * mm)
        sheet.line(x1 * mm, (self.height - y1) * mm, x2 * mm, (self.height - y2) * mm)
        sheet.restoreState()

    def round_rect(
        self,
        box: Box,
        radius: float,
        *,
        fill: Ink | None = None,
        stroke: Ink | None = None,
        line: float = 0.5,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a rectangle with round corners."""
        x, y, width, height = box
        sheet = self.sheet
        sheet.saveState()
        if fill:
            sheet.setFillColor(fill)
        if stroke:
            sheet.setStrokeColor(stroke)
            sheet.setLineWidth(line * mm)
            if dash:
                sheet.setDash([part * mm for part in dash])
        sheet.roundRect(
            x * mm, (self.height - y - height) * mm, width * mm, height * mm, radius * mm,
            stroke=int(stroke is not None), fill=int(fill is not None),
        )  # fmt: skip
        sheet.restoreState()

    def circle(
        self, x: float, y: float, radius: float, *, fill: Ink, stroke: Ink | None = None, line: float = 1
    ) -> None:
        """Draw a circle."""
        self.round_rect((x - radius, y - radius, 2 * radius, 2 * radius), radius, fill=fill, stroke=stroke, line=line)

    def image(self, data: bytes, box: Box) -> None:
        """Draw a JPEG or PNG into a box."""
        x, y, width, height = box
        reader = ImageReader(io.BytesIO(data))
        self.sheet.drawImage(reader, x * mm, (self.height - y - height) * mm, width * mm, height * mm)

    def _path(self, rings: Sequence[Sequence[Point]], closed: bool) -> object:
        path = self.sheet.beginPath()
        for ring in rings:
            for at, (x, y) in enumerate(ring):
                (path.lineTo if at else path.moveTo)(x * mm, (self.height - y) * mm)
            if closed:
                path.close()
        return path


def fitted(text: str, face: Face, size: float, width: float, least: float) -> float:
    """Return the largest size up to ``size`` at which the line fits, at least ``least``."""
    ems = measure(text, face, 1)
    return max(least, min(size, width / ems)) if ems else size


def name_lines(name: str, face: Face, size: float, width: float, least: float) -> tuple[float, list[str]]:
    """Return size and lines of a name: whole, shrunk to 72 %, in two lines at the ·, then in as many as it takes.

    A name is never cut (looks/PAPER.md 3.4); ``least`` is the smallest size of text on the paper.
    """
    ems = measure(name, face, 1)
    small = max(0.72 * size, least)
    if ems * small <= width:
        return min(size, width / ems), [name]
    best: tuple[float, list[str]] | None = None
    for at in [i for i, sign in enumerate(name) if sign in DOTS and i < len(name) - 1]:
        halves = [name[: at + 1], name[at + 1 :]]
        # The dot at the end of a line hangs half into the margin.
        widest = max(measure(halves[0], face, 1) - 0.4, measure(halves[1], face, 1))
        found = min(size, width / widest)
        if found >= least and (best is None or found > best[0]):
            best = found, halves
    return best or (small, _even(name, face, small, width))


def _even(name: str, face: Face, size: float, width: float) -> list[str]:
    """Cut a long name into lines of nearly one length, after a · where one is near, never before one."""
    width = max(width, 1.05 * size)
    lines, rest = [], name
    while rest:
        end = len(rest)
        while end > 1 and measure(rest[:end], face, size) > width:
            end -= 1
        if end < len(rest):
            dot = max(rest.rfind(sign, 0, end) for sign in DOTS)
            if dot + 1 >= 0.6 * end:
                end = dot + 1
            elif rest[end] in DOTS:
                end += 1
        lines.append(rest[:end])
        rest = rest[end:]
    return lines


def section(
    pen: Pen, x: float, y: float, width: float, title: str, unit: float, *, note: str = "", size: float = 34
) -> float:
    """Draw a section head of the given design size with its rule and return the height below it."""
    em = pen.naming(size * unit)
    pen.rect(x, y, 0.27 * em, em, fill=RED)
    pen.centred(x + 0.62 * em, y + em / 2, title, Face.SERIF_BLACK, em)
    rule = y + 1.28 * em
    pen.line(x, rule, x + width, rule, 0.8 * max(unit, 0.5), GREY_1)
    if note:
        small = pen.caption(0.49 * em)
        room = width - 0.62 * em - measure(title, Face.SERIF_BLACK, em) - em
        if measure(note, Face.SANS, small) <= room:
            pen.text(x, rule - 0.55 * small, note, Face.SANS, small, colour=GREY_1, align="right", width=width)
    return rule


def section_height(pen: Pen, unit: float, size: float = 34) -> float:
    """Return how much :func:`section` takes."""
    return 1.28 * pen.naming(size * unit)


def band(pen: Pen, height: float, gold: float) -> None:
    """Draw the red head band with its quiet ridge and the gold rule, out into the bleed."""
    out = pen.sheet.bleed / mm
    left, right = -out, pen.width + out
    span = pen.width
    pen.rect(left, -out, right - left, height + out, fill=RED)
    back = [
        (0.52, 0), (0.60, 0.16), (0.645, 0.12), (0.735, 0.50), (0.775, 0.36),
        (0.80, 0.42), (0.865, 0.60), (0.93, 0.26), (0.965, 0.38), (1.0, 0.24),
    ]  # fmt: skip
    front = [(0.62, 0), (0.70, 0.14), (0.76, 0.08), (0.86, 0.26), (0.92, 0.15), (0.97, 0.22), (1.0, 0.16)]
    for ridge, colour in ((back, RIDGE), (front, RED_DEEP)):
        top = [(share * span if share < 1 else right, height * (1 - rise)) for share, rise in ridge]
        pen.rings([[*top, (right, height)]], fill=colour)
    pen.rect(left, height, right - left, gold, fill=GOLD)


def portrait(pen: Pen, box: Box, photo: bytes | None, *, vacant: bool, unit: float, where: str = "") -> None:
    """Draw a 5:7 portrait: the photo cut to the frame, a quiet silhouette without one, 待补 for a vacancy."""
    x, y, width, height = box
    if vacant:
        pen.rect(x, y, width, height, stroke=GREY_3, line=0.6 * unit, dash=(5 * unit, 3.5 * unit))
        size = fitted("待补", Face.SANS, max(18 * unit, pen.floor), 0.9 * width, pen.floor)
        if 2 * size <= 0.98 * width:
            pen.centred(x, y + height / 2, "待补", Face.SANS, size, colour=GREY_2, align="centre", width=width)
        return
    prepared = _photo(photo, width * pen.dots, height * pen.dots) if photo else None
    if photo and prepared is None:
        pen.report.add(where, "照片文件打不开，已改印人像轮廓，请重新上传照片。")
    if prepared:
        pen.image(prepared, box)
    else:
        pen.rect(x, y, width, height, fill=TINT)
        _silhouette(pen, box)
    pen.rect(x, y, width, height, stroke=FRAME, line=0.5 * unit)


def _silhouette(pen: Pen, box: Box) -> None:
    x, y, width, height = box
    sheet, k = pen.sheet, mm
    sheet.saveState()
    path = sheet.beginPath()
    path.rect(x * k, (pen.height - y - height) * k, width * k, height * k)
    sheet.clipPath(path, stroke=0, fill=0)
    sheet.setFillColor(SILHOUETTE)
    middle = x + width / 2
    head = (0.19 * width, 0.2 * height)
    centre = y + 0.40 * height
    sheet.ellipse(
        (middle - head[0]) * k, (pen.height - centre - head[1]) * k,
        (middle + head[0]) * k, (pen.height - centre + head[1]) * k, stroke=0, fill=1,
    )  # fmt: skip
    top, shoulder = y + 0.66 * height, 0.42 * width
    sheet.ellipse(
        (middle - shoulder) * k, (pen.height - top - 0.66 * height) * k,
        (middle + shoulder) * k, (pen.height - top) * k, stroke=0, fill=1,
    )  # fmt: skip
    sheet.restoreState()


def _photo(data: bytes, width: float, height: float) -> bytes | None:
    """Return a photo cut to 5:7 and sampled to the pixels that are needed, as JPEG; None when it is no picture."""
    target = max(1, round(width)), max(1, round(height))
    try:
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft("RGB", (2 * target[0], 2 * target[1]))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    ratio = target[0] / target[1]
    wide = min(picture.width, round(picture.height * ratio))
    tall = min(picture.height, round(picture.width / ratio))
    left = (picture.width - wide) // 2
    # Faces stand above the middle of a photo that is too tall.
    top = (picture.height - tall) // 3
    cut = picture.crop((left, top, left + wide, top + tall))
    if cut.width > target[0]:
        cut = cut.resize(target, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    cut.save(out, "JPEG", quality=88)
    return out.getvalue()


def qr_code(pen: Pen, x: float, y: float, side: float, text: str) -> None:
    """Draw a QR code of a side as vectors on the black plate, on white ground two modules wider all round."""
    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(qrencoder.QR8bitByte(text))
    code.make()
    count = code.getModuleCount()
    module = side / count
    pen.rect(x - 2 * module, y - 2 * module, side + 4 * module, side + 4 * module, fill=WHITE)
    sheet = pen.sheet
    sheet.saveState()
    sheet.setFillColor(INK)
    path = sheet.beginPath()
    for row in range(count):
        column = 0
        for dark, run in groupby(code.modules[row], key=bool):
            length = len(list(run))
            if dark:
                left, bottom = x + column * module, pen.height - y - (row + 1) * module
                path.rect(left * mm, bottom * mm, length * module * mm, module * mm)
            column += length
    sheet.drawPath(path, stroke=0, fill=1)
    sheet.restoreState()
