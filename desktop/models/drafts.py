"""Drafts (草稿): what a person typed into a form and has not saved; neither in the history nor exchanged."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class Draft(Base):
    """What one account typed into the form of one record, or of a new one of a kind."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_account_id", "account_id", "kind", "record_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    """No foreign key: taking back the creation of an account must not fail because of what it typed."""
    kind: Mapped[str] = mapped_column(Text)
    """Word of the kind of record."""
    record_id: Mapped[UUID | None]
    """Null for a new record."""
    values: Mapped[dict[str, Any]]
    """What each touched input holds, by the name of its field."""
    base_revision: Mapped[UUID | None]
    """The revision of the record the form was filled from."""
    at: Mapped[datetime]
