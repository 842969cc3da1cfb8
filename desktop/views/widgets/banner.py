"""Banners: one thing a person should know on this page, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop.views import theme
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import IconLabel, label

ICONS = {
    "danger": "warning",
    "amber": "clock",
    "green": "check",
    "blue": "info",
    "gold": "flag",
    "grey": "info",
    "red": "flag",
}


class Banner(QFrame):
    """A tinted strip: icon and title in the family's colour, perhaps a sentence below, actions at its end.

    ``family`` is one of ``danger amber green blue gold``. With a sentence the actions stand below it, else beside
    the title.
    """

    def __init__(self, family: str, title: str, text: str = "", icon: str = "") -> None:
        super().__init__()
        self.setProperty("card", family)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*((14, 10, 14, 11) if text else (14, 8, 10, 8)))
        outer.setSpacing(4)
        self._head = QHBoxLayout()
        self._head.setSpacing(9)
        self._icon = IconLabel(icon or ICONS[family], family, 18)
        self.title = label(title, "h3", family)
        self._head.addWidget(self._icon)
        self._head.addWidget(self.title)
        self._head.addStretch(1)
        outer.addLayout(self._head)
        self.text = label(text, "body", wrap=True)
        outer.addWidget(self.text)
        # Only now: a label shown before it has a place is a window of its own for a moment and takes the keyboard.
        self.text.setVisible(bool(text))
        self._below = QHBoxLayout()
        self._below.setSpacing(8)
        if text:
            outer.addLayout(self._below)
            self._below.addStretch(1)
        self.setAccessibleName(f"{title}。{text}")

    def add_action(self, text: str, act: Callable[[], object], icon: str = "") -> QPushButton:
        """Add a button with a verb."""
        below = self.text.text() != ""
        made = button(text, icon, "" if below else "sm")
        made.clicked.connect(lambda _checked=False: act())
        if below:
            self._below.insertWidget(self._below.count() - 1, made)
        else:
            self._head.addWidget(made)
        return made

    def set_message(self, family: str, title: str, text: str = "", icon: str = "") -> None:
        """Say something else; actions stay."""
        theme.set_look(self, "card", family)
        theme.set_look(self.title, "tone", family)
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self._icon.set_icon(icon or ICONS[family], family)
        self.setAccessibleName(f"{title}。{text}")
