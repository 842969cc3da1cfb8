"""Search keys: what a record is found by, kept in the same transaction as the row."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models import Field, Kind, Record, Search, description, kinds

from .pinyin import search_keys, sort_key


def term(text: str) -> str:
    """Return what was typed as search keys hold it: half width, lower case, spaces only between words."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def keys(session: Session, record: Record) -> tuple[str, str]:
    """Return the search key and the sort key of a record.

    The search key holds, one to a line, the searchable values with their pinyin and initials, codes, and the last
    four figures of phones; a reference counts as the title of what it points to. The sort key orders by the title's
    pinyin.
    """
    described = description(record.described.name)
    lines = [line for one in described.fields if one.search is not Search.NONE for line in _lines(session, record, one)]
    field = described[described.title]
    person = field.kind is Kind.NAME or field.refers == "people"
    return "\n".join(dict.fromkeys(lines)), sort_key(_text(session, record, field), person)


def _lines(session: Session, record: Record, one: Field) -> list[str]:
    text = _text(session, record, one)
    if not text:
        return []
    if one.search is Search.PHONE:
        return ["".join(sign for sign in text if sign.isdigit())[-4:]]
    if one.search is Search.CODE:
        return [term(text)]
    return [term(text), search_keys(text)]


def _text(session: Session, record: Record, one: Field) -> str:
    value = getattr(record, one.name)
    if one.kind is Kind.REFERENCE:
        return _title(session, one.refers, value)
    return str(value) if value else ""


def _title(session: Session, kind: str, record_id: UUID | None) -> str:
    target = session.get(kinds()[kind], record_id) if record_id else None
    if target is None:
        return ""
    return _text(session, target, description(kind)[description(kind).title])
