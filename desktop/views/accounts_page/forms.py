"""Forms of the accounts page. Passwords are asked for each time, sent to a worker and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.storage.errors import LockedOut, WrongPassword
from desktop.views.desk import Desk
from desktop.views.jobs import Job
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line, PasswordEdit
from desktop.views.widgets.text import label

OWN = "own"
"""Key of the field for the password of who is logged in."""


class SecretForm(QWidget):
    """Inputs, one button, and work off the UI thread; passwords are emptied when it is done.

    ``act`` gets the values by key and runs on a worker; :attr:`done` carries its answer.
    """

    done = Signal(object)

    def __init__(
        self,
        desk: Desk,
        title: str,
        text: str,
        fields: Sequence[tuple[str, Field]],
        verb: str,
        act: Callable[[Mapping[str, Any]], Any],
        *,
        k: str = "primary",
        icon: str = "check",
    ) -> None:
        super().__init__()
        self._desk, self._act, self._title = desk, act, title
        self._job: Job | None = None
        self.fields = dict(fields)
        self.banner = Banner("danger", "没有完成", " ")
        self.banner.hide()
        self.button = button(verb, icon, k)
        self.button.clicked.connect(lambda _checked=False: self.submit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        if title:
            column.addWidget(label(title, "h2"))
        if text:
            column.addWidget(label(text, "sub", wrap=True))
        column.addWidget(self.banner)
        for _, field in fields:
            column.addWidget(field)
            if isinstance(field.editor, Line):
                field.editor.returnPressed.connect(self._enter)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def value(self, key: str) -> Any:
        """Return what stands in an input."""
        editor = self.fields[key].editor
        if isinstance(editor, Choice):
            return editor.value()
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        assert isinstance(editor, Line)
        return editor.text()

    def put(self, key: str, value: Any) -> None:
        """Show a value."""
        editor = self.fields[key].editor
        if isinstance(editor, Choice):
            editor.set_value(value)
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, Line):
            editor.setText(str(value))
        self.fields[key].set_mistake("")

    def forget(self) -> None:
        """Empty every password."""
        for field in self.fields.values():
            if isinstance(field.editor, PasswordEdit):
                field.editor.clear()
            field.set_mistake("")
        self.banner.hide()

    def submit(self) -> None:
        """Check that the inputs are filled and do the work."""
        if self._job is not None and not self._job.over:
            return
        self.banner.hide()
        values = {key: self.value(key) for key in self.fields}
        mistakes = self._mistakes(values)
        for key, field in self.fields.items():
            field.set_mistake(mistakes.get(key, ""))
        if mistakes:
            self.fields[next(iter(mistakes))].editor.setFocus()
            return
        self.button.setEnabled(False)
        act = self._act
        self._job = self._desk.jobs.run(
            self, lambda progress: act(values), self._finished, self._failed, label=self._title or self.button.text()
        )

    def _mistakes(self, values: Mapping[str, Any]) -> dict[str, str]:
        found = {
            key: f"{self.fields[key].name}没有填写"
            for key, value in values.items()
            if isinstance(value, str) and not value.strip()
        }
        if "again" in values and not found and values["again"] != values["password"]:
            found["again"] = "两次输入的密码不一样，请重新输入"
        return found

    def _finished(self, answer: Any) -> None:
        self.button.setEnabled(True)
        self.forget()
        self.done.emit(answer)

    def _failed(self, error: UserError) -> None:
        self.button.setEnabled(True)
        mistakes = dict(error.mistakes) if isinstance(error, Invalid) else {}
        if isinstance(error, WrongPassword | LockedOut) and OWN in self.fields:
            mistakes = {OWN: str(error)}
        known = {key: sentence for key, sentence in mistakes.items() if key in self.fields}
        for key, sentence in known.items():
            self.fields[key].set_mistake(sentence)
        if known:
            self.fields[next(iter(known))].editor.setFocus()
        if not known or len(known) < len(mistakes):
            self.banner.set_message("danger", "没有完成", str(error))
            self.banner.show()

    def _enter(self) -> None:
        editors = [field.editor for field in self.fields.values() if isinstance(field.editor, Line)]
        focus = self.focusWidget()
        if focus is editors[-1]:
            self.submit()
        else:
            self.focusNextChild()


def password(name: str, help: str = "") -> Field:
    """Return a field for a password that tells when the capitals lock is on."""
    edit = PasswordEdit(name)
    field = Field(name, edit, help)
    edit.caps_changed.connect(
        lambda on: field.set_help("大写锁定已开" if on else help, "amber" if on else "", "warning" if on else "")
    )
    return field


def own_password() -> Field:
    """Return the field for the password of who is logged in."""
    return password("您自己的密码", "确认是您本人在操作")
