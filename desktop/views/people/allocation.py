"""Advice on full-time members (专职配置建议): how many each community has, should have, and the difference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from desktop.errors import UserError
from desktop.services import allocation
from desktop.services.allocation import Advice
from desktop.storage.work import Changed
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.inputs import NumberBox
from desktop.views.widgets.short_view import Texts, short_view
from desktop.views.widgets.text import label

CONCERNED = frozenset({"grids", "posts", "people", "divisions", "settings"})


class Allocation(QFrame):
    """The advice; nothing is changed by it."""

    status_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._stale = True
        self._advice: Advice | None = None
        self.total = NumberBox(0, 9999, "人")
        self.total.setAccessibleName("按多少人配置")
        self.total.setKeyboardTracking(False)
        self.total.setMinimumWidth(96)
        self._typed = False
        self.total.valueChanged.connect(lambda _value: self._retype())
        self.sheet_button = button("导出", "export", "ghost", key="export")
        self.sheet_button.clicked.connect(lambda _checked=False: self.ask_export())
        self.print_button = button("打印", "print", "ghost", key="boards")
        self.print_button.clicked.connect(
            lambda _checked=False: desk.go("preview", paper="allocation", total=str(self.total.value()))
        )
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label("专职网格员配置建议", "h1"))
        head.addStretch(1)
        for part in (label("按", "sub"), self.total, label("配置", "sub"), self.sheet_button, self.print_button):
            head.addWidget(part)
        self.told = label("", "sub", wrap=True)
        self.banner = Banner("danger", "没有导出", " ")
        self.banner.hide()
        self.model = Texts(self, allocation.HEADS, range(1, 8))
        self.table = short_view(self.model, "专职网格员配置建议", (180, 84, 96, 84, 96, 96, 96, 84), 0)
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(6)
        upper.addLayout(head)
        upper.addWidget(self.told)
        upper.addWidget(self.banner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self._pause = settled(self, self.reload)
        desk.changes.happened.connect(self._changed)

    def sums(self) -> str:
        """Return how many there are and are to be given out."""
        one = self._advice
        return f"专职 {one.now} 人  按 {one.total} 人配置" if one else ""

    def advice(self) -> Advice | None:
        """Return the advice that is shown."""
        return self._advice

    def reload(self) -> None:
        """Compute the advice."""
        self._stale = False
        wanted = self.total.value() if self._typed else None

        def work(progress: Any) -> Advice:
            with self._desk.database.read() as session:
                return allocation.read(session, self._desk.context(), wanted)

        self._desk.jobs.run(self, work, self._take, label="配置建议")

    def _take(self, advice: Advice) -> None:
        self._advice = advice
        self.total.blockSignals(True)
        self.total.setValue(advice.total)
        self.total.blockSignals(False)
        self.model.set_rows(allocation.lines(advice))
        weights = f"人口占 {advice.people_weight}、小区数占 {advice.estates_weight}，比重可以在设置里改。"
        self.told.setText("　".join([f"只是建议，不改动任何岗位。{weights}", *advice.notes]))
        self.status_changed.emit(self.sums())

    def _retype(self) -> None:
        self._typed = True
        self._pause.start()

    def ask_export(self) -> None:
        """Ask for a file and write the advice there."""
        found, _ = QFileDialog.getSaveFileName(
            self, "导出配置建议", str(Path.home() / "专职网格员配置建议.xlsx"), "Excel 工作簿 (*.xlsx)"
        )
        if found:
            self.export(Path(found).with_suffix(".xlsx"))

    def export(self, target: Path) -> None:
        """Write the advice as a workbook."""
        from desktop.exchange.table_file import write

        advice = self._advice
        if advice is None:
            return
        self.banner.hide()
        notes = (self.told.text(),)
        self._desk.jobs.run(
            self,
            lambda progress: write("专职网格员配置建议", allocation.HEADS, allocation.lines(advice), target, notes),
            lambda _none: self._desk.toast(f"已导出 {target.name}"),
            self._say_trouble,
            label="导出配置建议",
        )

    def _say_trouble(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有导出", str(error))
        self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._stale = True
            if self.isVisible():
                self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Compute at the first look, and again when rows changed since."""
        super().showEvent(event)
        if self._stale:
            self.reload()
