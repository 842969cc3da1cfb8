"""The pages of a PDF, or a picture, to look at.

PDFium works on one thread at a time, so every call here holds one lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage

from desktop.services.pdf_files import LOCK

POINTS = 72.0
INCH = 96.0
"""Logical pixels of an inch at 100 %."""
MM = POINTS / 25.4
MOST_PIXELS = 24_000_000
"""A picture is never larger; callers ask for the part they show."""


@dataclass(frozen=True)
class Shot:
    """A part of a page as a picture."""

    page: int
    area: QRectF
    """Where it lies on the page, in points from the top left corner."""
    scale: float
    """Pixels for each point."""
    image: QImage


class Sheets:
    """An open PDF. Close it when it is no longer shown."""

    def __init__(self, data: bytes) -> None:
        self._document: pypdfium2.PdfDocument | None = None
        with LOCK:
            self._document = pypdfium2.PdfDocument(data)
            self.sizes: tuple[tuple[float, float], ...] = tuple(
                self._document.get_page_size(number) for number in range(len(self._document))
            )
            """Width and height of each page in points."""

    def __len__(self) -> int:
        return len(self.sizes)

    def millimetres(self, page: int) -> tuple[float, float]:
        """Return width and height of a page."""
        width, height = self.sizes[page]
        return width / MM, height / MM

    def render(self, page: int, scale: float, area: QRectF | None = None) -> Shot | None:
        """Return a part of a page, at the scale asked for as far as memory allows; None once the document is closed."""
        width, height = self.sizes[page]
        whole = QRectF(0, 0, width, height)
        part = whole if area is None else area.intersected(whole)
        if part.isEmpty():
            return None
        least = 3 / scale
        if min(part.width(), part.height()) < least:
            # The edge of a page comes into sight: PDFium refuses to draw less than a pixel, so a little more is drawn.
            part = part.adjusted(-least, -least, least, least).intersected(whole)
        scale = min(scale, (MOST_PIXELS / (part.width() * part.height())) ** 0.5)
        crop = (part.left(), max(0.0, height - part.bottom()), max(0.0, width - part.right()), part.top())
        with LOCK:
            if self._document is None:
                return None
            opened = self._document[page]
            bitmap = opened.render(scale=scale, crop=crop, prefer_bgrx=True, fill_color=(255, 255, 255, 255))
            image = QImage(
                bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
            ).copy()
            bitmap.close()
            opened.close()
        return Shot(page, part, scale, image)

    def __del__(self) -> None:
        # A document nobody waited for is closed under the lock, not by PDFium's own finalizer on whatever thread.
        self.close()

    def close(self) -> None:
        """Let the document go; pictures made of it stay."""
        with LOCK:
            if self._document is not None:
                self._document.close()
                self._document = None


class Picture:
    """A picture to be looked at as a document of one page: a pixel of it is a logical pixel at 100 %."""

    def __init__(self, data: bytes) -> None:
        self._image: QImage | None = QImage.fromData(data)
        unit = POINTS / INCH
        self.sizes: tuple[tuple[float, float], ...] = (
            () if self._image.isNull() else ((self._image.width() * unit, self._image.height() * unit),)
        )
        """Width and height in points; none for what is no picture."""

    def __len__(self) -> int:
        return len(self.sizes)

    def render(self, page: int, scale: float, area: QRectF | None = None) -> Shot | None:
        """Return a part of the picture as :meth:`Sheets.render` does."""
        image = self._image
        whole = QRectF(0, 0, *self.sizes[page])
        part = whole if area is None else area.intersected(whole)
        if part.isEmpty() or image is None:
            return None
        least = 3 / scale
        if min(part.width(), part.height()) < least:
            # The edge of a page comes into sight: PDFium refuses to draw less than a pixel, so a little more is drawn.
            part = part.adjusted(-least, -least, least, least).intersected(whole)
        scale = min(scale, (MOST_PIXELS / (part.width() * part.height())) ** 0.5)
        pixels = INCH / POINTS
        # Whole pixels of the picture, so that neighbouring parts meet.
        cut = QRectF(part.topLeft() * pixels, part.size() * pixels).toAlignedRect().intersected(image.rect())
        shown = QRectF(cut.x() / pixels, cut.y() / pixels, cut.width() / pixels, cut.height() / pixels)
        wide, high = max(1, round(shown.width() * scale)), max(1, round(shown.height() * scale))
        drawn = image.copy(cut).scaled(
            wide, high, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        return Shot(page, shown, scale, drawn)

    def close(self) -> None:
        """Let the picture go."""
        self._image = None


def joined(parts: Sequence[bytes]) -> bytes:
    """Return several documents as one."""
    if len(parts) == 1:
        return parts[0]
    with LOCK:
        whole = pypdfium2.PdfDocument.new()
        for part in parts:
            source = pypdfium2.PdfDocument(part)
            whole.import_pages(source)
            source.close()
        target = BytesIO()
        whole.save(target)
        whole.close()
    return target.getvalue()
