"""What is already known of the people of a case: the cases they were in before, and whether this one is there twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.services import mediation_intake
from desktop.services.mediation_intake import Earlier
from desktop.views.desk import Desk
from desktop.views.records.pane import RelatedRow
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.text import label

SHOWN = 4


class Hints(QFrame):
    """Earlier cases of the same people; a click opens one, what was typed stays."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: tuple[Earlier, ...] = ()
        self.setProperty("card", "sunken")
        self.title = label("", "sub", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(2)
        self._column.addWidget(self.title)
        self._rows: list[QWidget] = []
        self.hide()

    def found(self) -> tuple[Earlier, ...]:
        """Return what is shown."""
        return self._found

    def show_earlier(self, found: Sequence[Earlier]) -> None:
        """Show these cases, those that may be the very matter first."""
        ordered = tuple(sorted(found, key=lambda one: not (one.open and one.same_type)))
        if ordered == self._found:
            return
        self._found = ordered
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        twice = sum(one.open and one.same_type for one in ordered)
        words = f"当事人以前有 {len(ordered)} 件案件"
        if twice:
            words += f"，其中 {twice} 件同类纠纷还在办，可能是同一件事，请先打开核对"
        self.title.setText(words)
        for one in ordered[:SHOWN]:
            tags = [("可能重复", "amber")] if one.open and one.same_type else [("在办", "blue")] if one.open else []
            caption = f"{one.number or '未编号'}　{one.applied_on:%Y-%m-%d} 登记　{one.party}，{one.by}相同"
            row = RelatedRow(one.title, tags, caption, False)
            row.clicked.connect(lambda _checked=False, case=one.case_id: self._desk.open("cases", case))
            self._rows.append(row)
            self._column.addWidget(row)
        self.setVisible(bool(ordered))


class StandingAside(QWidget):
    """The warning of a case whose mediator should stand aside; read when it is shown, hidden while all is well."""

    def __init__(self, desk: Desk, case_id: UUID) -> None:
        super().__init__()
        self.banner = Banner("danger", "调解员应当回避", " ")
        self.banner.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)

        def read(progress: Any) -> list[str]:
            with desk.database.read() as session:
                return mediation_intake.conflicts_in(session, case_id)

        desk.jobs.run(self, read, self._take, label="核对回避")

    def _take(self, found: list[str]) -> None:
        self.banner.setVisible(bool(found))
        if found:
            self.banner.set_message("danger", "调解员应当回避", "；".join(found))
