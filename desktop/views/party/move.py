"""The dialog that puts an organisation, with all below it, under another one."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.services import party
from desktop.services.party_structure import Node
from desktop.views.desk import Desk
from desktop.views.records.reference import ReferencePicker
from desktop.views.widgets.buttons import button
from desktop.views.widgets.field import Field
from desktop.views.widgets.text import label

WIDTH = 460


class MoveDialog(QDialog):
    """Asks for the new parent; what it does is one action and one undo."""

    def __init__(self, desk: Desk, parent: QWidget, node: Node, above: Node | None) -> None:
        super().__init__(parent)
        self._desk, self._node = desk, node
        title = f"“{node.name}”改到哪个上级之下？"
        self.setWindowTitle(title)
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setProperty("card", "question")
        below = f"下面的 {node.below} 个组织一起移动，" if node.below else ""
        now = f"现在的上级是“{above.name}”。" if above else "现在没有上级。"
        self.parent_picker = ReferencePicker(desk, "party_organisations", "新的上级")
        self.field = Field("新的上级", self.parent_picker, required=True)
        self.act = button("移动", "", "primary")
        self.act.clicked.connect(lambda _checked=False: self.submit())
        keep = button("取消")
        keep.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(keep)
        foot.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(label(title, "h2", wrap=True))
        column.addWidget(label(f"{now}{below}可按 Ctrl+Z 撤销。", "body", "t2", wrap=True))
        column.addWidget(self.field)
        column.addSpacing(4)
        column.addLayout(foot)
        self._column = column
        self.parent_picker.setFocus()

    def fit(self) -> None:
        """Take the height the words need."""
        self._column.activate()
        self.setFixedSize(WIDTH, max(self._column.totalHeightForWidth(WIDTH), self._column.totalMinimumSize().height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Take the right height once fonts and style are known."""
        super().showEvent(event)
        self.fit()

    def submit(self) -> None:
        """Move; what speaks against it stands under the field."""
        wanted: UUID | None = self.parent_picker.record_id()
        if wanted is None:
            unknown = self.parent_picker.unknown()
            said = f"没有叫“{unknown}”的党组织，请从列表中选择" if unknown else "请选择新的上级"
            self.field.set_mistake(said)
            self.fit()
            return
        self.act.setEnabled(False)
        node, words = self._node, f"移动{self._node.name}"
        future = self._desk.database.submit(words, lambda work: party.move(work, node.id, wanted))

        def done(_nothing: object) -> None:
            self._desk.toast(f"{node.name} 已改到 {self.parent_picker.text()} 之下", undo=True)
            self.accept()

        self._desk.jobs.after(self, future, done, self._refused, label=words)

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        said = "；".join(error.mistakes.values()) if isinstance(error, Invalid) else str(error)
        self.field.set_mistake(said)
        self.fit()
