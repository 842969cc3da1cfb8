"""What every page is given: the open office, who works in it, and the ways to other pages.

The shell is the one implementation in the program; tests make their own small one. Pages keep no other global.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from desktop.clock import Clock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.context import Context
    from desktop.services.offices import OpenOffice
    from desktop.services.records import Filter, Ids
    from desktop.storage.database import Database
    from desktop.storage.work import Actor
    from desktop.views.jobs import Changes, Jobs


class Desk(Protocol):
    """The working place (工作台) a page belongs to."""

    @property
    def opened(self) -> OpenOffice:
        """The open office with its folder and key ring; for the pages that look after these."""

    @property
    def database(self) -> Database:
        """The database of the open office."""

    @property
    def clock(self) -> Clock:
        """The source of the present day and moment."""

    @property
    def actor(self) -> Actor:
        """Who is logged in."""

    @property
    def jobs(self) -> Jobs:
        """Work off the UI thread."""

    @property
    def changes(self) -> Changes:
        """Tells on the UI thread what each committed action changed."""

    @property
    def folder(self) -> Path:
        """The folder of this person's screen settings (column widths and the like); no records are kept there."""

    def context(self) -> Context:
        """Return the day and the settings of the office; cheap, and callable from any thread."""

    def toast(self, text: str, undo: bool = False, act: tuple[str, Callable[[], object]] | None = None) -> None:
        """Say that something was done; with ``undo`` the strip offers 撤销 (Ctrl+Z), with ``act`` one button more."""

    def open(
        self,
        kind: str,
        record_id: UUID | None = None,
        *,
        among: Ids | None = None,
        start: Mapping[str, Any] | None = None,
    ) -> None:
        """Show the form of a record, or of a new one when ``record_id`` is None.

        ``among`` are the records previous and next walk through; ``start`` are values a new record begins with.
        """

    def open_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list of a kind of record under these filters, perhaps with one record selected."""

    def open_history(self, kind: str, record_id: UUID) -> None:
        """Show the history page of a record."""

    def looked_at(self, kind: str, record_id: UUID, passing: bool = False) -> None:
        """Remember among the recent records that one was shown; ``passing`` waits whether it stays shown."""

    def push(self, page: QWidget) -> None:
        """Show a page over the present one; :meth:`back` returns from it and does away with it."""

    def go(self, key: str, **what: Any) -> bool:
        """Show a page of the navigation; ``what`` is handed to its ``show_what``. Return whether it is shown now."""

    def restore(self, file: Path) -> None:
        """Close the office and bring it back from a backup; the person was asked before."""

    def back(self) -> None:
        """Leave the present page for the one before it."""
