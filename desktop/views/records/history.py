"""The history page of a record: who, when, what, and each value before and after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.clock import CHINA
from desktop.errors import UserError
from desktop.models import description
from desktop.services import history, records
from desktop.services.history import Entry, Line
from desktop.storage.work import Changed
from desktop.views import shortcuts, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import icon_button
from desktop.views.widgets.card import Card
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import Elided, IconLabel, label

NOTHING = "（空）"
MOST = 200


class RecordHistory(QFrame):
    """All actions that changed one record, newest first."""

    def __init__(self, desk: Desk, kind: str, record_id: UUID) -> None:
        super().__init__()
        self.setProperty("card", "page")
        self._desk, self._kind, self._id = desk, kind, record_id
        leave = icon_button("chevron-left", "返回")
        leave.setToolTip("返回  Esc")
        leave.clicked.connect(desk.back)
        self.title = Elided("", "h1")
        self._crumb = label(f"{description(kind).label} / 历史", "cap")
        self._count = label("", "sub")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._crumb)
        names.addWidget(self.title)
        head = QFrame()
        head.setProperty("card", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 5, 20, 5)
        row.setSpacing(tokens.SPACE[1])
        row.addWidget(leave)
        row.addLayout(names, 1)
        row.addWidget(self._count)
        self.body = BodyScroll((20, 14, 20, 14), tokens.CARD_GAP)
        self.body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.body, 1)
        self.entries: tuple[Entry, ...] = ()
        shortcuts.bind("page.leave", self, desk.back)
        self._pause = settled(self, self.reload)
        desk.changes.happened.connect(self._changed)
        self.reload()

    def reload(self) -> None:
        """Read the history."""
        kind, record_id = self._kind, self._id

        def read(progress: Any) -> tuple[str, list[Entry]]:
            with self._desk.database.read() as session:
                name = records.title(session, kind, record_id)
                return name, history.of_record(session, kind, record_id, MOST)

        self._desk.jobs.run(self, read, lambda found: self._show(*found), self._complain, label="读取历史")

    def _changed(self, changed: Changed) -> None:
        if self._id in changed.records.get(self._kind, ()):
            self._pause.start()

    def _show(self, name: str, entries: list[Entry]) -> None:
        self.entries = tuple(entries)
        self.title.set_text(name or description(self._kind).label)
        self._count.setText(f"共 {len(entries)} 条" if len(entries) < MOST else f"最近 {len(entries)} 条")
        self._clear()
        for entry in entries:
            self.body.body.addWidget(entry_card(entry))
        self.body.body.addStretch(1)

    def _complain(self, error: UserError) -> None:
        self._clear()
        self.body.body.addWidget(Banner("danger", "没有读出历史", str(error)))
        self.body.body.addStretch(1)

    def _clear(self) -> None:
        while (item := self.body.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()


def entry_card(entry: Entry) -> Card:
    """Return one action as a card: what, who and when above, the values below."""
    card = Card()
    card.setAccessibleName(f"{entry.label}，{entry.who}")
    head = card.row()
    head.addWidget(label(entry.label, "h3"))
    head.addStretch(1)
    head.addWidget(label(f"{entry.who}　{entry.at.astimezone(CHINA):%Y-%m-%d %H:%M}", "sub"))
    if entry.lines:
        card.add(lines(entry.lines))
    return card


def lines(those: tuple[Line, ...]) -> QWidget:
    """Return the values an action changed: name, before → after."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(4)
    new = all(not one.before for one in those)
    for row, one in enumerate(those):
        grid.addWidget(label(one.label, "sub"), row, 0)
        if new:
            grid.addWidget(label(one.after or NOTHING, "body", wrap=True), row, 1, 1, 3)
            continue
        grid.addWidget(label(one.before or NOTHING, "body", "t3", wrap=True), row, 1)
        grid.addWidget(IconLabel("chevron-right", "t3", 14), row, 2)
        grid.addWidget(label(one.after or NOTHING, "body", wrap=True), row, 3)
    grid.setColumnMinimumWidth(0, 96)
    grid.setColumnMinimumWidth(1, 180)
    grid.setColumnStretch(3, 1)
    return made
