"""The sheet of the filter by changes: since when, and whether new, altered or deleted records are wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton

from desktop.services import changed_since as changes
from desktop.services.records import Filter, Query
from desktop.views.desk import Desk
from desktop.views.records.filtersheet import FilterSheet
from desktop.views.widgets.dates import DateEdit

WHEN = {
    changes.TODAY: "今天",
    changes.YESTERDAY: "昨天以来",
    changes.WEEK: "近 7 天",
    changes.LEFT: "我上次离开以后",
}
WHAT = {changes.ADDED: "新增", changes.ALTERED: "修改", changes.DELETED: "删除"}
DAY = "day"
NEWEST = ((changes.CHANGED, True),)
"""What changed last comes first."""


def since_words(of: changes.Value) -> str:
    """Return a filter by changes in a few words: 近 7 天 新增、修改."""
    when = of[0]
    since = f"{when.isoformat()} 起" if isinstance(when, date) else WHEN[when]
    whole = len(of) - 2 == len(WHAT)
    return since if whole else f"{since} {'、'.join(WHAT[one] for one in of[2:])}"


def ordered(query: Query) -> Query:
    """Return a query with what changed last first, unless somebody chose an order; without the filter as it was."""
    since = any(one.operator == changes.SINCE for one in query.filters)
    if since and not query.order:
        return replace(query, order=NEWEST)
    return replace(query, order=()) if query.order == NEWEST and not since else query


class SinceSheet(FilterSheet):
    """Sets since when a list shows what changed."""

    def build(self, desk: Desk, query: Query) -> None:
        """Offer the days, a day of one's own, and the three sorts of change."""
        self._account_id = desk.actor.account_id
        now: changes.Value = self._by.get(changes.SINCE) or changes.value(changes.WEEK)
        self.ways: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        for key, word in {**WHEN, DAY: "从这一天起"}.items():
            made = QRadioButton(word)
            group.addButton(made)
            self.ways[key] = made
            if key != DAY:
                self.body.addWidget(made)
        self.day = DateEdit(now[0] if isinstance(now[0], date) else None, "从这一天起")
        self.day.set_limits(None, desk.clock.today())
        self.day.refused.connect(self.refuse)
        self.day.textEdited.connect(lambda _text: self.ways[DAY].setChecked(True))
        self.day.day_changed.connect(lambda _day: self.ways[DAY].setChecked(True))
        self.day.returnPressed.connect(self.take)
        row.addWidget(self.ways[DAY])
        row.addWidget(self.day, 1)
        self.body.addLayout(row)
        checked = DAY if isinstance(now[0], date) else now[0]
        self.ways[checked].setChecked(True)
        kinds = QHBoxLayout()
        self.what: dict[str, QCheckBox] = {}
        for key, word in WHAT.items():
            self.what[key] = QCheckBox(word)
            self.what[key].setChecked(key in now[2:])
            kinds.addWidget(self.what[key])
        kinds.addStretch(1)
        self.body.addLayout(kinds)
        self._first = self.ways[checked]

    def take(self) -> None:
        """Take what is set and close."""
        what = [key for key, box in self.what.items() if box.isChecked()]
        when: str | date = next(key for key, one in self.ways.items() if one.isChecked())
        if not what:
            self.refuse("新增、修改、删除至少勾选一项")
            return
        if when == DAY:
            if not self.day.read():
                return
            day = self.day.day()
            if day is None:
                self.refuse("请填写从哪一天起")
                return
            when = day
        self.give((Filter(changes.CHANGED, changes.SINCE, changes.value(when, what, self._account_id)),))
