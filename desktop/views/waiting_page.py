"""What stands before an office while something long is made ready."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

from desktop.views.entrance import Entrance
from desktop.views.widgets.text import label


class WaitingPage(Entrance):
    """A title, a sentence and a running bar."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(title)
        for part in (label(title, "h1"), label(text, "body", "t2", wrap=True), bar):
            self.column.addWidget(part)
