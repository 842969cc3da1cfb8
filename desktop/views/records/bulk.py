"""The strip under the table: how many records there are, and for ticked ones what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from desktop.models import Description
from desktop.views import theme, tokens
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import panel
from desktop.views.widgets.tag import Tag
from desktop.views.widgets.text import IconLabel, label

HEIGHT = 38
LEGEND = (("长", "网格长"), ("员", "网格员"), ("志", "平安志愿者"))


class BulkBar(QFrame):
    """One strip of one height, so that rows never jump when something is ticked."""

    cleared = Signal()

    def __init__(self, described: Description, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self.setProperty("card", "foot")
        self._described = described
        self._text = label("", "sub")
        self._legend = QWidget()
        legend = QHBoxLayout(self._legend)
        legend.setContentsMargins(0, 0, 0, 0)
        legend.setSpacing(5)
        for sign, meaning in LEGEND:
            legend.addWidget(Tag(sign, "green"))
            legend.addWidget(label(meaning, "cap"))
            legend.addSpacing(8)
        quiet = QWidget()
        row = QHBoxLayout(quiet)
        row.setContentsMargins(tokens.PAGE_MARGIN, 0, tokens.PAGE_MARGIN, 0)
        row.addWidget(self._text)
        row.addStretch(1)
        row.addWidget(self._legend)

        self._picked = panel("picked", vertical=False, margins=(12, 0, 10, 0))
        self._how_many = label("", "h3")
        self._part = label("", "cap")
        clear = button("取消选择", "", "link")
        clear.clicked.connect(self.cleared)
        busy = self._picked.layout()
        assert isinstance(busy, QHBoxLayout)
        busy.addWidget(IconLabel("check-square", "red", 16))
        busy.addWidget(self._how_many)
        busy.addSpacing(6)
        for one in buttons:
            busy.addWidget(one)
        busy.addStretch(1)
        busy.addWidget(self._part)
        busy.addWidget(clear)
        around = QWidget()
        edge = QVBoxLayout(around)
        edge.setContentsMargins(12, 4, 12, 4)
        edge.addWidget(self._picked)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 1, 0, 0)
        self._stack.addWidget(quiet)
        self._stack.addWidget(around)
        self._rescale()
        theme.signals.changed.connect(self._rescale)

    def _rescale(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT) + 9)

    def show_counts(self, ticked: int, shown: int, total: int, staff: bool) -> None:
        """Say how many are ticked of how many; ``staff`` tells whether the legend of 1+N+N is needed."""
        unit, name = self._described.unit, self._described.label
        self._how_many.setText(f"已选 {ticked:,} {unit}{name}")
        self._part.setText(f"{ticked:,} / {shown:,}")
        # More than there are: a list of what changed has deleted records among them.
        rest = "" if shown == total else "　含已删除" if shown > total else f"　共 {total:,} {unit}"
        self._text.setText(f"{shown:,} {unit}{rest}")
        self._legend.setVisible(staff)
        self._stack.setCurrentIndex(1 if ticked else 0)
        self.setAccessibleName(self._how_many.text() if ticked else self._text.text())

    def is_busy(self) -> bool:
        """Return whether the bar of ticked records is shown."""
        return self._stack.currentIndex() == 1

    def minimumSizeHint(self) -> QSize:
        """Let the bar be narrower than its buttons; they are cut at the right."""
        hint = super().minimumSizeHint()
        hint.setWidth(0)
        return hint
