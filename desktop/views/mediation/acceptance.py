"""The last section of the intake sheet: accepting the case at once, with its day and number."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views import tokens
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.text import label, line


class AcceptanceBox(QWidget):
    """A tick, and what is asked for once it is there."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.accept = QCheckBox("各方都同意调解，现在就受理并编号")
        self.accepted_on = DateEdit(today, "受理日期")
        self.number = Line("", "")
        self.accepted_field = Field("受理日期", self.accepted_on)
        self.number_field = Field("案号", self.number, "留空由程序接着编；从纸质台账接过来的可以照写")
        row = QHBoxLayout()
        row.setSpacing(tokens.FORM_GAP)
        row.addWidget(self.accepted_field, 1)
        row.addWidget(self.number_field, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(line())
        column.addWidget(label("受理", "h2"))
        column.addWidget(self.accept)
        column.addLayout(row)
