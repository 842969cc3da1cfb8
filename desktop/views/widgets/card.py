"""Sheets of paper: cards, bars, panes and other grounds."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout

from desktop.views import tokens
from desktop.views.widgets.text import SectionTitle


def panel(kind: str, vertical: bool = True, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QFrame:
    """Return an empty ground with a box layout.

    ``kind`` is one of ``card sunken picked dialog page paper nav status bar foot pane strip`` or a state family.
    """
    made = QFrame()
    made.setProperty("card", kind)
    layout = QVBoxLayout(made) if vertical else QHBoxLayout(made)
    layout.setContentsMargins(*margins)
    layout.setSpacing(tokens.SPACE[1])
    return made


class Card(QFrame):
    """A white sheet with a thin edge; with a title it begins with it. Put content into ``body``."""

    def __init__(self, title: str = "", remark: str = "", kind: str = "card", flush: bool = False) -> None:
        super().__init__()
        self.setProperty("card", kind)
        pad = 0 if flush else tokens.CARD_PADDING
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pad, pad and 9, pad, pad)
        self.body.setSpacing(tokens.SPACE[1])
        self.title: SectionTitle | None = None
        if title:
            self.title = SectionTitle(title, remark)
            if flush:
                self.title.setContentsMargins(15, 6, 15, 6)
            self.body.addWidget(self.title)
            self.setAccessibleName(title)

    def row(self) -> QHBoxLayout:
        """Append a row to the body and return it."""
        made = QHBoxLayout()
        made.setSpacing(tokens.SPACE[1])
        self.body.addLayout(made)
        return made

    def add(self, *parts: object) -> None:
        """Append widgets and layouts to the body."""
        fill(self.body, *parts)


def fill(layout: QBoxLayout, *parts: object) -> None:
    """Append widgets and layouts to a layout; ``None`` stands for the stretch that takes the rest."""
    from PySide6.QtWidgets import QLayout, QWidget

    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            raise TypeError(f"neither widget nor layout: {part!r}")
