"""References among the rows of one sheet: a tree of divisions or Party organisations comes in one file.

Rows that others name as their parent are understood before them, wherever they stand in the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Field, Kind, description, kinds
from desktop.services.access import ask

from .sheet_read import Table
from .sheet_values import Office, is_blank, lookup, shown

_MARK = re.compile(r".*[（(]([^（()）]+)[)）]", re.DOTALL)


class Kin:
    """Which rows of a table may name which others, by title, short name or code."""

    def __init__(self, table: Table, office: Office) -> None:
        described = description(table.kind)
        self._table = table
        self._office = office
        self.fields: Sequence[Field] = [
            one
            for one in described.fields
            if one.kind is Kind.REFERENCE and one.refers == table.kind and one.name in table.columns
        ]
        self._called = [name for name in (described.title, described.code, "short_name") if name in table.columns]
        self._code = described.code
        lines = range(len(table.lines))
        self.depths = [0] * len(lines)
        """How many rows of the sheet stand above each one."""
        self.parents: set[int] = set()
        """Rows that others may name."""
        self.circles: dict[int, str] = {}
        """Names of the fields by the rows that stand above themselves, or below one that does."""
        self.waves: list[Sequence[int]] = [lines]
        """All rows, those first that the next ones may name."""
        if self.fields:
            self._sort(lines)

    def _sort(self, lines: range) -> None:
        names: dict[str, list[int]] = {}
        for at in lines:
            for text in {lookup(shown(self._raw(at, name))) for name in self._called}:
                if text:
                    names.setdefault(text, []).append(at)
        above = {at: set(self._above(at, names)) for at in lines}
        below: dict[int, list[int]] = {}
        for at, those in above.items():
            for one in those:
                below.setdefault(one, []).append(at)
        self.parents |= set(below)
        waiting = {at: len(those) for at, those in above.items()}
        wave: list[int] = [at for at in lines if not waiting[at]]
        self.waves = []
        while wave:
            self.waves.append(wave)
            following = []
            for at in wave:
                for one in below.get(at, ()):
                    self.depths[one] = len(self.waves)
                    waiting[one] -= 1
                    if not waiting[one]:
                        following.append(one)
            wave = sorted(following)
        circular = [at for at in lines if waiting[at]]
        self.circles = dict.fromkeys(circular, self.fields[0].name)
        self.waves.append(circular)

    def _above(self, at: int, names: Mapping[str, Sequence[int]]) -> Iterator[int]:
        for one in self.fields:
            raw = self._raw(at, one.name)
            if is_blank(raw):
                continue
            text = shown(raw)
            found = names.get(lookup(text), ())
            if not found and (marked := _MARK.fullmatch(text.strip())):
                found = [row for row in names.get(lookup(marked[1]), ()) if self._code]
            self.parents.update(row for row in found if row == at)
            yield from (row for row in found if row != at)

    def _raw(self, at: int, name: str) -> Any:
        column, cells = self._table.columns[name], self._table.lines[at].cells
        return cells[column] if column < len(cells) else ""

    def count(self, at: int, record_id: UUID) -> None:
        """Let the rows that follow name a new record by what its row calls it."""
        texts = {name: shown(self._raw(at, name)).strip() for name in self._called}
        code = texts.pop(self._code, "") if self._code else ""
        title = texts.pop(description(self._table.kind).title, "")
        self._office.count(self._table.kind, record_id, title, texts.get("short_name", ""), code)


def circular(session: Session, kind: str, name: str, given: Mapping[UUID, UUID | None]) -> set[UUID]:
    """Return which of the records would stand above themselves if those ``given`` got these parents."""
    record = kinds()[kind]
    rows = ask(session, select(record.id, getattr(record, name)))
    above: dict[UUID, UUID | None] = {row[0]: row[1] for row in rows} | dict(given)
    found = set()
    for one in given:
        at, steps = above.get(one), 0
        while at is not None and at != one and steps <= len(above):
            at, steps = above.get(at), steps + 1
        if at == one:
            found.add(one)
    return found
