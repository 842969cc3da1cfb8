"""What is recorded of a case, as its page offers it: its kinds, what a new record begins with, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer

from desktop.models import CaseState
from desktop.services.case_clock import MEDIATING
from desktop.services.case_stages import CaseView
from desktop.views.mediation.case_parts import ENDINGS
from desktop.views.records.form import RecordForm

ASKED_MS = 40

ADDED = ("case_parties", "investigations", "evidences", "sessions", "extensions", "performances", "visits",
         "confirmations")  # fmt: skip
"""Kinds of record that are added to a case, in the order of the path."""
OF_STAGE: Mapping[str, tuple[str, ...]] = {
    "investigate": ("investigations", "evidences"),
    "mediate": ("sessions", "extensions"),
    "perform": ("performances",),
    "visit": ("visits", "confirmations"),
}
"""Records that belong to a stage of the stepper; the other stages have papers alone."""


def offered(view: CaseView) -> list[str]:
    """Return the kinds of record that can be added now; a case from an old ledger is filled in with any."""
    case = view.file.case
    if len(view.file.steps) == 1 and case.state != CaseState.REGISTERED:
        return list(ADDED)
    without = set[str]()
    if case.state not in MEDIATING:
        without.add("extensions")
    if case.state not in MEDIATING or case.state == CaseState.ACCEPTED:
        without.add("sessions")
    if not case.accepted_on:
        without |= {"investigations", "evidences"}
    if not case.agreed_on:
        without |= {"performances", "visits"}
    if not case.effective_on or case.agreement_form != "written":
        without.add("confirmations")
    return [kind for kind in ADDED if kind not in without]


def begin(view: CaseView, kind: str) -> dict[str, Any]:
    """Return what a new record of a case begins with."""
    file, today = view.file, view.today
    case, names = file.case, "、".join(file.names)
    mediator = file.mediators[0] if file.mediators else ""
    start: dict[str, Any] = {"case_id": case.id}
    match kind:
        case "case_parties":
            start |= {"side": "respondent" if any(one.side == "applicant" for one in file.parties) else "applicant"}
        case "investigations":
            start |= {"day": today, "investigator": mediator, "recorder": case.recorder}
        case "evidences":
            start |= {"received_on": today, "received_by": mediator, "position": len(file.evidences) + 1}
        case "sessions":
            number = max((one.number for one in file.sessions), default=0) + 1
            start |= {"number": number, "day": today, "topic": case.title, "recorder": case.recorder}
        case "extensions":
            start |= {"day": today, "consents": names}
        case "performances":
            obliged = [one.name for one in file.parties if one.side == "respondent"]
            start |= {"obliged": "、".join(obliged)[:60]}
        case "visits":
            start |= {"day": today, "visited": names[:100], "visitor": mediator}
        case "confirmations":
            start |= {"applied_on": today, "applicants": names}
    return start


def foremost(view: CaseView) -> tuple[str, str] | None:
    """Return the word and the key of the red button: what comes next, or what that still wants."""
    file = view.file
    state = file.case.state
    if state == CaseState.MEDIATING and not file.sessions:
        return "登记调解记录", "sessions"
    if state == CaseState.WRITTEN_AGREEMENT and any(
        one.blocked for one in view.moves if one.to == CaseState.PERFORMING
    ):
        return "登记签名", "sign"
    if state in (CaseState.PERFORMING, CaseState.VISITED) and any(not one.done_on for one in file.performances):
        return "登记履行", "perform"
    if state == CaseState.PERFORMING and not file.visits and file.case.agreement_form == "written":
        return "登记回访", "visits"
    onward = [one for one in view.moves if one.to not in ENDINGS and one.to != CaseState.CONFIRMING]
    ready = [one for one in onward if not one.blocked]
    chosen = next(iter(ready or onward), None)
    return (chosen.label, chosen.to) if chosen is not None else None


def warning(view: CaseView, writes: bool) -> tuple[str, str, str] | None:
    """Return family, title and sentence of what is to be known of a case before all else, None for nothing."""
    case = view.file.case
    if case.void:
        return "grey", "案号已作废", case.void_reason
    if view.conflicts:
        return "danger", "调解员应当回避", "；".join(view.conflicts)
    if not writes:
        return "grey", "只能查看", "您的角色不能办理调解案件，如需办理请由调解员登录"
    if case.worsening and not case.police_told_on:
        return "danger", "有激化苗头", "可能引起治安、刑事案件的，立即报告公安机关，并在案情里填写报告日期"
    return None


def begin_at(form: RecordForm, name: str) -> None:
    """Give the keyboard to a field of a form as soon as it is filled."""
    asked = QTimer(form)
    asked.setInterval(ASKED_MS)

    def look() -> None:
        if name in form.fields and form.field(name).isVisible():
            asked.stop()
            form.body.ensureWidgetVisible(form.field(name))
            form.fields.go_to(name)

    asked.timeout.connect(look)
    asked.start()
