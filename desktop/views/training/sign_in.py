"""The sign-in typed back (签到录入): a list of those called, one key for each; new names at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.models import description
from desktop.services import saving, training_sign_in
from desktop.services.training import ABSENT, CALLED, LEAVE, PART, PRESENT
from desktop.services.training_sign_in import Place
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.widgets import cells
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.question import choose
from desktop.views.widgets.short_table import Index, ShortTable
from desktop.views.widgets.short_view import short_view
from desktop.views.widgets.text import label

WORDS = {PRESENT: "到训", PART: "部分到训", LEAVE: "请假", ABSENT: "缺训", CALLED: "待签到"}
FAMILIES = {PRESENT: "green", PART: "amber", LEAVE: "blue", ABSENT: "danger", CALLED: "grey"}
KEYS = {
    Qt.Key.Key_Space: PRESENT,
    Qt.Key.Key_D: PRESENT,
    Qt.Key.Key_B: PART,
    Qt.Key.Key_J: LEAVE,
    Qt.Key.Key_Q: ABSENT,
    Qt.Key.Key_Backspace: CALLED,
}
"""One key for each state: 空格 or 到, 部分, 假, 缺 by their initials."""


class Places(ShortTable[Place]):
    """Those on the list."""

    columns = ("序号", "姓名", "单位或网格", "到训情况")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        one = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (str(index.row() + 1), one.name, one.unit, WORDS.get(one.status, one.status))[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return one
        return None


class Marks(cells.RowDelegate):
    """Draws the state as a tag."""

    def paint_content(self, painter: Any, rect: Any, index: Any, state: Any) -> None:
        """Paint a cell."""
        if index.column() == 3:
            one: Place = index.data(Qt.ItemDataRole.UserRole)
            cells.paint_tag(painter, rect, WORDS.get(one.status, one.status), FAMILIES.get(one.status, "grey"))
            return
        super().paint_content(painter, rect, index, state)


class MarkTable(QTableView):
    """Takes the keys of :data:`KEYS`; each goes on to the next line."""

    marked = Signal(int, str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark the current line."""
        status = KEYS.get(Qt.Key(event.key()))
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        row = self.currentIndex().row()
        if status is not None and plain and row >= 0:
            self.marked.emit(row, status)
            return
        super().keyPressEvent(event)


class SignInPage(QFrame):
    """Everybody on the list of a class; nothing is written before 保存."""

    help_topic = "training"

    def __init__(self, desk: Desk, class_id: UUID, name: str) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self.title = f"{name}　签到录入"
        self._desk, self._class_id = desk, class_id
        self._before: dict[UUID, Place] = {}
        self.places: list[Place] = []
        self._build(name)
        self.reload()

    def _build(self, name: str) -> None:
        self.save_button = button("保存签到", "check", "primary", key="save")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        back = button("返回", "", "ghost", key="leave")
        back.clicked.connect(lambda _checked=False: self._desk.back())
        self.rest_button = button("其余记为到训", "", "ghost")
        self.rest_button.clicked.connect(lambda _checked=False: self.mark_rest())
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label(name, "h1"))
        head.addStretch(1)
        for part in (back, self.rest_button, self.save_button):
            head.addWidget(part)
        self.counts = label("", "sub")
        told = label("空格 到训　B 部分到训　J 请假　Q 缺训　退格 待签到", "sub")
        under = QHBoxLayout()
        under.addWidget(told)
        under.addStretch(1)
        under.addWidget(self.counts)
        self.banner = Banner("danger", "没有写入", " ")
        self.banner.hide()
        self.model = Places(self)
        self.table = MarkTable()
        short_view(self.model, "签到名单", (64, 160, 280, 160), 2, self.table)
        self.table.setItemDelegate(Marks(self.table))
        self.table.marked.connect(self.mark)
        self.new_name = Line("", "名单外的人：姓名")
        self.new_name.setAccessibleName("名单外的人，姓名")
        self.new_unit = Line("", "单位或网格")
        self.new_unit.setAccessibleName("名单外的人，单位或网格")
        self.new_name.returnPressed.connect(self.new_unit.setFocus)
        self.new_unit.returnPressed.connect(self.add)
        add = button("加入名单", "plus")
        add.clicked.connect(lambda _checked=False: self.add())
        foot = QHBoxLayout()
        foot.setContentsMargins(tokens.PAGE_MARGIN, 8, tokens.PAGE_MARGIN, 10)
        foot.setSpacing(tokens.SPACE[1])
        foot.addWidget(self.new_name, 2)
        foot.addWidget(self.new_unit, 3)
        foot.addWidget(add)
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(6)
        upper.addLayout(head)
        upper.addLayout(under)
        upper.addWidget(self.banner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.table)
        QWidget.setTabOrder(self.table, self.new_name)

    def reload(self) -> None:
        """Read the list."""

        def work(progress: Any) -> list[Place]:
            with self._desk.database.read() as session:
                return training_sign_in.places(session, self._class_id)

        self._desk.jobs.run(self, work, self._take, label="签到名单")

    def _take(self, found: list[Place]) -> None:
        self._before = {one.id: one for one in found if one.id}
        self.places = list(found)
        self._fill(0)
        if not found:
            self.new_name.setFocus()

    def _fill(self, row: int) -> None:
        blocked = QSignalBlocker(self.table.selectionModel()) if self.table.selectionModel() else None
        self.model.set_rows(tuple(self.places))
        del blocked
        if self.places:
            self.table.setCurrentIndex(self.model.index(min(row, len(self.places) - 1), 1))
        self._count()

    def _count(self) -> None:
        came = sum(one.status in (PRESENT, PART) for one in self.places)
        waiting = sum(one.status == CALLED for one in self.places)
        self.counts.setText(f"应到 {len(self.places)}　到训 {came}　待签到 {waiting}")
        self.rest_button.setEnabled(waiting > 0)
        self.save_button.setEnabled(bool(self.changed()))

    def mark(self, row: int, status: str) -> None:
        """Mark a line and go on to the next."""
        one = self.places[row]
        hours = one.hours if status == one.status or status == PART else None
        self.places[row] = replace(one, status=status, hours=hours)
        self.model.rows = tuple(self.places)
        changed: QModelIndex = self.model.index(row, 3)
        self.model.dataChanged.emit(changed, changed)
        if row + 1 < len(self.places):
            self.table.setCurrentIndex(self.model.index(row + 1, 1))
        self._count()

    def mark_rest(self) -> None:
        """Mark everybody who waits as present: usually few are away."""
        self.places = [replace(one, status=PRESENT) if one.status == CALLED else one for one in self.places]
        self._fill(max(0, self.table.currentIndex().row()))

    def add(self) -> None:
        """Add somebody who was not called, as present."""
        try:
            name = str(saving.clean(description("attendances")["name"], self.new_name.text()) or "")
        except UserError as error:
            self._say(str(error))
            return
        if not name:
            self.new_name.setFocus()
            return
        unit = self.new_unit.text().strip()
        if any(one.name == name and (one.unit == unit or not unit) for one in self.places):
            self._say(f"“{name}”已在名单里，一个人在一个班只登记一次")
            return
        self.banner.hide()
        self.places.append(Place(None, None, name, unit, PRESENT))
        self.new_name.clear()
        self.new_unit.clear()
        self._fill(len(self.places) - 1)
        self.new_name.setFocus()

    def changed(self) -> list[Place]:
        """Return the lines that differ from what is kept."""
        return [one for one in self.places if one.id is None or self._before.get(one.id) != one]

    def save(self) -> None:
        """Write all of it as one action, and go back."""
        marked: Sequence[Place] = self.changed()
        if not marked:
            return
        self.save_button.setEnabled(False)
        self.banner.hide()
        future = self._desk.database.submit("签到", lambda work: training_sign_in.sign_in(work, self._class_id, marked))
        self._desk.jobs.after(self, future, self._saved, self._refused, label="签到")

    def _saved(self, done: tuple[int, int]) -> None:
        changed, fresh = done
        self._before = {one.id: one for one in self.places if one.id}
        self.places = [one for one in self.places if one.id]
        self._desk.toast(f"签到已保存：改 {changed} 人，加 {fresh} 人", undo=True)
        self._desk.back()

    def _refused(self, error: UserError) -> None:
        self.save_button.setEnabled(True)
        self._say("；".join(error.mistakes.values()) if isinstance(error, Invalid) else str(error))

    def _say(self, sentence: str) -> None:
        self.banner.set_message("danger", "没有写入", sentence)
        self.banner.show()

    def leave(self) -> bool:
        """Ask before marks that were not saved are lost."""
        if not self.changed():
            return True
        answer = choose(self, "签到还没有保存？", f"{len(self.changed())} 处改动没有写入。", "不保存", "保存")
        if answer == "保存":
            self.save()
            return False
        return answer == "不保存"
