"""Accounts (账号): who may open the office and in which role. Their passwords live in the key ring, never here."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Record, describe
from .fields import Kind, Search, field


class Role(StrEnum):
    """What an account may do."""

    ADMINISTRATOR = "administrator"
    """办公室管理员"""
    CLERK = "clerk"
    """经办人"""
    MEDIATOR = "mediator"
    """调解员"""
    REVIEWER = "reviewer"
    """审核员: reads and approves, changes nothing"""


class Account(Record):
    """An account (账号)."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("office_id", "name"),)
    described = describe("accounts", "账号", "个", "name", order=("name",), attachments=False)

    name: Mapped[str] = mapped_column(
        Text,
        info=field("账号", Kind.NAME, required=True, search=Search.TEXT, listed=True, width=140, limit=20),
    )
    role: Mapped[str] = mapped_column(
        Text, info=field("角色", Kind.CHOICE, choices="roles", required=True, listed=True, width=120)
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id"), info=field("人员", Kind.REFERENCE, refers="people", listed=True, width=120)
    )
    committee_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("committees.id"),
        info=field("调解委员会", Kind.REFERENCE, refers="committees", width=180,
                   help="调解员账号只能看到本委员会的调解记录"),
    )  # fmt: skip
    station_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("stations.id"),
        info=field("调解室", Kind.REFERENCE, refers="stations", width=160, help="填了调解室的，只能看到本室的调解记录"),
    )
    active: Mapped[bool] = mapped_column(default=True, info=field("可登录", Kind.FLAG, listed=True, width=72))


ring_table = Table(
    "keyring", Base.metadata, Column("id", Integer, primary_key=True), Column("ring", Text, nullable=False)
)
"""Where an office on PostgreSQL keeps its key ring (one row); an office in a folder keeps it in a file."""
