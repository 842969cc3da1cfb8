"""The history (操作历史): one row per action of a person, one row per record it changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Action(Base):
    """One action of a person (一次操作): the entry undo, the audit trail and the change signal read."""

    __tablename__ = "actions"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """Rank in the office; actions form a chain in this order."""
    id: Mapped[UUID] = mapped_column(unique=True)
    label: Mapped[str] = mapped_column(Text)
    """What was done, in the clerk's words (新增网格 会师路第二网格)."""
    account_id: Mapped[UUID | None]
    account_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)
    undoes_id: Mapped[UUID | None] = mapped_column(index=True)
    """The action this one took back."""
    digest: Mapped[str] = mapped_column(Text)
    """SHA-256 over the digest before and this entry, hexadecimal: altered entries break the chain."""


class Change(Base):
    """What an action did to one record (一条变更)."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_record", "record", "record_id"),)

    action_number: Mapped[int] = mapped_column(ForeignKey("actions.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """Order inside the action; undo goes backwards."""
    record: Mapped[str] = mapped_column(Text)
    """Word of the kind of record."""
    record_id: Mapped[UUID]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Changed values before; null for a new record."""
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Changed values after; null for a removed record."""
