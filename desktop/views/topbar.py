"""The top bar: quick search, state of the backups, help, and the menu of who is logged in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop.clock import CHINA
from desktop.views import shortcuts, theme, tokens
from desktop.views.quick_search import NOTHING_YET, RECENT, ResultList, as_group, when
from desktop.views.widgets import cells
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.inputs import SearchBox
from desktop.views.widgets.text import line

if TYPE_CHECKING:
    from desktop.services.everywhere import Group, Hit
    from desktop.services.recent import Looked

HINT = "搜索姓名、网格、编码、电话尾号  支持拼音首字母"
SHORT_HINT = "搜索  支持拼音首字母"
ROLES = {"administrator": "办公室管理员", "clerk": "经办人", "mediator": "调解员", "reviewer": "审核员"}


class TopBar(QFrame):
    """The bar over every page."""

    searched = Signal(str)
    """What was typed into the quick search."""
    recent_wanted = Signal()
    """Nothing is typed: what was looked at last should be shown."""
    hit_wanted = Signal(object)
    """The :class:`~desktop.services.everywhere.Hit` to open."""
    backup_wanted = Signal()
    help_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, name: str, role: str, office: str) -> None:
        super().__init__()
        self.setProperty("card", "bar")
        self.search = QuickBox(HINT, "快速搜索", shortcuts.shown("search"))
        self.search.setProperty("soft", "true")
        self.search.searched.connect(self._typed)
        self.search.entered.connect(self._enter)
        self.search.pressed.connect(self._look_back)
        self._found_for = ""
        self._wants_first = False
        self.results = ResultList(self.search)
        self.results.hit_wanted.connect(self._open)
        self.search.left_downwards.connect(self.results.enter)
        self.backup = StateButton()
        self.backup.clicked.connect(lambda _checked=False: self.backup_wanted.emit())
        self.recent = button("最近", "clock", "ghost", f"{RECENT}  {shortcuts.shown('search')}")
        self.recent.setAccessibleName(RECENT)
        self.recent.clicked.connect(lambda _checked=False: self.show_recent())
        self.help = icon_button("help", "帮助", key="help")
        self.help.clicked.connect(lambda _checked=False: self.help_wanted.emit())
        self.user = UserButton(name, ROLES.get(role, ""), office)
        self.user.clicked.connect(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(self.search, 5)
        row.addWidget(self.recent)
        row.addStretch(4)
        for part in (self.backup, self._divider(), self.help, self._divider(), self.user):
            row.addWidget(part)
        self.search.setMaximumWidth(460)
        self.search.setMinimumWidth(180)
        self._fit()
        theme.signals.changed.connect(self._fit)

    def set_narrow(self, narrow: bool) -> None:
        """Say less where there is little room."""
        self.search.setPlaceholderText(SHORT_HINT if narrow else HINT)
        self.recent.setText("" if narrow else "最近")
        self.backup.set_short(narrow)
        self.user.set_short(narrow)

    def set_backup(self, newest: datetime | None, now: datetime) -> None:
        """Show when the newest backup was made."""
        if newest is None:
            self.backup.set_state("warning", "amber", "还没有备份", "还没有备份")
            return
        days = (now.astimezone(CHINA).date() - newest.astimezone(CHINA).date()).days
        old = days > 7
        self.backup.set_state(
            "warning" if old else "shield-check", "amber" if old else "green", f"已备份 {when(newest, now)}",
            f"{days} 天没有备份" if old else "已备份",
        )  # fmt: skip

    def show_hits(self, text: str, hits: Sequence[Group]) -> None:
        """Show what the quick search found for a text."""
        if text != self.search.text().strip():
            return
        self._found_for = text
        self.results.show_hits(hits, self.window().focusWidget() is self.search)
        if self._wants_first and hits:
            self.results.open_first()
        self._wants_first = False

    def show_looked(self, found: Sequence[Looked], now: datetime) -> None:
        """Show what was looked at last, unless something was typed meanwhile."""
        if self.search.text().strip():
            return
        self._found_for = ""
        self._wants_first = False
        wanted = self.window().focusWidget() is self.search
        self.results.show_hits(as_group(found, now), wanted, RECENT, NOTHING_YET)

    def start_search(self) -> None:
        """Put the keyboard into the quick search; with nothing typed it shows what was looked at last."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        self._look_back()

    def show_recent(self) -> None:
        """Show what was looked at last in place of what was searched for."""
        self.search.clear_now()
        self.start_search()

    def _look_back(self) -> None:
        if not self.search.text().strip():
            self.recent_wanted.emit()

    def _typed(self, text: str) -> None:
        if not text:
            self.results.hide()
        self.searched.emit(text)

    def _enter(self) -> None:
        """Open the marked result; one that is still looked for is opened once it is found."""
        if self._found_for == self.search.text().strip() and self.results.isVisible():
            self.results.open_first()
        else:
            self._wants_first = bool(self.search.text().strip())

    def _open(self, hit: Hit) -> None:
        self.results.hide()
        self.search.clear_now()
        self.search.clearFocus()
        self.hit_wanted.emit(hit)

    def _menu(self) -> None:
        self.menu_wanted.emit(self.user.mapToGlobal(QPoint(self.user.width(), self.user.height() + 2)))

    def _divider(self) -> QWidget:
        made = line(vertical=True)
        made.setFixedHeight(20)
        return made

    def _fit(self) -> None:
        self.setFixedHeight(theme.px(tokens.HEIGHT["top"]))


class QuickBox(SearchBox):
    """The search line of the top bar: Enter opens the first result."""

    entered = Signal()
    pressed = Signal()
    """The mouse was put into the line."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that the line was clicked."""
        super().mousePressEvent(event)
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter searches at once and opens what is found."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()


class StateButton(QAbstractButton):
    """The state of the backups as a shield and a few words; a click goes to the backups."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._family, self._long, self._brief, self._is_short = "shield-check", "green", "", "", False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_state(self, icon: str, family: str, text: str, short: str) -> None:
        """Show another state."""
        self._icon, self._family, self._long, self._brief = icon, family, text, short
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def set_short(self, short: bool) -> None:
        """Say it in fewer words."""
        self._is_short = short
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Take the room of shield and words."""
        width = QFontMetrics(theme.font("sub")).horizontalAdvance(self._words())
        return QSize(6 + 18 + 6 + width + 8, theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shield and words."""
        painter = QPainter(self)
        paint_ground(painter, self)
        drawing = theme.pixmap(self._icon, self._family, 18, self.devicePixelRatioF())
        painter.drawPixmap(6, (self.height() - 18) // 2, drawing)
        tone = "text" if self._family == "green" else self._family
        cells.paint_text(painter, QRect(30, 0, self.width() - 32, self.height()), self._words(), "sub", tone)

    def _words(self) -> str:
        return self._brief if self._is_short else self._long


class UserButton(QAbstractButton):
    """Who is logged in, in which role and office; opens the menu of the person."""

    def __init__(self, name: str, role: str, office: str) -> None:
        super().__init__()
        self._name, self._role, self._office, self._short = name, role, office, False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{name} {role} {office}，打开个人菜单")
        self.setToolTip(f"{name}  {role}\n{office}")

    def set_short(self, short: bool) -> None:
        """Show the name alone."""
        self._short = short
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Take the room of avatar, words and arrow; a long office name is shortened."""
        bold, small = QFontMetrics(theme.font("body", bold=True)), QFontMetrics(theme.font("cap"))
        head = bold.horizontalAdvance(self._name)
        if not self._short:
            head += 8 + small.horizontalAdvance(self._role)
            head = max(head, min(small.horizontalAdvance(self._office), theme.px(150)))
        return QSize(6 + 30 + 8 + head + 6 + 16 + 6, theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint avatar, words and arrow."""
        painter = QPainter(self)
        paint_ground(painter, self)
        middle = self.height() / 2
        cells.paint_avatar(painter, QRect(6, round(middle - 15), 30, 30).toRectF(), self._name, "red")
        room = self.width() - 44 - 24
        bold = QFontMetrics(theme.font("body", bold=True))
        name = min(room, bold.horizontalAdvance(self._name) + 2)
        top = QRect(44, 0, name, self.height())
        if not self._short:
            top = QRect(44, round(middle - theme.px(20)), name, theme.px(21))
            role = QRect(44 + name + 8, top.y() + 1, room - name - 8, top.height())
            cells.paint_text(painter, role, self._role, "cap", "t2")
            office = QRect(44, round(middle + 1), room, theme.px(18))
            cells.paint_text(painter, office, self._office, "cap", "t2")
        cells.paint_text(painter, top, self._name, "body", "text", True)
        arrow = theme.pixmap("chevron-down", "t2", 16, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 22, round(middle - 8), arrow)


def paint_ground(painter: QPainter, target: QAbstractButton) -> None:
    """Paint what shows that a painted button is under the mouse or has the keyboard."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if target.hasFocus() or target.underMouse() or target.isDown():
        painter.setPen(QPen(theme.token("focus" if target.hasFocus() else "line2"), 2 if target.hasFocus() else 1))
        painter.setBrush(theme.token("sel" if target.isDown() else "hover"))
        painter.drawRoundedRect(target.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
