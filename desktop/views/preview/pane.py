"""The pane at the right of the preview: what is printed, what is asked for it, what is missing on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.documents import papers
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.preview.kept import Choices
from desktop.views.preview.options import BoardOptions, RosterOptions
from desktop.views.preview.paper_options import PaperOptions
from desktop.views.preview.wishes import BoardWish, RosterWish, Wish
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import IconLabel, label, line

BOARD, ROSTER = "signboard", "roster"


class OptionPane(QFrame):
    """What is chosen; :attr:`changed` when it is another paper or another choice."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "pane")
        self.setFixedWidth(tokens.WIDTH["pane"])
        self._desk = desk
        self._others: dict[str, PaperOptions] = {}
        first = [("公示牌", BOARD), ("网格员花名册", ROSTER)]
        self.kind = Choice([*first, *((one.label, one.key) for one in papers.PAPERS)], "印什么")
        self.kind.currentIndexChanged.connect(lambda _at: self._kind_chosen())
        self.boards, self.rosters = BoardOptions(desk), RosterOptions(desk)
        self.boards.changed.connect(self.changed)
        self.rosters.changed.connect(self.changed)
        self.notices_title = label("", "h3")
        self.notices = QVBoxLayout()
        self.notices.setSpacing(6)
        self._room = QVBoxLayout()
        scroll = BodyScroll((14, 12, 14, 12), 10)
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
        self.boards.start(choices.board, choices.sizes)
        self.rosters.start(choices.roster)
        self._sort_out()

    def choices(self) -> Choices:
        """Return what is kept for the next time."""
        return Choices(self.boards.wish(), self.boards.sizes(), self.rosters.wish())

    def choose(self, paper: str) -> None:
        """Choose a paper by its key; nobody is told."""
        self.kind.blockSignals(True)
        self.kind.set_value(paper)
        self.kind.blockSignals(False)
        self._sort_out()

    def show_board(self, community_id: UUID | None, grid_ids: Sequence[UUID]) -> None:
        """Choose the board of a community or those of grids; nobody is told."""
        if community_id is None and not grid_ids:
            return
        kind = "grid" if grid_ids else "community"
        now, sizes = self.boards.wish(), self.boards.sizes()
        ids = tuple(grid_ids) or ((community_id,) if community_id else ())
        self.boards.start(BoardWish(kind, ids, *sizes[kind], now.paper, now.bleed), sizes)

    def show_roster(self, division: str, grid: str) -> None:
        """Choose the roster of a division or of a grid, by code; nobody is told."""
        if division or grid:
            wish = self.rosters.wish()
            self.rosters.start(RosterWish(division, grid, wish.order, wish.by, wish.volunteers))

    def show_other(self, values: Mapping[str, Any]) -> None:
        """Fill in what the other paper that is chosen asks, by the keys of its options; nobody is told."""
        self._other().start(values)

    def wish(self) -> Wish:
        """Return what is chosen."""
        kind = self._key()
        if kind == BOARD:
            return self.boards.wish()
        return self.rosters.wish() if kind == ROSTER else self._other().wish()

    def concerned(self) -> frozenset[str]:
        """Return the kinds of record whose change makes another paper anew."""
        return frozenset() if self._key() in (BOARD, ROSTER) else self._other().spec.kinds

    def waiting(self) -> bool:
        """Return whether a list another paper is chosen from is still being read."""
        return self._key() not in (BOARD, ROSTER) and self._other().waiting()

    def show_notices(self, sentences: Sequence[str], made: bool) -> None:
        """Show what somebody should look at; ``made`` says whether there is a paper it is about."""
        while (item := self.notices.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not made and not sentences:
            self.notices_title.setText("")
            return
        self.notices_title.setText(f"打印前请看 {len(sentences)} 条" if sentences else "内容完整，可以打印")
        for sentence in sentences:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            row.addWidget(IconLabel("warning", "amber", 14), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(sentence, "sub", wrap=True), 1)
            self.notices.addWidget(holder)

    def _key(self) -> str:
        return str(self.kind.value() or BOARD)

    def _other(self) -> PaperOptions:
        key = self._key()
        if key not in self._others:
            spec = papers.paper(key)
            assert spec is not None, key
            made = PaperOptions(self._desk, spec)
            made.changed.connect(self.changed)
            self._others[key] = made
            self._room.addWidget(made)
        return self._others[key]

    def _kind_chosen(self) -> None:
        self._sort_out()
        self.changed.emit()

    def _sort_out(self) -> None:
        kind = self._key()
        if kind not in (BOARD, ROSTER):
            self._other()
        self.boards.setVisible(kind == BOARD)
        self.rosters.setVisible(kind == ROSTER)
        for key, made in self._others.items():
            made.setVisible(key == kind)
