"""The settings of the office by sections, saved as one action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.models import Kind
from desktop.services import saving, settings
from desktop.storage.work import Changed, Work
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.settings_page.editors import Setting
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import label

WIDE_SECTION = "公示牌"
"""The section with the long texts stands in a column of its own."""


class SettingsForm(QFrame):
    """Every setting with its input."""

    saved = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "page")
        self._desk = desk
        self._writes = saving.allowed("settings", desk.actor)
        self._narrow: bool | None = None
        self.settings = {key: Setting(spec) for key, spec in settings.specs().items()}
        self._build()
        desk.changes.happened.connect(self._changed)
        self.reload()

    def _build(self) -> None:
        scroll = BodyScroll((tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 12), tokens.CARD_GAP)
        self.banner = Banner("danger", "没有保存", " ")
        self.banner.hide()
        scroll.body.addWidget(self.banner)
        if not self._writes:
            scroll.body.addWidget(Banner("blue", "只有办公室管理员能修改设置，这里可以查看"))
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for side in (self._left, self._right):
            side.setSpacing(tokens.CARD_GAP)
        sections: dict[str, list[Setting]] = {}
        for one in self.settings.values():
            sections.setdefault(one.spec.section, []).append(one)
            one.edited.connect(self._count)
            one.set_fixed(not self._writes)
        for section, those in sections.items():
            card = Card(section)
            card.body.addLayout(_grid(those))
            (self._right if section == WIDE_SECTION else self._left).addWidget(card)
        self._left.addStretch(1)
        self._right.addStretch(1)
        self._columns = QGridLayout()
        self._columns.setSpacing(tokens.CARD_GAP)
        scroll.body.addLayout(self._columns)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(self._foot())
        self._sides = [QWidget(), QWidget()]
        for holder, side in zip(self._sides, (self._left, self._right), strict=True):
            side.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(side)
        self._arrange(False)

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("card", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(tokens.PAGE_MARGIN, 8, tokens.PAGE_MARGIN, 8)
        row.setSpacing(tokens.SPACE[1])
        self.count = label("", "sub")
        self.drop_button = button("放弃修改")
        self.drop_button.clicked.connect(lambda _checked=False: self.drop())
        self.save_button = button("保存设置", "check", "primary", key="save_settings")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.drop_button)
        row.addWidget(self.save_button)
        foot.setVisible(self._writes)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in one column where there is little room."""
        super().resizeEvent(event)
        self._arrange(self.window().width() < tokens.NARROW_BELOW)

    def _arrange(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for holder in self._sides:
            self._columns.removeWidget(holder)
        for at, holder in enumerate(self._sides):
            self._columns.addWidget(holder, at if narrow else 0, 0 if narrow else at)
        self._columns.setColumnStretch(0, 1)
        self._columns.setColumnStretch(1, 0 if narrow else 1)

    # Values

    def changes(self) -> dict[str, Any]:
        """Return the settings that differ from what is kept."""
        return {key: one.value() for key, one in self.settings.items() if one.changed()}

    def reload(self) -> None:
        """Show what is kept."""

        def read(progress: Any) -> Mapping[str, Any]:
            with self._desk.database.read() as session:
                return settings.load(session)

        self._desk.jobs.run(self, read, self._show, self._complain, label="读取设置")

    def drop(self) -> None:
        """Forget what was typed."""
        self.banner.hide()
        for one in self.settings.values():
            one.undo()

    def save(self) -> None:
        """Keep every change as one action."""
        values = self.changes()
        self.banner.hide()
        if not all(one.check() for one in self.settings.values()) or not values:
            return
        self.save_button.setEnabled(False)

        def act(work: Work) -> None:
            saving.demand("settings", work.actor)
            settings.save(work, values)

        future = self._desk.database.submit("修改设置", act)
        self._desk.jobs.after(self, future, lambda _nothing: self._kept(values), self._complain, label="保存设置")

    def _show(self, values: Mapping[str, Any]) -> None:
        for key, one in self.settings.items():
            one.show_value(values[key])
        self._count()

    def _kept(self, values: Mapping[str, Any]) -> None:
        for key, value in values.items():
            self.settings[key].show_value(value)
        self._count()
        self._desk.toast(f"已保存 {len(values)} 项设置", undo=True)
        self.saved.emit()

    def _complain(self, error: UserError) -> None:
        self._count()
        if isinstance(error, Invalid):
            for key, sentence in error.mistakes.items():
                if key in self.settings:
                    self.settings[key].set_mistake(sentence)
            first = next((self.settings[key] for key in error.mistakes if key in self.settings), None)
            if first is not None:
                first.editor.setFocus()
        self.banner.set_message("danger", "没有保存", str(error))
        self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if "settings" in changed.records and not self.changes():
            self.reload()

    def _count(self) -> None:
        many = len(self.changes())
        self.count.setText(f"改了 {many} 项，还没有保存" if many else "")
        self.save_button.setEnabled(many > 0)
        self.drop_button.setEnabled(many > 0)


def _grid(those: list[Setting]) -> QGridLayout:
    """Return settings in two columns, long texts across both."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.FORM_GAP)
    grid.setVerticalSpacing(10)
    row = column = 0
    for one in those:
        if one.spec.kind is Kind.DATA:
            row += column
            grid.addWidget(one, row, 0, 1, 2)
            row, column = row + 1, 0
        else:
            grid.addWidget(one, row, column)
            row, column = row + column, 1 - column
    for at in range(2):
        grid.setColumnStretch(at, 1)
    return grid
