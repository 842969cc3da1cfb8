"""The switch and the buttons that lie on a map."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.views.widgets.buttons import icon_button
from desktop.views.widgets.map_scene import Mode
from desktop.views.widgets.text import label


class ModeSwitch(QFrame):
    """Chooses what the fills of a map tell (着色)."""

    def __init__(self, parent: QWidget, modes: Sequence[Mode], choose: Callable[[Mode], None]) -> None:
        super().__init__(parent)
        self.setProperty("card", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(label("着色", "cap", "t2"))
        groove = QFrame()
        groove.setProperty("card", "seg")
        inner = QHBoxLayout(groove)
        inner.setContentsMargins(2, 2, 2, 2)
        inner.setSpacing(0)
        row.addWidget(groove)
        self._group = QButtonGroup(self)
        self._buttons: dict[Mode, QPushButton] = {}
        for mode in modes:
            button = QPushButton(mode.value)
            button.setProperty("k", "seg")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(f"按{mode.value}着色")
            button.clicked.connect(lambda _checked=False, mode=mode: choose(mode))
            self._group.addButton(button)
            self._buttons[mode] = button
            inner.addWidget(button)
        self._buttons[modes[0]].setChecked(True)

    def show_mode(self, mode: Mode) -> None:
        """Show which mode is in force."""
        if mode in self._buttons:
            self._buttons[mode].setChecked(True)


def zoom_tools(parent: QWidget, out: Callable[[], None], into: Callable[[], None], whole: Callable[[], None]) -> QFrame:
    """Return the buttons that zoom out and in and show everything.

    Their tooltips name the keys of the map. They are no shortcuts of the window, which would eat typed signs.
    """
    frame = QFrame(parent)
    frame.setProperty("card", "card")
    row = QHBoxLayout(frame)
    row.setContentsMargins(4, 3, 4, 3)
    row.setSpacing(2)
    for icon, name, key, act in (
        ("zoom-out", "缩小", "-", out),
        ("zoom-in", "放大", "+", into),
        ("fit", "显示全部", "0", whole),
    ):
        button = icon_button(icon, name)
        button.setToolTip(f"{name}  {key}")
        button.clicked.connect(lambda _checked=False, act=act: act())
        row.addWidget(button)
    return frame
