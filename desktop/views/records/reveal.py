"""Asking for the purpose before a private number is shown: whoever looks leaves a trace."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.errors import UserError
from desktop.models import Field
from desktop.services import saving
from desktop.views.desk import Desk
from desktop.views.widgets.field import Field as Labelled
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.question import Question


class Purpose(Question):
    """Says beforehand that looking is logged, and takes what it is for."""

    def __init__(self, parent: QWidget, field: Field, title: str) -> None:
        super().__init__(
            parent,
            f"显示{title}的{field.label}？",
            "谁、什么时间、为什么查看，都会写入操作历史，不能删除。",
            "显示原号",
            danger=False,
        )
        self.line = Line("", "例如 核对聘用合同")
        self.labelled = Labelled("用途", self.line, required=True)
        self.body.addWidget(self.labelled)
        self.line.textChanged.connect(lambda text: self.act.setEnabled(len(text.strip()) >= 2))
        self.act.setEnabled(False)
        self.line.returnPressed.connect(self._enter)
        self.keep.setDefault(False)
        self.keep.setAutoDefault(False)
        self.line.setFocus()

    def _enter(self) -> None:
        if self.act.isEnabled():
            self.accept()
        else:
            self.labelled.set_mistake("请写明用途，至少两个字")


def reveal(
    parent: QWidget,
    desk: Desk,
    kind: str,
    record_id: UUID,
    title: str,
    field: Field,
    show: Callable[[str], object],
    failed: Callable[[UserError], object],
) -> None:
    """Ask for the purpose; then write the trace and give the clear value to ``show``."""
    dialog = Purpose(parent, field, title)
    agreed = dialog.exec() == Purpose.DialogCode.Accepted
    purpose = dialog.line.text()
    dialog.deleteLater()
    if not agreed:
        return
    label = f"查看{field.label}"
    future = desk.database.submit(label, lambda work: saving.reveal(work, kind, record_id, field.name, purpose))
    desk.jobs.after(parent, future, show, failed, label=label)
