"""The page of units and departments (单位与部门)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.records import Filter
from desktop.views.desk import Desk
from desktop.views.records.list import RecordList


class DepartmentsPage(QWidget):
    """The list of units and departments."""

    help_topic = "departments"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.list = RecordList(desk, "departments", title="单位与部门")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.setFocusProxy(self.list)

    def show_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list under these filters."""
        self.list.show_filters(filters, select)
