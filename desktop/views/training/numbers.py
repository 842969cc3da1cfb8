"""Numbering the certificates of a class (结业证书编号): the day they are issued, then numbers of the year's series."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.errors import Invalid, UserError
from desktop.services import training_sign_in
from desktop.views.desk import Desk
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.question import Question


def start_numbering(desk: Desk, page: QWidget, class_id: UUID) -> NumberDialog | None:
    """Open the dialog; a class in which nobody waits for a number is answered by a sentence."""
    with desk.database.read() as session:
        waiting = training_sign_in.unnumbered(session, class_id)
    if not waiting:
        desk.toast("到训的人都已有证书编号")
        return None
    dialog = NumberDialog(desk, page.window(), class_id, waiting)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class NumberDialog(Question):
    """How many, and the day."""

    def __init__(self, desk: Desk, parent: QWidget, class_id: UUID, waiting: int) -> None:
        super().__init__(
            parent,
            f"给 {waiting} 名到训的人编证书号？",
            "按姓氏笔画排，接着今年的号往下编，不跳号；部分到训、请假、缺训的没有证书。可以一步撤销。",
            "编号",
            danger=False,
        )
        self._desk, self._class_id = desk, class_id
        self.day = DateEdit(desk.clock.today(), "发证日期")
        self.field = Field("发证日期", self.day, required=True)
        self.body.addWidget(self.field)
        self.act.clicked.disconnect()
        self.act.clicked.connect(lambda _checked=False: self.submit())

    def submit(self) -> None:
        """Give the numbers, as one action."""
        day = self.day.day() if self.day.read() else None
        if day is None:
            self.field.set_mistake("发证日期没有填写")
            return
        self.act.setEnabled(False)
        future = self._desk.database.submit(
            "结业证书编号", lambda work: training_sign_in.certify(work, self._class_id, day)
        )
        self._desk.jobs.after(self, future, self._done, self._refused, label="结业证书编号")

    def _done(self, many: int) -> None:
        self._desk.toast(f"已编 {many} 份结业证书", undo=True)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        mistakes = error.mistakes if isinstance(error, Invalid) else {"": str(error)}
        self.field.set_mistake("；".join(mistakes.values()))
