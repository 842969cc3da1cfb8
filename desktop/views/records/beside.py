"""When the detail pane of a list opens and closes, and whether it stands beside the table or over it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views import tokens
from desktop.views.jobs import settled
from desktop.views.records import cells
from desktop.views.records.pane import Pane
from desktop.views.records.table import RecordTable


class Beside(QObject):
    """The pane of one list: it follows the current row until somebody closes it."""

    def __init__(self, page: QWidget, row: QHBoxLayout, table: RecordTable, pane: Pane) -> None:
        super().__init__(page)
        self._page, self._row, self._table, self.pane = page, row, table, pane
        self._wanted = True
        self._look = settled(self, self._open)
        pane.hide()
        pane.closed.connect(self.close)

    def follow(self, record_id: UUID | None) -> None:
        """Show the record the rows were walked to, if the pane is wanted."""
        # Over the table it comes by a click alone: walking down the rows would cover them.
        over = self._over() and self.pane.isHidden()
        if record_id is not None and self._wanted and not over:
            self._look.start()

    def want(self) -> None:
        """Show the current record, however the pane was closed before."""
        self._wanted = True
        if self._table.current_id() is not None:
            self._look.start()

    def close(self) -> None:
        """Hide the pane until it is asked for again."""
        self._wanted = False
        focus = self._page.window().focusWidget()
        had_focus = focus is not None and self.pane.isAncestorOf(focus)
        self.pane.hide()
        if had_focus:
            self._table.setFocus()

    def leave_gone(self) -> None:
        """Hide the pane when its record is no longer in the list; the next one opens it again."""
        shown = None if self.pane.isHidden() else self.pane.record_id
        if shown and self._table.records().row_of(shown) < 0:
            self.close()
            self._wanted = True

    def place(self) -> None:
        """Stand beside the table where there is room, over it where there is not."""
        if not self.pane.isHidden():
            self._place()

    def _place(self) -> None:
        page, over = self._page, self._over()
        beside = self._row.indexOf(self.pane) >= 0
        if over and beside:
            self._row.removeWidget(self.pane)
        elif not over and not beside:
            self._row.addWidget(self.pane)
        self.pane.set_over(over)
        if over:
            width = self.pane.sizeHint().width()
            self.pane.setGeometry(page.width() - width, 0, width, page.height())
            self.pane.raise_()

    def _over(self) -> bool:
        return self._page.window().width() < tokens.NARROW_BELOW

    def _open(self) -> None:
        record_id, model = self._table.current_id(), self._table.records()
        row = model.row(model.row_of(record_id))
        if record_id is None or model.query.deleted or (row and cells.is_deleted(row)):
            return
        self.pane.show_record(record_id)
        self._place()
        self.pane.show()
