"""The input for another record: typed name, pinyin, initials or code offer what fits; one is picked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from desktop.services import records
from desktop.views.desk import Desk
from desktop.views.jobs import Job, settled
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.offers import Offers

DELAY_MS = 150
MOST = 30
HINT = "输入名称、编码或拼音首字母"

Candidate = tuple[UUID, str, str]


class ReferencePicker(Line):
    """A line that holds one record. The offers lie below it while it is typed in; ↑ ↓ choose, Enter takes."""

    picked = Signal()

    def __init__(self, desk: Desk, kind: str, name: str) -> None:
        super().__init__("", HINT)
        self._desk, self._kind, self._name = desk, kind, name
        self._id: UUID | None = None
        self._title = ""
        self._job: Job | None = None
        self._offers: Offers | None = None
        self._candidates: list[Candidate] = []
        self._asked = ""
        self._open = self.add_inner("chevron-down", f"选择{name}", self.open_offers)
        self._open.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pause = settled(self, self._search, DELAY_MS)
        self.textEdited.connect(self._typed)

    def record_id(self) -> UUID | None:
        """Return the id of the record held, None for none."""
        return self._id

    def set_record(self, record_id: UUID | None, title: str) -> None:
        """Hold a record; nobody is told."""
        self._id, self._title = record_id, title
        self.setText(title)
        self.setCursorPosition(0)

    def set_read_only(self, fixed: bool) -> None:
        """Let the title be read and copied, not changed."""
        super().set_read_only(fixed)
        self._open.setVisible(not fixed)
        self.setPlaceholderText("" if fixed else HINT)

    def unknown(self) -> str:
        """Return the text that names no record, "" when it names one or is empty."""
        text = self.text().strip()
        return text if text and self._id is None else ""

    def open_offers(self) -> None:
        """Offer all records, the first ones."""
        if not self.isReadOnly() and self.isEnabled():
            self.setFocus()
            self.selectAll()
            self._ask("")

    def offers(self) -> list[str]:
        """Return what is offered now."""
        return [self._words(one) for one in self._candidates] if self._offers and self._offers.isVisible() else []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ choose among the offers, Enter takes one, Esc closes them."""
        offers = self._offers if self._offers is not None and self._offers.isVisible() else None
        key = event.key()
        if offers is None:
            if key == Qt.Key.Key_Down and not self.isReadOnly():
                self.open_offers()
            else:
                super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            offers.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(offers.list.currentRow())
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the one offer there is, or the record whose title was typed in full."""
        super().focusOutEvent(event)
        if self.unknown():
            exact = [at for at, one in enumerate(self._candidates) if self.text().strip() in (one[1], one[2])]
            if len(exact) == 1:
                self._take(exact[0])
        self._close()

    def event(self, event: QEvent) -> bool:
        """Keep Esc for closing the offers while they are open."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            open_now = self._offers is not None and self._offers.isVisible()
            if open_now and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
        return super().event(event)

    def _typed(self, text: str) -> None:
        if self._id is not None or not text.strip():
            self._id = None
            self.picked.emit()
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._close()

    def _search(self) -> None:
        self._ask(self.text().strip())

    def _ask(self, text: str) -> None:
        if self._job is not None and not self._job.over:
            self._job.drop()
        self._asked = text

        def read(progress: Any) -> list[Candidate]:
            with self._desk.database.read() as session:
                return records.candidates(session, self._kind, text, MOST)

        self._job = self._desk.jobs.run(self, read, self._show, label=f"查找{self._name}")

    def _show(self, found: list[Candidate]) -> None:
        self._candidates = found
        if not self.hasFocus():
            return
        if self._offers is None:
            self._offers = Offers(self)
            self._offers.list.itemClicked.connect(lambda _item: self._take(self._offers.list.currentRow()))
        words = [self._words(one) for one in found] or [f"没有找到“{self._asked}”"]
        self._offers.show_words(words, bool(found))

    def _words(self, one: Candidate) -> str:
        return f"{one[1]}　{one[2]}" if one[2] else one[1]

    def _take(self, place: int) -> None:
        if not 0 <= place < len(self._candidates):
            return
        record_id, title, _ = self._candidates[place]
        self.set_record(record_id, title)
        self._close()
        self.picked.emit()

    def _close(self) -> None:
        self._pause.stop()
        if self._offers is not None:
            self._offers.hide()
