"""What every list has for spreadsheets: 导入 and 导出, the template in its menu, and files dropped on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from desktop.errors import UserError
from desktop.exchange.sheet_columns import ELSEWHERE
from desktop.models import description
from desktop.services import saving
from desktop.views.desk import Desk
from desktop.views.files import open_folder
from desktop.views.sheets.kept import Kept
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button

if TYPE_CHECKING:
    from desktop.views.records.list import RecordList
    from desktop.views.records.model import RecordModel
    from desktop.views.sheets.export import ExportDialog
    from desktop.views.sheets.page import SheetPage

SUFFIXES = (".xlsx", ".xls", ".et", ".ods", ".csv")
PATTERN = f"表格 ({' '.join(f'*{one}' for one in SUFFIXES)})"
KEPT_IN = frozenset({"accounts", "settings"})
"""Kinds that no list gives out as a sheet."""


class SheetDoors(QObject):
    """The ways of one list to and from spreadsheets."""

    def __init__(self, desk: Desk, page: RecordList, model: RecordModel) -> None:
        super().__init__(page)
        self._desk, self._page, self._model = desk, page, model
        self.kind = page.kind
        self._described = description(self.kind)
        self._kept = Kept(desk.folder, self.kind)
        self.takes = saving.allowed(self.kind, desk.actor) and self.kind not in ELSEWHERE
        self.gives = self.kind not in KEPT_IN
        if self.takes:
            page.setAcceptDrops(True)
            page.installEventFilter(self)

    def buttons(self) -> list[QPushButton]:
        """Return the buttons for the head of the list."""
        made = []
        if self.takes:
            self.import_button = button("导入", "import", "ghost", f"从表格导入{self._described.label}", "import")
            self.import_button.clicked.connect(self.choose_file)
            made.append(self.import_button)
        if self.gives:
            self.export_button = button("导出", "export", "ghost", f"把{self._described.label}导出为表格", "export")
            self.export_button.clicked.connect(lambda _checked=False: self.export())
            made.append(self.export_button)
        return made

    def bulk_buttons(self) -> list[QPushButton]:
        """Return the buttons for the bar of ticked records."""
        if not self.gives:
            return []
        made = button("导出", "export", "sm", f"导出勾选的{self._described.label}")
        made.clicked.connect(lambda _checked=False: self.export("ticked"))
        return [made]

    def fill(self, menu: QMenu) -> None:
        """Add what is seldom wanted to the menu of the list."""
        if self.takes:
            menu.addAction("导入模板…", self._choose_template)

    # In

    def choose_file(self) -> None:
        """Ask for a file and show what it would change."""
        title = f"导入{self._described.label}"
        found, _ = QFileDialog.getOpenFileName(self._page, title, self._kept.folder, PATTERN)
        if found:
            self.import_file(Path(found))

    def import_file(self, file: Path) -> SheetPage:
        """Show what a file would change."""
        from desktop.views.sheets.page import SheetPage

        self._kept.folder = file.parent
        made = SheetPage(self._desk, self.kind, file)
        self._desk.push(made)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a spreadsheet that is dropped on the list."""
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if len(files) == 1 and files[0].suffix.lower() in SUFFIXES:
                event.acceptProposedAction()
                if not isinstance(event, QDragEnterEvent):
                    self.import_file(files[0])
                return True
        return False

    # Out

    def export(self, scope: str = "view") -> ExportDialog:
        """Open the dialog that writes a spreadsheet; ``scope`` is ``view``, ``all`` or ``ticked``."""
        from desktop.views.sheets.export import ExportDialog, Scopes

        scopes = Scopes(self._model.query, self._model.rowCount(), tuple(self._model.ticked()))
        dialog = ExportDialog(self._page, self._desk, scopes, self._model.names, scope)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _choose_template(self) -> None:
        name = str(Path(self._kept.folder) / f"{self._described.label}导入模板.xlsx")
        found, _ = QFileDialog.getSaveFileName(self._page, "导入模板", name, "Excel 表格 (*.xlsx)")
        if found:
            self.write_template(Path(found).with_suffix(".xlsx"))

    def write_template(self, file: Path) -> None:
        """Write an empty spreadsheet to fill in."""
        self._kept.folder = file.parent

        def work(progress: Any) -> Path:
            from desktop.exchange import sheet_write

            with self._desk.database.read() as session:
                return sheet_write.write_template(session, self.kind, file).path

        def done(path: Path) -> None:
            self._desk.toast(f"模板已写成“{path.name}”，填好后点“导入”", act=("打开文件夹", lambda: open_folder(path)))

        def failed(error: UserError) -> None:
            banner: Banner = self._page.banner
            banner.set_message("danger", "没有写成模板", str(error))
            banner.show()

        self._desk.jobs.run(self._page, work, done, failed, label="导入模板")
