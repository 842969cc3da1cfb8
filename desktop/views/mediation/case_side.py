"""Beside a case: what it is about and what was agreed, who mediates, and what was done to it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.case_stages import CaseView, Happened, short
from desktop.views.desk import Desk
from desktop.views.mediation.case_parts import clear
from desktop.views.mediation.hints import Hints
from desktop.views.widgets.buttons import button
from desktop.views.widgets.progress_line import Event, HistoryLine
from desktop.views.widgets.text import Elided, IconLabel, label, line

LETTERS = 96
"""Characters of a long text that are shown; the form has the rest."""
SHOWN = 14
"""Things that happened shown beside the case; the history has all."""


class CaseSide(QWidget):
    """Facts and agreement, then the course of the case, newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.edit = button("修改", "edit", "link", hint="修改案情和协议  F2")
        self.edit.setAccessibleName("修改案情和协议")
        head = QHBoxLayout()
        head.addWidget(label("案情与协议", "h2"))
        head.addStretch(1)
        head.addWidget(self.edit)
        self.facts = label("", "body", wrap=True)
        self.agreement = label("", "body", wrap=True)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(5)
        self._rows.setColumnStretch(1, 1)
        self.hints = Hints(desk)
        self.add = button("添加", "plus", "link", hint="添加一条记录  Ctrl+N")
        self.add.setAccessibleName("添加记录")
        self.every = button("全部历史", "", "link")
        course = QHBoxLayout()
        course.addWidget(label("经过", "h2"))
        course.addStretch(1)
        course.addWidget(self.every)
        course.addWidget(self.add)
        self.history = HistoryLine()
        seen = QHBoxLayout()
        seen.setSpacing(6)
        seen.addWidget(IconLabel("shield-check", "t2", 14))
        seen.addWidget(label("仅本室调解员和主管可见", "cap"))
        seen.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addWidget(self.agreement)
        column.addLayout(self._rows)
        column.addWidget(line())
        column.addLayout(course)
        column.addWidget(self.history)
        column.addWidget(self.hints)
        column.addStretch(1)
        column.addLayout(seen)

    def show_case(self, view: CaseView, writes: bool) -> None:
        """Show a case."""
        case, file = view.file.case, view.file
        self.facts.setText(_first(case.facts) or "还没有填写纠纷简要情况")
        self.agreement.setText(f"协议：{_first(case.agreement_text)}" if case.agreement_text else "")
        self.agreement.setVisible(bool(case.agreement_text))
        clear(self._rows)
        extended = bool(file.extensions)
        due = f"{case.due_on}{'（已延长）' if extended else ''}" if case.due_on else ""
        if case.agreed_on and case.due_on:
            due = f"{case.due_on} {'已按期' if case.agreed_on <= case.due_on else '已超期'}"
        referral = file.word("court_referrals", case.court_referral) if case.court_referral else ""
        amount = f"{case.amount:,.2f} 元" if case.amount is not None else ""
        rows = (
            ("调解员", "　".join(file.mediators) or "还没有指定"),
            ("记录人", case.recorder),
            ("法院移送", referral),
            ("签收文书", str(case.papers_signed_on or "")),
            ("调解期限", due),
            ("协议生效", str(case.effective_on or "")),
            ("涉及金额", amount),
            ("保管期限", file.word("keeping_periods", case.keeping)),
            ("页数", f"{case.pages} 页" if case.pages else ""),
        )
        for at, (name, text) in enumerate(one for one in rows if one[1]):
            self._rows.addWidget(label(name, "cap"), at, 0, Qt.AlignmentFlag.AlignVCenter)
            self._rows.addWidget(Elided(text), at, 1)
        self.hints.show_earlier(view.earlier)
        self.edit.setVisible(writes)
        self.add.setVisible(writes)
        happened = view.course[:SHOWN]
        self.history.set_events([_event(one, view.today, at == 0) for at, one in enumerate(happened)])


def _event(one: Happened, today: date, newest: bool) -> Event:
    day = "今天" if one.day == today else short(one.day, today)
    return Event(one.what, f"{one.who}  {day}".strip(), "red" if newest else "green" if one.marked else "grey")


def _first(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= LETTERS else whole[:LETTERS].rstrip() + "…"
