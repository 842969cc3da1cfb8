"""Check-in of Party members in their community (在职党员进社区报到): units, members, needs, wishes, services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class Progress(StrEnum):
    """How far a need or a wish has come (list ``wish_states``)."""

    PUBLISHED = "published"
    """已发布"""
    CLAIMED = "claimed"
    """已认领"""
    DONE = "done"
    """已完成"""
    THANKED = "thanked"
    """已反馈"""
    WITHDRAWN = "withdrawn"
    """已撤回"""


class ServiceKind(StrEnum):
    """The three heads of service the source names (list ``service_kinds``)."""

    LIFE = "life"
    """生活服务"""
    LEGAL = "legal"
    """法律服务"""
    PUBLIC = "public"
    """公共服务"""


class Unit(Record):
    """A unit whose Party organisation reports to a community (报到单位)."""

    __tablename__ = "units"
    described = describe("units", "报到单位", "家", "name", order=("name",), natural=(("name",),))

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "单位名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=220, limit=60,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    organisation: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("党组织名称", Kind.TEXT, search=Search.TEXT, listed=True, width=200, limit=60, privacy=Privacy.OPEN),
    )
    contact: Mapped[str] = mapped_column(
        Text, default="", info=field("联系人", Kind.NAME, search=Search.TEXT, listed=True, width=110, limit=40)
    )
    phone: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field("办公电话", Kind.PHONE, search=Search.PHONE, listed=True, width=124, privacy=Privacy.OPEN),
    )
    party_members: Mapped[int | None] = mapped_column(
        info=field("党员人数", Kind.COUNT, unit="名", listed=True, width=80)
    )
    community_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("divisions.id"),
        info=field("报到社区", Kind.REFERENCE, refers="divisions", section="报到", listed=True, width=130),
    )
    reported_on: Mapped[date | None] = mapped_column(
        info=field("报到日期", Kind.DAY, section="报到", listed=True, width=96)
    )
    received_by: Mapped[str] = mapped_column(
        Text, default="", info=field("社区经办人", Kind.NAME, section="报到", width=110, limit=40)
    )
    returned_on: Mapped[date | None] = mapped_column(
        info=field("回执日期", Kind.DAY, section="报到", width=96, help="把报到回执交回单位的日期")
    )
    opinion: Mapped[str] = mapped_column(
        Text, default="", info=field("社区接收意见", Kind.LONG_TEXT, section="报到", limit=300)
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="报到", limit=500))


class Member(Record):
    """A Party member in service who checked in with the community of the home (报到党员; reference 5.1)."""

    __tablename__ = "members"
    __table_args__ = (Index("ix_members_community_id", "community_id", "deleted", "checked_in_on", "checked_out_on"),)
    described = describe(
        "members",
        "报到党员",
        "名",
        "name",
        order=("name",),
        natural=(("name", "mobile"), ("name", "unit_id"), ("name", "checked_in_on")),
    )

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "姓名", Kind.NAME, section="本人", required=True, search=Search.TEXT, listed=True, width=110, limit=40,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    gender: Mapped[str | None] = mapped_column(
        Text, info=field("性别", Kind.CHOICE, choices="genders", section="本人", listed=True, width=56)
    )
    born_on: Mapped[date | None] = mapped_column(
        info=field("出生日期", Kind.DAY, section="本人", width=96, help="登记表上只印年月")
    )
    unit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("units.id"),
        index=True,
        info=field("工作单位", Kind.REFERENCE, refers="units", section="本人", listed=True, width=180,
                   search=Search.TEXT),
    )  # fmt: skip
    duty: Mapped[str] = mapped_column(
        Text, default="", info=field("职务", Kind.TEXT, section="本人", width=110, limit=40)
    )
    branch: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("所在党支部", Kind.TEXT, section="本人", search=Search.TEXT, width=180, limit=60),
    )
    mobile: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field(
            "联系电话", Kind.PHONE, section="本人", privacy=Privacy.MASKED, search=Search.PHONE, listed=True, width=110
        ),
    )
    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("divisions.id"),
        info=field(
            "报到社区", Kind.REFERENCE, refers="divisions", section="报到", required=True, listed=True, width=120
        ),
    )
    grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grids.id"),
        info=field("编入网格", Kind.REFERENCE, refers="grids", section="报到", listed=True, width=160),
    )
    estate: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "居住小区楼栋",
            Kind.TEXT,
            section="报到",
            search=Search.TEXT,
            width=150,
            limit=60,
            help="写到楼栋，不写房号",
        ),
    )
    checked_in_on: Mapped[date] = mapped_column(
        info=field("报到日期", Kind.DAY, section="报到", required=True, listed=True, width=96)
    )
    checked_out_on: Mapped[date | None] = mapped_column(
        info=field("转出日期", Kind.DAY, section="报到", width=96, help="搬离或调走的日期，仍在本社区服务时留空")
    )
    position: Mapped[str | None] = mapped_column(
        Text,
        info=field("认领岗位", Kind.CHOICE, choices="checkin_positions", section="服务", listed=True, width=110),
    )
    intention: Mapped[str | None] = mapped_column(
        Text,
        info=field("服务意向", Kind.CHOICE, choices="service_subkinds", section="服务", listed=True, width=130),
    )
    skills: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("特长", Kind.TEXT, section="服务", search=Search.TEXT, width=150, limit=60),
    )
    free_time: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("可服务时间", Kind.TEXT, section="服务", width=130, limit=60, help="如“周末、晚上”"),
    )
    opinion: Mapped[str] = mapped_column(
        Text, default="", info=field("社区意见", Kind.LONG_TEXT, section="服务", limit=300)
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="服务", limit=500))


class Campaign(Record):
    """A series of activities under one name (系列活动), with counts of its own."""

    __tablename__ = "campaigns"
    described = describe("campaigns", "系列活动", "个", "name", order=("started_on", "name"), natural=(("name",),))

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "活动名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=280, limit=60,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    organiser: Mapped[str] = mapped_column(
        Text, default="", info=field("主办", Kind.TEXT, listed=True, width=150, limit=40)
    )
    started_on: Mapped[date | None] = mapped_column(info=field("开始日期", Kind.DAY, listed=True, width=96))
    ended_on: Mapped[date | None] = mapped_column(
        info=field("结束日期", Kind.DAY, listed=True, width=96, help="长期开展时留空")
    )
    aim: Mapped[str] = mapped_column(Text, default="", info=field("内容", Kind.LONG_TEXT, limit=500))


class Wish(Record):
    """A need of the community or a small wish (服务需求、微心愿): published, claimed, done, thanked.

    It names the person by a form of address only, never by name or number.
    """

    __tablename__ = "wishes"
    __table_args__ = (Index("ix_wishes_state", "state", "deleted", "published_on"),)
    described = describe(
        "wishes",
        "需求与微心愿",
        "件",
        "content",
        code="number",
        dated="published_on",
        order=("number",),
        attachments=True,
    )

    number: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field(
            "编号", Kind.CODE, search=Search.CODE, listed=True, width=110, limit=24, editable=False,
            help="保存时自动编号",
        ),
    )  # fmt: skip
    kind: Mapped[str] = mapped_column(
        Text, info=field("类型", Kind.CHOICE, choices="wish_kinds", required=True, listed=True, width=88)
    )
    subkind: Mapped[str | None] = mapped_column(
        Text, info=field("服务类别", Kind.CHOICE, choices="service_subkinds", listed=True, width=120)
    )
    content: Mapped[str] = mapped_column(
        Text,
        info=field(
            "内容", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=260, limit=200,
            help="写要做的事，不写居民的姓名、电话、证件号、房号和病情",
        ),
    )  # fmt: skip
    wisher: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "心愿人称呼", Kind.TEXT, listed=True, width=96, limit=10, help="只写称呼，如“李奶奶”“小王同学”，不写全名"
        ),
    )
    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("divisions.id"),
        info=field("社区", Kind.REFERENCE, refers="divisions", required=True, listed=True, width=120),
    )
    grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grids.id"), info=field("网格", Kind.REFERENCE, refers="grids", width=160)
    )
    people: Mapped[int | None] = mapped_column(
        info=field("需要人数", Kind.COUNT, unit="名", width=80, least=1, most=1_000, help="不限人数就留空")
    )
    published_on: Mapped[date] = mapped_column(
        info=field("发布日期", Kind.DAY, section="办理", required=True, listed=True, width=96)
    )
    wanted_on: Mapped[date | None] = mapped_column(info=field("期望时间", Kind.DAY, section="办理", width=96))
    state: Mapped[str] = mapped_column(
        Text,
        default=Progress.PUBLISHED.value,
        info=field(
            "状态", Kind.CHOICE, choices="wish_states", section="办理", listed=True, width=80, editable=False,
            help="用“认领”“完成”“反馈”按钮推进",
        ),
    )  # fmt: skip
    member_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=field(
            "认领党员", Kind.REFERENCE, refers="members", section="办理", listed=True, width=110, editable=False
        ),
    )
    claimed_on: Mapped[date | None] = mapped_column(
        info=field("认领日期", Kind.DAY, section="办理", width=96, editable=False)
    )
    done_on: Mapped[date | None] = mapped_column(
        info=field("完成日期", Kind.DAY, section="办理", width=96, editable=False)
    )
    thanked_on: Mapped[date | None] = mapped_column(
        info=field("反馈日期", Kind.DAY, section="办理", width=96, editable=False)
    )
    feedback: Mapped[str] = mapped_column(
        Text, default="", info=field("反馈", Kind.LONG_TEXT, section="办理", limit=300)
    )


class Service(Record):
    """A service done on a day (服务记录): by a member who checked in, or by a volunteer or deputy of the team."""

    __tablename__ = "services"
    __table_args__ = (
        # Covers the summaries of a year, which so never look at a row.
        Index(
            "ix_services_member_id",
            "member_id",
            "deleted",
            "day",
            "kind",
            "subkind",
            "occasion",
            "hours",
            "people",
        ),
        Index("ix_services_person_id", "person_id", "deleted", "day", "hours"),
        Index("ix_services_kind", "kind", "deleted", "day"),
        # The list stands by day: half a million are put in order without looking at a row.
        Index("ix_services_day", "deleted", "day", "sort_key", "id"),
    )
    described = describe(
        "services",
        "服务记录",
        "件",
        "content",
        dated="day",
        order=("content",),
        natural=(("day", "member_id", "person_id", "started_at", "content"),),
    )

    day: Mapped[date] = mapped_column(info=field("日期", Kind.DAY, required=True, listed=True, width=96))
    member_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("members.id"),
        info=field("报到党员", Kind.REFERENCE, refers="members", listed=True, width=110, search=Search.TEXT),
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id"),
        info=field(
            "志愿者或代表", Kind.REFERENCE, refers="people", width=110, search=Search.TEXT,
            help="平安志愿者、两代表一委员服务时选这里",
        ),
    )  # fmt: skip
    kind: Mapped[str] = mapped_column(
        Text, info=field("服务大类", Kind.CHOICE, choices="service_kinds", required=True, listed=True, width=88)
    )
    subkind: Mapped[str | None] = mapped_column(
        Text, info=field("服务类别", Kind.CHOICE, choices="service_subkinds", listed=True, width=120)
    )
    content: Mapped[str] = mapped_column(
        Text,
        info=field(
            "服务事项", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=240, limit=100,
            help="写做了什么，不写居民个人情况",
        ),
    )  # fmt: skip
    hours: Mapped[Decimal] = mapped_column(
        Numeric(4, 1),
        info=field(
            "时长", Kind.AMOUNT, required=True, unit="小时", listed=True, width=64, most=24, help="以半小时计，如 1.5"
        ),
    )
    people: Mapped[int | None] = mapped_column(
        info=field(
            "服务人数", Kind.COUNT, unit="人", listed=True, width=80, least=1, most=100_000, help="没有统计就留空"
        )
    )
    started_at: Mapped[str] = mapped_column(
        Plain, default="", info=field("开始时间", Kind.CODE, width=72, limit=5, help="如 14:30，可以不填")
    )
    place: Mapped[str] = mapped_column(Text, default="", info=field("地点", Kind.TEXT, width=130, limit=60))
    occasion: Mapped[str] = mapped_column(
        Text,
        default="ordinary",
        info=field(
            "情形", Kind.CHOICE, choices="service_occasions", section="确认", width=96,
            help="应急集结、建议被采纳、无故缺席在积分中另算",
        ),
    )  # fmt: skip
    community_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("divisions.id"),
        info=field("社区", Kind.REFERENCE, refers="divisions", section="确认", listed=True, width=120,
                   help="留空时按报到社区计"),
    )  # fmt: skip
    campaign_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("campaigns.id"),
        index=True,
        info=field("系列活动", Kind.REFERENCE, refers="campaigns", section="确认", width=180),
    )
    wish_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("wishes.id"),
        index=True,
        info=field("对应需求", Kind.REFERENCE, refers="wishes", section="确认", width=160),
    )
    confirmed_by: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("社区确认人", Kind.NAME, section="确认", listed=True, width=96, limit=40),
    )


class Evaluation(Record):
    """The yearly evaluation of a member, sent back to the unit (评价鉴定)."""

    __tablename__ = "evaluations"
    described = describe(
        "evaluations", "年度评价", "份", "member_id", order=("year", "member_id"), natural=(("member_id", "year"),)
    )

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=field("报到党员", Kind.REFERENCE, refers="members", required=True, listed=True, width=120,
                   search=Search.TEXT),
    )  # fmt: skip
    year: Mapped[int] = mapped_column(
        info=field("年度", Kind.COUNT, required=True, grouped=False, listed=True, width=72, least=2000, most=2200)
    )
    grade: Mapped[str | None] = mapped_column(
        Text,
        info=field(
            "等次", Kind.CHOICE, choices="checkin_grades", listed=True, width=80, help="积分只作参考，由社区党组织评定"
        ),
    )
    opinion: Mapped[str] = mapped_column(
        Text, default="", info=field("表现评价", Kind.LONG_TEXT, listed=True, width=260, limit=500)
    )
    evaluated_on: Mapped[date | None] = mapped_column(info=field("评价日期", Kind.DAY, listed=True, width=96))
    returned_on: Mapped[date | None] = mapped_column(info=field("反馈单位日期", Kind.DAY, listed=True, width=104))
