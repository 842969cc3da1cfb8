"""The rows of an import plan in a table: one class at a time, refused cells with the rule they break."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.exchange.sheet_columns import sheet_fields
from desktop.exchange.sheet_plan import Outcome, PlannedRow, Refusal, SheetPlan
from desktop.exchange.sheet_values import shown
from desktop.models import Field, Kind
from desktop.views import theme, tokens
from desktop.views.widgets.cells import RowDelegate

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

HEADS: dict[Outcome, tuple[tuple[str, int], ...]] = {
    Outcome.NEW: (("行", 64), ("名称", 190), ("内容", 0)),
    Outcome.CHANGED: (("行", 64), ("名称", 170), ("项目", 120), ("原来", 170), ("改为", 0)),
    Outcome.SAME: (("行", 64), ("名称", 0)),
    Outcome.REFUSED: (("行", 64), ("列", 130), ("填写的值", 170), ("原因", 0)),
}
"""Headings and widths of each class; the column of width 0 takes the rest."""


def ready(plan: SheetPlan) -> SheetPlan:
    """Read the lists the rows are written with; call it where the plan was made, the window reads none."""
    for one in sheet_fields(plan.kind):
        if one.kind is Kind.REFERENCE:
            plan.office.targets(one.refers)
    assert plan.office.labels is not None
    return plan


class PlanRows(QAbstractTableModel):
    """The rows of one class of a plan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan: SheetPlan | None = None
        self.outcome = Outcome.NEW
        self._rows: Sequence[tuple[PlannedRow, Field | None] | Refusal] = ()

    def show_class(self, plan: SheetPlan | None, outcome: Outcome) -> None:
        """Show the rows of a class."""
        self.beginResetModel()
        self._plan, self.outcome = plan, outcome
        if plan is None:
            self._rows = ()
        elif outcome is Outcome.REFUSED:
            self._rows = plan.refusals
        else:
            those = [row for row in plan.rows if row.outcome is outcome]
            fields = sheet_fields(plan.kind)
            self._rows = (
                [(row, one) for row in those for one in fields if one.name in row.values]
                if outcome is Outcome.CHANGED
                else [(row, None) for row in those]
            )
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many lines are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns of the class."""
        return 0 if parent.isValid() else len(HEADS[self.outcome])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < self.columnCount():
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADS[self.outcome][section][0]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._texts(index.row())[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.token(self._colour(index.column()))
        return None

    def _colour(self, column: int) -> str:
        last = column == self.columnCount() - 1
        if self.outcome is Outcome.REFUSED and last:
            return "danger"
        return "t2" if column == 0 or (self.outcome is Outcome.CHANGED and column == 3) else "text"

    def _texts(self, number: int) -> Sequence[str]:
        plan, line = self._plan, self._rows[number]
        assert plan is not None
        if isinstance(line, Refusal):
            return str(line.row), line.column or "整行", line.value or "（空）", line.rule
        row, one = line
        if one is not None:
            old, new = (shown(plan.office.cell(one, values.get(one.name))) for values in (row.before, row.values))
            return str(row.number), row.title, one.label, old or "（空）", new or "（空）"
        if self.outcome is Outcome.NEW:
            said = "　".join(f"{name} {after}" for name, _, after in plan.lines(row)[1:])
            return str(row.number), row.title, " ".join(said.split("\n"))
        return str(row.number), row.title


class PlanTable(QTableView):
    """The table of the rows of a plan; read only."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = PlanRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self._rescale()
        theme.signals.changed.connect(self._rescale)

    def show_class(self, plan: SheetPlan | None, outcome: Outcome) -> None:
        """Show the rows of a class from the top."""
        self.rows.show_class(plan, outcome)
        self._rescale()
        self.scrollToTop()
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, 0))

    def _rescale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(tokens.HEIGHT["row"]))
        header = self.horizontalHeader()
        share = 0.75 if self.window().width() < tokens.NARROW_BELOW else 1
        for at, (_, width) in enumerate(HEADS[self.rows.outcome]):
            stretch = QHeaderView.ResizeMode.Stretch if width == 0 else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(at, stretch)
            if width:
                self.setColumnWidth(at, theme.px(round(width * (share if at else 1))))
