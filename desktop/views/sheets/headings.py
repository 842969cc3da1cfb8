"""Columns of a file whose headings say nothing to the program: a person says what they are."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.exchange.sheet_columns import letters, sheet_fields
from desktop.exchange.sheet_read import Table
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice
from desktop.views.widgets.text import label

NONE = "不导入"


class Headings(QWidget):
    """One choice for each heading that no field has, or that somebody assigned before."""

    chosen = Signal(str, str)
    """Heading and the name of the field, "" for none."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._fields = sheet_fields(kind)
        self.choices: dict[str, Choice] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(label("表头的对应", "h3"))
        self.hide()

    def show_table(self, table: Table, mapping: dict[str, str]) -> None:
        """Offer the choices of a table; ``mapping`` is what was assigned before."""
        while self._column.count() > 1:
            item = self._column.takeAt(1)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        self.choices = {}
        labels = {one.name: one.label for one in self._fields}
        for text, name in table.mapping.items():
            if mapping.get(text.strip()) == name:
                self._add(table, letters(table.columns[name]), text.strip(), name, "已记住，下次同样处理")
        for one in table.unknown:
            like = f"可能是“{labels[one.suggestion]}”" if one.suggestion else "没有对应的项目，不导入"
            self._add(table, one.column, one.heading, "", like)
        self.setVisible(bool(self.choices))

    def _add(self, table: Table, column: str, text: str, name: str, help: str) -> None:
        free = [one for one in self._fields if one.name == name or one.name not in table.columns]
        choice = Choice([(NONE, ""), *((one.label, one.name) for one in free)])
        choice.set_value(name)
        choice.currentIndexChanged.connect(lambda _at: self.chosen.emit(text, str(choice.value())))
        self.choices[text] = choice
        self._column.addWidget(Field(f"{column} 列“{text}”", choice, help))
