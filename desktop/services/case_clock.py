"""Days a mediation case runs by (期限): acceptance, one month to mediate, taking effect, thirty days to confirm.

Rules are those of the domain reference §1.1: 人民调解法 arts 29, 30, 33, 令75 art. 33, 民法典 arts 201–203. What the
law leaves open is a setting.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import CaseState, Holiday

from . import holidays

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


def mediation_due(accepted_on: date, court: date | None = None) -> date:
    """Return the day by which mediation ends unless extended: what :func:`court_due` says of a case from a court,
    else generally one calendar month from acceptance (令75 art. 33)."""
    return court or month_after(accepted_on)


def court_due(
    referral: str | None, signed_on: date | None, settings: Mapping[str, Any], table: Mapping[date, bool]
) -> date | None:
    """Return the last day to mediate what a court sent, None for any other case (最高法 特邀调解规定 2016 art. 27).

    The days are settings, by the kind of ``CourtReferral``; the day after the court's papers were signed for is the
    first, and a last day nobody works moves on.
    """
    if not referral or signed_on is None:
        return None
    return holidays.next_workday(signed_on + timedelta(days=settings[f"mediation.{referral}_days"]), table)


def first_due(case: Any, settings: Mapping[str, Any], table: Mapping[date, bool]) -> date:
    """Return the day by which mediation of an accepted case ends before any extension."""
    return mediation_due(case.accepted_on, court_due(case.court_referral, case.papers_signed_on, settings, table))


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


def visit_due(effective_on: date, last_due: date | None, days: int) -> date:
    """Return the day by which the first return visit is made: so many days after the last item falls due (drafted)."""
    return max(last_due or effective_on, effective_on) + timedelta(days=days)
