"""Search keys: what a record is found by, kept in the same transaction as the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Field, Kind, Record, Search, description, kinds
from desktop.storage import search_index
from desktop.storage.work import ADDED, TITLES

from .pinyin import search_keys, sort_key


def term(text: str) -> str:
    """Return what was typed as search keys hold it: half width, lower case, spaces only between words."""
    return " ".join(search_index.folded(text).split())


Titles = Callable[[str, UUID], str]
"""Returns the title of a record by its kind and id, "" when there is none."""


def keys(session: Session, record: Record) -> tuple[str, str]:
    """Return the search key and the sort key of a record.

    The search key holds, one to a line, the searchable values with their pinyin and initials, codes, and the last
    four figures of phones; a reference counts as the title of what it points to. Long texts are not repeated in it.
    The sort key orders by the title's pinyin.
    """
    kind = record.described.name
    values = {one.name: getattr(record, one.name) for one in _keyed(kind)}
    return keys_of(kind, values, lambda of, record_id: _title(session, of, record_id))


def keys_of(kind: str, values: Mapping[str, Any], titles: Titles) -> tuple[str, str]:
    """Return the keys of a record by its values (see :func:`keys`), with titles from where the caller has them."""
    described = description(kind)
    lines: list[str] = []
    texts: dict[str, str] = {}
    for one in _keyed(kind):
        texts[one.name] = text = _text(one, values.get(one.name), titles)
        if text and one.search is not Search.NONE and not one.lengthy:
            lines.extend(_lines(one, text))
    field = described[described.title]
    person = field.kind is Kind.NAME or field.refers == "people"
    return "\n".join(dict.fromkeys(lines)), sort_key(texts[field.name], person)


@cache
def _keyed(kind: str) -> tuple[Field, ...]:
    described = description(kind)
    return tuple(one for one in described.fields if one.search is not Search.NONE or one.name == described.title)


def _lines(one: Field, text: str) -> list[str]:
    if one.search is Search.PHONE:
        return ["".join(sign for sign in text if sign.isdigit())[-4:]]
    if one.search is Search.CODE:
        return [term(text)]
    return [term(text), _search_keys(text)]


_search_keys = lru_cache(maxsize=8192)(search_keys)
"""Duties, names of grids and many names of people come again and again."""


def _text(one: Field, value: Any, titles: Titles) -> str:
    if one.kind is Kind.REFERENCE:
        return titles(one.refers, value) if value else ""
    return str(value) if value else ""


def _title(session: Session, kind: str, record_id: UUID) -> str:
    titles: dict[tuple[str, UUID], str] | None = session.info.get(TITLES)
    if titles is None:
        return _asked(session, kind, record_id)
    if (kind, record_id) not in titles:
        _ask_together(session, kind, titles)
    if (kind, record_id) not in titles:
        titles[kind, record_id] = _asked(session, kind, record_id)
    return titles[kind, record_id]


def _ask_together(session: Session, kind: str, titles: dict[tuple[str, UUID], str]) -> None:
    """Read at once the titles of a kind that the records being added name: one by one is a question for each."""
    added: dict[UUID, Record] = session.info.get(ADDED, {})
    named = {
        getattr(record, one.name)
        for record in added.values()
        for one in _keyed(record.described.name)
        if one.refers == kind
    }
    wanted = [one for one in named if one is not None and one not in added and (kind, one) not in titles]
    if len(wanted) < 2:
        return
    target, field = kinds()[kind], description(kind)[description(kind).title]
    for row in session.scalars(select(target).where(target.id.in_(wanted))):
        titles[kind, row.id] = _text(field, getattr(row, field.name), lambda of, one: _title(session, of, one))


def _asked(session: Session, kind: str, record_id: UUID) -> str:
    added: dict[UUID, Record] = session.info.get(ADDED, {})
    target = added.get(record_id) or session.get(kinds()[kind], record_id)
    if target is None:
        return ""
    field = description(kind)[description(kind).title]
    return _text(field, getattr(target, field.name), lambda of, one: _title(session, of, one))
