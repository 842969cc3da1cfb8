"""1+N+N of each grid: who fills its posts today, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.services import staff
from desktop.services.records import Filter
from desktop.services.staff import GridStaff
from desktop.storage.work import Changed
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets import cells
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.short_table import Index
from desktop.views.widgets.short_view import Texts, short_view
from desktop.views.widgets.text import label

STRENGTH, LACKS = 2, 6
"""Columns that are painted: 长 员 志, and what is missing."""
CONCERNED = frozenset({"grids", "posts", "people", "divisions", "settings"})
MISSING, ALL = "missing", "all"


class Lines(Texts):
    """Texts of the grids, with the whole of a grid for the painter."""

    staff: Sequence[GridStaff] = ()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if role == Qt.ItemDataRole.UserRole and index.isValid() and 0 <= index.row() < len(self.staff):
            return self.staff[index.row()]
        return super().data(index, role)


class Marks(cells.RowDelegate):
    """Paints 长 员 志, and what is missing as tags: danger for posts that must be filled, amber for the rest."""

    def paint_content(self, painter: QPainter, rect: QRect, index: Index, state: cells.RowState) -> None:
        """Paint a cell."""
        one: GridStaff | None = index.data(Qt.ItemDataRole.UserRole)
        if one is not None and index.column() == STRENGTH:
            cells.paint_staff(painter, rect, (len(one.leaders), len(one.members), one.volunteers))
        elif one is not None and index.column() == LACKS:
            cells.paint_tags(painter, rect, [(said, _family(said)) for said in one.missing])
        else:
            super().paint_content(painter, rect, index, state)


def _family(said: str) -> str:
    return "danger" if said.startswith(("缺网格长", "缺网格员")) else "amber"


class Completeness(QFrame):
    """The grids with their posts; a double click or Enter opens the posts of one."""

    status_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._stale = True
        self._found: list[GridStaff] = []
        self._shown: list[GridStaff] = []
        self.which = Segmented([(ALL, "全部网格"), (MISSING, "有缺的")], "看哪些网格")
        self.which.chosen.connect(lambda _key: self._fill())
        self.print_button = button("打印", "print", "ghost", key="boards")
        self.print_button.clicked.connect(
            lambda _checked=False: desk.go("preview", paper="completeness", missing=self.which.current() == MISSING)
        )
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label("1+N+N 配备", "h1"))
        head.addWidget(self.which)
        head.addStretch(1)
        head.addWidget(self.print_button)
        self.model = Lines(self, ("网格", "社区", "1+N+N", "网格长", "网格员", "专职", "缺什么"), (5,))
        self.table = short_view(self.model, "1+N+N 配备", (152, 92, 106, 84, 150, 48, 200))
        self.table.setItemDelegate(Marks(self.table))
        self.table.activated.connect(lambda index: self._open(index.row()))
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(6)
        upper.addLayout(head)
        upper.addWidget(label("按今天在任的岗位算，按 Enter 打开这个网格的岗位", "sub"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self._pause = settled(self, self.reload)
        desk.changes.happened.connect(self._changed)

    def sums(self) -> str:
        """Return how many grids lack something."""
        lacking = sum(bool(one.missing) for one in self._found)
        return f"{len(self._found)} 个网格  {lacking} 个有缺" if self._found else ""

    def reload(self) -> None:
        """Read the grids."""
        self._stale = False

        def work(progress: Any) -> list[GridStaff]:
            with self._desk.database.read() as session:
                return staff.completeness(session, self._desk.context())

        self._desk.jobs.run(self, work, self._take, label="1+N+N 配备")

    def _take(self, found: list[GridStaff]) -> None:
        self._found = found
        lacking = sum(bool(one.missing) for one in found)
        self.which.set_text(ALL, f"全部网格 {len(found)}")
        self.which.set_text(MISSING, f"有缺的 {lacking}")
        self._fill()
        self.status_changed.emit(self.sums())

    def _fill(self) -> None:
        only = self.which.current() == MISSING
        self._shown = [one for one in self._found if one.missing or not only]
        self.model.staff = self._shown
        self.model.set_rows(
            [
                (one.name, one.community.removesuffix("社区"),
                 f"长{len(one.leaders)} 员{len(one.members)} 志{one.volunteers}",
                 "、".join(one.leaders) or "—", "、".join(one.members) or "—",
                 str(one.full_time), "；".join(one.missing))
                for one in self._shown
            ]
        )  # fmt: skip

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            filters = (Filter("grid_id", "is", self._shown[row].grid_id), Filter("current", "is", True))
            self._desk.open_list("posts", filters)

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._stale = True
            if self.isVisible():
                self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Read at the first look, and again when rows changed since."""
        super().showEvent(event)
        if self._stale:
            self.reload()
