"""The page of stations: register, members, activities and counts of a year, one beside the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.models import StationKind
from desktop.services import figures
from desktop.services.records import Filter
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.records.actions import Action, Chosen, Extras, View
from desktop.views.records.list import RecordList
from desktop.views.stations.counts import Counts
from desktop.views.widgets.chips import Segmented

STATIONS, MEMBERS, ACTIVITIES, COUNTS = "stations", "station_members", "station_activities", "counts"
RUNNING = Filter("running", "is", True)
LIST_LEAST = 96
"""Height below which the rows of a list no longer shrink."""
KINDS = (
    (StationKind.SERVICE_CENTRE, "党群服务中心"),
    (StationKind.DISCUSSION_STATION, "群众说事站"),
    (StationKind.DISCUSSION_POINT, "红色议事点"),
    (StationKind.MEDIATION_COUNCIL, "调解理事会"),
    (StationKind.VETERANS_ROOM, "“五老”调解室"),
    (StationKind.BRAND_ROOM, "品牌调解室"),
)
"""Views of the register: kinds of station in the words of the tabs."""


class StationsPage(QFrame):
    """Register, members, activities, counts."""

    status_changed = Signal(str)
    help_topic = "stations"
    title = "阵地"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "paper")
        self._desk = desk
        self._sums = ""
        self._shown: dict[str, QWidget] = {}
        choices = [(STATIONS, "名册"), (MEMBERS, "成员"), (ACTIVITIES, "活动记录"), (COUNTS, "年度统计")]
        self.switch = Segmented(choices, "显示")
        self.switch.chosen.connect(self._show)
        head = QHBoxLayout()
        head.setContentsMargins(tokens.PAGE_MARGIN, 10, tokens.PAGE_MARGIN, 0)
        head.addWidget(self.switch)
        head.addStretch(1)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.stations = self.record_list(STATIONS)
        self.setFocusProxy(self.stations)
        self._show(STATIONS)
        self.stations.model.loaded.connect(self._read_sums)

    def sums(self) -> str:
        """Return the counts of the stations for the status bar."""
        return self._sums

    def show_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show one of the lists under these filters."""
        self.switch.set_current(kind)
        self._show(kind)
        self.record_list(kind).show_filters(filters, select)

    def show_what(self, view: str = STATIONS) -> None:
        """Show the register, the members, the activities or the counts."""
        self.switch.set_current(view)
        self._show(view)

    def record_list(self, kind: str) -> RecordList:
        """Return one of the lists, made when it is first asked for."""
        made = self._widget(kind)
        assert isinstance(made, RecordList)
        return made

    def counts(self) -> Counts:
        """Return the counts of a year."""
        made = self._widget(COUNTS)
        assert isinstance(made, Counts)
        return made

    def _widget(self, key: str) -> QWidget:
        if key not in self._shown:
            makers = {STATIONS: register, MEMBERS: members, ACTIVITIES: activities, COUNTS: Counts}
            made = makers[key](self._desk)
            if isinstance(made, RecordList):
                made.stack.setMinimumHeight(LIST_LEAST)
            self._shown[key] = made
            self._stack.addWidget(made)
        return self._shown[key]

    def _show(self, key: str) -> None:
        self._stack.setCurrentWidget(self._widget(key))

    def _read_sums(self) -> None:
        desk = self._desk
        keys = (
            "stations.total",
            "stations.mediation_councils",
            "stations.brand_rooms",
            "stations.brand_rooms_party_led",
        )

        def read(progress: Any) -> list[int]:
            with desk.database.read() as session:
                found = figures.read(session, desk.context(), keys)
                return [found[key].numerator for key in keys]

        def show(found: list[int]) -> None:
            total, councils, rooms, led = found
            self._sums = f"运行中 {total:,} 个  调解理事会 {councils:,}  品牌调解室 {rooms}，党员牵头 {led}"
            self.status_changed.emit(self._sums)

        desk.jobs.run(self, read, show, label="合计")


def register(desk: Desk) -> RecordList:
    """Return the register of stations."""

    def cards(chosen: Chosen) -> None:
        desk.go("preview", paper="door-card", stations=chosen.ids)

    def note(chosen: Chosen) -> None:
        desk.open(ACTIVITIES, None, start={"station_id": chosen.ids[0], "day": desk.clock.today()})

    return RecordList(
        desk,
        STATIONS,
        title="阵地",
        views=[
            *(View(word, (RUNNING, Filter("kind", "is", kind.value))) for kind, word in KINDS),
            View("党员牵头", (RUNNING, Filter("party_led", "is", True))),
            View("今年没有活动", (RUNNING, Filter("activities", "to", 0))),
            View("已撤销", (Filter("running", "is", False),)),
        ],
        actions=[Action("打印名录", "print", lambda chosen: desk.go("preview", paper="stations"), "boards")],
        bulk_actions=[Action("打印门牌卡", "print", cards)],
        extras=Extras(
            actions=[
                Action("记活动", "plus", note, writes=True),
                Action("门牌卡", "print", cards),
            ],
            related=(MEMBERS, ACTIVITIES),
        ),
    )


def members(desk: Desk) -> RecordList:
    """Return the list of members."""
    current = Filter("current", "is", True)
    return RecordList(
        desk,
        MEMBERS,
        title="阵地成员",
        views=[
            View("在任", (current,)),
            View("负责人", (current, Filter("role", "is", "leader"))),
            View("党员", (current, Filter("is_party", "is", True))),
            View("“五老”", (current, Filter("elder", "filled"))),
            View("已离开", (Filter("current", "is", False),)),
        ],
    )


def activities(desk: Desk) -> RecordList:
    """Return the log of activities."""
    year = desk.clock.today().replace(month=1, day=1)
    return RecordList(
        desk,
        ACTIVITIES,
        title="活动记录",
        views=[
            View("本年", (Filter("day", "from", year),)),
            View("有受理事项", (Filter("matters", "from", 1),)),
        ],
    )
