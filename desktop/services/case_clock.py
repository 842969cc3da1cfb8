"""Days a mediation case runs by (期限): acceptance, one month to mediate, taking effect, thirty days to confirm.

Rules are those of the domain reference §1.1: 人民调解法 arts 29, 30, 33, 令75 art. 33, 民法典 arts 201–203. What the
law leaves open is a setting.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Case, CaseState, Holiday, Performance

from . import holidays
from .context import Context

CONFIRM_DAYS = 30
"""Days from taking effect within which the parties may ask a court together (人民调解法 art. 33)."""
MEDIATING = (
    CaseState.ACCEPTED.value,
    CaseState.INFORMED.value,
    CaseState.INVESTIGATING.value,
    CaseState.MEDIATING.value,
)
"""States in which the month to mediate runs."""
AGREED = (
    CaseState.WRITTEN_AGREEMENT.value,
    CaseState.ORAL_AGREEMENT.value,
    CaseState.PERFORMING.value,
    CaseState.VISITED.value,
)


def worked(session: Session) -> dict[date, bool]:
    """Return the days that differ from the weekend rule."""
    return {day: is_workday for day, is_workday in session.execute(
        select(Holiday.day, Holiday.is_workday).where(~Holiday.deleted)
    )}  # fmt: skip


def month_after(day: date) -> date:
    """Return the same day of the next month, the last one where that month is shorter."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def mediation_due(accepted_on: date) -> date:
    """Return the day by which mediation generally ends: one calendar month from acceptance (令75 art. 33)."""
    return month_after(accepted_on)


def acceptance_due(applied_on: date, days: int, table: Mapping[date, bool]) -> date:
    """Return the day by which acceptance is decided, so many working days after the application (drafted)."""
    return holidays.add_workdays(applied_on, days, table)


def confirm_deadline(effective_on: date, table: Mapping[date, bool]) -> date:
    """Return the last day to ask a court: the day after taking effect is the first of thirty; a free day moves on."""
    return holidays.next_workday(effective_on + timedelta(days=CONFIRM_DAYS), table)


def effective_day(case: Any, parties: Iterable[Any], signatures: Iterable[Any]) -> tuple[date | None, list[str]]:
    """Return the day an agreement takes effect and who is still to sign.

    A written one: the last of the signatures of all parties and a mediator and the seal; an oral one: the day it was
    reached (人民调解法 arts 29, 30).
    """
    if case.agreement_form == "oral":
        return case.agreed_on, []
    signed = [one for one in signatures if one.paper == "agreement"]
    lacking = [one.name for one in parties if not any(s.role == "party" and s.party_id == one.id for s in signed)]
    lacking += [
        word for role, word in (("mediator", "人民调解员"), ("seal", "调委会印章"))
        if not any(one.role == role for one in signed)
    ]  # fmt: skip
    days = [one.signed_on for one in signed if one.role in ("party", "mediator", "seal")]
    return (None if lacking or not days else max(days)), lacking


@dataclass(frozen=True)
class Due:
    """Something that is due in a case."""

    case_id: UUID
    number: str
    title: str
    what: str
    day: date
    left: int
    """Days left; below 0 it is overdue."""


def due_list(session: Session, context: Context, within: int = 30) -> list[Due]:
    """Return what is due in the cases the viewer sees, overdue first, up to so many days from today."""
    table = worked(session)
    last = context.today + timedelta(days=within)
    found: list[Due] = []

    def add(case: Any, what: str, day: date | None) -> None:
        if day is not None and day <= last:
            found.append(Due(case.id, case.number, case.title, what, day, (day - context.today).days))

    wanted = (Case.id, Case.number, Case.title, Case.state, Case.applied_on, Case.due_on, Case.effective_on,
              Case.excluded_matter, Case.agreement_form, Case.closed_on)  # fmt: skip
    living = select(*wanted).where(~Case.deleted, ~Case.void)
    open_states = (CaseState.REGISTERED.value, *MEDIATING, *AGREED)
    for case in session.execute(living.where(Case.state.in_(open_states))):
        if case.state == CaseState.REGISTERED:
            add(case, "决定是否受理", acceptance_due(case.applied_on, context.settings["mediation.accept_days"], table))
        elif case.state in MEDIATING:
            add(case, "调解期限届满", case.due_on)
        elif case.effective_on and case.agreement_form == "written" and not case.excluded_matter:
            deadline = confirm_deadline(case.effective_on, table)
            if deadline >= context.today:
                add(case, "司法确认申请截止", deadline)
    performing = (
        select(*wanted, Performance.item, Performance.due_on.label("perform_on"))
        .join(Case, Case.id == Performance.case_id)
        .where(~Performance.deleted, Performance.done_on.is_(None), Performance.due_on <= last, ~Case.deleted)
        .where(Case.closed_on.is_(None), ~Case.void)
    )
    for case in session.execute(performing):
        add(case, f"履行：{case.item}", case.perform_on)
    return sorted(found, key=lambda one: (one.day, one.number))
