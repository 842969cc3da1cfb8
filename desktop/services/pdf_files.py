"""PDF files people bring (扫描件): whether they open, how many pages they have, what the first page looks like.

PDFium works on one thread at a time, so whoever calls it holds :data:`LOCK`, the previews of the window too.
"""

from __future__ import annotations

from threading import RLock

import pypdfium2
from PIL import Image
from pypdfium2 import raw

LOCK = RLock()
"""Reentrant, because a document may be collected, and so closed, while its thread is in here."""


class Damaged(Exception):
    """The file does not open as a PDF."""


class Locked(Exception):
    """The file asks for a password."""


def look(data: bytes, side: int) -> tuple[int, Image.Image]:
    """Return how many pages a PDF has and its first page, ``side`` pixels on the longer side.

    Raises :class:`Locked` or :class:`Damaged`.
    """
    with LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise Locked from error
            raise Damaged from error
        try:
            number = len(document)
            if not number:
                raise Damaged
            page = document[0]
            longest = max(page.get_size())
            if longest <= 0:
                raise Damaged
            bitmap = page.render(scale=side / longest, fill_color=(255, 255, 255, 255))
            picture = bitmap.to_pil().convert("RGB")
            bitmap.close()
            page.close()
            return number, picture
        except pypdfium2.PdfiumError as error:
            raise Damaged from error
        finally:
            document.close()
