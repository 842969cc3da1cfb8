"""The pane at the right of the preview: what is printed, what is asked for it, what is missing on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views import papers, tokens
from desktop.views.desk import Desk
from desktop.views.preview.asked import Asked
from desktop.views.preview.kept import Choices
from desktop.views.preview.options import BoardOptions, Finder, RosterOptions
from desktop.views.preview.wishes import BoardWish, PaperWish, RosterWish, Wish
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import IconLabel, label, line

SIGNBOARD, ROSTER = "signboard", "roster"
FIRST = frozenset(
    {"divisions", "grids", "boundaries", "people", "posts", "offices", "settings", "map_features", "codes"}
)
"""Kinds of record whose change makes a signboard or a roster anew."""


class Pane(QFrame):
    """What is chosen; :attr:`changed` when it is another paper or another choice."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "pane")
        self.setFixedWidth(tokens.WIDTH["pane"])
        self._desk = desk
        self._kept: dict[str, Mapping[str, Any]] = {}
        self._asked: dict[str, Asked] = {}
        more = [(f"{one.group} · {one.label}", one.key) for one in papers.papers(desk.actor.role)]
        self.kind = Choice([("公示牌", SIGNBOARD), ("网格员花名册", ROSTER), *more], "印什么")
        self.boards, self.rosters = BoardOptions(desk), RosterOptions(desk)
        self.kind.currentIndexChanged.connect(lambda _at: self._kind_chosen())
        self.boards.changed.connect(self.changed)
        self.rosters.changed.connect(self.changed)
        for finder in (self.boards.communities, self.boards.grids):
            finder.none_found.connect(self.changed)
        self.notices_title = label("", "h3")
        self.notices = QVBoxLayout()
        self.notices.setSpacing(6)
        scroll = BodyScroll((14, 12, 14, 12), 10)
        self._room = QVBoxLayout()
        for part in (Field("印什么", self.kind), self.boards, self.rosters):
            scroll.body.addWidget(part)
        scroll.body.addLayout(self._room)
        for part in (line(), self.notices_title):
            scroll.body.addWidget(part)
        scroll.body.addLayout(self.notices)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.addWidget(scroll)

    def start(self, choices: Choices) -> None:
        """Show the choices of last time."""
        self._kept = dict(choices.papers)
        self.boards.start(choices.board, choices.sizes)
        self.rosters.start(choices.roster)
        self._sort_out()

    def choices(self) -> Choices:
        """Return what is kept for the next time."""
        asked = {key: one.plain() for key, one in self._asked.items()}
        return Choices(self.boards.wish(), self.boards.sizes(), self.rosters.wish(), {**self._kept, **asked})

    def show_what(
        self,
        paper: str = SIGNBOARD,
        community_id: UUID | None = None,
        grid_ids: tuple[UUID, ...] = (),
        division: str = "",
        grid: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> None:
        """Choose a paper: a signboard, the roster, or one of the table with what it asks; nobody is told."""
        self.kind.blockSignals(True)
        self.kind.set_value(paper)
        self.kind.blockSignals(False)
        if paper == ROSTER:
            if division or grid:
                wish = self.rosters.wish()
                self.rosters.start(RosterWish(division, grid, wish.order, wish.by, wish.volunteers))
        elif paper == SIGNBOARD:
            if community_id is not None or grid_ids:
                kind = "grid" if grid_ids else "community"
                now, sizes = self.boards.wish(), self.boards.sizes()
                ids = tuple(grid_ids) or ((community_id,) if community_id else ())
                self.boards.start(BoardWish(kind, ids, *sizes[kind], now.paper, now.bleed), sizes)
        else:
            self._asking(paper).start(values or {})
        self._sort_out()

    def wish(self) -> Wish:
        """Return what is chosen."""
        kind = self._key()
        if kind == SIGNBOARD:
            return self.boards.wish()
        return self.rosters.wish() if kind == ROSTER else PaperWish(kind, self._asking(kind).values())

    def concerned(self) -> frozenset[str]:
        """Return the kinds of record whose change makes the paper anew."""
        kind = self._key()
        return FIRST if kind in (SIGNBOARD, ROSTER) else papers.find(kind).concerned

    def finder(self) -> Finder:
        """Return the list a signboard is chosen from."""
        return self.boards.communities if self.boards.kind.current() == "community" else self.boards.grids

    def ready(self) -> bool:
        """Return whether what is asked can be answered: the lists of the records to choose from are read."""
        kind = self._key()
        return kind in (SIGNBOARD, ROSTER) or self._asking(kind).ready()

    def proof(self, paper: str) -> None:
        """Choose a proof of the signboard on this paper."""
        self.boards.paper.set_current(paper)

    def show_notices(self, notices: tuple[str, ...] | None) -> None:
        """Show what is missing on the paper; None when there is no paper."""
        while (item := self.notices.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if notices is None:
            self.notices_title.setText("")
            return
        self.notices_title.setText(f"打印前请看 {len(notices)} 条" if notices else "内容完整，可以打印")
        for sentence in notices:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            row.addWidget(IconLabel("warning", "amber", 14), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(sentence, "sub", wrap=True), 1)
            self.notices.addWidget(holder)

    def _key(self) -> str:
        return str(self.kind.value() or SIGNBOARD)

    def _asking(self, key: str) -> Asked:
        if key not in self._asked:
            made = Asked(self._desk, papers.find(key), self._kept.get(key, {}))
            made.changed.connect(self.changed)
            self._asked[key] = made
            self._room.addWidget(made)
        return self._asked[key]

    def _kind_chosen(self) -> None:
        self._sort_out()
        self.changed.emit()

    def _sort_out(self) -> None:
        kind = self._key()
        if kind not in (SIGNBOARD, ROSTER):
            self._asking(kind)
        self.boards.setVisible(kind == SIGNBOARD)
        self.rosters.setVisible(kind == ROSTER)
        for key, asked in self._asked.items():
            asked.setVisible(key == kind)
