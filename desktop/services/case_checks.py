"""Rules of what is recorded of a mediation case: sessions, extensions, applications to a court, signatures.

They are checked as a form or a sheet is saved; what a step of the path needs is in ``case_guards``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Case, CaseParty, CaseState

from .case_brought import as_it_came
from .case_clock import MEDIATING, confirm_deadline, worked
from .case_guards import confirmable
from .case_reading import living_file
from .context import Context
from .mediation import in_order, not_archived
from .names import named

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
"""A time of the day as papers write it."""


def check_session(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a session: after acceptance, not in the future; invited people need the consent of the parties."""
    wrong: dict[str, str] = {}
    held = session.get(Case, values["case_id"])
    if values["day"] > context.today:
        wrong["day"] = "调解日期在今天之后，请填写实际日期"
    if held is not None and held.accepted_on and values["day"] < held.accepted_on:
        wrong["day"] = "调解日期早于受理日期，请核对"
    if held is not None and not held.accepted_on:
        wrong["case_id"] = "案件还没有受理，不能登记调解记录"
    elif held is None or record_id is not None or as_it_came(session, held):
        pass
    elif held.state == CaseState.ACCEPTED:
        wrong["case_id"] = "还没有登记权利义务告知，请先告知再调解"
    elif held.state not in MEDIATING:
        wrong["case_id"] = "调解已经结束，不能再登记调解记录；协议还没有生效的，请先办理“再次调解”"
    if values.get("invited") and not values.get("invited_consent"):
        wrong["invited_consent"] = "邀请他人参加调解须经各方当事人同意，请核对后勾选"
    wrong |= _hours(values, "from_time", "to_time")
    return wrong or not_archived(session, values)


def _hours(values: Mapping[str, Any], start: str, end: str) -> dict[str, str]:
    """Return what is wrong with two times of a day, by field."""
    read = {name: _CLOCK.fullmatch(values.get(name) or "") for name in (start, end)}
    wrong = {name: "看不出是几点几分，请写成 9:30 这样" for name, at in read.items() if values.get(name) and at is None}
    first, last = read[start], read[end]
    if first and last and (int(last[1]), int(last[2])) < (int(first[1]), int(first[2])):
        wrong[end] = "结束时间早于开始时间，请核对；下午请按 24 小时写，如 14:30"
    return wrong


def check_visit(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a return visit: not before the agreement it asks about."""
    wrong = check_of_case(session, values, record_id, context)
    held = session.get(Case, values["case_id"])
    if held is not None and held.agreed_on and values["day"] < held.agreed_on:
        wrong["day"] = f"回访日期早于达成协议的 {held.agreed_on:%Y-%m-%d}，请核对"
    return wrong


def check_extension(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check an extension: later than the present end, with the consent of every party by name."""
    wrong: dict[str, str] = {}
    held = session.get(Case, values["case_id"])
    if held is not None and held.due_on and values["due_on"] <= held.due_on and record_id is None:
        wrong["due_on"] = f"延长后的日期应晚于现在的期限 {held.due_on:%Y-%m-%d}"
    new = held is not None and record_id is None and not as_it_came(session, held)
    if new and held is not None and held.state not in MEDIATING:
        wrong["case_id"] = "案件不在调解期间，没有期限可以延长"
    if values["day"] > context.today:
        wrong["day"] = "日期在今天之后，请填写实际日期"
    elif new and held is not None and held.due_on and values["day"] > held.due_on:
        wrong["day"] = f"期限 {held.due_on:%Y-%m-%d} 已经届满，应在届满之前商定延长"
    names = session.scalars(select(CaseParty.name).where(CaseParty.case_id == values["case_id"], ~CaseParty.deleted))
    agreed = named(values.get("consents") or "")
    if absent := [one for one in names if one not in agreed]:
        wrong["consents"] = f"还缺{'、'.join(absent)}的同意，延长期限须各方同意"
    return wrong or not_archived(session, values)


def check_confirmation(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check an application to a court: a written agreement in force, within thirty days, by all parties together."""
    wrong = check_of_case(session, values, record_id, context)
    if bool(values.get("decision")) != bool(values.get("decided_on")):
        wrong["decided_on" if values.get("decision") else "decision"] = "裁定和裁定日期要一起填写"
    wrong |= in_order(values, "applied_on", "decided_on", "裁定日期早于申请日期，请核对")
    file = living_file(session, values["case_id"])
    if wrong or file is None or as_it_came(session, file.case):
        return wrong
    case, table = file.case, worked(session)
    if standing := confirmable(file, table):
        return {"case_id": "；".join(standing)}
    deadline = confirm_deadline(case.effective_on, table)
    if values["applied_on"] > deadline:
        wrong["applied_on"] = f"申请期限已于 {deadline:%Y-%m-%d} 届满（协议生效之日起三十日），不能再申请司法确认"
    elif values["applied_on"] < case.effective_on:
        wrong["applied_on"] = f"早于协议生效的 {case.effective_on:%Y-%m-%d}，请核对"
    asking = named(values.get("applicants") or "")
    if absent := [one.name for one in file.parties if one.name not in asking]:
        wrong["applicants"] = f"还缺{'、'.join(absent)}，司法确认须各方当事人共同申请"
    return wrong


def check_signature(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a signature: of a party of this case, on a day that can be."""
    wrong = check_of_case(session, values, record_id, context)
    party = session.get(CaseParty, values["party_id"]) if values.get("party_id") else None
    held = session.get(Case, values["case_id"])
    brought = held is not None and as_it_came(session, held)
    if values["role"] == "party" and party is None and not brought:
        wrong["party_id"] = "请选择是为哪一方当事人签的"
    elif party is not None and party.case_id != values["case_id"]:
        wrong["party_id"] = f"“{party.name}”不是本案当事人，请从本案当事人中选择"
    agreement = values["paper"] == "agreement" and held is not None
    if agreement and held is not None and held.agreed_on and values["signed_on"] < held.agreed_on:
        wrong["signed_on"] = f"早于达成协议的 {held.agreed_on:%Y-%m-%d}，请核对签名日期"
    return wrong


def check_of_case(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check any other record of a case: its days are not in the future, and the file is not in the archive."""
    for name in ("day", "received_on", "done_on", "applied_on", "signed_on", "decided_on"):
        value = values.get(name)
        if value and value > context.today:
            return {name: "日期在今天之后，请填写实际日期"}
    return not_archived(session, values)
