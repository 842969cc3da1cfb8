"""The views of a list as tabs over it: those of the program and those a person saved, each with its count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models import description
from desktop.services import records
from desktop.services.records import Filter, Query
from desktop.views.desk import Desk
from desktop.views.records.actions import View
from desktop.views.records.saved import SavedViews, merged, place_of
from desktop.views.widgets.chips import Tabs


class ViewTabs(Tabs):
    """One tab for each view; the first shows everything."""

    wanted = Signal(object)
    """The list should show this view."""
    counted = Signal(int)
    """So many records there are in all."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        own: Sequence[View],
        page: QWidget,
        shown: Callable[[], tuple[Query, list[str], str]],
    ) -> None:
        self.views = [View(f"全部{description(kind).label}"), *own]
        super().__init__(self._choices(), "视图")
        self._desk, self._kind, self._deleted = desk, kind, False
        self.saved = SavedViews(desk, kind, page, shown)
        self.add_at_end(self.saved.button)
        self.chosen.connect(lambda key: self._show(int(key)))
        self.saved.came.connect(self._take)

    def stand_on(self, filters: Sequence[Filter]) -> None:
        """Stand on the view with these filters, else on the first; nobody is told."""
        at = next((at for at, view in enumerate(self.views) if view.filters == tuple(filters)), 0)
        self.blockSignals(True)
        self.set_current(str(at))
        self.saved.current = self.views[at]
        self.blockSignals(False)

    def count(self, deleted: bool) -> None:
        """Count every view, among the living or the deleted records."""
        kind, views = self._kind, list(self.views)

        def read(progress: Any) -> list[int]:
            context, base = self._desk.context(), Query(kind, deleted=deleted)
            with self._desk.database.read() as session:
                return [records.count(session, replace(base, filters=one.filters), context) for one in views]

        self._deleted = deleted
        self._desk.jobs.run(self, read, self._show_counts, label=f"统计{description(kind).label}")

    def _choices(self) -> list[tuple[str, str]]:
        return [(str(at), view.label) for at, view in enumerate(self.views)]

    def _show(self, place: int) -> None:
        self.saved.current = self.views[place]
        self.wanted.emit(self.views[place])

    def _take(self, saved: list[View], show: UUID | None) -> None:
        current = self.views[int(self.current())]
        self.views = merged(self.views, saved)
        at = place_of(self.views, current, show)
        self.set_choices(self._choices(), str(at))
        if self.views[at] == current:
            self.saved.current = current
            self.count(self._deleted)
        else:
            self._show(at)

    def _show_counts(self, counts: list[int]) -> None:
        if len(counts) != len(self.views):
            return  # Other views came meanwhile; they are counted on their own.
        for at, (view, number) in enumerate(zip(self.views, counts, strict=True)):
            self.set_text(str(at), f"{view.label} {number:,}")
        self.counted.emit(counts[0])
