"""The line services are typed into: Enter moves on, everything but the person stays for the next line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.services import checkin_quick, saving
from desktop.services.checkin import SUBKINDS, hours_mistake, said
from desktop.services.checkin_quick import MEMBERS, Server
from desktop.services.checkin_words import private_mistake
from desktop.services.days import short_day
from desktop.services.pinyin import search_keys
from desktop.services.search import term
from desktop.views import theme
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.offers import Found, Offer, OfferLine
from desktop.views.widgets.text import label

HALF = Decimal("0.5")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Cell:
    """One input of the line: its least width, and the row it falls to where there is no room for one row."""

    name: str
    label: str
    width: int
    second: bool = False


CELLS = (
    Cell("day", "日期", 134),
    Cell("who", "服务的人", 146),
    Cell("kind", "大类", 114),
    Cell("subkind", "类别", 138),
    Cell("content", "服务事项", 156, True),
    Cell("hours", "时长", 62),
    Cell("people", "人数", 62),
    Cell("place", "地点", 116, True),
    Cell("confirmed_by", "确认人", 92, True),
)
GROWS = "content"


class HoursLine(Line):
    """Hours in halves: ↑ ↓ by half an hour."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by half an hour."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            values, wrong = saving.understood("services", {"hours": self.text()})
            now = Decimal(0) if wrong else Decimal(values["hours"] or 0)
            step = HALF if event.key() == Qt.Key.Key_Up else -HALF
            self.setText(said(min(Decimal(24), max(HALF, (now + step) * 2 // 1 / 2))))
        else:
            super().keyPressEvent(event)


class QuickLine(QWidget):
    """The inputs under their labels. :attr:`entered` tells that the line is to be taken, :attr:`told` what is wrong."""

    entered = Signal()
    told = Signal(str)

    def __init__(self, today: date, labels: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__()
        self._today = today
        self._servers: Sequence[Server] = ()
        self._labels = labels
        self.day = DateEdit(today, "日期")
        self.day.set_limits(None, today)
        self.who = OfferLine(self._people, "服务的人", "姓名、拼音首字母")
        self.kind = OfferLine(self._kinds, "服务大类", "数字或首字母")
        self.subkind = OfferLine(self._subkinds, "服务类别", "数字或首字母")
        self.content, self.place, self.confirmed_by = Line("", "做了什么"), Line("", ""), Line("", "")
        self.hours, self.people = HoursLine("", "1.5"), Line("", "")
        self.parts: dict[str, Line] = {one.name: getattr(self, one.name) for one in CELLS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.number = label("1", "sub")
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.number.setContentsMargins(0, 0, 8, 7)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(4)
        self._boxes: dict[str, QWidget] = {}
        for one in CELLS:
            self._boxes[one.name] = self._box(one)
            self.parts[one.name].installEventFilter(self)
        for line in (self.content, self.place, self.confirmed_by, self.hours, self.people):
            line.textEdited.connect(lambda _text, line=line: self._mended(line))
        for line in (self.day, self.who, self.kind, self.subkind):
            line.refused.connect(self.told)
        self.kind.taken.connect(self._kind_changed)
        self._narrow: bool | None = None

    def _box(self, one: Cell) -> QWidget:
        box, line = QWidget(self), self.parts[one.name]
        title = label(one.label, "sub")
        title.setBuddy(line)
        line.setAccessibleName(one.label)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(3)
        column.addWidget(title)
        column.addWidget(line)
        return box

    # Room

    def least_width(self) -> int:
        """Return the width one row needs."""
        return sum(theme.px(one.width) for one in CELLS)

    def arrange(self, narrow: bool, number: int, widths: Mapping[str, int]) -> None:
        """Stand in one row of these ``widths`` behind the ``number`` of the line, or in two where it is narrow."""
        self.number.setFixedWidth(number)
        if narrow != self._narrow:
            self._narrow = narrow
            for box in self._boxes.values():
                self._grid.removeWidget(box)
            self._grid.removeWidget(self.number)
            self._grid.addWidget(self.number, 0, 0)
            self.number.setVisible(not narrow)
            at = [1, 1]
            for one in CELLS:
                row = 1 if narrow and one.second else 0
                span = 3 if narrow and one.name == GROWS else 2 if narrow and one.second else 1
                self._grid.addWidget(self._boxes[one.name], row, at[row], 1, span)
                at[row] += span
        for one in CELLS:
            if narrow:
                self._boxes[one.name].setMinimumWidth(0 if one.second else theme.px(one.width))
                self._boxes[one.name].setMaximumWidth(16_777_215)
            else:
                self._boxes[one.name].setFixedWidth(widths[one.name])

    # What is offered

    def set_servers(self, servers: Sequence[Server]) -> None:
        """Take who may serve."""
        self._servers = servers

    def _people(self, text: str) -> Found:
        found, sure = checkin_quick.matching(self._servers, text)
        return [Offer(one, one.name, one.note) for one in found], sure

    def _kinds(self, text: str) -> Found:
        return _numbered(self._labels["service_kinds"], text)

    def _subkinds(self, text: str) -> Found:
        every, kind = self._labels["service_subkinds"], self.kind.value()
        known = {one for those in SUBKINDS.values() for one in those}
        own = SUBKINDS.get(str(kind), ()) if kind else tuple(every)
        return _numbered({code: words for code, words in every.items() if code in own or code not in known}, text)

    def _kind_changed(self) -> None:
        """Let a sub-kind go that does not belong to the new head."""
        held = self.subkind.value()
        if held is not None and all(one.value != held for one in self._subkinds("")[0]):
            self.subkind.hold(None)

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter moves on, Ctrl+Enter takes the line as it is."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in ENTER:
            return False
        if isinstance(watched, OfferLine) and not watched.settle():
            return True
        if isinstance(watched, DateEdit) and not watched.read():
            return True
        wrong = "" if watched is self.who and not self.who.value() else self._wrong_in(watched)
        if wrong:
            self.told.emit(wrong)
            return True
        order = list(self.parts.values())
        place = order.index(watched)  # type: ignore[arg-type]
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or place == len(order) - 1:
            self.entered.emit()
        else:
            order[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _wrong_in(self, line: QObject) -> str:
        """Return what is wrong with one input by itself, and show it."""
        name = next((name for name, part in self.parts.items() if part is line), "")
        sentence = self.wrong().get(name, "") if self._raw().get(name) or name == "hours" else ""
        self.parts[name].set_bad(bool(sentence))
        return sentence

    # What is typed

    def _raw(self) -> dict[str, Any]:
        who = self.who.value()
        server = who if isinstance(who, Server) else None
        return {
            "day": self.day.text(),
            "who": server,
            "kind": self.kind.value(),
            "subkind": self.subkind.value(),
            "content": self.content.text(),
            "hours": self.hours.text(),
            "people": self.people.text(),
            "place": self.place.text(),
            "confirmed_by": self.confirmed_by.text(),
        }

    def values(self) -> dict[str, Any]:
        """Return the values of the service typed; only right after :meth:`wrong` found nothing."""
        raw = self._raw()
        server: Server = raw.pop("who")
        raw["member_id" if server.kind == MEMBERS else "person_id"] = server.id
        return saving.understood("services", raw)[0]

    def wrong(self) -> dict[str, str]:
        """Return the mistakes that can be seen without asking the office, by the names of :data:`CELLS`."""
        raw = self._raw()
        server = raw.pop("who")
        values, wrong = saving.understood("services", raw)
        if server is None:
            text = self.who.text().strip()
            wrong["who"] = f"没有找到“{text}”，请从候选里选" if text else "还没有填服务的人，输入姓名或拼音首字母"
        for name in ("kind", "subkind"):
            typed = self.parts[name].text().strip()
            if values.get(name) is None and typed:
                wrong[name] = f"没有“{typed}”这一项，请从候选里选"
        if "hours" not in wrong and (sentence := hours_mistake(values["hours"])):
            wrong["hours"] = sentence
        if "content" not in wrong and (sentence := private_mistake(values["content"])):
            wrong["content"] = sentence
        day = values.get("day")
        if isinstance(day, date) and "day" not in wrong and (sentence := self._day_wrong(day, server)):
            wrong["day"] = sentence
        return {name: wrong[name] for name in (one.name for one in CELLS) if name in wrong}

    def _day_wrong(self, day: date, server: Server | None) -> str:
        if day > self._today:
            return "服务日期在今天之后，请在服务以后登记"
        if server and server.first and day < server.first:
            return f"“{server.name}”{short_day(server.first)} 才报到，请核对日期"
        if server and server.last and day > server.last:
            return f"“{server.name}”已于 {short_day(server.last)} 转出，请核对日期"
        return ""

    def texts(self) -> dict[str, str]:
        """Return how the line reads, by the names of :data:`CELLS`."""
        return {name: part.text().strip() for name, part in self.parts.items()}

    def show_wrong(self, wrong: Mapping[str, str]) -> None:
        """Mark the wrong inputs, say the first and go there."""
        for name, part in self.parts.items():
            part.set_bad(name in wrong)
        for name, sentence in wrong.items():
            self.parts[name].setFocus(Qt.FocusReason.OtherFocusReason)
            self.parts[name].selectAll()
            self.told.emit(sentence)
            return

    def next(self) -> None:
        """Begin the next line: the person is asked for anew, the rest stays."""
        for part in self.parts.values():
            part.set_bad(False)
        self.who.hold(None)
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, values: Mapping[str, Any], server: Server | None) -> None:
        """Show the values of a line again, to be mended."""
        self.day.set_day(values.get("day"))
        self.who.hold(Offer(server, server.name, server.note) if server else None)
        for line, key in ((self.kind, "service_kinds"), (self.subkind, "service_subkinds")):
            code = values.get("kind" if line is self.kind else "subkind")
            line.hold(Offer(code, self._labels[key].get(str(code), str(code))) if code else None)
        for name in ("content", "place", "confirmed_by"):
            self.parts[name].setText(str(values.get(name) or ""))
        self.hours.setText(said(values["hours"]) if values.get("hours") is not None else "")
        self.people.setText("" if values.get("people") is None else str(values["people"]))
        for part in self.parts.values():
            part.setCursorPosition(0)

    def _mended(self, line: Line) -> None:
        if line.is_bad():
            line.set_bad(False)
            self.told.emit("")


def _numbered(labels: Mapping[str, str], text: str) -> Found:
    """Return the labels that fit a number, a beginning, pinyin or initials; the numbers stand before them."""
    every = [(str(at), code, words) for at, (code, words) in enumerate(labels.items(), 1)]
    typed = term(text)
    if not typed:
        return [Offer(code, words, at) for at, code, words in every], False
    first = [one for one in every if typed == one[0] or one[2] == text]
    fits = first or [
        one
        for one in every
        if one[2].startswith(text) or any(word.startswith(typed) for word in search_keys(one[2]).split())
    ]
    return [Offer(code, words, at) for at, code, words in fits], len(fits) == 1
