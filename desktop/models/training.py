"""Training (培训): classes, who taught in them, who came."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class TrainingClass(Record):
    """A training class (培训班), of one day or several."""

    __tablename__ = "classes"
    described = describe(
        "classes",
        "培训班",
        "期",
        "title",
        dated="started_on",
        order=("title",),
        natural=(("title", "started_on"),),
        attachments=True,
    )

    title: Mapped[str] = mapped_column(
        Text,
        info=field("班名", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=260, limit=60),
    )
    level: Mapped[str] = mapped_column(
        Text, info=field("层级", Kind.CHOICE, choices="class_levels", required=True, listed=True, width=110)
    )
    organiser: Mapped[str] = mapped_column(
        Text, default="", info=field("主办单位", Kind.TEXT, search=Search.TEXT, listed=True, width=160, limit=40)
    )
    division_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("divisions.id"),
        info=field("培训范围", Kind.REFERENCE, refers="divisions", width=130, help="街道、社区办班时选所在区划"),
    )
    subject: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("培训内容", Kind.TEXT, search=Search.TEXT, listed=True, width=220, limit=200),
    )
    started_on: Mapped[date] = mapped_column(
        info=field("开班日期", Kind.DAY, section="时间地点", required=True, listed=True, width=96)
    )
    ended_on: Mapped[date | None] = mapped_column(
        info=field("结束日期", Kind.DAY, section="时间地点", width=96, help="只有一天时留空")
    )
    hours: Mapped[Decimal | None] = mapped_column(
        Numeric(6, 1), info=field("学时", Kind.AMOUNT, section="时间地点", unit="学时", listed=True, width=64, most=999)
    )
    place: Mapped[str] = mapped_column(
        Text, default="", info=field("地点", Kind.TEXT, section="时间地点", listed=True, width=150, limit=60)
    )
    notes: Mapped[str] = mapped_column(
        Text, default="", info=field("备注", Kind.LONG_TEXT, section="时间地点", limit=500)
    )


class Trainer(Record):
    """Somebody who taught in a class (授课教师), with the department that sent them."""

    __tablename__ = "trainers"
    described = describe(
        "trainers", "授课教师", "名", "name", order=("class_id", "name"), natural=(("class_id", "name", "subject"),)
    )

    class_id: Mapped[UUID] = mapped_column(
        ForeignKey("classes.id"),
        index=True,
        info=field(
            "培训班", Kind.REFERENCE, refers="classes", required=True, listed=True, width=280, search=Search.TEXT
        ),
    )
    name: Mapped[str] = mapped_column(
        Text, info=field("姓名", Kind.NAME, required=True, search=Search.TEXT, listed=True, width=110, limit=40)
    )
    department_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("departments.id"),
        info=field("选派部门", Kind.REFERENCE, refers="departments", listed=True, width=170),
    )
    duty: Mapped[str] = mapped_column(
        Text, default="", info=field("单位职务", Kind.TEXT, listed=True, width=150, limit=60)
    )
    subject: Mapped[str] = mapped_column(
        Text, default="", info=field("授课内容", Kind.TEXT, search=Search.TEXT, listed=True, width=220, limit=100)
    )
    hours: Mapped[Decimal | None] = mapped_column(
        Numeric(6, 1), info=field("学时", Kind.AMOUNT, unit="学时", listed=True, width=64, most=999)
    )


class Attendance(Record):
    """Somebody's place in a class (参训记录): called up, present or not, certificate."""

    __tablename__ = "attendances"
    __table_args__ = (
        Index("ix_attendances_class_id", "class_id", "deleted", "status"),
        Index("ix_attendances_person_id", "person_id", "deleted", "status", "class_id"),
    )
    described = describe(
        "attendances",
        "参训记录",
        "人次",
        "name",
        order=("class_id", "name"),
        natural=(("class_id", "person_id"), ("class_id", "name", "unit")),
    )

    class_id: Mapped[UUID] = mapped_column(
        ForeignKey("classes.id"),
        info=field(
            "培训班", Kind.REFERENCE, refers="classes", required=True, listed=True, width=280, search=Search.TEXT
        ),
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id"),
        info=field("队伍人员", Kind.REFERENCE, refers="people", width=120, help="队伍名册中的人，选上即按人累计学时"),
    )
    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "姓名", Kind.NAME, required=True, search=Search.TEXT, listed=True, width=110, limit=40,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    unit: Mapped[str] = mapped_column(
        Text, default="", info=field("单位或网格", Kind.TEXT, search=Search.TEXT, listed=True, width=180, limit=60)
    )
    status: Mapped[str] = mapped_column(
        Text, info=field("到训情况", Kind.CHOICE, choices="attendance_statuses", required=True, listed=True, width=88)
    )
    hours: Mapped[Decimal | None] = mapped_column(
        Numeric(6, 1),
        info=field(
            "实得学时", Kind.AMOUNT, unit="学时", listed=True, width=80, most=999, help="留空时按培训班的学时计"
        ),
    )
    certificate: Mapped[str] = mapped_column(
        Plain, default="", info=field("证书编号", Kind.CODE, search=Search.CODE, listed=True, width=120, limit=40)
    )
    certified_on: Mapped[date | None] = mapped_column(info=field("发证日期", Kind.DAY, width=96))
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.TEXT, limit=100))
