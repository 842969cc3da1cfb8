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
            self._write("删除", ids, saving.remove)

    def restore(self, ids: Sequence[UUID]) -> None:
        """Bring those of these records that are deleted back as one action."""
        self._write("恢复", ids, saving.restore)

    def _write(self, verb: str, ids: Sequence[UUID], do: Any) -> None:
        described, database = self._described, self._desk.database

        def said(many: int) -> str:
            return f"{verb} {many:,} {described.unit}{described.label}"

        def work(progress: Any) -> int:
            def write(work: Work) -> int:
                gone = saving.deleted_among(work.session, described.name, ids)
                wanted = [one for one in ids if (one in gone) == (verb == "恢复")]
                for at, one in enumerate(wanted):
                    progress(at, len(wanted))
                    do(work, described.name, one)
                if len(wanted) > 1:
                    work.label = said(len(wanted))
                return len(wanted)

            return database.act(said(len(ids)), write)

        def finished(many: int) -> None:
            self._model.tick_all(False)
            self._desk.toast(said(many) if many else f"没有可以{verb}的{described.label}", undo=many > 0)

        self._desk.jobs.run(self, work, finished, self._refused, label=said(len(ids)))
