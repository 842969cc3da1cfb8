"""The rules of a subject asked while a form is filled: what only the office knows is said when a field is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.errors import UserError
from desktop.services import saving
from desktop.views.desk import Desk
from desktop.views.jobs import Job, settled
from desktop.views.records.fields import Fields


class AskedRules(QObject):
    """Asks the rules about what is typed so far, off the UI thread, whenever a field is left; saving asks them again.

    What is not filled in yet is not scolded: rules that need it wait until it is there.
    """

    def __init__(self, desk: Desk, kind: str, fields: Fields, own: Callable[[], UUID | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._kind, self._fields, self._own = desk, kind, fields, own
        self._job: Job | None = None
        self._pause = settled(self, self._ask)
        fields.left.connect(self._pause.start)

    def clear(self) -> None:
        """Forget what was asked: the form is filled anew."""
        self._pause.stop()
        if self._job is not None and not self._job.over:
            self._job.drop()

    def _ask(self) -> None:
        own, names = self._own(), self._fields.touched()
        if not names or any(self._fields.input(name).mistake() for name in names):
            return
        self.clear()
        raw = self._fields.raw(own is None)

        def ask(progress: Any) -> dict[str, str]:
            context = self._desk.context()
            with self._desk.database.read() as session:
                return saving.mistakes(session, self._kind, own, raw, context)[1]

        self._job = self._desk.jobs.run(self, ask, partial(self._take, raw), self._leave, label="核对")

    def _take(self, raw: dict[str, Any], wrong: dict[str, str]) -> None:
        if raw == self._fields.raw(self._own() is None):
            self._fields.show_rules(wrong)

    def _leave(self, error: UserError) -> None:
        """Say nothing: who saves is told."""
