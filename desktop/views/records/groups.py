"""The groups of a list (分组): the values of one column with how many records each, beside the table.

Choosing a group sets the filter of its column; the other groups stay there to go to. Without a grouping nothing is
read and nothing is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from desktop.errors import UserError
from desktop.models import Kind, description
from desktop.services import grouping
from desktop.services.grouping import MONTH, MOST, YEAR, Group, Grouping
from desktop.services.records import Filter, Query
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import Job
from desktop.views.records import clipboard
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.cells import CELL_PADDING, RIGHT, Index, RowDelegate, RowState, paint_text
from desktop.views.widgets.text import Elided, label, line

WIDTH, NARROW_WIDTH = 224, 180
"""Pixels of the panel, and where the window is narrow."""
SPANS = {YEAR: "按年", MONTH: "按月"}
GROUP = Qt.ItemDataRole.UserRole
ALL = "全部"


class GroupPanel(QFrame):
    """The groups, the chosen one marked; Enter or a click shows its records, → goes to the table."""

    chosen = Signal(object)
    """The :class:`~desktop.services.grouping.Group` to show, or None for all records."""
    changed = Signal()
    """The list is grouped by something else, or no longer."""
    left = Signal()
    """The keyboard goes to the table."""
    copied = Signal(int)
    """So many groups are on the clipboard."""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk, self._kind, self._described = desk, kind, description(kind)
        self._fields = grouping.groupable(kind)
        self._by: Grouping | None = None
        self._read: tuple[Grouping, Query] | None = None
        self._filters: tuple[Filter, ...] = ()
        self._job: Job | None = None
        self.button = button("分组", "layers", "chip", hint="按一列分组，看每组有多少", key="group")
        self.button.clicked.connect(self._open_menu)
        self._build()
        self.hide()
        self.fit()
        theme.signals.changed.connect(self.fit)

    def _build(self) -> None:
        self._title = Elided("", "h3")
        self.copy_button = icon_button("copy", "复制分组和数量", "icon sm")
        self.copy_button.clicked.connect(self.copy)
        self.close_button = icon_button("close", "不分组", "icon sm")
        self.close_button.clicked.connect(lambda: self.group_by(None))
        head = QHBoxLayout()
        head.setContentsMargins(tokens.PAGE_MARGIN, 0, 4, 0)
        head.setSpacing(2)
        head.addWidget(self._title, 1)
        head.addWidget(self.copy_button)
        head.addWidget(self.close_button)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Rows(self))
        self.list.itemClicked.connect(self._choose)
        self.list.installEventFilter(self)
        self.note = label("", "cap", wrap=True)
        self.note.setContentsMargins(tokens.PAGE_MARGIN, 4, 8, 6)
        column = QVBoxLayout()
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(column, 1)
        row.addWidget(line(vertical=True))
        self.setFocusProxy(self.list)

    def fit(self) -> None:
        """Take the width that goes with the window's."""
        narrow = self.window().width() < tokens.NARROW_BELOW
        self.setFixedWidth(theme.px(NARROW_WIDTH if narrow else WIDTH))

    # By what

    @property
    def by(self) -> Grouping | None:
        """Return by what the list is grouped now."""
        return self._by

    def word(self) -> str:
        """Return the grouping as a saved view keeps it, "" without one."""
        return self._by.word() if self._by else ""

    def group_by(self, by: Grouping | None) -> None:
        """Group by a column, or no longer; the list is told."""
        self.set_grouping(by)
        self.changed.emit()

    def set_grouping(self, by: Grouping | None) -> None:
        """Group by a column, or no longer; nobody is told."""
        if by == self._by:
            return
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._by, self._read = by, None
        self.list.clear()
        self.note.setText("")
        if by is None:
            self._drop()
            self.button.setText("分组")
            if had_focus:
                self.left.emit()
        else:
            words = self._words(by)
            self._title.set_text(f"按{words}")
            self.button.setText(f"分组 {words}")
            self.list.setAccessibleName(f"按{words}分组")
        self.setVisible(by is not None)

    def menu(self) -> QMenu:
        """Return the ways to group, the one in force ticked."""
        menu = QMenu(self)
        for name, field in sorted(self._fields.items(), key=lambda pair: not pair[1].listed):
            spans: Sequence[str] = (YEAR, MONTH) if field.kind is Kind.DAY else ("",)
            for by in (Grouping(name, span) for span in spans):
                action = menu.addAction(self._words(by), partial(self._take, by))
                action.setCheckable(True)
                action.setChecked(by == self._by)
        if self._by is not None:
            menu.addSeparator()
            menu.addAction("不分组", partial(self.group_by, None))
        return menu

    def take_column(self, name: str) -> None:
        """Group by a column of the table; days by month."""
        by = grouping.grouping(self._kind, name)
        if by is not None:
            self._take(by)

    def _take(self, by: Grouping) -> None:
        self.group_by(by)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _words(self, by: Grouping) -> str:
        field = self._fields[by.column]
        return f"{field.label}，{SPANS[by.span]}" if by.span else field.label

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.exec(self.button.mapToGlobal(QPoint(0, self.button.height() + 4)))
        menu.deleteLater()

    # What is counted

    def show_for(self, query: Query, fresh: bool = False) -> None:
        """Count the groups of a query; they are read again only where that can change them, or ``fresh`` says so."""
        by = self._by
        if by is None:
            return
        self._filters = tuple(one for one in query.filters if one.column == by.column)
        others = tuple(one for one in query.filters if one.column != by.column)
        wanted = (by, replace(query, filters=others, order=()))
        if wanted == self._read and not fresh:
            self._mark()
            return
        self._read = wanted
        self._drop()

        def read(progress: Any) -> list[Group]:
            with self._desk.database.read() as session:
                return grouping.groups(session, wanted[1], by, self._desk.context())

        def failed(error: UserError) -> None:
            self._read = None
            self.note.setText(str(error))

        self._job = self._desk.jobs.run(
            self, read, partial(self._show, wanted), failed, label=f"统计{self._described.label}"
        )

    def groups(self) -> list[Group]:
        """Return the groups shown."""
        found = (self.list.item(at).data(GROUP) for at in range(self.list.count()))
        return [one for one in found if one is not None]

    def total(self) -> int:
        """Return how many records the groups shown have."""
        return sum(one.number for one in self.groups())

    def in_force(self, group: Group | None) -> bool:
        """Return whether the list shows this group, or for None all records."""
        return (group.filters if group else ()) == self._filters

    def copy(self) -> None:
        """Put the groups and their numbers on the clipboard as a table; :attr:`copied` tells how many."""
        found = self.groups()
        if self._by is None or not found:
            return
        field = self._fields[self._by.column]
        head = (field.label, f"{self._described.label}数（{self._described.unit}）")
        clipboard.table(head, [(one.label, str(one.number)) for one in found], (True, False)).put()
        self.copied.emit(len(found))

    def _show(self, asked: tuple[Grouping, Query], found: list[Group]) -> None:
        if asked != self._read:
            return
        self._job = None
        at = self.list.currentRow()
        self.list.clear()
        most = found[:MOST]
        for group in (None, *most):
            item = QListWidgetItem()
            item.setData(GROUP, group)
            self.list.addItem(item)
        total, unit = sum(one.number for one in found), self._described.unit
        for row in range(self.list.count()):
            group = self.list.item(row).data(GROUP)
            words = f"{group.label} {group.number:,} {unit}" if group else f"{ALL} {total:,} {unit}"
            self.list.item(row).setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.list.item(row).setToolTip(words)
        more = len(found) > MOST
        self.note.setText(f"值太多，只列出前 {MOST:,} 组" if more else f"{len(most):,} 组　{total:,} {unit}")
        self.list.setCurrentRow(min(max(at, 0), self.list.count() - 1))
        self._mark()

    def _mark(self) -> None:
        """Have the keyboard stand on the group in force."""
        for row in range(self.list.count()):
            if self.in_force(self.list.item(row).data(GROUP)):
                self.list.setCurrentRow(row)
                break
        self.list.viewport().update()

    def _drop(self) -> None:
        if self._job is not None:
            self._job.drop()
        self._job = None

    # Mouse and keyboard

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(GROUP))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Space show a group, → goes to the table, Ctrl+C copies."""
        if watched is not self.list or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        item = self.list.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and item is not None:
            self._choose(item)
        elif event.key() == Qt.Key.Key_Right:
            self.left.emit()
        elif event.key() == Qt.Key.Key_C and control:
            self.copy()
        else:
            return False
        return True


class _Rows(RowDelegate):
    """Paints a group: its value at the left, how many records at the right."""

    def __init__(self, panel: GroupPanel) -> None:
        super().__init__(panel.list)
        self._panel = panel

    def row_state(self, option: QStyleOptionViewItem, index: Index) -> RowState:
        """Mark the group in force; the ring is where the keyboard is."""
        current = self._panel.list.currentIndex().row() == index.row()
        return RowState(
            selected=self._panel.in_force(index.data(GROUP)),
            hovered=self._hover.row == index.row(),
            focused=current and self._panel.list.hasFocus(),
        )

    def paint_content(self, painter: QPainter, rect: QRect, index: Index, state: RowState) -> None:
        """Paint value and number."""
        group: Group | None = index.data(GROUP)
        number = f"{group.number if group else self._panel.total():,}"
        wide = QFontMetrics(theme.font("sub", bold=state.selected)).horizontalAdvance(number) + 2
        words = rect.adjusted(tokens.PAGE_MARGIN - CELL_PADDING, 0, -wide - 8, 0)
        paint_text(painter, words, group.label if group else ALL, "body", "text", state.selected)
        figures = QRect(rect.right() - wide, rect.top(), wide, rect.height())
        paint_text(painter, figures, number, "sub", "t2", state.selected, RIGHT)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the fixed height of rows."""
        return QSize(80, theme.px(tokens.HEIGHT["checklist"]))
