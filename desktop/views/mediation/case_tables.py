"""The tables of a case: its papers in the order they are bound, and its records in the order they come about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.models import description
from desktop.services.case_file_check import PaperState
from desktop.services.case_forms import CaseFile
from desktop.views import theme
from desktop.views.widgets import cells
from desktop.views.widgets.cells import RowState
from desktop.views.widgets.short_table import Index, ShortTable
from desktop.views.widgets.short_view import short_view

ROW = 28
FAMILIES = {"已签": "green", "已收": "green", "缺签": "amber", "待收": "amber", "未制作": "amber", "可打印": "grey"}
ACTION = Qt.ItemDataRole.UserRole + 1
FAMILY = Qt.ItemDataRole.UserRole + 2
ICON = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True)
class RecordRow:
    """One record of a case."""

    kind: str
    id: UUID
    what: str
    day: str
    state: str = ""
    family: str = "grey"


def record_rows(file: CaseFile) -> list[RecordRow]:
    """Return the records of a case in the order of the path."""
    found = [RecordRow("investigations", one.id, f"{one.asked}　调查人 {one.investigator}", str(one.day))
             for one in file.investigations]  # fmt: skip
    found += [
        RecordRow("evidences", one.id, f"{one.position}. {one.name}　{one.provided_by}".strip("　"),
                  str(one.received_on), file.word("evidence_forms", one.form))
        for one in file.evidences
    ]  # fmt: skip
    for one in file.sessions:
        words = file.word("session_results", one.result) if one.result else "未填结果"
        family = {"agreed": "green", "failed": "danger"}.get(one.result or "", "grey")
        found.append(
            RecordRow("sessions", one.id, f"第 {one.number} 次　{one.topic}".strip("　"), str(one.day), words, family)
        )
    found += [
        RecordRow("extensions", one.id, f"延长至 {one.due_on}　{one.reason}", str(one.day), "各方同意", "green")
        for one in file.extensions
    ]
    for one in file.performances:
        amount = f"　{one.amount:,.2f} 元" if one.amount is not None else ""
        words = f"{one.item}　{one.obliged}{amount}".strip("　")
        done = (f"{one.done_on} 已履行", "green") if one.done_on else ("未履行", "amber")
        found.append(RecordRow("performances", one.id, words, str(one.due_on), *done))
    for one in file.visits:
        family = {"done": "green", "refused": "danger"}.get(one.performed, "amber")
        words = file.word("performance_states", one.performed)
        found.append(RecordRow("visits", one.id, f"{one.visited}　回访人 {one.visitor}", str(one.day), words, family))
    for one in file.confirmations:
        words = file.word("confirmation_decisions", one.decision) if one.decision else "等待裁定"
        family = {"valid": "green", "refused": "danger"}.get(one.decision or "", "amber")
        found.append(RecordRow("confirmations", one.id, f"{one.court}　{one.court_number}".strip("　"),
                               str(one.applied_on), words, family))  # fmt: skip
    order = {"party": 0}
    for one in sorted(file.signatures, key=lambda each: (each.signed_on, each.paper, order.get(each.role, 1), each.id)):
        paper, role = file.word("mediation_papers", one.paper), file.word("signature_roles", one.role)
        found.append(RecordRow("signatures", one.id, f"{paper}　{role} {one.signer}", str(one.signed_on)))
    return found


class PaperModel(ShortTable[PaperState]):
    """The papers of the file."""

    columns = ("序", "文书", "要求", "状态", "签名 份数", "")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        one = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            action = "上传" if one.scan else "打印"
            return (str(index.row() + 1), one.title, one.need, one.state, one.detail, action)[index.column()]
        if role == FAMILY and index.column() == 3:
            return FAMILIES.get(one.state, "grey")
        if role == ICON and index.column() == 5:
            return "import" if one.scan else "print"
        return None


class RecordModel(ShortTable[RecordRow]):
    """The records of the case."""

    columns = ("记录", "内容", "日期", "情况", "")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        one = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return (description(one.kind).label, one.what, one.day, one.state, "打开")[index.column()]
        if role == FAMILY and index.column() == 3:
            return one.family
        if role == ICON and index.column() == 4:
            return "edit"
        return None


class _Delegate(cells.RowDelegate):
    """Paints the state as a tag and the action of the row as an icon with its word."""

    def paint_content(self, painter: QPainter, rect: QRect, index: Index, state: RowState) -> None:
        family, icon = index.data(FAMILY), index.data(ICON)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if family and text:
            cells.paint_tag(painter, rect, text, family, state.selected)
        elif icon:
            picture = theme.pixmap(icon, "t2", 16, painter.device().devicePixelRatioF())
            painter.drawPixmap(rect.left(), rect.center().y() - 7, picture)
            cells.paint_text(painter, rect.adjusted(22, 0, 0, 0), text, "sub")
        else:
            sub = index.column() in (0, 4)
            cells.paint_text(painter, rect, text, "sub" if sub else "body", "t2" if sub else "text")

    def sizeHint(self, option: Any, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.px(ROW))


class CaseTable(QTableView):
    """A table as high as its rows: the page scrolls, not the table."""

    acted = Signal(int)
    """The last column of a row was clicked."""
    opened = Signal(int)
    """Enter, F2 or a double click on a row."""
    removed = Signal(int)
    menu_wanted = Signal(int)

    def __init__(self, model: ShortTable[Any], name: str, widths: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        short_view(model, name, widths, 1, self)
        self.setItemDelegate(_Delegate(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setFixedHeight(theme.px(32))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda spot: self._menu(self.indexAt(spot).row()))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def fit(self) -> None:
        """Take the height of all rows."""
        rows = self.model().rowCount()
        self.setFixedHeight(theme.px(32) + theme.px(ROW) * max(rows, 1) + 2)
        if rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))

    def _menu(self, row: int) -> None:
        if row >= 0:
            self.menu_wanted.emit(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the last column does what it says."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        last = self.model().columnCount() - 1
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index.column() == last:
            self.acted.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 open, Delete removes, the menu key shows what can be done; the rest is the table's own."""
        row, key = self.currentIndex().row(), event.key()
        if row >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit(row)
        elif row >= 0 and key == Qt.Key.Key_Delete:
            self.removed.emit(row)
        elif row >= 0 and key == Qt.Key.Key_Menu:
            self.menu_wanted.emit(row)
        else:
            super().keyPressEvent(event)


def papers_table(model: PaperModel) -> CaseTable:
    """Return the table of papers."""
    return CaseTable(model, "文书", (44, 200, 60, 92, 230, 84))


def records_table(model: RecordModel) -> CaseTable:
    """Return the table of records."""
    return CaseTable(model, "办案记录", (104, 200, 104, 150, 84))
