"""The duty of a month (值班表): look, roster automatically, see it before it is written, swap a day with its reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.errors import UserError
from desktop.services import centre, centre_duty, saving
from desktop.services.centre_duty import Month
from desktop.services.chinese_dates import written_month
from desktop.services.rotation import CLASS_WORDS, DayClass
from desktop.storage.work import Changed
from desktop.views import tokens
from desktop.views.centre.month_view import MonthView
from desktop.views.centre.swap import start_swap
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import label

CONCERNED = frozenset({"unit_duties", "centre_units", "holidays", "settings"})


class DutyPage(QFrame):
    """The calendar of one month."""

    status_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._stale = True
        self._month: Month | None = None
        self._proposed = False
        self.first = desk.clock.today().replace(day=1)
        self._writes = saving.allowed("unit_duties", desk.actor)
        self._build()
        self._pause = settled(self, self.reload)
        desk.changes.happened.connect(self._changed)

    def _build(self) -> None:
        self.name = label("", "h1")
        before, after = icon_button("chevron-left", "上个月"), icon_button("chevron-right", "下个月")
        before.clicked.connect(lambda: self.show_month(self.first - timedelta(days=1)))
        after.clicked.connect(lambda: self.show_month(centre.next_month(self.first)))
        self.auto_button = button("自动排班", "calendar", "")
        self.auto_button.clicked.connect(lambda _checked=False: self.propose())
        self.swap_button = button("调班", "exchange", "ghost")
        self.swap_button.clicked.connect(lambda _checked=False: self.swap())
        self.print_button = button("打印", "print", "ghost", key="boards")
        self.print_button.clicked.connect(
            lambda _checked=False: self._desk.go("preview", paper="unit-duties", month=self.first)
        )
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        for part in (before, self.name, after):
            head.addWidget(part)
        head.addStretch(1)
        for part in (self.swap_button, self.print_button, self.auto_button):
            head.addWidget(part)
        self.auto_button.setVisible(self._writes)
        self.swap_button.setVisible(self._writes)
        self.preview = Banner("gold", "排班预览，还没有写入", " ", "calendar")
        self.write_button = self.preview.add_action("写入值班表", self.write, "check")
        self.preview.add_action("放弃", self.reload, "close")
        self.preview.hide()
        self.banner = Banner("danger", "没有排班", " ")
        self.banner.hide()
        self.note = Banner("amber", "节假日", " ")
        self.note.hide()
        self.view = MonthView()
        self.view.wanted.connect(lambda _day: self.swap())
        self.view.chosen.connect(lambda _day: self._allow())
        self.shares = label("", "sub", wrap=True)
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(6)
        upper.addLayout(head)
        for part in (self.preview, self.banner, self.note):
            upper.addWidget(part)
        scroll = BodyScroll((tokens.PAGE_MARGIN, 0, tokens.PAGE_MARGIN, 12), 8)
        scroll.body.addWidget(self.view, 1)
        scroll.body.addWidget(self.shares)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(scroll, 1)
        self.setFocusProxy(self.view)

    def sums(self) -> str:
        """Return how many shifts of the month have a unit."""
        return f"{written_month(self.first)}　已排 {self._month.rostered} 班" if self._month else ""

    def month(self) -> Month | None:
        """Return the month that is shown, written or proposed."""
        return self._month

    def proposed(self) -> bool:
        """Return whether what is shown is not written yet."""
        return self._proposed

    def show_month(self, day: date) -> None:
        """Show the month a day lies in."""
        self.first = day.replace(day=1)
        self.reload()

    def show_what(self, month: date | None = None) -> None:
        """Show a month, as other pages ask."""
        self.show_month(month or self.first)

    def reload(self) -> None:
        """Read the month as it is written; what was only proposed is let go."""
        self._stale = False
        first = self.first

        def work(progress: Any) -> Month:
            with self._desk.database.read() as session:
                return centre_duty.month(session, self._desk.context(), first)

        self._desk.jobs.run(self, work, lambda found: self._take(found, False), label="值班表")

    def propose(self) -> None:
        """Give the open days out and show them before anything is written."""
        first = self.first

        def work(progress: Any) -> Month:
            with self._desk.database.read() as session:
                return centre_duty.propose(session, self._desk.context(), first)

        self.banner.hide()
        self._desk.jobs.run(self, work, lambda found: self._take(found, True), self._refused, label="自动排班")

    def _take(self, found: Month, proposed: bool) -> None:
        if found.month != self.first:
            return
        if proposed and not found.fresh:
            self._desk.toast("这个月没有要排的日子：已排满，或都已过去")
            proposed = False
        self._month, self._proposed = found, proposed
        self.name.setText(written_month(self.first))
        self.view.show_month(found, self._desk.clock.today())
        self.shares.setText(_told(found))
        self.preview.setVisible(proposed)
        if proposed:
            words = f"新排 {found.fresh} 班，各类日子的班次接着以前的往下轮；看过没有问题再写入，可以一步撤销。"
            self.preview.set_message("gold", "排班预览，还没有写入", words, "calendar")
        self.note.setVisible(bool(found.notes))
        if found.notes:
            self.note.set_message("amber", "节假日", "；".join(found.notes))
        self._allow()
        self.status_changed.emit(self.sums())

    def write(self) -> None:
        """Write what was proposed, as one action."""
        found = self._month
        if found is None or not self._proposed:
            return
        self.write_button.setEnabled(False)
        future = self._desk.database.submit("排班", lambda work: centre_duty.write(work, found))
        self._desk.jobs.after(self, future, self._written, self._refused, label="排班")

    def _written(self, many: int) -> None:
        self.write_button.setEnabled(True)
        self._desk.toast(f"已排 {many} 班", undo=True)
        self.reload()

    def swap(self) -> None:
        """Open the dialog that swaps the chosen day."""
        day = self.view.current()
        if day is None or self._month is None or self._proposed or not self._writes:
            return
        shifts = next((one.shifts for one in self._month.days if one.day == day), ())
        if shifts:
            start_swap(self._desk, self, day, shifts[0])

    def _allow(self) -> None:
        day = self.view.current()
        rostered = {one.day for one in self._month.days if one.shifts} if self._month else set()
        self.swap_button.setEnabled(day in rostered and not self._proposed)
        self.print_button.setEnabled(bool(rostered) and not self._proposed)

    def _refused(self, error: UserError) -> None:
        self.write_button.setEnabled(True)
        self.banner.set_message("danger", "没有排班", str(error))
        self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._stale = True
            if self.isVisible():
                self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Read at the first look, and again when rows changed since."""
        super().showEvent(event)
        if self._stale:
            self.reload()


def _told(month: Month) -> str:
    if not month.shares:
        return "这个月还没有排班"
    told = []
    for one in month.shares:
        parts = "、".join(f"{CLASS_WORDS[kind]} {one.counts[kind]}" for kind in DayClass if one.counts.get(kind))
        told.append(f"{one.unit} {one.total}（{parts}）")
    return f"本月班次：{'　'.join(told)}"
