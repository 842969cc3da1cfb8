"""Cases from ledgers kept before the program (旧案补录): a sheet brings them as they stand, with their old numbers.

The guided path asks for papers nobody wrote in the program, so such a case enters at the state its ledger says; from
there it goes on like any other. Its number is kept to the letter and takes its place in the series, so that the next
number of the committee's year follows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Case, CaseResult, CaseStep, Code, Committee
from desktop.models import CaseState as S
from desktop.storage.work import Work

from . import case_numbers
from .access import everything
from .case_clock import court_due, mediation_due, worked
from .case_path import default_title
from .case_reading import case_file
from .context import context
from .twins import once

FIELDS = frozenset(
    {
        "number", "state", "accepted_on", "decline_reason", "due_on", "agreement_form", "agreed_on", "effective_on",
        "result", "ended_on", "end_reason", "end_note", "routes_told", "transferred_to", "closed_on", "archived_on",
        "void", "void_reason",
    }
)  # fmt: skip
"""What a sheet may bring of a new case although the path writes it otherwise."""
UNNUMBERED = frozenset({S.REGISTERED.value, S.DECLINED.value, S.WITHDRAWN.value})
"""States a case may be in without having been accepted."""
OVER = frozenset({S.CLOSED.value, S.ARCHIVED.value})
_DAYS = (
    ("applied_on", "登记日期"),
    ("accepted_on", "受理日期"),
    ("ended_on", "调解结束日期"),
    ("closed_on", "结案日期"),
    ("archived_on", "归档日期"),
)
"""Days of a case in the order they come."""
_BY_STATE: Mapping[str, tuple[str, ...]] = {
    S.DECLINED: (CaseResult.DECLINED,),
    S.WITHDRAWN: (CaseResult.WITHDRAWN,),
    S.TRANSFERRED: (CaseResult.TRANSFERRED,),
    S.ENDED: (CaseResult.FAILED,),
    **dict.fromkeys((S.REGISTERED, S.ACCEPTED, S.INFORMED, S.INVESTIGATING, S.MEDIATING), (CaseResult.PENDING,)),
    **dict.fromkeys(OVER, tuple(one.value for one in CaseResult if one is not CaseResult.PENDING)),
}
"""Results that go with a state; every other state follows an agreement."""
NOTE = "从旧台账导入"


def mistakes(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """Return what does not fit together in a new case that a sheet brings, by field."""
    wrong: dict[str, str] = {}
    state, result, accepted = values["state"], values["result"], values.get("accepted_on")
    if state not in UNNUMBERED and not accepted and state not in OVER:
        wrong["accepted_on"] = "这个状态的案件已经受理，请填写受理日期"
    if accepted and not values.get("number"):
        wrong["number"] = "已受理的旧案件请照原样填写案号"
    if values.get("number") and not accepted:
        wrong["accepted_on"] = "有案号的案件请填写受理日期"
    if result not in _BY_STATE.get(state, (CaseResult.SUCCESS,)):
        wrong["result"] = "调解结果与状态对不上，请核对，如“结案”不能是“正在调解”"
    if result == CaseResult.SUCCESS and not values.get("agreement_form"):
        wrong["agreement_form"] = "调解成功的案件请填写协议形式"
    for name, needed, label in (
        ("ended_on", result != CaseResult.PENDING, "调解结束日期"),
        ("closed_on", state in OVER, "结案日期"),
        ("archived_on", state == S.ARCHIVED, "归档日期"),
        ("void_reason", bool(values.get("void")), "作废原因"),
    ):
        if needed and not values.get(name):
            wrong[name] = f"请填写{label}"
        elif values.get(name) and not needed:
            wrong[name] = f"{label}与状态或结果对不上，请核对"
    last: tuple[date, str] | None = None
    for name, label in _DAYS:
        day = values.get(name)
        if not day or name in wrong:
            continue
        if day > today:
            wrong[name] = f"{label}在今天之后，请填写实际日期"
        elif last and day < last[0]:
            wrong[name] = f"{label}早于{last[1]}，请核对"
        last = (day, label)
    return wrong


def as_it_came(session: Session, case: Any) -> bool:
    """Return whether a case still stands where its ledger left it: what happened before may be filled in.

    The path asks for each thing in its turn; for what is over it would ask too late.
    """
    statement = select(CaseStep.id).where(
        CaseStep.case_id == case.id, CaseStep.from_state.is_(None), CaseStep.to_state == case.state
    )
    came = once(session, ("as it came", case.id), lambda: session.execute(statement.limit(1)).first() is not None)
    return came and case.state != S.REGISTERED.value


def issue(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Give brought cases their place in the series, the end of their time and a title where the ledger has none."""
    session = work.session
    settings, table = context(session, work.clock).settings, worked(session)
    taken: dict[tuple[UUID, int], set[int]] = {}
    for row in rows:
        if not row.get("accepted_on"):
            continue
        committee = session.get(Committee, row["committee_id"])
        assert committee is not None
        court = court_due(row.get("court_referral"), row.get("papers_signed_on"), settings, table)
        row["due_on"] = row.get("due_on") or mediation_due(row["accepted_on"], court)
        row["year"] = row["accepted_on"].year
        sequence = case_numbers.sequence_of(row["number"], committee.number_template)
        key = (committee.id, row["year"])
        if key not in taken:
            with everything(session):
                held = select(Case.sequence).where(Case.committee_id == committee.id, Case.year == row["year"])
                taken[key] = {one for one in session.scalars(held) if one is not None}
        # A second series of the same year (口头协议) counts for itself; the place is only needed once.
        row["sequence"] = sequence if sequence not in (0, row["year"], *taken[key]) else None
        taken[key].add(sequence or 0)
    untitled = [row for row in rows if not row.get("title") and row["state"] != S.REGISTERED]
    if untitled:
        statement = select(Code.code, Code.label).where(Code.list_key == "dispute_types")
        labels = {code: label for code, label in session.execute(statement)}
        for row in untitled:
            row["title"] = row["auto_title"] = labels.get(row["dispute_type"], row["dispute_type"])[:100]


def keep_steps(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep for each case that a sheet brought how far it had come: the path goes on from there."""
    steps = []
    for row in rows:
        days = [row[name] for name, _ in _DAYS if row.get(name)]
        step = CaseStep(case_id=row["id"], position=1, from_state=None, to_state=row["state"])
        step.day, step.by, step.note = max(days), work.actor.name, NOTE
        steps.append(step)
    work.add_all(steps)


def name_cases(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give cases without a title of their own the one that follows from the parties that came."""
    wanted = list(dict.fromkeys(row["case_id"] for row in rows))
    for at in range(0, len(wanted), 500):
        held = select(Case).where(Case.id.in_(wanted[at : at + 500]), Case.title == Case.auto_title)
        for case in work.session.scalars(held).all():
            case.title = case.auto_title = default_title(case_file(work.session, case.id))
