"""Dialogs: only for what cannot be undone with one key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import label


class Question(QDialog):
    """A question with its numbers; the verb is on the button, 取消 has the focus and Esc means it too."""

    OTHER = 2
    """The answer of the third button."""

    def __init__(
        self,
        parent: QWidget | None,
        question: str,
        text: str,
        verb: str,
        danger: bool = True,
        keep: str = "取消",
        other: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setProperty("card", "question")
        self.title = label(question, "h2", wrap=True)
        self.text = label(text, "body", "t2", wrap=True)
        self.keep = button(keep)
        self.act = button(verb, "", "danger" if danger else "primary")
        self.keep.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.keep)
        self.other: QPushButton | None = None
        if other:
            self.other = button(other)
            self.other.clicked.connect(lambda: self.done(self.OTHER))
            row.addWidget(self.other)
        row.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(self.body)
        column.addSpacing(6)
        column.addLayout(row)
        self.setFixedWidth(440)
        self.keep.setAutoDefault(True)
        self.keep.setDefault(True)
        self.keep.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the wrapped text needs at this width."""
        layout = self.layout()
        if layout is not None:
            self.setMinimumHeight(layout.heightForWidth(self.width()))
        super().showEvent(event)


def ask(parent: QWidget | None, question: str, text: str, verb: str, danger: bool = True) -> bool:
    """Ask before something that cannot be taken back; return whether the person chose ``verb``.

    ``question`` ends with a question mark and names the thing, ``text`` gives the numbers touched.
    """
    dialog = Question(parent, question, text, verb, danger)
    answer = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return answer


def choose(parent: QWidget | None, question: str, text: str, verb: str, other: str) -> str:
    """Ask with two ways on; return the words of the button chosen, "" when the person stays."""
    dialog = Question(parent, question, text, verb, other=other)
    answer = dialog.exec()
    dialog.deleteLater()
    return {QDialog.DialogCode.Accepted.value: verb, Question.OTHER: other}.get(answer, "")
