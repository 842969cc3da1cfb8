"""The unit of work: one action of a person, one transaction, one entry in the history.

A :class:`Work` watches its session. Every record that is added, changed or removed gets its revision, owner and keys
and leaves a row with the values before and after, so services only change objects; undo, audit trail and the signal
to open pages read the same rows.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, event, insert, inspect, select
from sqlalchemy.orm import Session, object_session
from uuid_utils.compat import uuid7

from desktop.clock import Clock
from desktop.models import Action, Change, Record

from . import bulk, search_index

ADDED = "added"
"""Key under which the session holds the records by id that are being added together: the keys of some name others."""
TITLES = "titles"
"""Key under which the session holds titles by kind and id while many records are added, so that none is asked twice."""

Keys = Callable[[Session, Record], tuple[str, str]]
"""Returns the search key and the sort key of a record (services know pinyin, storage does not)."""


@dataclass(frozen=True)
class Actor:
    """Who acts: an account with its role, or the program itself (``account_id`` is None)."""

    account_id: UUID | None
    name: str
    role: str


@dataclass(frozen=True)
class Changed:
    """What one committed action changed, told to open pages."""

    action_id: UUID
    label: str
    records: Mapping[str, frozenset[UUID]]
    """Ids of the changed records by their word."""


@dataclass
class Work:
    """An action under way: services read and change records through ``session``."""

    session: Session
    actor: Actor
    clock: Clock
    office_id: UUID
    label: str
    keys: Keys
    action_id: UUID = field(default_factory=uuid7)
    undoes_id: UUID | None = None
    changes: list[tuple[str, UUID, dict[str, Any] | None, dict[str, Any] | str | None]] = field(default_factory=list)
    """Kind, id, values before and after of each record changed; as JSON already where there are many."""
    rekeyed: dict[str, set[UUID]] = field(default_factory=dict)
    """Records found by other words now although nothing of their own changed, by kind."""
    keep_revisions: bool = False
    """True while undo puts records back exactly as they were."""

    def add(self, record: Record) -> Record:
        """Add a new record, with identity and owner, and return it."""
        if record.id is None:
            record.id = uuid7()
        if record.office_id is None:
            record.office_id = self.office_id
        self.session.add(record)
        return record

    @bulk.unswept()
    def add_all(self, records: Iterable[Record]) -> list[UUID]:
        """Add many new records at once, in their order, and return their ids.

        Far quicker than :meth:`add` for each; history, keys and index are the same. The records are written at once
        and not watched: to change one afterwards, load it. A record may refer to those before it.
        """
        self.session.flush()
        memory = self.session.info
        memory[TITLES] = {}
        found: list[UUID] = []
        try:
            for record, group in groupby(records, type):
                while part := list(islice(group, bulk.WRITTEN)):
                    found += self._add_part(record, part)
        finally:
            memory.pop(TITLES, None)
            memory.pop(ADDED, None)
        return found

    def _add_part(self, record: type[Record], part: Sequence[Record]) -> list[UUID]:
        for one in part:
            if one.id is None:
                one.id = uuid7()
        self.session.info[ADDED] = {one.id: one for one in part}
        started = defaults(record)
        rows = [{name: given.get(name, default) for name, default in started} for given in map(vars, part)]
        with self.session.no_autoflush:
            self.insert(record, rows, [self.keys(self.session, one) for one in part])
        return [one.id for one in part]

    def insert(self, record: type[Record], rows: Sequence[dict[str, Any]], keys: Sequence[tuple[str, str]]) -> None:
        """Write new rows and remember them for the history; ``keys`` are their search and sort keys.

        A row holds values by the names of all columns; owner and revision are filled in where they are missing, what
        is left out besides is empty. Rows refer to rows before them at most. Raises what the database raises.
        """
        kind = record.described.name
        columns = list(record.columns())
        written = []
        for row, (search_key, sort_key) in zip(rows, keys, strict=True):
            row["office_id"] = row.get("office_id") or self.office_id
            row["revision"] = row.get("revision") or uuid7()
            row["deleted"] = bool(row.get("deleted"))
            row["search_key"], row["sort_key"] = search_key, sort_key
            written.append([row.get(name) for name, _ in columns])
            after = {
                name: value if type(value) in _PLAIN else plain(value)
                for name, value in row.items()
                if value is not None and name not in record.KEPT
            }
            self.changes.append((kind, row["id"], None, _json(after)))
        table = record.__table__
        assert isinstance(table, Table)
        bulk.insert(self.session.connection(), table, tuple(column.key for _, column in columns), written)

    def flush(self) -> None:
        """Send pending changes to the database, so that queries of this action see them."""
        self.session.flush()


_PLAIN = frozenset({str, int, bool})


@cache
def defaults(record: type[Record]) -> tuple[tuple[str, Any], ...]:
    """Return the columns of a record by name with what they hold when nothing is given."""
    return tuple(
        (name, column.default.arg if column.default is not None and column.default.is_scalar else None)  # type: ignore[attr-defined]
        for name, column in record.columns()
    )


def plain(value: Any) -> Any:
    """Return a value as JSON can keep it exactly; :func:`restored` is its inverse for a column's type."""
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value


def restored(record: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values kept by :func:`plain` in the types of the record's columns."""
    types = {name: column.type.python_type for name, column in record.columns() if name in values}
    return {name: _restored(types.get(name), value) for name, value in values.items() if name in types}


def _restored(kind: type | None, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if kind is UUID:
        return UUID(value)
    if kind is Decimal:
        return Decimal(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is bytes:
        return b64decode(value)
    return value


def watch(work: Work) -> None:
    """Make the session of ``work`` stamp and remember every change it flushes."""
    session = work.session

    @event.listens_for(session, "before_flush")
    def stamp(_session: Session, _context: Any, _instances: Any) -> None:
        # Each look at these makes the whole collection anew.
        new, dirty = session.new, [one for one in session.dirty if session.is_modified(one)]
        for record in [*new, *dirty]:
            if not isinstance(record, Record):
                continue
            if record.id is None:
                work.add(record)
            # Rows of the common stock come with the revision they have in every office.
            if not work.keep_revisions and (record.revision is None or record not in new):
                record.revision = uuid7()
            if record.office_id is None:
                record.office_id = work.office_id
            with session.no_autoflush:
                record.search_key, record.sort_key = work.keys(session, record)
        for record in _ordered(new):
            after = {name: plain(value) for name, value in record.values().items() if value is not None}
            work.changes.append((record.described.name, record.id, None, after))
        for record in _ordered(dirty):
            before, after = _difference(record)
            if after:
                work.changes.append((record.described.name, record.id, before, after))
        for record in _ordered(session.deleted):
            before = {name: plain(value) for name, value in record.values().items() if value is not None}
            work.changes.append((record.described.name, record.id, before, None))


def _ordered(instances: Iterable[Any]) -> list[Record]:
    return sorted((one for one in instances if isinstance(one, Record)), key=lambda one: one.id)


def _difference(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in inspect(record).mapper.column_attrs:
        name = attribute.key
        if name in record.KEPT:
            continue
        history = inspect(record).attrs[name].load_history()
        if history.has_changes():
            old = history.deleted[0] if history.deleted else _stored(record, name)
            new = history.added[0] if history.added else None
            if old != new:
                before[name], after[name] = plain(old), plain(new)
    return before, after


def _stored(record: Record, name: str) -> Any:
    """Return the value in the database of a column that was set without having been read (photos are read late)."""
    session = object_session(record)
    assert session is not None
    with session.no_autoflush:
        return session.execute(select(getattr(type(record), name)).where(type(record).id == record.id)).scalar()


def chain_digest(previous: str, action: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> str:
    """Return the digest of an action: SHA-256 over the digest before it, its own fields and its changes.

    ``action`` holds id, label, account_id, account_name, at, undoes_id; each change record, record_id, before, after.
    """
    chain = _Chain(previous, action)
    for one in changes:
        chain.add(plain(one["record"]), plain(one["record_id"]), _json(one["before"]), _json(one["after"]))
    return chain.digest()


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class _Chain:
    """The text of an entry, digested as it is written: ``[previous, [fields], [[record, id, before, after], …]]``."""

    def __init__(self, previous: str, action: Mapping[str, Any]) -> None:
        fields = [plain(action[name]) for name in ("id", "label", "account_id", "account_name", "at", "undoes_id")]
        self._sha = hashlib.sha256(f"[{_json(previous)},{_json(fields)},[".encode())
        self._mark = ""

    def add(self, record: str, record_id: str, before: str, after: str) -> None:
        """Digest one change; ``before`` and ``after`` are JSON already."""
        self._sha.update(f'{self._mark}[{_json(record)},"{record_id}",{before},{after}]'.encode())
        self._mark = ","

    def digest(self) -> str:
        """Return the digest of the whole entry."""
        whole = self._sha.copy()
        whole.update(b"]]")
        return whole.hexdigest()


@bulk.unswept()
def write_index(work: Work) -> None:
    """Bring the index of search up to date with what the action changed, in its own transaction."""
    changed: dict[str, set[UUID]] = {kind: set(ids) for kind, ids in work.rekeyed.items()}
    for kind, record_id, before, _ in work.changes:
        if before != {}:  # a note about a record that was only looked at
            changed.setdefault(kind, set()).add(record_id)
    search_index.renew(work.session.connection(), changed)


@bulk.unswept()
def write_history(work: Work) -> Changed | None:
    """Write the entry of the action in its own transaction; None when nothing was changed."""
    if not work.changes:
        return None
    connection: Connection = work.session.connection()
    last = connection.execute(select(Action.number, Action.digest).order_by(Action.number.desc()).limit(1)).first()
    action = {
        "number": (last.number if last else 0) + 1,
        "id": work.action_id,
        "label": work.label,
        "account_id": work.actor.account_id,
        "account_name": work.actor.name,
        "at": work.clock.now(),
        "undoes_id": work.undoes_id,
    }
    chain = _Chain(last.digest if last else "", action)
    written: list[tuple[Any, ...]] = []
    for position, (record, record_id, before, after) in enumerate(work.changes):
        texts = (_json(before), after if isinstance(after, str) else _json(after))
        chain.add(record, str(record_id), *texts)
        row = (action["number"], position, record, record_id)
        written.append((*row, *(None if text == "null" else text for text in texts)))
    action["digest"] = chain.digest()
    connection.execute(insert(Action), [action])
    table = Change.__table__
    assert isinstance(table, Table)
    bulk.insert(connection, table, tuple(table.columns.keys()), written, frozenset({"before", "after"}))
    records: dict[str, set[UUID]] = {}
    for record, record_id, _, _ in work.changes:
        records.setdefault(record, set()).add(record_id)
    return Changed(work.action_id, work.label, {word: frozenset(ids) for word, ids in records.items()})
