"""Code lists (代码表) and the calendar of holidays (节假日): rows, so that an office can extend them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Search, field


class Code(Record):
    """One entry of a code list (代码)."""

    __tablename__ = "codes"
    __table_args__ = (UniqueConstraint("list_key", "code"),)
    described = describe(
        "codes", "代码", "项", "label", code="code", order=("list_key", "position"), natural=(("list_key", "code"),),
        attachments=False,
    )  # fmt: skip

    list_key: Mapped[str] = mapped_column(
        Plain, info=field("代码表", Kind.CHOICE, choices="code_lists", required=True, listed=True, width=140)
    )
    code: Mapped[str] = mapped_column(
        Plain, info=field("代码", Kind.CODE, required=True, listed=True, width=140, limit=40)
    )
    label: Mapped[str] = mapped_column(
        Text,
        info=field("名称", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=180, limit=40),
    )
    position: Mapped[int] = mapped_column(default=0, info=field("次序", Kind.COUNT, listed=True, width=64))
    valid_from: Mapped[date | None] = mapped_column(info=field("启用日期", Kind.DAY, listed=True))
    valid_to: Mapped[date | None] = mapped_column(
        info=field("停用日期", Kind.DAY, listed=True, help="停用后旧记录仍显示原名称")
    )


class Holiday(Record):
    """A day that differs from the weekend rule, or is named (节假日和调休)."""

    __tablename__ = "holidays"
    described = describe("holidays", "节假日", "天", "name", order=("day",), natural=(("day",),), attachments=False)

    day: Mapped[date] = mapped_column(unique=True, info=field("日期", Kind.DAY, required=True, listed=True))
    is_workday: Mapped[bool] = mapped_column(
        default=False, info=field("上班", Kind.FLAG, listed=True, width=64, help="调休上班的周末打勾")
    )
    name: Mapped[str] = mapped_column(
        Text, default="", info=field("名称", Kind.TEXT, search=Search.TEXT, listed=True, limit=40, width=160)
    )
