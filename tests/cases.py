"""A mediation committee with a room, a mediator and cases, made through the services as a clerk would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.models import CaseState as S
from desktop.services import case_path, case_signing, mediation_intake, saving
from desktop.services.case_file_check import signers
from desktop.services.case_forms import CaseFile
from desktop.services.case_reading import case_file
from desktop.services.case_signing import Signed
from desktop.services.offices import OpenOffice
from tests.offices import community_id, enter

APPLIED = date(2026, 10, 8)
PARTIES: Sequence[Mapping[str, Any]] = (
    {"side": "applicant", "name": "罗秀珍", "gender": "female", "born_on": "1968-4-2", "phone": "13807966620",
     "address": "新村社区 3 栋 502", "consent_on": "2026-10-8", "id_checked_on": "2026-10-8"},
    {"side": "respondent", "name": "邱建华", "gender": "male", "born_on": "1981-7-30", "phone": "15007963391",
     "address": "新村社区 3 栋 602", "consent_on": "2026-10-9", "id_checked_on": "2026-10-9"},
)  # fmt: skip


def a_committee(opened: OpenOffice, name: str = "新村社区人民调解委员会", unit: str = "茨坪") -> UUID:
    """Enter a committee."""
    values = {"name": name, "kind": "residents", "division_id": community_id(opened), "number_unit": unit}
    return enter(opened, "committees", values)


def a_mediator(opened: OpenOffice, committee: UUID, name: str = "谢志平", **more: Any) -> UUID:
    """Enter a mediator."""
    return enter(opened, "mediators", {"name": name, "committee_id": committee, "employment": "full_time", **more})


def a_case(
    opened: OpenOffice, committee: UUID, mediator: UUID, parties: Sequence[Mapping[str, Any]] = PARTIES, **more: Any
) -> UUID:
    """Register a case of two neighbours."""
    values = {
        "committee_id": committee,
        "mediator_id": mediator,
        "recorder": "解玉兰",
        "dispute_type": "02",
        "source": "application",
        "application_form": "written",
        "applied_on": APPLIED,
        "facts": "楼上卫生间渗水，致楼下客厅吊顶损坏，双方就修缮和赔偿有争议。",
        "requests": "完成防水维修，赔偿吊顶修复费用。",
    }
    return opened.database.act("登记", lambda work: mediation_intake.open_case(work, {**values, **more}, parties))


def file_of(opened: OpenOffice, case_id: UUID) -> CaseFile:
    """Return a case with its records."""
    with opened.database.read() as session:
        return case_file(session, case_id)


def step(opened: OpenOffice, case_id: UUID, to: str, day: date, **values: Any) -> None:
    """Make one step."""
    opened.database.act("办理", lambda work: case_path.advance(work, case_id, to, day=day, values=values))


def a_record(opened: OpenOffice, kind: str, case_id: UUID, **values: Any) -> UUID:
    """Enter one record of a case."""
    return opened.database.act("登记", lambda work: saving.save(work, kind, None, {"case_id": case_id, **values}))


def all_sign(opened: OpenOffice, case_id: UUID, paper: str, day: date, item_id: UUID | None = None) -> None:
    """Record everybody's signature on a paper."""
    file = file_of(opened, case_id)
    wanted = [
        Signed(one.role, one.name, one.party.id if one.party else None)
        for one in signers(file, paper, case_signing.item_of(file, paper, item_id))
        if one.signature is None
    ]
    opened.database.act("签名", lambda work: case_signing.sign(work, case_id, paper, item_id, wanted, day))


def to_mediating(opened: OpenOffice, case_id: UUID) -> date:
    """Accept the case, tell the parties their rights, look into it and hold a first session; return its day."""
    step(opened, case_id, S.ACCEPTED, APPLIED + timedelta(1))
    step(opened, case_id, S.INFORMED, APPLIED + timedelta(2))
    step(opened, case_id, S.INVESTIGATING, APPLIED + timedelta(6))
    a_record(opened, "investigations", case_id, day=APPLIED + timedelta(6), asked="周师傅", investigator="解玉兰",
             recorder="谢志平", text="问：漏水从什么时候开始？\n答：上个月。")  # fmt: skip
    step(opened, case_id, S.MEDIATING, APPLIED + timedelta(13))
    session_day = APPLIED + timedelta(20)
    a_record(opened, "sessions", case_id, day=session_day, from_time="9:30", to_time="10:45", place="老谢调解室",
             topic="卫生间渗水", text="调解员告知了权利义务。", result="agreed")  # fmt: skip
    return session_day


def to_agreement(opened: OpenOffice, case_id: UUID, form: str = "written", signed: bool = True) -> date:
    """Bring a case to an agreement, in force when ``signed``; return the day."""
    to_mediating(opened, case_id)
    day = APPLIED + timedelta(24)
    text = {"agreement_text": "一、邱建华于 12 月 15 日前完成防水维修。\n二、赔偿 3,600 元，分两次付清。",
            "performance_time": "2026-12-15 前", "performance_way": "转账", "amount": "3600"}  # fmt: skip
    enter(opened, "cases", text, case_id)
    step(opened, case_id, S.WRITTEN_AGREEMENT if form == "written" else S.ORAL_AGREEMENT, day)
    a_record(opened, "performances", case_id, item="第一笔赔偿", obliged="邱建华", amount="1800", due_on="2026-11-10")
    a_record(opened, "performances", case_id, item="第二笔赔偿", obliged="邱建华", amount="1800", due_on="2026-12-15")
    if form == "oral":
        step(opened, case_id, S.PERFORMING, day)
    elif signed:
        all_sign(opened, case_id, "agreement", day)
        step(opened, case_id, S.PERFORMING, day)
    return day
