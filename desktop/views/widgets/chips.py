"""Choices in a row: filter chips, the segmented switch and the underlined tabs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from desktop.views import theme
from desktop.views.widgets.buttons import button


class FilterChip(QPushButton):
    """A filter in force: name and value, with a cross that takes it away.

    A click or Enter is ``clicked`` (change the value); the cross, Delete or Backspace is :attr:`removed`.
    """

    removed = Signal()
    CROSS = 24

    def __init__(self, name: str, value: str) -> None:
        super().__init__()
        self.setProperty("k", "filter")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setMouseTracking(True)
        self._name = self._value = ""
        self.set_filter(name, value)

    def set_filter(self, name: str, value: str) -> None:
        """Show another filter."""
        self._name, self._value = name, value
        self.setAccessibleName(f"筛选 {name} {value}")
        self.setAccessibleDescription("按 Delete 去掉这个筛选")
        self.setToolTip(f"{name}：{value}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Take the room of both words and the cross."""
        name, value = self._widths()
        return QSize(8 + name + 5 + min(value, 180) + self.CROSS + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Never less than the whole."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the filter away."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The cross takes the filter away, the rest changes it."""
        if event.button() == Qt.MouseButton.LeftButton and self._cross().contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground by the sheet, then both words and the cross."""
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        name, _ = self._widths()
        box = self.rect()
        painter.setFont(theme.font("cap"))
        painter.setPen(theme.token("t2"))
        painter.drawText(QRect(8, 0, name, box.height()), Qt.AlignmentFlag.AlignVCenter, self._name)
        value = QRect(8 + name + 5, 0, box.width() - name - 13 - self.CROSS, box.height())
        painter.setFont(theme.font("sub"))
        painter.setPen(theme.token("text"))
        words = painter.fontMetrics().elidedText(self._value, Qt.TextElideMode.ElideRight, value.width())
        painter.drawText(value, Qt.AlignmentFlag.AlignVCenter, words)
        cross = theme.pixmap("close", "t2", 14, self.devicePixelRatioF())
        spot = self._cross().center()
        painter.drawPixmap(QPoint(spot.x() - 6, spot.y() - 6), cross)

    def _cross(self) -> QRect:
        return QRect(self.width() - self.CROSS, 0, self.CROSS, self.height())

    def _widths(self) -> tuple[int, int]:
        name = QFontMetrics(theme.font("cap")).horizontalAdvance(self._name)
        value = QFontMetrics(theme.font("sub")).horizontalAdvance(self._value)
        return name + 1, value + 1


class Segmented(QFrame):
    """A switch between few choices, moved by ← →; :attr:`chosen` carries the key of the choice."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], name: str = "") -> None:
        super().__init__()
        self.setProperty("card", "seg")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(1)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Segment] = {}
        for key, text in choices:
            made = _Segment(text)
            self._buttons[key] = made
            self._group.addButton(made)
            self._row.addWidget(made)
            made.toggled.connect(partial(self._toggled, key))
        if choices:
            self._buttons[choices[0][0]].setChecked(True)

    def _toggled(self, key: str, on: bool) -> None:
        if on:
            self.chosen.emit(key)

    def current(self) -> str:
        """Return the key of the choice in force."""
        return next(key for key, made in self._buttons.items() if made.isChecked())

    def set_current(self, key: str) -> None:
        """Choose, as a click would."""
        self._buttons[key].setChecked(True)

    def set_text(self, key: str, text: str) -> None:
        """Show another word or count on a choice."""
        self._buttons[key].setText(text)


class _Segment(QPushButton):
    """One choice, as wide as its bold text so that choosing moves nothing."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("k", "seg")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font("sub", bold=True)).horizontalAdvance(self.text()) + 22
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Tabs(QFrame):
    """Underlined tabs, perhaps with counts; those without room go into 更多. ← → move, :attr:`chosen` tells."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]] = (), name: str = "") -> None:
        super().__init__()
        self.setProperty("card", "tabs")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(24)
        self._tabs: dict[str, _Tab] = {}
        self._more = button("更多", "chevron-down", "ghost sm")
        self._more.clicked.connect(self._open_rest)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self._at_end: list[QWidget] = []
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]], current: str = "") -> None:
        """Show other tabs, given as (key, word); the first is chosen unless ``current`` is one of them."""
        for old in self._tabs.values():
            self._row.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        self._tabs = {}
        for place, (key, text) in enumerate(choices):
            made = _Tab(text, self)
            self._tabs[key] = made
            self._row.insertWidget(place, made)
            made.toggled.connect(partial(self._toggled, key))
        # Tabs made later would come last on the page, after the table under them.
        for before, after in pairwise([self._more, *self._tabs.values(), self._more, *self._at_end]):
            QWidget.setTabOrder(before, after)
        if choices:
            wanted = current if current in self._tabs else choices[0][0]
            self._tabs[wanted].blockSignals(True)
            self._tabs[wanted].setChecked(True)
            self._tabs[wanted].blockSignals(False)
        self._fit()

    def add_at_end(self, widget: QWidget) -> None:
        """Put a widget at the right end of the line."""
        self._row.addWidget(widget)
        self._at_end.append(widget)
        self._fit()

    def current(self) -> str:
        """Return the key of the chosen tab, empty without tabs."""
        return next((key for key, tab in self._tabs.items() if tab.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Choose, as a click would."""
        self._tabs[key].setChecked(True)

    def set_text(self, key: str, text: str) -> None:
        """Show another word or count on a tab."""
        self._tabs[key].setText(text)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for one tab and 更多; the rest folds away."""
        widest = max((tab.sizeHint().width() for tab in self._tabs.values()), default=0)
        end = sum(widget.sizeHint().width() + 24 for widget in self._at_end)
        return QSize(widest + 24 + self._more.sizeHint().width() + end, theme.px(36))

    def sizeHint(self) -> QSize:
        """Ask for all tabs."""
        wide = sum(tab.sizeHint().width() + 24 for tab in self._tabs.values())
        return QSize(wide + sum(w.sizeHint().width() + 24 for w in self._at_end), theme.px(36))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold away what has no room."""
        super().resizeEvent(event)
        self._fit()

    def _toggled(self, key: str, on: bool) -> None:
        if on:
            self._fit()
            self.chosen.emit(key)

    def _fit(self) -> None:
        """Show as many tabs as there is room for, always the chosen one."""
        room = self.width() - sum(widget.sizeHint().width() + 24 for widget in self._at_end)
        widths = {key: tab.sizeHint().width() + 24 for key, tab in self._tabs.items()}
        folds = sum(widths.values()) - 24 > room
        if folds:
            room -= self._more.sizeHint().width() + 24
        room -= widths.get(self.current(), 0) - 24
        for key, tab in self._tabs.items():
            if tab.isChecked():
                tab.show()
                continue
            room -= widths[key]
            tab.setVisible(not folds or room >= 0)
        self._more.setVisible(folds)

    def _open_rest(self) -> None:
        menu = QMenu(self)
        for key, tab in self._tabs.items():
            if tab.isHidden():
                menu.addAction(tab.text(), partial(self.set_current, key))
        menu.exec(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))
        menu.deleteLater()


class _Tab(QAbstractButton):
    """One tab: bold with a red line when chosen, as wide as its bold text."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font("body", bold=True)).horizontalAdvance(self.text()) + 2
        return QSize(width, theme.px(36))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setFont(theme.font("body", bold=on))
        painter.setPen(theme.token("text" if on or self.underMouse() else "t2"))
        painter.drawText(self.rect().adjusted(0, 0, 0, -2), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setPen(Qt.PenStyle.NoPen)
        if on:
            painter.setBrush(theme.token("red"))
            painter.drawRoundedRect(QRectF(0, self.height() - 3, self.width(), 3), 1.5, 1.5)
        if self.hasFocus():
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(theme.token("focus"))
            pen.setWidthF(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(QPointF(0, 3), QPointF(self.width(), self.height() - 5))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
