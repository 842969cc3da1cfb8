"""What somebody of the team did this year: hours of service and of training, and the latest services."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.services.records import Filter, Opened, Query, count, first_rows, rows
from desktop.views.desk import Desk
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import Elided, label

MOST = 12
HOURS = (("service_hours", "小时服务"), ("training_hours", "学时"))


def this_year(desk: Desk, opened: Opened) -> QWidget | None:
    """Return hours of service and of training this year; nothing for somebody without any."""
    with desk.database.read() as session:
        found = rows(session, "people", [opened.id], [name for name, _ in HOURS], desk.context())
    values = found[0].values if found else {}
    told = [(values.get(name), words) for name, words in HOURS]
    if not any(value for value, _ in told):
        return None
    block = QWidget()
    row = QHBoxLayout(block)
    row.setContentsMargins(0, 0, 0, 4)
    row.setSpacing(5)
    row.addWidget(label("今年", "sub"))
    for value, words in told:
        row.addWidget(label(f"{Decimal(value or 0).normalize():f}", "num"))
        row.addWidget(label(words, "sub"))
        row.addSpacing(10)
    row.addStretch(1)
    block.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return block


def services_tab(desk: Desk, opened: Opened) -> QWidget:
    """Return the latest services of a person, and the way to all of them and to a new one."""
    filters = (Filter("person_id", "is", opened.id),)
    query = Query("services", filters=filters)
    context = desk.context()
    with desk.database.read() as session:
        many = count(session, query, context)
        latest = first_rows(session, query, ["day", "content", "hours"], context, MOST)
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    if not many:
        column.addWidget(label("还没有服务记录", "sub"))
    for one in latest:
        line = QHBoxLayout()
        line.addWidget(label(one.texts["day"], "sub"))
        line.addWidget(Elided(one.texts["content"], "body"), 1)
        line.addWidget(label(f"{one.texts['hours']} 小时", "sub"))
        column.addLayout(line)
    foot = QHBoxLayout()
    if many:
        every = button(f"全部 {many:,} 件", "", "link")
        every.clicked.connect(lambda _checked=False: desk.open_list("services", filters))
        foot.addWidget(every)
    new = button("登记服务", "plus", "link")
    new.clicked.connect(lambda _checked=False: desk.open("services", None, start={"person_id": opened.id}))
    foot.addWidget(new)
    foot.addStretch(1)
    column.addLayout(foot)
    return block
