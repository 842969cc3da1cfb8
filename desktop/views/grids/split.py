"""Splitting a grid (拆分): the old one is closed, two or more new ones follow it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.services import grids
from desktop.services.records import open_record
from desktop.storage.work import Work
from desktop.views.desk import Desk
from desktop.views.grids.adjust import Adjustment, PartRow, next_codes
from desktop.views.widgets.buttons import button

MOST = 4
NUMBERS = ("第一个", "第二个", "第三个", "第四个")
MARKS = "甲乙丙丁"


def start_split(desk: Desk, page: QWidget, grid_id: UUID) -> SplitDialog:
    """Open the dialog that splits a grid."""
    dialog = SplitDialog(desk, page.window(), grid_id)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class SplitDialog(Adjustment):
    """New grids with proposed codes; households and people are halved to begin with."""

    def __init__(self, desk: Desk, parent: QWidget, grid_id: UUID) -> None:
        with desk.database.read() as session:
            self._old = open_record(session, "grids", grid_id, desk.context())
        name = self._old.title
        text = f"编码 {self._old.texts['code']} 停用后不再使用，“{name}”的岗位和边界到前一天终止，历史都保留。"
        super().__init__(desk, parent, f"把“{name}”拆分为几个新网格？", text, "拆分网格")
        self._codes = next_codes(desk, grid_id, MOST)
        self.parts: list[PartRow] = []
        self._more = button("再加一个网格", "plus", "link")
        self._more.clicked.connect(lambda _checked=False: self.add_part())
        self.body.addWidget(self._more)
        self.add_part()
        self.add_part()
        for name_, field in (("households", "households"), ("people", "people")):
            whole = self._old.values.get(name_)
            if whole is not None:
                half = whole // 2
                getattr(self.parts[0], field).setText(str(whole - half))
                getattr(self.parts[1], field).setText(str(half))

    def add_part(self) -> None:
        """Add one more new grid."""
        at = len(self.parts)
        row = PartRow(NUMBERS[at])
        row.fill(self._codes[at], f"{self._old.title}{MARKS[at]}")
        self.parts.append(row)
        self.body.insertWidget(at, row)
        self._more.setVisible(len(self.parts) < MOST)
        self.fit()

    def submit(self) -> None:
        """Split."""
        day = self.day.day()
        self.day_field.set_mistake("" if day else "生效日期没有填写")
        read = [row.read() for row in self.parts]
        if day is None or any(wrong for _, wrong in read):
            self.fit()
            return
        parts, reason = [part for part, _ in read], self.reason.text().strip()

        def do(work: Work) -> list[UUID]:
            return grids.split(work, self._old.id, parts, day, reason)

        self.run("拆分网格", do, lambda _: self.desk.toast(f"已拆分 {self._old.title}", undo=True))
