"""The page of settings: those of the office, and the lists without a page of their own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.records import Filter
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.records.list import RecordList
from desktop.views.settings_page.form import SettingsForm
from desktop.views.settings_page.schemes import Schemes
from desktop.views.widgets.chips import Tabs
from desktop.views.widgets.question import ask
from desktop.views.widgets.text import label

SETTINGS = "settings"
SCHEMES = "code_schemes"
KINDS = (("offices", "本单位"), ("codes", "代码表"), ("holidays", "节假日"))
"""Kinds of record that have their list here, in the order of the tabs."""


LIST_LEAST = 96
"""Height below which the rows of a list no longer shrink; the tabs above it take room too."""


class SettingsPage(QFrame):
    """Settings and lists under tabs; lists are made at their first visit."""

    help_topic = "settings"
    title = "设置"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "page")
        self._desk = desk
        self._lists: dict[str, RecordList] = {}
        self._schemes: Schemes | None = None
        self.tabs = Tabs([(SETTINGS, "规则与文字"), *KINDS, (SCHEMES, "编码方案")], "设置")
        self.tabs.chosen.connect(self._show)
        self.form = SettingsForm(desk)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.form)
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 0)
        upper.setSpacing(4)
        upper.addWidget(label("设置", "h1"))
        upper.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self._stack, 1)

    def show_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list of a kind under these filters."""
        self.tabs.set_current(kind)
        if kind != SCHEMES:
            self.list_of(kind).show_filters(filters, select)

    def show_what(self, tab: str = SETTINGS) -> None:
        """Show a tab."""
        self.tabs.set_current(tab)

    def list_of(self, kind: str) -> RecordList:
        """Return the list of a kind, made when it is first asked for."""
        if kind not in self._lists:
            made = RecordList(self._desk, kind, title=dict(KINDS)[kind])
            made.stack.setMinimumHeight(LIST_LEAST)
            self._lists[kind] = made
            self._stack.addWidget(made)
        return self._lists[kind]

    def schemes(self) -> Schemes:
        """Return the schemes of codes, made when they are first asked for."""
        if self._schemes is None:
            self._schemes = Schemes(self._desk)
            self._stack.addWidget(self._schemes)
        return self._schemes

    def leave(self) -> bool:
        """Ask before unsaved changes are forgotten."""
        many = len(self.form.changes())
        return not many or ask(self, "放弃没有保存的设置？", f"改了 {many} 项设置，还没有保存。", "放弃修改")

    def _show(self, key: str) -> None:
        if key == SCHEMES:
            self._stack.setCurrentWidget(self.schemes())
        else:
            self._stack.setCurrentWidget(self.form if key == SETTINGS else self.list_of(key))
