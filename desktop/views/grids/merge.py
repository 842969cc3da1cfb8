"""Merging grids (合并): the chosen ones are closed, a new one follows them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.services import grids
from desktop.services.records import Opened, open_record
from desktop.storage.work import Work
from desktop.views.desk import Desk
from desktop.views.grids.adjust import Adjustment, PartRow, next_codes


def start_merge(desk: Desk, page: QWidget, grid_ids: Sequence[UUID]) -> MergeDialog | None:
    """Open the dialog that merges grids; one grid alone is answered by a sentence."""
    if len(grid_ids) < 2:
        desk.toast("合并至少要勾选两个网格")
        return None
    dialog = MergeDialog(desk, page.window(), grid_ids)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class MergeDialog(Adjustment):
    """One new grid with the sums of the old ones."""

    def __init__(self, desk: Desk, parent: QWidget, grid_ids: Sequence[UUID]) -> None:
        context = desk.context()
        with desk.database.read() as session:
            self._olds: list[Opened] = [open_record(session, "grids", one, context) for one in grid_ids]
        names = "、".join(one.title for one in self._olds[:3]) + ("等" if len(self._olds) > 3 else "")
        text = f"{names} 停用，编码不再使用；它们的岗位和边界到前一天终止，历史都保留。"
        super().__init__(desk, parent, f"把 {len(self._olds)} 个网格合并为一个？", text, "合并网格")
        self.part = PartRow("新网格")
        self.part.fill(
            next_codes(desk, grid_ids[0], 1)[0], self._olds[0].title, self._sum("households"), self._sum("people")
        )
        self.body.addWidget(self.part)

    def submit(self) -> None:
        """Merge."""
        day = self.day.day()
        self.day_field.set_mistake("" if day else "生效日期没有填写")
        part, wrong = self.part.read()
        if day is None or wrong:
            self.fit()
            return
        ids, reason = [one.id for one in self._olds], self.reason.text().strip()

        def do(work: Work) -> UUID:
            return grids.merge(work, ids, part, day, reason)

        self.run("合并网格", do, lambda _: self.desk.toast(f"已合并为 {part.name}", undo=True))

    def _sum(self, name: str) -> int | None:
        found = [one.values[name] for one in self._olds if one.values.get(name) is not None]
        return sum(found) if found else None
