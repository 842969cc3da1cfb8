"""Finding records from anywhere: the quick search of the top bar, and what an account looked at last."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.services import recent
from desktop.services.records import Filter
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.quick_search import AS_LISTS, RECENT, find, looked
from desktop.views.topbar import TopBar

if TYPE_CHECKING:
    from desktop.services.everywhere import Group, Hit
    from desktop.services.recent import Looked

LOOK_MS = 1_500
"""Milliseconds a record stays beside a list before it counts as looked at."""


class Finding(QObject):
    """Answers the top bar from the office, opens what is chosen there, and remembers what was looked at."""

    def __init__(self, desk: Desk, top: TopBar, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._top = desk, top
        self._turn = 0
        self._looking: tuple[str, UUID] | None = None
        self._look = settled(self, self._note, LOOK_MS)
        top.searched.connect(self._search)
        top.recent_wanted.connect(self._show_recent)
        top.hit_wanted.connect(self._open)

    def looked_at(self, kind: str, record_id: UUID, passing: bool) -> None:
        """Remember a record; one seen in ``passing`` only once it has stayed a while."""
        self._looking = (kind, record_id)
        if passing:
            self._look.start()
        else:
            self._look.stop()
            self._note()

    def stop(self) -> None:
        """Remember nothing more."""
        self._look.stop()

    def _note(self) -> None:
        if self._looking is None:
            return
        kind, record_id = self._looking
        self._looking = None
        future = self._desk.database.submit(RECENT, lambda work: recent.note(work, kind, record_id))
        # Nobody asked for this to be kept: a full disk is told by the next thing somebody saves.
        self._desk.jobs.after(self, future, lambda _: None, lambda _: None, label=RECENT)

    def _search(self, text: str) -> None:
        self._turn += 1
        turn = self._turn

        def show(hits: list[Group]) -> None:
            if turn == self._turn and text:
                self._top.show_hits(text, hits)

        if text:
            self._desk.jobs.run(self, lambda progress: find(self._desk.database, text), show, label="搜索")

    def _show_recent(self) -> None:
        self._turn += 1
        turn = self._turn

        def show(found: list[Looked]) -> None:
            if turn == self._turn:
                self._top.show_looked(found, self._desk.clock.now())

        self._desk.jobs.run(self, lambda progress: looked(self._desk.database), show, label=RECENT)

    def _open(self, hit: Hit) -> None:
        if hit.kind in AS_LISTS:
            self._desk.open_list(hit.kind)
        elif hit.kind == "divisions" and not isinstance(hit, recent.Looked):
            self._desk.open_list("grids", [Filter("community_id", "is", hit.id)])
        else:
            self._desk.open(hit.kind, hit.id)
