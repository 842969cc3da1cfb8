"""The map of a community's grids: look, pick, check coverage, bring boundaries in and out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.services import boundaries, divisions, saving
from desktop.services.boundaries import CommunityMap
from desktop.services.geometry_overlay import Coverage
from desktop.services.records import titles
from desktop.storage.work import Changed
from desktop.views import shortcuts
from desktop.views.desk import Desk
from desktop.views.grids import drawing
from desktop.views.grids.map_list import MapList
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.card import panel
from desktop.views.widgets.map_canvas import MapCanvas, MapFinding
from desktop.views.widgets.tag import Tag
from desktop.views.widgets.text import Elided, label
from desktop.views.widgets.waiting import EmptyState

SHOWN_KINDS = frozenset({"grids", "boundaries", "posts", "settings", "divisions", "map_features"})


@dataclass(frozen=True)
class Read:
    """What is read for one community, on a worker."""

    shown: CommunityMap
    fills: Any
    found: Coverage | None


class MapPage(QWidget):
    """Canvas and list of one community."""

    status_changed = Signal(str)
    help_topic = "map"

    def __init__(self, desk: Desk, to_list: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        self._community: UUID | None = None
        self._wanted: UUID | None = None
        self._stale = False
        self._read: Read | None = None
        self._findings: Sequence[tuple[MapFinding, str]] = ()
        self._at = -1
        self.canvas = MapCanvas()
        self.canvas.picked.connect(self._picked)
        self.canvas.opened.connect(lambda one: desk.open("grids", one))
        self.canvas.finding_picked.connect(self._say_finding)
        self.canvas.pointed.connect(self._pointed)
        self.list = MapList(desk)
        self.list.picked.connect(lambda one: self.canvas.select(one, reveal=True))
        self.list.opened.connect(lambda one: desk.open("grids", one))
        self.empty = EmptyState("还没有边界", "导入 GeoJSON 边界文件后，这里显示各网格的位置")
        self.empty.add_action("导入边界", self._import, "import", "primary")
        self._build(to_list)
        desk.changes.happened.connect(self._changed)

    def show_place(self, community: UUID | None, grid: UUID | None) -> None:
        """Show a community, with a grid picked; without either, what was shown before or the first."""
        self._wanted = grid
        if community is None and grid is not None:
            community = self._community_of(grid)
        if community is None:
            community = self._community or next((one for one, _ in self._communities()), None)
        self._community = community
        self.refresh()
        self.canvas.setFocus()

    def refresh(self) -> None:
        """Read the community again."""
        community = self._community
        if community is None:
            self._name.set_text("还没有网格")
            self.empty.show()
            self.canvas.hide()
            return

        def work(progress: Any) -> Read:
            context = self._desk.context()
            with self._desk.database.read() as session:
                shown = boundaries.current(session, community, context)
            return Read(shown, drawing.fills(shown), boundaries.check(shown, context))

        self._desk.jobs.run(self, work, self._show, label="读取地图")

    def shown(self) -> CommunityMap | None:
        """Return what is on the map."""
        return self._read.shown if self._read else None

    def choose_community(self, community: UUID) -> None:
        """Show another community."""
        self.show_place(community, None)

    # -- showing

    def _show(self, read: Read) -> None:
        again = self._read is not None and self._read.shown.id == read.shown.id
        self._read = read
        shown = read.shown
        self._crumb.setText("网格 / 地图" + (f" / {shown.street}" if shown.street else ""))
        self._name.set_text(shown.name)
        self._tag.setText(f"{len(shown.grids)} 个网格")
        self._findings = drawing.findings(read.found)
        self._at = -1
        drawn = any(grid.polygon for grid in shown.grids) or bool(shown.outline)
        self.canvas.setVisible(drawn)
        self.empty.setVisible(not drawn)
        self.canvas.set_content(
            drawing.shapes(shown, read.fills),
            drawing.outlines(shown),
            drawing.lines(shown),
            [one for one, _ in self._findings],
            keep_view=again,
        )
        self.list.show_grids(shown, read.fills)
        if self._wanted is not None:
            self.canvas.select(self._wanted, reveal=True)
            self.list.select(self._wanted)
            self._wanted = None
        self._show_check()

    def _show_check(self) -> None:
        read = self._read
        if read is None:
            return
        missing = [grid.name for grid in read.shown.grids if not grid.polygon]
        lack = f"  {len(missing)} 个网格没有边界" if missing else ""
        if read.found is None:
            self.banner.hide()
            return
        gaps, over, out = len(read.found.gaps), len(read.found.overlaps), len(read.found.outside)
        if read.found.complete:
            family = "amber" if missing else "green"
            self.banner.set_message(family, f"边界检查  无缝隙、无重叠{lack}", icon="warning" if missing else "check")
        else:
            counts = f"缝隙 {gaps} 处  重叠 {over} 处" + (f"  越界 {out} 处" if out else "")
            self.banner.set_message("danger", f"边界检查  {counts}{lack}")
        self._locate.setVisible(bool(self._findings))
        self.banner.show()

    def _next_finding(self) -> None:
        if self._findings:
            self._at = (self._at + 1) % len(self._findings)
            one, text = self._findings[self._at]
            self.canvas.show_shape(one.polygon)
            self.banner.set_message("danger", f"{one.number}/{len(self._findings)}  {text}")

    def _say_finding(self, number: int) -> None:
        self._at = number - 2
        self._next_finding()

    def _picked(self, grid: UUID) -> None:
        self.list.select(grid)

    def _pointed(self, longitude: float, latitude: float) -> None:
        self.status_changed.emit(f"坐标 CGCS2000  {longitude:.4f} E  {latitude:.4f} N")

    def _changed(self, changed: Changed) -> None:
        if SHOWN_KINDS & changed.records.keys():
            if self.isVisible():
                self.refresh()
            else:
                self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Read again what changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    # -- in and out

    def _import(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, "导入边界", "", "GeoJSON 边界文件 (*.geojson *.json)")
        if found:
            self.import_file(Path(found))

    def import_file(self, file: Path) -> None:
        """Show what a file would bring."""
        from desktop.views.grids.import_page import ImportPage

        self._desk.push(ImportPage(self._desk, file))

    def _export(self) -> None:
        if self._read is None:
            return
        name = f"{self._read.shown.name}网格边界.geojson"
        found, _ = QFileDialog.getSaveFileName(self, "导出边界", name, "GeoJSON 边界文件 (*.geojson)")
        if found:
            self.export_to(Path(found))

    def _print(self) -> None:
        """Show the signboard of the community before it is printed."""
        self._desk.go("preview", paper="signboard", community_id=self._community)

    def export_to(self, file: Path) -> None:
        """Write the boundaries of the community."""
        read = self._read
        if read is None:
            return

        def work(progress: Any) -> int:
            from desktop.exchange.map_files import ExportedBoundary, write_geojson

            return write_geojson(file, [ExportedBoundary(*one) for one in boundaries.exported(read.shown)])

        self._desk.jobs.run(
            self,
            work,
            lambda number: self._desk.toast(f"已导出 {number} 条边界到 {file.name}"),
            self._failed,
            label="导出边界",
        )

    def _failed(self, error: UserError) -> None:
        self.banner.set_message("danger", str(error))
        self.banner.show()

    # -- choosing

    def _communities(self) -> list[tuple[UUID, str]]:
        with self._desk.database.read() as session:
            found = [one.id for one in divisions.communities(session, self._desk.context())]
            names = titles(session, "divisions", found)
        return [(one, names[one]) for one in found]

    def _community_of(self, grid: UUID) -> UUID | None:
        from desktop.services.records import open_record

        with self._desk.database.read() as session:
            found = open_record(session, "grids", grid, self._desk.context()).values.get("community_id")
        return found if isinstance(found, UUID) else None

    def make_menu(self) -> QMenu:
        """Return the menu of the communities."""
        menu = QMenu(self)
        for one, name in self._communities():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(one == self._community)
            action.triggered.connect(lambda _checked=False, one=one: self.choose_community(one))
        return menu

    def _choose(self) -> None:
        menu = self.make_menu()
        menu.exec(self._chooser.mapToGlobal(QPoint(0, self._chooser.height() + 2)))
        menu.deleteLater()

    # -- building

    def _build(self, to_list: Callable[[], object]) -> None:
        head = panel("bar", vertical=False, margins=(20, 5, 16, 5))
        row = head.layout()
        assert isinstance(row, QHBoxLayout)
        self._crumb = label("网格 / 地图", "cap")
        self._name = Elided("", "h1")
        self._tag = Tag("", "grey")
        self._chooser = icon_button("chevron-down", "换一个社区", "icon sm")
        self._chooser.clicked.connect(lambda _checked=False: self._choose())
        named = QHBoxLayout()
        named.setSpacing(8)
        named.addWidget(self._name, 0)
        self._name.setSizePolicy(self._tag.sizePolicy())
        named.addWidget(self._tag)
        named.addWidget(self._chooser)
        named.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._crumb)
        names.addLayout(named)
        row.addLayout(names, 1)
        back = button("列表", "clipboard", "ghost", key="to_list")
        back.clicked.connect(lambda _checked=False: to_list())
        take = button("导入边界", "import", "ghost")
        take.clicked.connect(lambda _checked=False: self._import())
        take.setVisible(saving.allowed("boundaries", self._desk.actor))
        give = button("导出", "export", "ghost")
        give.clicked.connect(lambda _checked=False: self._export())
        paper = button("打印示意图", "print")
        paper.clicked.connect(lambda _checked=False: self._print())
        for part in (back, take, give, paper):
            row.addWidget(part)
        self.banner = Banner("green", "")
        self._locate = self.banner.add_action("定位", self._next_finding, "location")
        self.banner.add_action("重新检查", self.refresh, "refresh")
        self.banner.hide()
        around = QHBoxLayout()
        around.setContentsMargins(12, 8, 12, 8)
        around.addWidget(self.banner)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.canvas, 1)
        left.addWidget(self.empty, 1)
        left.addLayout(around)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(middle, 1)
        self.empty.hide()
        shortcuts.bind("map.leave", self, to_list, inside=True)
