"""The sheet and its furniture: canvas, crop marks, page numbers, demo mark, print report, and writing the file."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from desktop.documents import fonts
from desktop.documents.fonts import Face
from desktop.documents.setting import draw_line, fit
from desktop.documents.tokens import GREY_2, INK, Ink, mm
from desktop.errors import UserError

rl_config.useA85 = 0  # streams as bytes: a fifth smaller, and quicker to write

SLUG = 8.0  # room outside the bleed for crop marks, in mm


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing the clerk should look at: where it stands and what was done."""

    where: str
    text: str


@dataclass(slots=True)
class PrintReport:
    """What a print job had to leave out or make smaller; shown after printing."""

    notices: list[Notice] = field(default_factory=list)

    def add(self, where: str, text: str) -> None:
        """Note something once."""
        notice = Notice(where, text)
        if notice not in self.notices:
            self.notices.append(notice)

    def lines(self) -> list[str]:
        """One Chinese sentence for each notice."""
        return [f"{n.where}：{n.text}" if n.where else n.text for n in self.notices]


class Info(pdfdoc.PDFInfo):
    """The facts a document states of itself; no date, unless the caller gives the time it was made."""

    made: datetime | None = None

    def format(self, document: Any) -> Any:
        """The dictionary that goes into the file."""
        facts: dict[str, Any] = {
            "Title": self.title,
            "Author": self.author,
            "Subject": self.subject,
            "Creator": self.creator,
            "Producer": self.producer,
        }
        if self.made is not None:
            stamp = f"D:{self.made:%Y%m%d%H%M%S}"
            offset = self.made.strftime("%z")
            facts["CreationDate"] = stamp + (f"{offset[:3]}'{offset[3:5]}'" if offset else "")
        return pdfdoc.PDFDictionary({key: pdfdoc.PDFString(value) for key, value in facts.items()}).format(document)


class Sheet(Canvas):
    """A canvas whose origin is the lower left corner of the trimmed paper and whose units are points at full size."""

    def __init__(
        self, target: Path | BinaryIO, width: float, height: float, bleed: float, scale: float, **options: Any
    ) -> None:
        self.target = target
        self.trim_width, self.trim_height = width, height
        self.bleed, self.page_scale = bleed, scale
        self.margin = bleed + SLUG * mm if bleed else 0.0
        paper = ((width + 2 * self.margin) * scale, (height + 2 * self.margin) * scale)
        super().__init__("", pagesize=paper, lang="zh-CN", pageCompression=1, **options)
        if bleed:
            edge, far = self.margin * scale, (self.margin - bleed) * scale
            self.setTrimBox((edge, edge, paper[0] - edge, paper[1] - edge))
            self.setBleedBox((far, far, paper[0] - far, paper[1] - far))

    _preamble: str

    def _make_preamble(self) -> None:
        super()._make_preamble()
        self._plain_preamble = self._preamble
        if self.margin or self.page_scale != 1:
            offset = self.margin * self.page_scale
            self._preamble += f" {self.page_scale:.6g} 0 0 {self.page_scale:.6g} {offset:.4f} {offset:.4f} cm"

    def beginForm(
        self,
        name: str,
        lowerx: float | None = None,
        lowery: float | None = None,
        upperx: float | None = None,
        uppery: float | None = None,
    ) -> None:
        """Begin a drawing that is written once and shown on many pages; its box is the sheet with its bleed."""
        super().beginForm(
            name,
            -self.bleed if lowerx is None else lowerx,
            -self.bleed if lowery is None else lowery,
            self.trim_width + self.bleed if upperx is None else upperx,
            self.trim_height + self.bleed if uppery is None else uppery,
        )

    def endForm(self, **attributes: Any) -> None:
        """End the drawing. It stands in the units of the sheet, so the page's own transformation stays out of it."""
        page, self._preamble = self._preamble, self._plain_preamble
        super().endForm(**attributes)
        self._preamble = page

    def showPage(self) -> None:
        """End the page, with crop marks outside the bleed where there is one."""
        if self.bleed:
            self._crop_marks()
        super().showPage()

    def setFillColor(self, aColor: Any, alpha: float | None = None) -> None:
        """As in ReportLab; greys of ours go to the black plate alone."""
        if isinstance(aColor, Ink):
            self._fillColorObj = aColor
            self._code.append(aColor.fill)
            if alpha is not None:
                self.setFillAlpha(alpha)
        else:
            super().setFillColor(aColor, alpha)

    def setStrokeColor(self, aColor: Any, alpha: float | None = None) -> None:
        """As in ReportLab; greys of ours go to the black plate alone."""
        if isinstance(aColor, Ink):
            self._strokeColorObj = aColor
            self._code.append(aColor.stroke)
            if alpha is not None:
                self.setStrokeAlpha(alpha)
        else:
            super().setStrokeColor(aColor, alpha)

    def _crop_marks(self) -> None:
        near, far = self.bleed + 1 * mm, self.margin - 1 * mm
        self.saveState()
        self.setStrokeColor(INK)
        self.setLineWidth(0.1 * mm)
        for x, outward in ((0.0, -1), (self.trim_width, 1)):
            for y, upward in ((0.0, -1), (self.trim_height, 1)):
                self.line(x + outward * near, y, x + outward * far, y)
                self.line(x, y + upward * near, x, y + upward * far)
        self.restoreState()


def new_canvas(
    target: Path | BinaryIO,
    width_mm: float,
    height_mm: float,
    *,
    bleed_mm: float = 0.0,
    scale: float = 1.0,
    title: str,
    author: str,
    made: datetime | None = None,
) -> Sheet:
    """A canvas for sheets of the given trimmed size; nothing is written before :func:`finish`.

    Draw in points at full size from the lower left corner of the trimmed sheet; ``scale`` makes a proof of the whole
    (0.1 for 1:10). With ``bleed_mm`` the page is larger by the bleed and crop marks, and states its trim and bleed box.
    ``made`` is the time the document states for itself.
    """
    c = Sheet(
        target,
        width_mm * mm,
        height_mm * mm,
        bleed_mm * mm,
        scale,
        initialFontName=fonts.base_font(Face.SERIF),
        invariant=1,
    )
    info = Info()
    info.title, info.author, info.subject, info.made = title, author, title, made
    info.creator = info.producer = "井格"
    c._doc.info = info
    return c


def finish(c: Sheet) -> None:
    """Write the document; a file appears whole or not at all, and an older file of that name stays until then.

    Raises a ``UserError`` where the place cannot be written.
    """
    data = c.getpdfdata()
    if isinstance(c.target, Path):
        write_whole(c.target, data)
    else:
        c.target.write(data)


def write_whole(target: Path, data: bytes) -> None:
    """Put ``data`` into ``target`` in one step: written beside it, flushed to the disk, then renamed."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _cannot_write(target, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _cannot_write(target: Path, error: OSError) -> UserError:
    kept = "没有留下半份文件，数据没有改动"
    if error.errno == errno.ENOSPC:
        return UserError(f"磁盘空间不足，“{target.name}”没有写成；{kept}，请清理磁盘或换一个位置再试。")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UserError(f"文件夹“{target.parent}”不存在，“{target.name}”没有写成；{kept}，请换一个位置再试。")
    if isinstance(error, PermissionError | IsADirectoryError) or error.errno == errno.EROFS:
        return UserError(
            f"“{target.name}”不能写入（位置只读，或文件正在别的程序里打开）；{kept}，请关闭该文件或换一个位置再试。"
        )
    return UserError(f"“{target.name}”没有写成（{error.strerror or error}）；{kept}，请换一个位置再试。")


def page_number(c: Canvas, x: float, y: float, page: int, pages: int, *, face: Face = Face.SERIF) -> None:
    """第 1 页　共 2 页, centred on ``x``; nothing on a paper of one page."""
    if pages > 1:
        draw_line(c, x, y, f"第{page}页\u3000共{pages}页", face, 9, align="centre")


def dashed_page_number(c: Canvas, x: float, y: float, page: int, size: float = 10.5) -> None:
    """— 1 —, centred on ``x`` (lists and reports)."""
    draw_line(c, x, y, f"— {page} —", Face.SERIF, size, align="centre")


def running_title(c: Canvas, x: float, y: float, text: str, width: float) -> None:
    """The short title on continued pages, centred on ``x``: 12 pt, smaller where it is wider than ``width`` points."""
    draw_line(c, x, y, text, Face.SERIF_BOLD, fit(text, Face.SERIF_BOLD, 12, width, floor=0.5), align="centre")


def demo_mark(c: Canvas, x: float, y: float, *, size: float = 7.0, text: str = "演示数据") -> None:
    """The mark of demonstration offices, right-aligned at ``x``; 7 pt on paper, 11–15 mm on boards."""
    draw_line(c, x, y, text, Face.SANS, size, colour=GREY_2, align="right")


def repeated(c: Sheet, name: str, draw: Callable[[], None]) -> None:
    """Show the drawing ``name``; ``draw`` is called the first time only."""
    if not c.hasForm(name):
        c.beginForm(name)
        draw()
        c.endForm()
    c.doForm(name)
