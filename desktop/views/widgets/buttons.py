"""Buttons of every kind; their looks are the property ``k`` the style sheet reads."""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desktop.views import later, shortcuts, theme

_ICON_COLOUR = {"primary": "onred", "danger": "danger", "link": "red", "undo": "stripgold"}


def button(text: str, icon: str = "", k: str = "", hint: str = "", key: str = "") -> QPushButton:
    """Return a button with a word.

    ``k`` is empty for the plain light button or one or two of ``primary ghost danger sm link chip tall``; ``hint`` is
    its tooltip and ``key`` the name of its shortcut in :mod:`desktop.views.shortcuts`, which the tooltip then shows.
    """
    made = QPushButton(text)
    made.setProperty("k", k)
    later.do(lambda: _point(made))
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(False)
    words = k.split()
    if icon:
        colour = next((_ICON_COLOUR[word] for word in words if word in _ICON_COLOUR), "t2")
        theme.set_icon(made, icon, colour, 16)
    if key:
        made.setShortcut(shortcuts.keys(key))
        hint = shortcuts.hint(hint or text, key)
    if hint:
        made.setToolTip(hint)
    if "primary" in words:
        later.do(_follow_focus)
    return made


def icon_button(icon: str, name: str, k: str = "icon", colour: str = "t2", key: str = "") -> QPushButton:
    """Return a button without a word (close, eye, zoom, more, print in rows); ``name`` is read out and shown.

    ``key`` is the name of its shortcut in :mod:`desktop.views.shortcuts`.
    """
    made = QPushButton()
    made.setProperty("k", k)
    later.do(lambda: _point(made))
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(False)
    made.setAccessibleName(name)
    made.setToolTip(shortcuts.hint(name, key) if key else name)
    if key:
        made.setShortcut(shortcuts.keys(key))
    theme.set_icon(made, icon, colour, 16 if "sm" in k or "inner" in k else 18)
    return made


def _point(made: QPushButton) -> None:
    made.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)


def _follow_focus() -> None:
    from desktop.views.widgets import focus

    focus.follow()
