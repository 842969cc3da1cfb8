"""The tree of divisions: each level is read when it is opened, off the UI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.services import divisions
from desktop.services.divisions import Node
from desktop.views.desk import Desk
from desktop.views.jobs import Progress
from desktop.views.widgets import cells

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
NAME, GRIDS, CODE = range(3)
COLUMNS = ("名称", "网格", "区划代码")


@dataclass(eq=False)
class Branch:
    """A division in the tree with what is known of the ones below it."""

    node: Node | None
    parent: Branch | None
    row: int
    below: list[Branch] = field(default_factory=list)
    read: bool = False
    asked: bool = False


class DivisionModel(QAbstractItemModel):
    """Province to community; :attr:`read` carries the index whose divisions have come."""

    read = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._root = Branch(None, None, 0)
        self._turn = 0

    def restart(self) -> None:
        """Forget everything and read the top again."""
        self._turn += 1
        self.beginResetModel()
        self._root = Branch(None, None, 0)
        self.endResetModel()
        self.ask(QModelIndex())

    def node(self, index: Index) -> Node | None:
        """Return the division of an index."""
        return self._branch(index).node

    def known(self, index: Index) -> bool:
        """Return whether what lies below an index has been read."""
        return self._branch(index).read

    def find(self, wanted: UUID) -> QModelIndex:
        """Return the index of a division that has been read."""
        stack = list(self._root.below)
        while stack:
            branch = stack.pop()
            if branch.node is not None and branch.node.id == wanted:
                return self._index(branch)
            stack.extend(branch.below)
        return QModelIndex()

    def ask(self, index: Index, then: Callable[[], object] | None = None) -> None:
        """Read what lies below an index, unless it is known; ``then`` is called in any case when it is there."""
        branch = self._branch(index)
        if branch.read:
            if then is not None:
                then()
            return
        if branch.asked and then is None:
            return
        branch.asked = True
        desk, turn = self._desk, self._turn
        above = branch.node.id if branch.node is not None else None

        def work(progress: Progress) -> list[Node]:
            context = desk.context()
            with desk.database.read() as session:
                return divisions.children(session, above, context)

        def take(found: list[Node]) -> None:
            if turn != self._turn:
                return
            if not branch.read:
                self._add(branch, found)
            if then is not None:
                then()

        desk.jobs.run(self, work, take, label="读取区划")

    def _add(self, branch: Branch, found: Sequence[Node]) -> None:
        index = self._index(branch)
        if found:
            self.beginInsertRows(index, 0, len(found) - 1)
            branch.below = [Branch(node, branch, row) for row, node in enumerate(found)]
            branch.read = True
            self.endInsertRows()
        branch.read = True
        self.read.emit(index)

    def _branch(self, index: Index) -> Branch:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Branch) else self._root

    def _index(self, branch: Branch, column: int = 0) -> QModelIndex:
        return QModelIndex() if branch.parent is None else self.createIndex(branch.row, column, branch)

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Return the index of a place."""
        if parent.isValid() and parent.column() != 0:
            return QModelIndex()
        branch = self._branch(parent)
        if not (0 <= row < len(branch.below) and 0 <= column < len(COLUMNS)):
            return QModelIndex()
        return self.createIndex(row, column, branch.below[row])

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the division above."""
        if not index.isValid():
            return QModelIndex()
        above = self._branch(index).parent
        return QModelIndex() if above is None else self._index(above)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many divisions below one are known."""
        return 0 if parent.column() > 0 else len(self._branch(parent).below)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return name, grids and code."""
        return 0 if parent.column() > 0 else len(COLUMNS)

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        """Return whether a division has others below it, read or not."""
        if parent.column() > 0:
            return False
        branch = self._branch(parent)
        return bool(branch.below) if branch.read or branch.node is None else branch.node.children > 0

    def canFetchMore(self, parent: Index) -> bool:
        """Return whether there is more to read below a division."""
        branch = self._branch(parent)
        return not branch.read and not branch.asked and branch.node is not None and branch.node.children > 0

    def fetchMore(self, parent: Index) -> None:
        """Read what lies below a division."""
        self.ask(parent)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be selected."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the label of a column."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            if role == Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(cells.RIGHT if section == GRIDS else cells.LEFT)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        node = self.node(index) if index.isValid() else None
        if node is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (node.name, f"{node.grids:,}" if node.grids else "", node.code)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == GRIDS:
            return int(cells.RIGHT)
        return None
