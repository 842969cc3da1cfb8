"""The tree of Party organisations as Qt shows it: all of it is in memory, a town has some hundreds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QIcon

from desktop.services.party_structure import Node
from desktop.views import theme
from desktop.views.widgets import cells

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
NAME, LEADER, MEMBERS, BELOW, NOTICES = range(5)
COLUMNS = ("名称", "负责人", "党员", "下级", "提示")
FIGURES = frozenset({MEMBERS, BELOW})


@dataclass(eq=False)
class Branch:
    """A node with its place in the tree."""

    node: Node | None
    above: Branch | None
    row: int = 0
    children: list[Branch] = field(default_factory=list)


class PartyModel(QAbstractItemModel):
    """Committees to member households."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._root = Branch(None, None)
        self._by_id: dict[UUID, Branch] = {}

    def set_nodes(self, nodes: Sequence[Node]) -> None:
        """Show other organisations, each standing after the one above it."""
        self.beginResetModel()
        self._root = Branch(None, None)
        self._by_id = {}
        for node in nodes:
            above = self._by_id.get(node.parent_id, self._root) if node.parent_id else self._root
            made = Branch(node, above, len(above.children))
            above.children.append(made)
            self._by_id[node.id] = made
        self.endResetModel()

    def nodes(self) -> Iterator[Node]:
        """Yield every organisation."""
        return (one.node for one in self._by_id.values() if one.node is not None)

    def node(self, index: Index) -> Node | None:
        """Return the organisation of an index."""
        return self._branch(index).node

    def known(self, wanted: UUID | None) -> Node | None:
        """Return an organisation by its id."""
        found = self._by_id.get(wanted) if wanted else None
        return found.node if found else None

    def find(self, wanted: UUID | None) -> QModelIndex:
        """Return the index of an organisation, none when it is not shown."""
        found = self._by_id.get(wanted) if wanted else None
        return self._index(found) if found else QModelIndex()

    def _branch(self, index: Index) -> Branch:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Branch) else self._root

    def _index(self, branch: Branch, column: int = 0) -> QModelIndex:
        return QModelIndex() if branch.above is None else self.createIndex(branch.row, column, branch)

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Return the index of a place."""
        if parent.isValid() and parent.column() != 0:
            return QModelIndex()
        branch = self._branch(parent)
        if not (0 <= row < len(branch.children) and 0 <= column < len(COLUMNS)):
            return QModelIndex()
        return self.createIndex(row, column, branch.children[row])

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the organisation above."""
        if not index.isValid():
            return QModelIndex()
        above = self._branch(index).above
        return QModelIndex() if above is None else self._index(above)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many organisations lie directly below."""
        return 0 if parent.column() > 0 else len(self._branch(parent).children)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.column() > 0 else len(COLUMNS)

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
                return int(cells.RIGHT if section in FIGURES else cells.LEFT)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        node = self.node(index) if index.isValid() else None
        if node is None:
            return None
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _shown(node, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(node) if column == NAME else _shown(node, column)
            case Qt.ItemDataRole.ToolTipRole:
                return "；".join(node.notices) if column == NOTICES else _shown(node, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(cells.RIGHT if column in FIGURES else cells.LEFT)
            case Qt.ItemDataRole.DecorationRole if column == NOTICES and node.notices:
                return _warning()
            case Qt.ItemDataRole.ForegroundRole if column == NOTICES:
                return QBrush(theme.token("amber"))
        return None


def _shown(node: Node, column: int) -> str:
    return (
        node.name,
        node.leader,
        node.counted if node.members else "",
        f"{node.below:,}" if node.below else "",
        "；".join(node.notices),
    )[column]


def _spoken(node: Node) -> str:
    """Return a row as a screen reader says it."""
    parts = [node.level_label, node.name, f"党员 {node.members} 名", *node.notices]
    return "，".join(parts)


def _warning() -> QIcon:
    return theme.icon("warning", "amber", 14)
