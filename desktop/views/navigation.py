"""The navigation at the left: pages by group, folded to drawings where there is little room."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.views import theme, tokens
from desktop.views.pages import PageSpec
from desktop.views.widgets import cells

NAME = "井格"
SUBTITLE = "网格治理工作台"
HEAD = 44
HEADING = 26


class Navigation(QFrame):
    """The column of pages by group; groups close, and a closed one still shows the page that is open.

    The keyboard stops once here: ↑ ↓ Home End move, ← → close and open a group, Enter opens a page.
    """

    chosen = Signal(str)
    """The key of a page."""
    fold_wanted = Signal(bool)
    """The person wants drawings only, or words again."""
    closed_changed = Signal(frozenset)
    """The groups the person has closed now."""

    def __init__(self, pages: Sequence[PageSpec], closed: Collection[str] = ()) -> None:
        super().__init__()
        self.setProperty("card", "nav")
        self.setAccessibleName("导航")
        self._folded = False
        self._current = ""
        self._stop: NavPart | None = None
        self._closed = set(closed)
        self._parts: list[NavPart] = []
        self._rows: dict[str, NavRow] = {}
        self._groups: dict[str, tuple[NavHeading, list[str]]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 0, 8)
        column.setSpacing(1)
        column.addWidget(_Head(self))
        self._area = QScrollArea()
        self._body = QWidget()
        self._list = QVBoxLayout(self._body)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(1)
        for spec in pages:
            if spec.group and spec.group not in self._groups:
                self._add_heading(spec.group)
            row = NavRow(spec.icon, spec.label, self)
            row.clicked.connect(lambda _checked=False, key=spec.key: self.chosen.emit(key))
            self._rows[spec.key] = row
            if spec.group:
                self._groups[spec.group][1].append(spec.key)
            self._parts.append(row)
            self._list.addWidget(row)
        self._list.addStretch(1)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._body)
        column.addWidget(self._area, 1)
        self._fold = NavRow("collapse", "收起导航", self)
        self._fold.setCheckable(False)
        self._fold.clicked.connect(lambda _checked=False: self.fold_wanted.emit(not self._folded))
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, 8, 0)
        foot.addWidget(self._fold)
        column.addLayout(foot)
        self._show_groups()
        self.set_folded(False)

    @property
    def folded(self) -> bool:
        """Whether only drawings are shown."""
        return self._folded

    @property
    def closed(self) -> frozenset[str]:
        """The groups that are closed."""
        return frozenset(self._closed)

    def set_folded(self, folded: bool, fixed: bool = False) -> None:
        """Show drawings only, or drawings and words; ``fixed`` means that the window is too narrow for words."""
        self._folded = folded
        self.setFixedWidth(tokens.WIDTH["nav_folded"] if folded else theme.px(tokens.WIDTH["nav"]))
        for heading, _ in self._groups.values():
            heading.set_folded(folded)
        for row in (*self._rows.values(), self._fold):
            row.set_folded(folded)
        self._fold.set_face("expand" if folded else "collapse", "展开导航" if folded else "收起导航")
        self._fold.setVisible(not fixed)
        self.update()
        self._see_current()

    def set_current(self, key: str) -> None:
        """Mark the page shown and bring it into view."""
        self._current = key
        for one, row in self._rows.items():
            row.setChecked(one == key)
        self._show_groups()
        if key in self._rows and not self._has_keyboard():
            self.rove(self._rows[key])
        self._see_current()

    def set_closed(self, group: str, closed: bool) -> None:
        """Close a group, or open it, and tell."""
        if group in self._groups and closed != (group in self._closed):
            (self._closed.add if closed else self._closed.discard)(group)
            self._show_groups()
            self._see(self._groups[group][0])
            self.closed_changed.emit(self.closed)

    def row(self, key: str) -> NavRow:
        """Return the row of a page."""
        return self._rows[key]

    def heading(self, group: str) -> NavHeading:
        """Return the heading of a group."""
        return self._groups[group][0]

    def take_keyboard(self) -> None:
        """Put the keyboard on the page shown."""
        self._focus(self._rows[self._current] if self._current in self._rows else self._shown()[0])

    def press(self, part: NavPart, key: int) -> bool:
        """Answer a key pressed on a row or heading; return whether it was one for the navigation."""
        shown = self._shown()
        at = shown.index(part)
        steps = {Qt.Key.Key_Up: at - 1, Qt.Key.Key_Down: at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(shown) - 1}
        if key in steps:
            if 0 <= steps[Qt.Key(key)] < len(shown):
                self._focus(shown[steps[Qt.Key(key)]])
            return True
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            for group, (heading, keys) in self._groups.items():
                if part is heading or any(self._rows[one] is part for one in keys):
                    if key == Qt.Key.Key_Left:
                        self._focus(heading)
                    self.set_closed(group, key == Qt.Key.Key_Left)
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current page in view."""
        super().resizeEvent(event)
        self._see_current()

    def _add_heading(self, group: str) -> None:
        heading = NavHeading(group, self)
        heading.clicked.connect(lambda _checked=False: self.set_closed(group, group not in self._closed))
        self._groups[group] = (heading, [])
        self._parts.append(heading)
        self._list.addWidget(heading)

    def _show_groups(self) -> None:
        for group, (heading, keys) in self._groups.items():
            closed = group in self._closed
            heading.set_closed(closed, [self._rows[one].text() for one in keys])
            for one in keys:
                self._rows[one].setVisible(not closed or one == self._current)
        shown = self._shown()
        if self._stop not in shown:
            self.rove(shown[0])

    def _shown(self) -> list[NavPart]:
        return [one for one in (*self._parts, self._fold) if not one.isHidden()]

    def _has_keyboard(self) -> bool:
        inside = self.window().focusWidget()
        return inside is not None and self.isAncestorOf(inside)

    def _focus(self, part: NavPart) -> None:
        part.setFocus(Qt.FocusReason.TabFocusReason)
        self._see(part)

    def rove(self, stop: NavPart) -> None:
        """Let Tab stop at one row alone; a column of thirty stops would stand between the search and the page."""
        if stop is self._fold:
            return
        self._stop = stop
        for one in self._parts:
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one is stop else Qt.FocusPolicy.ClickFocus)

    def _see_current(self) -> None:
        if self._current in self._rows:
            self._see(self._rows[self._current])

    def _see(self, part: NavPart) -> None:
        if self._body.isAncestorOf(part):
            self._list.activate()
            self._area.ensureWidgetVisible(part, 0, theme.px(tokens.HEIGHT["nav"]))


class _Head(QWidget):
    """The mark of the product, with its name where there is room."""

    def __init__(self, navigation: Navigation) -> None:
        super().__init__()
        self._navigation = navigation
        self.setFixedHeight(theme.px(HEAD))
        self.setAccessibleName(f"{NAME} {SUBTITLE}")
        theme.signals.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(theme.px(HEAD))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint mark and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        folded = self._navigation.folded
        left = (self.width() - 28) / 2 if folded else 4.0
        box = QRectF(left, (self.height() - 28) / 2, 28, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("redfill"))
        painter.drawRoundedRect(box, 6, 6)
        middle = box.center()
        painter.setBrush(theme.token("stripgold"))
        painter.drawRect(QRectF(middle.x() - 2.5, middle.y() - 2.5, 5, 5))
        painter.setPen(QPen(theme.token("onred"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for offset in (-4.0, 4.0):
            painter.drawLine(middle + QPointF(offset, -8.5), middle + QPointF(offset, 8.5))
            painter.drawLine(middle + QPointF(-8.5, offset), middle + QPointF(8.5, offset))
        if not folded:
            half = self.height() // 2
            words = QRect(40, half - theme.px(19), self.width() - 40, theme.px(20))
            cells.paint_text(painter, words, NAME, "body", "text", True)
            cells.paint_text(painter, words.translated(0, theme.px(19)), SUBTITLE, "cap", "t2")


class NavPart(QAbstractButton):
    """A row or a heading of the navigation: a painted button that the arrow keys leave."""

    def __init__(self, text: str, navigation: Navigation) -> None:
        super().__init__()
        self._navigation = navigation
        self._folded = False
        self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Rows are never lower."""
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab comes back to where the keyboard was the last time."""
        super().focusInEvent(event)
        self._navigation.rove(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, arrows move, as the navigation says."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif not self._navigation.press(self, event.key()):
            super().keyPressEvent(event)


class NavHeading(NavPart):
    """The name of a group; a click closes or opens it. Folded it is a line, with an arrow while it is closed."""

    def __init__(self, group: str, navigation: Navigation) -> None:
        super().__init__(group, navigation)
        self._closed = False

    def set_closed(self, closed: bool, pages: Sequence[str]) -> None:
        """Show whether the group is closed, and name its pages."""
        self._closed = closed
        self.setAccessibleName(f"{self.text()}，{'已收起' if closed else '已展开'}，{len(pages)} 页")
        self.setToolTip(f"{'展开' if closed else '收起'} {self.text()}：{'、'.join(pages)}")
        self.updateGeometry()
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Show a line in place of the name."""
        self._folded = folded
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one low row."""
        return QSize(40, (18 if self._closed else 11) if self._folded else theme.px(HEADING))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name and, where it matters, the arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.token("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        lit = self._closed or self.hasFocus() or self.underMouse()
        arrow = theme.pixmap("chevron-right" if self._closed else "chevron-down", "t2", 14, self.devicePixelRatioF())
        if not self._folded:
            words = QRect(14, 0, self.width() - 38, self.height())
            cells.paint_text(painter, words, self.text(), "cap", "text" if self.underMouse() else "t2")
            if lit:
                painter.drawPixmap(QPointF(self.width() - 22, (self.height() - 14) / 2), arrow)
        elif lit:
            painter.drawPixmap(QPointF((self.width() - 14) / 2, (self.height() - 14) / 2), arrow)
        else:
            painter.fillRect(QRect(8, self.height() // 2, self.width() - 16, 1), theme.token("line2"))


class NavRow(NavPart):
    """One page: a drawing and its word; the current one is a white sheet with a red edge."""

    def __init__(self, icon: str, text: str, navigation: Navigation) -> None:
        super().__init__(text, navigation)
        self._icon = icon
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(False)

    def nextCheckState(self) -> None:
        """Leave the mark to the shell: a page may refuse to be left."""

    def set_folded(self, folded: bool) -> None:
        """Show the drawing alone; the word is then the tooltip."""
        self._folded = folded
        self.setToolTip(self.text() if folded else "")
        self.updateGeometry()
        self.update()

    def set_face(self, icon: str, text: str) -> None:
        """Show another drawing and word."""
        self._icon = icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(text if self._folded else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one row."""
        return QSize(40, theme.px(tokens.HEIGHT["nav"]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, edge, drawing and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if on or self.underMouse() or self.hasFocus():
            focus = self.hasFocus()
            edge = "focus" if focus else "line2" if on else "line"
            painter.setPen(QPen(theme.token(edge), 2 if focus else 1))
            painter.setBrush(theme.token("surface" if on else "hover"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if focus else box, 6, 6)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.token("redfill"))
            painter.drawRoundedRect(QRectF(2, self.height() / 2 - 8, 3, 16), 1.5, 1.5)
        left = (self.width() - 18) // 2 if self._folded else 14
        drawing = theme.pixmap(self._icon, "red" if on else "t2", 18, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(left, (self.height() - 18) / 2), drawing)
        if not self._folded:
            words = QRect(42, 0, self.width() - 46, self.height())
            cells.paint_text(painter, words, self.text(), "body", "text", on)
