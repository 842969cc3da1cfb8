"""The unit of work: one action of a person, one transaction, one entry in the history.

A :class:`Work` watches its session. Every record that is added, changed or removed gets its revision, owner and keys
and leaves a row with the values before and after, so services only change objects; undo, audit trail and the signal
to open pages read the same rows.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, insert, inspect, select
from sqlalchemy.orm import Session, object_session
from uuid_utils.compat import uuid7

from desktop.clock import Clock
from desktop.models import Action, Change, Record

from . import search_index

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
    changes: list[tuple[str, UUID, dict[str, Any] | None, dict[str, Any] | None]] = field(default_factory=list)
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

    def flush(self) -> None:
        """Send pending changes to the database, so that queries of this action see them."""
        self.session.flush()


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
    entry = [
        previous,
        [plain(action[name]) for name in ("id", "label", "account_id", "account_name", "at", "undoes_id")],
        [[plain(one[name]) for name in ("record", "record_id", "before", "after")] for one in changes],
    ]
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_index(work: Work) -> None:
    """Bring the index of search up to date with what the action changed, in its own transaction."""
    changed: dict[str, set[UUID]] = {kind: set(ids) for kind, ids in work.rekeyed.items()}
    for kind, record_id, before, _ in work.changes:
        if before != {}:  # a note about a record that was only looked at
            changed.setdefault(kind, set()).add(record_id)
    search_index.renew(work.session.connection(), changed)


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
    changes = [
        {
            "action_number": action["number"],
            "position": position,
            "record": record,
            "record_id": record_id,
            "before": before,
            "after": after,
        }
        for position, (record, record_id, before, after) in enumerate(work.changes)
    ]
    action["digest"] = chain_digest(last.digest if last else "", action, changes)
    connection.execute(insert(Action), [action])
    connection.execute(insert(Change), changes)
    records: dict[str, set[UUID]] = {}
    for record, record_id, _, _ in work.changes:
        records.setdefault(record, set()).add(record_id)
    return Changed(work.action_id, work.label, {word: frozenset(ids) for word, ids in records.items()})
