"""The page of print preview: the paper in the middle, what can be chosen at the right, what is missing below it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Cancelled, UserError
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.files import file_name, write
from desktop.views.jobs import Job, Progress
from desktop.views.preview import printing
from desktop.views.preview.kept import Kept
from desktop.views.preview.options import Finder
from desktop.views.preview.pane import BOARD, ROSTER, OptionPane
from desktop.views.preview.thumbs import Thumbs
from desktop.views.preview.wishes import BoardWish, Notes, Paper, PaperWish, Wish, as_docx, compose, editable
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.page_view import STEP, PageView
from desktop.views.widgets.sheets import Sheets
from desktop.views.widgets.text import Elided, label, line
from desktop.views.widgets.waiting import EmptyState, ProgressStrip

SETTLE_MS = 250
TELL_AFTER_MS = 200
CONCERNED = frozenset(
    {"divisions", "grids", "boundaries", "people", "posts", "offices", "settings", "map_features", "codes"}
)


class PreviewPage(QFrame):
    """Signboards, rosters and every other paper, as they will be printed."""

    help_topic = "preview"
    title = "打印"
    made = Signal(object)
    """The :class:`Paper` shown, whenever another one is."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "page")
        self._desk = desk
        self._job: Job | None = None
        self._print_job: Job | None = None
        self._generation = 0
        self._paper: Paper | None = None
        self._sheets: Sheets | None = None
        self._held: list[Sheets] = []
        self.destroyed.connect(lambda _gone=None, held=self._held: [one.close() for one in held])
        app = QApplication.instance()
        if app is not None:
            # PDFium complains about documents that are open when the program ends.
            app.aboutToQuit.connect(self.close_document)
        self._kept = Kept(desk.folder)
        self._stale = True
        self._notes = Notes()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MS)
        self._pause.timeout.connect(self.regenerate)
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(TELL_AFTER_MS)
        self._build()
        self.pane.start(self._kept.read())
        self._allow(False)
        self._show_page(0)
        desk.changes.happened.connect(self._changed)

    # Building

    def _build(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(8)
        upper.addLayout(self._head())
        self.banner = Banner("danger", "没有生成", " ")
        self.banner.hide()
        self.fit_banner = Banner("amber", "纸张放不进打印机", " ", "print")
        for paper in ("A3", "A4"):
            self.fit_banner.add_action(f"改印 {paper} 打样", lambda paper=paper: self._proof(paper), "print")
        self.fit_banner.add_action("另存为 PDF", self.save_as, "export")
        self.fit_banner.hide()
        self.progress = ProgressStrip("", "可取消")
        self.progress.cancelled.connect(self._cancel)
        self.progress.hide()
        self._tell.timeout.connect(self.progress.show)
        for part in (self.banner, self.fit_banner, self.progress):
            upper.addWidget(part)
        upper.addLayout(self._tools())
        middle.addLayout(upper)
        middle.addWidget(line())
        self.view = PageView(self._desk.jobs)
        self.view.zoomed.connect(self._show_zoom)
        self.view.page_changed.connect(self._show_page)
        self.thumbs = Thumbs(self._desk.jobs)
        self.thumbs.currentRowChanged.connect(self._thumb_chosen)
        self.thumbs.hide()
        papers = QHBoxLayout()
        papers.setSpacing(0)
        papers.addWidget(self.thumbs)
        papers.addWidget(self.view, 1)
        self.nothing = EmptyState("还没有可以打印的公示牌", "先录入网格，公示牌按社区和网格自动生成")
        self.nothing.add_action("录入网格", lambda: self._desk.go("grids"), "grid", "primary")
        papers.addWidget(self.nothing, 1)
        self.nothing.hide()
        middle.addLayout(papers, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(middle, 1)
        self.pane = OptionPane(self._desk)
        self.boards, self.rosters = self.pane.boards, self.pane.rosters
        self.notices, self.notices_title = self.pane.notices, self.pane.notices_title
        self.pane.changed.connect(self._option_changed)
        for finder in (self.boards.communities, self.boards.grids):
            finder.none_found.connect(self._pause.start)
        row.addWidget(self.pane)

    def _head(self) -> QHBoxLayout:
        self.name = Elided("打印", "h1")
        self.remark = label("", "sub")
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE[1])
        row.addWidget(self.name, 1)
        row.addWidget(self.remark)
        self.save_button = button("另存为 PDF", "export", key="save_pdf")
        self.save_button.clicked.connect(lambda _checked=False: self.save_as())
        self.print_button = button("打印", "print", "primary", key="print")
        self.print_button.clicked.connect(lambda _checked=False: self.print_now())
        self.word_button = button("另存为 Word", "edit", key="save_word")
        self.word_button.setToolTip("存成 .docx，可在 Word 或 WPS 里改了措辞再打印")
        self.word_button.clicked.connect(lambda _checked=False: self.save_word())
        self.word_button.hide()
        row.addWidget(self.word_button)
        row.addWidget(self.save_button)
        row.addWidget(self.print_button)
        return row

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        smaller, larger = icon_button("zoom-out", "缩小  Ctrl+滚轮"), icon_button("zoom-in", "放大  Ctrl+滚轮")
        smaller.clicked.connect(lambda: self.view.set_zoom(self.view.zoom() / STEP))
        larger.clicked.connect(lambda: self.view.set_zoom(self.view.zoom() * STEP))
        self.percent = label("100 %", "sub")
        self.percent.setMinimumWidth(theme.px(48))
        self.percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        whole, wide = button("整页", "fit", "sm"), button("页宽", "ruler", "sm")
        real = button("实际大小", "", "sm")
        whole.clicked.connect(lambda: self.view.set_fit("page"))
        wide.clicked.connect(lambda: self.view.set_fit("width"))
        real.clicked.connect(lambda: self.view.set_zoom(1.0))
        for part in (smaller, self.percent, larger):
            row.addWidget(part)
        row.addSpacing(6)
        for part in (whole, wide, real):
            row.addWidget(part)
        row.addStretch(1)
        self.before, self.after = icon_button("chevron-left", "上一页"), icon_button("chevron-right", "下一页")
        self.before.clicked.connect(lambda: self.view.go_to(self.view.page() - 1))
        self.after.clicked.connect(lambda: self.view.go_to(self.view.page() + 1))
        self.number = label("", "sub")
        for widget in (self.before, self.number, self.after):
            row.addWidget(widget)
        return row

    # What is asked for

    def show_what(
        self,
        paper: str = "signboard",
        community_id: UUID | None = None,
        grid_ids: tuple[UUID, ...] = (),
        division: str = "",
        grid: str = "",
        given: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Show a signboard (of a community or of grids), a roster (of a division or grid, by code) or another paper.

        ``more`` are the options of another paper by their keys, ``given`` those whose key is also a word of this.
        """
        self.pane.choose(paper)
        if paper == BOARD:
            self.pane.show_board(community_id, grid_ids)
        elif paper == ROSTER:
            self.pane.show_roster(division, grid)
        else:
            self._notes = Notes()
            self.pane.show_other({**more, **(given or {})})
        self._stale = True
        self._pause.start(0)

    def paper(self) -> Paper | None:
        """Return the document shown."""
        return self._paper

    def busy(self) -> bool:
        """Return whether a document is being made or awaited."""
        return self._pause.isActive() or (self._job is not None and not self._job.over)

    def wish(self) -> Wish:
        """Return what is chosen."""
        return self.pane.wish()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the document at the first look, and again when rows changed since."""
        super().showEvent(event)
        if self._stale:
            self._pause.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the choices."""
        super().hideEvent(event)
        self._kept.keep(self.pane.choices())

    def _changed(self, changed: Changed) -> None:
        if (CONCERNED | self.pane.concerned()) & changed.records.keys():
            self._stale = True
            if not self._finder().count() and self._finder().answered:
                self._finder().reload()
            if self.isVisible():
                self._pause.start()

    def _option_changed(self) -> None:
        self._stale = True
        self.fit_banner.hide()
        self._pause.start()

    def _proof(self, paper: str) -> None:
        self.fit_banner.hide()
        self.boards.paper.set_current(paper)

    # Making

    def regenerate(self) -> None:
        """Make the document of the present choices; one that is being made is given up."""
        if not self.isVisible():
            return
        wish, desk, notes = self.wish(), self._desk, self._notes
        empty = isinstance(wish, BoardWish) and not wish.ids
        if (empty and self._waiting_for_list()) or self.pane.waiting():
            return
        nothing = empty and not self._finder().search.text().strip() and not self._finder().count()
        self.nothing.setVisible(nothing)
        self.view.setVisible(not nothing)
        self._stale = False
        self._generation += 1
        generation = self._generation
        if self._job is not None and not self._job.over:
            self._job.drop()

        def work(progress: Progress) -> tuple[Paper, Sheets]:
            notes.keep(desk, wish)
            made = compose(desk, wish, progress)
            progress()
            return made, Sheets(made.data)

        self.progress.reset("正在生成")
        self._tell.start()
        self._job = desk.jobs.run(
            self,
            work,
            lambda answer: self._take(generation, *answer),
            lambda error: self._complain(generation, error),
            label="生成打印文件",
        )
        self._job.moved.connect(lambda done, total: self.progress.set_progress(done, total))

    def _finder(self) -> Finder:
        return self.boards.communities if self.boards.kind.current() == "community" else self.boards.grids

    def _waiting_for_list(self) -> bool:
        """Return whether the list a board is chosen from is still being read: its first row is then chosen."""
        finder = self._finder()
        if not finder.count() and not finder.asked:
            finder.reload()
        return not finder.answered

    def _take(self, generation: int, paper: Paper, sheets: Sheets) -> None:
        if generation != self._generation:
            sheets.close()
            return
        self._end_progress()
        self.banner.hide()
        self._swap(sheets)
        self._paper = paper
        self.name.set_text(paper.title)
        self.remark.setText(paper.remark)
        self.pane.show_notices(paper.notices, True)
        self._show_page(self.view.page())
        self.thumbs.set_sheets(sheets)
        self._show_thumbs()
        self._allow(True)
        self._kept.keep(self.pane.choices())
        self.made.emit(paper)

    def _complain(self, generation: int, error: UserError) -> None:
        if generation != self._generation:
            return
        self._end_progress()
        if isinstance(error, Cancelled):
            return
        self._paper = None
        self._swap(None)
        self.name.set_text("打印")
        self.remark.setText("")
        self.pane.show_notices((), False)
        self.thumbs.set_sheets(None)
        self._show_thumbs()
        self._allow(False)
        self.banner.set_message("danger", "没有生成", str(error))
        self.banner.setVisible(self.nothing.isHidden())

    def _swap(self, sheets: Sheets | None) -> None:
        old, self._sheets = self._sheets, sheets
        self._held[:] = [] if sheets is None else [sheets]
        self.view.set_sheets(sheets)
        if old is not None:
            # Closing waits for a picture being drawn, so not here.
            self._desk.jobs.run(self, lambda progress: old.close(), lambda _nothing: None, label="关闭预览")

    def close_document(self) -> None:
        """Let the document go at the end of the program."""
        for one in self._held:
            one.close()

    def _allow(self, on: bool) -> None:
        self.print_button.setEnabled(on)
        self.save_button.setEnabled(on)
        self.word_button.setVisible(on and self._paper is not None and editable(self._paper.wish))

    def _end_progress(self) -> None:
        self._tell.stop()
        self.progress.hide()

    def _cancel(self) -> None:
        for job in (self._job, self._print_job):
            if job is not None and not job.over:
                job.cancel()

    # Looking

    def _show_zoom(self, zoom: float) -> None:
        self.percent.setText(f"{zoom * 100:.0f} %")

    def _show_page(self, page: int) -> None:
        many = len(self._sheets) if self._sheets is not None else 0
        self.number.setText(f"{page + 1} / {many} 页" if many else "")
        for part in (self.before, self.after, self.number):
            part.setVisible(many > 1)
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page + 1 < many)
        self.thumbs.set_page(page)

    def _show_thumbs(self) -> None:
        narrow = self.window().width() < tokens.NARROW_BELOW
        self.thumbs.setVisible(self.thumbs.count() > 1 and not narrow)
        self.remark.setVisible(not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow window has no room for."""
        super().resizeEvent(event)
        self._show_thumbs()

    def _thumb_chosen(self, page: int) -> None:
        if page >= 0:
            self.view.go_to(page)

    # Saving and printing

    def save_as(self) -> None:
        """Ask for a file and save the PDF there."""
        if self._paper is None:
            return
        start = str(self._kept.folder / f"{file_name(self._paper.title)}.pdf")
        found, _ = QFileDialog.getSaveFileName(self, "另存为 PDF", start, "PDF 文件 (*.pdf)")
        if found:
            self.save_to(Path(found).with_suffix(".pdf"))

    def save_to(self, target: Path) -> None:
        """Save the PDF to a file, whole or not at all."""
        if self._paper is None:
            return
        data = self._paper.data
        self._kept.folder = target.parent

        self._desk.jobs.run(
            self,
            lambda progress: write(data, target),
            lambda saved: self._desk.toast(f"已保存 {saved.name}"),
            self._say_trouble,
            label="另存为 PDF",
        )

    def save_word(self) -> None:
        """Ask for a file and save the paper there as .docx."""
        if self._paper is None:
            return
        start = str(self._kept.folder / f"{file_name(self._paper.title)}.docx")
        found, _ = QFileDialog.getSaveFileName(self, "另存为 Word", start, "Word 文档 (*.docx)")
        if found:
            self.save_word_to(Path(found).with_suffix(".docx"))

    def save_word_to(self, target: Path) -> None:
        """Save the paper as .docx to a file, whole or not at all."""
        wish = self._paper.wish if self._paper is not None else None
        if not isinstance(wish, PaperWish) or not editable(wish):
            return
        self._kept.folder = target.parent
        self._desk.jobs.run(
            self,
            lambda progress: write(as_docx(self._desk, wish), target),
            lambda saved: self._desk.toast(f"已保存 {saved.name}"),
            self._say_trouble,
            label="另存为 Word",
        )

    def print_now(self) -> None:
        """Ask for a printer and print."""
        if self._sheets is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printing.prepare(printer, self._sheets)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, len(self._sheets))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)
        dialog.deleteLater()

    def print_on(self, printer: QPrinter) -> None:
        """Print on a chosen printer, unless its paper is too small: then the way out is offered."""
        sheets = self._sheets
        if sheets is None:
            return
        paper = sheets.millimetres(0)
        room = printing.largest_paper(printer)
        if printing.too_large(paper, room) and room is not None:
            size = f"{paper[0]:.0f}×{paper[1]:.0f} 毫米"
            self.fit_banner.set_message(
                "amber",
                "纸张放不进打印机",
                f"这一张 {size}，打印机最大 {room[0]:.0f}×{room[1]:.0f} 毫米，没有打印，请改印打样或把 PDF 交制作单位",
                "print",
            )
            self.fit_banner.show()
            return
        printing.prepare(printer, sheets)
        first = max(1, printer.fromPage()) - 1 if printer.fromPage() else 0
        last = min(len(sheets), printer.toPage() or len(sheets)) - 1
        self.progress.reset("正在打印")
        self._tell.start()
        self._print_job = self._desk.jobs.run(
            self,
            lambda progress: printing.print_sheets(printer, sheets, first, last, progress),
            self._printed,
            self._say_trouble,
            label="打印",
        )
        self._print_job.moved.connect(lambda done, total: self.progress.set_progress(done, total))

    def _printed(self, many: int) -> None:
        self._end_progress()
        self._desk.toast(f"已送打印机 {many} 页")

    def _say_trouble(self, error: UserError) -> None:
        self._end_progress()
        if not isinstance(error, Cancelled):
            self.banner.set_message("danger", "没有完成", str(error))
            self.banner.show()
