"""What holds the records of a mediation case together (案卷一致): numbers, what follows from a record, what must stay.

The subjects of these kinds name the functions here (:mod:`.subjects`), so that every way of writing keeps to them: the
form, a step, a sheet, undo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Case, CaseParty, CaseState, Evidence, Extension, MediationSession, Record
from desktop.storage.work import Work

from .access import everything
from .case_brought import as_it_came
from .case_clock import first_due, worked
from .case_guards import demands
from .case_reading import living_file
from .context import context
from .mediation import KEPT_OPEN

RANKS: Mapping[str, tuple[Any, str]] = {
    "sessions": (MediationSession, "number"),
    "evidences": (Evidence, "position"),
    "case_parties": (CaseParty, "position"),
}
"""Kinds whose records are counted within their case, and the field that counts them."""
CLOCK = frozenset({"court_referral", "papers_signed_on"})
"""Fields of a case by which the clock of a court runs."""
RECLOCKED = "reclocked"
"""Key under which the session holds the cases whose clock the action under way changed."""


def count_up(kind: str, work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Give new records of a case the next ranks within it, where none was given."""
    record, name = RANKS[kind]
    used: dict[UUID, int] = {}
    for row in rows:
        if row.get(name):
            continue
        case_id = row["case_id"]
        if case_id not in used:
            highest = select(func.max(getattr(record, name))).where(record.case_id == case_id, ~record.deleted)
            used[case_id] = work.session.execute(highest).scalar_one() or 0
        used[case_id] += 1
        row[name] = used[case_id]


def lacks(session: Session, kind: str, values: Mapping[str, Any]) -> frozenset[str]:
    """Return what the case a record belongs to lacks for the state it is in; empty for a case that is gone."""
    case_id = values.get("id") if kind == "cases" else values.get("case_id")
    file = living_file(session, case_id) if case_id else None
    return demands(file) if file is not None and not as_it_came(session, file.case) else frozenset()


def settle_extension(work: Work, row: Record) -> None:
    """Move the end of the time to mediate to the furthest extension, back to the first end where none is left."""
    assert isinstance(row, Extension)
    case = work.session.get(Case, row.case_id)
    if case is not None and case.accepted_on is not None:
        _set_due(work, case)


def settle_clock(work: Work, row: Record) -> None:
    """Move the end of the time to mediate where the clock of a court came, went or was put right.

    Nothing else that is changed in a case moves it: a ledger may have brought an end of its own.
    """
    assert isinstance(row, Case)
    if row.accepted_on is not None and row.id in _reclocked(work):
        _set_due(work, row)


def _set_due(work: Work, case: Case) -> None:
    latest = select(func.max(Extension.due_on)).where(Extension.case_id == case.id, ~Extension.deleted)
    first = first_due(case, context(work.session, work.clock).settings, worked(work.session))
    case.due_on = max(first, work.session.execute(latest).scalar_one() or first)


def _reclocked(work: Work) -> set[UUID]:
    """Return the cases whose clock this action changed; each change is looked at once, however long the sheet."""
    found: set[UUID]
    action, seen, found = work.session.info.get(RECLOCKED, (None, 0, set()))
    if action != work.action_id:
        seen, found = 0, set()
    for kind, record_id, before, _ in work.changes[seen:]:
        if kind == "cases" and before and CLOCK & before.keys():
            found.add(record_id)
    work.session.info[RECLOCKED] = (work.action_id, len(work.changes), found)
    return found


def kept(session: Session, row: Record, back: Mapping[str, Any] | None) -> str:
    """Return why a case is not deleted, or does not go back to earlier values, "" where it may."""
    assert isinstance(row, Case)
    if back is None:
        told = "登记有误的，请用“作废”，案号和经过都会留下" if not row.void else "作废的案号也要留着"
        return f"已登记在台账里，没有删除；{told}"
    if not back and row.state != CaseState.ACCEPTED:
        return ""  # it came in one piece from an old ledger, and goes so
    if row.archived_on and "archived_on" not in back and not back.keys() <= KEPT_OPEN | {"revision"}:
        return "案件已经归档，没有撤销任何内容；确需更正的，先撤销归档"
    if row.sequence is None or (back and "sequence" not in back):
        return ""
    later = select(Case.id).where(
        Case.committee_id == row.committee_id, Case.year == row.year, Case.sequence > row.sequence
    )
    with everything(session):
        followed = session.execute(later.limit(1)).first() is not None
    if followed:
        return f"{row.number} 之后又编了案号，撤销受理会留下空号，没有撤销；登记有误的，请作废这个案号"
    there = select(MediationSession.id).where(MediationSession.case_id == row.id, ~MediationSession.deleted)
    if session.execute(there.limit(1)).first():
        return "受理之后已登记调解记录，没有撤销受理，请先删除调解记录"
    return ""


def kept_with_case(session: Session, row: Record, back: Mapping[str, Any] | None) -> str:
    """Return why a record of a case may not be removed or taken back: its case lies in the archive."""
    case = session.get(Case, row.case_id)  # type: ignore[attr-defined]
    if case is None or not case.archived_on or row.described.name == "case_steps":
        return ""
    return "案件已经归档，记录不能删除或撤销，原来的内容没有变化；确需更正的，先撤销归档"
