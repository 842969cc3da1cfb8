"""The list beside the map: each grid with its fill, households, people and size mark; sums at the foot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.services.boundaries import CommunityMap, MapGrid
from desktop.services.grids import short_name
from desktop.services.pinyin import search_keys
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.grids.drawing import OWN_DIGITS
from desktop.views.widgets import cells
from desktop.views.widgets.inputs import SearchBox
from desktop.views.widgets.text import label, line

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

ROW = 44
GRID = Qt.ItemDataRole.UserRole
FILL = Qt.ItemDataRole.UserRole + 1
KEYS = Qt.ItemDataRole.UserRole + 2


class MapList(QFrame):
    """The pane at the right of the map."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "pane")
        self._desk = desk
        self._community = ""
        self.search = SearchBox("名称、编码、拼音首字母", "在本社区的网格里搜索")
        self.search.searched.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName("本社区的网格")
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Rows(self))
        self.list.currentItemChanged.connect(self._moved)
        self.list.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(GRID).id))
        self.list.itemActivated.connect(lambda item: self.opened.emit(item.data(GRID).id))
        self.search.left_downwards.connect(self.list.setFocus)
        self._limits = label("", "cap", "t2")
        head = QHBoxLayout()
        head.addWidget(label("网格", "h2"))
        head.addStretch(1)
        head.addWidget(self._limits)
        upper = QVBoxLayout()
        upper.setContentsMargins(14, 10, 14, 8)
        upper.setSpacing(8)
        upper.addLayout(head)
        upper.addWidget(self.search)
        self._legend = _Legend()
        self._sums = label("", "sub", "text")
        lower = QVBoxLayout()
        lower.setContentsMargins(14, 8, 14, 10)
        lower.setSpacing(5)
        lower.addWidget(self._legend)
        lower.addWidget(self._sums)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(line())
        column.addWidget(self.list, 1)
        column.addWidget(line())
        column.addLayout(lower)
        self.setFixedWidth(theme.px(tokens.WIDTH["pane"]))

    def limits(self) -> tuple[int, int]:
        """Return the limits of households."""
        settings = self._desk.context().settings
        return int(settings["grids.households_least"]), int(settings["grids.households_most"])

    def community(self) -> str:
        """Return the name of the community shown."""
        return self._community

    def show_grids(self, shown: CommunityMap, fills: Mapping[UUID, int]) -> None:
        """Show the grids of a community; the picked one stays picked."""
        self._community = shown.name
        kept = self.current()
        self.list.blockSignals(True)
        self.list.clear()
        for grid in shown.grids:
            item = QListWidgetItem(f"{grid.name} {grid.code}")
            item.setData(GRID, grid)
            item.setData(FILL, fills.get(grid.id, -1))
            item.setData(KEYS, f"{grid.name} {grid.code} {search_keys(grid.name)}".lower())
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._narrow(self.search.text())
        self.select(kept)
        low, high = self.limits()
        self._limits.setText(f"规模标准 {low}–{high} 户")
        fits = sum(grid.size == "fits" for grid in shown.grids)
        odd = sum(grid.size in ("small", "large") for grid in shown.grids)
        self._legend.set_counts(fits, odd, sum(grid.dedicated for grid in shown.grids))
        households = sum(grid.households or 0 for grid in shown.grids)
        people = sum(grid.people or 0 for grid in shown.grids)
        self._sums.setText(f"合计 {households:,} 户  {people:,} 人")

    def current(self) -> UUID | None:
        """Return the picked grid."""
        item = self.list.currentItem()
        return item.data(GRID).id if item is not None else None

    def select(self, grid: UUID | None) -> None:
        """Pick a grid without telling."""
        self.list.blockSignals(True)
        self.list.setCurrentItem(None)
        for at in range(self.list.count()):
            if self.list.item(at).data(GRID).id == grid:
                self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self.list.viewport().update()

    def _moved(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(GRID).id)

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setHidden(not all(word in item.data(KEYS) for word in words))


class _Rows(QStyledItemDelegate):
    """Paints a grid in two lines."""

    def __init__(self, pane: MapList) -> None:
        super().__init__(pane)
        self._pane = pane

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a row."""
        grid: MapGrid = index.data(GRID)
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        rect = option.rect
        cells.paint_row(painter, rect, cells.RowState(selected=on, hovered=over))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = index.data(FILL)
        painter.setPen(QPen(theme.token("map_edge"), 1))
        painter.setBrush(theme.map_fills()[fill] if fill >= 0 else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect.x() + 14.5, rect.center().y() - 8.5, 17, 17), 4, 4)
        painter.restore()
        half, right = theme.px(21), rect.right() - 13
        households = "—" if grid.households is None else f"{grid.households:,}"
        people = "—" if grid.people is None else f"{grid.people:,}"
        words = f"专属  {people} 人" if grid.dedicated else f"{households} 户  {people} 人"
        wide = max(QFontMetrics(theme.font("sub")).horizontalAdvance(words) + 4, theme.px(84))
        name = QRect(rect.x() + 42, rect.y() + 3, right - wide - rect.x() - 46, half)
        cells.paint_text(painter, name, short_name(grid.name, self._pane.community()), "body", "text", on)
        cells.paint_text(painter, name.translated(0, half - 2), grid.code[-OWN_DIGITS:], "cap", "t2")
        numbers = QRect(right - wide, rect.y() + 3, wide, half)
        cells.paint_text(painter, numbers, words, "sub", "text", align=cells.RIGHT)
        below = numbers.translated(0, half - 2)
        if grid.dedicated:
            cells.paint_text(painter, below, "不做规模核对", "cap", "t2", align=cells.RIGHT)
        elif grid.households is not None:
            low, high = self._pane.limits()
            word = theme.px(38) if cells.size_word(grid.households, low, high) else 0
            mark = QRect(right - 64 - word, below.y(), 64 + word, below.height())
            cells.paint_size_mark(painter, mark, grid.households, low, high, 64)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(100, theme.px(ROW))


class _Legend(QWidget):
    """How many grids fit, how many do not, how many are dedicated."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = (0, 0, 0)
        self.setFixedHeight(theme.px(20))

    def set_counts(self, fits: int, odd: int, dedicated: int) -> None:
        """Show other counts."""
        self._counts = (fits, odd, dedicated)
        self.setAccessibleName(f"规模合适 {fits} 个，偏大偏小 {odd} 个，专属 {dedicated} 个")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint dots and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 4.0
        names = (("合适", "greenmark"), ("偏大偏小", "dangermark"), ("专属", "bluemark"))
        for (word, colour), number in zip(names, self._counts, strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token(colour))
            painter.drawEllipse(QPointF(left + 1, self.height() / 2), 4.5, 4.5)
            text = f"{word} {number}"
            width = painter.fontMetrics().horizontalAdvance(text) + 12
            cells.paint_text(painter, QRect(round(left) + 11, 0, width, self.height()), text, "cap", "t2")
            left += width + 16
