"""Drafts (草稿): what was typed into a form is kept until it is saved or discarded, so that a crash loses nothing.

A draft belongs to one account and lies in the encrypted database of the office, so private numbers may be in it. It
is no record: it has no history, it is not undone and never leaves the office.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from desktop.models import Draft, kinds
from desktop.storage.work import Actor, Work


@dataclass(frozen=True)
class Kept:
    """A draft as a form finds it."""

    values: Mapping[str, Any]
    at: datetime
    stale: bool
    """Whether the record was changed since the draft was begun."""


def keep(
    work: Work, kind: str, record_id: UUID | None, values: Mapping[str, Any], base_revision: UUID | None
) -> datetime:
    """Keep what was typed in place of what was kept before, and return when; without values the draft goes.

    The program itself (an actor without account) has no drafts.
    """
    drop(work, kind, record_id)
    now = work.clock.now()
    if values and work.actor.account_id is not None:
        work.session.add(
            Draft(
                id=uuid7(),
                account_id=work.actor.account_id,
                kind=kind,
                record_id=record_id,
                values=dict(values),
                base_revision=base_revision,
                at=now,
            )
        )
    return now


def drop(work: Work, kind: str, record_id: UUID | None) -> None:
    """Discard the draft of the actor for a record, or for a new one of the kind."""
    if work.actor.account_id is not None:
        work.session.execute(delete(Draft).where(_of(work.actor, kind, record_id)))


def find(session: Session, actor: Actor, kind: str, record_id: UUID | None) -> Kept | None:
    """Return the draft of ``actor`` for a record, or for a new one of the kind."""
    if actor.account_id is None:
        return None
    found = session.scalars(select(Draft).where(_of(actor, kind, record_id)).order_by(Draft.at.desc())).first()
    if found is None:
        return None
    record = kinds()[kind]
    revision = session.execute(select(record.revision).where(record.id == record_id)).scalar() if record_id else None
    return Kept(found.values, found.at, revision != found.base_revision)


def begun(session: Session, actor: Actor, kind: str) -> dict[UUID | None, datetime]:
    """Return which records of a kind ``actor`` has a draft for, None standing for a new one, and since when."""
    if actor.account_id is None:
        return {}
    found = select(Draft.record_id, Draft.at).where(Draft.account_id == actor.account_id, Draft.kind == kind)
    return {record_id: at for record_id, at in session.execute(found)}


def _of(actor: Actor, kind: str, record_id: UUID | None) -> ColumnElement[bool]:
    return and_(
        Draft.account_id == actor.account_id, Draft.kind == kind, Draft.record_id.is_not_distinct_from(record_id)
    )
