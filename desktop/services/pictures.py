"""Photos of people (照片) as they are kept: upright, cut to 5 : 7, no larger than a signboard needs."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import kinds
from desktop.storage.work import Actor

from .subjects import subject

WIDTH, HEIGHT = 826, 1156
"""The largest photo that is kept, pixels: 5 : 7 at 300 dpi for 70 × 98 mm."""
LEAST_WIDTH = 100
"""Narrower pictures show no face on a signboard."""
LARGEST = 20 * 1024 * 1024
"""Largest file that is read, bytes."""
MOST_PIXELS = 120_000_000
FORMATS = ("JPEG", "PNG", "BMP")
QUALITY = 88
FACE = 0.35
"""Where the middle of the cut lies from the top: heads are in the upper part of a portrait."""


def kept(session: Session, kind: str, record_id: UUID, name: str, actor: Actor) -> bytes | None:
    """Return the picture of a record, None when it has none or the role of ``actor`` may not see it."""
    if actor.role not in subject(kind).revealers:
        return None
    record = kinds()[kind]
    found: bytes | None = session.execute(select(getattr(record, name)).where(record.id == record_id)).scalar()
    return found


@dataclass(frozen=True)
class Part:
    """The part of an upright picture that is kept: fractions of its width and height; 5 : 7 in any case."""

    left: float
    top: float
    width: float


def portrait(data: bytes, part: Part | None = None) -> bytes:
    """Return a photo as it is kept: a JPEG of 5 : 7 without any of the marks of the camera.

    The picture is turned as the camera noted, cut to ``part`` or to where heads usually are (never stretched) and made
    smaller where it is too large. Raises ``UserError`` for a file that is no picture, too large, too small or damaged.
    """
    return _encoded(_cut(_upright(data), part))


def whole(data: bytes, side: int) -> bytes:
    """Return the whole picture upright, ``side`` pixels at most on the longer side, to choose a part of it.

    Raises as :func:`portrait` does.
    """
    picture = _upright(data)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _encoded(picture)


def usual(width: int, height: int) -> Part:
    """Return the part that is kept of a picture of this size when nobody chooses one."""
    across = min(width, height * WIDTH // HEIGHT)
    down = min(height, across * HEIGHT // WIDTH)
    return Part((width - across) // 2 / width, round((height - down) * FACE) / height, across / width)


def _upright(data: bytes) -> Image.Image:
    if len(data) > LARGEST:
        raise UserError(f"照片文件有 {len(data) / 1024 / 1024:.1f} MB，最大 20 MB，照片没有更换，请选小一些的文件")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UserError("照片的像素太多，照片没有更换，请先在画图中缩小再选")
            return on_white(ImageOps.exif_transpose(opened))
    except UnidentifiedImageError:
        raise UserError("这个文件不是 JPEG、PNG 或 BMP 图片，照片没有更换，请另选一个文件") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise UserError("这个图片文件已损坏，读不出来，照片没有更换，请另选一个文件") from None


def on_white(picture: Image.Image) -> Image.Image:
    """Return a picture in red, green and blue; what is clear in it becomes white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _cut(picture: Image.Image, part: Part | None) -> Image.Image:
    wanted = part or usual(*picture.size)
    width = min(picture.width, round(wanted.width * picture.width), picture.height * WIDTH // HEIGHT)
    height = min(picture.height, width * HEIGHT // WIDTH)
    if width < LEAST_WIDTH:
        raise UserError(
            f"照片裁成 5:7 后只有 {width} 像素宽，至少要 {LEAST_WIDTH} 像素，照片没有更换，请选清楚些的照片"
        )
    left = min(max(0, round(wanted.left * picture.width)), picture.width - width)
    top = min(max(0, round(wanted.top * picture.height)), picture.height - height)
    cut = picture.crop((left, top, left + width, top + height))
    return cut if width <= WIDTH else cut.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _encoded(picture: Image.Image) -> bytes:
    out = BytesIO()
    # A new picture carries no notes of the camera (place, device, time).
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
