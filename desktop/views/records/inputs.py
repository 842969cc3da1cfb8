"""The input of each kind of value. What a person typed leaves raw; the services clean and check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QPushButton, QWidget

from desktop.models import Field, Kind, Privacy
from desktop.services.pinyin import search_keys
from desktop.services.search import term
from desktop.views import theme
from desktop.views.desk import Desk
from desktop.views.records.reference import ReferencePicker
from desktop.views.widgets.dates import ConsentEdit, DateEdit
from desktop.views.widgets.inputs import Line

LINES = ((100_000, 14), (20_000, 6), (0, 3))
"""Lines of a long text: so many from so many characters it may have."""
TYPING_MS = 1_200


class Input(QObject):
    """One input of the form: its widget, what it holds, whether it was touched."""

    changed = Signal()

    def __init__(self, field: Field, widget: QWidget) -> None:
        super().__init__(widget)
        self.field = field
        self.widget = widget
        self._first: Any = None

    def raw(self) -> Any:
        """Return what is typed or chosen now."""
        raise NotImplementedError

    def show(self, value: Any, text: str) -> None:
        """Show a value as it is kept, with how it reads; the input counts as untouched."""
        self.put(value, text)
        self._first = self.raw()

    def put(self, value: Any, text: str) -> None:
        """Show a value."""
        raise NotImplementedError

    def touched(self) -> bool:
        """Return whether it holds something else than it was filled with."""
        return bool(self.raw() != self._first)

    def typed(self) -> Any:
        """Return what a draft keeps of it, in words of JSON."""
        return self.raw()

    def type_again(self, typed: Any) -> None:
        """Hold what a draft kept, as if it had just been typed."""
        self.put(typed, "")

    def lock(self) -> None:
        """Let the value be read only."""
        self.widget.setEnabled(False)

    def mistake(self) -> str:
        """Return what the input itself cannot accept, "" when nothing."""
        return ""


class LineInput(Input):
    """Text, codes, numbers, phones."""

    def __init__(self, field: Field) -> None:
        self.line = Line()
        super().__init__(field, self.line)
        self.line.textChanged.connect(lambda _text: self.changed.emit())

    def raw(self) -> Any:
        """Return the text as typed."""
        return self.line.text()

    def put(self, value: Any, text: str) -> None:
        """Show the value as it is typed: numbers without commas."""
        number = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
        self.line.setText("" if value is None else number)
        self.line.setCursorPosition(0)

    def lock(self) -> None:
        """Let the text be read and copied."""
        self.line.set_read_only(True)


class MaskedInput(LineInput):
    """A private number: masked until its purpose is given, or typed anew without being seen."""

    def __init__(self, field: Field, reveal: Callable[[MaskedInput], None] | None) -> None:
        super().__init__(field)
        self._kept = ""
        self._locked = False
        self._eye = self.line.add_inner("eye", f"显示{field.label}原号，将写入日志", lambda: reveal and reveal(self))
        self._anew = self.line.add_inner("edit", f"重新填写{field.label}", self.type_anew)
        self._may_see = reveal is not None

    def put(self, value: Any, text: str) -> None:
        """Show the masked value; without one it can be typed at once."""
        self._kept = text
        super().put(text, text)
        self._show_locked(bool(text))

    def touched(self) -> bool:
        """Return whether something was typed: a masked value is never sent back."""
        return not self.line.isReadOnly() and super().touched()

    def type_again(self, typed: Any) -> None:
        """Hold the number that was typed; it is seen until it is saved."""
        if not self._locked:
            if self._kept:
                self._first = self._kept
            self._show_locked(False)
            self.line.setText(str(typed))

    def reveal(self, clear: str) -> None:
        """Show the number in clear; it can be changed now."""
        self.line.setText(clear)
        self._first = clear
        self._show_locked(False)
        self.line.setFocus()

    def type_anew(self) -> None:
        """Empty the input to type another number."""
        if not self._locked:
            self._first = self._kept
            self._show_locked(False)
            self.line.clear()
            self.line.setFocus()

    def lock(self) -> None:
        """Never let it be changed; it can still be seen by those who may."""
        self._locked = True
        self.line.set_read_only(True)
        self._anew.hide()

    def _show_locked(self, masked: bool) -> None:
        self.line.set_read_only(masked or self._locked)
        self._eye.setVisible(masked and self._may_see)
        self._anew.setVisible(masked and not self._locked)
        self.line.set_bad(self.line.is_bad())


class LongInput(Input):
    """A text of several lines; Tab leaves it."""

    def __init__(self, field: Field) -> None:
        self.edit = QPlainTextEdit()
        super().__init__(field, self.edit)
        self.edit.setTabChangesFocus(True)
        lines = next(many for least, many in LINES if (field.limit or 0) >= least)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + 16)
        self.edit.textChanged.connect(self.changed)

    def raw(self) -> Any:
        """Return the text as typed."""
        return self.edit.toPlainText()

    def put(self, value: Any, text: str) -> None:
        """Show a text."""
        self.edit.setPlainText(str(value or ""))

    def lock(self) -> None:
        """Let the text be read and copied."""
        self.edit.setReadOnly(True)
        theme.set_look(self.edit, "ro", True)


class ChoiceBox(QComboBox):
    """A choice found by typing its first characters or the initials of its pinyin; the wheel never changes it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self._typed = ""
        self._since = 0

    def set_options(self, options: list[tuple[Any, str]]) -> None:
        """Offer these ``(value, label)`` pairs."""
        self.clear()
        for value, text in options:
            self.addItem(text, value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find by typing; Space and Alt+↓ open the list."""
        text = event.text()
        if text.strip() and text.isprintable() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.timestamp() - self._since > TYPING_MS:
                self._typed = ""
            self._since = event.timestamp()
            self._typed += term(text)
            self._find()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.itemData(0) is None:
            self.setCurrentIndex(0)
        elif event.key() == Qt.Key.Key_Space:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def _find(self) -> None:
        for at in range(self.count()):
            text = self.itemText(at)
            if any(word.startswith(self._typed) for word in (term(text), *search_keys(text).split()) if text):
                self.setCurrentIndex(at)
                return
        self._typed = ""


class ChoiceInput(Input):
    """A code of a code list."""

    def __init__(self, field: Field, options: Mapping[str, str]) -> None:
        self.box = ChoiceBox()
        super().__init__(field, self.box)
        self._options = dict(options)
        self._offer(None, "")
        self.box.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def raw(self) -> Any:
        """Return the chosen code, None for none."""
        return self.box.currentData()

    def put(self, value: Any, text: str) -> None:
        """Choose a code; one that is no longer offered is still shown."""
        self._offer(value, text)
        self.box.setCurrentIndex(max(self.box.findData(value), 0))

    def _offer(self, value: Any, text: str) -> None:
        options: list[tuple[Any, str]] = [] if self.field.required and value else [(None, "")]
        options += list(self._options.items())
        if value and value not in self._options:
            options.append((value, f"{text or value}（已停用）"))
        self.box.blockSignals(True)
        self.box.set_options(options)
        self.box.blockSignals(False)


class FlagInput(Input):
    """Yes or no."""

    def __init__(self, field: Field) -> None:
        self.check = QCheckBox("是")
        super().__init__(field, self.check)
        self.check.setFixedHeight(theme.px(32))
        self.check.toggled.connect(lambda _on: self.changed.emit())

    def raw(self) -> Any:
        """Return whether it is ticked."""
        return self.check.isChecked()

    def put(self, value: Any, text: str) -> None:
        """Show the tick."""
        self.check.setChecked(bool(value))


class DayInput(Input):
    """A day."""

    def __init__(self, field: Field, desk: Desk) -> None:
        if field.consent:
            self.line: DateEdit = ConsentEdit(field.label, desk.clock.today)
        else:
            self.line = DateEdit(None, field.label)
            self.line.setPlaceholderText("年-月-日")
        super().__init__(field, self.line)
        self.line.textChanged.connect(lambda _text: self.changed.emit())

    def raw(self) -> Any:
        """Return the text as typed; the services read it."""
        return self.line.text()

    def put(self, value: Any, text: str) -> None:
        """Show a day."""
        self.line.set_day(value)

    def type_again(self, typed: Any) -> None:
        """Hold the text as it was typed, right or wrong."""
        self.line.setText(str(typed or ""))

    def lock(self) -> None:
        """Let the day be read and copied."""
        self.line.set_read_only(True)
        self.line.setPlaceholderText("")
        for inner in self.line.findChildren(QPushButton):
            inner.hide()


class ReferenceInput(Input):
    """Another record, found by typing."""

    def __init__(self, field: Field, desk: Desk) -> None:
        self.picker = ReferencePicker(desk, field.refers, field.label)
        super().__init__(field, self.picker)
        self.picker.picked.connect(self.changed)

    def raw(self) -> Any:
        """Return the id of the record, None for none."""
        return self.picker.record_id()

    def put(self, value: Any, text: str) -> None:
        """Show a record by its title."""
        self.picker.set_record(value, text)

    def typed(self) -> Any:
        """Return the id and the text, which names no record yet where there is no id."""
        record_id = self.picker.record_id()
        return [str(record_id) if record_id else None, self.picker.text()]

    def type_again(self, typed: Any) -> None:
        """Hold the record, or the text that named none."""
        record_id, text = typed
        self.picker.set_record(UUID(record_id) if record_id else None, text)

    def touched(self) -> bool:
        """Return whether another record is meant, or text that is none yet."""
        return super().touched() or bool(self.picker.unknown())

    def lock(self) -> None:
        """Let the title be read and copied."""
        self.picker.set_read_only(True)

    def mistake(self) -> str:
        """Return the sentence for text that names no record."""
        unknown = self.picker.unknown()
        return f"没有找到“{unknown}”，请从列表中选择{self.field.label}" if unknown else ""


def make(desk: Desk, field: Field, options: Mapping[str, str], reveal: Callable[[MaskedInput], None] | None) -> Input:
    """Return the input of a field."""
    if field.privacy is Privacy.MASKED and field.kind in (Kind.PHONE, Kind.ID_NUMBER):
        return MaskedInput(field, reveal)
    match field.kind:
        case Kind.CHOICE:
            return ChoiceInput(field, options)
        case Kind.REFERENCE:
            return ReferenceInput(field, desk)
        case Kind.DAY:
            return DayInput(field, desk)
        case Kind.FLAG:
            return FlagInput(field)
        case Kind.LONG_TEXT:
            return LongInput(field)
        case _:
            return LineInput(field)
