"""The views a person saved: read for the tabs of a list, kept, renamed, moved and deleted by its menu 视图."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.errors import Invalid, UserError
from desktop.services import saved_views
from desktop.services.records import Query
from desktop.storage.work import Work
from desktop.views.desk import Desk
from desktop.views.records.actions import View
from desktop.views.widgets.buttons import button
from desktop.views.widgets.field import Field as Labelled
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.question import Question, ask


class ViewName(Question):
    """Asks what a view is called."""

    def __init__(self, parent: QWidget, question: str, name: str = "") -> None:
        text = "保存现在的筛选、列、排序和分组，放在列表上方的视图里，只有自己看得见。"
        super().__init__(parent, question, text, "保存", danger=False)
        self.line = Line(name, "例如 未满额专职")
        self.labelled = Labelled("名称", self.line, required=True)
        self.body.addWidget(self.labelled)
        self.line.setMaxLength(saved_views.LONGEST)
        self.line.textChanged.connect(lambda text: self.act.setEnabled(bool(text.strip())))
        self.act.setEnabled(bool(name))
        self.keep.setDefault(False)
        self.keep.setAutoDefault(False)
        self.line.returnPressed.connect(self.act.click)
        self.line.selectAll()
        self.line.setFocus()

    def ask(self) -> str:
        """Return the name given, "" for none."""
        agreed = self.exec() == ViewName.DialogCode.Accepted
        name = self.line.text().strip() if agreed else ""
        self.deleteLater()
        return name


class SavedViews(QObject):
    """The saved views of one list."""

    came = Signal(object, object)
    """The views were read: all of them, and the id of the one to show now or None."""

    def __init__(self, desk: Desk, kind: str, page: QWidget, shown: Callable[[], tuple[Query, list[str], str]]) -> None:
        super().__init__(page)
        self._desk, self._kind, self._page, self._shown = desk, kind, page, shown
        self.current: View | None = None
        """The view shown now."""
        self.button = button("视图", "chevron-down", "ghost sm", hint="保存筛选、列、排序和分组，管理保存过的视图")
        self.button.setVisible(desk.actor.account_id is not None)
        self.button.clicked.connect(self._open_menu)

    def read(self, show: UUID | None = None) -> None:
        """Read the views; ``show`` is the one wanted then."""

        def read(progress: Any) -> list[View]:
            with self._desk.database.read() as session:
                found = saved_views.of(session, self._desk.actor, self._kind)
            return [View(one.name, one.filters, one.columns, one.order, one.id, one.grouping) for one in found]

        self._desk.jobs.run(self, read, lambda views: self.came.emit(views, show), label="读取视图")

    def menu(self) -> QMenu:
        """Return what can be done now."""
        menu = QMenu(self._page)
        menu.addAction("存为新视图…", lambda: self.keep(ViewName(self._page, "存为新视图").ask()))
        view = self.current
        if view is not None and view.saved_id is not None:
            menu.addSeparator()
            menu.addAction(f"用现在的筛选更新“{view.label}”", lambda: self.keep(view.label, view.saved_id))
            menu.addAction("改名…", lambda: self.rename(ViewName(self._page, "视图改名", view.label).ask()))
            menu.addAction("左移", lambda: self.move(-1))
            menu.addAction("右移", lambda: self.move(1))
            menu.addAction("删除", self._ask_removal)
        return menu

    def keep(self, name: str, view_id: UUID | None = None) -> None:
        """Keep what is shown now under a name."""
        if not name:
            return
        query, columns, grouping = self._shown()
        kind = self._kind
        self._write(
            lambda work: saved_views.save(work, kind, name, query.filters, columns, query.order, view_id, grouping),
            f"已保存视图“{name}”",
        )

    def rename(self, name: str) -> None:
        """Call the view shown now something else."""
        if name:
            self._change(lambda work, view_id: saved_views.rename(work, self._kind, view_id, name))

    def move(self, by: int) -> None:
        """Move the view shown now."""
        self._change(lambda work, view_id: saved_views.move(work, self._kind, view_id, by))

    def remove(self) -> None:
        """Delete the view shown now."""
        view_id = self._id()
        if view_id is None or self.current is None:
            return

        def work(work: Work) -> None:
            saved_views.remove(work, self._kind, view_id)

        self._write(work, f"已删除视图“{self.current.label}”")

    def _ask_removal(self) -> None:
        if self.current and ask(
            self._page, f"删除视图“{self.current.label}”？", "只删除这个视图，台账里的记录不变。", "删除视图"
        ):
            self.remove()

    def _id(self) -> UUID | None:
        return self.current.saved_id if self.current else None

    def _change(self, do: Callable[[Work, UUID], None]) -> None:
        view_id = self._id()

        def work(work: Work) -> UUID | None:
            if view_id is not None:
                do(work, view_id)
            return view_id

        self._write(work, "")

    def _write(self, do: Callable[[Work], UUID | None], said: str) -> None:
        future = self._desk.database.submit("保存视图", do)
        self._desk.jobs.after(self, future, partial(self._written, said), self._refused, label="保存视图")

    def _written(self, said: str, view_id: UUID | None) -> None:
        if said:
            self._desk.toast(said)
        self.read(view_id)

    def _refused(self, error: UserError) -> None:
        self._desk.toast("；".join(error.mistakes.values()) if isinstance(error, Invalid) else str(error))

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.exec(self.button.mapToGlobal(QPoint(0, self.button.height() + 4)))
        menu.deleteLater()


def merged(own: Sequence[View], saved: Sequence[View]) -> list[View]:
    """Return the views of the program, then those of the person."""
    return [*(one for one in own if one.saved_id is None), *saved]


def place_of(views: Sequence[View], current: View, show: UUID | None) -> int:
    """Return where the view to show stands: the one asked for, else the present one, else the first."""
    wanted = show or current.saved_id
    for at, one in enumerate(views):
        if wanted and one.saved_id == wanted:
            return at
    return views.index(current) if current in views else 0
