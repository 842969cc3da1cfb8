"""Taking the history out for an inspection, and proving that nobody altered it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.errors import Cancelled, UserError
from desktop.exchange import history_file
from desktop.services import inspection
from desktop.services.inspection import Wanted
from desktop.storage.check import Finding
from desktop.views.desk import Desk
from desktop.views.jobs import Job
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.field import Field as Labelled
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.question import Question
from desktop.views.widgets.waiting import ProgressStrip


class ExportPurpose(Question):
    """Says what will be in the file and that it is logged, and takes what it is for."""

    def __init__(self, parent: QWidget, wanted: Wanted, many: int) -> None:
        text = (
            f"{wanted.told()}，共 {many:,} 次操作。文件里写明导出人、时间和用途，手机号和身份证号仍然遮住；"
            "这次导出会写入操作历史，不能删除。"
        )
        super().__init__(parent, "导出操作历史供检查？", text, "导出", danger=False)
        self.line = Line("", "例如 市综治中心年度检查")
        self.labelled = Labelled("用途", self.line, required=True)
        self.body.addWidget(self.labelled)
        self.line.textChanged.connect(lambda text: self.act.setEnabled(len(text.strip()) >= 2))
        self.act.setEnabled(False)
        self.keep.setDefault(False)
        self.keep.setAutoDefault(False)
        self.line.returnPressed.connect(self.act.click)
        self.line.setFocus()


class Inspection(QObject):
    """What the buttons 校验 and 导出 of the history page do; the answer stands in a banner."""

    def __init__(self, desk: Desk, page: QWidget, banner: Banner, strip: ProgressStrip) -> None:
        super().__init__(page)
        self._desk, self._page, self._banner, self._strip = desk, page, banner, strip
        self._job: Job | None = None
        strip.cancelled.connect(self._cancel)

    def export(self, wanted: Wanted, many: int) -> None:
        """Ask for the purpose and the file, then write it off the UI thread."""
        dialog = ExportPurpose(self._page, wanted, many)
        agreed = dialog.exec() == ExportPurpose.DialogCode.Accepted
        purpose = dialog.line.text()
        dialog.deleteLater()
        if not agreed:
            return
        start = f"操作历史-{self._desk.clock.today():%Y%m%d}.csv"
        name, _ = QFileDialog.getSaveFileName(self._page, "导出操作历史", start, "CSV 表格 (*.csv)")
        if name:
            target = Path(name)
            self.write(wanted, purpose, target if target.suffix else target.with_suffix(".csv"))

    def write(self, wanted: Wanted, purpose: str, target: Path) -> None:
        """Write the file."""

        def work(progress: Any) -> int:
            return history_file.export(self._desk.database, wanted, purpose, target, progress)

        def done(many: int) -> None:
            self._say("green", f"已导出 {many:,} 行", str(target))

        self._run("正在导出操作历史", work, done)

    def verify(self) -> None:
        """Check the whole chain of entries."""
        database = self._desk.database
        self._run("正在校验操作历史", lambda progress: inspection.verify(database, progress), self._proved)

    def _run(self, text: str, work: Callable[[Any], Any], done: Callable[[Any], object]) -> None:
        """Do one of them at a time, with its progress and 取消."""
        if self._job is not None and not self._job.over:
            return
        self._banner.hide()
        self._strip.reset(text)
        self._strip.show()
        self._job = self._desk.jobs.run(self, work, done, self._failed, label=text)
        self._job.moved.connect(lambda many, total: self._strip.set_progress(many, total))
        self._job.ended.connect(self._strip.hide)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _proved(self, found: Finding) -> None:
        family, title = ("green", "校验通过") if found.ok else ("danger", "校验不符")
        self._say(family, title, found.sentence)

    def _failed(self, error: UserError) -> None:
        if isinstance(error, Cancelled):
            self._say("grey", "已取消", "没有留下文件，也没有改动任何内容")
        else:
            self._say("danger", "没有完成", str(error))

    def _say(self, family: str, title: str, text: str) -> None:
        self._banner.set_message(family, title, text)
        self._banner.show()
