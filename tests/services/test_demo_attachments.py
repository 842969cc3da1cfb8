"""Attachments of the demonstration office: drawn ones, sound, each content once."""

from __future__ import annotations

from sqlalchemy import func, select

from desktop.models import Attachment, Content
from desktop.services.offices import OpenOffice
from desktop.storage.check import check


def test_every_brand_room_has_its_front_and_its_paper(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        rows = session.scalars(select(Attachment)).all()
        contents = session.execute(select(func.count()).select_from(Content)).scalar_one()
    assert len(rows) == 12 and len({row.owner_id for row in rows}) == 6
    assert contents == 7, "the paper is the same for all six"
    assert not any(row.faces for row in rows) and all("示意" in row.title for row in rows)
    told = {one.label: one for one in check(demo_office.database)}
    assert told["附件"].ok and told["关联记录"].ok
