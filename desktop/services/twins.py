"""Other rows with the same values: what the rules against doubles ask of the database, one row at a time or in bulk.

A rule calls :func:`twins` and judges what it gets; what it asks besides goes through :func:`once`. Whoever checks a
whole spreadsheet puts a :class:`Remembered` on the session first: then the same rules are answered from memory, and
rows of the sheet that are not written yet count like rows of the office.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType, SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Record

T = TypeVar("T")

NONE: Mapping[str, Any] = MappingProxyType({})
REMEMBERED = "remembered"
"""Key under which the session holds its memory."""


def twins(session: Session, record: type[Record], record_id: UUID | None, **values: Any) -> Sequence[Any]:
    """Return the rows, deleted ones too, that hold all the given values, except the one with ``record_id``."""
    remembered = session.info.get(REMEMBERED)
    if isinstance(remembered, Remembered):
        return remembered.twins(record, record_id, values)
    held = [getattr(record, name) == value for name, value in values.items()]
    return session.scalars(select(record).where(*held, record.id != record_id)).all()


def once(session: Session, question: Hashable, ask: Callable[[], T]) -> T:
    """Return what ``ask`` answers; while a sheet is checked or a history told each ``question`` is asked only once.

    For what no row of the sheet changes: a setting, the members of a list, the days of a class.
    """
    remembered = session.info.get(REMEMBERED)
    if not isinstance(remembered, Remembered):
        return ask()
    if question not in remembered.answers:
        remembered.answers[question] = ask()
    answer: T = remembered.answers[question]
    return answer


class Remembered:
    """What the office holds and a sheet would bring, by the values the rules ask for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._indexes: dict[tuple[type[Record], tuple[str, ...]], dict[tuple[Any, ...], list[UUID]]] = {}
        self._pending: dict[type[Record], dict[UUID, tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
        self.answers: dict[Hashable, Any] = {}

    def put(
        self, record: type[Record], record_id: UUID, values: Mapping[str, Any], blank: Mapping[str, Any] = NONE
    ) -> None:
        """Count a row as it will be from now on; what is missing in ``values`` is as in ``blank``."""
        self._pending.setdefault(record, {})[record_id] = values, blank
        for (of, names), index in self._indexes.items():
            if of is record:
                index.setdefault(_of(names, values, blank), []).append(record_id)

    def twins(self, record: type[Record], record_id: UUID | None, values: Mapping[str, Any]) -> list[Any]:
        """Answer :func:`twins`."""
        names = tuple(values)
        wanted = tuple(values.values())
        found = []
        for one in self._index(record, names).get(wanted, ()):
            if one == record_id:
                continue
            pending = self._pending.get(record, {}).get(one)
            row = (
                SimpleNamespace(**{**pending[1], **pending[0], "id": one})
                if pending
                else self._session.get(record, one)
            )
            # A row the sheet changes may no longer hold what the office still has for it.
            if row is not None and all(getattr(row, name) == values[name] for name in names):
                found.append(row)
        return found

    def _index(self, record: type[Record], names: tuple[str, ...]) -> dict[tuple[Any, ...], list[UUID]]:
        index = self._indexes.get((record, names))
        if index is None:
            index = {}
            columns = [getattr(record, name) for name in names]
            for row in self._session.connection().execute(select(record.id, *columns)):
                index.setdefault(tuple(row[1:]), []).append(row[0])
            for one, pending in self._pending.get(record, {}).items():
                index.setdefault(_of(names, *pending), []).append(one)
            self._indexes[record, names] = index
        return index


def _of(names: Sequence[str], values: Mapping[str, Any], blank: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] if name in values else blank[name] for name in names)


def first(rows: Iterable[Any]) -> Any | None:
    """Return the first row, None when there is none."""
    return next(iter(rows), None)
