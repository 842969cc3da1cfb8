"""What stands at the side of the form: the last entries of the record's history."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.desk import Desk
from desktop.views.records import reading
from desktop.views.records.reading import Seen
from desktop.views.widgets.buttons import button
from desktop.views.widgets.progress_line import Event, HistoryLine
from desktop.views.widgets.text import SectionTitle

EVENTS = 4


class HistoryBox(QWidget):
    """The last entries, and the way to all of them."""

    wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        title = SectionTitle("变更历史")
        self.every = button("", "", "link")
        self.every.clicked.connect(self.wanted)
        title.add(self.every)
        self.line = HistoryLine()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(self.line)
        self.hide()

    def show_seen(self, seen: Seen | None) -> None:
        """Show the history of a record; nothing for a new one."""
        self.setVisible(seen is not None)
        if seen is None:
            return
        today = self._desk.clock.today()
        self.every.setText(f"全部 {len(seen.entries)} 条")
        self.line.set_events(
            [Event(reading.told(one), f"{one.who}  {reading.moment(one, today)}") for one in seen.entries[:EVENTS]]
        )
