"""The points of one member (积分明细): each with the day, the reason and the row it comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTableView, QVBoxLayout

from desktop.errors import UserError
from desktop.services import checkin_points, checkin_summary, records
from desktop.services.checkin import said
from desktop.services.checkin_points import Point, Rule
from desktop.storage.work import Changed
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.inputs import Choice
from desktop.views.widgets.short_view import Texts, short_view
from desktop.views.widgets.text import label

HEADS = ("日期", "来源", "积分", "累计")
CONCERNED = frozenset({"members", "services", "wishes", "settings"})


class PointTable(QTableView):
    """Enter opens the row behind a point."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the row at Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class PointsPage(QFrame):
    """Every point of a member over a period, the rule they follow, and the grade they speak for."""

    help_topic = "checkin"

    def __init__(self, desk: Desk, member_id: UUID, period: str = "") -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk, self.member_id = desk, member_id
        with desk.database.read() as session:
            name = records.title(session, "members", member_id)
        self.title = f"{name}　积分明细"
        self.points: list[Point] = []
        self._build(period or str(desk.clock.today().year))
        self._pause = settled(self, self.reload)
        desk.changes.happened.connect(self._changed)
        self.reload()

    def _build(self, period: str) -> None:
        today = self._desk.clock.today()
        spans = [(checkin_summary.period(one, today).label, one) for one in checkin_summary.periods(today)]
        self.period = Choice(spans, "时间")
        self.period.set_value(period)
        self.period.currentIndexChanged.connect(lambda _at: self.reload())
        card = button("打印服务卡", "print", "ghost", key="boards")
        card.clicked.connect(lambda _checked=False: self.print())
        rule = button("积分规则", "sliders", "ghost", hint="在设置的“党员报到积分”里修改")
        rule.clicked.connect(lambda _checked=False: self._desk.go("settings"))
        back = button("返回", "", "ghost", key="leave")
        back.clicked.connect(lambda _checked=False: self._desk.back())
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label(self.title, "h1"))
        head.addWidget(self.period)
        head.addStretch(1)
        for part in (card, rule, back):
            head.addWidget(part)
        self.sum = label("", "h3")
        self.told = label("", "sub", wrap=True)
        self.banner = Banner("danger", "没有读出积分", " ")
        self.banner.hide()
        self.model = Texts(self, HEADS, (2, 3))
        self.table = PointTable()
        short_view(self.model, "积分明细", (120, 0, 90, 90), 1, self.table)
        self.table.activated.connect(lambda index: self.open_row(index.row()))
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(4)
        upper.addLayout(head)
        upper.addWidget(self.sum)
        upper.addWidget(self.told)
        upper.addWidget(self.banner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def reload(self) -> None:
        """Read the points of the period."""
        desk, text = self._desk, str(self.period.value())

        def read(progress: Any) -> tuple[list[Point], Rule, str]:
            context = desk.context()
            within = checkin_summary.period(text, context.today)
            with desk.database.read() as session:
                found = checkin_points.points(session, context, self.member_id, within)
                grades = records.choices(session, "checkin_grades")
            rule = checkin_points.rule(context)
            grade = grades.get(rule.grade(checkin_points.total(found)), "") if checkin_points.graded(within) else ""
            return found, rule, grade

        desk.jobs.run(self, read, self._take, self._complain, label="积分明细")

    def _take(self, found: tuple[list[Point], Rule, str]) -> None:
        points, rule, grade = found
        self.banner.hide()
        row = self.table.currentIndex().row()
        self.points = points
        sums, so_far = Decimal(0), []
        for one in points:
            sums += one.points
            so_far.append(said(sums))
        lines = checkin_points.lines(points)
        self.model.set_rows([[*line, total] for line, total in zip(lines, so_far, strict=True)])
        self.sum.setText(f"{self.period.currentText()}　{said(sums)} 分" + (f"　参考等次 {grade}" if grade else ""))
        self.told.setText(f"{rule_text(rule)}　积分只作参考，等次由社区党组织评定。Enter 打开这一分来自的记录。")
        if points:
            self.table.setCurrentIndex(self.model.index(max(0, min(row, len(points) - 1)), 0))

    def open_row(self, row: int) -> None:
        """Open the record a point comes from."""
        source = self.points[row].source if 0 <= row < len(self.points) else None
        if source is not None:
            self._desk.open(*source)

    def print(self) -> None:
        """Show the service card of the year before it is printed."""
        year = int(str(self.period.value())[:4])
        self._desk.go("preview", paper="service-card", members=(self.member_id,), year=year)

    def _complain(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有读出积分", str(error))
        self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._pause.start()


def rule_text(rule: Rule) -> str:
    """Return the rule of the office in one line."""
    cap = f"，同一类别最多 {said(rule.cap)} 分" if rule.cap else ""
    return (
        f"规则：报到 {said(rule.report)} 分；服务每小时 {said(rule.hour)} 分{cap}；完成认领 {said(rule.wish)} 分；"
        f"应急集结 {said(rule.urgent)} 分；建议被采纳 {said(rule.proposal)} 分；无故缺席扣 {said(rule.absent)} 分。"
    )
