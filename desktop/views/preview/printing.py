"""To the printer: each page of the PDF, drawn by PDFium at the printer's own resolution, at 100 %."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.errors import Cancelled, UserError
from desktop.views.jobs import Progress
from desktop.views.widgets.sheets import POINTS, Sheets

MOST_DPI = 300
BAND_PIXELS = 8_000_000
SLACK_MM = 2.0


def prepare(printer: QPrinter, sheets: Sheets, page: int = 0) -> None:
    """Set the paper of a printer to a page of the document: its size, lying or upright, no margins of its own."""
    printer.setFullPage(True)
    printer.setPageLayout(layout(*sheets.millimetres(page)))


def layout(width: float, height: float) -> QPageLayout:
    """Return paper of this size in millimetres, known sizes by their name."""
    short, long = sorted((width, height))
    named = QPageSize.id(QSizeF(short, long), QPageSize.Unit.Millimeter, QPageSize.SizeMatchPolicy.FuzzyMatch)
    size = (
        QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, f"{short:.0f}×{long:.0f}")
        if named == QPageSize.PageSizeId.Custom
        else QPageSize(named)
    )
    turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    made = QPageLayout(size, turned, QMarginsF(0, 0, 0, 0))
    made.setMode(QPageLayout.Mode.FullPageMode)
    return made


def largest_paper(printer: QPrinter) -> tuple[float, float] | None:
    """Return short and long side of a printer's largest paper, millimetres; None for a file or where unknown."""
    if printer.outputFormat() == QPrinter.OutputFormat.PdfFormat:
        return None
    info = QPrinterInfo(printer)
    sizes = [info.maximumPhysicalPageSize(), *info.supportedPageSizes()]
    known = [one.size(QPageSize.Unit.Millimeter) for one in sizes if one.isValid()]
    if not known:
        return None
    widest = max(known, key=lambda one: one.width() * one.height())
    return min(widest.width(), widest.height()), max(widest.width(), widest.height())


def too_large(paper: tuple[float, float], printer_paper: tuple[float, float] | None) -> bool:
    """Return whether paper of this size, millimetres, does not go into a printer."""
    if printer_paper is None:
        return False
    short, long = sorted(paper)
    return short > printer_paper[0] + SLACK_MM or long > printer_paper[1] + SLACK_MM


def print_sheets(printer: QPrinter, sheets: Sheets, first: int, last: int, progress: Progress) -> int:
    """Print the pages from ``first`` to ``last`` (counted from 0); return how many were printed.

    Runs on a worker. Raises ``Cancelled``, after which the printer has thrown away what it could, and ``UserError``
    when the printer takes nothing.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("打印机没有接受打印，没有印出任何纸张，请检查打印机是否开机、是否有纸，再试一次")
    try:
        for number, page in enumerate(range(first, last + 1)):
            progress(number, last - first + 1)
            if number:
                printer.setPageLayout(layout(*sheets.millimetres(page)))
                if not printer.newPage():
                    raise UserError(f"打印机在第 {number} 页之后停下，前面的页已送出，请检查打印机后只印余下的页")
            _draw(painter, printer, sheets, page, progress)
    except Cancelled:
        printer.abort()
        raise
    finally:
        painter.end()
    return last - first + 1


def _draw(painter: QPainter, printer: QPrinter, sheets: Sheets, page: int, progress: Progress) -> None:
    """Draw one page in bands, so that a board of two square metres needs no more memory than a sheet."""
    dpi = min(printer.resolution(), MOST_DPI)
    width, height = sheets.sizes[page]
    step = max(24.0, BAND_PIXELS / (width * (dpi / POINTS) ** 2))
    device = printer.resolution() / POINTS
    top = 0.0
    while top < height:
        progress()
        shot = sheets.render(page, dpi / POINTS, QRectF(0, top, width, min(step, height - top)))
        if shot is not None:
            size = QSizeF(shot.area.width() * device, shot.image.height() / shot.scale * device)
            painter.drawImage(QRectF(QPointF(0, top * device), size), shot.image)
        top += step
