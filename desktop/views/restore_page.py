"""Bringing an office back from a backup (从备份恢复), also when its own file is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from desktop.clock import CHINA, Clock
from desktop.errors import UserError
from desktop.storage import place as places
from desktop.views import theme
from desktop.views.entrance import Entrance
from desktop.views.jobs import Job, Jobs, Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import panel
from desktop.views.widgets.inputs import PasswordField, PathPicker
from desktop.views.widgets.question import Question
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import ProgressStrip

if TYPE_CHECKING:
    from desktop.storage.backup import BackupInfo

ROW = 44
COUNTED = (("grids", "网格", "个"), ("people", "人员", "名"), ("posts", "岗位", "个"), ("boundaries", "边界", "条"))


def summary(info: BackupInfo) -> str:
    """Return in one line what is in a backup."""
    counts = "  ".join(f"{name} {info.rows.get(kind, 0):,} {unit}" for kind, name, unit in COUNTED)
    return f"{counts}  {size_words(info.size)}"


def size_words(size: int) -> str:
    """Return a size of a file as people read it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024):,} KB"


class RestorePage(Entrance):
    """Chooses a backup and a folder, tells what is in it, asks, restores."""

    restored = Signal(object)
    left = Signal()

    def __init__(self, jobs: Jobs, clock: Clock, folder: Path | None) -> None:
        super().__init__(520, 10)
        self._jobs, self._clock = jobs, clock
        self._info: BackupInfo | None = None
        self._job: Job | None = None
        self.banner = Banner("danger", "没有恢复", " ")
        self.banner.hide()
        self.list = QListWidget()
        self.list.setAccessibleName("已有的备份")
        self.list.setFixedHeight(theme.px(ROW) * 3 + 6)
        self.list.currentItemChanged.connect(lambda item, _old: self._picked(item))
        self.pick = button("选择其他备份文件…", "folder", "sm")
        self.pick.clicked.connect(lambda _checked=False: self._choose_file())
        self.inside = panel("sunken", margins=(14, 9, 14, 10))
        self._office = label("还没有选择备份", "h3", wrap=True)
        self._facts = label("", "sub", wrap=True)
        inside = self.inside.layout()
        assert isinstance(inside, QVBoxLayout)
        inside.setSpacing(2)
        inside.addWidget(self._office)
        inside.addWidget(self._facts)
        self.folder = PathPicker("folder", "恢复到的文件夹", "更改…")
        self.folder.set_path(folder)
        self.folder.picked.connect(lambda _path: self._show())
        self.password = PasswordField("备份里管理员的密码（办公室在服务器上时需要）")
        self.progress = ProgressStrip("正在恢复")
        self.progress.cancelled.connect(self._cancel)
        self.progress.hide()
        self.go = button("恢复到这个文件夹", "drive", "primary")
        self.go.clicked.connect(lambda _checked=False: self._ask())
        self.back = button("返回登录", "chevron-left")
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        head = QHBoxLayout()
        head.addWidget(label("已有的备份", "sub"))
        head.addStretch(1)
        head.addWidget(self.pick)
        self.foot_row.addWidget(self.back)
        self.foot_row.addStretch(1)
        self.foot_row.addWidget(self.go)
        self.show_foot_row()
        self.column.addWidget(label("从备份恢复", "h1"))
        words = "现在的数据不会删除，会移到“backups”文件夹旁边保存。账号和密码以备份里的为准。"
        self.column.addWidget(label(words, "sub", wrap=True))
        self.column.addWidget(self.banner)
        self.column.addLayout(head)
        for part in (self.list, self.inside, label("恢复到", "sub"), self.folder, self.password, self.progress):
            self.column.addWidget(part)
        self._show()
        self._read_list(folder)
        self.setFocusProxy(self.list)

    def choose(self, file: Path) -> None:
        """Show what is in a backup file."""

        def work(progress: Progress) -> BackupInfo:
            from desktop.services import backups

            return backups.read_info(file)

        self._jobs.run(self, work, self._chosen, self._refused, label="读备份")

    def restore_from(self, file: Path) -> None:
        """Restore a backup the person was asked about already; on a server the password is waited for."""

        def work(progress: Progress) -> BackupInfo:
            from desktop.services import backups

            return backups.read_info(file)

        def chosen(info: BackupInfo) -> None:
            self._chosen(info)
            if self.password.isHidden():
                self.restore()

        self._jobs.run(self, work, chosen, self._refused, label="读备份")

    def restore(self) -> None:
        """Restore the chosen backup."""
        info, folder = self._info, self.folder.path()
        if info is None or folder is None:
            return
        password = self.password.edit.text()
        self.banner.hide()
        self.progress.reset("正在恢复")
        self._busy(True)

        def work(progress: Progress) -> Any:
            from desktop.services import backups

            return backups.restore(info.path, folder, self._clock, progress, password=password)

        self._job = self._jobs.run(self, work, lambda _: self._done(folder), self._refused, label="从备份恢复")
        self._job.moved.connect(lambda done, total: self.progress.set_progress(done, total))

    def _ask(self) -> None:
        info, folder = self._info, self.folder.path()
        if info is None or folder is None:
            return
        now = "文件夹里现有的数据移到旁边保存。" if self._holds_office(folder) else "这个文件夹里还没有数据。"
        text = f"将恢复为 {self._when(info)} 的数据：{summary(info)}。{now}之后登记的内容不在恢复的数据里。"
        question = Question(self, f"用备份恢复“{info.office_name}”？", text, "恢复")
        question.accepted.connect(self.restore)
        question.finished.connect(question.deleteLater)
        question.open()

    def _holds_office(self, folder: Path) -> bool:
        try:
            return places.is_office(places.Place(folder))
        except UserError:
            return True

    def _when(self, info: BackupInfo) -> str:
        return f"{info.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}"

    def _read_list(self, folder: Path | None) -> None:
        if folder is None:
            return

        def work(progress: Progress) -> list[BackupInfo]:
            from desktop.services import backups

            return backups.list_in(places.Place(folder).backups)

        self._jobs.run(self, work, self._show_list, label="读备份")

    def _show_list(self, found: list[BackupInfo]) -> None:
        self.list.clear()
        for info in found:
            item = QListWidgetItem(f"{self._when(info)}    {info.path.name}    {size_words(info.size)}")
            item.setData(Qt.ItemDataRole.UserRole, info)
            item.setToolTip(summary(info))
            self.list.addItem(item)
        if found and self._info is None:
            self.list.setCurrentRow(0)
        elif not found:
            item = QListWidgetItem("这个办公室的 backups 文件夹里没有备份，请选择其他备份文件")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)

    def _picked(self, item: QListWidgetItem | None) -> None:
        info = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if info is not None:
            self._chosen(info)

    def _chosen(self, info: BackupInfo) -> None:
        self._info = info
        self.banner.hide()
        self._show()

    def _show(self) -> None:
        info, folder = self._info, self.folder.path()
        self.go.setEnabled(info is not None and folder is not None)
        on_server = False
        if folder is not None:
            try:
                on_server = places.server_url(places.Place(folder)) is not None
            except UserError as error:
                self._refused(error)
        self.password.setVisible(on_server)
        if info is not None:
            self._office.setText(f"{info.office_name}  {self._when(info)}")
            self._facts.setText(summary(info))

    def _choose_file(self) -> None:
        start = self.folder.path() or Path.home()
        found, _ = QFileDialog.getOpenFileName(self, "选择备份文件", str(start), "井格备份 (*.jgbak)")
        if found:
            self.choose(Path(found))

    def _refused(self, error: UserError) -> None:
        self._busy(False)
        self.banner.set_message("danger", "没有恢复", str(error))
        self.banner.show()
        self.area.ensureWidgetVisible(self.banner)

    def _done(self, folder: Path) -> None:
        self._busy(False)
        self.restored.emit(folder)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        for part in (self.go, self.back, self.pick, self.list, self.folder):
            part.setEnabled(not busy)
