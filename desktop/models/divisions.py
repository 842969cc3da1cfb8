"""Administrative divisions (行政区划): province, prefecture, county, street, community (GB/T 2260, GB/T 10114)."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class Level(StrEnum):
    """Level of a division, from the widest to the narrowest."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"


class Division(Record):
    """A division (区划): a street or a community is one."""

    __tablename__ = "divisions"
    described = describe("divisions", "区划", "个", "name", code="code", order=("code",))

    code: Mapped[str] = mapped_column(
        Plain,
        unique=True,
        info=field(
            "区划代码",
            Kind.CODE,
            required=True,
            search=Search.CODE,
            listed=True,
            width=132,
            limit=12,
            privacy=Privacy.OPEN,
        ),
    )
    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "名称",
            Kind.TEXT,
            required=True,
            search=Search.TEXT,
            listed=True,
            width=180,
            limit=40,
            privacy=Privacy.OPEN,
        ),
    )
    level: Mapped[str] = mapped_column(
        Text, info=field("级别", Kind.CHOICE, choices="division_levels", required=True, listed=True, width=88)
    )
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("divisions.id"),
        index=True,
        info=field("上级", Kind.REFERENCE, refers="divisions", listed=True, width=132),
    )
    short_name: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "简称",
            Kind.TEXT,
            search=Search.TEXT,
            listed=True,
            width=120,
            limit=20,
            privacy=Privacy.OPEN,
            help="列表和公示牌上用的名称，如“会师路社区”",
        ),
    )
    party_secretary: Mapped[str] = mapped_column(
        Text, default="", info=field("党组织书记", Kind.NAME, limit=40, privacy=Privacy.OPEN)
    )
    phone: Mapped[str] = mapped_column(
        Text, default="", info=field("办公电话", Kind.PHONE, search=Search.PHONE, privacy=Privacy.OPEN)
    )
    address: Mapped[str] = mapped_column(Text, default="", info=field("地址", Kind.TEXT, limit=100))
