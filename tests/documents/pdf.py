"""Reading a printed file back, as a viewer does."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

LEVEL_3 = (
    ("URO", 0x4E00, 0x9FEF),
    ("A", 0x3400, 0x4DB5),
    ("B", 0x20000, 0x2A6D6),
    ("C", 0x2A700, 0x2B734),
    ("D", 0x2B740, 0x2B81D),
    ("E", 0x2B820, 0x2CEA1),
    ("F", 0x2CEB0, 0x2EBE0),
)
UNIFIED_AMONG_COMPATIBILITY = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"


def samples(first: int, last: int, count: int = 24) -> str:
    """Characters spread evenly over a block, its first and last among them."""
    return "".join(chr(first + (last - first) * n // (count - 1)) for n in range(count))


def texts(source: bytes | Path) -> list[list[str]]:
    """The lines of text of each page, as they are copied out."""
    with _opened(source) as document:
        return [page.get_textpage().get_text_range().split("\r\n") for page in document]


def picture(source: bytes | Path, page: int = 0, dots: float = 72) -> Image.Image:
    """A page as a grey picture at ``dots`` to the inch."""
    with _opened(source) as document:
        return document[page].render(scale=dots / 72, grayscale=True).to_pil()


def fonts(source: bytes | Path) -> dict[str, bool]:
    """The fonts that print text anywhere in the file, and whether each is embedded."""
    found: dict[str, bool] = {}
    with _opened(source) as document:
        for page in document:
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=5):
                font = raw.FPDFTextObj_GetFont(item)
                name = ctypes.create_string_buffer(200)
                raw.FPDFFont_GetBaseFontName(font, name, 200)
                found[name.value.decode()] = bool(raw.FPDFFont_GetIsEmbedded(font))
    return found


def _opened(source: bytes | Path) -> pdfium.PdfDocument:
    return pdfium.PdfDocument(source)
