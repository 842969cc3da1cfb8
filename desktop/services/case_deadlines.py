"""The days one mediation case runs by now (期限), for its page; ``mediation_due`` lists those of every case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.models import CaseState

from .case_clock import AGREED, MEDIATING, acceptance_due, confirm_deadline, visit_due
from .case_forms import CaseFile
from .context import Context
from .mediation_due import DueKind


@dataclass(frozen=True)
class Deadline:
    """A day one case runs by."""

    key: str
    """What is due: a ``DueKind``."""
    what: str
    day: date
    period: int
    """Days the whole period has."""
    item_id: UUID | None = None
    """The item to be performed."""


def deadlines(file: CaseFile, context: Context, table: Mapping[date, bool]) -> list[Deadline]:
    """Return the days a case runs by now, the nearest first; none for a void or finished one."""
    case, found = file.case, list[Deadline]()
    if case.void or case.closed_on:
        return []
    if case.state == CaseState.REGISTERED:
        day = acceptance_due(case.applied_on, context.settings["mediation.accept_days"], table)
        found.append(Deadline(DueKind.ACCEPT, "决定是否受理", day, max(1, (day - case.applied_on).days)))
    elif case.state in MEDIATING and case.due_on and case.accepted_on:
        begun = case.papers_signed_on if case.court_referral else case.accepted_on
        found.append(Deadline(DueKind.MEDIATE, "调解期限届满", case.due_on, max(1, (case.due_on - begun).days)))
    elif case.effective_on:
        open_items = [one for one in file.performances if not one.done_on]
        found += [
            Deadline(
                DueKind.PERFORM, f"履行：{one.item}", one.due_on, max(1, (one.due_on - case.effective_on).days), one.id
            )
            for one in open_items
        ]
        confirm = confirm_deadline(case.effective_on, table)
        asked = case.excluded_matter or case.confirmation_waived_on or file.confirmations
        if case.agreement_form == "written" and case.state in AGREED and not asked and confirm >= context.today:
            found.append(Deadline(DueKind.CONFIRM, "司法确认申请截止", confirm, (confirm - case.effective_on).days))
        if case.agreement_form == "written" and not case.performed_on_spot and not file.visits:
            last = max((one.due_on for one in file.performances), default=None)
            wait = context.settings["mediation.visit_days"]
            found.append(Deadline(DueKind.VISIT, "首次回访", visit_due(case.effective_on, last, wait), wait))
    return sorted(found, key=lambda one: one.day)
