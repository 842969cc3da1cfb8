"""A mediation case with everything of it, for papers that are read back: no database, the rows alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from uuid_utils.compat import uuid7

from desktop.models import (
    Case,
    CaseParty,
    Committee,
    Confirmation,
    Evidence,
    Extension,
    Investigation,
    MediationSession,
    Performance,
    ReturnVisit,
)
from desktop.services.case_forms import CaseFile

WORDS = {
    "genders": {"female": "女", "male": "男"},
    "dispute_types": {"02": "邻里纠纷"},
    "case_sources": {"application": "依申请调解", "own_motion": "主动调解", "referral": "接受委托移送调解"},
    "referral_organs": {"court": "法院"},
    "case_results": {"success": "调解成功", "failed": "调解不成"},
    "end_reasons": {"no_agreement": "不能达成协议"},
    "keeping_periods": {"long": "长期"},
    "agent_authorities": {"special": "特别授权"},
    "evidence_forms": {"copy": "复印件"},
    "performance_states": {"done": "已履行"},
    "satisfactions": {"very": "非常满意"},
}


def filled(record: type[Any], **values: Any) -> Any:
    """Return a row with the usual values of the columns that were left out."""
    row = record(id=uuid7())
    for name, column in record.columns():
        if name in values or name == "id":
            continue
        default = column.default.arg if column.default is not None and column.default.is_scalar else None
        setattr(row, name, default)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def person(name: str, side: str = "applicant", **more: Any) -> CaseParty:
    """Return a natural person."""
    values = {
        "gender": "female", "ethnicity": "汉族", "born_on": date(1980, 5, 1), "occupation": "职员",
        "phone": "13800000000", "address": "翠竹苑3栋2单元1201室", "id_number": "360899198005010023",
    }  # fmt: skip
    row: CaseParty = filled(CaseParty, side=side, kind="person", name=name, **{**values, **more})
    return row


def company(name: str = "万家物业公司", **more: Any) -> CaseParty:
    """Return an organisation on the other side."""
    values = {"legal_representative": "贺志强", "legal_duty": "经理", "phone": "0796-0000188", "address": "松涛路18号"}
    row: CaseParty = filled(CaseParty, side="respondent", kind="organisation", name=name, **{**values, **more})
    return row


def a_file(*parties: CaseParty, **more: Any) -> CaseFile:
    """Return an archived case with a written agreement and every paper; ``more`` are values of the case."""
    people = parties or (person("罗秀珍"), company())
    names = [one.name for one in people]
    values: dict[str, Any] = {
        "number": "(2026)会师路人调字第12号", "title": f"{names[0]}与{names[-1]}邻里纠纷", "state": "archived",
        "dispute_type": "02", "source": "application", "application_form": "written", "applied_on": date(2026, 3, 2),
        "accepted_on": date(2026, 3, 3), "facts": "楼上渗水，楼下墙面起皮，双方争执。", "requests": "请求修好漏水点。",
        "disputed": "修复费用由谁负担。", "agreement_form": "written", "agreed_on": date(2026, 3, 20),
        "agreement_text": "一、十日内修好。\n二、补偿500元。", "performance_way": "转账",
        "performance_time": "2026年4月1日前",
        "effective_on": date(2026, 3, 20), "ended_on": date(2026, 3, 20), "result": "success",
        "amount": Decimal(500), "closed_on": date(2026, 4, 20), "archived_on": date(2026, 4, 25), "keeping": "long",
        "filed_by": "刘玥", "checked_by": "谢喆",
    }  # fmt: skip
    case = filled(Case, **{**values, **more})
    committee = filled(Committee, name="会师路社区人民调解委员会", kind="residents", number_unit="会师路")
    of = {"case_id": case.id}
    return CaseFile(
        case,
        committee,
        ("谢喆", "兰桂英"),
        tuple(people),
        (filled(Investigation, **of, day=date(2026, 3, 5), asked=names[0], investigator="谢喆", recorder="刘玥",
                text="问：漏水多久了？\n答：两个月。"),),
        (filled(Evidence, **of, position=1, name="现场照片", pages=2, provided_by=names[0], form="copy",
                received_on=date(2026, 3, 5), received_by="刘玥"),),
        (a_session(case, 1, "双方各自陈述。"), a_session(case, 2, "双方自愿达成协议。")),
        (filled(Extension, **of, day=date(2026, 3, 18), due_on=date(2026, 5, 3), reason="等候鉴定"),),
        (filled(Performance, **of, item="支付补偿款", obliged=names[-1], amount=Decimal("1234567.89"),
                due_on=date(2026, 12, 31), done_on=date(2026, 12, 30), proof="收条"),),
        (filled(ReturnVisit, **of, day=date(2026, 4, 18), visited=names[0], visitor="谢喆", performed="done",
                satisfied="very", text="没有激化苗头。"),),
        (filled(Confirmation, **of, applied_on=date(2026, 4, 1), applicants="、".join(names),
                court="井冈山市人民法院", decision="valid"),),
        WORDS,
        {"identity": 3, "evidence": 2},
    )  # fmt: skip


def a_session(case: Case, number: int, text: str) -> MediationSession:
    """Return the record of a session."""
    row: MediationSession = filled(
        MediationSession, case_id=case.id, number=number, day=date(2026, 3, 10 + number), from_time="9:00",
        to_time="11:20", place="社区调解室", topic="楼上渗水", recorder="刘玥", text=text,
    )  # fmt: skip
    return row
