"""A desk without a shell round it, for pages that are measured alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.clock import Clock
from desktop.services import context as contexts
from desktop.services.context import Context
from desktop.services.records import Filter, Ids
from desktop.storage.database import Database
from desktop.storage.work import Actor
from desktop.views.jobs import Changes, Jobs


class BareDesk:
    """Gives a page its office; ways to other pages lead nowhere."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.clock: Clock = database.clock
        self.folder = folder
        self.jobs = Jobs()
        self.changes = Changes(database)
        with database.read() as session:
            self._context = contexts.context(session, database.clock)

    @property
    def actor(self) -> Actor:
        """Who is logged in."""
        return self.database.actor

    def context(self) -> Context:
        """Return the day and the settings of the office, read once as the shell does."""
        return self._context

    def toast(self, text: str, undo: bool = False, act: Any = None) -> None:
        """Say nothing."""

    def open(
        self,
        kind: str,
        record_id: UUID | None = None,
        *,
        among: Ids | None = None,
        start: Mapping[str, Any] | None = None,
    ) -> None:
        """Stay here."""

    def open_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Stay here."""

    def open_history(self, kind: str, record_id: UUID) -> None:
        """Stay here."""

    def looked_at(self, kind: str, record_id: UUID, passing: bool = False) -> None:
        """Remember nothing."""

    def back(self) -> None:
        """Stay here."""

    def close(self) -> None:
        """Join the workers."""
        self.changes.close()
        self.jobs.close()
