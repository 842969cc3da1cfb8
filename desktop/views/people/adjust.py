"""Adjusting somebody of the team (调整、离任): posts end, the reason is kept, one action and one undo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.services import staff
from desktop.services.records import title
from desktop.services.staff import Adjustment, Held
from desktop.views.desk import Desk
from desktop.views.records.reference import ReferencePicker
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.text import label

WIDTH = 560
KINDS = (("ended", "离任"), ("replaced", "考核调整"), ("moved", "调整网格"))


def start_adjustment(desk: Desk, page: QWidget, person_id: UUID) -> AdjustDialog | None:
    """Open the dialog for a person; somebody without a post is answered by a sentence."""
    with desk.database.read() as session:
        posts = staff.held(session, desk.context(), person_id)
        name = title(session, "people", person_id)
    if not posts:
        desk.toast(f"{name}现在没有在任的岗位")
        return None
    dialog = AdjustDialog(desk, page.window(), person_id, name, posts)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class AdjustDialog(QDialog):
    """What ends, since when, why, and where to."""

    def __init__(self, desk: Desk, parent: QWidget, person_id: UUID, name: str, posts: list[Held]) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{name}的岗位怎样变动？")
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setProperty("card", "question")
        self._desk, self._person_id, self._name = desk, person_id, name
        self.kind = Segmented(KINDS, "变动类别")
        self.day = DateEdit(desk.clock.today(), "变动日期")
        self.decided = Line("", "如 街道党工委会议")
        self.reason = Line("", "写清依据，如 年度考核末位")
        self.to_grid = ReferencePicker(desk, "grids", "现网格")
        self.contract = QCheckBox("聘用合同同日终止")
        self.contract.setChecked(True)
        self.boxes = {one.id: QCheckBox(f"{one.kind}　{one.grid}　{one.started_on.isoformat()} 起") for one in posts}
        for box in self.boxes.values():
            box.setChecked(True)
        self.fields = {
            "day": Field("变动日期", self.day, "离任写最后一天；调整网格写到新网格的第一天", required=True),
            "decided_by": Field("决定单位", self.decided),
            "reason": Field("原因", self.reason, required=True),
            "to_grid_id": Field("现网格", self.to_grid, required=True),
        }
        self.banner = Banner("danger", "没有改动", " ")
        self.banner.hide()
        self.act = button("办理", "", "primary")
        self.act.clicked.connect(lambda _checked=False: self.submit())
        self._build(name)
        self.kind.chosen.connect(lambda _key: self._sort_out())
        self._sort_out()

    def _build(self, name: str) -> None:
        keep = button("取消")
        keep.clicked.connect(self.reject)
        when = QHBoxLayout()
        when.setSpacing(12)
        when.addWidget(self.fields["day"], 1)
        when.addWidget(self.fields["decided_by"], 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(keep)
        foot.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(label(f"{name}的岗位怎样变动？", "h2", wrap=True))
        column.addWidget(label("勾选的岗位终止，原因记入人员变动；整件事可以一步撤销。", "body", "t2", wrap=True))
        column.addWidget(self.banner)
        column.addWidget(self.kind)
        for box in self.boxes.values():
            column.addWidget(box)
        column.addLayout(when)
        column.addWidget(self.fields["to_grid_id"])
        column.addWidget(self.fields["reason"])
        column.addWidget(self.contract)
        column.addSpacing(4)
        column.addLayout(foot)
        self._column = column

    def showEvent(self, event: QShowEvent) -> None:
        """Take the right height once fonts and style are known."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._column.activate()
        self.setFixedSize(WIDTH, max(self._column.totalHeightForWidth(WIDTH), self._column.totalMinimumSize().height()))

    def _sort_out(self) -> None:
        moved = self.kind.current() == "moved"
        self.fields["to_grid_id"].setVisible(moved)
        self.contract.setVisible(not moved)
        if self.isVisible():
            self._fit()

    def wanted(self) -> Adjustment:
        """Return what is chosen."""
        moved = self.kind.current() == "moved"
        return Adjustment(
            kind=self.kind.current(),
            day=self.day.day() if self.day.read() else None,
            reason=self.reason.text().strip(),
            decided_by=self.decided.text().strip(),
            posts=tuple(one for one, box in self.boxes.items() if box.isChecked()),
            to_grid_id=self.to_grid.record_id() if moved else None,
            close_contract=self.contract.isChecked(),
        )

    def submit(self) -> None:
        """Do it as one action."""
        wanted = self.wanted()
        self.act.setEnabled(False)
        self.banner.hide()
        future = self._desk.database.submit("人员变动", lambda work: staff.adjust(work, self._person_id, wanted))
        self._desk.jobs.after(self, future, self._done, self._refused, label="人员变动")

    def _done(self, _change: Any) -> None:
        self._desk.toast(f"{self._name}的变动已办理", undo=True)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        mistakes: Mapping[str, str] = error.mistakes if isinstance(error, Invalid) else {"": str(error)}
        for name, field in self.fields.items():
            field.set_mistake(mistakes.get(name, ""))
        rest = [said for name, said in mistakes.items() if name not in self.fields]
        if rest:
            self.banner.set_message("danger", "没有改动", "；".join(rest))
            self.banner.show()
        self._fit()
