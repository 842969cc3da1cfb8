"""The quick log of consultations (快速登记): one line after the other by keyboard, where and who stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from desktop.errors import Invalid, UserError
from desktop.models import Kind, description
from desktop.services import mediation_intake, records
from desktop.services.mediation_intake import Place
from desktop.storage.work import Work
from desktop.views import shortcuts, tokens
from desktop.views.desk import Desk
from desktop.views.records.fields import Fields
from desktop.views.records.loading import Loaded, load
from desktop.views.records.sections import EnterMoves
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import label

KEPT = ("day", "committee_id", "station_id", "mediator_id", "visit_form")
"""What stays for the next line."""
TYPED = ("asker", "dispute_type", "topic", "answer", "minutes")
SPANS = {"day": 2, "committee_id": 4, "station_id": 3, "mediator_id": 2, "visit_form": 1,
         "asker": 2, "dispute_type": 2, "topic": 4, "answer": 3, "minutes": 1}  # fmt: skip
COLUMNS = 12


class QuickLog(QFrame):
    """Two lines of inputs; Enter in the last one writes and begins the next consultation."""

    logged = Signal(object)
    """The id of the consultation that was written."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "sunken")
        self._desk = desk
        self._saving = False
        self._many = 0
        self._day: date | None = None
        self.fields = Fields(desk, "consultations", True, lambda _one: None, self)
        self._enter = EnterMoves(self)
        self._enter.past_last.connect(self.save)
        self.save_button = button("登记", "check")
        self.save_button.setToolTip(shortcuts.hint("登记这一次咨询", "save"))
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        self.told = label("", "sub")
        self.banner = Banner("danger", "没有登记", " ")
        self.banner.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        foot = QHBoxLayout()
        foot.setSpacing(tokens.SPACE[1])
        foot.addWidget(label("回车到下一项，在最后一项回车即登记；日期、调解室、接待人不变", "cap"))
        foot.addStretch(1)
        foot.addWidget(self.told)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(4)
        column.addWidget(self.banner)
        column.addLayout(self._grid)
        column.addLayout(foot)
        shortcuts.bind("save", self, self.save, inside=True)
        self._read()

    def _read(self) -> None:
        desk = self._desk

        def read(progress: Any) -> tuple[Loaded, Place, Mapping[UUID | None, str]]:
            loaded = load(desk, "consultations", None, {}, None)
            with desk.database.read() as session:
                place = mediation_intake.place_of(session, desk.actor.account_id)
                names = {
                    one: records.title(session, kind, one)
                    for kind, one in (
                        ("committees", place.committee_id),
                        ("stations", place.station_id),
                        ("mediators", place.mediator_id),
                    )
                    if one
                }
            return loaded, place, names

        desk.jobs.run(self, read, self._take, label="读取咨询登记")

    def _take(self, read: tuple[Loaded, Place, Mapping[UUID | None, str]]) -> None:
        loaded, place, names = read
        described = description("consultations")
        for name in (*KEPT, *TYPED):
            one = replace(described[name], help="")
            if one.kind is Kind.LONG_TEXT:
                one = replace(one, kind=Kind.TEXT)
            self.fields.make(one, loaded.options.get(one.choices, {}))
        values = {**loaded.values, "day": self._desk.clock.today(), "visit_form": "office"}
        values |= {"committee_id": place.committee_id, "station_id": place.station_id, "mediator_id": place.mediator_id}
        texts = {name: names.get(values[name], "") for name in ("committee_id", "station_id", "mediator_id")}
        self.fields.fill(values, texts)
        self.fields.input("station_id").changed.connect(self._room_chosen)
        self._enter.follow(list(self.fields.widgets()))
        self._lay()
        self._show_told()

    def _lay(self) -> None:
        for row, names in enumerate((KEPT, TYPED)):
            at = 0
            for name in names:
                self._grid.addWidget(self.fields.labelled(name), row, at, 1, SPANS[name])
                at += SPANS[name]
        for at in range(COLUMNS):
            self._grid.setColumnStretch(at, 1)

    def begin(self) -> None:
        """Give the keyboard to the first thing to type."""
        if not len(self.fields):
            return
        missing = next((name for name in ("committee_id",) if not self.fields.input(name).raw()), "asker")
        self.fields.input(missing).widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _room_chosen(self) -> None:
        """Take the committee of the room, where there is none yet."""
        room = self.fields.input("station_id").raw()
        if room is None or self.fields.input("committee_id").raw() is not None:
            return
        desk = self._desk

        def read(progress: Any) -> tuple[UUID | None, str]:
            with desk.database.read() as session:
                found = mediation_intake.committee_of(session, room)
                return found, records.title(session, "committees", found) if found else ""

        def take(found: tuple[UUID | None, str]) -> None:
            if found[0] is not None:
                self.fields.input("committee_id").put(*found)

        desk.jobs.run(self, read, take, label="查找调委会")

    # Writing

    def save(self) -> None:
        """Write the line as one action; mistakes are shown at their inputs and nothing is written."""
        if self._saving or not len(self.fields):
            return
        if wrong := self.fields.wrong(True):
            self._wrong(wrong)
            return
        values = self.fields.raw(True)
        self._set_saving(True)
        self.banner.hide()
        day = values.get("day")

        def write(work: Work) -> UUID:
            return mediation_intake.log(work, values)

        future = self._desk.database.submit("登记咨询", write)
        self._desk.jobs.after(self, future, lambda made: self._written(made, str(day)), self._refused, label="登记咨询")

    def _written(self, made: UUID, day: str) -> None:
        self._set_saving(False)
        self._many += 1
        topic = str(self.fields.input("topic").raw())
        self._desk.toast(f"已登记咨询 {topic}", undo=True)
        for name in TYPED:
            one = self.fields.input(name)
            one.show(None if name in ("dispute_type", "minutes") else "", "")
            self.fields.labelled(name).set_mistake("")
        self._show_told()
        self.logged.emit(made)
        self.fields.input("asker").widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_told(self) -> None:
        self.told.setText(f"这次已登记 {self._many} 条" if self._many else "")

    def many(self) -> int:
        """Return how many were written since the page was opened."""
        return self._many

    def _refused(self, error: UserError) -> None:
        self._set_saving(False)
        if isinstance(error, Invalid):
            self._wrong(error.mistakes)
        else:
            self._say(str(error))

    def _wrong(self, wrong: Mapping[str, str]) -> None:
        rest = self.fields.show_mistakes(wrong)
        if rest:
            self._say("；".join(rest))
        first = next((name for name in (*KEPT, *TYPED) if name in wrong), "")
        if first:
            self.fields.go_to(first)

    def _say(self, sentence: str) -> None:
        self.banner.set_message("danger", "没有登记", sentence)
        self.banner.show()

    def _set_saving(self, on: bool) -> None:
        self._saving = on
        self.save_button.setEnabled(not on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep less air where it is narrow."""
        super().resizeEvent(event)
        self._grid.setHorizontalSpacing(10 if self.width() > 1000 else 6)
