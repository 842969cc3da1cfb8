"""One input for each setting, by its description."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit

from desktop.errors import UserError
from desktop.models import Kind
from desktop.services.board_content import check_qr
from desktop.services.settings import Spec, board_texts
from desktop.views import theme
from desktop.views.widgets.buttons import button
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line, NumberBox

LINE_HEIGHT = 21
MOST_LINES = 9


def default_of(spec: Spec) -> Any:
    """Return the value of a setting nobody has changed."""
    if spec.kind is not Kind.DATA:
        return spec.default
    return list(board_texts().get(spec.key.removeprefix("boards."), spec.default or ()))


class Lines(QPlainTextEdit):
    """Entries, one a line."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Ask for the lines of the default."""
        return QSize(260, theme.px(LINE_HEIGHT) * self._rows + 22)

    def lines(self) -> list[str]:
        """Return the entries, blank lines left out."""
        return [line.strip() for line in self.toPlainText().splitlines() if line.strip()]


class Setting(Field):
    """A setting with its input, its help and 恢复默认, which shows only where there is something to restore."""

    edited = Signal()

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._kept: Any = None
        self._fixed = False
        super().__init__(spec.label, self._make(spec), _help(spec))
        self.reset = button("恢复默认", "undo", "link", hint=f"恢复默认：{_words(default_of(spec))}")
        self.reset.clicked.connect(lambda _checked=False: self._restore())
        head = self.layout().itemAt(0).layout()
        assert isinstance(head, QHBoxLayout)
        head.addWidget(self.reset)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.reset.setMaximumHeight(theme.px(20))
        self.left.connect(self.check)

    def value(self) -> Any:
        """Return what stands in the input."""
        editor = self.editor
        if isinstance(editor, NumberBox):
            return editor.value()
        if isinstance(editor, Choice):
            return editor.value()
        if isinstance(editor, Lines):
            return editor.lines()
        assert isinstance(editor, Line)
        return editor.text().strip()

    def show_value(self, value: Any) -> None:
        """Show the value that is kept."""
        self._kept = list(value) if isinstance(value, list | tuple) else value
        self._put(self._kept)
        self.set_mistake("")

    def changed(self) -> bool:
        """Tell whether the input differs from what is kept."""
        return bool(self.value() != self._kept)

    def undo(self) -> None:
        """Show what is kept again."""
        self.show_value(self._kept)

    def check(self) -> bool:
        """Check the input alone; tell whether it can be kept."""
        sentence = ""
        if self.spec.key == "boards.qr":
            try:
                check_qr(str(self.value()))
            except UserError:
                sentence = "含手机号或身份证号，请改为办事指南的网址或文字"
        self.set_mistake(sentence)
        return not sentence

    def set_fixed(self, fixed: bool) -> None:
        """Let the value be read only."""
        self.editor.setEnabled(not fixed)
        self.reset.setVisible(False)
        self._fixed = fixed

    def _make(self, spec: Spec) -> NumberBox | Choice | Lines | Line:
        if spec.kind is Kind.COUNT:
            number = NumberBox(spec.least or 0, spec.most if spec.most is not None else 999_999, spec.unit)
            number.valueChanged.connect(lambda _value: self._edited())
            return number
        if spec.kind is Kind.CHOICE:
            choice = Choice([(word, value) for value, word in spec.choices])
            choice.currentIndexChanged.connect(lambda _at: self._edited())
            return choice
        if spec.kind is Kind.DATA:
            lines = Lines(min(MOST_LINES, max(2, len(default_of(spec)))))
            lines.textChanged.connect(self._edited)
            return lines
        line = Line()
        line.textChanged.connect(lambda _text: self._edited())
        return line

    def _put(self, value: Any) -> None:
        editor = self.editor
        if isinstance(editor, NumberBox):
            editor.setValue(int(value))
        elif isinstance(editor, Choice):
            editor.set_value(value)
        elif isinstance(editor, Lines):
            editor.setPlainText("\n".join(value or ()))
        elif isinstance(editor, Line):
            editor.setText(str(value or ""))
        self._edited()

    def _restore(self) -> None:
        self._put(default_of(self.spec))
        self.check()

    def _edited(self) -> None:
        if hasattr(self, "reset"):
            self.reset.setVisible(not self._fixed and self.value() != default_of(self.spec))
            self.edited.emit()


def _help(spec: Spec) -> str:
    limits = ""
    if spec.kind is Kind.COUNT and spec.least is not None and spec.most is not None:
        limits = f"{spec.least:,} 至 {spec.most:,} {spec.unit}"
    return "，".join(one for one in (spec.help, limits) if one)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} 行"
    return str(value) if value != "" else "留空"
