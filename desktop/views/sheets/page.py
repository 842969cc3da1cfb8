"""The plan of a spreadsheet (导入计划): what it would add, change, leave and refuse; nothing is written before 导入."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.errors import Cancelled, Conflict, UserError
from desktop.exchange import sheet_apply, sheet_marks, sheet_plan, sheet_read
from desktop.exchange.sheet_plan import Outcome, SheetPlan
from desktop.models import description
from desktop.storage.work import Changed
from desktop.views import shortcuts, theme, tokens
from desktop.views.desk import Desk
from desktop.views.files import open_folder
from desktop.views.jobs import Job, settled
from desktop.views.records.reading import concerned
from desktop.views.sheets.doors import PATTERN
from desktop.views.sheets.headings import Headings
from desktop.views.sheets.kept import Kept
from desktop.views.sheets.rows import PlanTable, ready
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.card import panel
from desktop.views.widgets.figure import FigureTile
from desktop.views.widgets.text import Elided, IconLabel, label, line
from desktop.views.widgets.waiting import EmptyState, ProgressStrip

CLASSES = (
    (Outcome.NEW, "新增", "green", "将写入的新记录"),
    (Outcome.CHANGED, "变更", "blue", "已有记录，内容不同"),
    (Outcome.SAME, "相同", "grey", "不写入"),
    (Outcome.REFUSED, "拒绝", "danger", "有错误，需要改正"),
)
WORDS = {outcome: word for outcome, word, _, _ in CLASSES}


def _table(file: Path, kind: str, mapping: dict[str, str]) -> sheet_read.Table:
    """Read the table with what was assigned before, or without where that does not fit this file."""
    try:
        return sheet_read.read_table(file, kind, mapping)
    except UserError:
        if not mapping:
            raise
        return sheet_read.read_table(file, kind)


class SheetPage(QWidget):
    """Counts as tiles, the rows of the chosen class below, columns and notices at the left, the verdict at the foot."""

    help_topic = "sheets"

    def __init__(self, desk: Desk, kind: str, file: Path) -> None:
        super().__init__()
        self._desk, self.kind, self.file = desk, kind, file
        self._described = description(kind)
        self._kept = Kept(desk.folder, kind)
        self._mapping = self._kept.mapping()
        self._plan: SheetPlan | None = None
        self._job: Job | None = None
        self._writing = False
        self._build()
        self._again = settled(self, self._check_again)
        desk.changes.happened.connect(self._changed)
        shortcuts.bind("sheet.leave", self, desk.back, inside=True)
        self.read()

    # Building

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head())
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._side())
        middle.addWidget(line(vertical=True))
        middle.addLayout(self._body(), 1)
        whole.addLayout(middle, 1)
        whole.addWidget(self._foot())

    def _head(self) -> QFrame:
        head = panel("bar", vertical=False, margins=(12, 5, 16, 5))
        row = head.layout()
        assert isinstance(row, QHBoxLayout)
        back = icon_button("chevron-left", "返回")
        back.setToolTip("返回  Esc")
        back.clicked.connect(lambda _checked=False: self._desk.back())
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(label(f"{self._described.label} / 从表格导入", "cap"))
        titles = QHBoxLayout()
        titles.setSpacing(10)
        titles.addWidget(label("导入计划", "h1"))
        self._about = Elided("", "sub")
        titles.addWidget(self._about, 1)
        names.addLayout(titles)
        row.addWidget(back)
        row.addLayout(names, 1)
        self.reread_button = button("重新读取", "refresh", "ghost", "表格改好并保存以后再读一次", "sheet.again")
        self.reread_button.clicked.connect(lambda _checked=False: self.read())
        self.other_button = button("换一个文件", "folder")
        self.other_button.clicked.connect(lambda _checked=False: self._choose())
        row.addWidget(self.reread_button)
        row.addWidget(self.other_button)
        return head

    def _side(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(10)
        card = panel("picked", margins=(12, 8, 12, 9))
        column.addWidget(card)
        layout = card.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setSpacing(2)
        self._name = Elided(self.file.name, "h3")
        self._where = Elided("", "cap")
        self._many = label("", "sub")
        for part in (self._name, self._where, self._many):
            layout.addWidget(part)
        self.headings = Headings(self.kind)
        self.headings.chosen.connect(self.choose_field)
        column.addWidget(self.headings)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(8)
        column.addLayout(self._notices)
        column.addStretch(1)
        self._promise = panel("sunken", margins=(12, 8, 12, 10))
        promised = self._promise.layout()
        assert promised is not None
        promised.addWidget(label("可整体撤销", "h3"))
        promised.addWidget(label("要么全部写入，要么一行不写。导入后按 Ctrl+Z 一步撤销。", "sub", wrap=True))
        column.addWidget(self._promise)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return self._scroll

    def _body(self) -> QVBoxLayout:
        body = QVBoxLayout()
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(10)
        self._body_layout = body
        self.banner = Banner("danger", "没有读出表格", " ")
        self.retry = self.banner.add_action("重新读取", self.read, "refresh")
        self.banner.hide()
        self.progress = ProgressStrip()
        self.progress.cancelled.connect(self._cancel)
        self.progress.hide()
        self.tiles: dict[Outcome, FigureTile] = {}
        tiles = QHBoxLayout()
        tiles.setSpacing(10)
        for outcome, word, mark, _caption in CLASSES:
            made = FigureTile(word, "—", mark=mark)
            made.setCheckable(True)
            made.clicked.connect(lambda _on=False, outcome=outcome: self.show_class(outcome))
            self.tiles[outcome] = made
            tiles.addWidget(made)
        card = panel("card")
        inner = card.layout()
        assert isinstance(inner, QVBoxLayout)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        title = QHBoxLayout()
        title.setContentsMargins(14, 8, 14, 8)
        title.setSpacing(8)
        self._class = label("", "h2")
        self._lines = label("", "sub")
        title.addWidget(self._class)
        title.addWidget(self._lines)
        title.addStretch(1)
        inner.addLayout(title)
        self.table = PlanTable()
        self.table.setAccessibleName("表格里的行")
        self.empty = EmptyState("没有这样的行")
        self._whole_line = label("", "sub", "t2", wrap=True)
        self._whole_line.setContentsMargins(14, 6, 14, 8)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_line())
        inner.addWidget(self.table, 1)
        inner.addWidget(self._whole_line)
        inner.addWidget(self.empty, 1)
        body.addWidget(self.banner)
        body.addWidget(self.progress)
        body.addLayout(tiles)
        body.addWidget(card, 1)
        self._card = card
        self.setFocusProxy(self.table)
        return body

    def _foot(self) -> QFrame:
        foot = panel("foot", vertical=False, margins=(20, 7, 16, 7))
        row = foot.layout()
        assert isinstance(row, QHBoxLayout)
        row.setSpacing(8)
        self._sign = IconLabel("clock", "t3", 18)
        self._verdict = label("", "h3")
        self._reason = Elided("", "sub")
        self._sum = label("", "sub")
        self.hand_back = button("把有问题的行另存", "export", "", "存成一份表格，有错的格子标红并写明原因")
        self.hand_back.clicked.connect(lambda _checked=False: self._choose_marked())
        self.go = button("导入", "check", "primary", "写入计划里的行", "sheet.go")
        self.go.clicked.connect(lambda _checked=False: self.take())
        row.addWidget(self._sign)
        row.addWidget(self._verdict)
        row.addWidget(self._reason, 1)
        for part in (self._sum, self.hand_back, self.go):
            row.addWidget(part)
        return foot

    # Reading and planning

    def plan(self) -> SheetPlan | None:
        """Return the plan, once the file is read and checked."""
        return self._plan

    def read(self) -> None:
        """Read the file and check every row."""
        kind, file, mapping = self.kind, self.file, dict(self._mapping)

        def work(progress: Any) -> SheetPlan:
            table = _table(file, kind, mapping)
            progress(0, len(table.lines))
            return self._planned(table, progress)

        self._run(work, f"正在读取并核对“{file.name}”")

    def _check_again(self) -> None:
        """Check the rows that were read against the office as it is now."""
        plan = self._plan
        if plan is None or self._writing or self._job is not None:
            return

        def work(progress: Any) -> SheetPlan:
            return self._planned(plan.table, progress)

        self._run(work, "办公室的记录有变化，正在重新核对")

    def _planned(self, table: sheet_read.Table, progress: Any) -> SheetPlan:
        with self._desk.database.read() as session:
            return ready(sheet_plan.plan(session, table, self._desk.context(), self._desk.actor, progress))

    def _run(self, work: Any, text: str) -> None:
        if self._job is not None:
            self._job.drop()
        self.banner.hide()
        self.progress.reset(text)
        self.progress.show()
        self._job = self._desk.jobs.run(self, work, self._show, self._refused, label="核对表格")
        self._job.moved.connect(lambda done, total: self.progress.set_progress(done, total))
        self._judge()

    def _show(self, plan: SheetPlan) -> None:
        self._job = None
        self._plan = plan
        self.progress.hide()
        table = plan.table
        self._about.set_text(f"{self.file.name}　工作表 {table.sheet}")
        self._name.set_text(self.file.name)
        self._where.set_text(f"工作表 {table.sheet}　表头第 {table.heading_row} 行")
        self._many.setText(f"{len(plan.rows):,} 行")
        self.headings.show_table(table, self._mapping)
        self._say_notices(
            [one for one in table.notices if not (table.unknown and one.endswith("没有对应的项目，不导入"))]
        )
        for outcome, _, _, caption in CLASSES:
            self.tiles[outcome].set_value(f"{plan.count(outcome):,}", "行", caption)
        order = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.SAME)
        self.show_class(next((one for one in order if plan.count(one)), Outcome.NEW))
        self._judge()

    def _refused(self, error: UserError) -> None:
        self._job = None
        self._writing = False
        self.progress.hide()
        if isinstance(error, Cancelled):
            self.banner.set_message("grey", "已取消", str(error))
        else:
            title = "没有导入" if self._plan is not None else "没有读出表格"
            self.banner.set_message("danger", title, str(error))
        self.banner.show()
        self._judge()
        if isinstance(error, Conflict):
            self._check_again()
            self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if not self._writing and concerned(self.kind) & changed.records.keys():
            self._again.start()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def choose_field(self, heading: str, name: str) -> None:
        """Take a column of the file for a field, or with "" for none; this is remembered for files alike."""
        self._mapping.pop(heading, None)
        if name:
            # Two columns cannot be one field: the newer choice holds.
            self._mapping = {text: one for text, one in self._mapping.items() if one != name}
            self._mapping[heading] = name
        self._kept.keep_mapping(self._mapping)
        self.read()

    def _choose(self) -> None:
        found, _ = QFileDialog.getOpenFileName(self, f"导入{self._described.label}", self._kept.folder, PATTERN)
        if found:
            self.take_file(Path(found))

    def take_file(self, file: Path) -> None:
        """Show what another file would change."""
        self.file = file
        self._kept.folder = file.parent
        self._plan = None
        self.read()

    # What is seen

    def show_class(self, outcome: Outcome) -> None:
        """Show the rows of one class."""
        for one, tile in self.tiles.items():
            tile.setChecked(one is outcome)
        self.table.show_class(self._plan, outcome)
        many = self.table.rows.rowCount()
        self._class.setText(WORDS[outcome])
        unit = {Outcome.REFUSED: "处错误", Outcome.CHANGED: "处变更"}.get(outcome, "行")
        self._lines.setText(f"{many:,} {unit}")
        self.table.setVisible(many > 0)
        self.empty.set_text(f"没有{WORDS[outcome]}的行")
        self.empty.setVisible(many == 0)
        self._show_line()

    def _show_line(self) -> None:
        """Say the longest cell of the current row wholly below the table."""
        row = self.table.currentIndex().row()
        model = self.table.rows
        text = str(model.index(row, model.columnCount() - 1).data() or "") if row >= 0 else ""
        shown = bool(text) and model.outcome is not Outcome.SAME
        self._whole_line.setVisible(shown)
        self._whole_line.setText(text if shown else "")

    def _say_notices(self, notices: list[str]) -> None:
        while (item := self._notices.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for sentence in notices:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            row.addWidget(IconLabel("warning", "amber", 14), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(sentence, "sub", wrap=True), 1)
            self._notices.addWidget(holder)

    def _judge(self) -> None:
        """Say at the foot what can be done, and why 导入 is off when it is."""
        plan, busy = self._plan, self._job is not None
        wrong = plan.count(Outcome.REFUSED) if plan else 0
        many = plan.count(Outcome.NEW) + plan.count(Outcome.CHANGED) if plan else 0
        if self._writing:
            said = ("clock", "t3", "正在写入", "写完以前可以取消，不会留下一半")
        elif busy or plan is None:
            said = ("clock", "t3", "正在核对" if busy else "还没有计划", "一行也没有写")
        elif wrong:
            said = ("warning", "danger", f"有 {wrong:,} 行不能导入", "一行也没有写，改正后重新读取")
        elif not many:
            said = ("info", "t3", "没有要写入的内容", "表格与现有记录相同" if plan.rows else "表格里没有可导入的行")
        else:
            said = ("check", "green", "全部通过检查", "还没有写入")
        icon, colour, verdict, reason = said
        self._sign.set_icon(icon, colour)
        theme.set_look(self._verdict, "tone", colour if colour in ("danger", "green") else "")
        self._verdict.setText(verdict)
        self._reason.set_text(reason)
        can = bool(plan) and not busy and not wrong and many > 0
        self._sum.setText(f"将写入 {many:,} 行  一次完成" if can else "")
        self.go.setText(f"导入 {many:,} 行" if can else "导入")
        self.go.setEnabled(can)
        self.go.setAccessibleDescription("" if can else f"{verdict}，{reason}")
        self.hand_back.setVisible(wrong > 0 and not busy)
        for tile in self.tiles.values():
            tile.setEnabled(plan is not None)
        self.reread_button.setEnabled(not self._writing)
        self.other_button.setEnabled(not self._writing)
        self.headings.setEnabled(not busy)

    # Writing

    def take(self) -> None:
        """Write the whole plan as one action."""
        plan = self._plan
        if plan is None or self._job is not None or not self.go.isEnabled():
            return

        def work(progress: Any) -> dict[str, int]:
            return self._desk.database.act("导入", lambda work: sheet_apply.apply(work, plan, progress))

        self._writing = True
        self.banner.hide()
        self.progress.reset(f"正在导入{self._described.label}")
        self.progress.show()
        self._job = self._desk.jobs.run(self, work, self._taken, self._refused, label="导入")
        self._job.moved.connect(lambda done, total: self.progress.set_progress(done, total))
        self._judge()

    def _taken(self, counts: dict[str, int]) -> None:
        self._job = None
        self._writing = False
        parts = [f"{WORDS[one]} {counts[one.value]:,}" for one in (Outcome.NEW, Outcome.CHANGED) if counts[one.value]]
        self._desk.toast(f"已导入{self._described.label}：{'，'.join(parts)}", undo=True)
        self._desk.back()

    def leave(self) -> bool:
        """Stay only while rows are being written: nothing else would be lost."""
        return not self._writing

    def _choose_marked(self) -> None:
        name = str(self.file.with_name(f"{self.file.stem} 有问题的行.xlsx"))
        found, _ = QFileDialog.getSaveFileName(self, "把有问题的行另存", name, "Excel 表格 (*.xlsx)")
        if found:
            self.mark_to(Path(found).with_suffix(".xlsx"))

    def mark_to(self, target: Path) -> None:
        """Write the file back with the refused cells marked."""
        plan = self._plan
        if plan is None:
            return

        def done(many: int) -> None:
            text = f"有问题的 {many:,} 行已标在“{target.name}”里"
            self._desk.toast(text, act=("打开文件夹", lambda: open_folder(target)))

        def failed(error: UserError) -> None:
            self.banner.set_message("danger", "没有另存", str(error))
            self.banner.show()

        self._desk.jobs.run(self, lambda progress: sheet_marks.mark(plan, target), done, failed, label="另存")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the left column less where the window is narrow."""
        super().resizeEvent(event)
        narrow = self.window().width() < tokens.NARROW_BELOW
        self._scroll.setFixedWidth(theme.px(212 if narrow else 252))
        self._promise.setVisible(not narrow)
        self._sum.setVisible(not narrow)
