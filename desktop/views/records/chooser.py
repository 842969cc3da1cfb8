"""The sheet in which the columns of a list are chosen and ordered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.services import columns as column_service
from desktop.views import theme, tokens
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.text import label

ROWS = 11
MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
WIDTHS = {Qt.Key.Key_Left: -16, Qt.Key.Key_Right: 16}
"""Pixels a column becomes narrower or wider by one press."""


class ColumnSheet(QFrame):
    """All columns of a kind: ticked ones are shown, in this order."""

    chosen = Signal(list)
    widened = Signal(str, int)
    """A column is to be so many pixels wider."""

    def __init__(self, parent: QWidget, kind: str, names: Sequence[str], usual: Sequence[str]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("选择显示的列")
        self._known = column_service.columns(kind)
        self._usual = list(usual)
        self.list = QListWidget()
        self.list.setAccessibleName("列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setFixedHeight(ROWS * theme.px(tokens.HEIGHT["checklist"]) + 4)
        self.list.setToolTip("空格显示或隐藏，Alt+↑ ↓ 移动，Alt+← → 变窄、变宽")
        self.list.installEventFilter(self)
        head = QHBoxLayout()
        head.addWidget(label("显示的列", "h3"))
        head.addStretch(1)
        for icon, name, step in (("chevron-up", "上移  Alt+↑", -1), ("chevron-down", "下移  Alt+↓", 1)):
            mover = icon_button(icon, name, "icon sm")
            mover.clicked.connect(lambda _checked=False, step=step: self.move_current(step))
            head.addWidget(mover)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        reset = button("恢复默认", "", "link")
        reset.clicked.connect(lambda: self._fill(self._usual))
        self.take_button = button("应用", "", "sm primary")
        self.take_button.clicked.connect(self.take)
        foot.addWidget(reset)
        foot.addStretch(1)
        foot.addWidget(self.take_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(tokens.SPACE[1])
        column.addLayout(head)
        column.addWidget(self.list)
        column.addLayout(foot)
        self.setFixedWidth(240)
        self._fill(names)

    def names(self) -> list[str]:
        """Return the ticked columns in their order."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    def take(self) -> None:
        """Show the ticked columns and close; nothing ticked changes nothing."""
        if self.names():
            self.chosen.emit(self.names())
        self.close()

    def move_current(self, step: int) -> None:
        """Move the current column up or down."""
        at = self.list.currentRow()
        to = at + step
        if at >= 0 and 0 <= to < self.list.count():
            self.list.insertItem(to, self.list.takeItem(at))
            self.list.setCurrentRow(to)

    def open_at(self, corner: QPoint, button: QWidget) -> None:
        """Open with the right edge at a corner, below the button."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        x = max(room.left(), corner.x() - self.width())
        y = min(corner.y() + button.height() + 4, room.bottom() - self.height())
        self.move(x, max(room.top(), y))
        self.show()
        self.list.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with an arrow moves the column, or makes it narrower or wider: the list would take them for itself."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in MOVES:
                self.move_current(MOVES[Qt.Key(event.key())])
                return True
            if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in WIDTHS:
                self._widen(WIDTHS[Qt.Key(event.key())])
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the choice."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def _widen(self, by: int) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.widened.emit(item.data(Qt.ItemDataRole.UserRole), by)

    def _fill(self, names: Sequence[str]) -> None:
        self.list.clear()
        shown = list(names)
        for name in [*shown, *(one for one in self._known if one not in shown)]:
            item = QListWidgetItem(self._known[name].label)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
            item.setCheckState(Qt.CheckState.Checked if name in shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
