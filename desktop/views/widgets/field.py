"""A field of a form: label above, input, one line of help or the sentence of a mistake below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.text import IconLabel, label


class Field(QWidget):
    """Label, input and help in a column; columns of a form stay aligned at the top.

    A mistake replaces the help and is read out with the input. :attr:`left` is emitted when the input loses the
    focus: the moment to check it.
    """

    left = Signal()

    def __init__(self, name: str, editor: QWidget, help: str = "", required: bool = False) -> None:
        super().__init__()
        self.name, self.editor = name, editor
        self._help, self._tone, self._help_icon, self._mistake = help, "", "", ""
        title = label(name, "sub")
        title.setBuddy(editor)
        head = QHBoxLayout()
        head.setSpacing(3)
        head.addWidget(title)
        if required:
            star = label("*", "sub", "red")
            star.setAccessibleName("必填")
            head.addWidget(star)
        head.addStretch(1)
        self._icon = IconLabel("info", "t3", 14)
        self._line = label("", "cap", wrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(5)
        foot.addWidget(self._icon)
        foot.addWidget(self._line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(editor)
        column.addLayout(foot)
        self._notes = QVBoxLayout()
        column.addLayout(self._notes)
        column.addStretch(1)
        self.setFocusProxy(editor)
        editor.setAccessibleName(f"{name} 必填" if required else name)
        editor.installEventFilter(self)
        if isinstance(editor, Line):
            editor.refused.connect(self.set_mistake)
        self._show()

    def set_help(self, text: str, tone: str = "", icon: str = "") -> None:
        """Show another line of help, perhaps in a state's colour with a drawing."""
        self._help, self._tone, self._help_icon = text, tone, icon
        self._show()

    def add_note(self, note: QWidget) -> None:
        """Put something below the help, which stays whatever the help or the mistake says."""
        self._notes.addWidget(note)

    def set_mistake(self, sentence: str) -> None:
        """Show what is wrong and what is right; an empty sentence takes the mistake away."""
        self._mistake = sentence
        if isinstance(self.editor, Line):
            self.editor.set_bad(bool(sentence))
        else:
            theme.set_look(self.editor, "bad", bool(sentence))
        self._show()

    def mistake(self) -> str:
        """Return the sentence shown, empty if there is none."""
        return self._mistake

    def help_line(self) -> QLabel:
        """Return the line below the input."""
        return self._line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the input being left."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return False

    def _show(self) -> None:
        text = self._mistake or self._help
        tone = "danger" if self._mistake else self._tone
        icon = "" if self._mistake else self._help_icon
        theme.set_look(self._line, "tone", tone or "t3")
        self._line.setText(text)
        self._line.setVisible(bool(text))
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.set_icon(icon, tone or "t3")
        self.editor.setAccessibleDescription(text)
