"""An attachment looked at: its pages or its picture, sharp at any zoom, and the way to the others of its record."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout

from desktop.errors import UserError
from desktop.services import attachments
from desktop.services.attachment_files import PDF
from desktop.services.attachments import Kept
from desktop.views import shortcuts, theme, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import Job, Progress
from desktop.views.records.attachment_copy import save_copy
from desktop.views.records.attachment_rows import caption
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.page_view import STEP, PageView
from desktop.views.widgets.sheets import Picture, Sheets
from desktop.views.widgets.tag import TagRow
from desktop.views.widgets.text import Elided, label


class _Held:
    """The open document, closed with the page or with the program, whichever ends first."""

    def __init__(self) -> None:
        self.document: Sheets | Picture | None = None

    def close(self) -> None:
        """Let the document go."""
        if self.document is not None:
            self.document.close()
            self.document = None


class AttachmentPage(QFrame):
    """One attachment at a time; Ctrl+PageUp and Ctrl+PageDown go to the others, Esc goes back."""

    help_topic = "attachments"

    def __init__(self, desk: Desk, among: Sequence[Kept], first: UUID) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._among = [one for one in among if one.here]
        self._at = next((at for at, one in enumerate(self._among) if one.id == first), 0)
        self._held = _Held()
        self._job: Job | None = None
        app = QApplication.instance()
        if app is not None:
            # PDFium complains about documents that are open when the program ends.
            app.aboutToQuit.connect(self._held.close)
        self.destroyed.connect(self._held.close)
        self._build()
        self._read()

    def _build(self) -> None:
        leave = icon_button("chevron-left", "返回")
        leave.setToolTip("返回  Esc")
        leave.clicked.connect(self._desk.back)
        self.name, self.tags, self.caption = Elided("", "h2"), TagRow(), Elided("", "cap")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.caption)
        self.save_button = button("另存一份", "export", key="save_copy")
        self.save_button.clicked.connect(lambda _checked=False: self.save_out())
        self.previous, self.next = icon_button("chevron-left", "上一份"), icon_button("chevron-right", "下一份")
        self.previous.setToolTip(shortcuts.hint("上一份", "previous"))
        self.next.setToolTip(shortcuts.hint("下一份", "next"))
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.rank = label("", "sub", "text")
        bar = QFrame()
        bar.setProperty("card", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 5, 14, 5)
        row.setSpacing(tokens.SPACE[1])
        row.addWidget(leave)
        row.addLayout(words, 1)
        for widget in (self.tags, self.save_button, self.previous, self.rank, self.next):
            row.addWidget(widget)
        self.banner = Banner("danger", "没有打开", " ")
        self.banner.hide()
        self.view = PageView(self._desk.jobs)
        self.view.zoomed.connect(lambda zoom: self.percent.setText(f"{zoom:.0%}".replace("%", " %")))
        self.view.page_changed.connect(self._show_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addLayout(self._tools())
        column.addWidget(self.banner)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        shortcuts.bind("page.leave", self, self._desk.back, inside=True)
        shortcuts.bind("previous", self, lambda: self.step(-1), inside=True)
        shortcuts.bind("next", self, lambda: self.step(1), inside=True)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(tokens.PAGE_MARGIN, 6, tokens.PAGE_MARGIN, 6)
        row.setSpacing(4)
        smaller, larger = icon_button("zoom-out", "缩小  Ctrl+滚轮"), icon_button("zoom-in", "放大  Ctrl+滚轮")
        smaller.clicked.connect(lambda: self.view.set_zoom(self.view.zoom() / STEP))
        larger.clicked.connect(lambda: self.view.set_zoom(self.view.zoom() * STEP))
        self.percent = label("100 %", "sub")
        self.percent.setMinimumWidth(theme.px(48))
        self.percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        whole, wide, real = button("整页", "fit", "sm"), button("页宽", "ruler", "sm"), button("实际大小", "", "sm")
        whole.clicked.connect(lambda: self.view.set_fit("page"))
        wide.clicked.connect(lambda: self.view.set_fit("width"))
        real.clicked.connect(lambda: self.view.set_zoom(1.0))
        for part in (smaller, self.percent, larger, whole, wide, real):
            row.addWidget(part)
        row.addStretch(1)
        self.before, self.after = icon_button("chevron-left", "上一页"), icon_button("chevron-right", "下一页")
        self.before.clicked.connect(lambda: self.view.go_to(self.view.page() - 1))
        self.after.clicked.connect(lambda: self.view.go_to(self.view.page() + 1))
        self.number = label("", "sub")
        for widget in (self.before, self.number, self.after):
            row.addWidget(widget)
        return row

    def kept(self) -> Kept | None:
        """Return the attachment that is shown."""
        return self._among[self._at] if self._among else None

    def document(self) -> Sheets | Picture | None:
        """Return what is looked at, once it is read."""
        return self._held.document

    def step(self, by: int) -> None:
        """Go to the attachment before or after."""
        if 0 <= self._at + by < len(self._among):
            self._at += by
            self._read()

    def save_out(self) -> None:
        """Write a copy outside, leaving a trace."""
        one = self.kept()
        if one is not None:
            save_copy(self, self._desk, one, self._refuse)

    def close_document(self) -> None:
        """Let the document go."""
        self.view.set_sheets(None)
        self._held.close()

    def _read(self) -> None:
        one = self.kept()
        if one is None:
            return
        self.name.set_text(one.title)
        self.caption.set_text("  ".join(text for text in (caption(one), one.notes) if text))
        self.tags.set_tags([(one.role_label, "grey")])
        many = len(self._among)
        self.rank.setText(f"{self._at + 1} / {many}")
        for widget in (self.previous, self.rank, self.next):
            widget.setVisible(many > 1)
        self.previous.setEnabled(self._at > 0)
        self.next.setEnabled(self._at < many - 1)
        self.banner.hide()
        self.close_document()
        self._show_page(0)
        if self._job is not None and not self._job.over:
            self._job.drop()
        desk = self._desk

        def work(progress: Progress) -> Sheets | Picture:
            with desk.database.read() as session:
                data = attachments.content(session, one.id, desk.actor).data
            progress()
            return Sheets(data) if one.media_type == PDF else Picture(data)

        self._job = desk.jobs.run(self, work, self._take, self._refuse, label="打开附件")

    def _take(self, document: Sheets | Picture) -> None:
        self._held.document = document
        self.view.set_fit("page")
        self.view.set_sheets(document)
        self._show_page(0)

    def _refuse(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有完成", str(error))
        self.banner.show()

    def _show_page(self, page: int) -> None:
        document = self._held.document
        many = len(document) if document is not None else 0
        self.number.setText(f"第 {page + 1} / {many} 页" if many > 1 else "")
        for widget, able in ((self.before, page > 0), (self.after, page < many - 1)):
            widget.setVisible(many > 1)
            widget.setEnabled(able)
