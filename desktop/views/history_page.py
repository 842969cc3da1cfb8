"""The page of what was done (操作历史): who, when, what; each of the last actions can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
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

from desktop.clock import CHINA
from desktop.models import description, kinds
from desktop.services import history, inspection
from desktop.services.attachments import takes
from desktop.services.history import Entry
from desktop.services.inspection import Wanted
from desktop.services.records import titles
from desktop.services.saving import allowed
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.history_export import Inspection
from desktop.views.jobs import Job
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.cells import RowDelegate, RowState, paint_tag
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.inputs import SearchBox
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState, ProgressStrip

if TYPE_CHECKING:
    from desktop.views.shell import Shell

Index = QModelIndex | QPersistentModelIndex
MOST = 500
COLUMNS = (("时间", 150), ("经办人", 110), ("操作", 460), ("记录", 300), ("状态", 90))
DAYS = (("全部日期", 0), ("今天", 1), ("近 7 天", 7), ("近 30 天", 30), ("自选日期", -1))
CHOSEN = -1
SEARCH_WIDTH = 200


@dataclass(frozen=True)
class Found:
    """What was read for the filters: actions with what they concerned, everybody's names, what can be taken back."""

    rows: Sequence[tuple[Entry, str]]
    people: Sequence[str]
    newest: frozenset[Any]
    total: int


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
        self._total = 0
        self._newest: frozenset[Any] = frozenset()
        self._stale = False
        self._job: Job | None = None
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
        self.first, self.last = DateEdit(None, "从哪天"), DateEdit(None, "到哪天")
        for edit in (self.first, self.last):
            edit.setFixedWidth(theme.px(130))
            edit.setPlaceholderText(edit.accessibleName())
            edit.day_changed.connect(lambda _day: self._filter())
            edit.hide()
        self.search = SearchBox("操作、姓名、网格名", "搜索操作历史")
        self.search.setFixedWidth(theme.px(SEARCH_WIDTH))
        self.search.searched.connect(lambda _text: self._filter())
        self.search.left_downwards.connect(self.table.setFocus)
        self.banner = Banner("green", "")
        self.banner.add_action("知道了", self.banner.hide)
        self.banner.hide()
        self.progress = ProgressStrip("", "可取消")
        self.progress.hide()
        self.inspection = Inspection(desk, self, self.banner, self.progress)
        self.verify_button = button("校验", "shield-check", "ghost", hint="逐条核对操作历史有没有被改动过")
        self.verify_button.clicked.connect(self.inspection.verify)
        self.export_button = button("导出…", "export", "ghost", hint="把筛选出来的操作写成文件，供检查用")
        self.export_button.clicked.connect(lambda: self.inspection.export(self.wanted(), self._total))
        self.export_button.setVisible(inspection.may_export(desk.actor))
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
        for part in (self.verify_button, self.export_button, self.open_button, self.take_back):
            head.addWidget(part)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        for tool in (self.search, self.who, self.days, self.first, self.last):
            tools.addWidget(tool)
        tools.addStretch(1)
        upper = QVBoxLayout()
        upper.setContentsMargins(20, 12, 20, 8)
        upper.addLayout(head)
        remark = f"最近 {history.STEPS} 次操作可以撤销；之后又被改过的记录不会被覆盖，会提示手工改回。"
        upper.addWidget(label(remark, "cap", wrap=True))
        upper.addSpacing(4)
        upper.addLayout(tools)
        upper.addSpacing(4)
        upper.addWidget(self.progress)
        upper.addWidget(self.banner)
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

    def wanted(self) -> Wanted:
        """Return which actions the filters ask for."""
        days, today = int(self.days.currentData() or 0), self._desk.clock.today()
        first, last = (self.first.day(), self.last.day()) if days == CHOSEN else (None, None)
        if days > 0:
            first = today - timedelta(days - 1)
        return Wanted(str(self.who.currentData() or ""), first, last, self.search.text().strip())

    def refresh(self) -> None:
        """Read the history again."""
        wanted = self.wanted()
        if self._job is not None and not self._job.over:
            self._job.drop()

        def work(progress: Any) -> Found:
            with self._desk.database.read() as session:
                found = inspection.entries(session, wanted, MOST)
                touched: dict[str, set[Any]] = {}
                for one in found:
                    for kind, record_id in one.records[:3]:
                        touched.setdefault(kind, set()).add(record_id)
                known = set(kinds())
                names = {kind: titles(session, kind, ids) for kind, ids in touched.items() if kind in known}
                newest = frozenset(one.action_id for one in history.recent(session, history.STEPS))
                people = inspection.people(session)
                many = inspection.count(session, wanted)
            return Found([(one, _about(one, names)) for one in found], people, newest, many)

        self._job = self._desk.jobs.run(self, work, self._take, label="读取操作历史")

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
        """Return the first record of an entry that has a form: what only sets up the program has none."""
        return next((one for one in entry.records if takes(one[0])), None) if entry is not None else None

    def _take(self, found: Found) -> None:
        self._total, self._newest = found.total, found.newest
        self._offer(found.people)
        kept = self.model.entry(self.table.currentIndex().row())
        self.model.set_rows(found.rows)
        at = next((at for at, row in enumerate(found.rows) if kept and row[0].action_id == kept.action_id), 0)
        if found.rows:
            self.table.setCurrentIndex(self.model.index(at, 0))
        self.table.setVisible(bool(found.rows))
        self.empty.setVisible(not found.rows)
        shown = f"，显示最近 {len(found.rows)} 次" if len(found.rows) < found.total else ""
        self._count.setText(f"共 {found.total:,} 次{shown}")
        self.export_button.setEnabled(bool(found.rows))
        self._show_actions()

    def _offer(self, people: Sequence[str]) -> None:
        chosen = self.who.currentData()
        self.who.blockSignals(True)
        self.who.clear()
        self.who.addItem("全部经办人", "")
        for name in people:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))
        self.who.blockSignals(False)

    def _filter(self) -> None:
        for edit in (self.first, self.last):
            edit.setVisible(self.days.currentData() == CHOSEN)
        self.refresh()

    def _show_actions(self) -> None:
        row = self.table.currentIndex().row()
        entry = self.model.entry(row)
        may = entry is not None and all(allowed(kind, self._desk.actor) for kind, _ in entry.records if kind in kinds())
        real = entry is not None and any(kind != "accounts" for kind, _ in entry.records)
        able = bool(entry and not entry.undone and entry.action_id in self._newest and may and real)
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
