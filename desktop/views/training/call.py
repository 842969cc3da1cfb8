"""Calling people up for a class (通知参训): the team of some communities, put on the list as 待签到."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.services import divisions, training_sign_in
from desktop.services.records import title
from desktop.views.desk import Desk
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import label

WIDTH = 560
KINDS = (("leader", "中心网格长"), ("member", "网格员"), ("volunteer", "平安志愿者"))


def start_call(desk: Desk, page: QWidget, class_id: UUID) -> CallDialog:
    """Open the dialog for a class."""
    dialog = CallDialog(desk, page.window(), class_id)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class CallDialog(QDialog):
    """Which posts, of which communities; the number is told before anybody is put on the list."""

    def __init__(self, desk: Desk, parent: QWidget, class_id: UUID) -> None:
        super().__init__(parent)
        self._desk, self._class_id = desk, class_id
        context = desk.context()
        with desk.database.read() as session:
            name = title(session, "classes", class_id)
            places = [(one.id, one.short_name or one.name) for one in divisions.communities(session, context)]
        self.setWindowTitle("通知哪些人参训？")
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setProperty("card", "question")
        self.kinds = {key: QCheckBox(words) for key, words in KINDS}
        for key in ("leader", "member"):
            self.kinds[key].setChecked(True)
        self.every = QCheckBox("全部社区")
        self.every.setChecked(True)
        self.places = {one: QCheckBox(words) for one, words in places}
        self.told = label("", "sub", wrap=True)
        self.banner = Banner("danger", "没有写入", " ")
        self.banner.hide()
        self.act = button("列入名单", "", "primary")
        self.act.clicked.connect(lambda _checked=False: self.submit())
        keep = button("取消")
        keep.clicked.connect(self.reject)
        first = QHBoxLayout()
        first.setSpacing(16)
        for box in self.kinds.values():
            first.addWidget(box)
        first.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for at, box in enumerate(self.places.values()):
            grid.addWidget(box, at // 3, at % 3)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.told, 1)
        foot.addWidget(keep)
        foot.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(label("通知哪些人参训？", "h2"))
        column.addWidget(label(f"{name}：所选岗位今天在任的人列入名单，已在名单里的不重复。", "body", "t2", wrap=True))
        column.addWidget(self.banner)
        column.addLayout(first)
        column.addWidget(self.every)
        column.addLayout(grid)
        column.addSpacing(4)
        column.addLayout(foot)
        self._column = column
        for box in (*self.kinds.values(), self.every, *self.places.values()):
            box.toggled.connect(lambda _on: self._count())
        self._count()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the right height once fonts and style are known."""
        super().showEvent(event)
        self._column.activate()
        height = max(self._column.totalHeightForWidth(WIDTH), self._column.totalMinimumSize().height())
        self.setFixedSize(WIDTH, height)

    def people(self) -> list[UUID]:
        """Return who is chosen."""
        kinds = [key for key, box in self.kinds.items() if box.isChecked()]
        places = [] if self.every.isChecked() else [one for one, box in self.places.items() if box.isChecked()]
        if not kinds or not (places or self.every.isChecked()):
            return []
        with self._desk.database.read() as session:
            return training_sign_in.team(session, self._desk.context(), places, kinds)

    def _count(self) -> None:
        for box in self.places.values():
            box.setEnabled(not self.every.isChecked())
        many = len(self.people())
        self.told.setText(f"共 {many} 人")
        self.act.setEnabled(many > 0)

    def submit(self) -> None:
        """Put them on the list, as one action."""
        ids = self.people()
        self.act.setEnabled(False)
        future = self._desk.database.submit("通知参训", lambda work: training_sign_in.call(work, self._class_id, ids))
        self._desk.jobs.after(self, future, self._done, self._refused, label="通知参训")

    def _done(self, many: int) -> None:
        self._desk.toast(f"{many} 人列入名单" if many else "这些人都已在名单里", undo=many > 0)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        self.banner.set_message("danger", "没有写入", str(error))
        self.banner.show()
