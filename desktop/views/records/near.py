"""The warning under a field that a record like this one may be there already, with the way to it; it never blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services import duplicates
from desktop.services.duplicates import Known
from desktop.storage.work import Changed
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.records.fields import Fields
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import Elided, IconLabel

REST_MS = 250
SETTING = "duplicates.threshold"


class NearNote(QWidget):
    """One line for each record that may be the same."""

    def __init__(self, open_record: Callable[[UUID], object]) -> None:
        super().__init__()
        self._open = open_record
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.hide()

    def show_found(self, found: Sequence[duplicates.Near]) -> None:
        """Show these records; none takes the note away."""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in found:
            self._column.addWidget(self._line(one))
        self.setVisible(bool(found))
        self.setAccessibleName("疑似重复：" + "；".join(one.sentence for one in found) if found else "")

    def _line(self, one: duplicates.Near) -> QWidget:
        words = Elided(one.sentence, "cap", "amber")
        words.setToolTip(one.sentence)
        go = button("打开", "", "link", hint=f"打开“{one.title}”，正在填的不会丢")
        go.setAccessibleName(f"打开“{one.title}”")
        go.clicked.connect(lambda: self._open(one.id))
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(IconLabel("info", "amber", 14))
        row.addWidget(words, 1)
        row.addWidget(go)
        return made


class NearRecords(QObject):
    """Looks for doubles of what is typed into one form, off the UI thread; the office is read once."""

    def __init__(self, desk: Desk, kind: str, fields: Fields, own: Callable[[], UUID | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._kind, self._fields, self._own = desk, kind, fields, own
        self._known: Known | None = None
        self._turns: dict[str, int] = {}
        self.notes: dict[str, NearNote] = {}
        for name in duplicates.watched(kind):
            if name not in fields or not fields.input(name).field.editable:
                continue
            note = NearNote(partial(desk.open, kind))
            fields.labelled(name).add_note(note)
            self.notes[name] = note
            pause = settled(self, partial(self._look, name), REST_MS)
            fields.input(name).changed.connect(pause.start)
        desk.changes.happened.connect(self._changed)

    def clear(self) -> None:
        """Say nothing: the form is filled anew."""
        for name, note in self.notes.items():
            self._turns[name] = self._turns.get(name, 0) + 1
            note.show_found(())

    def _changed(self, changed: Changed) -> None:
        if self._kind in changed.records:
            self._known = None

    def _look(self, name: str) -> None:
        one, own, known = self._fields.input(name), self._own(), self._known
        turn = self._turns[name] = self._turns.get(name, 0) + 1
        if not one.touched():
            self.notes[name].show_found(())
            return
        text = str(one.raw() or "")

        def read(progress: Any) -> tuple[Known, list[duplicates.Near]]:
            held = known
            if held is None:
                with self._desk.database.read() as session:
                    held = duplicates.load(session, self._kind)
            threshold = self._desk.context().settings[SETTING]
            return held, duplicates.near(held, name, text, threshold, own)

        self._desk.jobs.run(self, read, partial(self._take, name, turn), label="查找相近记录")

    def _take(self, name: str, turn: int, found: tuple[Known, list[duplicates.Near]]) -> None:
        self._known, near = found
        if turn == self._turns[name]:
            self.notes[name].show_found(near)
