"""What the pane of a member begins with: this year's hours and points, and the papers of this person."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services import checkin_points, checkin_summary
from desktop.services.checkin import said
from desktop.services.checkin_columns import due_year
from desktop.services.records import Opened
from desktop.views.desk import Desk
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import label


def member_block(desk: Desk, opened: Opened, points: Callable[[], object]) -> QWidget:
    """Return the block for a member; ``points`` opens the points behind the sum."""
    context = desk.context()
    within = checkin_summary.period("", context.today)
    with desk.database.read() as session:
        found = checkin_points.points(session, context, opened.id, within)
        lines = checkin_summary.members(session, context, within, only=[opened.id])
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 6)
    column.setSpacing(6)
    told = QHBoxLayout()
    told.setSpacing(4)
    told.addWidget(label("今年", "sub"))
    hours = said(lines[0].hours) if lines else "0"
    for value, words in ((hours, "小时"), (said(checkin_points.total(found)), "分")):
        told.addSpacing(4)
        told.addWidget(label(value, "num"))
        told.addWidget(label(words, "sub"))
    told.addStretch(1)
    column.addLayout(told)
    grid = QGridLayout()
    grid.setSpacing(6)
    ids, year = (opened.id,), context.today.year
    doings: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("积分明细", "chart", points),
        ("登记表", "print", lambda: desk.go("preview", paper="checkin-form", members=ids)),
        ("服务卡", "print", lambda: desk.go("preview", paper="service-card", members=ids, year=year)),
        (
            "评价表",
            "print",
            lambda: desk.go("preview", paper="evaluation", members=ids, year=due_year(context.today)),
        ),
    )
    for at, (text, icon, act) in enumerate(doings):
        made = button(text, icon, "sm")
        made.clicked.connect(lambda _checked=False, act=act: act())
        grid.addWidget(made, at // 2, at % 2)
    grid.setColumnStretch(2, 1)
    column.addLayout(grid)
    # The body of the pane would take its room from what has no size before it is seen.
    for part in block.findChildren(QWidget):
        part.ensurePolished()
    block.setFixedHeight(column.sizeHint().height())
    return block
