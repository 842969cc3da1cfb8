"""The form of a grid: the one form, with 自动编号 beside the code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from desktop.errors import UserError
from desktop.services import grids
from desktop.services.records import Ids
from desktop.views.desk import Desk
from desktop.views.records.form import RecordForm
from desktop.views.records.loading import Loaded
from desktop.views.widgets.buttons import button
from desktop.views.widgets.inputs import Line


def make_form(desk: Desk, record_id: UUID | None, among: Ids | None, start: Mapping[str, Any] | None) -> GridForm:
    """Return the form of a grid, or of a new one."""
    return GridForm(desk, record_id, among, start)


class GridForm(RecordForm):
    """Proposes the next free code of the scheme in the chosen community."""

    help_topic = "grids"

    def __init__(self, desk: Desk, record_id: UUID | None, among: Ids | None, start: Mapping[str, Any] | None) -> None:
        self.number_button = button("自动编号", "", "link", hint="按编码方案取这个社区下一个没有用过的编码")
        super().__init__(desk, "grids", record_id, among=among, start=start)
        self.number_button.clicked.connect(lambda _checked=False: self.propose())

    def propose(self) -> None:
        """Put the next free code into the form."""
        kind, community = self.input("kind").raw(), self.input("community_id").raw()
        scheme = self.input("code_scheme_id").raw()
        if not community:
            self.field("code").set_mistake("请先选择所属社区，再自动编号")
            self.input("community_id").widget.setFocus()
            return

        def work(progress: Any) -> tuple[str, UUID, str]:
            from desktop.services.records import title

            with self._desk.database.read() as session:
                code, scheme_id = grids.propose_code(session, community, kind or "residential", scheme)
                return code, scheme_id, title(session, "code_schemes", scheme_id)

        self._desk.jobs.run(self, work, self._proposed, self._not_proposed, label="自动编号")

    def _proposed(self, found: tuple[str, UUID, str]) -> None:
        code, scheme_id, scheme = found
        self.input("code").put(code, code)
        if not self.input("code_scheme_id").raw():
            self.input("code_scheme_id").put(scheme_id, scheme)
        self.field("code").set_mistake("")

    def _not_proposed(self, error: UserError) -> None:
        self.field("code").set_mistake(str(error))

    def _take(self, loaded: Loaded) -> None:
        super()._take(loaded)
        line = self.input("code").widget
        new = self.record_id is None and self._writes
        if isinstance(line, Line) and self.number_button.parentWidget() is not line:
            line.add_inside(self.number_button)
        self.number_button.setVisible(new)
