"""The view of a short table: rows as high and as quiet as those of the lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.views import theme, tokens
from desktop.views.widgets import cells
from desktop.views.widgets.short_table import Index, ShortTable


class Texts(ShortTable[Sequence[str]]):
    """Rows of texts under their labels; nothing is computed here."""

    def __init__(self, parent: Any, columns: Sequence[str], figures: Sequence[int] = ()) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.figures = frozenset(figures)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        if role in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
        ):  # fmt: skip
            return self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self.figures:
            return int(cells.RIGHT)
        return None


def short_view(
    model: ShortTable[Any], name: str, widths: Sequence[int], stretch: int = -1, table: QTableView | None = None
) -> QTableView:
    """Return a view of rows, ``table`` if given; ``stretch`` is the column that takes the room left, or the last."""
    table = table or QTableView()
    table.setAccessibleName(name)
    table.setModel(model)
    table.setItemDelegate(cells.RowDelegate(table))
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    cells.name_corner(table)
    table.verticalHeader().setDefaultSectionSize(theme.px(tokens.HEIGHT["row"]))
    table.verticalHeader().hide()
    head = table.horizontalHeader()
    head.setHighlightSections(False)
    at = stretch if stretch >= 0 else len(model.columns) - 1
    head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
    for column, width in enumerate(widths):
        if column != at:
            table.setColumnWidth(column, theme.px(width))
    return table
