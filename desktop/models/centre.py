"""The city centre (智慧城市指挥中心): systems it connects, units that work there, its hall and the duty of units."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class Standing(StrEnum):
    """How a unit works in the centre (list ``unit_standings``)."""

    RESIDENT = "resident"
    """常驻单位"""
    VISITING = "visiting"
    """非常驻单位"""


class System(Record):
    """An information system connected to the centre (接驳系统)."""

    __tablename__ = "systems"
    described = describe("systems", "接驳系统", "个", "name", order=("level", "name"), natural=(("name",),))

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "系统名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=220, limit=60,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    level: Mapped[str] = mapped_column(
        Text,
        info=field("建设方式", Kind.CHOICE, choices="system_levels", required=True, listed=True, width=110),
    )
    owner: Mapped[str] = mapped_column(
        Text, default="", info=field("主管单位", Kind.TEXT, search=Search.TEXT, listed=True, width=180, limit=40)
    )
    department_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("departments.id"), info=field("对应部门", Kind.REFERENCE, refers="departments", width=150)
    )
    functions: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("功能", Kind.TEXT, search=Search.TEXT, listed=True, width=220, limit=100, help="如“调度、监测”"),
    )
    contact: Mapped[str] = mapped_column(
        Text, default="", info=field("联系人", Kind.NAME, search=Search.TEXT, width=110, limit=40)
    )
    phone: Mapped[str] = mapped_column(
        Plain, default="", info=field("办公电话", Kind.PHONE, search=Search.PHONE, width=124, privacy=Privacy.OPEN)
    )
    since: Mapped[date | None] = mapped_column(info=field("接入日期", Kind.DAY, listed=True, width=96))
    until: Mapped[date | None] = mapped_column(
        info=field("停用日期", Kind.DAY, listed=True, width=96, help="仍在使用时留空")
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, limit=500))


class Hall(Record):
    """A functional area of the hall (功能分区)."""

    __tablename__ = "halls"
    described = describe("halls", "功能分区", "个", "name", order=("position", "name"), natural=(("name",),))

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "分区名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=180, limit=40,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    place: Mapped[str] = mapped_column(
        Text, default="", info=field("位置", Kind.TEXT, listed=True, width=140, limit=60, help="如“一楼大厅东侧”")
    )
    function: Mapped[str] = mapped_column(
        Text, default="", info=field("功能", Kind.TEXT, search=Search.TEXT, listed=True, width=260, limit=100)
    )
    seats: Mapped[int | None] = mapped_column(info=field("工位数", Kind.COUNT, unit="个", listed=True, width=72))
    position: Mapped[int] = mapped_column(default=0, info=field("次序", Kind.COUNT, listed=True, width=64))


class CentreUnit(Record):
    """A unit that works in the centre (入驻单位), resident or visiting, from a day to a day."""

    __tablename__ = "centre_units"
    described = describe(
        "centre_units", "入驻单位", "家", "name", order=("standing", "position", "name"), natural=(("name",),)
    )

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "单位名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=200, limit=40,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    standing: Mapped[str] = mapped_column(
        Text, info=field("入驻方式", Kind.CHOICE, choices="unit_standings", required=True, listed=True, width=96)
    )
    department_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("departments.id"), info=field("对应部门", Kind.REFERENCE, refers="departments", width=150)
    )
    hall_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("halls.id"), info=field("功能分区", Kind.REFERENCE, refers="halls", listed=True, width=120)
    )
    contact: Mapped[str] = mapped_column(
        Text, default="", info=field("联络员", Kind.NAME, search=Search.TEXT, listed=True, width=110, limit=40)
    )
    phone: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field("办公电话", Kind.PHONE, search=Search.PHONE, listed=True, width=124, privacy=Privacy.OPEN),
    )
    mobile: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field("联络员手机", Kind.PHONE, search=Search.PHONE, width=110, privacy=Privacy.MASKED),
    )
    on_duty: Mapped[bool] = mapped_column(
        default=True, info=field("参加值班", Kind.FLAG, listed=True, width=72, help="排值班表时轮到这个单位")
    )
    since: Mapped[date | None] = mapped_column(info=field("入驻日期", Kind.DAY, listed=True, width=96))
    until: Mapped[date | None] = mapped_column(
        info=field("退出日期", Kind.DAY, listed=True, width=96, help="仍在入驻时留空")
    )
    position: Mapped[int] = mapped_column(default=0, info=field("次序", Kind.COUNT, width=64))
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, limit=500))


class UnitDuty(Record):
    """The unit on duty on a day (单位值班), with what was swapped and why."""

    __tablename__ = "unit_duties"
    __table_args__ = (Index("ix_unit_duties_unit_id", "unit_id", "deleted", "day"),)
    described = describe(
        "unit_duties", "单位值班", "班", "unit_id", dated="day", order=("shift",), natural=(("day", "shift"),)
    )

    day: Mapped[date] = mapped_column(index=True, info=field("日期", Kind.DAY, required=True, listed=True, width=96))
    shift: Mapped[str] = mapped_column(
        Text, info=field("班次", Kind.CHOICE, choices="duty_shifts", required=True, listed=True, width=80)
    )
    unit_id: Mapped[UUID] = mapped_column(
        ForeignKey("centre_units.id"),
        info=field(
            "值班单位", Kind.REFERENCE, refers="centre_units", required=True, listed=True, width=180,
            search=Search.TEXT, privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    person: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "值班人", Kind.NAME, search=Search.TEXT, listed=True, width=110, limit=40, privacy=Privacy.OPEN
        ),
    )  # fmt: skip
    phone: Mapped[str] = mapped_column(
        Plain, default="", info=field("值班电话", Kind.PHONE, listed=True, width=124, privacy=Privacy.OPEN)
    )
    first_unit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("centre_units.id"),
        info=field(
            "原排单位", Kind.REFERENCE, refers="centre_units", section="调班", width=160, editable=False,
            help="调班前排定的单位，由调班时自动记下",
        ),
    )  # fmt: skip
    swap_reason: Mapped[str] = mapped_column(
        Text, default="", info=field("调班原因", Kind.TEXT, section="调班", width=160, limit=100)
    )
    notes: Mapped[str] = mapped_column(
        Text, default="", info=field("值班记录", Kind.LONG_TEXT, section="调班", limit=500)
    )
