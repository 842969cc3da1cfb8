"""The filters of a list: a chip for each column in force, and the small sheet in which one is set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QMenu, QVBoxLayout, QWidget

from desktop.models import Description, Field, Kind
from desktop.services import columns as column_service
from desktop.services import records
from desktop.services.pinyin import search_keys
from desktop.services.records import Filter, Query
from desktop.services.search import term
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.records.flow import Flow
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chips import FilterChip
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.text import label

CHECKED = (Kind.CHOICE, Kind.REFERENCE, Kind.FLAG, Kind.SIZE, Kind.STAFF)
"""Kinds filtered by ticking values in a list."""
RANGED = (Kind.COUNT, Kind.AMOUNT, Kind.DAY)
MOST_OPTIONS = 500
MASKED_KINDS = (Kind.ID_NUMBER,)


@dataclass(frozen=True)
class Option:
    """One value a column can be filtered by."""

    value: Any
    label: str
    number: int
    keys: str
    """What it is found by when many options are searched."""


def words(field: Field, value: Any) -> str:
    """Return how a value without a code list reads in a filter."""
    if value is None or value == "":
        return "（空）"
    if field.kind is Kind.STAFF:
        return "不完整" if value else "完整"
    if field.kind is Kind.FLAG:
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return str(value)


def summary(field: Field, those: Sequence[Filter], labels: Mapping[Any, str]) -> str:
    """Return a column's filters in a few words (300–500, 含“会师”, 综合、专属)."""
    by = {one.operator: one.value for one in those}
    unit = field.unit if field.kind in (Kind.COUNT, Kind.AMOUNT) else ""
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


def options(desk: Desk, query: Query, field: Field) -> list[Option]:
    """Read the values a column has over a query, with how many records each; runs on a worker."""
    with desk.database.read() as session:
        found = records.counts(session, query, field.name, desk.context())[:MOST_OPTIONS]
        names: dict[Any, str] = {}
        if field.kind is Kind.REFERENCE and field.refers:
            names = dict(records.titles(session, field.refers, [value for value, _ in found if value]))
        elif field.choices:
            names = dict(records.choices(session, field.choices))
    order = {code: place for place, code in enumerate(names)} if field.choices else {}
    made = [
        Option(value, names.get(value) or words(field, value), number, search_keys(names.get(value, "")))
        for value, number in found
    ]
    if order:
        made.sort(key=lambda one: order.get(one.value, len(order)))
    return made


def named(desk: Desk, kind: str, filters: Sequence[Filter]) -> dict[Any, str]:
    """Read how the values of filters are called; runs on a worker."""
    known, names = column_service.columns(kind), {}
    with desk.database.read() as session:
        for one in filters:
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
        }
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
        sheet = FilterSheet(self, self._desk, query, self._columns[name], self._filters.get(name, ()))
        sheet.chosen.connect(lambda those, texts: self._set(name, those, texts))
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

    def _set(self, name: str, those: tuple[Filter, ...], texts: Mapping[Any, str]) -> None:
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
        for name, field in sorted(self._columns.items(), key=lambda pair: not pair[1].listed):
            action = menu.addAction(field.label, lambda name=name: self.edit(name))
            action.setEnabled(name not in self._filters)
        menu.exec(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 4)))
        menu.deleteLater()


class FilterSheet(QFrame):
    """The sheet in which the filter of one column is set; Enter takes it, Esc leaves it as it was."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget, desk: Desk, query: Query, field: Field, those: Sequence[Filter]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("card", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"筛选 {field.label}")
        self._field = field
        self._by = {one.operator: one.value for one in those}
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.setSpacing(tokens.SPACE[1])
        self.body.addWidget(label(field.label, "h3"))
        self._first: QWidget
        self.mistake = label("", "cap", "danger", wrap=True)
        self.mistake.hide()
        self.setFixedWidth(280)
        if field.kind in CHECKED:
            self._build_checks(desk, query)
        elif field.kind in RANGED:
            self._build_range()
        else:
            self._build_text()
        self.body.addWidget(self.mistake)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        clear = button("清除", "", "sm")
        clear.clicked.connect(lambda: self._give(()))
        self.take_button = button("应用筛选", "", "sm primary")
        self.take_button.clicked.connect(self.take)
        foot.addStretch(1)
        foot.addWidget(clear)
        foot.addWidget(self.take_button)
        self.body.addLayout(foot)

    def open_at(self, corner: QPoint) -> None:
        """Open below a point, within the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - self.height())))
        self.move(corner)
        self.show()
        self._first.setFocus()

    def take(self) -> None:
        """Take what is set and close."""
        if self._field.kind in CHECKED:
            self._take_checks()
        elif self._field.kind in RANGED:
            self._take_range()
        else:
            self._take_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the filter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def _give(self, those: tuple[Filter, ...], texts: Mapping[Any, str] | None = None) -> None:
        self.chosen.emit(those, dict(texts or {}))
        self.close()

    def _refuse(self, sentence: str) -> None:
        self.mistake.setText(sentence)
        self.mistake.show()
        self.adjustSize()

    # Ticking values

    def _build_checks(self, desk: Desk, query: Query) -> None:
        self.search = Line("", "搜索选项，支持拼音首字母")
        self.search.set_lead("search")
        self.search.setAccessibleName(f"搜索{self._field.label}选项")
        self.search.textChanged.connect(self._search)
        self.search.hide()
        self.list = QListWidget()
        self.list.setAccessibleName(f"{self._field.label}选项")
        self.list.setUniformItemSizes(True)
        self.list.setFixedHeight(8 * theme.px(tokens.HEIGHT["checklist"]) + 4)
        self.list.itemActivated.connect(lambda _item: self.take())
        self.body.addWidget(self.search)
        self.body.addWidget(self.list)
        self._first = self.list
        self._options: list[Option] = []
        desk.jobs.run(self, lambda progress: options(desk, query, self._field), self._show_options, label="读取筛选")

    def _show_options(self, found: list[Option]) -> None:
        chosen = self._by["in"] if "in" in self._by else [self._by["is"]] if "is" in self._by else []
        if "empty" in self._by:
            chosen = [None]
        self._options = found
        self.list.clear()
        for one in found:
            item = QListWidgetItem(f"{one.label}　{one.number:,}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            on = one.value in chosen or (one.value == "" and None in chosen)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.search.setVisible(len(found) > 8)
        if found:
            self.list.setCurrentRow(0)
        self.adjustSize()

    def _search(self, text: str) -> None:
        wanted = term(text)
        for place, one in enumerate(self._options):
            self.list.item(place).setHidden(wanted not in one.keys and wanted not in term(one.label))

    def _take_checks(self) -> None:
        picked = [
            one
            for place, one in enumerate(self._options)
            if self.list.item(place).checkState() == Qt.CheckState.Checked
        ]
        row = self.list.currentRow()
        if not picked and row >= 0:
            # Enter on a value that is not ticked means this value.
            picked = [self._options[row]]
        if len(picked) == len(self._options):
            self._give(())
            return
        values = tuple(one.value for one in picked)
        self._give((Filter(self._field.name, "in", values),), {one.value: one.label for one in picked})

    # From and to

    def _build_range(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.low: Line = DateEdit(None, "从") if self._field.kind is Kind.DAY else Line("", "从")
        self.high: Line = DateEdit(None, "到") if self._field.kind is Kind.DAY else Line("", "到")
        for line, key, name in ((self.low, "from", "从"), (self.high, "to", "到")):
            line.setAccessibleName(f"{self._field.label}{name}")
            value = self._by.get(key)
            if isinstance(line, DateEdit):
                line.set_day(value)
                line.refused.connect(self._refuse)
            elif value is not None:
                line.setText(str(value))
            line.returnPressed.connect(self.take)
        row.addWidget(self.low)
        row.addWidget(label("至", "sub"))
        row.addWidget(self.high)
        self.body.addLayout(row)
        self.missing = QCheckBox("只看未填写的")
        self.missing.setChecked("empty" in self._by)
        self.body.addWidget(self.missing)
        self._first = self.low

    def _take_range(self) -> None:
        if self.missing.isChecked():
            self._give((Filter(self._field.name, "empty"),))
            return
        made = []
        for line, operator in ((self.low, "from"), (self.high, "to")):
            if isinstance(line, DateEdit):
                if not line.read():
                    return
                value: Any = line.day()
            else:
                text = line.text().strip().replace(",", "").replace("，", "")
                try:
                    value = Decimal(text) if text else None
                except InvalidOperation:
                    self._refuse(f"{self._field.label}应为数字，现在是“{line.text()}”")
                    return
                if value is not None and self._field.kind is Kind.COUNT:
                    value = int(value)
            if value is not None:
                made.append(Filter(self._field.name, operator, value))
        if len(made) == 2 and made[0].value > made[1].value:
            self._refuse("“从”大于“到”，没有记录会符合，请改正")
            return
        self._give(tuple(made))

    # Contains

    def _build_text(self) -> None:
        self.line = Line(str(self._by.get("has", "")), "包含的文字")
        self.line.setAccessibleName(f"{self._field.label}包含")
        self.line.returnPressed.connect(self.take)
        self.missing = QCheckBox("只看未填写的")
        self.missing.setChecked("empty" in self._by)
        self.body.addWidget(self.line)
        self.body.addWidget(self.missing)
        self._first = self.line

    def _take_text(self) -> None:
        if self.missing.isChecked():
            self._give((Filter(self._field.name, "empty"),))
        else:
            text = self.line.text().strip()
            self._give((Filter(self._field.name, "has", text),) if text else ())
