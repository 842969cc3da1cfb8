"""The log of consultations: quick entry above the list, and one action that makes a case of a consultation."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.services import records, saving
from desktop.services.records import Filter
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.mediation.intake import IntakePage
from desktop.views.mediation.quick_log import QuickLog
from desktop.views.records.actions import Action, Chosen, Extras, View
from desktop.views.records.list import RecordList

LIST_LEAST = 96
"""Height below which the rows of the list no longer shrink."""
HIGH_ENOUGH = 560
"""Height of the page under which the quick entry is folded at first."""


class Consultations(QFrame):
    """The list with its quick entry, which folds away."""

    status_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._writes = saving.allowed("consultations", desk.actor)
        self._placed = False
        today = desk.clock.today()
        self.list = RecordList(
            desk,
            "consultations",
            title="咨询登记",
            views=[
                View("今天", (Filter("day", "is", today),)),
                View("本月", (Filter("day", "from", today.replace(day=1)),)),
                View("本年", (Filter("day", "from", date(today.year, 1, 1)),)),
                View("品牌调解室", (Filter("brand_room", "is", True),)),
                View("已转案件", (Filter("case_id", "filled"),)),
            ],
            actions=[
                Action("快速登记", "edit", lambda chosen: self.unfold(self.quick.isHidden()), "other_view", writes=True)
            ],
            extras=Extras(actions=[Action("转为案件", "scale", self._convert, writes=True)], related=()),
        )
        self.model = self.list.model
        self.model.loaded.connect(lambda: self.status_changed.emit(self.sums()))
        self.list.stack.setMinimumHeight(LIST_LEAST)
        self.list.search.setPlaceholderText("编号、事项和答复里的字")
        self.quick = QuickLog(desk)
        self.quick.hide()
        around = QVBoxLayout()
        around.setContentsMargins(tokens.PAGE_MARGIN, 10, tokens.PAGE_MARGIN, 0)
        around.addWidget(self.quick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(around)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def sums(self) -> str:
        """Return how many are shown, and how many were written just now."""
        more = f"　这次登记 {self.quick.many()} 条" if self.quick.many() else ""
        return f"{self.model.rowCount():,} 次咨询{more}"

    def unfold(self, on: bool) -> None:
        """Show the quick entry with the keyboard in it, or fold it away."""
        self.quick.setVisible(on)
        if on:
            self.quick.begin()
        else:
            self.list.table.setFocus()

    def _convert(self, chosen: Chosen) -> None:
        """Open the sheet of a new case that begins with the consultation, or the case it became already."""
        if not chosen.ids:
            return
        desk, wanted = self._desk, chosen.ids[0]

        def read(progress: Any) -> records.Opened:
            with desk.database.read() as session:
                return records.open_record(session, "consultations", wanted, desk.context())

        def take(opened: records.Opened) -> None:
            values = opened.values
            if values.get("case_id"):
                desk.toast("这条咨询已经转为案件")
                desk.open("cases", values["case_id"])
                return
            start = {
                "committee_id": values["committee_id"],
                "station_id": values["station_id"],
                "mediator_id": values["mediator_id"],
                "dispute_type": values["dispute_type"],
                "facts": str(values["topic"]),
                "applicant": str(values["asker"]),
            }
            number = str(values["number"])
            page = IntakePage(desk, {one: value for one, value in start.items() if value}, opened.id, number)
            desk.push(page)

        desk.jobs.run(self, read, take, label="读取咨询")

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the quick entry where there is room for it."""
        super().showEvent(event)
        if not self._placed:
            self._placed = True
            self.quick.setVisible(self._writes and self.window().height() >= HIGH_ENOUGH)
