"""What stands at the side of the form: photo and consent, and the last entries of the record's history."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models import Field
from desktop.views.desk import Desk
from desktop.views.records import reading
from desktop.views.records.photo import Photo
from desktop.views.records.reading import Seen
from desktop.views.widgets.buttons import button
from desktop.views.widgets.progress_line import Event, HistoryLine
from desktop.views.widgets.text import SectionTitle, label, line

EVENTS = 4


class Aside(QWidget):
    """The column at the side of a form; in a narrow window it lies below the fields."""

    changed = Signal()

    def __init__(self, desk: Desk, writes: bool) -> None:
        super().__init__()
        self._desk, self._writes = desk, writes
        self.photos: dict[str, Photo] = {}
        self.history = HistoryBox(desk)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)

    def add_photo(self, title: str, field: Field) -> None:
        """Add the photo of a field under the heading of its section."""
        photo = Photo(self._desk, field)
        photo.changed.connect(self.changed)
        self.photos[field.name] = photo
        self._column.addWidget(label(title, "h2"))
        self._column.addWidget(photo)
        if not self._writes:
            photo.lock()

    def add_fields(self, fields: Sequence[QWidget]) -> None:
        """Add the fields of the same section below the photo."""
        for one in fields:
            self._column.addWidget(one)

    def close_column(self) -> None:
        """End with the history."""
        if self.photos:
            self._column.addWidget(line())
        self._column.addWidget(self.history)
        self._column.addStretch(1)


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
