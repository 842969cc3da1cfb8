"""One search over all kinds of record (全部搜索): what each has, the first few of it, as far as the role may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Description, Kind, Search, description, kinds

from . import records, searching
from .access import limited
from .subjects import may_read

COUNTED = 1_000
"""Hits of one kind are counted up to this many."""


@dataclass(frozen=True)
class Hit:
    """One record that was found."""

    kind: str
    id: UUID
    title: str
    detail: str
    """Its code, or what else it is found by: the duty of a person, the grid of a post."""


@dataclass(frozen=True)
class Group:
    """What was found of one kind."""

    kind: str
    label: str
    unit: str
    count: int
    more: bool
    """Whether there are more than ``count``."""
    hits: tuple[Hit, ...]


def everywhere(session: Session, text: str, role: str, among: Sequence[str], each: int = 5) -> list[Group]:
    """Return what matches of each kind in ``among`` that ``role`` may read, in that order, without empty ones."""
    found = []
    for kind in among:
        if not may_read(kind, role):
            continue
        wanted = searching.search(session, kind, text)
        if wanted is None:
            continue
        hits = records.candidates(session, kind, text, each)
        if not hits:
            continue
        count, more = _count(session, kind, wanted)
        described = description(kind)
        details = {} if described.code else _details(session, described, [one for one, _, _ in hits])
        those = tuple(Hit(kind, one, title, code or details.get(one, "")) for one, title, code in hits)
        found.append(Group(kind, described.label, described.unit, max(count, len(those)), more, those))
    return found


def _details(session: Session, described: Description, wanted: Sequence[UUID]) -> dict[UUID, str]:
    """Return the first short text beside the title by which records of a kind without codes are found."""
    known = (Kind.TEXT, Kind.NAME, Kind.REFERENCE)
    fields = [
        one
        for one in described.fields
        if one.search is Search.TEXT and one.kind in known and not one.lengthy and one.name != described.title
    ]
    if not fields:
        return {}
    record, field = kinds()[described.name], fields[0]
    column = getattr(record, field.name)
    values: dict[UUID, Any] = dict(iter(session.execute(select(record.id, column).where(record.id.in_(wanted)))))
    if field.kind is not Kind.REFERENCE:
        return {one: value or "" for one, value in values.items()}
    named = records.titles(session, field.refers, [value for value in values.values() if value])
    return {one: named.get(value, "") for one, value in values.items()}


def _count(session: Session, kind: str, wanted: searching.Search) -> tuple[int, bool]:
    """Return the number of hits and whether there are more."""
    record = kinds()[kind]
    rows = select(record.id).where(~record.deleted, *wanted.plan.conditions()).limit(COUNTED + 1)
    if wanted.plan.by_index and not wanted.words and not limited(session):
        count = searching.hits(session, wanted, COUNTED + 1)
    else:
        count = session.execute(select(func.count()).select_from(rows.subquery()), wanted.given()).scalar_one()
    return min(count, COUNTED), count > COUNTED
