"""A page of several parts (lists and pages of their own) with one line of words over them to change between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.models import description
from desktop.services.records import Filter
from desktop.views import tokens
from desktop.views.records.list import RecordList
from desktop.views.widgets.chips import Segmented

LIST_LEAST = 96
"""Height below which the rows of a list no longer shrink."""


@dataclass(frozen=True)
class Part:
    """One part: the kind of record it lists, or a word of its own; made at its first visit."""

    key: str
    label: str
    make: Callable[[], QWidget]


class SeveralParts(QWidget):
    """The parts under their words; ← → on the words change between them. A part may tell ``sums()`` of its own."""

    status_changed = Signal(str)

    def __init__(self, parts: Sequence[Part], name: str) -> None:
        super().__init__()
        self._parts = {one.key: one for one in parts}
        self._made: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self.words = Segmented([(one.key, one.label) for one in parts], name)
        self.words.chosen.connect(self._show)
        bar = QFrame()
        bar.setProperty("card", "paper")
        row = QHBoxLayout(bar)
        row.setContentsMargins(tokens.PAGE_MARGIN, 8, tokens.PAGE_MARGIN, 0)
        row.addWidget(self.words)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._stack, 1)
        self._show(self.words.current())

    def part(self, key: str) -> QWidget:
        """Return a part, made now if nobody saw it yet."""
        if key not in self._made:
            made = self._parts[key].make()
            self._made[key] = made
            self._stack.addWidget(made)
            if isinstance(made, RecordList):
                made.stack.setMinimumHeight(LIST_LEAST)
                made.model.loaded.connect(lambda: self._told(made))
            changed = getattr(made, "status_changed", None)
            if changed is not None:
                changed.connect(lambda _text: self._told(made))
        return self._made[key]

    def current(self) -> QWidget:
        """Return the part that is shown."""
        return self.part(self.words.current())

    def show_part(self, key: str) -> QWidget:
        """Show a part and return it."""
        if self.words.current() == key:
            self._show(key)
        else:
            self.words.set_current(key)
        return self.part(key)

    def show_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list of a kind under these filters."""
        shown = self.show_part(kind)
        if isinstance(shown, RecordList):
            shown.show_filters(filters, select)

    def show_what(self, part: str = "", **more: Any) -> None:
        """Show a part; what else is given goes to its own ``show_what``."""
        shown = self.show_part(part) if part else self.current()
        if more:
            shown.show_what(**more)  # type: ignore[attr-defined]

    def sums(self) -> str:
        """Return the sums of the part that is shown."""
        return self.sums_of(self.current())

    def sums_of(self, part: QWidget) -> str:
        """Return the text of the status bar for a part."""
        if isinstance(part, RecordList):
            described = description(part.kind)
            return f"{part.model.rowCount():,} {described.unit}{described.label}"
        told = getattr(part, "sums", None)
        return str(told()) if told is not None else ""

    def _told(self, part: QWidget) -> None:
        if self._stack.currentWidget() is part:
            self.status_changed.emit(self.sums_of(part))

    def _show(self, key: str) -> None:
        shown = self.part(key)
        self._stack.setCurrentWidget(shown)
        self.setFocusProxy(shown)
        self.status_changed.emit(self.sums_of(shown))
