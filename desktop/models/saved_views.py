"""Saved views (视图): what one account looks at in a list, kept under a name; neither in the history nor exchanged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class SavedView(Base):
    """A named choice of filters, columns and order of one kind's list."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_account_id", "account_id", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    """Word of the kind of record."""
    name: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    filters: Mapped[list[Any]] = mapped_column(JSON)
    columns: Mapped[list[Any]] = mapped_column(JSON)
    ordering: Mapped[list[Any]] = mapped_column(JSON)
