"""The lines of the quick entry that wait to be saved: newest first, each with what was found about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView

from desktop.services.checkin_quick import Verdict
from desktop.views.widgets import cells
from desktop.views.widgets.short_table import Index, ShortTable

WORDS = {"": ("核对中", "grey"), "good": ("可保存", "green"), "look": ("请留意", "amber"), "bad": ("需改正", "danger")}
"""How a line stands: its word and the family of its tag."""
NUMBER, STATE = 0, 10


@dataclass(frozen=True)
class QuickRow:
    """One line: its values as services take them, how they read, and the verdict once there is one."""

    values: Mapping[str, Any]
    texts: Mapping[str, str]
    verdict: Verdict | None = None
    key: UUID = field(default_factory=uuid4)

    @property
    def state(self) -> str:
        """Return the key of :data:`WORDS`."""
        if self.verdict is None:
            return ""
        return "bad" if self.verdict.mistakes else "look" if self.verdict.warnings else "good"


class QuickRows(ShortTable[QuickRow]):
    """The lines, the newest on top; a line keeps the number it was typed under."""

    columns = ("", "日期", "服务的人", "大类", "类别", "服务事项", "时长", "人数", "地点", "确认人", "核对")
    names = ("", "day", "who", "kind", "subkind", "content", "hours", "people", "place", "confirmed_by", "")
    figures = frozenset({0, 6, 7})

    def number(self, row: int) -> int:
        """Return the number of a line."""
        return len(self.rows) - row

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        one, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if column == NUMBER:
                return str(self.number(index.row()))
            return WORDS[one.state][0] if column == STATE else one.texts.get(self.names[column], "")
        if role == Qt.ItemDataRole.ToolTipRole:
            said = one.verdict.sentence if one.verdict else ""
            return said or one.texts.get(self.names[column], "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(cells.RIGHT if column in self.figures else cells.LEFT)
        if role == Qt.ItemDataRole.UserRole:
            return one
        return None


class QuickDelegate(cells.RowDelegate):
    """Draws the verdict as a tag."""

    def paint_content(self, painter: Any, rect: Any, index: Any, state: Any) -> None:
        """Paint a cell."""
        if index.column() == STATE:
            word, family = WORDS[index.data(Qt.ItemDataRole.UserRole).state]
            cells.paint_tag(painter, rect, word, family)
            return
        super().paint_content(painter, rect, index, state)


class QuickTable(QTableView):
    """Enter or F2 takes a line back to be mended, Delete takes it out."""

    wanted = Signal(int)
    thrown = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of a line."""
        row, key = self.currentIndex().row(), event.key()
        if row >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.wanted.emit(row)
        elif row >= 0 and key == Qt.Key.Key_Delete:
            self.thrown.emit(row)
        else:
            super().keyPressEvent(event)
