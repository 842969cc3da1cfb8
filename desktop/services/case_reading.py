"""Reading a mediation case whole: the case with everything recorded of it, as the path and the papers need it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import (
    Attachment,
    Case,
    CaseParty,
    CaseStep,
    Committee,
    Confirmation,
    Evidence,
    Extension,
    Investigation,
    MediationSession,
    Mediator,
    Performance,
    ReturnVisit,
    Signature,
)

from .case_forms import CaseFile
from .records import choices

LISTS = (
    "genders", "dispute_types", "case_sources", "referral_organs", "case_results", "end_reasons", "keeping_periods",
    "agent_authorities", "evidence_forms", "performance_states", "satisfactions", "case_states", "mediation_papers",
    "signature_roles", "party_sides", "agreement_forms", "session_results", "confirmation_decisions",
    "excluded_matters", "party_kinds", "court_referrals",
)  # fmt: skip
SIDES = {"applicant": 0, "respondent": 1, "third": 2}


def case_file(session: Session, case_id: UUID) -> CaseFile:
    """Return a case with all its records. Raises ``UserError`` when it is not there, or not for this viewer."""
    file = living_file(session, case_id)
    if file is None:
        raise UserError("这件调解案件已不存在或不在您的查看范围内，没有改动任何内容，请返回列表")
    return file


def living_file(session: Session, case_id: UUID) -> CaseFile | None:
    """Return a case with all its records, None when it is not there."""
    case = session.scalars(select(Case).where(Case.id == case_id)).first()
    if case is None or case.deleted:
        return None
    committee = session.get(Committee, case.committee_id)
    parties = sorted(_of(session, CaseParty, case_id), key=lambda one: (SIDES.get(one.side, 9), one.position, one.id))
    mediators = [
        found
        for one in (case.mediator_id, case.second_mediator_id)
        if one is not None and (found := session.get(Mediator, one)) is not None
    ]
    return CaseFile(
        case,
        committee,
        tuple(one.name for one in mediators),
        tuple(parties),
        tuple(sorted(_of(session, Investigation, case_id), key=lambda one: (one.day, one.id))),
        tuple(sorted(_of(session, Evidence, case_id), key=lambda one: (one.position, one.id))),
        tuple(sorted(_of(session, MediationSession, case_id), key=lambda one: (one.number, one.id))),
        tuple(sorted(_of(session, Extension, case_id), key=lambda one: (one.day, one.id))),
        tuple(sorted(_of(session, Performance, case_id), key=lambda one: (one.due_on, one.id))),
        tuple(sorted(_of(session, ReturnVisit, case_id), key=lambda one: (one.day, one.id))),
        tuple(sorted(_of(session, Confirmation, case_id), key=lambda one: (one.applied_on, one.id))),
        {key: choices(session, key) for key in LISTS},
        _sheets(session, case_id),
        tuple(_of(session, Signature, case_id)),
        tuple(sorted(_of(session, CaseStep, case_id), key=lambda one: one.position)),
        tuple(mediators),
    )


def by_number(session: Session, number: str) -> UUID:
    """Return the case of a number, the office's first one when it is empty. Raises ``UserError`` for one nobody has."""
    statement = select(Case.id).where(~Case.deleted)
    if number:
        plain = number.strip().translate(str.maketrans("()", "（）"))
        statement = statement.where(Case.number.in_((number.strip(), plain)))
    else:
        statement = statement.where(Case.number != "").order_by(Case.accepted_on, Case.sequence)
    found = session.scalars(statement.limit(1)).first()
    if found is None:
        raise UserError(f"没有案号为“{number}”的案件，没有打印，请核对案号" if number else "还没有编号的案件，没有打印")
    return found


def _of(session: Session, record: Any, case_id: UUID) -> list[Any]:
    return list(session.scalars(select(record).where(record.case_id == case_id, ~record.deleted)))


def _sheets(session: Session, case_id: UUID) -> dict[str, int]:
    """Return how many sheets of scans lie with the case, by the paper their title says they are or their record is."""
    found: dict[str, int] = {}
    pages = func.coalesce(Attachment.pages, 1)
    statement = select(Attachment.role, Attachment.title, pages).where(
        Attachment.owner_kind == "cases", Attachment.owner_id == case_id, ~Attachment.deleted
    )
    for role, title, sheets in session.execute(statement):
        kind = next((word for mark, word in _MARKS if mark in title), "evidence" if role == "evidence" else "")
        if kind:
            found[kind] = found.get(kind, 0) + int(sheets)
    for record, paper in _OWNERS:
        owners = select(record.id).where(record.case_id == case_id, ~record.deleted)
        count = select(func.coalesce(func.sum(pages), 0)).where(
            Attachment.owner_kind == record.described.name, Attachment.owner_id.in_(owners), ~Attachment.deleted
        )
        if sheets := int(session.execute(count).scalar_one()):
            found[paper] = found.get(paper, 0) + sheets
    return found


_OWNERS: tuple[tuple[Any, str], ...] = (
    (Evidence, "evidence"),
    (Performance, "performance"),
    (Confirmation, "confirmation"),
)
"""Records whose own scans are papers of the file."""
_MARKS = (
    ("身份", "identity"),
    ("委托", "authority"),
    ("收条", "performance"),
    ("凭证", "performance"),
    ("裁定", "confirmation"),
    ("确认", "confirmation"),
    ("证据", "evidence"),
)
"""Words in the title of a scan that tell which paper of the file it is."""
