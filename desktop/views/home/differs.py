"""The card of figures that were stated elsewhere and come out otherwise from the records (申报值与台账不符)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services import figures
from desktop.services.counting import Reading
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.text import label

MOST = 2
"""More figures than this are counted in the remark and seen among the settings."""


class Differs(Card):
    """The stated value beside the computed one with its fraction; :attr:`opened` carries the key of a figure."""

    opened = Signal(str)
    settings_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("申报值与台账不符", kind="amber")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self.body.addLayout(self._rows)

    def show_readings(self, readings: Sequence[Reading]) -> None:
        """Show these figures; the card goes when there are none."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.setVisible(bool(readings))
        if not readings:
            return
        assert self.title is not None
        self.title.set_remark(_distance(readings[0]) if len(readings) == 1 else f"{len(readings)} 项")
        for one in readings[:MOST]:
            self._rows.addWidget(self._row(one))

    def _row(self, one: Reading) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        values = QHBoxLayout()
        values.setSpacing(14)
        stated, computed = f"{one.stated:,}", "—" if one.value is None else f"{one.value:,}"
        values.addWidget(_value("对外公布", stated, one.unit))
        values.addWidget(label("≠", "h2", "amber"))
        values.addWidget(_value("台账重算", computed, one.unit))
        base = f"{one.numerator:,} / {one.denominator:,}" if one.denominator is not None else f"{one.numerator:,}"
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(label(base, "h3"))
        words.addWidget(label(one.label, "cap", "t2", wrap=True))
        words.addStretch(1)
        values.addLayout(words, 1)
        column.addLayout(values)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        # A sum says nothing of how many records it was added up from.
        many = "记录" if figures.figures()[one.key].summed else f" {one.denominator or one.numerator:,} 条"
        rows = button(f"查看{many}", "", "sm", hint=f"打开“{one.label}”的记录")
        rows.clicked.connect(lambda _checked=False, key=one.key: self.opened.emit(key))
        change = button("改公布的数字", "", "sm", hint="在设置的“数字核对”中修改对外公布的数字")
        change.clicked.connect(lambda _checked=False: self.settings_wanted.emit())
        acts.addWidget(rows)
        acts.addWidget(change)
        acts.addStretch(1)
        column.addLayout(acts)
        return holder


def _value(word: str, value: str, unit: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(word, "cap", "t2"))
    row = QHBoxLayout()
    row.setSpacing(3)
    row.addWidget(label(value, "num"))
    row.addWidget(label(unit, "sub"))
    row.addStretch(1)
    column.addLayout(row)
    holder.setAccessibleName(f"{word} {value} {unit}")
    return holder


def _distance(one: Reading) -> str:
    if one.stated is None or one.value is None:
        return ""
    away = abs(Decimal(one.value) - one.stated)
    return f"相差 {away:,} 个百分点" if one.denominator is not None else f"相差 {away:,} {one.unit}"
