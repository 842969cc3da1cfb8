"""Chooses a division from the shipped list: by the tree, or by name, pinyin, initials or code."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from desktop.services.division_list import DivisionRow, load
from desktop.views import theme
from desktop.views.widgets.inputs import SearchBox

ROWS = 6
ROW = Qt.ItemDataRole.UserRole


@cache
def _keys() -> dict[str, str]:
    from desktop.services.pinyin import search_keys

    return {row.code: f"{row.name} {row.code} {search_keys(row.name)}".lower() for row in load()}


class DivisionPicker(QFrame):
    """A search line over the tree; only divisions of the asked levels can be chosen."""

    picked = Signal(object)
    accepted = Signal()
    """Enter was pressed on a division that can be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._levels: Collection[str] = ("community",)
        self._items: dict[str, QTreeWidgetItem] = {}
        self.search = SearchBox("搜索名称、拼音首字母或区划代码", "搜索区划")
        self.search.searched.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("区划")
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setFixedHeight(theme.px(28) * ROWS + 2)
        self.tree.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tree.currentItemChanged.connect(lambda item, _old: self._chosen(item))
        self.tree.activated.connect(lambda _index: self._accept())
        self.search.left_downwards.connect(self._enter)
        self.search.returnPressed.connect(self._enter)
        box = QFrame()
        box.setProperty("card", "card")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(4, 2, 4, 2)
        inner.addWidget(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(box)
        self.setFocusProxy(self.search)
        self._fill()

    def set_levels(self, levels: Collection[str]) -> None:
        """Let divisions of other levels be chosen."""
        self._levels = levels
        for item in self._items.values():
            row: DivisionRow = item.data(0, ROW)
            on = row.level in levels
            flags = Qt.ItemFlag.ItemIsEnabled | (Qt.ItemFlag.ItemIsSelectable if on else Qt.ItemFlag(0))
            item.setFlags(flags)
        if self.division() is None:
            self.tree.setCurrentIndex(QModelIndex())
        self._narrow(self.search.text())

    def division(self) -> DivisionRow | None:
        """Return what is chosen."""
        item = self.tree.currentItem()
        row: DivisionRow | None = item.data(0, ROW) if item is not None else None
        return row if row is not None and row.level in self._levels else None

    def choose(self, code: str) -> None:
        """Choose a division by its code."""
        self.tree.setCurrentItem(self._items[code])

    def _fill(self) -> None:
        for row in load():
            parent = self._items.get(row.parent_code)
            item = QTreeWidgetItem([f"{row.name}  {row.code}"])
            item.setData(0, ROW, row)
            if parent is None:
                self.tree.addTopLevelItem(item)
            else:
                parent.addChild(item)
            self._items[row.code] = item

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        keys = _keys() if words else {}
        hits = [code for code, key in keys.items() if all(word in key for word in words)]
        shown = {code for code in hits if self._items[code].data(0, ROW).level in self._levels}
        above: set[str] = set()
        for code in shown or hits:
            item = self._items[code].parent()
            while item is not None:
                above.add(item.data(0, ROW).code)
                item = item.parent()
        for code, item in self._items.items():
            visible = not words or code in shown or code in above
            item.setHidden(not visible)
            row: DivisionRow = item.data(0, ROW)
            item.setExpanded(code in above if words else row.level in ("province", "prefecture", "county"))
        if words and shown:
            first = min(shown)
            chosen = self.division()
            if chosen is None or chosen.code not in shown:
                self.tree.setCurrentItem(self._items[first])
            self.tree.scrollTo(self.tree.currentIndex())

    def _enter(self) -> None:
        self.search.search_now()
        if self.tree.currentItem() is None:
            self.tree.setCurrentIndex(self.tree.model().index(0, 0))
        self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def _accept(self) -> None:
        item = self.tree.currentItem()
        if self.division() is not None:
            self.accepted.emit()
        elif item is not None:
            item.setExpanded(not item.isExpanded())

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if self.division() is not None:
            self.picked.emit(self.division())
