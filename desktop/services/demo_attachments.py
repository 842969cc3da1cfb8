"""Photos and scans of the demonstration office: drawn, not taken, on its brand rooms; nobody is on them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from time import gmtime

from PIL import Image, ImageDraw
from sqlalchemy import select

from desktop.models import AttachmentRole, Station, StationKind

from . import attachments
from .attachment_files import MB, Limits, prepare
from .attachments import New
from .demo_town import MARK, Town

ALLOWED = Limits(MB, 3000)
WALLS = ("#b9785a", "#c8a36a", "#8f9d86", "#a98f7c", "#9a6e62", "#b5a58e")


def fill(town: Town) -> None:
    """Add the front of each brand room, and the paper it was set up by, the same one for all."""
    paper = prepare(_paper(), "设立批复（示意）.pdf", ALLOWED)
    rooms = select(Station).where(Station.kind == StationKind.BRAND_ROOM).order_by(Station.opened_on, Station.id)
    for at, room in enumerate(town.work.session.scalars(rooms).all()):
        front = prepare(_front(WALLS[at % len(WALLS)]), "门头（示意）.png", ALLOWED)
        day = room.opened_on or date(2020, 1, 10)
        files = [
            New(front, "门头（示意图）", AttachmentRole.PHOTO.value, day, notes=MARK),
            New(paper, "设立批复（示意）", AttachmentRole.SCAN.value, day, notes=MARK),
        ]
        attachments.add(town.work, "stations", room.id, files)


def _front(wall: str) -> bytes:
    """Return a house with a sign over its door."""
    image = Image.new("RGB", (960, 720), "#dfe6e3")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 600, 960, 720), fill="#c9c2b6")
    draw.rectangle((150, 260, 810, 620), fill=wall)
    draw.polygon([(110, 270), (480, 110), (850, 270)], fill="#6b5148")
    draw.rectangle((340, 300, 620, 352), fill="#a61c20")
    draw.rectangle((355, 315, 605, 337), outline="#f3e2b8", width=3)
    draw.rectangle((420, 400, 540, 620), fill="#5a4a40")
    for left in (210, 630):
        draw.rectangle((left, 400, left + 120, 520), fill="#eef3f2", outline="#5a4a40", width=6)
        draw.line((left + 60, 400, left + 60, 520), fill="#5a4a40", width=4)
    return _written(image, "PNG")


def _paper() -> bytes:
    """Return two sheets with lines where there would be words, and a seal."""
    sheets = []
    for page in range(2):
        sheet = Image.new("1", (827, 1170), 1)
        draw = ImageDraw.Draw(sheet)
        if page == 0:
            draw.rectangle((220, 120, 607, 150), fill=0)
        for row in range(16 if page == 0 else 6):
            draw.rectangle((110, 240 + 48 * row, 717 if row % 5 != 4 else 430, 248 + 48 * row), fill=0)
        if page == 1:
            draw.ellipse((500, 560, 690, 750), outline=0, width=6)
        sheets.append(sheet)
    out = BytesIO()
    still = gmtime(0)  # the same bytes each time
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], creationDate=still, modDate=still)
    return out.getvalue()


def _written(image: Image.Image, form: str) -> bytes:
    out = BytesIO()
    image.save(out, form)
    return out.getvalue()
