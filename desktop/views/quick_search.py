"""Quick search (Ctrl+K): grids, people and divisions in one list under the search box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.views import theme
from desktop.views.widgets import cells
from desktop.views.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from desktop.storage.database import Database

KINDS = (("grids", "网格", "grid"), ("people", "人员", "user"), ("divisions", "区划", "layers"))
"""Kinds that are searched, the word and the drawing of each."""
EACH = 6
ROW = 34


@dataclass(frozen=True)
class Hit:
    """One record that was found."""

    kind: str
    id: UUID
    title: str
    code: str


def find(database: Database, text: str) -> list[Hit]:
    """Return what matches, by kind; callable from any thread."""
    from desktop.services import records

    if not text.strip():
        return []
    with database.read() as session:
        return [
            Hit(kind, one, title, code)
            for kind, _, _ in KINDS
            for one, title, code in records.candidates(session, kind, text, EACH)
        ]


class ResultList(QFrame):
    """The results, floating under the search box; ↓ enters them, Enter opens one, Esc goes back."""

    hit_wanted = Signal(object)

    def __init__(self, box: QWidget) -> None:
        super().__init__(box.window())
        self._box = box
        self.setProperty("card", "dialog")
        self.list = QListWidget()
        self.list.setAccessibleName("搜索结果")
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._clicked)
        self.list.installEventFilter(self)
        box.installEventFilter(self)
        self.nothing = label("没有找到。可以试试姓名、网格名称、编码、拼音首字母或电话尾号", "sub", wrap=True)
        self.nothing.setContentsMargins(12, 10, 12, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self.hide()

    def show_hits(self, hits: Sequence[Hit], wanted: bool) -> None:
        """Show results; without ``wanted`` (the box was left meanwhile) nothing is shown."""
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.title} {hit.code}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self.list.addItem(item)
        if hits:
            self.list.setCurrentRow(0)
        if not wanted:
            self.hide()
            return
        host = self._box.window()
        if self.parentWidget() is not host:
            self.setParent(host)
        self.list.setVisible(bool(hits))
        self.nothing.setVisible(not hits)
        width = max(self._box.width(), theme.px(380))
        corner = self._box.mapTo(host, QPoint(0, self._box.height() + 4))
        height = min(len(hits) * theme.px(ROW) + 10, host.height() - corner.y() - 40)
        if not hits:
            height = self.nothing.heightForWidth(width - 10) + 10
        self.setGeometry(QRect(corner, QSize(min(width, host.width() - corner.x() - 12), height)))
        self.show()
        self.raise_()

    def enter(self) -> None:
        """Move the keyboard into the results."""
        if self.isVisible() and self.list.count():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def open_first(self) -> None:
        """Open the result that is marked."""
        item = self.list.currentItem()
        if item is not None:
            self.hit_wanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens, Esc and ↑ at the top go back to the box, leaving both closes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.list:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open_first()
                return True
            if key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and self.list.currentRow() == 0):
                self._box.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        if event.type() == QEvent.Type.FocusOut and not self._box.hasFocus() and not self.list.hasFocus():
            self.hide()
        return False

    def _clicked(self, item: QListWidgetItem) -> None:
        self.hit_wanted.emit(item.data(Qt.ItemDataRole.UserRole))


class _Rows(QStyledItemDelegate):
    """Paints one result: drawing, name, code, and what kind it is at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a row."""
        hit: Hit = index.data(Qt.ItemDataRole.UserRole)
        word, icon = next((word, icon) for kind, word, icon in KINDS if kind == hit.kind)
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("sel" if option.state & QStyle.StateFlag.State_Selected else "hover"))
            painter.drawRoundedRect(rect.toRectF(), 5, 5)
        ratio = option.widget.devicePixelRatioF() if option.widget else 1.0
        painter.drawPixmap(rect.x() + 8, rect.center().y() - 8, theme.pixmap(icon, "t2", 16, ratio))
        kind_room = theme.px(36)
        code_room = theme.px(130) if hit.code else 0
        words = QRect(rect.x() + 34, rect.y(), rect.width() - 34 - kind_room - code_room - 16, rect.height())
        cells.paint_text(painter, words, hit.title, "body", "text", True)
        if hit.code:
            cells.paint_text(
                painter, QRect(words.right() + 8, rect.y(), code_room, rect.height()), hit.code, "sub", "t2"
            )
        place = QRect(rect.right() - kind_room - 4, rect.y(), kind_room, rect.height())
        cells.paint_text(painter, place, word, "cap", "t3")
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(100, theme.px(ROW))
