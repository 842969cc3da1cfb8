"""Files as people attach them, drawn here: pictures and scans that show nothing and nobody."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from desktop.services import attachment_files
from desktop.services.attachment_files import Limits, Prepared

ALLOWED = Limits(20 * attachment_files.MB, 3000)


def picture_bytes(shade: int = 90, side: int = 64, form: str = "PNG") -> bytes:
    """Return a picture in one colour."""
    out = BytesIO()
    Image.new("RGB", (side, side), (shade, 120, 140)).save(out, form)
    return out.getvalue()


def picture(shade: int = 90, side: int = 64) -> Prepared:
    """Return a picture as it is kept."""
    return attachment_files.prepare(picture_bytes(shade, side), "现场.png", ALLOWED)


def scan_bytes(pages: int = 2) -> bytes:
    """Return a PDF of some grey pages."""
    sheets = [Image.new("L", (210, 297), 200 + page) for page in range(pages)]
    out = BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()
