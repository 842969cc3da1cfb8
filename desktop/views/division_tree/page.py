"""The page of divisions: the tree with its search, one division beside it, and the list for filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.services import divisions, offices, records
from desktop.services.records import Filter
from desktop.storage.work import Changed
from desktop.views import shortcuts, theme, tokens
from desktop.views.desk import Desk
from desktop.views.division_tree.detail import Detail
from desktop.views.division_tree.model import CODE, GRIDS, NAME, DivisionModel
from desktop.views.records.list import RecordList
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.inputs import SearchBox
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState

FOUND = 60
SETTLE_MS = 120
LIST_LEAST = 96
"""Height below which the rows of the list no longer shrink."""
TREE, LIST = "tree", "list"


class DivisionTreePage(QFrame):
    """Divisions from the province to the community."""

    help_topic = "divisions"
    title = "区划"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "paper")
        self._desk = desk
        self._list: RecordList | None = None
        self._turn = 0
        self._wanted: UUID | None = None
        self.model = DivisionModel(desk, self)
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MS)
        self._pause.timeout.connect(self.reload)
        desk.changes.happened.connect(self._changed)
        self._open_home()

    def _build(self) -> None:
        self.switch = Segmented([(TREE, "树"), (LIST, "列表")], "显示")
        self.switch.chosen.connect(self._show)
        self.search = SearchBox("名称、区划代码、拼音首字母", "搜索区划", shortcuts.shown("divisions.find"))
        self.search.searched.connect(self._find)
        shortcuts.bind("divisions.find", self.search, lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        head = QHBoxLayout()
        head.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 10)
        head.setSpacing(tokens.SPACE[2])
        head.addWidget(label("区划", "h1"))
        head.addWidget(self.search, 1)
        head.addStretch(1)
        head.addWidget(self.switch)
        self.search.setMaximumWidth(360)
        self.tree = QTreeView()
        self.tree.setAccessibleName("区划")
        self.tree.setModel(self.model)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(20)
        self.tree.setAllColumnsShowFocus(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((GRIDS, 76), (CODE, 132)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, theme.px(width))
        self.tree.selectionModel().currentChanged.connect(lambda now, _before: self._pick(now))
        self.search.left_downwards.connect(lambda: (self.found if self.found.count() else self.tree).setFocus())
        self.found = QListWidget()
        self.found.setAccessibleName("找到的区划")
        self.found.itemActivated.connect(self._open_found)
        self.found.itemClicked.connect(self._open_found)
        self.nothing = EmptyState("没有找到区划")
        self.nothing.add_action("清除搜索", self.search.clear_now, "close")
        self._left = QStackedWidget()
        for part in (self.tree, self.found, self.nothing):
            self._left.addWidget(part)
        self.detail = Detail(self._desk)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(self.detail)
        self._stack = QStackedWidget()
        self._stack.addWidget(both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    # What is shown

    def show_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list of divisions under these filters."""
        self.switch.set_current(LIST)
        self.record_list().show_filters(filters, select)

    def show_what(self, division: UUID) -> None:
        """Show a division in the tree."""
        self.switch.set_current(TREE)
        self.open_to(division)

    def record_list(self) -> RecordList:
        """Return the list, made when it is first asked for."""
        if self._list is None:
            self._list = RecordList(self._desk, "divisions", title="区划列表")
            self._list.stack.setMinimumHeight(LIST_LEAST)
            self._stack.addWidget(self._list)
        return self._list

    def reload(self) -> None:
        """Read the tree anew and open it where it was."""
        self._wanted = self.detail.record_id or self._wanted
        self.model.restart()
        if self._wanted is not None:
            self.open_to(self._wanted)

    def open_to(self, division: UUID) -> None:
        """Open the tree down to a division and select it."""
        desk, self._turn = self._desk, self._turn + 1
        turn = self._turn

        def read(progress: Any) -> list[UUID]:
            with desk.database.read() as session:
                return [one.id for one in divisions.path(session, division)]

        def walk(path: list[UUID]) -> None:
            self._walk(turn, path, 0, QModelIndex())

        desk.jobs.run(self, read, walk, label="打开区划")

    def _walk(self, turn: int, path: Sequence[UUID], at: int, above: QModelIndex) -> None:
        """Open one level after the other, each when it has been read."""
        if turn != self._turn or at >= len(path):
            return

        def there() -> None:
            index = self.model.find(path[at])
            if not index.isValid():
                return
            if at == len(path) - 1:
                self.tree.setCurrentIndex(index)
                self.tree.scrollTo(index)
                self.tree.expand(index)
            else:
                self.tree.expand(index)
                self._walk(turn, path, at + 1, index)

        self.model.ask(above, there)

    def _open_home(self) -> None:
        """Open the tree at the division of the office."""
        desk = self._desk

        def read(progress: Any) -> UUID | None:
            with desk.database.read() as session:
                return offices.own(session).division_id

        def opened(home: UUID | None) -> None:
            self._wanted = home
            if home is not None:
                self.open_to(home)

        self.model.restart()
        desk.jobs.run(self, read, opened, lambda _error: None, label="打开区划")

    def _pick(self, index: QModelIndex) -> None:
        node = self.model.node(index) if index.isValid() else None
        if node is not None:
            self.detail.show_division(node.id, node.grids)

    # Search

    def _find(self, text: str) -> None:
        if not text:
            self._left.setCurrentWidget(self.tree)
            return
        self.switch.set_current(TREE)
        desk = self._desk

        def read(progress: Any) -> list[tuple[UUID, str, str]]:
            with desk.database.read() as session:
                return records.candidates(session, "divisions", text, FOUND)

        def take(hits: list[tuple[UUID, str, str]]) -> None:
            if self.search.text().strip() != text:
                return
            self.found.clear()
            for one, title, code in hits:
                item = QListWidgetItem(f"{title}　{code}")
                item.setData(Qt.ItemDataRole.UserRole, one)
                self.found.addItem(item)
            self.found.setCurrentRow(0)
            self._left.setCurrentWidget(self.found if hits else self.nothing)

        desk.jobs.run(self, read, take, label="搜索区划")

    def _open_found(self, item: QListWidgetItem) -> None:
        division = item.data(Qt.ItemDataRole.UserRole)
        self.search.clear_now()
        self._left.setCurrentWidget(self.tree)
        self.open_to(division)
        self.tree.setFocus()

    def _show(self, key: str) -> None:
        self.search.setVisible(key != LIST)  # the list has a search of its own, by the same key
        if key == LIST:
            self._stack.setCurrentWidget(self.record_list())
        else:
            self._stack.setCurrentIndex(0)

    def _changed(self, changed: Changed) -> None:
        if {"divisions", "grids"} & changed.records.keys():
            self._pause.start()
