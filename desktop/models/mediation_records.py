"""What is recorded of a case of mediation (调解案件的记录): parties, records, signatures, steps, each of one case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field

RECORD = 200_000
"""Longest record of a mediation, in characters."""
SIDE_REPRESENTATIVES = 5
"""Representatives a side may have at most."""


class CaseParty(Record):
    """A party of a case (当事人): a natural person or an organisation."""

    __tablename__ = "case_parties"
    __table_args__ = (
        Index("ix_case_parties_case_id", "case_id", "deleted"),
        Index("ix_case_parties_name", "name", "deleted"),
        Index("ix_case_parties_id_number", "id_number"),
        Index("ix_case_parties_phone", "phone"),
    )
    described = describe(
        "case_parties", "当事人", "名", "name", order=("case_id", "side", "position"),
        natural=(("case_id", "side", "name"),),
    )  # fmt: skip

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    side: Mapped[str] = mapped_column(
        Text, default="applicant",
        info=field("一方", Kind.CHOICE, choices="party_sides", required=True, listed=True, width=80),
    )  # fmt: skip
    kind: Mapped[str] = mapped_column(
        Text, default="person",
        info=field("类别", Kind.CHOICE, choices="party_kinds", required=True, listed=True, width=88),
    )  # fmt: skip
    name: Mapped[str] = mapped_column(
        Text,
        info=field("姓名或名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=140, limit=60),
    )
    position: Mapped[int] = mapped_column(default=0, info=field("次序", Kind.COUNT, width=56))
    representative: Mapped[bool] = mapped_column(
        default=False,
        info=field("代表人", Kind.FLAG, width=64, help="一方人数多时推选代表人参加调解，最多五名"),
    )
    gender: Mapped[str | None] = mapped_column(
        Text, info=field("性别", Kind.CHOICE, choices="genders", section="自然人", width=56)
    )
    ethnicity: Mapped[str] = mapped_column(
        Text, default="",
        info=field("民族", Kind.TEXT, section="自然人", limit=10, listable=False,
                   help="只因申请书、协议书有此栏才填，不在列表和名册中出现"),
    )  # fmt: skip
    born_on: Mapped[date | None] = mapped_column(info=field("出生日期", Kind.DAY, section="自然人", width=96))
    age: Mapped[int | None] = mapped_column(
        info=field("年龄", Kind.COUNT, section="自然人", width=56, most=130, help="不知道出生日期时填")
    )
    occupation: Mapped[str] = mapped_column(
        Text, default="", info=field("职业或职务", Kind.TEXT, section="自然人", width=110, limit=40)
    )
    id_number: Mapped[str] = mapped_column(
        Plain, default="",
        info=field("身份证号", Kind.ID_NUMBER, section="自然人", privacy=Privacy.MASKED, width=150,
                   help="显示原号将写入日志"),
    )  # fmt: skip
    id_checked_on: Mapped[date | None] = mapped_column(
        info=field("核对证件日期", Kind.DAY, section="自然人", width=96, help="看过证件原件并留复印件的日期")
    )
    phone: Mapped[str] = mapped_column(
        Plain, default="",
        info=field("联系电话", Kind.PHONE, section="联系", privacy=Privacy.MASKED, search=Search.PHONE, listed=True,
                   width=110),
    )  # fmt: skip
    address: Mapped[str] = mapped_column(
        Text, default="", info=field("单位或住址", Kind.TEXT, section="联系", width=180, limit=100)
    )
    legal_representative: Mapped[str] = mapped_column(
        Text, default="", info=field("法定代表人", Kind.NAME, section="单位", width=96, limit=40)
    )
    legal_duty: Mapped[str] = mapped_column(
        Text, default="", info=field("法定代表人职务", Kind.TEXT, section="单位", width=96, limit=40)
    )
    credit_code: Mapped[str] = mapped_column(
        Plain, default="", info=field("统一社会信用代码", Kind.CODE, section="单位", width=160, limit=18)
    )
    guardian: Mapped[str] = mapped_column(
        Text, default="",
        info=field("监护人", Kind.NAME, section="监护和代理", width=96, limit=40, help="未成年人由监护人签字"),
    )  # fmt: skip
    guardian_relation: Mapped[str] = mapped_column(
        Text, default="", info=field("与当事人关系", Kind.TEXT, section="监护和代理", width=96, limit=20)
    )
    agent: Mapped[str] = mapped_column(
        Text, default="", info=field("代理人", Kind.NAME, section="监护和代理", width=96, limit=40)
    )
    agent_authority: Mapped[str | None] = mapped_column(
        Text, info=field("代理权限", Kind.CHOICE, choices="agent_authorities", section="监护和代理", width=96)
    )
    authority_on: Mapped[date | None] = mapped_column(
        info=field("授权委托书日期", Kind.DAY, section="监护和代理", width=110)
    )
    consent_on: Mapped[date | None] = mapped_column(
        info=field("同意调解日期", Kind.DAY, section="同意", listed=True, width=110)
    )
    refused: Mapped[bool] = mapped_column(
        default=False,
        info=field("拒绝调解", Kind.FLAG, section="同意", listed=True, width=80, help="一方明确拒绝的，不得调解"),
    )
    refused_on: Mapped[date | None] = mapped_column(info=field("拒绝日期", Kind.DAY, section="同意", width=96))
    mediator_related: Mapped[bool] = mapped_column(
        default=False,
        info=field("与调解员有亲属关系", Kind.FLAG, section="同意", width=120, help="与承办调解员是近亲属或有利害关系"),
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.TEXT, section="同意", limit=200))


class Investigation(Record):
    """A record of an investigation (调查记录)."""

    __tablename__ = "investigations"
    __table_args__ = (Index("ix_investigations_case_id", "case_id", "deleted"),)
    described = describe("investigations", "调查记录", "份", "asked", dated="day", order=("case_id",), attachments=True)

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    day: Mapped[date] = mapped_column(info=field("日期", Kind.DAY, required=True, listed=True, width=96))
    hours: Mapped[str] = mapped_column(
        Text, default="", info=field("时间", Kind.TEXT, width=110, limit=40, help="如“9时10分至9时50分”")
    )
    place: Mapped[str] = mapped_column(Text, default="", info=field("地点", Kind.TEXT, width=140, limit=100))
    present: Mapped[str] = mapped_column(Text, default="", info=field("参加人", Kind.TEXT, width=140, limit=200))
    asked: Mapped[str] = mapped_column(
        Text, info=field("被调查人", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=120, limit=60)
    )
    investigator: Mapped[str] = mapped_column(
        Text, info=field("调查人", Kind.NAME, required=True, listed=True, width=96, limit=40)
    )
    recorder: Mapped[str] = mapped_column(
        Text, default="", info=field("记录人", Kind.NAME, listed=True, width=96, limit=40, help="尽量不是调查人")
    )
    text: Mapped[str] = mapped_column(
        "record_text", Text, default="",
        info=field("记录", Kind.LONG_TEXT, section="记录", search=Search.TEXT, limit=RECORD, help="问、答各起一行"),
    )  # fmt: skip


class Evidence(Record):
    """A piece of evidence received (证据材料)."""

    __tablename__ = "evidences"
    __table_args__ = (Index("ix_evidences_case_id", "case_id", "deleted"),)
    described = describe("evidences", "证据材料", "份", "name", order=("case_id", "position"), attachments=True)

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    position: Mapped[int] = mapped_column(
        default=0, info=field("序号", Kind.COUNT, listed=True, width=56, help="留空按先后编号")
    )
    name: Mapped[str] = mapped_column(
        Text, info=field("名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=180, limit=100)
    )
    pages: Mapped[int | None] = mapped_column(info=field("页数", Kind.COUNT, listed=True, width=56, least=1))
    provided_by: Mapped[str] = mapped_column(
        Text, default="", info=field("提供人", Kind.TEXT, listed=True, width=110, limit=60)
    )
    form: Mapped[str] = mapped_column(
        Text, default="copy",
        info=field("原件或复印件", Kind.CHOICE, choices="evidence_forms", required=True, listed=True, width=96),
    )  # fmt: skip
    received_on: Mapped[date] = mapped_column(info=field("收到日期", Kind.DAY, required=True, listed=True, width=96))
    received_by: Mapped[str] = mapped_column(
        Text, default="", info=field("收件人", Kind.NAME, listed=True, width=96, limit=40)
    )
    checked_by: Mapped[str] = mapped_column(
        Text, default="", info=field("核对人", Kind.NAME, width=96, limit=40, help="复印件“与原件核对无异”的核对人")
    )


class MediationSession(Record):
    """One session of mediation with its record (调解记录, 第 n 次)."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_case_id", "case_id", "deleted"),)
    described = describe(
        "sessions", "调解记录", "次", "topic", dated="day", order=("case_id", "number"), attachments=True
    )

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    number: Mapped[int] = mapped_column(
        default=0, info=field("第几次", Kind.COUNT, listed=True, width=64, editable=False)
    )
    day: Mapped[date] = mapped_column(info=field("日期", Kind.DAY, required=True, listed=True, width=96))
    from_time: Mapped[str] = mapped_column(
        Text, default="", info=field("开始时间", Kind.TEXT, width=80, limit=5, help="如 9:30")
    )
    to_time: Mapped[str] = mapped_column(
        Text, default="", info=field("结束时间", Kind.TEXT, width=80, limit=5, help="如 10:45")
    )
    place: Mapped[str] = mapped_column(Text, default="", info=field("地点", Kind.TEXT, width=140, limit=100))
    topic: Mapped[str] = mapped_column(
        Text, default="", info=field("事由", Kind.TEXT, search=Search.TEXT, listed=True, width=220, limit=100)
    )
    present: Mapped[str] = mapped_column(
        Text, default="", info=field("到场当事人", Kind.TEXT, width=180, limit=500, help="留空为全部当事人")
    )
    invited: Mapped[str] = mapped_column(
        Text, default="",
        info=field("参加人", Kind.TEXT, width=180, limit=300, help="应邀参加调解的人，不含调解员、当事人和记录人"),
    )  # fmt: skip
    invited_consent: Mapped[bool] = mapped_column(default=False, info=field("邀请经各方同意", Kind.FLAG, width=110))
    recorder: Mapped[str] = mapped_column(Text, default="", info=field("记录人", Kind.NAME, width=96, limit=40))
    text: Mapped[str] = mapped_column(
        "record_text", Text, default="",
        info=field("记录", Kind.LONG_TEXT, section="记录", search=Search.TEXT, limit=RECORD,
                   help="告知权利义务、各方陈述、查明事实、提示风险、调解结果；最后向当事人宣读"),
    )  # fmt: skip
    result: Mapped[str | None] = mapped_column(
        Text, info=field("本次结果", Kind.CHOICE, choices="session_results", section="记录", listed=True, width=110)
    )


class Extension(Record):
    """An extension of the time to mediate (延长期限), with the consent of every party."""

    __tablename__ = "extensions"
    __table_args__ = (Index("ix_extensions_case_id", "case_id", "deleted"),)
    described = describe("extensions", "延长期限", "次", "reason", dated="day", order=("case_id",))

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    day: Mapped[date] = mapped_column(info=field("日期", Kind.DAY, required=True, listed=True, width=96))
    due_on: Mapped[date] = mapped_column(info=field("延长至", Kind.DAY, required=True, listed=True, width=96))
    reason: Mapped[str] = mapped_column(
        Text, info=field("原因", Kind.TEXT, required=True, listed=True, width=200, limit=200)
    )
    consents: Mapped[str] = mapped_column(
        Text, default="",
        info=field("同意的当事人", Kind.TEXT, required=True, width=200, limit=1000,
                   help="逐一写明，用顿号隔开；必须是各方全部当事人"),
    )  # fmt: skip


class Performance(Record):
    """An item of the agreement to be performed by a day (履行事项)."""

    __tablename__ = "performances"
    __table_args__ = (
        Index("ix_performances_case_id", "case_id", "deleted", "done_on"),
        Index("ix_performances_due_on", "due_on", "done_on", "deleted"),
    )
    described = describe("performances", "履行事项", "项", "item", order=("case_id", "due_on"), attachments=True)

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    item: Mapped[str] = mapped_column(
        Text, info=field("事项", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=240, limit=200)
    )
    obliged: Mapped[str] = mapped_column(
        Text, default="", info=field("履行人", Kind.TEXT, listed=True, width=110, limit=60)
    )
    amount: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=field("金额", Kind.AMOUNT, unit="元", listed=True, width=96)
    )
    due_on: Mapped[date] = mapped_column(info=field("应履行日期", Kind.DAY, required=True, listed=True, width=96))
    done_on: Mapped[date | None] = mapped_column(info=field("履行日期", Kind.DAY, listed=True, width=96))
    proof: Mapped[str] = mapped_column(
        Text, default="", info=field("履行凭证", Kind.TEXT, width=140, limit=100, help="收条、汇款单等")
    )


class ReturnVisit(Record):
    """A return visit after an agreement (回访记录)."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_case_id", "case_id", "deleted", "day"),)
    described = describe("visits", "回访记录", "次", "visited", dated="day", order=("case_id",), attachments=True)

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    day: Mapped[date] = mapped_column(info=field("回访日期", Kind.DAY, required=True, listed=True, width=96))
    way: Mapped[str] = mapped_column(
        Text, default="visit", info=field("方式", Kind.CHOICE, choices="visit_forms", required=True, width=72)
    )
    visited: Mapped[str] = mapped_column(
        Text, info=field("回访对象", Kind.TEXT, required=True, listed=True, width=140, limit=100)
    )
    visitor: Mapped[str] = mapped_column(
        Text, info=field("回访人", Kind.NAME, required=True, listed=True, width=96, limit=40)
    )
    performed: Mapped[str] = mapped_column(
        Text, default="partly",
        info=field("履行情况", Kind.CHOICE, choices="performance_states", required=True, listed=True, width=96),
    )  # fmt: skip
    satisfied: Mapped[str | None] = mapped_column(
        Text, info=field("满意程度", Kind.CHOICE, choices="satisfactions", listed=True, width=88)
    )
    lawsuit: Mapped[str] = mapped_column(
        Text, default="", info=field("诉讼及结果", Kind.TEXT, width=140, limit=200, help="没有留空")
    )
    text: Mapped[str] = mapped_column(
        "record_text", Text, default="",
        info=field("回访情况", Kind.LONG_TEXT, search=Search.TEXT, limit=5000, help="有无激化苗头、隐患和采取的措施"),
    )  # fmt: skip


class Confirmation(Record):
    """An application to a court to confirm the agreement (司法确认), made by the parties together."""

    __tablename__ = "confirmations"
    __table_args__ = (Index("ix_confirmations_case_id", "case_id", "deleted"),)
    described = describe(
        "confirmations", "司法确认", "件", "court", dated="applied_on", order=("case_id",), attachments=True
    )

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    applied_on: Mapped[date] = mapped_column(info=field("申请日期", Kind.DAY, required=True, listed=True, width=96))
    applicants: Mapped[str] = mapped_column(
        Text, default="",
        info=field("共同申请人", Kind.TEXT, required=True, width=200, limit=1000, help="必须是协议各方全部当事人"),
    )  # fmt: skip
    court: Mapped[str] = mapped_column(
        Text, info=field("人民法院", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=160, limit=60)
    )
    accepted_on: Mapped[date | None] = mapped_column(info=field("法院受理日期", Kind.DAY, width=96))
    court_number: Mapped[str] = mapped_column(
        Text, default="", info=field("法院案号", Kind.TEXT, width=150, limit=60, search=Search.CODE)
    )
    decision: Mapped[str | None] = mapped_column(
        Text, info=field("裁定", Kind.CHOICE, choices="confirmation_decisions", listed=True, width=96)
    )
    decided_on: Mapped[date | None] = mapped_column(info=field("裁定日期", Kind.DAY, listed=True, width=96))
    reason: Mapped[str] = mapped_column(Text, default="", info=field("理由", Kind.TEXT, width=160, limit=300))


class Signature(Record):
    """That somebody signed a paper of the case (签名): recorded when the signed paper lies in the file."""

    __tablename__ = "signatures"
    __table_args__ = (Index("ix_signatures_case_id", "case_id", "paper", "deleted"),)
    described = describe("signatures", "签名", "处", "signer", dated="signed_on", order=("case_id", "paper", "role"))

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220),
    )
    paper: Mapped[str] = mapped_column(
        Text, info=field("文书", Kind.CHOICE, choices="mediation_papers", required=True, listed=True, width=140)
    )
    role: Mapped[str] = mapped_column(
        Text, info=field("签名人身份", Kind.CHOICE, choices="signature_roles", required=True, listed=True, width=110)
    )
    party_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("case_parties.id"),
        info=field("当事人", Kind.REFERENCE, refers="case_parties", listed=True, width=110,
                   help="本人、监护人或代理人为哪一方当事人签的"),
    )  # fmt: skip
    signer: Mapped[str] = mapped_column(
        Text, info=field("签名人", Kind.TEXT, required=True, listed=True, width=110, limit=60)
    )
    form: Mapped[str] = mapped_column(
        Text, default="sign",
        info=field("方式", Kind.CHOICE, choices="signature_forms", required=True, listed=True, width=72),
    )  # fmt: skip
    signed_on: Mapped[date] = mapped_column(info=field("日期", Kind.DAY, required=True, listed=True, width=96))
    witness: Mapped[str] = mapped_column(
        Text, default="", info=field("见证人", Kind.NAME, width=96, limit=40, help="不能写字按指印的，写见证人姓名")
    )
    item_id: Mapped[UUID | None] = mapped_column(default=None)
    """The one record the paper belongs to where a case has several (a session, an investigation, a visit)."""


class CaseStep(Record):
    """A step of a case on its path (办案经过): only ever added."""

    __tablename__ = "case_steps"
    __table_args__ = (Index("ix_case_steps_case_id", "case_id", "position", "to_state", "deleted"),)
    described = describe("case_steps", "办案经过", "步", "case_id", order=("case_id", "position"), attachments=False)

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("cases.id"),
        info=field("案件", Kind.REFERENCE, refers="cases", required=True, listed=True, width=220, editable=False),
    )
    position: Mapped[int] = mapped_column(info=field("次序", Kind.COUNT, width=56, editable=False))
    from_state: Mapped[str | None] = mapped_column(
        Text, info=field("原状态", Kind.CHOICE, choices="case_states", listed=True, width=96, editable=False)
    )
    to_state: Mapped[str] = mapped_column(
        Text, info=field("新状态", Kind.CHOICE, choices="case_states", listed=True, width=96, editable=False)
    )
    day: Mapped[date] = mapped_column(info=field("日期", Kind.DAY, listed=True, width=96, editable=False))
    by: Mapped[str] = mapped_column(
        "by_name", Text, info=field("经办人", Kind.NAME, listed=True, width=96, limit=40, editable=False)
    )
    note: Mapped[str] = mapped_column(
        Text, default="", info=field("说明", Kind.TEXT, listed=True, width=220, limit=300, editable=False)
    )
