"""The office itself (本单位), the departments it works with (条线部门) and its settings."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class OfficeLevel(StrEnum):
    """What an office is."""

    COMMUNITY = "community"
    STREET = "street"
    CITY_CENTRE = "city_centre"
    MEDIATION_ROOM = "mediation_room"


class Office(Record):
    """An office (办公室) that keeps records: a community, a street, the city centre or a mediation room."""

    __tablename__ = "offices"
    described = describe("offices", "单位", "个", "name", order=("name",), natural=(("name",),))

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "单位名称",
            Kind.TEXT,
            required=True,
            search=Search.TEXT,
            listed=True,
            width=220,
            limit=40,
            privacy=Privacy.OPEN,
        ),
    )
    level: Mapped[str] = mapped_column(
        Text, info=field("单位级别", Kind.CHOICE, choices="office_levels", required=True, listed=True)
    )
    division_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("divisions.id"),
        info=field("所属区划", Kind.REFERENCE, refers="divisions", required=True, listed=True, width=140),
    )
    phone: Mapped[str] = mapped_column(
        Text, default="", info=field("办公电话", Kind.PHONE, listed=True, width=120, privacy=Privacy.OPEN)
    )
    supervision_phone: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("监督电话", Kind.PHONE, width=120, privacy=Privacy.OPEN, help="印在公示牌上，须有人接听"),
    )
    address: Mapped[str] = mapped_column(
        Text, default="", info=field("地址", Kind.TEXT, limit=100, privacy=Privacy.OPEN)
    )
    demonstration: Mapped[bool] = mapped_column(
        default=False, info=field("演示数据", Kind.FLAG, editable=False, section="其他")
    )


class Department(Record):
    """A department (条线部门) whose affairs and duties come into the grid."""

    __tablename__ = "departments"
    described = describe("departments", "部门", "个", "name", order=("position", "name"), natural=(("name",),))

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "部门名称",
            Kind.TEXT,
            required=True,
            search=Search.TEXT,
            listed=True,
            width=200,
            limit=40,
            privacy=Privacy.OPEN,
        ),
    )
    line: Mapped[str] = mapped_column(
        Text, default="", info=field("条线", Kind.TEXT, search=Search.TEXT, listed=True, width=120, limit=20)
    )
    phone: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("办公电话", Kind.PHONE, search=Search.PHONE, listed=True, width=130, privacy=Privacy.OPEN),
    )
    contact: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("联系人", Kind.NAME, search=Search.TEXT, listed=True, width=110, limit=40),
    )
    position: Mapped[int] = mapped_column(default=0, info=field("次序", Kind.COUNT, width=64))


class Setting(Record):
    """One setting of the office (设置), by its key; ``services/settings.py`` says which there are."""

    __tablename__ = "settings"
    __table_args__ = (UniqueConstraint("office_id", "key"),)
    described = describe("settings", "设置", "项", "key", order=("key",), attachments=False)

    key: Mapped[str] = mapped_column(Plain, info=field("键", Kind.CODE, required=True))
    value: Mapped[Any] = mapped_column(JSON, info=field("值", Kind.DATA))
