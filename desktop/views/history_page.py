"""The page of what was done (操作历史): who, when, what; each of the last actions can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.clock import CHINA, china_day
from desktop.models import description, kinds
from desktop.services import history
from desktop.services.history import Entry
from desktop.services.records import titles
from desktop.services.saving import allowed
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.widgets.buttons import button
from desktop.views.widgets.cells import RowDelegate, RowState, paint_tag
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState

if TYPE_CHECKING:
    from desktop.views.shell import Shell

Index = QModelIndex | QPersistentModelIndex
MOST = 500
COLUMNS = (("时间", 150), ("经办人", 110), ("操作", 460), ("记录", 300), ("状态", 90))
DAYS = (("全部日期", 0), ("今天", 1), ("近 7 天", 7), ("近 30 天", 30))


class Entries(QAbstractTableModel):
    """The actions shown, newest first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Sequence[tuple[Entry, str]] = ()

    def set_rows(self, rows: Sequence[tuple[Entry, str]]) -> None:
        """Show other actions, each with what it concerned."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the action of a row."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many actions are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the label of a column."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            if role == Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section][0]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        entry, about = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            state = "已撤销" if entry.undone else ""
            when = f"{entry.at.astimezone(CHINA):%Y-%m-%d %H:%M}"
            return (when, entry.who, entry.label, about, state)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.token("t3" if entry.undone else "text")
        return None


class _Rows(RowDelegate):
    """Paints an action; one that was taken back is pale with a tag."""

    def row_state(self, option: QStyleOptionViewItem, index: Index) -> RowState:
        """Return how the row stands."""
        model = index.model()
        assert isinstance(model, Entries)
        entry = model.entry(index.row())
        return replace(super().row_state(option, index), retired=bool(entry and entry.undone))

    def paint_content(self, painter: QPainter, rect: QRect, index: Index, state: RowState) -> None:
        """Paint the state as a tag, the rest as text."""
        text = str(index.data() or "")
        if index.column() == len(COLUMNS) - 1 and text:
            paint_tag(painter, rect, text, "grey", state.selected)
        else:
            super().paint_content(painter, rect, index, state)


class HistoryPage(QFrame):
    """A table of actions with filters by person and day."""

    status_changed = Signal(str)
    help_topic = "history"

    def __init__(self, desk: Shell) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk: Shell = desk
        self._all: list[tuple[Entry, str]] = []
        self._stale = False
        self.model = Entries(self)
        self.table = QTableView()
        self.table.setAccessibleName("操作历史")
        self.table.setModel(self.model)
        self.table.setItemDelegate(_Rows(self.table))
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(tokens.HEIGHT["row"]))
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        for at, (_, width) in enumerate(COLUMNS):
            self.table.setColumnWidth(at, width)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_actions())
        self.table.doubleClicked.connect(lambda _index: self.open_record())
        self.who = QComboBox()
        self.who.setAccessibleName("按经办人筛选")
        self.who.addItem("全部经办人", "")
        self.who.currentIndexChanged.connect(lambda _at: self._filter())
        self.days = QComboBox()
        self.days.setAccessibleName("按日期筛选")
        for word, number in DAYS:
            self.days.addItem(word, number)
        self.days.currentIndexChanged.connect(lambda _at: self._filter())
        self.take_back = button("撤销这次操作", "undo")
        self.take_back.clicked.connect(lambda _checked=False: self.undo())
        self.open_button = button("打开记录", "file")
        self.open_button.clicked.connect(lambda _checked=False: self.open_record())
        self.empty = EmptyState("没有操作记录")
        self.empty.hide()
        self._count = label("", "sub")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("操作历史", "h1"))
        head.addWidget(self._count)
        head.addStretch(1)
        for part in (self.who, self.days, self.open_button, self.take_back):
            head.addWidget(part)
        upper = QVBoxLayout()
        upper.setContentsMargins(20, 12, 20, 8)
        upper.addLayout(head)
        remark = f"最近 {history.STEPS} 次操作可以撤销；之后又被改过的记录不会被覆盖，会提示手工改回。"
        upper.addWidget(label(remark, "cap"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        self.setFocusProxy(self.table)
        self._show_actions()
        desk.changes.happened.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Read the history again."""

        def work(progress: Any) -> list[tuple[Entry, str]]:
            with self._desk.database.read() as session:
                found = history.recent(session, MOST)
                wanted: dict[str, set[Any]] = {}
                for one in found:
                    for kind, record_id in one.records[:3]:
                        wanted.setdefault(kind, set()).add(record_id)
                known = set(kinds())
                names = {kind: titles(session, kind, ids) for kind, ids in wanted.items() if kind in known}
            return [(one, _about(one, names)) for one in found]

        self._desk.jobs.run(self, work, self._take, label="读取操作历史")

    def undo(self) -> None:
        """Take back the action of the current row."""
        entry = self.model.entry(self.table.currentIndex().row())
        if entry is not None and self.take_back.isEnabled():
            self._desk.undo_action(entry.action_id)

    def open_record(self) -> None:
        """Open the first record the current action changed."""
        entry = self.model.entry(self.table.currentIndex().row())
        target = self._target(entry)
        if target is not None:
            self._desk.open(*target)

    def _target(self, entry: Entry | None) -> tuple[str, Any] | None:
        forms = ("grids", "people", "posts", "departments", "divisions", "offices")
        return next((one for one in entry.records if one[0] in forms), None) if entry is not None else None

    def _take(self, rows: list[tuple[Entry, str]]) -> None:
        self._all = rows
        chosen = self.who.currentData()
        self.who.blockSignals(True)
        self.who.clear()
        self.who.addItem("全部经办人", "")
        for name in sorted({entry.who for entry, _ in rows}):
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))
        self.who.blockSignals(False)
        self._filter()

    def _filter(self) -> None:
        who, days = self.who.currentData(), int(self.days.currentData() or 0)
        first = date.fromordinal(self._desk.clock.today().toordinal() - days + 1) if days else date.min
        rows = [row for row in self._all if (not who or row[0].who == who) and china_day(row[0].at) >= first]
        kept = self.model.entry(self.table.currentIndex().row())
        self.model.set_rows(rows)
        at = next((at for at, row in enumerate(rows) if kept and row[0].action_id == kept.action_id), 0)
        if rows:
            self.table.setCurrentIndex(self.model.index(at, 0))
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._count.setText(
            f"最近 {len(rows):,} 次" if len(self._all) < MOST else f"最近 {MOST} 次中的 {len(rows):,} 次"
        )
        self._show_actions()

    def _show_actions(self) -> None:
        row = self.table.currentIndex().row()
        entry = self.model.entry(row)
        place = next((at for at, one in enumerate(self._all) if entry and one[0].action_id == entry.action_id), MOST)
        may = entry is not None and all(allowed(kind, self._desk.actor) for kind, _ in entry.records if kind in kinds())
        real = entry is not None and any(kind != "accounts" for kind, _ in entry.records)
        able = bool(entry and not entry.undone and place < history.STEPS and may and real)
        self.take_back.setEnabled(able)
        self.take_back.setToolTip("" if able else f"已撤销、不是最近 {history.STEPS} 次，或您的角色不能撤销")
        self.open_button.setEnabled(self._target(entry) is not None)

    def _changed(self, changed: Changed) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what was done meanwhile."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()


def _about(entry: Entry, names: dict[str, dict[Any, str]]) -> str:
    """Return which records an action changed, in words."""
    parts = []
    for kind, record_id in entry.records[:1]:
        if kind in names:
            parts.append(f"{description(kind).label} {names[kind].get(record_id, '')}".strip())
    if len(entry.records) > 1:
        parts.append(f"等 {len(entry.records)} 条" if len(entry.records) < 20 else "等多条")
    return " ".join(parts)
