"""The sections of a form: fields under a heading, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.models import Kind
from desktop.views import tokens
from desktop.views.records.inputs import Input
from desktop.views.records.reference import ReferencePicker
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field as Labelled
from desktop.views.widgets.text import label, line

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Section(QWidget):
    """One heading with its fields; long texts take the whole width."""

    def __init__(self, title: str, fields: Sequence[tuple[Input, Labelled]], first: bool) -> None:
        super().__init__()
        self._fields = list(fields)
        self._columns = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        if not first:
            column.addWidget(line())
        column.addWidget(label(title, "h2"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.FORM_GAP)
        self._grid.setVerticalSpacing(8)
        column.addLayout(self._grid)

    def set_columns(self, columns: int) -> None:
        """Lay the fields out in so many columns, in their order."""
        if columns == self._columns:
            return
        for at in range(self._columns):
            self._grid.setColumnStretch(at, 0)
        self._columns = columns
        row = at = 0
        for one, shown in self._fields:
            self._grid.removeWidget(shown)
            if one.field.kind is Kind.LONG_TEXT:
                row, at = (row + 1, 0) if at else (row, 0)
                self._grid.addWidget(shown, row, 0, 1, columns)
                row += 1
                continue
            self._grid.addWidget(shown, row, at)
            row, at = (row + 1, 0) if at == columns - 1 else (row, at + 1)
        for at in range(columns):
            self._grid.setColumnStretch(at, 1)
            self._grid.setColumnMinimumWidth(at, 0)


class EnterMoves(QObject):
    """Lets Enter move to the next input, as clerks expect; in texts of several lines it makes a new line."""

    past_last = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._order: list[QWidget] = []

    def follow(self, widgets: Sequence[QWidget]) -> None:
        """Watch these inputs, in this order."""
        self._order = list(widgets)
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move on at Enter."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in ENTER:
            return False
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or not isinstance(watched, QWidget) or isinstance(watched, QPlainTextEdit):
            return False
        if isinstance(watched, ReferencePicker) and watched.offers():
            return False
        if (
            isinstance(watched, QComboBox)
            and isinstance(view := watched.view(), QAbstractItemView)
            and view.isVisible()
        ):
            return False
        if isinstance(watched, DateEdit):
            watched.read()
        self._next(watched)
        return True

    def _next(self, widget: QWidget) -> None:
        place = self._order.index(widget)
        for other in self._order[place + 1 :]:
            if other.isEnabled() and other.isVisible():
                other.setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.past_last.emit()
