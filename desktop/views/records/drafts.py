"""The draft of a form: kept while it is typed, offered when the form is opened again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from desktop.clock import CHINA
from desktop.errors import UserError
from desktop.services import drafts
from desktop.services.drafts import Kept
from desktop.storage.work import Work
from desktop.views.desk import Desk
from desktop.views.records.model import RecordModel
from desktop.views.widgets.banner import Banner

KEEP_MS = 2_000
"""The longest time what is typed is not yet kept."""


class DraftBar(QWidget):
    """Says that there is a draft, and since when: 继续草稿 or 丢弃."""

    continued = Signal()
    discarded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner("gold", "", icon="edit")
        self.continue_button = self.banner.add_action("继续草稿", self.continued.emit, "edit")
        self.discard_button = self.banner.add_action("丢弃", self.discarded.emit, "trash")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 0)
        column.addWidget(self.banner)
        self.hide()

    def show_draft(self, draft: Kept, today: date) -> None:
        """Offer a draft."""
        text = f"有 {len(draft.values)} 项填写了没有保存，可以接着填。"
        if draft.stale:
            text += "这条记录在那以后被修改过，继续后请逐项核对再保存。"
        self.banner.set_message("gold", f"您有一份草稿　{_when(draft.at, today)}", text, "edit")
        self.show()


class DraftKeeper(QObject):
    """Keeps what one form holds within :data:`KEEP_MS` of its being typed, off the UI thread."""

    told = Signal()
    """There is something else to say at the foot."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        typed: Callable[[], dict[str, Any]],
        type_again: Callable[[Mapping[str, Any]], None],
    ) -> None:
        super().__init__()
        self.bar = DraftBar()
        self.bar.continued.connect(self._continue)
        self.bar.discarded.connect(self.discard)
        self._desk, self._kind, self._typed, self._type_again = desk, kind, typed, type_again
        self._record_id: UUID | None = None
        self._revision: UUID | None = None
        self._offered: Mapping[str, Any] = {}
        self._kept: Mapping[str, Any] = {}
        """What the database has, or is about to have."""
        self._safe: Mapping[str, Any] = {}
        """What the database is known to have."""
        self._at: datetime | None = None
        self._trouble = False
        self._open = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.keep)

    def begin(self, record_id: UUID | None, revision: UUID | None, draft: Kept | None) -> None:
        """Follow another record from now on, and offer its draft."""
        self._timer.stop()
        self._record_id, self._revision = record_id, revision
        self._offered = self._kept = self._safe = draft.values if draft else {}
        self._at, self._trouble, self._open = None, False, True
        if draft:
            self.bar.show_draft(draft, self._desk.clock.today())
        else:
            self.bar.hide()

    def end(self) -> None:
        """Keep nothing more: the form is saved, locked or left."""
        self._timer.stop()
        self._open = False
        self.bar.hide()

    def look(self) -> None:
        """Something was typed: keep it soon."""
        if self._open and not self._timer.isActive() and self._wanted() != self._kept:
            self._timer.start()

    def keep(self) -> None:
        """Keep what is typed now, if it is something else than what is kept."""
        self._timer.stop()
        wanted = self._wanted()
        if not self._open or wanted == self._kept:
            return
        self._kept = wanted
        kind, record_id, revision = self._kind, self._record_id, self._revision

        def work(work: Work) -> datetime:
            return drafts.keep(work, kind, record_id, wanted, revision)

        future = self._desk.database.submit("保存草稿", work)
        self._desk.jobs.after(self, future, lambda at: self._done(at, wanted), self._failed, label="保存草稿")

    def discard(self) -> None:
        """Forget the draft."""
        self._timer.stop()
        self.bar.hide()
        self._offered, self._kept, self._safe, self._at = {}, {}, {}, None
        kind, record_id = self._kind, self._record_id
        future = self._desk.database.submit("丢弃草稿", lambda work: drafts.drop(work, kind, record_id))
        self._desk.jobs.after(self, future, lambda _nothing: self.look(), label="丢弃草稿")
        self.told.emit()

    def state(self) -> str:
        """Return when what is typed was kept (草稿已保存 10:42:18), "" while it is not."""
        if self._trouble:
            return "草稿没有存上"
        if self._at is None or self._wanted() != self._safe:
            return ""
        return f"草稿已保存 {self._at.astimezone(CHINA):%H:%M:%S}"

    def _wanted(self) -> dict[str, Any]:
        # A draft nobody has decided about stays under what is typed meanwhile, so that neither is lost.
        typed = self._typed()
        return {**self._offered, **typed} if typed else dict(self._offered)

    def _continue(self) -> None:
        offered, self._offered = self._offered, {}
        self.bar.hide()
        self._type_again({name: value for name, value in offered.items() if name not in self._typed()})

    def _done(self, at: datetime, kept: Mapping[str, Any]) -> None:
        self._trouble, self._safe = False, kept
        self._at = at if kept else None
        self.told.emit()

    def _failed(self, error: UserError) -> None:
        self._kept, self._trouble = {}, True
        self.told.emit()


def _when(at: datetime, today: date) -> str:
    local = at.astimezone(CHINA)
    return f"今天 {local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"


class DraftMarks(QObject):
    """Knows which records of a list the person has drafts of; read again whenever the list is shown or read."""

    def __init__(self, model: RecordModel, table: QAbstractItemView) -> None:
        super().__init__(table)
        self._model, self._table = model, table
        self._begun: frozenset[UUID] = frozenset()
        model.loaded.connect(self.read)
        table.installEventFilter(self)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._begun

    def read(self) -> None:
        """Ask for the drafts of the person."""
        desk, kind = self._model.desk, self._model.kind

        def read(progress: Any) -> frozenset[UUID]:
            with desk.database.read() as session:
                return frozenset(one for one in drafts.begun(session, desk.actor, kind) if one is not None)

        desk.jobs.run(self, read, self._take, label="查看草稿")

    def _take(self, begun: frozenset[UUID]) -> None:
        self._begun = begun
        self._table.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again when the list comes back."""
        if event.type() == QEvent.Type.Show:
            self.read()
        return False
