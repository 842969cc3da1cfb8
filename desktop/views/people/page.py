"""The page of the team: people, posts, contracts and changes as lists; completeness and advice as tables."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.services import figures
from desktop.services.records import Filter, Query, count
from desktop.views.desk import Desk
from desktop.views.people.adjust import start_adjustment
from desktop.views.people.allocation import Allocation
from desktop.views.people.completeness import Completeness
from desktop.views.people.service import services_tab, this_year
from desktop.views.records.actions import Action, Chosen, Extras, PaneTab, View
from desktop.views.records.list import RecordList
from desktop.views.records.several import Part, SeveralParts


def person_views() -> list[View]:
    """Return the saved views of people."""
    return [
        View("在任", (Filter("held", "from", 1),)),
        View("网格长", _behind("team.leaders")),
        View("网格员", _behind("team.grid_members")),
        View("专职", _behind("team.full_time")),
        View("党员", (Filter("is_party", "is", True),)),
        View("志愿者", _behind("team.volunteers")),
        View("两代表一委员", _behind("team.deputies")),
    ]


def post_views() -> list[View]:
    """Return the saved views of posts."""
    current = Filter("current", "is", True)
    return [
        View("现任", (current,)),
        View("网格长", (current, Filter("kind", "is", "leader"))),
        View("网格员", (current, Filter("kind", "is", "member"))),
        View("志愿者", (current, Filter("kind", "is", "volunteer"))),
        View("已卸任", (Filter("current", "is", False),)),
    ]


def _behind(figure: str) -> tuple[Filter, ...]:
    query = figures.rows_behind(figure)
    return query.filters if query else ()


SOONEST = (("ended_on", False),)
"""Contracts by the day they end."""


def contract_views() -> list[View]:
    """Return the saved views of contracts."""
    return [
        View("履行中", (Filter("in_force", "is", True),)),
        View("将到期", (Filter("ending", "is", True),), order=SOONEST),
        View("已到期未续", (Filter("lapsed", "is", True),), order=SOONEST),
    ]


def change_views() -> list[View]:
    """Return the saved views of staff changes."""
    return [
        View("考核调整", _behind("team.adjusted")),
        View("调整网格", (Filter("kind", "is", "moved"),)),
        View("离任", (Filter("kind", "is", "ended"),)),
    ]


class PeoplePage(SeveralParts):
    """People, posts, contracts and changes, completeness of 1+N+N, advice on full-time members."""

    help_topic = "people"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._texts: dict[str, str] = {}
        parts = [
            Part("people", "人员", self._people),
            Part("posts", "岗位", self._posts),
            Part("contracts", "聘用合同", self._contracts),
            Part("staff_changes", "人员变动", self._changes),
            Part("completeness", "1+N+N 配备", lambda: Completeness(desk)),
            Part("allocation", "配置建议", lambda: Allocation(desk)),
        ]
        super().__init__(parts, "队伍")

    @property
    def people(self) -> RecordList:
        """The list of people."""
        return self._list("people")

    @property
    def posts(self) -> RecordList:
        """The register of posts."""
        return self._list("posts")

    def show_kind(self, kind: str) -> None:
        """Show people or posts, with the keyboard in the list."""
        self.show_part(kind)
        self._list(kind).table.setFocus()

    def sums_of(self, part: QWidget) -> str:
        """Return the sums of a part; those of people and posts name what is in them."""
        if isinstance(part, RecordList) and part.kind in self._texts:
            return self._texts[part.kind]
        return super().sums_of(part)

    def _list(self, kind: str) -> RecordList:
        made = self.part(kind)
        assert isinstance(made, RecordList)
        return made

    def _people(self) -> RecordList:
        desk = self._desk

        def adjust(chosen: Chosen) -> None:
            if chosen.ids:
                start_adjustment(desk, self, chosen.ids[0])

        made = RecordList(
            desk,
            "people",
            title="队伍",
            views=person_views(),
            actions=[
                Action("岗位台账", "clipboard", lambda chosen: self.show_kind("posts"), "other_view"),
                Action("打印花名册", "print", lambda chosen: desk.go("preview", paper="roster"), "boards"),
            ],
            extras=Extras(
                top=lambda opened: this_year(desk, opened),
                tabs=[PaneTab("services", "服务", lambda opened: services_tab(desk, opened))],
                actions=[Action("调整、离任", "exchange", adjust, writes=True)],
            ),
        )
        made.model.loaded.connect(lambda: self._read(made, "名"))
        return made

    def _posts(self) -> RecordList:
        made = RecordList(
            self._desk,
            "posts",
            title="岗位台账",
            views=post_views(),
            actions=[Action("人员", "people", lambda chosen: self.show_kind("people"), "other_view")],
        )
        made.model.loaded.connect(lambda: self._read(made, "个岗位"))
        return made

    def _contracts(self) -> RecordList:
        return RecordList(
            self._desk,
            "contracts",
            views=contract_views(),
            actions=[
                Action("打印到期表", "print", lambda chosen: self._desk.go("preview", paper="contracts"), "boards")
            ],
        )

    def _changes(self) -> RecordList:
        return RecordList(self._desk, "staff_changes", views=change_views())

    def _read(self, page: RecordList, unit: str) -> None:
        query = page.query()
        kind = query.kind

        def work(progress: Any) -> list[int]:
            context = self._desk.context()
            parts = person_views()[2:5] if kind == "people" else post_views()[1:4]
            with self._desk.database.read() as session:
                those = [Query(kind, query.text, (*query.filters, *view.filters)) for view in parts]
                return [count(session, one, context) for one in (query, *those)]

        def show(found: list[int]) -> None:
            names = ("网格员", "专职", "党员") if kind == "people" else ("网格长", "网格员", "志愿者")
            rest = "  ".join(f"{name} {number:,}" for name, number in zip(names, found[1:], strict=True))
            self._texts[kind] = f"{found[0]:,} {unit}  {rest}"
            self._told(page)

        self._desk.jobs.run(self, work, show, label="合计")
