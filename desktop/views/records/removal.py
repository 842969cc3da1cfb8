"""Deleting the chosen records of a list and bringing them back, each time as one action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.errors import UserError
from desktop.models import description
from desktop.services import saving
from desktop.storage.work import Work
from desktop.views.desk import Desk
from desktop.views.records.model import RecordModel
from desktop.views.widgets.question import ask


class Removal(QObject):
    """What the buttons 删除 and 恢复 of a list do."""

    def __init__(self, desk: Desk, page: QWidget, model: RecordModel, refused: Callable[[UserError], object]) -> None:
        super().__init__(page)
        self._desk, self._page, self._model, self._refused = desk, page, model, refused
        self._described = description(model.kind)

    def remove(self, ids: Sequence[UUID]) -> None:
        """Ask, then delete these records as one action."""
        described = self._described
        name = f"{len(ids):,} {described.unit}{described.label}"
        if len(ids) == 1 and (row := self._model.row(self._model.row_of(ids[0]))):
            name = f"“{row.texts.get(described.title, '')}”"
        text = "删除后列表里不再显示，可按 Ctrl+Z 撤销，也可在“已删除”里恢复。"
        if ask(self._page, f"删除{name}？", text, f"删除{described.label}"):
            self._write(f"删除 {len(ids):,} {described.unit}{described.label}", ids, saving.remove)

    def restore(self, ids: Sequence[UUID]) -> None:
        """Bring these deleted records back as one action."""
        self._write(f"恢复 {len(ids):,} {self._described.unit}{self._described.label}", ids, saving.restore)

    def _write(self, done: str, ids: Sequence[UUID], do: Any) -> None:
        kind = self._model.kind

        def work(work: Work) -> None:
            for one in ids:
                do(work, kind, one)
            if len(ids) > 1:
                work.label = done

        def finished(_answer: object) -> None:
            self._model.tick_all(False)
            self._desk.toast(done, undo=True)

        future = self._desk.database.submit(done, work)
        self._desk.jobs.after(self, future, finished, self._refused, label=done)
