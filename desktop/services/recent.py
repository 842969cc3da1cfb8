"""Recent records (最近查看): what an account looked at last, so that it is found again without a search.

They lie in the encrypted database as one row of the account's saved views: a look at something, for one account alone.
Kept are kind, id and moment, never a name: names are read when the list is shown, as far as the role may read them.
Nothing of it is in the history, is undone or leaves the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from desktop.models import SavedView, description, kinds
from desktop.storage.work import Actor, Work

from . import records
from .everywhere import Hit
from .subjects import may_read

WORD = "recent"
"""Stands where a saved view has its kind of record; no record is called so."""
NAME = "最近查看"
KEPT = 60
"""Records remembered for one account."""


@dataclass(frozen=True)
class Looked(Hit):
    """A record that was looked at."""

    at: datetime
    """When, in UTC."""


def note(work: Work, kind: str, record_id: UUID) -> None:
    """Remember that the actor looked at a record now; the program itself (no account) looks at nothing."""
    if work.actor.account_id is None:
        return
    row = _row(work.session, work.actor)
    if row is None:
        row = SavedView(id=uuid7(), account_id=work.actor.account_id, kind=WORD, name=NAME, position=0)
        row.filters, row.columns, row.ordering = [], [], []
        work.session.add(row)
    others = [one for one in row.filters if one[:2] != [kind, str(record_id)]]
    row.filters = [[kind, str(record_id), work.clock.now().isoformat()], *others][:KEPT]


def of(session: Session, actor: Actor, among: Sequence[str], most: int = 15) -> list[Looked]:
    """Return what ``actor`` looked at last, newest first: of kinds in ``among`` the role may read, none deleted."""
    row = _row(session, actor)
    known = {kind for kind in among if kind in kinds() and may_read(kind, actor.role)}
    kept = [one for one in (row.filters if row else []) if one[0] in known]
    named: dict[tuple[str, UUID], tuple[str, str]] = {}
    for kind in {one[0] for one in kept}:
        named |= _named(session, kind, [UUID(one[1]) for one in kept if one[0] == kind])
    found = []
    for kind, record_id, at in kept:
        if told := named.get((kind, UUID(record_id))):
            found.append(Looked(kind, UUID(record_id), *told, datetime.fromisoformat(at)))
    return found[:most]


def _named(session: Session, kind: str, wanted: Sequence[UUID]) -> dict[tuple[str, UUID], tuple[str, str]]:
    """Return title and code of the living records among these."""
    record, code = kinds()[kind], description(kind).code
    columns = [record.id, getattr(record, code)] if code else [record.id]
    living = {row[0]: row for row in session.execute(select(*columns).where(record.id.in_(wanted), ~record.deleted))}
    titles = records.titles(session, kind, living)
    return {(kind, one): (titles.get(one, ""), (row[1] or "") if code else "") for one, row in living.items()}


def _row(session: Session, actor: Actor) -> SavedView | None:
    if actor.account_id is None:
        return None
    mine = select(SavedView).where(SavedView.account_id == actor.account_id, SavedView.kind == WORD)
    return session.scalars(mine.order_by(SavedView.id)).first()
