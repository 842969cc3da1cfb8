"""Voiding a case of the ledger (作废): its number stays and counts nowhere, the reason is kept."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.errors import Invalid, UserError
from desktop.services import case_numbers
from desktop.services.records import title
from desktop.views.desk import Desk
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.question import Question


def start_void(desk: Desk, page: QWidget, case_id: UUID) -> VoidQuestion:
    """Ask for the reason and void the case."""
    with desk.database.read() as session:
        name = title(session, "cases", case_id)
    dialog = VoidQuestion(desk, page.window(), case_id, name)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class VoidQuestion(Question):
    """The question with its reason; 作废 writes, and a refusal stays in the dialog."""

    def __init__(self, desk: Desk, parent: QWidget, case_id: UUID, name: str) -> None:
        text = "案号留在台账上，不再用于别的案件；这件案件不计入任何数字。办案经过和文书都保留。"
        super().__init__(parent, f"作废“{name}”？", text, "作废")
        self._desk, self._case_id, self._name = desk, case_id, name
        self.reason = Line("", "如 重复登记、登记错了调委会")
        self.field = Field("作废原因", self.reason, required=True)
        self.body.addWidget(self.field)
        self.act.clicked.disconnect()
        self.act.clicked.connect(lambda _checked=False: self.submit())
        self.reason.setFocus()

    def submit(self) -> None:
        """Void the case as one action."""
        case_id, reason = self._case_id, self.reason.text()
        self.act.setEnabled(False)
        future = self._desk.database.submit("作废案件", lambda work: case_numbers.void(work, case_id, reason))
        self._desk.jobs.after(self, future, lambda _nothing: self._done(), self._refused, label="作废案件")

    def _done(self) -> None:
        self._desk.toast(f"已作废 {self._name}", undo=True)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        said = "；".join(error.mistakes.values()) if isinstance(error, Invalid) else str(error)
        self.field.set_mistake(said)
        self.reason.setFocus()
