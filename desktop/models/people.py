"""People of the team (队伍) and the posts they hold (1+N+N 岗位)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class PostKind(StrEnum):
    """Kinds of post the program reckons with; offices may add more to the list ``post_kinds``."""

    LEADER = "leader"
    """中心网格长"""
    MEMBER = "member"
    """网格员"""
    VOLUNTEER = "volunteer"
    """平安志愿者"""
    PARTY_GROUP_LEADER = "party_group_leader"
    """党小组长"""


class Employment(StrEnum):
    """How a post is held."""

    FULL_TIME = "full_time"
    """专职"""
    PART_TIME = "part_time"
    """兼职"""


PARTY = frozenset({"party_member", "probationary_member"})
"""Codes of the list ``political_statuses`` that count as Party members (党员)."""


class Person(Record):
    """A person of the team (人员) or of a Party organisation of the office: leader, member, volunteer, Party member.

    Residents are never kept here.
    """

    __tablename__ = "people"
    described = describe("people", "人员", "名", "name", order=("name",), natural=(("id_number",), ("name", "mobile")))

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "姓名",
            Kind.NAME,
            section="身份",
            required=True,
            search=Search.TEXT,
            listed=True,
            width=120,
            limit=40,
            privacy=Privacy.OPEN,
        ),
    )
    gender: Mapped[str | None] = mapped_column(
        Text, info=field("性别", Kind.CHOICE, choices="genders", section="身份", listed=True, width=56)
    )
    born_on: Mapped[date | None] = mapped_column(info=field("出生日期", Kind.DAY, section="身份", width=96))
    id_number: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field(
            "身份证号",
            Kind.ID_NUMBER,
            section="身份",
            privacy=Privacy.MASKED,
            width=150,
            help="只在聘用需要时填写，显示原号将写入日志",
        ),
    )
    mobile: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field(
            "本人手机",
            Kind.PHONE,
            section="身份",
            privacy=Privacy.MASKED,
            search=Search.PHONE,
            listed=True,
            width=110,
        ),
    )
    office_phone: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field(
            "办公电话",
            Kind.PHONE,
            section="身份",
            privacy=Privacy.OPEN,
            search=Search.PHONE,
            listed=True,
            width=124,
            help="印在公示牌上",
        ),
    )
    political_status: Mapped[str | None] = mapped_column(
        Text,
        info=field("政治面貌", Kind.CHOICE, choices="political_statuses", section="聘用", listed=True, width=108),
    )
    education: Mapped[str | None] = mapped_column(
        Text, info=field("学历", Kind.CHOICE, choices="educations", section="聘用", width=72)
    )
    background: Mapped[str | None] = mapped_column(
        Text, info=field("优先聘用类别", Kind.CHOICE, choices="backgrounds", section="聘用", width=96)
    )
    party_joined_on: Mapped[date | None] = mapped_column(info=field("入党日期", Kind.DAY, section="聘用", width=96))
    deputy: Mapped[str | None] = mapped_column(
        Text,
        info=field(
            "两代表一委员",
            Kind.CHOICE,
            choices="deputies",
            section="聘用",
            width=104,
            help="党代表、人大代表、政协委员参与网格工作时选",
        ),
    )
    deputy_until: Mapped[date | None] = mapped_column(info=field("代表任期至", Kind.DAY, section="聘用", width=96))
    duty: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "职务",
            Kind.TEXT,
            section="聘用",
            search=Search.TEXT,
            listed=True,
            width=130,
            limit=40,
            privacy=Privacy.OPEN,
            help="如“社区党支部书记”，可印在公示牌上",
        ),
    )
    photo: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        deferred=True,
        info=field("照片", Kind.PICTURE, section="照片与同意", privacy=Privacy.MASKED),
    )
    photo_consent_on: Mapped[date | None] = mapped_column(
        info=field(
            "同意公开照片", Kind.DAY, section="照片与同意", consent=True, help="本人签字同意的日期，没有就不印照片"
        )
    )
    photo_consent_until: Mapped[date | None] = mapped_column(info=field("照片同意至", Kind.DAY, section="照片与同意"))
    mobile_consent_on: Mapped[date | None] = mapped_column(
        info=field("同意公开手机", Kind.DAY, section="照片与同意", consent=True, help="没有同意时公示牌只印办公电话")
    )
    mobile_consent_until: Mapped[date | None] = mapped_column(info=field("手机同意至", Kind.DAY, section="照片与同意"))
    notes: Mapped[str] = mapped_column(
        Text, default="", info=field("备注", Kind.LONG_TEXT, section="照片与同意", limit=500)
    )


class Post(Record):
    """A post a person holds (岗位) in a grid or for a community, from a day to a day; several at once are allowed."""

    __tablename__ = "posts"
    __table_args__ = (
        # Wide enough to tell who holds what today without touching a row: lists and figures ask it of every person
        # and every grid.
        Index("ix_posts_person_id", "person_id", "kind", "deleted", "started_on", "ended_on", "employment", "grid_id"),
        Index("ix_posts_grid_id", "grid_id", "kind", "deleted", "started_on", "ended_on", "person_id"),
    )
    described = describe(
        "posts",
        "岗位",
        "个",
        "person_id",
        order=("grid_id", "kind"),
        natural=(("person_id", "grid_id", "kind", "started_on"),),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id"),
        info=field(
            "人员",
            Kind.REFERENCE,
            refers="people",
            required=True,
            listed=True,
            width=120,
            search=Search.TEXT,
            privacy=Privacy.OPEN,
        ),
    )
    kind: Mapped[str] = mapped_column(
        Text,
        info=field(
            "岗位",
            Kind.CHOICE,
            choices="post_kinds",
            required=True,
            listed=True,
            width=96,
            privacy=Privacy.OPEN,
        ),
    )
    grid_id: Mapped[UUID] = mapped_column(
        ForeignKey("grids.id"),
        info=field(
            "网格",
            Kind.REFERENCE,
            refers="grids",
            required=True,
            listed=True,
            width=172,
            search=Search.TEXT,
            privacy=Privacy.OPEN,
        ),
    )
    employment: Mapped[str | None] = mapped_column(
        Text, info=field("用工", Kind.CHOICE, choices="employments", listed=True, width=64)
    )
    primary: Mapped[bool] = mapped_column(
        "is_primary",
        default=False,
        info=field("主责", Kind.FLAG, width=56, help="公示牌上每个网格列一名主责网格员"),
    )
    started_on: Mapped[date] = mapped_column(
        info=field("任职日期", Kind.DAY, section="任期", required=True, listed=True, width=96)
    )
    ended_on: Mapped[date | None] = mapped_column(
        info=field("卸任日期", Kind.DAY, section="任期", listed=True, width=96, help="在任时留空")
    )
    end_reason: Mapped[str] = mapped_column(
        Text, default="", info=field("卸任原因", Kind.TEXT, section="任期", limit=100)
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="任期", limit=500))


class Contract(Record):
    """A contract by which somebody works for the grid (聘用合同): purchased service, labour contract …"""

    __tablename__ = "contracts"
    __table_args__ = (Index("ix_contracts_person_id", "person_id", "deleted", "started_on", "ended_on"),)
    described = describe(
        "contracts",
        "聘用合同",
        "份",
        "person_id",
        dated="started_on",
        order=("person_id",),
        natural=(("person_id", "started_on"),),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id"),
        info=field("人员", Kind.REFERENCE, refers="people", required=True, listed=True, width=120, search=Search.TEXT),
    )
    kind: Mapped[str] = mapped_column(
        Text,
        info=field("聘用方式", Kind.CHOICE, choices="contract_kinds", required=True, listed=True, width=110),
    )
    provider: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "承接单位",
            Kind.TEXT,
            search=Search.TEXT,
            listed=True,
            width=250,
            limit=40,
            help="政府购买服务时填写承接的单位",
        ),
    )
    number: Mapped[str] = mapped_column(
        Plain, default="", info=field("合同编号", Kind.CODE, search=Search.CODE, width=120, limit=40)
    )
    signed_on: Mapped[date | None] = mapped_column(info=field("签订日期", Kind.DAY, section="期限", width=96))
    started_on: Mapped[date] = mapped_column(
        info=field("合同开始", Kind.DAY, section="期限", required=True, listed=True, width=96)
    )
    ended_on: Mapped[date | None] = mapped_column(
        index=True, info=field("合同到期", Kind.DAY, section="期限", listed=True, width=96, help="无固定期限时留空")
    )
    closed_on: Mapped[date | None] = mapped_column(
        info=field("提前终止", Kind.DAY, section="期限", width=96, help="到期前解除时填写")
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="期限", limit=500))


class StaffChange(Record):
    """A change of the staff with its reason (人员变动): appointed, moved, left, replaced after appraisal."""

    __tablename__ = "staff_changes"
    __table_args__ = (Index("ix_staff_changes_kind", "kind", "deleted", "day"),)
    described = describe(
        "staff_changes",
        "人员变动",
        "条",
        "person_id",
        dated="day",
        order=("person_id",),
        natural=(("person_id", "day", "kind"),),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id"),
        info=field("人员", Kind.REFERENCE, refers="people", required=True, listed=True, width=120, search=Search.TEXT),
    )
    kind: Mapped[str] = mapped_column(
        Text,
        info=field("变动类别", Kind.CHOICE, choices="staff_change_kinds", required=True, listed=True, width=110),
    )
    day: Mapped[date] = mapped_column(info=field("变动日期", Kind.DAY, required=True, listed=True, width=96))
    from_grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grids.id"), info=field("原网格", Kind.REFERENCE, refers="grids", listed=True, width=160)
    )
    to_grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grids.id"), info=field("现网格", Kind.REFERENCE, refers="grids", listed=True, width=160)
    )
    reason: Mapped[str] = mapped_column(
        Text,
        info=field(
            "原因",
            Kind.TEXT,
            required=True,
            search=Search.TEXT,
            listed=True,
            width=220,
            limit=200,
            help="写清依据，不写病情等个人情况",
        ),
    )
    decided_by: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("决定单位", Kind.TEXT, width=140, limit=60, help="作出决定的党组织、街道或会议"),
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, limit=500))
