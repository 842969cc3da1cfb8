"""The attachments of one record: photos and scans added, looked at, saved out, taken off; of any kind of record.

``Attachments(desk, kind, record_id)`` stands in the form, in the detail pane and on any page that has a record. Files
come from the chooser, are dropped, or pasted; they are read off the UI thread, shown with what is asked about each,
and kept together as one action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Cancelled, Invalid, UserError
from desktop.services import attachment_files, attachments
from desktop.services.attachment_files import MB, Limits
from desktop.services.attachments import KIND, Kept
from desktop.storage.work import Changed
from desktop.views import shortcuts
from desktop.views.desk import Desk
from desktop.views.jobs import Job, Progress, settled
from desktop.views.records.attachment_cards import EditCard, NewCard
from desktop.views.records.attachment_copy import save_copy
from desktop.views.records.attachment_rows import AttachmentRow
from desktop.views.records.attachment_sources import PATTERN, Arrived, Source, arrive, of_file, of_mime
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.question import ask
from desktop.views.widgets.text import SectionTitle, label
from desktop.views.widgets.waiting import ProgressStrip


class Attachments(QWidget):
    """The list of a record's attachments with the way to add more.

    ``start`` are values new ones begin with (``{"role": "signed_paper"}``); a ``narrow`` list puts
    what can be done with each into a menu. :attr:`counted` carries how many there are whenever that is read.
    """

    counted = Signal(int)

    def __init__(
        self,
        desk: Desk,
        kind: str,
        record_id: UUID | None = None,
        *,
        narrow: bool = False,
        heading: str = "附件",
        start: Mapping[str, Any] | None = None,
        writes: bool = True,
    ) -> None:
        super().__init__()
        self.kind, self.record_id = kind, record_id
        self._desk, self._narrow, self._start = desk, narrow, dict(start or {})
        self._may_write = attachments.writes(kind, desk.actor)
        self._writes = writes and self._may_write
        self._opens = attachments.opens(kind, desk.actor)
        self._kept: list[Kept] = []
        self._roles: Mapping[str, str] = {}
        self._limits: Limits | None = None
        self._job: Job | None = None
        self._reading: Job | None = None
        self._then: Callable[[], object] | None = None
        self._saving = False
        self.cards: list[NewCard] = []
        self.edit_card: EditCard | None = None
        self._build(heading)
        self._pause = settled(self, self.refresh)
        desk.changes.happened.connect(self._changed)
        self.show_record(record_id)

    def _build(self, heading: str) -> None:
        self.title = SectionTitle(heading)
        self.paste_button = button("粘贴", "copy", "link", hint=shortcuts.hint("粘贴复制的图片或文件", "paste"))
        self.paste_button.clicked.connect(self.paste)
        self.add_button = button("添加附件", "plus", "link")
        self.add_button.clicked.connect(self.choose)
        for one in (self.paste_button, self.add_button):
            self.title.add(one)
        self.banner = Banner("danger", "没有添加", " ")
        self.banner.add_action("知道了", self.banner.hide)
        self.banner.hide()
        self.progress = ProgressStrip("正在读取文件", "可取消，不会添加任何附件")
        self.progress.cancelled.connect(self._cancel)
        self.progress.hide()
        self._new = QVBoxLayout()
        self._new.setSpacing(8)
        self.keep_button = button("添加", "check", "primary" if self._narrow else "")
        self.keep_button.clicked.connect(lambda _checked=False: self.keep())
        self.drop_button = button("不添加")
        self.drop_button.clicked.connect(self.forget)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addStretch(1)
        foot.addWidget(self.drop_button)
        foot.addWidget(self.keep_button)
        self._foot.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.hint = label("", "cap", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.banner)
        column.addWidget(self.progress)
        column.addLayout(self._new)
        column.addWidget(self._foot)
        column.addLayout(self._rows)
        column.addWidget(self.hint)
        if self._writes:
            shortcuts.bind("paste", self, self.paste, inside=True)

    # What is shown

    def show_record(self, record_id: UUID | None, writes: bool = True) -> None:
        """Show the attachments of another record; None is one that is not saved yet."""
        if record_id != self.record_id:
            self.forget()
        self.record_id = record_id
        self._writes = writes and self._may_write
        able = self._writes and record_id is not None
        self.add_button.setVisible(able)
        self.paste_button.setVisible(able)
        self.setAcceptDrops(able)
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        if self._reading is not None and not self._reading.over:
            self._reading.drop()
        record_id, desk = self.record_id, self._desk
        if record_id is None:
            self._show([])
            return

        def read(progress: Progress) -> tuple[list[Kept], Mapping[str, str], Limits]:
            with desk.database.read() as session:
                found = attachments.listed(session, self.kind, record_id, desk.actor)
                roles = attachments.roles(session, desk.clock.today())
            return found, roles, attachment_files.limits(desk.context().settings)

        self._reading = desk.jobs.run(self, read, self._take, self._complain, label="读取附件")

    def kept(self) -> Sequence[Kept]:
        """Return the attachments that are shown."""
        return self._kept

    def waiting(self) -> int:
        """Return how many files were read and are not kept yet."""
        return len(self.cards)

    def may_leave(self) -> bool:
        """Ask before files that were read and are not kept yet are forgotten; return whether the page may be left."""
        many = self.waiting()
        if many and not ask(self, f"放弃还没有添加的 {many} 份附件？", "文件还在原来的位置，可以再选。", "放弃附件"):
            return False
        self.forget()
        return True

    def _take(self, found: tuple[list[Kept], Mapping[str, str], Limits]) -> None:
        kept, self._roles, self._limits = found
        self._show(kept)
        self.counted.emit(len(kept))

    def _show(self, kept: list[Kept]) -> None:
        had = self._focused()
        self._kept = kept
        _empty(self._rows)
        for one in kept:
            if self.edit_card is not None and self.edit_card.kept.id == one.id:
                self._rows.addWidget(self.edit_card)
                continue
            row = AttachmentRow(one, self._opens, self._writes, self._narrow)
            row.opened.connect(partial(self.open, one.id))
            row.edited.connect(partial(self.edit, one.id))
            row.saved_out.connect(partial(self.save_out, one.id))
            row.removed.connect(partial(self.remove, one.id))
            self._rows.addWidget(row)
            if one.id == had:
                row.face.setFocus()
        self.title.set_remark(str(len(kept)) if kept else "")
        self._say_hint()

    def _focused(self) -> UUID | None:
        inside = self.focusWidget()
        for row in self.findChildren(AttachmentRow):
            if inside is not None and row.isAncestorOf(inside):
                return row.kept.id
        return None

    def _say_hint(self) -> None:
        if self.record_id is None:
            text = "保存以后可以添加照片和扫描件" if self._writes else ""
        elif self._writes and self._limits is not None:
            most = self._limits.largest // MB
            text = f"图片或 PDF，每个不超过 {most} MB；可以从文件夹拖到这里，或复制以后按 Ctrl+V 粘贴"
            if self._kept and self._narrow:
                text = ""
        else:
            text = "" if self._kept or self._writes else "没有附件"
        if self._kept and not self._opens:
            text = "您的角色只能看到目录，不能打开附件，如确有需要请联系办公室管理员"
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def _complain(self, error: UserError, title: str = "没有读出附件") -> None:
        if not isinstance(error, Cancelled):
            self.banner.set_message("danger", title, str(error))
            self.banner.show()

    def _changed(self, changed: Changed) -> None:
        if self.record_id is not None and KIND in changed.records:
            self._pause.start()

    # Files come

    def choose(self) -> None:
        """Open the system's chooser."""
        names, _ = QFileDialog.getOpenFileNames(self, "添加附件", "", PATTERN)
        if names:
            self.take([Path(name) for name in names])

    def paste(self) -> None:
        """Take what is on the clipboard: copied files, or a picture."""
        sources = of_mime(QGuiApplication.clipboard().mimeData())
        if sources:
            self.read(sources)
        else:
            sentence = "剪贴板里没有图片也没有文件，没有添加，请先复制图片或在文件夹里复制文件再粘贴"
            self._complain(UserError(sentence), "没有可以粘贴的")

    def take(self, paths: Sequence[Path]) -> None:
        """Read files, off the UI thread."""
        self.read([of_file(path) for path in paths])

    def read(self, sources: Sequence[Source]) -> None:
        """Read what was chosen, dropped or pasted; what cannot be kept is said, the rest is shown."""
        record_id, desk = self.record_id, self._desk
        if not self._writes or record_id is None or (self._job is not None and not self._job.over):
            return
        mine = {card.prepared.hash: card.prepared.file_name for card in self.cards}

        def work(progress: Progress) -> Arrived:
            with desk.database.read() as session:
                known = dict(attachments.hashes(session, self.kind, record_id))
            return arrive(sources, attachment_files.limits(desk.context().settings), known | mine, progress)

        self.banner.hide()
        self.progress.reset("正在读取文件")
        self.progress.cancel.show()
        self.progress.show()
        self._job = desk.jobs.run(self, work, self._arrived, self._not_arrived, label="读取附件")
        self._job.moved.connect(lambda done, total: self.progress.set_progress(done, total))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _not_arrived(self, error: UserError) -> None:
        self.progress.hide()
        self._complain(error, "没有添加")

    def _arrived(self, arrived: Arrived) -> None:
        self.progress.hide()
        if arrived.refused:
            self._complain(UserError("\n".join(arrived.refused)), f"{len(arrived.refused)} 个文件没有添加")
        first = len(self.cards)
        for file in arrived.files:
            card = NewCard(self._desk, self._roles, file, self._start)
            card.set_width(self.width())
            card.removed.connect(partial(self._drop, card))
            card.entered.connect(partial(self._after, card))
            self.cards.append(card)
            self._new.addWidget(card)
        self._sort_out()
        if len(self.cards) > first:
            self.cards[first].begin()

    def _after(self, card: NewCard) -> None:
        place = self.cards.index(card) + 1
        if place < len(self.cards):
            self.cards[place].begin()
        else:
            self.keep_button.setFocus()

    def _drop(self, card: NewCard) -> None:
        self.cards.remove(card)
        card.hide()
        card.deleteLater()
        self._sort_out()
        (self.cards[0].begin if self.cards else self.add_button.setFocus)()

    def forget(self) -> None:
        """Keep none of the files that were read, and change nothing."""
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []
        self._then = None
        self._close_edit()
        self._sort_out()

    def _sort_out(self) -> None:
        self._foot.setVisible(bool(self.cards))
        many = len(self.cards)
        self.keep_button.setText(f"添加 {many} 份" if many > 1 else "添加")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say whether what is dragged can be an attachment."""
        if of_mime(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        sources = of_mime(event.mimeData())
        if sources:
            event.acceptProposedAction()
            self.read(sources)

    # Kept

    def keep(self, then: Callable[[], object] | None = None) -> None:
        """Keep the files that were read as one action, and then do something else, unless a mistake is shown."""
        if self._saving or self.record_id is None:
            return
        wishes = []
        for card in self.cards:
            wish = card.wish()
            if wish is None:
                return
            wishes.append(wish)
        if not wishes:
            return
        self._then = then
        kind, record_id = self.kind, self.record_id
        what = wishes[0].title if len(wishes) == 1 else f"{len(wishes)} 份附件"
        future = self._desk.database.submit("添加附件", lambda work: attachments.add(work, kind, record_id, wishes))
        self._set_saving(True)
        self._desk.jobs.after(
            self, future, lambda _made: self._done(f"已添加 {what}"), self._not_kept, label="添加附件"
        )

    def _done(self, text: str) -> None:
        then = self._then
        self._set_saving(False)
        self.forget()
        self.banner.hide()
        self._desk.toast(text, undo=True)
        self.refresh()
        if then is not None:
            then()

    def _not_kept(self, error: UserError) -> None:
        self._set_saving(False)
        self._then = None
        if isinstance(error, Invalid) and len(self.cards) == 1:
            self.cards[0].refuse(error.mistakes)
        self._complain(error, "没有添加")

    def _set_saving(self, on: bool) -> None:
        self._saving = on
        self._foot.setEnabled(not on)
        self.progress.reset("正在保存")
        self.progress.cancel.setVisible(False)
        self.progress.setVisible(on)

    def edit(self, attachment_id: UUID) -> None:
        """Let what is said about an attachment be changed, in its place."""
        one = next((kept for kept in self._kept if kept.id == attachment_id), None)
        if one is None or not self._writes:
            return
        self._close_edit()
        card = EditCard(self._desk, self._roles, one)
        card.set_width(self.width())
        card.removed.connect(self._stop_editing)
        card.agreed.connect(self._save_edit)
        self.edit_card = card
        self._show(self._kept)
        card.begin()

    def _stop_editing(self) -> None:
        self._close_edit()
        self._show(self._kept)

    def _close_edit(self) -> None:
        if self.edit_card is not None:
            self.edit_card.hide()
            self.edit_card.setParent(None)
            self.edit_card.deleteLater()
            self.edit_card = None

    def _save_edit(self) -> None:
        card = self.edit_card
        if card is None:
            return
        wrong = card.fields.wrong(False)
        if wrong:
            card.fields.show_mistakes(wrong)
            return
        one, raw = card.kept, card.values()

        def act(work: Any) -> None:
            attachments.change(work, one.id, raw, revision=one.revision)

        def failed(error: UserError) -> None:
            if isinstance(error, Invalid):
                error = UserError("；".join(card.fields.show_mistakes(error.mistakes)) or str(error))
            self._complain(error, "没有修改")

        future = self._desk.database.submit("修改附件", act)
        self._desk.jobs.after(self, future, lambda _: self._done(f"已修改 {one.title}"), failed, label="修改附件")

    def remove(self, attachment_id: UUID) -> None:
        """Take an attachment off the record; 撤销 brings it back."""
        one = next((kept for kept in self._kept if kept.id == attachment_id), None)
        if one is None or not self._writes:
            return
        future = self._desk.database.submit("移除附件", lambda work: attachments.remove(work, attachment_id))
        self._desk.jobs.after(
            self,
            future,
            lambda _: self._removed(one),
            lambda error: self._complain(error, "没有移除"),
            label="移除附件",
        )

    def _removed(self, one: Kept) -> None:
        self._desk.toast(f"已移除 {one.title}", undo=True)
        self.refresh()

    # Looked at

    def open(self, attachment_id: UUID) -> None:
        """Show an attachment large, over the present page."""
        from desktop.views.records.attachment_page import AttachmentPage

        if self._opens:
            self._desk.push(AttachmentPage(self._desk, self._kept, attachment_id))

    def save_out(self, attachment_id: UUID) -> None:
        """Ask where a copy goes, and write it there; the history keeps that it went out."""
        one = next((kept for kept in self._kept if kept.id == attachment_id), None)
        if one is not None:
            save_copy(self, self._desk, one, lambda error: self._complain(error, "没有另存"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cards out for the width."""
        super().resizeEvent(event)
        for card in [*self.cards, *([self.edit_card] if self.edit_card else [])]:
            card.set_width(self.width())


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if isinstance(old, AttachmentRow):
            old.hide()
            old.deleteLater()
