"""The page of the team: the list of people and the register of posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.services import figures
from desktop.services.records import Filter, Query, count
from desktop.views.desk import Desk
from desktop.views.records.actions import Action, View
from desktop.views.records.list import RecordList


def person_views() -> list[View]:
    """Return the saved views of people."""
    return [
        View("网格长", _behind("team.leaders")),
        View("网格员", _behind("team.grid_members")),
        View("专职", _behind("team.full_time")),
        View("党员", (Filter("is_party", "is", True),)),
        View("志愿者", _behind("team.volunteers")),
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


class PeoplePage(QWidget):
    """People and posts, two lists with a button from one to the other."""

    status_changed = Signal(str)
    help_topic = "people"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._texts: dict[str, str] = {}
        self.people = RecordList(
            desk,
            "people",
            title="队伍",
            views=person_views(),
            actions=[
                Action("岗位台账", "clipboard", lambda chosen: self.show_kind("posts"), "other_view"),
                Action("打印花名册", "print", lambda chosen: desk.go("preview", paper="roster"), "boards"),
            ],
        )
        self.posts: RecordList | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.people)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.setFocusProxy(self.people)
        self.people.model.loaded.connect(lambda: self._read(self.people, "名"))

    def sums(self) -> str:
        """Return the sums of the list that is shown."""
        shown = self._stack.currentWidget()
        return self._texts.get(shown.kind if isinstance(shown, RecordList) else "", "")

    def show_kind(self, kind: str) -> None:
        """Show people or posts."""
        self._stack.setCurrentWidget(self._list(kind))
        self._list(kind).table.setFocus()

    def show_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show one of the lists under these filters."""
        self._stack.setCurrentWidget(self._list(kind))
        self._list(kind).show_filters(filters, select)

    def _list(self, kind: str) -> RecordList:
        if kind != "posts":
            return self.people
        if self.posts is None:
            self.posts = RecordList(
                self._desk,
                "posts",
                title="岗位台账",
                views=post_views(),
                actions=[Action("人员", "people", lambda chosen: self.show_kind("people"))],
            )
            self._stack.addWidget(self.posts)
            made = self.posts
            made.model.loaded.connect(lambda: self._read(made, "个岗位"))
        return self.posts

    def _read(self, page: RecordList, unit: str) -> None:
        query = page.query()
        kind = query.kind

        def work(progress: Any) -> list[int]:
            context = self._desk.context()
            parts = person_views()[1:4] if kind == "people" else post_views()[1:4]
            with self._desk.database.read() as session:
                those = [Query(kind, query.text, (*query.filters, *view.filters)) for view in parts]
                return [count(session, one, context) for one in (query, *those)]

        def show(found: list[int]) -> None:
            names = ("网格员", "专职", "党员") if kind == "people" else ("网格长", "网格员", "志愿者")
            rest = "  ".join(f"{name} {number:,}" for name, number in zip(names, found[1:], strict=True))
            self._texts[kind] = f"{found[0]:,} {unit}  {rest}"
            self.status_changed.emit(self.sums())

        self._desk.jobs.run(self, work, show, label="合计")
