"""The Party organisation (党组织体系): a tree of any depth, and who belongs to which part of it from when to when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class PartyLevel(StrEnum):
    """Levels of the tree from above (list ``party_levels``); an office may rename them and add more (reference 5.3)."""

    COMMITTEE = "committee"
    """街道党(工)委"""
    BRANCH = "branch"
    """社区党支部"""
    GROUP = "group"
    """网格(小区)党小组"""
    HOUSEHOLD = "household"
    """党员中心户"""


class PartyOrganisation(Record):
    """A part of the Party organisation (党组织): committee, branch, group or member household."""

    __tablename__ = "party_organisations"
    __table_args__ = (Index("ix_party_organisations_level", "level", "deleted", "ended_on"),)
    described = describe(
        "party_organisations",
        "党组织",
        "个",
        "name",
        order=("level", "name"),
        natural=(("name", "parent_id"), ("name",)),
    )

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "组织名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=240, limit=60,
            privacy=Privacy.OPEN, help="党员中心户写称呼，如“会师路一网格中心户（陈师傅家）”",
        ),
    )  # fmt: skip
    level: Mapped[str] = mapped_column(
        Text,
        info=field(
            "层级", Kind.CHOICE, choices="party_levels", required=True, listed=True, width=130, privacy=Privacy.OPEN
        ),
    )
    form: Mapped[str | None] = mapped_column(
        Text,
        info=field(
            "组织类型", Kind.CHOICE, choices="party_forms", listed=True, width=96, privacy=Privacy.OPEN,
            help="社区一级可以是党委、党总支或党支部",
        ),
    )  # fmt: skip
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("party_organisations.id"),
        index=True,
        info=field(
            "上级组织", Kind.REFERENCE, refers="party_organisations", listed=True, width=200, privacy=Privacy.OPEN
        ),
    )
    division_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("divisions.id"),
        index=True,
        info=field(
            "所在区划", Kind.REFERENCE, refers="divisions", section="覆盖", listed=True, width=140,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grids.id"),
        index=True,
        info=field(
            "覆盖网格", Kind.REFERENCE, refers="grids", section="覆盖", listed=True, width=172, privacy=Privacy.OPEN,
            help="党小组和中心户所在的网格",
        ),
    )  # fmt: skip
    place: Mapped[str] = mapped_column(
        Text, default="", info=field("活动阵地", Kind.TEXT, section="覆盖", width=160, limit=60, privacy=Privacy.OPEN)
    )
    phone: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field(
            "联系电话", Kind.PHONE, section="覆盖", search=Search.PHONE, width=124, privacy=Privacy.OPEN,
            help="填办公电话",
        ),
    )  # fmt: skip
    households: Mapped[int | None] = mapped_column(
        info=field(
            "联系户数", Kind.COUNT, section="中心户", unit="户", width=80, most=10_000,
            help="党员中心户联系的居民户数，一般约 30 户",
        )
    )  # fmt: skip
    building: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("楼栋", Kind.TEXT, section="中心户", width=120, limit=40, help="写到楼栋，不写房号"),
    )
    founded_on: Mapped[date | None] = mapped_column(
        info=field("成立日期", Kind.DAY, section="期限", listed=True, width=96, privacy=Privacy.OPEN)
    )
    elected_on: Mapped[date | None] = mapped_column(info=field("选举日期", Kind.DAY, section="期限", width=96))
    term_until: Mapped[date | None] = mapped_column(
        info=field("换届日期", Kind.DAY, section="期限", listed=True, width=96, help="任期届满的日期，临近时首页提醒")
    )
    ended_on: Mapped[date | None] = mapped_column(
        info=field("撤销日期", Kind.DAY, section="期限", width=96, help="仍在运行时留空")
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="期限", limit=500))


class Membership(Record):
    """Somebody's membership in a part of the Party organisation (组织关系), from a day to a day."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "ix_memberships_organisation_id", "organisation_id", "deleted", "started_on", "ended_on", "standing", "duty"
        ),
        Index("ix_memberships_person_id", "person_id", "deleted", "started_on", "ended_on", "organisation_id"),
    )
    described = describe(
        "memberships",
        "组织关系",
        "条",
        "person_id",
        order=("organisation_id", "duty"),
        natural=(("person_id", "organisation_id", "started_on"),),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id"),
        info=field("党员", Kind.REFERENCE, refers="people", required=True, listed=True, width=120, search=Search.TEXT),
    )
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("party_organisations.id"),
        info=field(
            "党组织", Kind.REFERENCE, refers="party_organisations", required=True, listed=True, width=220,
            search=Search.TEXT,
        ),
    )  # fmt: skip
    standing: Mapped[str] = mapped_column(
        Text,
        info=field("党员类别", Kind.CHOICE, choices="party_standings", required=True, listed=True, width=96),
    )
    duty: Mapped[str | None] = mapped_column(
        Text,
        info=field(
            "党内职务", Kind.CHOICE, choices="party_duties", listed=True, width=110, help="普通党员留空"
        ),
    )  # fmt: skip
    started_on: Mapped[date] = mapped_column(
        info=field("转入日期", Kind.DAY, section="期限", required=True, listed=True, width=96)
    )
    ended_on: Mapped[date | None] = mapped_column(
        info=field("转出日期", Kind.DAY, section="期限", listed=True, width=96, help="仍在本组织时留空")
    )
    end_reason: Mapped[str] = mapped_column(
        Text, default="", info=field("转出原因", Kind.TEXT, section="期限", limit=100)
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.TEXT, section="期限", limit=100))
