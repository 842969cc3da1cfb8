"""The filters of a list: a chip for each column in force, and 添加筛选."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import Description, Field, Kind
from desktop.services import columns as column_service
from desktop.services import records
from desktop.services.changed_since import CHANGED, FIELD, SINCE
from desktop.services.records import Filter, Query
from desktop.views.desk import Desk
from desktop.views.records.filtersheet import FilterSheet, words
from desktop.views.records.flow import Flow
from desktop.views.records.sincesheet import SinceSheet, since_words
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chips import FilterChip

MASKED_KINDS = (Kind.ID_NUMBER,)


def summary(field: Field, those: Sequence[Filter], labels: Mapping[Any, str]) -> str:
    """Return a column's filters in a few words (300–500, 含“会师”, 综合、专属)."""
    by = {one.operator: one.value for one in those}
    unit = field.unit if field.kind in (Kind.COUNT, Kind.AMOUNT) else ""
    if SINCE in by:
        return since_words(by[SINCE])
    if "from" in by and by["from"] == by.get("to"):
        return f"{words(field, by['from'])}{unit}"
    if "from" in by and "to" in by:
        return f"{words(field, by['from'])} 至 {words(field, by['to'])}{unit}"
    if "from" in by:
        return f"{words(field, by['from'])}{unit} 起"
    if "to" in by:
        return f"{words(field, by['to'])}{unit} 止"
    if "has" in by:
        return f"含“{by['has']}”"
    if "empty" in by:
        return "未填写"
    if "filled" in by:
        return "已填写"
    values = by["in"] if "in" in by else (by.get("is"),)
    return "、".join(labels.get(value) or words(field, value) for value in values)


def named(desk: Desk, kind: str, filters: Sequence[Filter]) -> dict[Any, str]:
    """Read how the values of filters are called; runs on a worker."""
    known, names = column_service.columns(kind), {}
    with desk.database.read() as session:
        for one in filters:
            if one.column not in known:
                continue
            field = known[one.column]
            if field.choices:
                names.update(records.choices(session, field.choices))
            elif field.refers:
                values = one.value if one.operator == "in" else (one.value,)
                names.update(records.titles(session, field.refers, [v for v in values if isinstance(v, UUID)]))
    return names


class FilterBar(QWidget):
    """The chips of the filters in force, and 添加筛选."""

    changed = Signal()

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self._columns = {
            name: one for name, one in column_service.columns(kind).items() if one.kind not in MASKED_KINDS
        } | {CHANGED: FIELD}
        self._filters: dict[str, tuple[Filter, ...]] = {}
        self._labels: dict[Any, str] = {}
        self._chips: dict[str, FilterChip] = {}
        self._base = Query(kind)
        self._sheet: FilterSheet | None = None
        self._flow = Flow(self)
        self.add_button = button("添加筛选", "filter", "chip", hint="按任一列筛选", key="filter")
        self.add_button.clicked.connect(self._choose_column)
        self._flow.addWidget(self.add_button)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def filters(self) -> tuple[Filter, ...]:
        """Return the filters in force, in the order they were set."""
        return tuple(one for those in self._filters.values() for one in those)

    def fixed(self, described: Description) -> dict[str, Any]:
        """Return the values the filters leave no choice of: what a new record begins with."""
        stored = {one.name for one in described.fields if one.kind in (Kind.CHOICE, Kind.REFERENCE)}
        found: dict[str, Any] = {}
        for one in self.filters():
            values = one.value if one.operator == "in" else (one.value,) if one.operator == "is" else ()
            if one.column in stored and len(values) == 1 and values[0] is not None:
                found[one.column] = values[0]
        return found

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """Show other filters; nobody is told."""
        grouped: dict[str, tuple[Filter, ...]] = {}
        for one in filters:
            grouped[one.column] = (*grouped.get(one.column, ()), one)
        self._filters = grouped
        self._show_chips()
        if any(self._columns[name].refers or self._columns[name].choices for name in grouped):
            self._desk.jobs.run(
                self, lambda progress: named(self._desk, self._kind, filters), self._name_values, label="读取筛选"
            )

    def set_base(self, query: Query) -> None:
        """Count options over this query, less the filter being set."""
        self._base = query

    def edit(self, name: str) -> FilterSheet:
        """Open the sheet of a column."""
        anchor: QWidget = self._chips.get(name, self.add_button)
        others = tuple(one for column, those in self._filters.items() if column != name for one in those)
        query = replace(self._base, filters=others, order=())
        kind_of_sheet = SinceSheet if name == CHANGED else FilterSheet
        sheet = kind_of_sheet(self, self._desk, query, self._columns[name], self._filters.get(name, ()))
        sheet.chosen.connect(lambda those, texts: self.put(name, those, texts))
        self._sheet = sheet
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        sheet.open_at(corner)
        return sheet

    def remove(self, name: str) -> None:
        """Take the filter of a column away."""
        if self._filters.pop(name, None) is not None:
            self._show_chips()
            self.add_button.setFocus()
            self.changed.emit()

    def chips(self) -> list[FilterChip]:
        """Return the chips shown."""
        return list(self._chips.values())

    def put(self, name: str, those: tuple[Filter, ...], texts: Mapping[Any, str]) -> None:
        """Set the filters of a column, whose values are called ``texts``; none takes them away."""
        self._labels.update(texts)
        if those:
            self._filters[name] = those
        else:
            self._filters.pop(name, None)
        self._show_chips()
        self.changed.emit()

    def _name_values(self, labels: Mapping[Any, str]) -> None:
        self._labels.update(labels)
        self._show_chips()

    def _show_chips(self) -> None:
        for name in [name for name in self._chips if name not in self._filters]:
            chip = self._chips.pop(name)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for place, (name, those) in enumerate(self._filters.items()):
            field = self._columns[name]
            text = summary(field, those, self._labels)
            if name in self._chips:
                self._chips[name].set_filter(field.label, text)
                continue
            chip = FilterChip(field.label, text)
            chip.clicked.connect(lambda _checked=False, name=name: self.edit(name))
            chip.removed.connect(lambda name=name: self.remove(name))
            self._chips[name] = chip
            self._flow.insert(place, chip)
            chip.show()
        self._flow.invalidate()
        self.updateGeometry()

    def _choose_column(self) -> None:
        menu = QMenu(self)
        action = menu.addAction("自某天以来的改动…", lambda: self.edit(CHANGED))
        action.setEnabled(CHANGED not in self._filters)
        menu.addSeparator()
        for name, field in sorted(self._columns.items(), key=lambda pair: not pair[1].listed):
            if name == CHANGED:
                continue
            action = menu.addAction(field.label, lambda name=name: self.edit(name))
            action.setEnabled(name not in self._filters)
        menu.exec(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 4)))
        menu.deleteLater()
