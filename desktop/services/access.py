"""Who sees what of mediation (查看范围): the mediators of a room their own cases, reviewers all, other clerks nothing.

"Mediation records are visible to the mediation role of their room and to supervisors, not to every clerk"; clerks see
counts. The limits hold for every question a session asks about mapped classes, whichever service asks it, so that no
list, search, form, sheet, history or attachment has to remember them. Counts that are for everybody are asked within
:func:`everything`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, Result, event, false, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from desktop.models import Account, Attachment, Case, Consultation, Mediator, Record, Role, description, kinds

from .twins import once

OF_CASES = (
    "case_parties",
    "investigations",
    "evidences",
    "sessions",
    "extensions",
    "performances",
    "visits",
    "confirmations",
    "signatures",
    "case_steps",
)
"""Kinds of record that belong to one case."""
LIMITED = frozenset({"cases", "consultations", *OF_CASES})
"""Kinds of record not every account sees."""
READERS = frozenset({Role.ADMINISTRATOR.value, Role.MEDIATOR.value, Role.REVIEWER.value})
"""Roles that see such records at all."""
WRITERS = frozenset({Role.ADMINISTRATOR.value, Role.MEDIATOR.value})
UNLIMITED = frozenset({Role.ADMINISTRATOR.value, Role.REVIEWER.value})


@dataclass(frozen=True)
class Viewer:
    """Who looks: the role, and for a mediator the account with its committee and room."""

    role: str
    account_id: UUID | None = None
    committee_id: UUID | None = None
    station_id: UUID | None = None

    @property
    def limited(self) -> bool:
        """Whether there are records this viewer does not see."""
        return self.role not in UNLIMITED


def viewer(session: Session) -> Viewer | None:
    """Return who looks through a session, None where the program itself does."""
    if "viewer" not in session.info:
        actor = session.info.get("actor")
        seen: Viewer | None = None
        if actor is not None and actor.role in UNLIMITED:
            seen = Viewer(actor.role, actor.account_id)
        elif actor is not None:
            session.info["viewer"] = None  # the question for the account is not limited by its own answer
            places = session.execute(
                select(Account.committee_id, Account.station_id).where(Account.id == actor.account_id)
            ).first()
            seen = Viewer(actor.role, actor.account_id, *(places or (None, None)))
        session.info["viewer"] = seen
    found: Viewer | None = session.info["viewer"]
    return found


def limited(session: Session) -> bool:
    """Return whether this session's questions are limited now."""
    if session.info.get("everything"):
        return False
    seen = viewer(session)
    return seen is not None and seen.limited


@contextmanager
def everything(session: Session) -> Iterator[None]:
    """Ask about all records for a while, whoever looks: for counts, numbers and checks, never for what is shown."""
    before = session.info.get("everything", False)
    session.info["everything"] = True
    try:
        yield
    finally:
        session.info["everything"] = before


@lru_cache(maxsize=64)
def limits(seen: Viewer) -> Mapping[type[Record], ColumnElement[bool]]:
    """Return the SQL of what a limited viewer sees of each kind."""
    if seen.role not in READERS:
        hidden: dict[type[Record], ColumnElement[bool]] = {kinds()[kind]: false() for kind in LIMITED}
        return {**hidden, Attachment: Attachment.owner_kind.not_in(sorted(LIMITED))}
    # Plain tables inside: what is asked of mapped classes is itself limited, without end.
    table = Case.__table__.alias("own_cases")
    inside = select(table.c.id).where(_own(table.c, seen)).correlate(None)
    found: dict[type[Record], ColumnElement[bool]] = {
        Case: _own(Case.__table__.c, seen),
        Consultation: _own(Consultation.__table__.c, seen),
    }
    consulted = Consultation.__table__.alias("own_consultations")
    owners: list[ColumnElement[bool]] = [
        Attachment.owner_id.in_(inside),
        Attachment.owner_id.in_(select(consulted.c.id).where(_own(consulted.c, seen)).correlate(None)),
    ]
    for kind in OF_CASES:
        record = kinds()[kind]
        found[record] = record.case_id.in_(inside)  # type: ignore[attr-defined]
        if description(kind).attachments:
            rows = record.__table__.alias()
            owners.append(Attachment.owner_id.in_(select(rows.c.id).where(rows.c.case_id.in_(inside)).correlate(None)))
    found[Attachment] = or_(Attachment.owner_kind.not_in(sorted(LIMITED)), *owners)
    return found


def _own(columns: Any, seen: Viewer) -> ColumnElement[bool]:
    """Return the SQL of “of the room of this viewer, else of the committee”, or done by the mediator who looks."""
    parts: list[ColumnElement[bool]] = []
    if seen.station_id is not None:
        parts.append(columns.station_id == seen.station_id)
    elif seen.committee_id is not None:
        parts.append(columns.committee_id == seen.committee_id)
    if seen.account_id is not None:
        mediators = Mediator.__table__.alias("own_mediators")
        mine = select(mediators.c.id).where(mediators.c.account_id == seen.account_id).correlate(None)
        parts.append(columns.mediator_id.in_(mine))
    return or_(*parts) if parts else false()


def ask(session: Session, statement: Executable) -> Result[*tuple[Any, ...]]:
    """Run a question for columns as quickly as may be: only where the viewer is limited through the mapped classes."""
    return session.execute(statement) if limited(session) else session.connection().execute(statement)


def outside(session: Session, kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a case or consultation that would vanish from the sight of whoever writes it."""
    if kind not in ("cases", "consultations") or not limited(session):
        return {}
    seen = viewer(session)
    assert seen is not None
    mine = once(session, ("own mediators", seen.account_id), lambda: _mediators(session, seen.account_id))
    if values.get("mediator_id") in mine:
        return {}
    if seen.station_id is not None:
        sentence = "您的账号只登记本调解室的案件和咨询，没有写入，请选择本调解室"
        return {} if values.get("station_id") == seen.station_id else {"station_id": sentence}
    if seen.committee_id is not None:
        sentence = "您的账号只登记本调委会的案件和咨询，没有写入，请选择本调委会"
        return {} if values.get("committee_id") == seen.committee_id else {"committee_id": sentence}
    return {"committee_id": "您的账号还没有填所属的调委会或调解室，不能登记，请管理员在“账号”里填写"}


def _mediators(session: Session, account_id: UUID | None) -> frozenset[UUID]:
    statement = select(Mediator.id).where(Mediator.account_id == account_id)
    return frozenset(session.scalars(statement)) if account_id else frozenset()


@event.listens_for(Session, "do_orm_execute")
def _limit(state: ORMExecuteState) -> None:
    if not state.is_select or "actor" not in state.session.info or not limited(state.session):
        return
    seen = viewer(state.session)
    assert seen is not None
    state.statement = state.statement.options(
        *(with_loader_criteria(record, wanted, include_aliases=True) for record, wanted in limits(seen).items())
    )
