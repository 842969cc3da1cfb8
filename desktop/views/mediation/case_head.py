"""Head of the page of a case: where it is, its name and state, what comes next, and the stepper below."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.services.case_stages import CaseView, state_family
from desktop.services.records import Ids
from desktop.views import shortcuts, theme
from desktop.views.records.head import Name
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.progress_line import Stepper
from desktop.views.widgets.tag import TagRow
from desktop.views.widgets.text import Elided, label


class CaseHead(QFrame):
    """Number, source and room over the title and its tags; print, more and the red button at the right."""

    left = Signal()
    acted = Signal(str)
    menu_wanted = Signal()
    print_wanted = Signal()
    stepped = Signal(int)

    def __init__(self, among: Ids | None) -> None:
        super().__init__()
        self.setProperty("card", "bar")
        self._among = among
        leave = icon_button("chevron-left", "返回")
        leave.setToolTip(shortcuts.hint("返回", "page.leave"))
        leave.clicked.connect(self.left)
        self.crumb = Elided("", "cap")
        self.name = Name()
        self.tags = TagRow()
        named = QHBoxLayout()
        named.setSpacing(10)
        named.addWidget(self.name)
        named.addWidget(self.tags)
        named.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.crumb)
        names.addLayout(named)
        self.print = button("打印卷宗", "print", "ghost", hint=shortcuts.hint("打印卷宗", "case.print"))
        self.print.clicked.connect(lambda _checked=False: self.print_wanted.emit())
        self.more = icon_button("more", "更多")
        self.more.setToolTip(shortcuts.hint("更多", "case.menu"))
        self.more.clicked.connect(lambda _checked=False: self.menu_wanted.emit())
        self.primary = button("", "check", "primary")
        self.primary.clicked.connect(lambda _checked=False: self.acted.emit(self._key))
        self._key = ""
        self.before = icon_button("chevron-left", "上一件")
        self.before.setToolTip(shortcuts.hint("上一件", "previous"))
        self.before.clicked.connect(lambda _checked=False: self.stepped.emit(-1))
        self.after = icon_button("chevron-right", "下一件")
        self.after.setToolTip(shortcuts.hint("下一件", "next"))
        self.after.clicked.connect(lambda _checked=False: self.stepped.emit(1))
        self.rank = label("", "sub", "text")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(leave)
        row.addLayout(names, 1)
        for part in (self.before, self.rank, self.after, self.print, self.more, self.primary):
            row.addWidget(part)
        self.stepper = Stepper()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 14, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.stepper)

    def show_case(self, view: CaseView, primary: tuple[str, str] | None, case_id: UUID) -> None:
        """Show a case and what its red button does."""
        file = view.file
        case = file.case
        source = file.word("case_sources", case.source)
        if case.referred_by:
            source = f"{file.word('referral_organs', case.referred_by)}移送"
        place = view.room or file.committee.name
        self.crumb.set_text(" / ".join(one for one in (case.number or "未受理", source, place) if one))
        self.name.set_text(case.title or "（还没有卷名）")
        form = file.word("agreement_forms", case.agreement_form) if case.agreement_form else ""
        tags = [(file.word("dispute_types", case.dispute_type), "grey")]
        state = file.word("case_states", case.state)
        # A case that has just been agreed on is in a state called like the form of its agreement.
        tags += [(form, "blue")] if form and (case.void or form != state) else []
        tags.append(("已作废", "danger") if case.void else (state, state_family(case.state)))
        self.tags.set_tags(tags)
        self.primary.setVisible(primary is not None)
        if primary is not None:
            word, self._key = primary
            self.primary.setText(word)
            self.primary.setToolTip(shortcuts.hint(word, "case.next"))
        at = self._among.index(case_id) if self._among is not None else -1
        many = len(self._among) if self._among is not None else 0
        for part in (self.before, self.rank, self.after):
            part.setVisible(at >= 0 and many > 1)
        self.rank.setText(f"{at + 1:,} / {many:,}")
        self.before.setEnabled(at > 0)
        self.after.setEnabled(0 <= at < many - 1)

    def set_narrow(self, narrow: bool) -> None:
        """Say less where there is little room."""
        self.print.setText("" if narrow else "打印卷宗")
        self.print.setAccessibleName("打印卷宗")
        theme.set_look(self.print, "k", "icon" if narrow else "ghost")
