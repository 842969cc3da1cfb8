"""Writing what a list shows to a spreadsheet: which records, which columns, masked or for a stated purpose in clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from desktop.errors import Cancelled, UserError
from desktop.exchange.sheet_columns import sheet_fields
from desktop.models import Privacy, description
from desktop.services.records import Query
from desktop.services.subjects import subject
from desktop.views.desk import Desk
from desktop.views.files import open_folder
from desktop.views.jobs import Job
from desktop.views.sheets.kept import Kept
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line
from desktop.views.widgets.question import Question
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import ProgressStrip

if TYPE_CHECKING:
    from desktop.exchange.sheet_write import Written

SHORTEST_PURPOSE = 2


@dataclass(frozen=True)
class Scopes:
    """What of a list can be written."""

    query: Query
    """What the list shows."""
    shown: int
    ticked: tuple[UUID, ...] = ()


class ExportDialog(Question):
    """Asks what to write, then for the file; stays while it is written, so that it can be cancelled."""

    def __init__(
        self, parent: QWidget, desk: Desk, scopes: Scopes, columns: Sequence[str], scope: str = "view"
    ) -> None:
        described = description(scopes.query.kind)
        said = "写成 Excel 表格，改好以后可以原样导入回来。"
        super().__init__(parent, f"导出{described.label}", said, "选择文件并导出", danger=False)
        self._desk, self._scopes, self._columns, self._described = desk, scopes, list(columns), described
        self._kept = Kept(desk.folder, described.name)
        self._job: Job | None = None
        unit = described.unit
        choices: list[tuple[str, object]] = [
            (f"当前视图  {scopes.shown:,} {unit}", "view"),
            (f"全部{described.label}", "all"),
        ]
        if scopes.ticked:
            choices.append((f"勾选的  {len(scopes.ticked):,} {unit}", "ticked"))
        self.scope = Choice(choices, "范围")
        self.scope.set_value(scope if scopes.ticked or scope != "ticked" else "view")
        self.which = Choice([("全部项目", "all"), ("只要列表里显示的列", "shown")], "列")
        self._private = [one.label for one in sheet_fields(described.name) if one.privacy is Privacy.MASKED]
        self.body.addWidget(Field("范围", self.scope))
        self.body.addWidget(Field("列", self.which))
        self.clear = QCheckBox("含原号")
        self.purpose = Line("", "例如 报送县综治中心核对")
        self.asked = Field("用途", self.purpose, "谁、什么时间、为什么导出，都会写入操作历史", required=True)
        self._masked = label("", "cap", wrap=True)
        self._build_private()
        self.progress = ProgressStrip("正在导出", "可取消，原有文件不受影响")
        self.progress.cancelled.connect(self._cancel)
        self.progress.hide()
        self.banner = Banner("danger", "没有导出", " ")
        self.banner.hide()
        self.body.addWidget(self.progress)
        self.body.addWidget(self.banner)
        self.act.clicked.disconnect(self.accept)
        self.act.clicked.connect(self.choose_file)
        self.keep.setDefault(False)
        self.act.setDefault(True)
        self.act.setAutoDefault(True)
        self.scope.setFocus()

    def _build_private(self) -> None:
        reveals = self._desk.actor.role in subject(self._described.name).revealers
        named = "、".join(self._private)
        self.clear.setText(f"{named}含原号")
        self._masked.setText(f"{named}以打码形式导出。")
        for widget in (self.clear, self.asked, self._masked):
            self.body.addWidget(widget)
        self.clear.setVisible(bool(self._private) and reveals)
        self._masked.setVisible(bool(self._private))
        self.asked.hide()
        self.clear.toggled.connect(self._ask_purpose)
        self.purpose.textChanged.connect(lambda _text: self.asked.set_mistake(""))

    def _ask_purpose(self, on: bool) -> None:
        self.asked.setVisible(on)
        self._masked.setVisible(not on)
        if on:
            self.purpose.setFocus()
        self._fit()

    def _fit(self) -> None:
        """Take the height the parts need now."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def choose_file(self) -> None:
        """Ask for the file, unless the purpose is missing."""
        if not self.is_whole():
            return
        name = f"{self._described.label}{self._desk.clock.today():%Y%m%d}.xlsx"
        start = str(Path(self._kept.folder) / name)
        found, _ = QFileDialog.getSaveFileName(self, f"导出{self._described.label}", start, "Excel 表格 (*.xlsx)")
        if found:
            self.write_to(Path(found).with_suffix(".xlsx"))

    def is_whole(self) -> bool:
        """Return whether nothing is missing; what is missing is said beside it."""
        if self.clear.isChecked() and len(self.purpose.text().strip()) < SHORTEST_PURPOSE:
            self.asked.set_mistake("请写明用途，至少两个字")
            self.purpose.setFocus()
            self._fit()
            return False
        return True

    def write_to(self, file: Path) -> None:
        """Write the file off the window's thread; the dialog closes when it is there."""
        if not self.is_whole():
            return
        self._kept.folder = file.parent
        query, only = self._scopes.query, None
        if self.scope.value() == "all":
            query = Query(query.kind, order=query.order)
        elif self.scope.value() == "ticked":
            only = self._scopes.ticked
        names = self._columns if self.which.value() == "shown" else []
        purpose = self.purpose.text().strip() if self.clear.isChecked() else ""
        database = self._desk.database

        def work(progress: Any) -> Written:
            from desktop.exchange import sheet_write

            context = self._desk.context()
            return sheet_write.export(
                database, query, file, context, names=names, only=only, purpose=purpose, progress=progress
            )

        self.banner.hide()
        self.progress.reset(f"正在导出“{file.name}”")
        self._work(True)
        self._job = self._desk.jobs.run(self, work, self._written, self._failed, label=f"导出{self._described.label}")
        self._job.moved.connect(lambda done, total: self.progress.set_progress(done, total))

    def _written(self, written: Written) -> None:
        path = written.path
        clear = f"（含{'、'.join(written.revealed)}原号）" if written.revealed else ""
        text = f"已导出 {written.rows:,} {self._described.unit}{self._described.label}{clear}到“{path.name}”"
        self._job = None
        self._desk.toast(text, act=("打开文件夹", lambda: open_folder(path)))
        self.accept()

    def _failed(self, error: UserError) -> None:
        self._job = None
        self._work(False)
        title = "已取消" if isinstance(error, Cancelled) else "没有导出"
        self.banner.set_message("grey" if isinstance(error, Cancelled) else "danger", title, str(error))
        self.banner.show()
        self._fit()

    def _work(self, on: bool) -> None:
        for widget in (self.act, self.scope, self.which, self.clear, self.purpose):
            widget.setEnabled(not on)
        self.progress.setVisible(on)
        self._fit()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def reject(self) -> None:
        """Cancel what is being written, or close."""
        if self._job is not None:
            self._cancel()
        else:
            super().reject()

    def changeEvent(self, event: QEvent) -> None:
        """Fit again for another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "banner"):
            self._fit()
