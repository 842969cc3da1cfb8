"""Taking matters in (接待受理): opening a case with its parties, turning a consultation into one, recording on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.errors import Invalid, UserError
from desktop.models import Case, CaseStep, Consultation, Extension
from desktop.models import CaseState as S
from desktop.storage.work import Work

from . import saving
from .case_path import default_title
from .case_reading import case_file
from .mediation import next_session


def open_case(
    work: Work, values: Mapping[str, Any], parties: Sequence[Mapping[str, Any]], consultation_id: UUID | None = None
) -> UUID:
    """Register a case with its parties in one action and return its id.

    Mistakes of the parties are named ``parties.N.field``. Raises ``Invalid``, ``Forbidden``.
    """
    case_id = saving.save(work, "cases", None, values)
    wrong: dict[str, str] = {}
    for at, party in enumerate(parties):
        try:
            saving.save(work, "case_parties", None, {**party, "case_id": case_id, "position": at + 1})
        except Invalid as error:
            wrong |= {f"parties.{at}.{name}": sentence for name, sentence in error.mistakes.items()}
    if wrong:
        raise Invalid(wrong)
    case = _case(work, case_id)
    if not case.title:
        case.title = case.auto_title = default_title(case_file(work.session, case_id))
    step = CaseStep(case_id=case_id, position=1, from_state=None, to_state=S.REGISTERED.value)
    step.day, step.by, step.note = case.applied_on, work.actor.name, ""
    work.add(step)
    if consultation_id is not None:
        asked = work.session.get(Consultation, consultation_id)
        if asked is None or asked.deleted:
            raise UserError("这条咨询记录已不存在，没有登记案件，请返回列表刷新")
        if asked.case_id is not None:
            raise UserError("这条咨询已经转为案件，没有再次登记，请在案件列表中查找")
        asked.case_id = case_id
    work.flush()
    work.label = f"登记调解案件 {case.title}"
    return case_id


def record_session(work: Work, case_id: UUID, values: Mapping[str, Any]) -> UUID:
    """Record one mediation session, numbered on, and return its id."""
    made = saving.save(
        work, "sessions", None, {**values, "case_id": case_id, "number": next_session(work.session, case_id)}
    )
    case = _case(work, case_id)
    work.label = f"登记第 {next_session(work.session, case_id) - 1} 次调解记录 {case.number} {case.title}"
    return made


def extend(work: Work, case_id: UUID, values: Mapping[str, Any]) -> UUID:
    """Extend the time to mediate with the consent of every party: the record and the new end in one action."""
    made = saving.save(work, "extensions", None, {**values, "case_id": case_id})
    case = _case(work, case_id)
    row = work.session.scalars(select(Extension).where(Extension.id == made)).one()
    case.due_on = row.due_on
    work.label = f"延长调解期限至 {row.due_on:%Y-%m-%d} {case.number} {case.title}"
    return made


def _case(work: Work, case_id: UUID) -> Case:
    case = work.session.get(Case, case_id)
    if case is None or case.deleted:
        raise UserError("这件案件已不存在，没有改动任何内容，请返回列表刷新")
    return case
