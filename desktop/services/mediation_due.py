"""What is due in mediation (到期事项): one list for the home page, the calendar and the page of what is due.

Days are those of ``case_clock``; what the law leaves open (days to decide, to visit, to warn) is a setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Case, CaseState, Mediator, Performance, ReturnVisit

from . import holidays
from .case_clock import (
    AGREED,
    CONFIRM_DAYS,
    MEDIATING,
    acceptance_due,
    confirm_deadline,
    first_due,
    visit_due,
    worked,
)
from .context import Context
from .records import choices

AHEAD = 30
"""Days ahead that are looked at where nobody says otherwise."""
LONGEST_BREAK = 20
"""Days a deadline may move past days nobody works: more than any holiday with the weekends around it."""
VISITABLE = (
    CaseState.PERFORMING.value,
    CaseState.CONFIRMING.value,
    CaseState.CONFIRMED.value,
    CaseState.CONFIRMATION_REFUSED.value,
    CaseState.CONFIRMATION_WITHDRAWN.value,
)


class DueKind(StrEnum):
    """What may be due in a case."""

    ACCEPT = "accept"
    """决定是否受理"""
    MEDIATE = "mediate"
    """调解期限"""
    PERFORM = "perform"
    """履行事项"""
    VISIT = "visit"
    """回访"""
    CONFIRM = "confirm"
    """司法确认申请"""


LABELS: Mapping[str, str] = {
    DueKind.ACCEPT: "决定受理",
    DueKind.MEDIATE: "调解期限",
    DueKind.PERFORM: "履行",
    DueKind.VISIT: "回访",
    DueKind.CONFIRM: "司法确认",
}
SHORT: Mapping[str, str] = {
    DueKind.ACCEPT: "受理",
    DueKind.MEDIATE: "期限",
    DueKind.PERFORM: "履行",
    DueKind.VISIT: "回访",
    DueKind.CONFIRM: "确认",
}
"""The same in two characters, for the days of a calendar."""


@dataclass(frozen=True)
class Due:
    """Something that is due in a case."""

    case_id: UUID
    number: str
    title: str
    kind: str
    what: str
    day: date
    left: int
    """Days left; below 0 it is overdue."""
    state: str
    """State of the case in words."""
    mediator: str


@dataclass(frozen=True)
class DueDays:
    """What is due, with what to know about the days of a calendar."""

    found: tuple[Due, ...]
    """Up to the last of the days, and at least as far as :data:`AHEAD`; what is overdue comes first."""
    free: Mapping[date, str]
    """Days nobody works that are not a weekend, and weekends that are worked, in a word each."""
    unknown: tuple[int, ...]
    """Years whose holidays nobody entered yet: there only weekends are free."""


def urgency(one: Due, context: Context) -> str:
    """Return how pressing it is: overdue, last (days before, as set), first or later."""
    if one.left < 0:
        return "overdue"
    if one.left <= context.settings["mediation.warn_last"]:
        return "last"
    return "first" if one.left <= context.settings["mediation.warn_first"] else "later"


def due_list(session: Session, context: Context, within: int = AHEAD) -> list[Due]:
    """Return what is due in the cases the viewer sees, overdue first, up to so many days from today."""
    return due_between(session, context, None, context.today + timedelta(days=within))


def due_between(session: Session, context: Context, first: date | None, last: date) -> list[Due]:
    """Return what is due from a day (None: however long ago) to a day, the earliest first."""
    table, words = worked(session), choices(session, "case_states")
    names = {one: name for one, name in session.execute(select(Mediator.id, Mediator.name))}
    found = []
    for case, kind, what, day in _all(session, context, first, last, table):
        if (first is None or day >= first) and day <= last:
            state = words.get(case.state, case.state)
            found.append(
                Due(case.id, case.number, case.title, kind, what, day, (day - context.today).days, state,
                    names.get(case.mediator_id, ""))
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.number, one.what))


def due_days(session: Session, context: Context, first: date, last: date) -> DueDays:
    """Return what is due for a calendar of these days and the list beside it."""
    table = worked(session)
    free = {
        day: "休" if not is_workday else "班"
        for day, is_workday in table.items()
        if first <= day <= last and is_workday != (day.weekday() < 5)
    }
    unknown = holidays.unknown_years((first, last, context.today), table)
    ahead = max(last, context.today + timedelta(days=AHEAD))
    return DueDays(tuple(due_between(session, context, None, ahead)), free, tuple(unknown))


_Found = Iterator[tuple[Any, str, str, date]]


def _all(session: Session, context: Context, first: date | None, last: date, table: Mapping[date, bool]) -> _Found:
    yield from _accepting(session, context, table)
    yield from _mediating(session, context, last, table)
    yield from _confirming(session, context, last, table)
    yield from _performing(session, last)
    yield from _visiting(session, context)


def _cases(*more: Any) -> Any:
    wanted = (Case.id, Case.number, Case.title, Case.state, Case.applied_on, Case.accepted_on, Case.due_on,
              Case.effective_on, Case.mediator_id, Case.court_referral, Case.papers_signed_on)  # fmt: skip
    return select(*wanted, *more).where(~Case.deleted, ~Case.void)


def _accepting(session: Session, context: Context, table: Mapping[date, bool]) -> _Found:
    days = context.settings["mediation.accept_days"]
    for case in session.execute(_cases().where(Case.state == CaseState.REGISTERED.value)):
        yield case, DueKind.ACCEPT, "决定是否受理", acceptance_due(case.applied_on, days, table)


def _mediating(session: Session, context: Context, last: date, table: Mapping[date, bool]) -> _Found:
    for case in session.execute(_cases().where(Case.state.in_(MEDIATING), Case.due_on <= last)):
        extended = case.accepted_on is not None and case.due_on > first_due(case, context.settings, table)
        yield case, DueKind.MEDIATE, "延长后的调解期限届满" if extended else "调解期限届满", case.due_on


def _confirming(session: Session, context: Context, last: date, table: Mapping[date, bool]) -> _Found:
    """Yield the last day to ask a court; nobody has to ask, so what is over is no longer due."""
    statement = _cases().where(
        Case.state.in_(AGREED),
        Case.agreement_form == "written",
        Case.excluded_matter.is_(None),
        Case.confirmation_waived_on.is_(None),
        Case.effective_on >= context.today - timedelta(days=CONFIRM_DAYS + LONGEST_BREAK),
        Case.effective_on <= last - timedelta(days=CONFIRM_DAYS),
    )
    for case in session.execute(statement):
        deadline = confirm_deadline(case.effective_on, table)
        if deadline >= context.today:
            yield case, DueKind.CONFIRM, "司法确认申请截止", deadline


def _performing(session: Session, last: date) -> _Found:
    statement = (
        _cases(Performance.item, Performance.obliged, Performance.due_on.label("perform_on"))
        .join(Performance, Performance.case_id == Case.id)
        .where(~Performance.deleted, Performance.done_on.is_(None), Performance.due_on <= last)
        .where(Case.closed_on.is_(None))
    )
    for case in session.execute(statement):
        who = f"{case.obliged}：" if case.obliged else "履行："
        yield case, DueKind.PERFORM, f"{who}{case.item}", case.perform_on


def _visiting(session: Session, context: Context) -> _Found:
    """Yield the first visits to make: so many days after the last item is due, else after the agreement took effect."""
    last_item = (
        select(func.max(Performance.due_on)).where(Performance.case_id == Case.id, ~Performance.deleted)
    ).correlate(Case)  # fmt: skip
    visited = select(ReturnVisit.id).where(ReturnVisit.case_id == Case.id, ~ReturnVisit.deleted).correlate(Case)
    statement = _cases(last_item.scalar_subquery().label("last_item")).where(
        Case.state.in_(VISITABLE),
        Case.agreement_form == "written",
        ~Case.performed_on_spot,
        Case.effective_on.is_not(None),
        ~visited.exists(),
    )
    for case in session.execute(statement):
        wait = context.settings["mediation.visit_days"]
        yield case, DueKind.VISIT, "首次回访", visit_due(case.effective_on, case.last_item, wait)
