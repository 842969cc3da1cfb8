"""Files chosen as attachments, as they are kept: pictures upright and without the camera's notes, scans as they are.

What a file is, its content says, never its name. Whatever cannot be kept is refused in one sentence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from desktop.errors import UserError
from desktop.models import AttachmentRole
from desktop.storage.copying import quiet

from . import pdf_files
from .pictures import MOST_PIXELS, on_white

MB = 1024 * 1024
BLOCK = 4 * MB
QUALITY = 85
THUMBNAIL = 256
"""Longer side of the small picture, pixels: sharp at 128 logical pixels on a screen of 200 %."""
MOST_PAGES = 1000
PICTURES = ("JPEG", "PNG", "BMP", "TIFF", "WEBP")
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
SUFFIXES = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}
TAKEN = 0x9003
"""EXIF tag of the moment a picture was taken."""
NOTES = 0x8769
LINES = frozenset({"1", "P"})
"""Modes of scans in pure black and white or few colours: JPEG would blur their lines."""

APPLE = "是苹果手机的 HEIC 照片，没有添加，请在手机上另存为 JPEG，或用微信发到电脑后再选"
TOO_MANY = "的像素太多，没有添加，请先在画图中缩小再选"
OFFICE = "是 {0} 文件，没有添加，请在 WPS 或 Word 里另存为 PDF 再选"
FOREIGN: Mapping[str, tuple[bytes, ...]] = {
    "是压缩包，没有添加，请先解压，再选里面的图片或 PDF": (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"),
    OFFICE.format("旧版 Office 或 WPS"): (b"\xd0\xcf\x11\xe0",),
    "是动图（GIF），没有添加，请另存为 JPEG 或 PNG 再选": (b"GIF8",),
    "是程序，不能作附件，没有添加，请另选一个文件": (b"MZ", b"\x7fELF"),
}
"""What is said about well-known contents that are no picture and no PDF, by how they begin."""
PACKED = (
    (b"word/", OFFICE.format("Word")),
    (b"xl/", OFFICE.format("Excel")),
    (b"ppt/", OFFICE.format("PPT")),
    (b"OFD.xml", "是 OFD 版式文件，没有添加，请在阅读器里另存为 PDF 再选"),
)
"""Contents of packed files by the names in them."""


@dataclass(frozen=True)
class Limits:
    """What the office allows (settings)."""

    largest: int
    """Bytes of the largest file that is taken."""
    long_side: int
    """Pixels of the longer side above which pictures are made smaller."""


@dataclass(frozen=True)
class Prepared:
    """A file as it will be kept, with what was found in it."""

    file_name: str
    media_type: str
    data: bytes
    thumbnail: bytes
    hash: str
    pages: int | None
    """Of a PDF."""
    taken_on: date | None
    """The day the camera noted."""

    @property
    def role(self) -> str:
        """What it probably is."""
        return (AttachmentRole.SCAN if self.media_type == PDF else AttachmentRole.PHOTO).value

    @property
    def title(self) -> str:
        """What it may be called."""
        return Path(self.file_name).stem.strip()[:60] or "附件"


def limits(settings: Mapping[str, Any]) -> Limits:
    """Return the limits in the settings of an office."""
    return Limits(int(settings["attachments.largest"]) * MB, int(settings["attachments.long_side"]))


def read(path: Path, allowed: Limits, progress: Callable[[int, int], None] = quiet) -> bytes:
    """Return the content of a file, telling ``progress`` how many bytes of how many are read.

    Raises ``UserError`` when it is too large or cannot be read, and what ``progress`` raises to stop.
    """
    name = plain_name(path.name)
    try:
        if path.is_dir():
            raise UserError(f"“{name}”是文件夹，没有添加，请选里面的图片或 PDF")
        size = path.stat().st_size
        _check_size(name, size, allowed)
        parts, done = [], 0
        with path.open("rb") as opened:
            # A file that still grows is read no further than it may be large.
            while done <= allowed.largest and (part := opened.read(BLOCK)):
                parts.append(part)
                done += len(part)
                progress(done, max(size, done))
        return b"".join(parts)
    except OSError:
        raise UserError(f"“{name}”打不开，没有添加，请确认它没有被别的程序占用、U 盘没有拔出") from None


def prepare(data: bytes, file_name: str, allowed: Limits) -> Prepared:
    """Return a file as it is kept. Raises ``UserError`` with one sentence for what cannot be kept."""
    name = plain_name(file_name)
    _check_size(name, len(data), allowed)
    if b"%PDF-" in data[:1024]:
        return _pdf(name, data)
    _check_foreign(name, data)
    return _picture(name, data, allowed)


def plain_name(name: str) -> str:
    """Return a file name as it is kept: without folders and signs that are not shown, 200 characters at most."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    if len(shown) > 200:
        suffix = Path(shown).suffix[:10]
        shown = shown[: 200 - len(suffix)] + suffix
    return shown or "未命名"


def _check_size(name: str, size: int, allowed: Limits) -> None:
    if size == 0:
        raise UserError(f"“{name}”是空文件（0 字节），没有添加，请重新扫描或另选一个文件")
    if size > allowed.largest:
        raise UserError(
            f"“{name}”有 {size / MB:.1f} MB，超过上限 {allowed.largest // MB} MB，没有添加，"
            "请降低扫描分辨率或分成几份；上限可由管理员在“设置”中调到 50 MB"
        )


def _check_foreign(name: str, data: bytes) -> None:
    if data[4:8] == b"ftyp":
        if data[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"):
            raise UserError(f"“{name}”{APPLE}")
        raise UserError(f"“{name}”是视频，没有添加，附件只收图片和 PDF，可截一张图再选")
    if data.startswith(b"PK\x03\x04"):
        for inside, sentence in PACKED:
            if inside in data:
                raise UserError(f"“{name}”{sentence}")
    for sentence, beginnings in FOREIGN.items():
        if data.startswith(beginnings):
            raise UserError(f"“{name}”{sentence}")


def _pdf(name: str, data: bytes) -> Prepared:
    try:
        pages, first = pdf_files.look(data, THUMBNAIL)
    except pdf_files.Locked:
        raise UserError(f"“{name}”设有密码，没有添加，请先在阅读器里去掉密码另存一份再选") from None
    except pdf_files.Damaged:
        raise UserError(f"“{name}”已损坏，读不出页面，没有添加，请重新扫描或另选一个文件") from None
    if pages > MOST_PAGES:
        raise UserError(f"“{name}”有 {pages} 页，最多 {MOST_PAGES} 页，没有添加，请分成几份再选")
    return Prepared(name, PDF, data, _small(first), _hash(data), pages, None)


def _picture(name: str, data: bytes, allowed: Limits) -> Prepared:
    try:
        with Image.open(BytesIO(data), formats=PICTURES) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UserError(f"“{name}”{TOO_MANY}")
            if opened.format == "TIFF" and getattr(opened, "n_frames", 1) > 1:
                raise UserError(f"“{name}”是多页 TIFF，没有添加，请在扫描软件里存成 PDF 再选")
            taken = _taken(opened)
            profile = opened.info.get("icc_profile")
            opened.draft("RGB", (allowed.long_side, allowed.long_side))
            upright = ImageOps.exif_transpose(opened)
            made, media_type = _encoded(upright, allowed.long_side, profile)
            small = _small(on_white(_eight_bits(upright)))
    except UnidentifiedImageError:
        raise UserError(f"“{name}”不是图片也不是 PDF，没有添加，请另选一个文件") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UserError(f"“{name}”{TOO_MANY}") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise UserError(f"“{name}”已损坏，读不出来，没有添加，请重新拍照、扫描或另选一个文件") from None
    return Prepared(name, media_type, made, small, _hash(made), None, taken)


def _encoded(picture: Image.Image, long_side: int, profile: bytes | None) -> tuple[bytes, str]:
    """Return a picture without anything but its pixels and colours, and its media type."""
    fits = max(picture.size) <= long_side
    out = BytesIO()
    if fits and picture.mode in LINES and "transparency" not in picture.info:
        clean = picture.copy()
        clean.info.clear()
        clean.save(out, "PNG", optimize=True)
        return out.getvalue(), PNG
    full = on_white(_eight_bits(picture))
    if not fits:
        full.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
    # A new picture carries no notes of the camera (place, device, time).
    clean = Image.new("RGB", full.size)
    clean.paste(full)
    same_colours = profile if profile and picture.mode == "RGB" else None
    clean.save(out, "JPEG", quality=QUALITY, optimize=True, icc_profile=same_colours)
    return out.getvalue(), JPEG


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits as one of 8, which Pillow would otherwise cut off at white."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture


def _small(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", small.size)
    clean.paste(small)
    out = BytesIO()
    clean.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def _taken(opened: Image.Image) -> date | None:
    try:
        noted = opened.getexif().get_ifd(NOTES).get(TAKEN)
        found = datetime.strptime(str(noted).strip("\x00 "), "%Y:%m:%d %H:%M:%S").date() if noted else None
    except (ValueError, TypeError, KeyError, SyntaxError):
        return None
    return found if found and found.year >= 1990 else None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
