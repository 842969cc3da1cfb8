"""The tab of the pane that shows where a grid lies among its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services import boundaries
from desktop.services.boundaries import CommunityMap
from desktop.services.geometry import area_m2
from desktop.views.desk import Desk
from desktop.views.grids import drawing
from desktop.views.widgets.buttons import button
from desktop.views.widgets.map_canvas import MapCanvas
from desktop.views.widgets.text import label


class SmallMap(QWidget):
    """A small map of the community with one grid picked, and the way to the large one."""

    def __init__(
        self,
        desk: Desk,
        grid: UUID,
        community: UUID | None,
        show_map: Callable[[UUID | None, UUID | None], object],
    ) -> None:
        super().__init__()
        self._grid = grid
        self.canvas = MapCanvas(modes=(), tools=False)
        self.canvas.setMinimumHeight(200)
        self.canvas.opened.connect(lambda _one: show_map(community, grid))
        self.said = label("", "sub", wrap=True)
        large = button("打开地图", "map", "sm")
        large.clicked.connect(lambda _checked=False: show_map(community, grid))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.canvas)
        column.addWidget(self.said)
        column.addWidget(large)

        def read(progress: Any) -> tuple[CommunityMap, Any]:
            assert community is not None
            with desk.database.read() as session:
                shown = boundaries.current(session, community, desk.context())
            return shown, drawing.fills(shown)

        if community is not None:
            desk.jobs.run(self, read, self._show, label="读取边界")

    def _show(self, read: tuple[CommunityMap, Any]) -> None:
        shown, filled = read
        self.canvas.set_content(drawing.shapes(shown, filled), drawing.outlines(shown), drawing.lines(shown))
        self.canvas.select(self._grid, reveal=True)
        own = next((one for one in shown.grids if one.id == self._grid), None)
        if own is not None and own.polygon:
            self.said.setText(f"面积 {area_m2(own.polygon) / 10_000:,.2f} 公顷（按边界计算）")
        else:
            self.said.setText("还没有登记边界。可以在地图页导入 GeoJSON 边界文件。")
