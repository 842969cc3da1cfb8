"""Swapping a day of duty (调班): with another day, or to another unit; the reason is kept, one action and one undo."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.services import centre_duty
from desktop.services.centre_duty import Shift
from desktop.services.chinese_dates import written_date
from desktop.services.days import weekday
from desktop.views.desk import Desk
from desktop.views.records.reference import ReferencePicker
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.text import label

WIDTH = 460
DAY, UNIT = "day", "unit"


def start_swap(desk: Desk, page: QWidget, day: date, shift: Shift) -> SwapDialog:
    """Open the dialog for a shift."""
    dialog = SwapDialog(desk, page.window(), day, shift)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class SwapDialog(QDialog):
    """With which day, or to which unit, and why."""

    def __init__(self, desk: Desk, parent: QWidget, day: date, shift: Shift) -> None:
        super().__init__(parent)
        question = f"{written_date(day)}（{weekday(day)}）怎样调班？"
        self.setWindowTitle(question)
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setProperty("card", "question")
        self._desk, self._shift = desk, shift
        self.way = Segmented([(DAY, "与另一天对调"), (UNIT, "改由别的单位值")], "调班方式")
        self.other = DateEdit(None, "对调的日期")
        self.unit = ReferencePicker(desk, "centre_units", "值班单位")
        self.reason = Line("", "如 承办会议，两单位商定对调")
        self.fields = {
            "with_id": Field("对调的日期", self.other, required=True),
            "unit_id": Field("值班单位", self.unit, required=True),
            "reason": Field("原因", self.reason, required=True),
        }
        self.banner = Banner("danger", "没有调班", " ")
        self.banner.hide()
        self.act = button("调班", "", "primary")
        self.act.clicked.connect(lambda _checked=False: self.submit())
        keep = button("取消")
        keep.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(keep)
        foot.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(label(question, "h2", wrap=True))
        first = f"（最初排的是{shift.first_unit}）" if shift.first_unit else ""
        told = f"现在排的是{shift.unit}{first}。原来排的单位会记下来。"
        column.addWidget(label(told, "body", "t2", wrap=True))
        column.addWidget(self.banner)
        column.addWidget(self.way)
        for field in self.fields.values():
            column.addWidget(field)
        column.addSpacing(4)
        column.addLayout(foot)
        self._column = column
        self.way.chosen.connect(lambda _key: self._sort_out())
        self._sort_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the right height once fonts and style are known."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._column.activate()
        self.setFixedSize(WIDTH, max(self._column.totalHeightForWidth(WIDTH), self._column.totalMinimumSize().height()))

    def _sort_out(self) -> None:
        by_day = self.way.current() == DAY
        self.fields["with_id"].setVisible(by_day)
        self.fields["unit_id"].setVisible(not by_day)
        if self.isVisible():
            self._fit()

    def submit(self) -> None:
        """Swap, as one action."""
        reason = self.reason.text().strip()
        assert self._shift.id is not None
        duty: UUID = self._shift.id
        with_id: UUID | None = None
        unit_id: UUID | None = None
        if self.way.current() == DAY:
            with_id = self._duty_of(self.other.day() if self.other.read() else None)
            if with_id is None:
                self.fields["with_id"].set_mistake("这一天没有排班，请写一个已排班的日期")
                self._fit()
                return
        else:
            unit_id = self.unit.record_id()
        self.act.setEnabled(False)
        self.banner.hide()
        future = self._desk.database.submit(
            "调班", lambda work: centre_duty.swap(work, duty, reason, with_id=with_id, unit_id=unit_id)
        )
        self._desk.jobs.after(self, future, self._done, self._refused, label="调班")

    def _duty_of(self, day: date | None) -> UUID | None:
        if day is None:
            return None
        with self._desk.database.read() as session:
            found = centre_duty.month(session, self._desk.context(), day)
        return next((one.id for each in found.days if each.day == day for one in each.shifts), None)

    def _done(self, _none: Any) -> None:
        self._desk.toast("已调班", undo=True)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        mistakes = error.mistakes if isinstance(error, Invalid) else {"": str(error)}
        for name, field in self.fields.items():
            field.set_mistake(mistakes.get(name, ""))
        rest = [said for name, said in mistakes.items() if name not in self.fields]
        if rest:
            self.banner.set_message("danger", "没有调班", "；".join(rest))
            self.banner.show()
        self._fit()
