"""What a boundary file would bring: usable shapes, refused ones with the reason, notices; then one action."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.exchange.map_files import BoundaryPlan, area_words, read_geojson
from desktop.services import boundaries
from desktop.services.geometry import area_m2
from desktop.views import theme
from desktop.views.desk import Desk
from desktop.views.jobs import Job
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.card import panel
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.map_canvas import FindingKind, MapCanvas, MapFinding, MapOutline, MapShape
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import ProgressStrip

FOUND = Qt.ItemDataRole.UserRole


def outlines_of(plan: BoundaryPlan) -> set[int]:
    """Return the numbers of the shapes that are outlines of others: a community over its own grids."""
    codes = [one.matched_code for one in plan.accepted if one.matched_code]
    return {
        one.number
        for one in plan.accepted
        if one.matched_code and any(code != one.matched_code and code.startswith(one.matched_code) for code in codes)
    }


class ImportPage(QWidget):
    """The plan of a boundary file. Nothing is written before 导入."""

    help_topic = "map"

    def __init__(self, desk: Desk, file: Path) -> None:
        super().__init__()
        self._desk, self._file = desk, file
        self._plan: BoundaryPlan | None = None
        self._job: Job | None = None
        self.canvas = MapCanvas(modes=())
        self.canvas.picked.connect(self._picked)
        self.list = QListWidget()
        self.list.setAccessibleName("文件里的图形")
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.itemChanged.connect(lambda _item: self._count())
        self.list.currentItemChanged.connect(self._shown)
        self.banner = Banner("danger", "没有导入", " ")
        self.banner.hide()
        self.progress = ProgressStrip(f"正在核对 {file.name}")
        self.progress.cancelled.connect(self._cancel)
        self.day = DateEdit()
        self.day.set_day(desk.clock.today())
        self.source = Line(file.stem[:100])
        self.source.setMaxLength(100)
        self.go = button("导入边界", "import", "primary")
        self.go.setEnabled(False)
        self.go.clicked.connect(lambda _checked=False: self.take())
        self._title = label("导入边界", "h1")
        self._counts = label("", "sub")
        self._build()
        self._read()

    def plan(self) -> BoundaryPlan | None:
        """Return what the file would bring, once it is read."""
        return self._plan

    def chosen(self) -> list[boundaries.Drawn]:
        """Return the ticked shapes."""
        found = []
        for at in range(self.list.count()):
            item = self.list.item(at)
            one = item.data(FOUND)
            if one is not None and item.checkState() == Qt.CheckState.Checked:
                found.append(boundaries.Drawn(one.matched_code, one.polygon))
        return found

    def take(self) -> None:
        """Write the ticked shapes as one action."""
        day, drawn, source = self.day.day(), self.chosen(), self.source.text().strip()
        if day is None or not drawn:
            return
        self.go.setEnabled(False)
        future = self._desk.database.submit(
            "导入边界", lambda work: boundaries.import_boundaries(work, drawn, day, source)
        )
        self._desk.jobs.after(self, future, self._taken, self._refused, label="导入边界")

    def _taken(self, done: boundaries.Imported) -> None:
        same = f"，{done.unchanged} 个没有变化" if done.unchanged else ""
        outlines = f"、{done.outlines} 个社区外围" if done.outlines else ""
        self._desk.toast(f"已导入 {done.grids} 个网格{outlines}的边界{same}", undo=True)
        self._desk.back()

    def _refused(self, error: UserError) -> None:
        self.progress.hide()
        self.go.setEnabled(self._plan is not None)
        self.banner.set_message("danger", "没有导入", str(error))
        self.banner.show()

    def _read(self) -> None:
        def work(progress: Any) -> BoundaryPlan:
            with self._desk.database.read() as session:
                known = boundaries.known(session, self._desk.context())
            return read_geojson(self._file, known, progress)

        self._job = self._desk.jobs.run(self, work, self._show, self._refused, label="核对边界")
        self._job.moved.connect(lambda done, total: self.progress.set_progress(done, total))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show(self, plan: BoundaryPlan) -> None:
        self._plan = plan
        self.progress.hide()
        fills = len(theme.map_fills())
        outlines = outlines_of(plan)
        shapes = [
            MapShape(
                one.number,
                (one.matched_code or one.code)[-4:],
                one.matched_name or one.name or one.label,
                area_words(area_m2(one.polygon)),
                one.polygon,
                at % fills,
            )
            for at, one in enumerate(plan.accepted)
            if one.number not in outlines
        ]
        around = [MapOutline(one.matched_name, one.polygon) for one in plan.accepted if one.number in outlines]
        findings = [
            MapFinding(at, FindingKind.OVERLAP, one.polygon, one.spot, f"重叠  {'与'.join(one.names)}")
            for at, one in enumerate(plan.overlaps, start=1)
        ]
        self.canvas.set_content(shapes, around, findings=findings)
        self.list.blockSignals(True)
        for notice in plan.notices:
            item = QListWidgetItem(theme.icon("warning", "amber", 16), notice)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setForeground(theme.token("amber"))
            self.list.addItem(item)
        for one in plan.accepted:
            if one.matched_code:
                item = QListWidgetItem(f"{one.matched_name}  {one.matched_code}")
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
                item.setData(FOUND, one)
            else:
                item = QListWidgetItem(f"{one.label}  没有对应的网格或社区，不导入")
                item.setForeground(theme.token("amber"))
            self.list.addItem(item)
        for one in plan.refused:
            item = QListWidgetItem(f"{one.label}  {one.reason}")
            item.setForeground(theme.token("danger"))
            item.setToolTip(one.reason)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._count()

    def _count(self) -> None:
        plan = self._plan
        if plan is None:
            return
        number = len(self.chosen())
        unmatched = sum(not one.matched_code for one in plan.accepted)
        self._counts.setText(f"可导入 {number} 个  对不上 {unmatched} 个  拒收 {len(plan.refused)} 个")
        self.go.setText(f"导入 {number} 条边界")
        self.go.setEnabled(number > 0)

    def _picked(self, number: int) -> None:
        for at in range(self.list.count()):
            one = self.list.item(at).data(FOUND)
            if one is not None and one.number == number:
                self.list.setCurrentRow(at)

    def _shown(self, item: QListWidgetItem | None) -> None:
        one = item.data(FOUND) if item is not None else None
        if one is not None:
            self.canvas.select(one.number, reveal=True)

    def _build(self) -> None:
        head = panel("bar", vertical=False, margins=(12, 7, 16, 7))
        row = head.layout()
        assert isinstance(row, QHBoxLayout)
        back = icon_button("chevron-left", "返回")
        back.clicked.connect(lambda _checked=False: self._desk.back())
        for part in (back, self._title, label(self._file.name, "sub"), self._counts):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.go)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 10, 14, 10)
        column.setSpacing(8)
        column.addWidget(self.progress)
        column.addWidget(self.banner)
        column.addWidget(self.list, 1)
        when = QHBoxLayout()
        when.setSpacing(12)
        when.addWidget(Field("生效日期", self.day, "原边界到前一天为止"), 1)
        when.addWidget(Field("来源", self.source, "如 自然资源局 2026 年图"), 1)
        column.addLayout(when)
        side.setMinimumWidth(theme.px(340))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.canvas)
        split.addWidget(side)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(split, 1)
