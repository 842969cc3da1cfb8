"""The statistical table of mediation as cells: one group of columns at a time, each cell on its own."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.services import mediation_statistics as service
from desktop.services.mediation_statistics import Statistics
from desktop.views import theme
from desktop.views.widgets import cells
from desktop.views.widgets.short_table import Index, ShortTable


class Numbers(ShortTable[list[str]]):
    """The lines of the table for one group of columns, the sum last."""

    def __init__(self, parent: QFrame) -> None:
        super().__init__(parent)
        self.keys: list[str] = []
        """Keys of the columns after the first; "" for one that has no rows of its own."""

    def show_group(self, found: Statistics, group: str) -> None:
        """Show the columns under one heading."""
        heads, rows = service.table(found, group)
        rows = [rows[-1], *rows[:-1]]  # The sum first, where it is seen.
        self.beginResetModel()
        self.columns = tuple(heads)
        self.figures = frozenset(range(1, len(heads)))
        keys = [one.key for one in found.columns if one.group == group]
        self.keys = keys + [""] * (len(heads) - 1 - len(keys))
        self.rows = rows
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        text = self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.rows[index.row()][0]} {self.columns[index.column()]} {text}"
        if role == Qt.ItemDataRole.ToolTipRole and index.column():
            return f"{self.columns[index.column()]} {text}，按回车看这些记录"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(cells.RIGHT if index.column() in self.figures else cells.LEFT)
        return None


class NumberCells(QStyledItemDelegate):
    """Paints a cell on its own: the one with the keyboard is ringed, the sum is bold, zeros are quiet."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        rect: QRect = option.rect
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        sum_line, text = index.row() == 0, str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        painter.fillRect(rect, theme.token("sel" if here else "head" if sum_line else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.token("line"))
        if here and bool(option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(QPen(theme.token("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        inner = rect.adjusted(cells.CELL_PADDING, 0, -cells.CELL_PADDING, -1)
        quiet = text in ("0", "0.00", "—")
        cells.paint_text(painter, inner, text, colour="t3" if quiet else "text", bold=sum_line, align=align)


class NumberTable(QTableView):
    """The first column takes the room the numbers leave."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the first column its room."""
        super().resizeEvent(event)
        self.widen()

    def widen(self) -> None:
        """Give the first column the room that is left, and never less than a name needs."""
        many = self.model().columnCount() if self.model() is not None else 0
        numbers = sum(self.columnWidth(at) for at in range(1, many))
        self.setColumnWidth(0, max(theme.px(200), self.viewport().width() - numbers))
