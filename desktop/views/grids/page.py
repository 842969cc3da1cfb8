"""The page of grids: the list, and the map beside it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.services.records import Filter
from desktop.views.desk import Desk
from desktop.views.grids.list import grid_list
from desktop.views.grids.sums import Sums


class GridsPage(QWidget):
    """List and map of the grids; Ctrl+M changes between them."""

    status_changed = Signal(str)
    help_topic = "grids"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.list = grid_list(desk, self.show_map)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self.map: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.setFocusProxy(self.list)
        self._sums = Sums(desk, self.list, self)
        self._sums.changed.connect(self._summed)

    def sums(self) -> str:
        """Return the sums of what is shown."""
        return self._sums.text() if self._stack.currentWidget() is self.list else ""

    def _summed(self, text: str) -> None:
        if self._stack.currentWidget() is self.list:
            self.status_changed.emit(text)

    def show_list(self, kind: str = "grids", filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list under these filters."""
        self._stack.setCurrentWidget(self.list)
        self.list.show_filters(filters, select)

    def back_to_list(self) -> None:
        """Show the list as it was."""
        self._stack.setCurrentWidget(self.list)
        self.list.table.setFocus()
        self.status_changed.emit(self.sums())

    def show_map(self, community: UUID | None = None, grid: UUID | None = None) -> None:
        """Show the map, of a community and with a grid picked if they are given."""
        from desktop.views.grids.map_page import MapPage

        if self.map is None:
            self.map = MapPage(self._desk, self.back_to_list)
            self.map.status_changed.connect(self.status_changed)
            self._stack.addWidget(self.map)
        assert isinstance(self.map, MapPage)
        self._stack.setCurrentWidget(self.map)
        self.status_changed.emit("")
        self.map.show_place(community, grid)

    def show_what(self, view: str = "list", community: UUID | None = None, grid: UUID | None = None) -> None:
        """Show the list or the map, as other pages ask."""
        if view == "map":
            self.show_map(community, grid)
        else:
            self.back_to_list()
