"""The navigation at the left: pages by group, folded to drawings where there is little room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.views import theme, tokens
from desktop.views.pages import PageSpec
from desktop.views.widgets import cells
from desktop.views.widgets.text import label, line

NAME = "井格"
SUBTITLE = "网格治理工作台"
HEAD = 44


class Navigation(QFrame):
    """The column of pages; :attr:`chosen` carries the key of a page, :attr:`fold_wanted` what the person chose."""

    chosen = Signal(str)
    fold_wanted = Signal(bool)

    def __init__(self, pages: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setProperty("card", "nav")
        self.setAccessibleName("导航")
        self._folded = False
        self._rows: dict[str, NavRow] = {}
        self._headings: list[tuple[QWidget, QWidget]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(1)
        column.addWidget(_Head(self))
        body = QWidget()
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(1)
        group = ""
        for spec in pages:
            if spec.group != group:
                group = spec.group
                self._add_heading(group)
            row = NavRow(spec.icon, spec.label, self)
            row.clicked.connect(lambda _checked=False, key=spec.key: self.chosen.emit(key))
            self._rows[spec.key] = row
            self._list.addWidget(row)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        column.addWidget(area, 1)
        self._fold = NavRow("collapse", "收起导航", self)
        self._fold.setCheckable(False)
        self._fold.clicked.connect(lambda _checked=False: self.fold_wanted.emit(not self._folded))
        column.addWidget(self._fold)
        self.set_folded(False)

    @property
    def folded(self) -> bool:
        """Whether only drawings are shown."""
        return self._folded

    def set_folded(self, folded: bool, fixed: bool = False) -> None:
        """Show drawings only, or drawings and words; ``fixed`` means that the window is too narrow for words."""
        self._folded = folded
        self.setFixedWidth(tokens.WIDTH["nav_folded"] if folded else theme.px(tokens.WIDTH["nav"]))
        for heading, hairline in self._headings:
            heading.setVisible(not folded)
            hairline.setVisible(folded)
        for row in (*self._rows.values(), self._fold):
            row.set_folded(folded)
        self._fold.set_face("expand" if folded else "collapse", "展开导航" if folded else "收起导航")
        self._fold.setVisible(not fixed)
        self.update()

    def set_current(self, key: str) -> None:
        """Mark the page shown."""
        for one, row in self._rows.items():
            row.setChecked(one == key)

    def row(self, key: str) -> NavRow:
        """Return the row of a page."""
        return self._rows[key]

    def step(self, row: QWidget, by: int) -> None:
        """Move the keyboard from a row to the one above or below it."""
        rows: list[QWidget] = [*self._rows.values(), self._fold]
        at = rows.index(row) + by
        if 0 <= at < len(rows):
            rows[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _add_heading(self, group: str) -> None:
        word = label(group, "cap", "t2")
        word.setContentsMargins(14, 5, 0, 3)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(8, 5, 8, 5)
        inner.addWidget(line())
        self._headings.append((word, holder))
        self._list.addWidget(word)
        self._list.addWidget(holder)


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


class NavRow(QAbstractButton):
    """One page: a drawing and its word; the current one is a white sheet with a red edge."""

    def __init__(self, icon: str, text: str, navigation: Navigation) -> None:
        super().__init__()
        self._navigation = navigation
        self._icon = icon
        self._folded = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

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

    def minimumSizeHint(self) -> QSize:
        """Rows are never lower."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, ↑ ↓ move."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._navigation.step(self, -1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

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
