"""Quick search (Ctrl+K): everything the role may read in one list under the search box, by kind.

With nothing typed the same list shows what the account looked at last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from desktop.clock import CHINA
from desktop.views import pages, theme
from desktop.views.widgets import cells
from desktop.views.widgets.text import label

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from desktop.services.everywhere import Group, Hit
    from desktop.services.recent import Looked
    from desktop.storage.database import Database

GROUP = Qt.ItemDataRole.UserRole + 1
"""Role of the group in its heading; a record lies under ``UserRole``."""

LAST = frozenset(
    {"posts", "contracts", "staff_changes", "memberships", "attendances", "unit_duties", "station_members",
     "station_activities"}
)  # fmt: skip
"""Kinds shown below all others: they are found by the names of what they belong to."""
AS_LISTS = frozenset({"accounts", "code_schemes"})
"""Kinds without a form of their own: their page is opened."""
EACH = 5
"""Records shown of each kind."""
ROW = 34
HEADING = 28
FIRST = 1
"""Row of the first record, below its heading."""
NOT_FOUND = "没有找到。可以试试姓名、网格名称、编码、拼音首字母或电话尾号"
NOTHING_YET = "还没有查看过记录。打开过的记录会按时间列在这里，直接输入可以搜索"
RECENT = "最近查看"


def searched(role: str) -> dict[str, str]:
    """Return the kinds that have a page for a role, in the order they are shown, with the drawing of each."""
    seen = [(kind, one.icon) for one in pages.PAGES if not one.roles or role in one.roles for kind in one.kinds]
    return dict(sorted(seen, key=lambda pair: pair[0] in LAST))


def find(database: Database, text: str) -> list[Group]:
    """Return what matches, by kind; callable from any thread."""
    from desktop.services.everywhere import everywhere

    if not text.strip():
        return []
    role = database.actor.role
    with database.read() as session:
        return everywhere(session, text, role, list(searched(role)), EACH)


def looked(database: Database, most: int = 12) -> list[Looked]:
    """Return what the account looked at last, newest first; callable from any thread."""
    from desktop.services import recent

    actor = database.actor
    with database.read() as session:
        return recent.of(session, actor, list(searched(actor.role)), most)


def when(at: datetime, now: datetime) -> str:
    """Return a moment as it is said on ``now``'s day: 今天 09:12, 昨天 16:05, 11月18日, 2025年11月18日."""
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    days = (today - local.date()).days
    if days in (0, 1):
        return f"{'昨天' if days else '今天'} {local:%H:%M}"
    day = f"{local.month}月{local.day}日"
    return day if local.year == today.year else f"{local.year}年{day}"


def as_group(found: Sequence[Looked], now: datetime) -> list[Group]:
    """Return what was looked at as one group of results, each with its kind and when."""
    from desktop.models import description
    from desktop.services.everywhere import Group

    if not found:
        return []
    hits = tuple(replace(one, detail=f"{description(one.kind).label}  {when(one.at, now)}") for one in found)
    return [Group("", RECENT, "条", len(hits), False, hits)]


def counted(group: Group) -> str:
    """Return how many were found of a kind, and that not all are shown."""
    number = f"{group.count:,}{' 以上' if group.more else ''} {group.unit}"
    return number if group.count == len(group.hits) else f"{number}，列出 {len(group.hits)} {group.unit}"


class ResultList(QFrame):
    """The results, floating under the search box; ↓ enters them, Enter opens one, Esc goes back."""

    hit_wanted = Signal(object)

    def __init__(self, box: QLineEdit) -> None:
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
        self.nothing = label(NOT_FOUND, "sub", wrap=True)
        self.nothing.setContentsMargins(12, 10, 12, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self.hide()

    def show_hits(
        self, groups: Sequence[Group], wanted: bool, name: str = "搜索结果", nothing: str = NOT_FOUND
    ) -> None:
        """Show results; without ``wanted`` (the box was left meanwhile) nothing is shown.

        ``name`` is what the list is, ``nothing`` what stands where it is empty.
        """
        self.list.clear()
        self.list.setAccessibleName(name)
        self.nothing.setText(nothing)
        for group in groups:
            heading = QListWidgetItem(f"{group.label} {counted(group)}")
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            heading.setData(GROUP, group)
            self.list.addItem(heading)
            for hit in group.hits:
                item = QListWidgetItem(f"{hit.title} {hit.detail}")
                item.setData(Qt.ItemDataRole.UserRole, hit)
                self.list.addItem(item)
        if groups:
            self.list.setCurrentRow(FIRST)
        if not wanted:
            self.hide()
            return
        host = self._box.window()
        if self.parentWidget() is not host:
            self.setParent(host)
        self.list.setVisible(bool(groups))
        self.nothing.setVisible(not groups)
        width = max(self._box.width(), theme.px(380))
        corner = self._box.mapTo(host, QPoint(0, self._box.height() + 4))
        rows = sum(len(group.hits) for group in groups) * theme.px(ROW) + len(groups) * theme.px(HEADING)
        height = min(rows + 10, host.height() - corner.y() - 40)
        if not groups:
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
        """Enter opens, Esc and ↑ at the top go back to the box, Esc in the empty box and leaving both close."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.list:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open_first()
                return True
            if key == Qt.Key.Key_Escape or (key == Qt.Key.Key_Up and self.list.currentRow() <= FIRST):
                self._box.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        if watched is self._box and self.isVisible() and not self._box.text() and _is_escape(event):
            self.hide()
            return True
        if event.type() == QEvent.Type.FocusOut and not self._box.hasFocus() and not self.list.hasFocus():
            self.hide()
        return False

    def _clicked(self, item: QListWidgetItem) -> None:
        if hit := item.data(Qt.ItemDataRole.UserRole):
            self.hit_wanted.emit(hit)


def _is_escape(event: QEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


class _Rows(QStyledItemDelegate):
    """Paints a heading (kind, how many) or one result: drawing, name, code."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a row."""
        group: Group | None = index.data(GROUP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if group is not None:
            self._paint_heading(painter, option.rect, group)
        else:
            self._paint_hit(painter, option, index.data(Qt.ItemDataRole.UserRole))
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, group: Group) -> None:
        if rect.y() > 0:
            painter.fillRect(QRect(rect.x() + 8, rect.y(), rect.width() - 16, 1), theme.token("line"))
        words = QRect(rect.x() + 8, rect.y() + 3, rect.width() // 3, rect.height() - 3)
        cells.paint_text(painter, words, group.label, "sub", "t2", True)
        rest = QRect(words.right(), words.y(), rect.right() - words.right() - 8, words.height())
        cells.paint_text(painter, rest, counted(group), "cap", "t3", False, cells.RIGHT)

    def _paint_hit(self, painter: QPainter, option: QStyleOptionViewItem, hit: Hit) -> None:
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("sel" if option.state & QStyle.StateFlag.State_Selected else "hover"))
            painter.drawRoundedRect(rect.toRectF(), 5, 5)
        ratio = option.widget.devicePixelRatioF() if option.widget else 1.0
        icon = next(one.icon for one in pages.PAGES if hit.kind in one.kinds)
        painter.drawPixmap(rect.x() + 8, rect.center().y() - 8, theme.pixmap(icon, "t2", 16, ratio))
        wanted = QFontMetrics(theme.font("sub")).horizontalAdvance(hit.detail) + 4 if hit.detail else 0
        detail_room = min(wanted, rect.width() // 2)
        words = QRect(rect.x() + 34, rect.y(), rect.width() - 34 - detail_room - 12, rect.height())
        cells.paint_text(painter, words, hit.title, "body", "text", True)
        if hit.detail:
            room = QRect(words.right() + 4, rect.y(), detail_room, rect.height())
            cells.paint_text(painter, room, hit.detail, "sub", "t2", False, cells.RIGHT)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(100, theme.px(ROW if index.data(GROUP) is None else HEADING))
