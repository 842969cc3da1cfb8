"""One division beside the tree: its fields to read, its grids, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.errors import UserError
from desktop.models import Level, description
from desktop.services import figures, records, saving
from desktop.services.records import Filter, Opened
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.jobs import Job
from desktop.views.records.pane import pair
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.figure import FigureTile
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.tag import TagRow
from desktop.views.widgets.text import Elided, label

HIDDEN = frozenset({"code", "name", "level"})
AREA = {Level.COMMUNITY: "community_id", Level.STREET: "street_id"}
"""Column of grids by which the list shows those of a division."""


class Detail(QFrame):
    """The detail of one division."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "pane")
        self.setFixedWidth(tokens.WIDTH["pane"])
        self._desk = desk
        self._job: Job | None = None
        self.opened: Opened | None = None
        self.record_id: UUID | None = None
        self.name, self.code, self.tags = Elided("选择一个区划", "h2"), label("", "cap"), TagRow()
        upper = QVBoxLayout()
        upper.setContentsMargins(15, 12, 12, 6)
        upper.setSpacing(4)
        for part in (self.name, self.code, self.tags):
            upper.addWidget(part)
        self.grids = FigureTile("网格", "", "个", "打开这里的网格")
        self.grids.clicked.connect(self.open_grids)
        self.grids.hide()
        self.scroll = BodyScroll((15, 8, 12, 10), 10)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(8)
        self.scroll.body.addWidget(self.grids)
        self.scroll.body.addLayout(self._fields)
        self.scroll.body.addStretch(1)
        foot = QFrame()
        foot.setProperty("card", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(15, 8, 12, 8)
        row.setSpacing(tokens.SPACE[1])
        writes = saving.allowed("divisions", desk.actor)
        self.edit = button("编辑" if writes else "查看", "edit" if writes else "eye", key="divisions.edit")
        self.edit.clicked.connect(self._edit)
        self.board = button("打印公示牌", "print")
        self.board.clicked.connect(self._print)
        self.edit.setEnabled(False)
        self.board.hide()
        row.addWidget(self.edit)
        row.addWidget(self.board)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.scroll, 1)
        column.addWidget(foot)

    def show_division(self, record_id: UUID, grids: int) -> None:
        """Show a division with the number of its open grids."""
        self.record_id = record_id
        if self._job is not None and not self._job.over:
            self._job.drop()
        desk = self._desk

        def read(progress: Any) -> Opened:
            context = desk.context()
            with desk.database.read() as session:
                return records.open_record(session, "divisions", record_id, context)

        self._job = desk.jobs.run(self, read, lambda opened: self._take(opened, grids), self._fail, label="读取区划")

    def open_grids(self) -> None:
        """Show the grids of the division."""
        column = self._column()
        if column and self.record_id is not None:
            self._desk.open_list("grids", (*figures.OPEN_GRIDS, Filter(column, "is", self.record_id)))
        else:
            self._desk.open_list("grids", figures.OPEN_GRIDS)

    def _column(self) -> str:
        level = self.opened.values.get("level") if self.opened is not None else None
        return AREA.get(Level(level), "") if level else ""

    def _take(self, opened: Opened, grids: int) -> None:
        self.opened = opened
        described = description("divisions")
        self._clear()
        self.name.set_text(opened.texts.get("name") or opened.title)
        self.code.setText(opened.texts.get("code", ""))
        self.tags.set_tags([(opened.texts.get("level", ""), "grey")])
        community = opened.values.get("level") == Level.COMMUNITY
        self.grids.setVisible(grids > 0)
        self.grids.set_value(f"{grids:,}", "个", "打开这里的网格" if self._column() else "打开全部网格")
        for one in described.fields:
            if one.name not in HIDDEN:
                self._fields.addLayout(pair(one.label, opened.texts.get(one.name) or "—"))
        self.edit.setEnabled(True)
        self.board.setVisible(community and grids > 0)

    def _fail(self, error: UserError) -> None:
        self._clear()
        self._fields.addWidget(Banner("danger", "没有读出区划", str(error)))

    def _clear(self) -> None:
        while (item := self._fields.takeAt(0)) is not None:
            inner = item.layout()
            while inner is not None and (part := inner.takeAt(0)) is not None:
                if (old := part.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _edit(self) -> None:
        if self.record_id is not None:
            self._desk.open("divisions", self.record_id)

    def _print(self) -> None:
        if self.record_id is not None:
            self._desk.go("preview", paper="signboard", community_id=self.record_id)
