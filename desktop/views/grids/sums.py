"""The sums of the grids shown, for the status bar: 红星街道 25 个网格 10,482 户 规模标准 300–500 户."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.services.records import totals
from desktop.views.desk import Desk
from desktop.views.records.list import RecordList


class Sums(QObject):
    """Adds up what a list of grids shows, each time it was read."""

    changed = Signal(str)

    def __init__(self, desk: Desk, page: RecordList, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._page, self._text = desk, page, ""
        page.model.loaded.connect(self._read)

    def text(self) -> str:
        """Return the sums as they were last."""
        return self._text

    def _read(self) -> None:
        query = self._page.query()

        def work(progress: Any) -> list[Any]:
            with self._desk.database.read() as session:
                return totals(session, query, ["households", "people"], self._desk.context())

        self._desk.jobs.run(self, work, self._show, label="合计")

    def _show(self, found: list[Any]) -> None:
        limits = self._desk.context().settings
        number, households, people = (int(one) for one in found)
        low, high = limits["grids.households_least"], limits["grids.households_most"]
        self._text = f"{number:,} 个网格  {households:,} 户  {people:,} 人  规模标准 {low}–{high} 户"
        self.changed.emit(self._text)
