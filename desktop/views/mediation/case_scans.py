"""The scans that lie with a case: copies of identity papers, authorities, receipts, signed papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.views import shortcuts
from desktop.views.desk import Desk
from desktop.views.records.attachments import Attachments
from desktop.views.widgets.buttons import icon_button
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import Elided, label

HANDED_IN = ("身份", "委托", "凭证", "证据", "司法确认")
"""Words in the title of a paper that is handed in; other papers come back signed."""


class ScansPage(QFrame):
    """The attachments of a case; a paper that was asked for gives new ones its title."""

    help_topic = "case"

    def __init__(self, desk: Desk, case_id: UUID, name: str, paper: str = "") -> None:
        super().__init__()
        self.setProperty("card", "paper")
        leave = icon_button("chevron-left", "返回")
        leave.setToolTip(shortcuts.hint("返回", "page.leave"))
        leave.clicked.connect(desk.back)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(label(name, "cap"))
        names.addWidget(Elided(f"附上扫描件：{paper}" if paper else "案件附件", "h1"))
        head = QFrame()
        head.setProperty("card", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 5, 20, 5)
        row.setSpacing(8)
        row.addWidget(leave)
        row.addLayout(names, 1)
        start: dict[str, Any] = {}
        if paper:
            handed_in = any(mark in paper for mark in HANDED_IN)
            start = {"title": paper, "role": "scan" if handed_in else "signed_paper"}
        self.attachments = Attachments(desk, "cases", case_id, start=start)
        told = "标题里写明是什么文书，如“当事人身份证明”“收条”，归档检查按标题认出。证据的扫描件附在各条证据上。"
        body = BodyScroll((20, 14, 20, 14), 10)
        body.body.addWidget(label(told, "sub", wrap=True))
        body.body.addWidget(self.attachments)
        body.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(body, 1)
        self.setFocusProxy(self.attachments.add_button)
        self.attachments.add_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        shortcuts.bind("page.leave", self, desk.back, inside=True)
