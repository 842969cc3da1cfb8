"""The page of backups: when the last was made, make one now, bring one back, check the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.clock import CHINA
from desktop.errors import Cancelled, UserError
from desktop.services import backups, outside
from desktop.services.findings import BACKUP_AGE
from desktop.services.outside import Outside
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import Job, Progress
from desktop.views.widgets import cells
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.inputs import PathPicker
from desktop.views.widgets.question import Question
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.short_table import Index, ShortTable
from desktop.views.widgets.tag import Tag
from desktop.views.widgets.text import label, line
from desktop.views.widgets.waiting import EmptyState, ProgressStrip

if TYPE_CHECKING:
    from desktop.storage.backup import BackupInfo
    from desktop.storage.check import Finding

COLUMNS = ("备份时间", "内容", "大小", "文件")
COUNTED = (("grids", "网格"), ("people", "人员"), ("posts", "岗位"))
"""Tables whose rows tell backups apart, with their words."""
ADMINISTRATOR = "administrator"


class Backups(ShortTable["BackupInfo"]):
    """The backups of a folder, newest first."""

    columns = COLUMNS
    figures = frozenset({2})

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        one = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (moment(one), contents(one), size_words(one.size), one.path.name)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(one.path)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 2:
            return int(cells.RIGHT)
        return None


class BackupPage(QFrame):
    """Backups and the check."""

    help_topic = "backup"
    title = "备份与检查"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "page")
        self._desk, self._opened = desk, desk.opened
        self._job: Job | None = None
        self._narrow: bool | None = None
        self._stale = True
        self.model = Backups(self)
        self._build()

    # Building

    def _build(self) -> None:
        scroll = BodyScroll((tokens.PAGE_MARGIN, 14, tokens.PAGE_MARGIN, 14), tokens.CARD_GAP)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label("备份与检查", "h1"))
        head.addStretch(1)
        self.make_button = button("现在备份", "drive", "primary", key="back_up")
        self.make_button.clicked.connect(lambda _checked=False: self.make())
        head.addWidget(self.make_button)
        scroll.body.addLayout(head)
        self.state = Banner("grey", "正在查看备份", " ")
        self.trouble = Banner("danger", "没有完成", " ")
        self.trouble.hide()
        self.progress = ProgressStrip("")
        self.progress.cancelled.connect(self._cancel)
        self._busy = Card()
        self._busy.add(self.progress)
        self._busy.hide()
        for part in (self.trouble, self._busy, self.state):
            scroll.body.addWidget(part)
        self._columns = QGridLayout()
        self._columns.setSpacing(tokens.CARD_GAP)
        scroll.body.addLayout(self._columns, 1)
        self._left, self._right = self._list_card(), self._side()
        self._arrange(False)

    def _list_card(self) -> Card:
        card = Card("已有的备份", flush=True)
        card.body.setSpacing(0)
        assert card.title is not None
        self._list_title = card.title
        self.table = QTableView()
        self.table.setAccessibleName("已有的备份")
        self.table.setModel(self.model)
        self.table.setItemDelegate(cells.RowDelegate(self.table))
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        cells.name_corner(self.table)
        self.table.setMinimumHeight(theme.px(180))
        self.table.verticalHeader().setDefaultSectionSize(theme.px(tokens.HEIGHT["row"]))
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((138, 216, 84)):
            self.table.setColumnWidth(column, theme.px(width))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.empty = EmptyState("还没有备份", "按“现在备份”做第一个")
        self.empty.setMinimumHeight(theme.px(180))
        foot = QHBoxLayout()
        foot.setContentsMargins(15, 8, 15, 10)
        foot.setSpacing(tokens.SPACE[1])
        self.restore_button = button("用选中的备份恢复", "undo", "danger")
        self.restore_button.clicked.connect(lambda _checked=False: self.ask_restore())
        other = button("用其他文件恢复…", "folder")
        other.clicked.connect(lambda _checked=False: self._choose_file())
        self._other = PathPicker("open", "备份文件", pattern="井格备份 (*.jgbak)")
        self._other.picked.connect(self.ask_restore_file)
        foot.addWidget(self.restore_button)
        foot.addWidget(other)
        foot.addStretch(1)
        card.add(line(), self.table, self.empty, line())
        card.body.setStretch(2, 1)
        card.body.addLayout(foot)
        for part in (self.restore_button, other):
            part.setVisible(self._desk.actor.role == ADMINISTRATOR)
        return card

    def _side(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.CARD_GAP)
        where = Card("备份到哪里")
        self.folder = PathPicker("folder", "备份文件夹", "更改…")
        self.folder.set_path(self._opened.place.backups)
        self.folder.picked.connect(lambda _path: self.refresh())
        words = (
            "程序每天和下班关闭时自动备份到办公室文件夹里。电脑坏了这些备份也会一起坏，"
            "请每周插上移动硬盘或 U 盘，改到上面再备份一次，收进带锁的柜子。备份已加密，打开要账号密码。"
        )
        self.carried = label("", "sub", wrap=True)
        self.carried_button = button("记为今天已拷走", "check", "sm", hint="用别的办法把备份拷到移动硬盘以后点这里")
        self.carried_button.clicked.connect(lambda _checked=False: self.note_carried())
        where.add(self.folder, label(words, "sub", wrap=True), self.carried, self.carried_button)
        checks = Card("检查数据库")
        assert checks.title is not None
        self.check_button = button("现在检查", "shield-check", "sm")
        self.check_button.clicked.connect(lambda _checked=False: self.check())
        checks.title.add(self.check_button)
        self.findings = QVBoxLayout()
        self.findings.setSpacing(8)
        checks.add(label("逐页核对文件、关联、附件、操作历史和账号，不改动任何数据。", "sub", wrap=True))
        checks.body.addLayout(self.findings)
        column.addWidget(where)
        column.addWidget(checks)
        column.addStretch(1)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in one column where there is little room."""
        super().resizeEvent(event)
        self._arrange(self.window().width() < tokens.NARROW_BELOW)

    def _arrange(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for part in (self._left, self._right):
            self._columns.removeWidget(part)
        self._columns.addWidget(self._left, 0, 0)
        self._columns.addWidget(self._right, 1 if narrow else 0, 0 if narrow else 1)
        self._columns.setColumnStretch(0, 62)
        self._columns.setColumnStretch(1, 0 if narrow else 38)

    # What is there

    def showEvent(self, event: QShowEvent) -> None:
        """Look what is there."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read the list of backups."""
        folder, own = self._folder(), self._opened.place.backups

        def read(progress: Progress) -> tuple[list[BackupInfo], Outside | None, BackupInfo | None]:
            rows = backups.list_in(folder) if folder.is_dir() else []
            inside = rows if folder == own else backups.list_in(own) if own.is_dir() else []
            return rows, outside.last(own), inside[-1] if inside else None

        self._desk.jobs.run(self, read, self._take, self._complain, label="读取备份")

    def note_carried(self) -> None:
        """Remember that a person carried a copy out by other means."""
        place, clock = self._opened.place.backups, self._desk.clock

        def done(_made: object) -> None:
            self._desk.toast("已记下，到期再提醒")
            self.refresh()

        self._desk.jobs.run(self, lambda progress: outside.note(place, clock), done, self._complain, label="记下")

    def _show_carried(self, last: Outside | None, oldest: BackupInfo | None) -> None:
        """Say when a copy went out of this computer, and that it is time for the next."""
        today = self._desk.clock.today()
        days = outside.overdue(
            last.at if last else None,
            oldest.made_at if oldest else None,
            today,
            self._desk.context().settings["backups.outside_days"],
        )
        if last is None:
            text = "还没有拷到移动硬盘。"
        else:
            where = f"，在 {last.where}" if last.where else ""
            text = f"上次拷走：{day_word(last.at, today)}{where}。"
        late = f"已经 {days} 天，该再拷一份了。" if last and days else "请插上移动硬盘拷一份。" if days else ""
        self.carried.setText(text + late)
        theme.set_look(self.carried, "tone", "amber" if days else None)

    def _folder(self) -> Path:
        return self.folder.path() or self._opened.place.backups

    def _take(self, found: tuple[list[BackupInfo], Outside | None, BackupInfo | None]) -> None:
        rows, last, oldest = found
        self._show_carried(last, oldest)
        mine = [one for one in rows if one.office_id == self._desk.database.office_id]
        self.model.set_rows(mine)
        self.table.setVisible(bool(mine))
        self.empty.setVisible(not mine)
        self._list_title.set_remark(f"{len(mine)} 个" if mine else "")
        if mine:
            self.table.selectRow(0)
        self._show_state(mine)
        self._allow()

    def _show_state(self, rows: Sequence[BackupInfo]) -> None:
        if not rows:
            self.state.set_message("amber", "这个文件夹里还没有备份", "电脑损坏时数据会全部丢失，请现在备份。", "clock")
            return
        newest, today = rows[0], self._desk.clock.today()
        age = today - newest.made_at.astimezone(CHINA).date()
        words = f"{moment(newest)}　{contents(newest)}　{size_words(newest.size)}，写好后已逐页核对。"
        if age >= BACKUP_AGE:
            self.state.set_message("amber", f"{age.days} 天没有备份", f"最近一次 {words}", "clock")
        else:
            self.state.set_message("green", f"已备份 {day_word(newest.made_at, today)}", words, "shield-check")

    def _allow(self) -> None:
        self.restore_button.setEnabled(self.selected() is not None)

    def selected(self) -> BackupInfo | None:
        """Return the backup chosen in the list."""
        chosen = self.table.selectionModel().selectedRows()
        return self.model.rows[chosen[0].row()] if chosen and self.model.rows else None

    # Work

    def make(self) -> None:
        """Back up the office now."""
        opened, clock, folder = self._opened, self._desk.clock, self._folder()

        def work(progress: Progress) -> BackupInfo:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UserError(f"打不开备份文件夹“{folder}”，没有备份，数据没有变化，请换一个文件夹") from error
            return backups.make(opened, folder / backups.name_for(opened, clock), clock, progress)

        self._run("正在备份", "备份", work, self._made)

    def _made(self, info: BackupInfo) -> None:
        self._desk.toast(f"已备份 {contents(info)}，{size_words(info.size)}")
        self.refresh()
        tell = getattr(self._desk, "tell_backup", None)
        if tell is not None:
            tell()

    def check(self) -> None:
        """Check the database."""
        opened = self._opened
        self._run("正在检查", "检查数据库", lambda progress: backups.check(opened, progress), self._show_findings)

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        while (item := self.findings.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        wrong = sum(not one.ok for one in findings)
        summary = label(f"{len(findings)} 项都正常" if not wrong else f"{wrong} 项有问题", "h3",
                        "danger" if wrong else "green")  # fmt: skip
        self.findings.addWidget(summary)
        for one in findings:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            tag = Tag("正常" if one.ok else "有问题", "green" if one.ok else "danger")
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(one.label, "body"))
            words.addWidget(label(one.sentence, "cap", "danger" if not one.ok else None, wrap=True))
            row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(words, 1)
            self.findings.addWidget(holder)

    def _run(self, text: str, name: str, work: Callable[[Progress], Any], done: Callable[[Any], object]) -> None:
        if self._job is not None and not self._job.over:
            return
        self.trouble.hide()
        self.progress.reset(text)
        self._busy.show()
        for part in (self.make_button, self.check_button):
            part.setEnabled(False)

        def finished(answer: Any) -> None:
            self._rest()
            done(answer)

        self._job = self._desk.jobs.run(self, work, finished, self._complain, label=name)
        self._job.moved.connect(lambda done, total: self.progress.set_progress(done, total))

    def _rest(self) -> None:
        self._busy.hide()
        for part in (self.make_button, self.check_button):
            part.setEnabled(True)

    def _cancel(self) -> None:
        if self._job is not None and not self._job.over:
            self._job.cancel()

    def _complain(self, error: UserError) -> None:
        self._rest()
        if not isinstance(error, Cancelled):
            self.trouble.set_message("danger", "没有完成", str(error))
            self.trouble.show()

    # Bringing back

    def ask_restore(self) -> None:
        """Ask before the chosen backup is brought back."""
        info = self.selected()
        if info is not None:
            self._ask(info)

    def ask_restore_file(self, file: Path) -> None:
        """Ask before a backup from elsewhere is brought back."""
        self._desk.jobs.run(self, lambda progress: backups.read_info(file), self._ask, self._complain, label="读取备份")

    def _choose_file(self) -> None:
        self._other.choose()

    def _ask(self, info: BackupInfo) -> None:
        text = (
            f"恢复为 {moment(info)} 的数据：{contents(info)}。那以后登记的内容不在里面；"
            "现在的数据不会删除，会移到 backups 文件夹里保存。办公室先关闭，恢复后重新登录，账号和密码以备份里的为准。"
        )
        self.question = Question(self, f"恢复“{info.office_name}”？", text, "关闭并恢复")
        self.question.accepted.connect(lambda: self._desk.restore(info.path))
        self.question.finished.connect(self.question.deleteLater)
        self.question.open()


def moment(info: BackupInfo) -> str:
    """Return when a backup was made, in China time."""
    return f"{info.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def day_word(at: datetime, today: date) -> str:
    """Return when a backup was made as people say it."""
    local = at.astimezone(CHINA)
    days = (today - local.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, f"{days} 天前")
    return f"{day} {local:%H:%M}"


def contents(info: BackupInfo) -> str:
    """Return what tells a backup from others."""
    return "　".join(f"{word} {info.rows.get(kind, 0):,}" for kind, word in COUNTED)


def size_words(size: int) -> str:
    """Return a size of a file as people read it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024):,} KB"
