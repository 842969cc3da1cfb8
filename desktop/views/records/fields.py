"""The fields of a form together: what they hold, what was touched, which mistakes they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.models import Field, Kind
from desktop.services import saving
from desktop.views.desk import Desk
from desktop.views.records import inputs
from desktop.views.records.inputs import Input, MaskedInput
from desktop.views.records.spelling import spelled
from desktop.views.widgets.field import Field as Labelled


class Fields(QObject):
    """The inputs of one kind of record with their labels, by the name of their field."""

    changed = Signal()
    """Something was typed, or a mistake came or went."""
    left = Signal()
    """The keyboard went away from a field."""

    def __init__(
        self, desk: Desk, kind: str, writes: bool, reveal: Callable[[MaskedInput], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._kind, self._writes, self._reveal = desk, kind, writes, reveal
        self._all: dict[str, tuple[Input, Labelled]] = {}
        self._found: set[str] = set()
        """Fields in which saving found a mistake that only the office knows; it stays until they are changed."""
        self._ruled: dict[str, str] = {}
        """Those that were found while the form is filled, with their sentences: another field may mend them."""

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, name: object) -> bool:
        return name in self._all

    def make(self, field: Field, options: Mapping[str, str]) -> tuple[Input, Labelled]:
        """Make the input of a field."""
        made = inputs.make(self._desk, field, options, self._reveal)
        name = f"{field.label}（{field.unit}）" if field.unit else field.label
        shown = Labelled(name, made.widget, field.help, field.required and self._writes)
        if not (self._writes and field.editable):
            made.lock()
        made.changed.connect(lambda: self._edited(field.name))
        shown.left.connect(lambda: self.check(field.name))
        shown.left.connect(self.left)
        self._all[field.name] = (made, shown)
        return made, shown

    def fill(self, values: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        """Show the values of a record; nothing is touched and no mistake is shown."""
        self._found, self._ruled = set(), {}
        for name, (one, shown) in self._all.items():
            one.blockSignals(True)
            one.show(values.get(name), texts.get(name, ""))
            one.blockSignals(False)
            shown.set_mistake("")
            self._spell(name)

    def input(self, name: str) -> Input:
        """Return the input of a field."""
        return self._all[name][0]

    def labelled(self, name: str) -> Labelled:
        """Return a field with its label and help."""
        return self._all[name][1]

    def widgets(self) -> Iterator[QWidget]:
        """Yield the inputs in their order."""
        return (one.widget for one, _ in self._all.values())

    def touched(self) -> list[str]:
        """Return the names of the fields that hold something else than they were filled with."""
        return [name for name, (one, _) in self._all.items() if one.touched()]

    def raw(self, new: bool) -> dict[str, Any]:
        """Return what is sent to be written: changed fields of a record, everything typed of a ``new`` one."""
        changed = set(self.touched())
        found = {}
        for name, (one, _) in self._all.items():
            value = one.raw()
            if name in changed or (new and one.field.editable and value not in (None, "")):
                found[name] = value
        return found

    def typed(self, new: bool) -> dict[str, Any]:
        """Return what a draft keeps: changed fields of a record, all of a ``new`` one once something was typed."""
        names = self.raw(new) if self.touched() else ()
        return {name: self._all[name][0].typed() for name in names}

    def type_again(self, typed: Mapping[str, Any]) -> None:
        """Hold what a draft kept, check it, and leave out what the form no longer has."""
        for name, value in typed.items():
            if name in self._all and self._all[name][0].field.editable:
                self._all[name][0].type_again(value)
                self.check(name)
        self.changed.emit()

    def wrong(self, new: bool) -> dict[str, str]:
        """Return the mistakes that need no database to see."""
        changed = set(self.touched())
        asked = {
            name: one.raw() for name, (one, _) in self._all.items() if one.field.editable and (new or name in changed)
        }
        _, found = saving.understood(self._kind, asked)
        return found | {name: one.mistake() for name, (one, _) in self._all.items() if one.mistake()}

    def mistakes(self) -> list[str]:
        """Return the names of the fields that show a mistake."""
        return [name for name, (_, shown) in self._all.items() if shown.mistake()]

    def show_mistakes(self, wrong: Mapping[str, str]) -> list[str]:
        """Show these mistakes at their fields and return the sentences that belong to none."""
        self._found = set(wrong)
        for name, (_, shown) in self._all.items():
            shown.set_mistake(wrong.get(name, ""))
        self.changed.emit()
        return [sentence for name, sentence in wrong.items() if name not in self._all]

    def show_rules(self, wrong: Mapping[str, str]) -> None:
        """Show what the rules find wrong with what is typed so far; what they found before and no longer do goes.

        A field that is empty, or in which somebody types, is left alone.
        """
        for name, (one, shown) in self._all.items():
            sentence = wrong.get(name, "")
            if self._ruled.get(name) == shown.mistake() != sentence:
                shown.set_mistake("")
                self._found.discard(name)
            self._ruled.pop(name, None)
            if not sentence or shown.mistake() not in ("", sentence) or one.raw() in (None, "") or _typed_into(one):
                continue
            shown.set_mistake(sentence)
            self._found.add(name)
            self._ruled[name] = sentence
        self.changed.emit()

    def go_to(self, name: str) -> None:
        """Give the keyboard to a field."""
        self._all[name][0].widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def check(self, name: str) -> None:
        """Check a field as it is left, by what needs no database."""
        one, shown = self._all[name]
        if not self._writes:
            return
        if name not in self._found:
            # A field passed by is not scolded for being empty.
            _, wrong = saving.understood(self._kind, {name: one.raw()}) if one.touched() else ({}, {})
            shown.set_mistake(one.mistake() or wrong.get(name, ""))
        self._spell(name)
        self.changed.emit()

    def _edited(self, name: str) -> None:
        """Take a mistake away as soon as it is mended; new ones wait until the field is left."""
        one, shown = self._all[name]
        self._found.discard(name)
        if shown.mistake():
            _, wrong = saving.understood(self._kind, {name: one.raw()})
            if not wrong and not one.mistake():
                shown.set_mistake("")
        self.changed.emit()

    def _spell(self, name: str) -> None:
        one, shown = self._all[name]
        if one.field.kind is not Kind.NAME:
            return
        text = str(one.raw() or "").strip()
        self._desk.jobs.run(
            self,
            lambda progress: spelled(text),
            lambda reading: shown.set_help(reading or one.field.help),
            label="注音",
        )


def _typed_into(one: Input) -> bool:
    inside = one.widget.focusWidget() or one.widget
    return one.widget.isVisible() and inside.hasFocus()
