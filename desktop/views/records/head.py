"""Head and foot of the form: where one is, the ways on, and how the typing stands."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import Description
from desktop.services.records import Ids
from desktop.views import shortcuts, theme, tokens
from desktop.views.records.actions import Action
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.tag import TagRow
from desktop.views.widgets.text import Elided, IconLabel, label, line


class FormHead(QFrame):
    """Crumb, name and tags at the left; actions, history, previous and next at the right."""

    back = Signal()
    stepped = Signal(int)
    history_wanted = Signal()
    acted = Signal(object)
    """The function of an action that was asked for."""

    def __init__(self, place: str, described: Description, among: Ids | None, actions: Sequence[Action]) -> None:
        super().__init__()
        self.setProperty("card", "bar")
        self._place, self._described, self._among = place, described, among
        leave = icon_button("chevron-left", "返回")
        leave.setToolTip("返回  Esc")
        leave.clicked.connect(self.back)
        self._crumb = label("", "cap")
        self._name = Name()
        self.tags = TagRow()
        named = QHBoxLayout()
        named.setSpacing(10)
        named.addWidget(self._name)
        named.addWidget(self.tags)
        named.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._crumb)
        names.addLayout(named)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 14, 5)
        row.setSpacing(tokens.SPACE[1])
        row.addWidget(leave)
        row.addLayout(names, 1)
        self._later: list[QWidget] = []
        for one in actions:
            act = button(one.label, one.icon, "ghost", key=one.key)
            act.clicked.connect(lambda _checked=False, one=one: self.acted.emit(one.act))
            self._later.append(act)
            row.addWidget(act)
        history = button("查看记录", "history", "ghost", hint="这条记录的全部历史")
        history.clicked.connect(self.history_wanted)
        self._later.append(history)
        row.addWidget(history)
        self._before = icon_button("chevron-left", "上一条", key="")
        self._before.setToolTip(shortcuts.hint("上一条", "previous"))
        self._before.clicked.connect(lambda: self.stepped.emit(-1))
        self._after = icon_button("chevron-right", "下一条")
        self._after.setToolTip(shortcuts.hint("下一条", "next"))
        self._after.clicked.connect(lambda: self.stepped.emit(1))
        self._rank = label("", "sub", "text")
        for widget in (self._before, self._rank, self._after):
            row.addWidget(widget)
        self._rescale()
        theme.signals.changed.connect(self._rescale)

    def _rescale(self) -> None:
        self.setFixedHeight(theme.px(58))

    def title(self) -> str:
        """Return the name shown."""
        return self._name.whole()

    def show_record(self, title: str, tags: Sequence[tuple[str, str]], record_id: UUID | None) -> None:
        """Show a record, or without an id a new one."""
        self._crumb.setText(f"{self._place} / {'编辑' if record_id else '新建'}")
        self._name.set_text(title)
        self.tags.set_tags(tags)
        for widget in self._later:
            widget.setVisible(record_id is not None)
        place = self._among.index(record_id) if self._among is not None and record_id is not None else -1
        many = len(self._among) if self._among is not None else 0
        for widget in (self._before, self._rank, self._after):
            widget.setVisible(place >= 0 and many > 1)
        self._rank.setText(f"{place + 1:,} / {many:,}")
        self._before.setEnabled(place > 0)
        self._after.setEnabled(0 <= place < many - 1)


class Name(Elided):
    """The name, as wide as it needs, shortened where there is no room."""

    def __init__(self) -> None:
        super().__init__("", "h1")
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Preferred)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())


class FormFoot(QFrame):
    """How many changes and mistakes there are; 取消, 保存并下一个, 保存."""

    cancelled = Signal()
    save_wanted = Signal()
    save_next_wanted = Signal()
    mistake_wanted = Signal()

    def __init__(self, writes: bool, goes_on: bool) -> None:
        super().__init__()
        self.setProperty("card", "foot")
        self._writes = writes
        self._state_icon = IconLabel("check", "green", 16)
        self._state = label("", "sub")
        self._split = line(vertical=True)
        self._split.setFixedHeight(16)
        self._wrong_icon = IconLabel("warning", "danger", 16)
        self._wrong = label("", "sub", "danger")
        self._goto = button("转到", "", "link")
        self._goto.clicked.connect(self.mistake_wanted)
        cancel = button("取消" if writes else "返回", hint=shortcuts.shown("leave"))
        cancel.clicked.connect(self.cancelled)
        self._next = button("保存并下一个", hint=shortcuts.hint("保存并下一个", "save_next"))
        self._next.clicked.connect(self.save_next_wanted)
        self._save = button(shortcuts.hint("保存", "save"), "check", "primary")
        self._save.setAccessibleName("保存")
        self._save.clicked.connect(self.save_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 7, 16, 7)
        row.setSpacing(8)
        for widget in (self._state_icon, self._state, self._split, self._wrong_icon, self._wrong, self._goto):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._next)
        row.addWidget(self._save)
        self._next.setVisible(writes and goes_on)
        self._save.setVisible(writes)
        self.show_state(0, 0, False)

    def show_state(self, changes: int, mistakes: int, new: bool, draft: str = "") -> None:
        """Say how the typing stands; ``draft`` tells when it was kept."""
        if not self._writes:
            text, icon, colour = "只能查看", "lock", "t3"
        elif changes and draft:
            text, icon, colour = f"改动 {changes} 项　{draft}", "edit", "amber"
        elif changes:
            text, icon, colour = f"改动 {changes} 项，还没有保存", "edit", "amber"
        else:
            text, icon, colour = ("尚未填写", "edit", "t3") if new else ("没有改动", "check", "green")
        self._state.setText(text)
        self._state_icon.set_icon(icon, colour)
        for widget in (self._split, self._wrong_icon, self._wrong, self._goto):
            widget.setVisible(mistakes > 0)
        self._wrong.setText(f"{mistakes} 处需要改正")

    def mistakes(self) -> str:
        """Return what is said about mistakes, "" when there are none."""
        return "" if self._wrong.isHidden() else self._wrong.text()

    def state(self) -> str:
        """Return what is said about changes."""
        return self._state.text()

    def set_saving(self, on: bool) -> None:
        """Say that it is being written; nothing can be pressed twice."""
        for widget in (self._next, self._save):
            widget.setEnabled(not on)
        self._save.setText("正在保存" if on else shortcuts.hint("保存", "save"))

    def set_locked(self, on: bool) -> None:
        """Take the buttons away by which a record is written."""
        for widget in (self._next, self._save):
            widget.setEnabled(not on)

    def focus_save(self) -> None:
        """Give the keyboard to the red button."""
        if self._save.isVisible():
            self._save.setFocus(Qt.FocusReason.TabFocusReason)
