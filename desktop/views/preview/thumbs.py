"""Small pictures of every page, to find one's way in a long document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.views.widgets.sheets import Sheets, Shot

if TYPE_CHECKING:
    from desktop.views.jobs import Jobs, Progress

SIDE = 76
MOST = 300
"""Pages after these have no small picture."""


class Thumbs(QListWidget):
    """The pages as a list; a document of one page has none."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._turn = 0
        self.setAccessibleName("各页")
        self.setIconSize(QSize(SIDE, SIDE))
        self.setFixedWidth(SIDE + 44)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_sheets(self, sheets: Sheets | None) -> None:
        """Show the pages of another document."""
        self._turn += 1
        turn, many = self._turn, 0 if sheets is None else min(len(sheets), MOST)
        many = many if many > 1 else 0
        kept = self.currentRow()
        self.blockSignals(True)
        self.clear()
        blank = QPixmap(SIDE, SIDE)
        blank.fill(Qt.GlobalColor.transparent)
        for number in range(many):
            self.addItem(QListWidgetItem(QIcon(blank), str(number + 1)))
        self.setCurrentRow(min(max(kept, 0), many - 1))
        self.blockSignals(False)
        if sheets is None or not many:
            return
        ratio = self.devicePixelRatioF()

        def work(progress: Progress) -> list[Shot | None]:
            shots = []
            for number in range(many):
                progress()
                shots.append(sheets.render(number, SIDE * ratio / max(sheets.sizes[number])))
            return shots

        def take(shots: list[Shot | None]) -> None:
            if turn == self._turn:
                for number, shot in enumerate(shots):
                    if shot is not None:
                        self.item(number).setIcon(picture(shot, ratio))

        self._jobs.run(self, work, take, lambda _error: None, label="显示各页")

    def set_page(self, page: int) -> None:
        """Mark the page shown; nobody is told."""
        if 0 <= page < self.count() and self.currentRow() != page:
            self.blockSignals(True)
            self.setCurrentRow(page)
            self.blockSignals(False)


def picture(shot: Shot, ratio: float) -> QIcon:
    """Return a page as an icon that keeps its colours when selected."""
    drawn = QPixmap.fromImage(shot.image)
    drawn.setDevicePixelRatio(ratio)
    made = QIcon(drawn)
    made.addPixmap(drawn, QIcon.Mode.Selected)
    return made
