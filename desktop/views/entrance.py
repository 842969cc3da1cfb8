"""The frame of every page before an office is open: the painted side, one column of inputs, and the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop import __version__
from desktop.views import theme, tokens
from desktop.views.widgets.buttons import icon_button
from desktop.views.widgets.login_panel import LoginPanel
from desktop.views.widgets.text import IconLabel, label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

PANEL_SHARE = 0.351
LOW = 640
"""Below this height the parts of the column move together."""


class Entrance(QWidget):
    """Panel at the left, a column in the middle of the rest; put content into :attr:`column`."""

    mode_wanted = Signal(str)

    def __init__(self, width: int = tokens.WIDTH["login"], gap: int = 14) -> None:
        super().__init__()
        self._width, self._gap = width, gap
        self._panel = LoginPanel()
        self._holder = QWidget()
        self._holder.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(self._holder)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(gap)
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(12, 12, 12, 12)
        body.setSpacing(0)
        body.addLayout(_centred(self._holder))
        body.addStretch(1)
        # Not BodyScroll: asking a scroll area for its viewport makes PySide look up types for 8 ms before the paint.
        self.area = QScrollArea()
        self.area.setProperty("frameShape", "NoFrame")
        self.area.setWidgetResizable(True)
        self.area.setProperty("horizontalScrollBarPolicy", "ScrollBarAlwaysOff")
        self.area.setProperty("focusPolicy", "NoFocus")
        self.area.setWidget(inside)
        inside.setAutoFillBackground(False)
        inside.installEventFilter(self)
        self._inside = inside
        self._actions = QWidget()
        self.foot_row = QHBoxLayout(self._actions)
        self.foot_row.setContentsMargins(0, 4, 0, 8)
        self.foot_row.setSpacing(8)
        self._actions.hide()
        self._mode = icon_button("sun", "切换深色")
        self._mode.clicked.connect(self._switch)
        foot = QHBoxLayout()
        foot.setContentsMargins(25, 0, 20, 8)
        foot.setSpacing(8)
        foot.addWidget(IconLabel("lock", "t2", 14))
        self._foot = label("数据库已加密，只保存在本机", "cap", "t2")
        foot.addWidget(self._foot)
        foot.addStretch(1)
        foot.addWidget(label(f"v{__version__}", "cap", "t2"))
        foot.addWidget(self._mode)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addStretch(1)
        right.addWidget(self.area, 1000)
        right.addLayout(_centred(self._actions))
        right.addStretch(1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._panel)
        row.addLayout(right, 1)
        self._show_mode()
        theme.signals.changed.connect(self._show_mode)
        theme.signals.changed.connect(self._arrange)

    def may_close(self) -> bool:
        """Return whether the program may end while this page is shown."""
        return True

    def set_foot(self, text: str) -> None:
        """Say where the data lies."""
        self._foot.setText(text)

    def show_foot_row(self) -> None:
        """Show the row :attr:`foot_row`, which stays in sight when the column scrolls."""
        self._actions.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the scroll area the height of what is in it, so that everything stands in the middle."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def _fit(self) -> None:
        layout = self._inside.layout()
        if layout is not None:
            layout.activate()
            self.area.setMaximumHeight(
                max(layout.totalHeightForWidth(self.area.width()), layout.minimumSize().height())
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panel its share; the column keeps its width while there is room for it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        panel = max(220, round(self.width() * PANEL_SHARE))
        wanted = theme.px(self._width)
        panel = max(160, min(panel, self.width() - wanted - 48))
        self._panel.setFixedWidth(panel)
        for part in (self._holder, self._actions):
            part.setFixedWidth(min(wanted, self.width() - panel - 36))
        self.column.setSpacing(self._gap if self.height() >= LOW else min(self._gap, 8))
        self._fit()

    def _switch(self) -> None:
        self.mode_wanted.emit("light" if theme.mode() == "dark" else "dark")

    def _show_mode(self) -> None:
        dark = theme.mode() == "dark"
        theme.set_icon(self._mode, "moon" if dark else "sun", "t2", 18)
        name = "切换为浅色" if dark else "切换为深色"
        self._mode.setAccessibleName(name)
        self._mode.setToolTip(name)


def _centred(widget: QWidget) -> QHBoxLayout:
    """Return a row with a widget in its middle; an alignment would take no notice of wrapped lines."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
