"""The small sheet in which the filter of one column is set: values to tick, from and to, or a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.models import Field, Kind
from desktop.services import records
from desktop.services.pinyin import search_keys
from desktop.services.records import Filter, Query
from desktop.services.search import term
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.widgets.buttons import button
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.text import label

CHECKED = (Kind.CHOICE, Kind.REFERENCE, Kind.FLAG, Kind.SIZE, Kind.STAFF)
"""Kinds filtered by ticking values in a list."""
RANGED = (Kind.COUNT, Kind.AMOUNT, Kind.DAY)
MOST_OPTIONS = 500


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
        self.build(desk, query)
        self.body.addWidget(self.mistake)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        clear = button("清除", "", "sm")
        clear.clicked.connect(lambda: self.give(()))
        self.take_button = button("应用筛选", "", "sm primary")
        self.take_button.clicked.connect(self.take)
        foot.addStretch(1)
        foot.addWidget(clear)
        foot.addWidget(self.take_button)
        self.body.addLayout(foot)

    def build(self, desk: Desk, query: Query) -> None:
        """Put into :attr:`body` what is set here."""
        if self._field.kind in CHECKED:
            self._build_checks(desk, query)
        elif self._field.kind in RANGED:
            self._build_range()
        else:
            self._build_text()

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

    def give(self, those: tuple[Filter, ...], texts: Mapping[Any, str] | None = None) -> None:
        """Take these filters and close."""
        self.chosen.emit(those, dict(texts or {}))
        self.close()

    def refuse(self, sentence: str) -> None:
        """Say why it cannot be taken."""
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
            self.give(())
            return
        values = tuple(one.value for one in picked)
        self.give((Filter(self._field.name, "in", values),), {one.value: one.label for one in picked})

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
                line.refused.connect(self.refuse)
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
            self.give((Filter(self._field.name, "empty"),))
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
                    self.refuse(f"{self._field.label}应为数字，现在是“{line.text()}”")
                    return
                if value is not None and self._field.kind is Kind.COUNT:
                    value = int(value)
            if value is not None:
                made.append(Filter(self._field.name, operator, value))
        if len(made) == 2 and made[0].value > made[1].value:
            self.refuse("“从”大于“到”，没有记录会符合，请改正")
            return
        self.give(tuple(made))

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
            self.give((Filter(self._field.name, "empty"),))
        else:
            text = self.line.text().strip()
            self.give((Filter(self._field.name, "has", text),) if text else ())
