"""The page of mediation: ledger, consultations, what is due, committees, rooms, mediators, statistics, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.services.access import LIMITED, OF_CASES, READERS
from desktop.services.records import Filter
from desktop.views.desk import Desk
from desktop.views.mediation import lists
from desktop.views.mediation.consultations import Consultations
from desktop.views.mediation.due import DuePage
from desktop.views.mediation.rooms import Rooms
from desktop.views.mediation.statistics import StatisticsPage
from desktop.views.records.list import RecordList
from desktop.views.records.several import Part, SeveralParts

LEDGER, CONSULTATIONS, DUE, RECORDS = "cases", "consultations", "due", "records"
COMMITTEES, ROOMS, MEDIATORS, STATISTICS = "committees", "rooms", "mediators", "statistics"


class MediationPage(SeveralParts):
    """The parts of mediation; those who see no case have the registers and the numbers alone."""

    help_topic = "mediation"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reads = desk.actor.role in READERS
        cases = [
            Part(LEDGER, "案件台账", lambda: lists.ledger(desk)),
            Part(CONSULTATIONS, "咨询登记", lambda: Consultations(desk)),
            Part(DUE, "到期事项", lambda: DuePage(desk)),
            Part(RECORDS, "办案记录", lambda: Records(desk)),
        ]
        everybody = [
            Part(COMMITTEES, "调委会", lambda: lists.committees(desk)),
            Part(ROOMS, "调解室", lambda: Rooms(desk)),
            Part(MEDIATORS, "调解员", lambda: lists.mediators(desk)),
            Part(STATISTICS, "统计", lambda: StatisticsPage(desk)),
        ]
        super().__init__([*cases, *everybody] if self._reads else everybody, "调解")

    def show_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list of a kind under these filters; who may not see it is shown the numbers and told so."""
        if kind in LIMITED and not self._reads:
            self.show_part(STATISTICS)
            self._desk.toast("调解案件和咨询只有调解员和审核员能看，这里只有数字")
            return
        if kind in OF_CASES:
            shown = self.show_part(RECORDS)
            assert isinstance(shown, Records)
            shown.show_list(kind, filters, select)
            return
        shown = self.show_part(kind)
        if isinstance(shown, Consultations):
            shown.list.show_filters(filters, select)
        elif isinstance(shown, RecordList):
            shown.show_filters(filters, select)

    def show_what(self, part: str = "", **more: object) -> None:
        """Show a part, the days due if none is named and the person sees them."""
        wanted = part or (DUE if self._reads else STATISTICS)
        super().show_what(wanted if self._reads or wanted in (COMMITTEES, ROOMS, MEDIATORS) else STATISTICS, **more)


class Records(SeveralParts):
    """The records of all cases, a list for each kind."""

    def __init__(self, desk: Desk) -> None:
        def part(kind: str, word: str) -> Part:
            def make() -> QWidget:
                return lists.of_cases(desk, kind)

            return Part(kind, word, make)

        super().__init__([part(kind, word) for kind, word in lists.RECORD_WORDS], "办案记录")
