"""Mediation (人民调解): committees, mediators, consultations and cases; what is recorded of a case is in
``mediation_records``.

The law and the papers behind the fields are in the domain reference §1. There is no field for fees (人民调解法 art. 4
forbids any) and none for health, religion or criminal status (reference 9.2).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field

LONG = 20_000
"""Longest account of a dispute, in characters."""


class CaseState(StrEnum):
    """Where a case stands on its path (reference 1.8); codes of the list ``case_states``."""

    REGISTERED = "registered"
    """登记"""
    DECLINED = "declined"
    """不予受理"""
    ACCEPTED = "accepted"
    """受理"""
    INFORMED = "informed"
    """已告知"""
    INVESTIGATING = "investigating"
    """调查"""
    MEDIATING = "mediating"
    """调解"""
    WRITTEN_AGREEMENT = "written_agreement"
    """书面协议"""
    ORAL_AGREEMENT = "oral_agreement"
    """口头协议"""
    ENDED = "ended"
    """终止"""
    WITHDRAWN = "withdrawn"
    """撤回"""
    TRANSFERRED = "transferred"
    """移送"""
    PERFORMING = "performing"
    """履行中"""
    VISITED = "visited"
    """已回访"""
    CONFIRMING = "confirming"
    """司法确认中"""
    CONFIRMED = "confirmed"
    """裁定有效"""
    CONFIRMATION_REFUSED = "confirmation_refused"
    """驳回确认申请"""
    CONFIRMATION_WITHDRAWN = "confirmation_withdrawn"
    """撤回确认申请"""
    CLOSED = "closed"
    """结案"""
    ARCHIVED = "archived"
    """归档"""


class CaseResult(StrEnum):
    """What a case came to; codes of the list ``case_results``."""

    PENDING = "pending"
    """正在调解"""
    SUCCESS = "success"
    """调解成功: an agreement, oral or written"""
    FAILED = "failed"
    """调解不成（终止）"""
    WITHDRAWN = "withdrawn"
    """当事人撤回"""
    TRANSFERRED = "transferred"
    """移送"""
    DECLINED = "declined"
    """不予受理"""


class CourtReferral(StrEnum):
    """How a court sent a case: 委派调解, 委托调解 in ordinary or simplified procedure (list ``court_referrals``)."""

    DELEGATED = "delegated"
    ORDINARY = "ordinary"
    SIMPLIFIED = "simplified"


class Committee(Record):
    """A people's mediation committee (人民调解委员会)."""

    __tablename__ = "committees"
    described = describe("committees", "调解委员会", "个", "name", order=("name",), natural=(("name", "division_id"),))

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=240, limit=60,
            privacy=Privacy.OPEN, help="印在卷宗封面上，如“会师路社区人民调解委员会”",
        ),
    )  # fmt: skip
    kind: Mapped[str] = mapped_column(
        Text, info=field("类别", Kind.CHOICE, choices="committee_bodies", required=True, listed=True, width=110)
    )
    division_id: Mapped[UUID] = mapped_column(
        ForeignKey("divisions.id"),
        info=field("所属区划", Kind.REFERENCE, refers="divisions", required=True, listed=True, width=140),
    )
    chair: Mapped[str] = mapped_column(
        Text, default="", info=field("主任", Kind.NAME, search=Search.TEXT, listed=True, width=110, limit=40)
    )
    members: Mapped[int | None] = mapped_column(
        info=field("委员人数", Kind.COUNT, listed=True, width=80, least=1, help="人民调解法规定三至九人")
    )
    has_woman: Mapped[bool] = mapped_column(
        default=False, info=field("有妇女委员", Kind.FLAG, width=88, help="调解委员会应当有妇女成员")
    )
    founded_on: Mapped[date | None] = mapped_column(info=field("成立日期", Kind.DAY, width=96))
    term_ends_on: Mapped[date | None] = mapped_column(
        info=field("任期至", Kind.DAY, listed=True, width=96, help="每届任期三年")
    )
    phone: Mapped[str] = mapped_column(
        Plain, default="",
        info=field("办公电话", Kind.PHONE, search=Search.PHONE, listed=True, width=124, privacy=Privacy.OPEN),
    )  # fmt: skip
    address: Mapped[str] = mapped_column(
        Text, default="", info=field("办公地址", Kind.TEXT, width=180, limit=100, privacy=Privacy.OPEN)
    )
    seal_name: Mapped[str] = mapped_column(
        Text, default="", info=field("印章名称", Kind.TEXT, section="案号", width=180, limit=60, help="同名称时留空")
    )
    number_unit: Mapped[str] = mapped_column(
        Text, default="",
        info=field("案号单位字", Kind.TEXT, section="案号", width=96, limit=12, help="如“茨坪”，印在案号里"),
    )  # fmt: skip
    number_template: Mapped[str] = mapped_column(
        Text, default="({year}){unit}人调字第{seq}号",
        info=field(
            "案号样式", Kind.TEXT, section="案号", width=220, limit=60,
            help="{year}年 {unit}单位字 {type}纠纷类别代码 {seq}顺序号；{seq:03}补足三位",
        ),
    )  # fmt: skip
    oral_prefix: Mapped[str] = mapped_column(
        Text, default="",
        info=field("口头协议字号", Kind.TEXT, section="案号", width=96, limit=8,
                   help="口头协议另用字号时填写，如“口”，编号成为“人调口字”；留空与案号相同"),
    )  # fmt: skip
    closed_on: Mapped[date | None] = mapped_column(info=field("撤销日期", Kind.DAY, section="案号", width=96))
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="案号", limit=500))


class Mediator(Record):
    """A people's mediator (人民调解员) of a committee, perhaps of one of its rooms."""

    __tablename__ = "mediators"
    __table_args__ = (Index("ix_mediators_committee_id", "committee_id", "deleted"),)
    described = describe(
        "mediators", "调解员", "名", "name", order=("committee_id", "name"), natural=(("name", "committee_id"),)
    )

    name: Mapped[str] = mapped_column(
        Text,
        info=field("姓名", Kind.NAME, required=True, search=Search.TEXT, listed=True, width=110, limit=40,
                   privacy=Privacy.OPEN),
    )  # fmt: skip
    committee_id: Mapped[UUID] = mapped_column(
        ForeignKey("committees.id"),
        info=field("调解委员会", Kind.REFERENCE, refers="committees", required=True, listed=True, width=220,
                   search=Search.TEXT),
    )  # fmt: skip
    station_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("stations.id"),
        info=field("调解室", Kind.REFERENCE, refers="stations", listed=True, width=180, search=Search.TEXT),
    )
    employment: Mapped[str] = mapped_column(
        Text, info=field("专兼职", Kind.CHOICE, choices="employments", required=True, listed=True, width=64)
    )
    gender: Mapped[str | None] = mapped_column(Text, info=field("性别", Kind.CHOICE, choices="genders", width=56))
    education: Mapped[str | None] = mapped_column(Text, info=field("学历", Kind.CHOICE, choices="educations", width=72))
    political_status: Mapped[str | None] = mapped_column(
        Text, info=field("政治面貌", Kind.CHOICE, choices="political_statuses", width=88)
    )
    phone: Mapped[str] = mapped_column(
        Plain, default="",
        info=field("手机", Kind.PHONE, privacy=Privacy.MASKED, search=Search.PHONE, listed=True, width=110),
    )  # fmt: skip
    certified_on: Mapped[date | None] = mapped_column(info=field("持证日期", Kind.DAY, section="任职", width=96))
    started_on: Mapped[date | None] = mapped_column(
        info=field("受聘日期", Kind.DAY, section="任职", listed=True, width=96)
    )
    ended_on: Mapped[date | None] = mapped_column(
        info=field("解聘日期", Kind.DAY, section="任职", width=96, help="在任时留空")
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id"),
        info=field("队伍人员", Kind.REFERENCE, refers="people", section="任职", width=110, help="已在队伍名册中的人"),
    )
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), index=True,
        info=field("登录账号", Kind.REFERENCE, refers="accounts", section="任职", width=110,
                   help="此账号只能看到本调解室（未填调解室时为本委员会）的调解记录"),
    )  # fmt: skip
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.TEXT, section="任职", limit=200))


class Consultation(Record):
    """A consultation (咨询): somebody asked, somebody answered; may become a case."""

    __tablename__ = "consultations"
    __table_args__ = (
        Index("ix_consultations_day", "day", "station_id", "committee_id", "deleted"),
        Index("ix_consultations_committee_id", "committee_id", "deleted"),
        Index("ix_consultations_station_id", "station_id", "deleted"),
    )
    described = describe(
        "consultations", "咨询", "次", "topic", code="number", dated="day", order=("number",),
        natural=(("committee_id", "number"),),
    )  # fmt: skip

    number: Mapped[str] = mapped_column(
        Plain, default="",
        info=field("编号", Kind.CODE, search=Search.CODE, listed=True, width=110, limit=40,
                   help="留空自动编号：年份-顺序号"),
    )  # fmt: skip
    day: Mapped[date] = mapped_column(info=field("日期", Kind.DAY, required=True, listed=True, width=96))
    committee_id: Mapped[UUID] = mapped_column(
        ForeignKey("committees.id"),
        info=field("调解委员会", Kind.REFERENCE, refers="committees", required=True, width=200),
    )
    station_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("stations.id"), info=field("调解室", Kind.REFERENCE, refers="stations", listed=True, width=180)
    )
    visit_form: Mapped[str] = mapped_column(
        Text, default="visit",
        info=field("方式", Kind.CHOICE, choices="visit_forms", required=True, listed=True, width=72),
    )  # fmt: skip
    asker: Mapped[str] = mapped_column(
        Text, default="",
        info=field("咨询人", Kind.TEXT, listed=True, width=96, limit=20, help="只写称呼，如“王女士”，不写全名和证件"),
    )  # fmt: skip
    dispute_type: Mapped[str | None] = mapped_column(
        Text, info=field("纠纷类别", Kind.CHOICE, choices="dispute_types", listed=True, width=140)
    )
    topic: Mapped[str] = mapped_column(
        Text,
        info=field("咨询事项", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=260, limit=100),
    )
    answer: Mapped[str] = mapped_column(
        Text, default="",
        info=field("答复", Kind.LONG_TEXT, search=Search.TEXT, limit=2000,
                   help="不写病情、信仰、违法犯罪等个人情况"),
    )  # fmt: skip
    mediator_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mediators.id"), info=field("接待人", Kind.REFERENCE, refers="mediators", listed=True, width=110)
    )
    minutes: Mapped[int | None] = mapped_column(info=field("用时", Kind.COUNT, unit="分钟", width=64, most=1440))
    case_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("cases.id"), index=True,
        info=field("转为案件", Kind.REFERENCE, refers="cases", width=180, editable=False),
    )  # fmt: skip


class Case(Record):
    """A case of mediation (调解案件), from registration to archive; its state only moves along the path."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("committee_id", "year", "sequence"),
        Index(
            "uq_cases_committee_number", "committee_id", "number", unique=True,
            sqlite_where=text("number <> ''"), postgresql_where=text("number <> ''"),
        ),
        Index("ix_cases_applied_on", "applied_on", "id", "deleted"),
        # Wide enough for the yearly table: it never touches a row.
        Index(
            "ix_cases_accepted_on", "accepted_on", "deleted", "void", "committee_id", "station_id", "dispute_type",
            "source", "referred_by", "result", "agreement_form", "difficulty", "amount", "ended_on",
            "performed_on_spot",
        ),
        Index("ix_cases_state", "state", "deleted", "due_on"),
        Index("ix_cases_committee_id", "committee_id", "deleted"),
        Index("ix_cases_station_id", "station_id", "deleted"),
        # Wide enough to count what a mediator handled.
        Index("ix_cases_mediator_id", "mediator_id", "deleted", "void", "result", "accepted_on"),
    )  # fmt: skip
    described = describe(
        "cases", "调解案件", "件", "title", code="number", dated="applied_on",
        natural=(("committee_id", "number"), ("title", "applied_on")), attachments=True,
    )  # fmt: skip

    number: Mapped[str] = mapped_column(
        Plain, default="",
        info=field("案号", Kind.CODE, search=Search.CODE, listed=True, width=196, limit=60, editable=False,
                   help="受理时按委员会和年度编号，不跳号、不重用"),
    )  # fmt: skip
    title: Mapped[str] = mapped_column(
        Text, default="",
        info=field("卷名", Kind.TEXT, search=Search.TEXT, listed=True, width=226, limit=100,
                   help="留空时用“甲与乙邻里纠纷”"),
    )  # fmt: skip
    state: Mapped[str] = mapped_column(
        Text, default=CaseState.REGISTERED.value,
        info=field("状态", Kind.CHOICE, choices="case_states", listed=True, width=96, editable=False),
    )  # fmt: skip
    committee_id: Mapped[UUID] = mapped_column(
        ForeignKey("committees.id"),
        info=field("调解委员会", Kind.REFERENCE, refers="committees", required=True, width=220),
    )
    station_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("stations.id"), info=field("调解室", Kind.REFERENCE, refers="stations", listed=True, width=170)
    )
    mediator_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mediators.id"),
        info=field("调解员", Kind.REFERENCE, refers="mediators", listed=True, width=96, search=Search.TEXT),
    )
    second_mediator_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mediators.id"), info=field("协同调解员", Kind.REFERENCE, refers="mediators", width=96)
    )
    recorder: Mapped[str] = mapped_column(Text, default="", info=field("记录人", Kind.NAME, width=96, limit=40))
    dispute_type: Mapped[str] = mapped_column(
        Text,
        info=field("纠纷类别", Kind.CHOICE, choices="dispute_types", required=True, listed=True, width=140),
    )
    source: Mapped[str] = mapped_column(
        Text, default="application",
        info=field("案件来源", Kind.CHOICE, choices="case_sources", required=True, width=110),
    )  # fmt: skip
    referred_by: Mapped[str | None] = mapped_column(
        Text,
        info=field("委托移送单位", Kind.CHOICE, choices="referral_organs", width=110, help="接受委托移送的案件必填"),
    )
    referral_note: Mapped[str] = mapped_column(
        Text, default="", info=field("委托移送文书", Kind.TEXT, width=140, limit=100, help="文书名称和文号")
    )
    court_referral: Mapped[str | None] = mapped_column(
        Text,
        info=field("法院委派或委托", Kind.CHOICE, choices="court_referrals", width=140,
                   help="只有法院移送的案件填写，调解期限由此而定"),
    )  # fmt: skip
    papers_signed_on: Mapped[date | None] = mapped_column(
        info=field("签收法院文书", Kind.DAY, width=96, help="签字接收法院移交材料的日期，期限从次日起算")
    )
    difficulty: Mapped[str] = mapped_column(
        Text, default="simple",
        info=field("难易程度", Kind.CHOICE, choices="difficulties", required=True, width=88),
    )  # fmt: skip
    applied_on: Mapped[date] = mapped_column(
        info=field("登记日期", Kind.DAY, required=True, listed=True, width=96, help="申请或主动调解登记的日期")
    )
    application_form: Mapped[str] = mapped_column(
        Text, default="oral",
        info=field("申请形式", Kind.CHOICE, choices="application_forms", required=True, width=88,
                   help="书面申请印申请书，口头申请和主动调解印受理登记表"),
    )  # fmt: skip
    facts: Mapped[str] = mapped_column(
        Text, default="",
        info=field("纠纷简要情况", Kind.LONG_TEXT, section="纠纷", search=Search.TEXT, limit=LONG,
                   help="不写病情、信仰、违法犯罪等个人情况"),
    )  # fmt: skip
    requests: Mapped[str] = mapped_column(
        Text, default="",
        info=field("申请事项", Kind.LONG_TEXT, section="纠纷", search=Search.TEXT, limit=LONG, help="每行一项"),
    )  # fmt: skip
    disputed: Mapped[str] = mapped_column(
        Text, default="",
        info=field("争议事项", Kind.LONG_TEXT, section="纠纷", search=Search.TEXT, limit=LONG),
    )  # fmt: skip
    responsibility: Mapped[str] = mapped_column(
        Text, default="", info=field("各方责任", Kind.LONG_TEXT, section="纠纷", limit=LONG)
    )
    worsening: Mapped[bool] = mapped_column(
        default=False,
        info=field(
            "有激化苗头", Kind.FLAG, section="纠纷", width=88, help="可能引起治安、刑事案件的，立即报告公安机关"
        ),
    )
    police_told_on: Mapped[date | None] = mapped_column(info=field("报告公安日期", Kind.DAY, section="纠纷", width=96))
    public_session: Mapped[bool] = mapped_column(
        default=False,
        info=field("公开调解", Kind.FLAG, section="纠纷", width=72, help="涉及隐私、商业秘密或当事人反对的不公开"),
    )
    accepted_on: Mapped[date | None] = mapped_column(
        info=field("受理日期", Kind.DAY, section="期限", width=96, editable=False)
    )
    decline_reason: Mapped[str] = mapped_column(
        Text, default="", info=field("不予受理原因", Kind.TEXT, section="期限", width=160, limit=300, editable=False)
    )
    due_on: Mapped[date | None] = mapped_column(
        info=field("调解期限", Kind.DAY, section="期限", listed=True, width=96, editable=False,
                   help="受理起一个月，法院委派、委托的从签收文书起算；各方同意可以延长")
    )  # fmt: skip
    agreement_form: Mapped[str | None] = mapped_column(
        Text, info=field("协议形式", Kind.CHOICE, choices="agreement_forms", section="协议", width=88, editable=False)
    )
    agreed_on: Mapped[date | None] = mapped_column(
        info=field("达成协议日期", Kind.DAY, section="协议", width=96, editable=False)
    )
    agreement_text: Mapped[str] = mapped_column(
        Text, default="",
        info=field("协议内容", Kind.LONG_TEXT, section="协议", search=Search.TEXT, limit=LONG, help="每行一条"),
    )  # fmt: skip
    performance_way: Mapped[str] = mapped_column(
        Text, default="", info=field("履行方式", Kind.TEXT, section="协议", width=140, limit=300)
    )
    performance_time: Mapped[str] = mapped_column(
        Text, default="", info=field("履行时限", Kind.TEXT, section="协议", width=140, limit=300)
    )
    performance_place: Mapped[str] = mapped_column(
        Text, default="", info=field("履行地点", Kind.TEXT, section="协议", width=140, limit=100)
    )
    performed_on_spot: Mapped[bool] = mapped_column(
        default=False, info=field("当场履行", Kind.FLAG, section="协议", width=72)
    )
    amount: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=field("协议涉及金额", Kind.AMOUNT, section="协议", unit="元", width=110)
    )
    copies: Mapped[int | None] = mapped_column(
        info=field("协议份数", Kind.COUNT, section="协议", width=72, least=2, most=99, help="留空时为当事人数加一")
    )
    excluded_matter: Mapped[str | None] = mapped_column(
        Text,
        info=field("不能确认的事项", Kind.CHOICE, choices="excluded_matters", section="协议", width=140,
                   help="涉及身份关系或确认物权、知识产权的协议不能申请司法确认"),
    )  # fmt: skip
    effective_on: Mapped[date | None] = mapped_column(
        info=field("协议生效日期", Kind.DAY, section="协议", width=96, editable=False,
                   help="书面协议以各方签字、调解员签字、盖章齐全之日为准")
    )  # fmt: skip
    confirmation_waived_on: Mapped[date | None] = mapped_column(
        info=field("不申请司法确认", Kind.DAY, section="协议", width=110, help="双方表示不申请的日期，填后不再提醒期限")
    )
    result: Mapped[str] = mapped_column(
        Text, default=CaseResult.PENDING.value,
        info=field("调解结果", Kind.CHOICE, choices="case_results", section="结果", width=96,
                   editable=False),
    )  # fmt: skip
    ended_on: Mapped[date | None] = mapped_column(
        info=field("调解结束日期", Kind.DAY, section="结果", width=96, editable=False)
    )
    end_reason: Mapped[str | None] = mapped_column(
        Text, info=field("终止原因", Kind.CHOICE, choices="end_reasons", section="结果", width=120, editable=False)
    )
    end_note: Mapped[str] = mapped_column(
        Text, default="", info=field("终止说明", Kind.TEXT, section="结果", limit=300, editable=False)
    )
    routes_told: Mapped[bool] = mapped_column(
        default=False, info=field("已告知其他途径", Kind.FLAG, section="结果", width=110, editable=False)
    )
    transferred_to: Mapped[str] = mapped_column(
        Text, default="", info=field("移送单位", Kind.TEXT, section="结果", limit=60, width=120, editable=False)
    )
    closed_on: Mapped[date | None] = mapped_column(
        info=field("结案日期", Kind.DAY, section="结果", width=96, editable=False)
    )
    archived_on: Mapped[date | None] = mapped_column(
        info=field("归档日期", Kind.DAY, section="归档", width=96, editable=False)
    )
    keeping: Mapped[str | None] = mapped_column(
        Text, info=field("保管期限", Kind.CHOICE, choices="keeping_periods", section="归档", width=88)
    )
    filed_by: Mapped[str] = mapped_column(
        Text, default="", info=field("立卷人", Kind.NAME, section="归档", width=96, limit=40)
    )
    checked_by: Mapped[str] = mapped_column(
        Text, default="", info=field("检查人", Kind.NAME, section="归档", width=96, limit=40, help="与立卷人不是同一人")
    )
    file_note: Mapped[str] = mapped_column(
        Text, default="",
        info=field("卷宗情况说明", Kind.LONG_TEXT, section="归档", limit=1000, help="缺页、更正、增补、移出、毁损"),
    )  # fmt: skip
    pages: Mapped[int | None] = mapped_column(
        info=field("总页数", Kind.COUNT, section="归档", width=72, editable=False)
    )
    contents: Mapped[list[Any] | None] = mapped_column(
        JSON(none_as_null=True), info=field("卷内目录", Kind.DATA, section="归档", editable=False)
    )
    """``[{"paper", "title", "from", "to"}, …]`` as archived."""
    public_example: Mapped[bool] = mapped_column(
        default=False,
        info=field("可作示例", Kind.FLAG, section="归档", width=72, help="隐去当事人后可用于宣传和培训"),
    )
    void: Mapped[bool] = mapped_column(
        default=False, info=field("作废", Kind.FLAG, section="归档", width=56, editable=False)
    )
    void_reason: Mapped[str] = mapped_column(
        Text, default="", info=field("作废原因", Kind.TEXT, section="归档", limit=200, editable=False)
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="归档", limit=1000))
    year: Mapped[int | None] = mapped_column(default=None)
    """Year of its number."""
    sequence: Mapped[int | None] = mapped_column(default=None)
    """Rank of its number in the committee's year, without gaps."""
    auto_title: Mapped[str] = mapped_column(Text, default="")
    """The title the program made; a title that differs was typed and stays."""
