"""What a form is filled from, read in one go on a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.models import Kind, description
from desktop.services import drafts, pictures, records, saving
from desktop.services.drafts import Kept
from desktop.services.pinyin import search_keys
from desktop.views.desk import Desk
from desktop.views.records import reading
from desktop.views.records.reading import Seen

ROWS = 12


@dataclass(frozen=True)
class Loaded:
    """The options of choices, and the record, or the values a new one begins with."""

    options: Mapping[str, Mapping[str, str]]
    seen: Seen | None
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    photos: Mapping[str, bytes | None]
    draft: Kept | None
    """What the person typed the last time and did not save."""


def load(
    desk: Desk, kind: str, record_id: UUID | None, start: Mapping[str, Any], wanted: tuple[str, ...] | None
) -> Loaded:
    """Read all of it. Raises ``UserError`` when the record is gone."""
    described = description(kind)
    lists = {one.choices for one in described.fields if one.kind is Kind.CHOICE}
    with desk.database.read() as session:
        options = {key: records.choices(session, key, desk.clock.today()) for key in lists}
        for labels in options.values():
            for text in labels.values():
                # Read here, where nobody waits, so that typing into a choice finds the readings at hand.
                search_keys(text)
        draft = drafts.find(session, desk.actor, kind, record_id)
        if record_id is None:
            values = {**saving.blank(kind), **start}
            texts = {}
            for one in described.fields:
                value = values.get(one.name)
                if one.kind is Kind.REFERENCE and isinstance(value, UUID):
                    texts[one.name] = records.title(session, one.refers, value)
            return Loaded(options, None, values, texts, {}, draft)
        photos = {
            one.name: pictures.kept(session, kind, record_id, one.name, desk.actor)
            for one in described.fields
            if one.kind is Kind.PICTURE
        }
    seen = reading.read(desk, kind, record_id, wanted, ROWS)
    return Loaded(options, seen, seen.opened.values, seen.opened.texts, photos, draft)
