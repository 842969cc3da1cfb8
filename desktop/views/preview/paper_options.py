"""The options of the papers of :data:`desktop.documents.papers.PAPERS`, made from their descriptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.documents.papers import Option, OptionKind, PaperSpec, usual
from desktop.models import description
from desktop.views.desk import Desk
from desktop.views.preview.options import Finder
from desktop.views.preview.wishes import PaperWish
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line, NumberBox
from desktop.views.widgets.text import label

ALL, ONE = "all", "one"


class RecordOption(QWidget):
    """One record of a query, found by typing; or all of them, where that may be."""

    changed = Signal()

    def __init__(self, desk: Desk, option: Option) -> None:
        super().__init__()
        assert option.query is not None
        self.finder = Finder(desk, option.query, option.label)
        self.scope = Segmented([(ALL, "全部"), (ONE, "选一个")], option.label)
        self.scope.setVisible(option.optional)
        self._optional = option.optional
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.scope)
        column.addWidget(self.finder)
        if not option.optional:
            self.scope.set_current(ONE)
        self.scope.chosen.connect(lambda _key: self._scoped())
        self.finder.chosen.connect(lambda _place: self.changed.emit())
        self.finder.came.connect(self._came)
        self._waits = False
        self._sort_out()

    def value(self) -> UUID | None:
        """Return the record chosen, or None for all."""
        if self.scope.current() == ALL:
            return None
        place = self.finder.current()
        return place.id if place else None

    def set_value(self, value: UUID | None) -> None:
        """Choose; nobody is told."""
        self.scope.blockSignals(True)
        self.scope.set_current(ALL if value is None and self._optional else ONE)
        self.scope.blockSignals(False)
        if value is not None:
            self.finder.select(value)
        if self.scope.current() == ONE and value is not None:
            self.finder.reload()
        self._sort_out()

    def waiting(self) -> bool:
        """Return whether the list is still being read: its first row is then chosen."""
        if self.scope.current() == ALL or self.finder.current() is not None:
            return False
        if not self.finder.asked:
            self.finder.reload()
        self._waits = not self.finder.answered
        return self._waits

    def _came(self) -> None:
        """Tell that what was waited for is there, also when it was chosen before the rows came."""
        if self._waits:
            self._waits = False
            self.changed.emit()

    def _scoped(self) -> None:
        self._sort_out()
        if self.scope.current() == ONE and not self.finder.asked:
            self.finder.reload()
        self.changed.emit()

    def _sort_out(self) -> None:
        self.finder.setVisible(self.scope.current() == ONE)


class MonthBox(QWidget):
    """A year and a month."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.year, self.month = NumberBox(1990, 2199, "年"), NumberBox(1, 12, "月")
        self.month.setWrapping(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for box, part in ((self.year, "年"), (self.month, "月")):
            box.setAccessibleName(f"{name} {part}")
            box.setKeyboardTracking(False)
            box.valueChanged.connect(lambda _value: self.changed.emit())
            row.addWidget(box, 1)
        self.setFocusProxy(self.year)

    def value(self) -> date:
        """Return the first day of the month."""
        return date(self.year.value(), self.month.value(), 1)

    def set_value(self, day: date) -> None:
        """Show a month; nobody is told."""
        for box, number in ((self.year, day.year), (self.month, day.month)):
            box.blockSignals(True)
            box.setValue(number)
            box.blockSignals(False)


class GivenOption(QWidget):
    """Records another page handed over; a button lets them go for all."""

    changed = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option, self._ids = option, tuple[UUID, ...]()
        self.words = label("", "sub", wrap=True)
        self.every = button("改为全部", "", "link")
        self.every.clicked.connect(self._let_go)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.every)
        self.set_value(())

    def value(self) -> tuple[UUID, ...]:
        """Return the records."""
        return self._ids

    def set_value(self, ids: Sequence[UUID]) -> None:
        """Take records; nobody is told."""
        self._ids = tuple(ids)
        unit = description(self._option.query.kind).unit if self._option.query else "条"
        self.words.setText(f"{self._option.label}：已选 {len(self._ids)} {unit}")
        self.setVisible(bool(self._ids))

    def _let_go(self) -> None:
        self.set_value(())
        self.changed.emit()


class PaperOptions(QWidget):
    """The options of one paper, in the order of its description."""

    changed = Signal()

    def __init__(self, desk: Desk, spec: PaperSpec) -> None:
        super().__init__()
        self.spec = spec
        self.inputs: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        context = desk.context()
        for one in spec.options:
            made = self._input(desk, one)
            self.inputs[one.key] = made
            plain = isinstance(made, QCheckBox | GivenOption)
            column.addWidget(made if plain else Field(one.label, made))
            self._set(one, usual(one, context))

    def _input(self, desk: Desk, one: Option) -> QWidget:
        match one.kind:
            case OptionKind.RECORD:
                made: Any = RecordOption(desk, one)
                made.changed.connect(self.changed)
            case OptionKind.GIVEN:
                made = GivenOption(one)
                made.changed.connect(self.changed)
            case OptionKind.CHOICE:
                made = Choice([(words, value) for value, words in one.choices], one.label)
                made.currentIndexChanged.connect(lambda _at: self.changed.emit())
            case OptionKind.FLAG:
                made = QCheckBox(one.label)
                made.toggled.connect(lambda _on: self.changed.emit())
            case OptionKind.MONTH:
                made = MonthBox(one.label)
                made.changed.connect(self.changed)
            case OptionKind.YEAR:
                made = NumberBox(1990, 2199, "年")
                made.setAccessibleName(one.label)
                made.setKeyboardTracking(False)
                made.valueChanged.connect(lambda _value: self.changed.emit())
            case OptionKind.DAY:
                made = DateEdit(None, one.label)
                made.day_changed.connect(lambda _day: self.changed.emit())
            case OptionKind.TEXT | OptionKind.PURPOSE:
                made = Line("", one.label)
                made.editingFinished.connect(partial(self._typed, made))
        return made  # type: ignore[no-any-return]

    def _typed(self, made: Line) -> None:
        if made.isModified():
            made.setModified(False)
            self.changed.emit()

    def _set(self, one: Option, value: Any) -> None:
        made = self.inputs[one.key]
        made.blockSignals(True)
        match one.kind:
            case OptionKind.FLAG:
                made.setChecked(bool(value))
            case OptionKind.YEAR:
                made.setValue(value)
            case OptionKind.DAY:
                made.set_day(value)
            case OptionKind.TEXT | OptionKind.PURPOSE:
                made.setText(value)
            case _:
                made.set_value(value)
        made.blockSignals(False)

    def _value(self, one: Option) -> Any:
        made = self.inputs[one.key]
        match one.kind:
            case OptionKind.FLAG:
                return made.isChecked()
            case OptionKind.DAY:
                return made.day()
            case OptionKind.TEXT | OptionKind.PURPOSE:
                return made.text().strip()
            case _:
                return made.value()

    def start(self, values: Mapping[str, Any]) -> None:
        """Take what another page asks for, by the keys of the options; nobody is told."""
        for one in self.spec.options:
            if one.key in values:
                self._set(one, values[one.key])
            elif one.kind is OptionKind.GIVEN:
                self._set(one, ())
            elif one.kind is OptionKind.PURPOSE:
                self._set(one, "")

    def wish(self) -> PaperWish:
        """Return what is chosen."""
        return PaperWish(self.spec.key, tuple((one.key, self._value(one)) for one in self.spec.options))

    def waiting(self) -> bool:
        """Return whether a list something is chosen from is still being read."""
        lists = [one for one in self.inputs.values() if isinstance(one, RecordOption)]
        found = [one.waiting() for one in lists]
        return any(found)
