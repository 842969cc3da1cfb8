"""The tables of related records in a form: the posts of a person, the grids of a community."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import Field, Kind, description
from desktop.services import saving
from desktop.services.records import Filter, Row
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.records import cells
from desktop.views.records.reading import Related, Seen
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.question import ask
from desktop.views.widgets.tag import Tag
from desktop.views.widgets.text import Elided, label, line

MOST_COLUMNS = 5
OPEN_ENDED = ("ended_on", "valid_to")
HIDDEN = (Kind.FLAG, Kind.LONG_TEXT, Kind.SIZE, Kind.STAFF)


def columns(related: Related) -> list[Field]:
    """Return the columns of a related table: the listed ones without the one that links."""
    described = description(related.kind)
    listed = [one for one in described.fields if one.listed and one.name != related.field and one.kind not in HIDDEN]
    return listed[:MOST_COLUMNS]


class RelatedTables(QWidget):
    """All tables of one record, one under the other."""

    refused = Signal(object)
    """The error that kept a related record from being deleted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(14)

    def show_seen(self, seen: Seen | None, writes: bool) -> None:
        """Show what refers to a record; nothing for a new one."""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if seen is None:
            return
        for one in seen.related:
            self._column.addWidget(line())
            self._column.addWidget(self._table(one, seen.opened.id, writes))

    def _table(self, one: Related, record_id: UUID, writes: bool) -> RelatedTable:
        desk = self._desk
        return RelatedTable(
            one,
            desk.clock.today(),
            writes and saving.allowed(one.kind, desk.actor),
            add=lambda: desk.open(one.kind, None, start={one.field: record_id}),
            edit=lambda row_id: desk.open(one.kind, row_id),
            remove=lambda row_id, name: self._remove(one.kind, row_id, name),
            every=lambda: desk.open_list(one.kind, (Filter(one.field, "is", record_id),)),
        )

    def _remove(self, kind: str, row_id: UUID, name: str) -> None:
        what = description(kind).label
        if not ask(self, f"删除{what}“{name}”？", "删除后不再显示，可按 Ctrl+Z 撤销。", f"删除{what}"):
            return
        label = f"删除{what}"
        future = self._desk.database.submit(label, lambda work: saving.remove(work, kind, row_id))
        self._desk.jobs.after(
            self,
            future,
            lambda _none: self._desk.toast(f"已删除{what} {name}", undo=True),
            self.refused.emit,
            label=label,
        )


class RelatedTable(QWidget):
    """A section: title, 添加, and one line for each related record with 编辑 and 删除."""

    def __init__(
        self,
        related: Related,
        today: date,
        writes: bool,
        add: Callable[[], object],
        edit: Callable[[UUID], object],
        remove: Callable[[UUID, str], object],
        every: Callable[[], object],
    ) -> None:
        super().__init__()
        described = description(related.kind)
        head = QHBoxLayout()
        head.addWidget(label(related.label, "h2"))
        if related.total > len(related.rows):
            more = button(f"全部 {related.total:,} {described.unit}", "", "link")
            more.clicked.connect(lambda: every())
            head.addWidget(more)
        head.addStretch(1)
        if writes:
            new = button(f"添加{described.label}", "plus", "link")
            new.clicked.connect(lambda: add())
            head.addWidget(new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        if not related.rows:
            column.addWidget(label(f"还没有{described.label}", "sub"))
            return
        card = QFrame()
        card.setProperty("card", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        fields = columns(related)
        for at, field in enumerate(fields):
            grid.addWidget(_headed(field.label), 0, at)
            grid.setColumnStretch(at, max(field.width, 60))
        for at in (len(fields), len(fields) + 1):
            grid.addWidget(_headed("状态" if at == len(fields) else ""), 0, at)
        for number, row in enumerate(related.rows):
            place = 2 * number + 1
            grid.addWidget(line(), place, 0, 1, len(fields) + 2)
            gone = cells.retired(row.values, today, related.kind)
            for at, field in enumerate(fields):
                grid.addWidget(_cell(field, row, bool(gone)), place + 1, at)
            state = QWidget()
            inside = QHBoxLayout(state)
            inside.setContentsMargins(9, 0, 4, 0)
            inside.addWidget(Tag(gone or _current(related.kind), "grey" if gone else "green"))
            inside.addStretch(1)
            grid.addWidget(state, place + 1, len(fields))
            grid.addWidget(self._buttons(related, row, writes, edit, remove), place + 1, len(fields) + 1)
        column.addWidget(card)

    def _buttons(
        self,
        related: Related,
        row: Row,
        writes: bool,
        edit: Callable[[UUID], object],
        remove: Callable[[UUID, str], object],
    ) -> QWidget:
        described = description(related.kind)
        name = next((row.texts[one.name] for one in columns(related) if row.texts.get(one.name)), "")
        made = QWidget()
        inside = QHBoxLayout(made)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(2)
        change = icon_button("edit" if writes else "eye", f"{'编辑' if writes else '查看'}{described.label} {name}",
                             "icon sm")  # fmt: skip
        change.clicked.connect(lambda: edit(row.id))
        inside.addWidget(change)
        if writes:
            drop = icon_button("trash", f"删除{described.label} {name}", "icon sm")
            drop.clicked.connect(lambda: remove(row.id, name))
            inside.addWidget(drop)
        return made


def _current(kind: str) -> str:
    return "现任" if kind == "posts" else "有效"


def _headed(text: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", "tablehead")
    inside = QHBoxLayout(frame)
    inside.setContentsMargins(9, 0, 4, 0)
    inside.addWidget(label(text, "head"))
    frame.setFixedHeight(theme.px(tokens.HEIGHT["header"]))
    return frame


def _cell(field: Field, row: Row, retired: bool) -> QWidget:
    text = row.texts.get(field.name, "")
    if not text and field.name in OPEN_ENDED:
        text = "至今"
    shown = Elided(text, "body", "t3" if retired or text == "至今" else None)
    shown.setMinimumWidth(40)
    made = QWidget()
    inside = QHBoxLayout(made)
    inside.setContentsMargins(9, 0, 4, 0)
    inside.addWidget(shown, 1, Qt.AlignmentFlag.AlignVCenter)
    made.setFixedHeight(theme.px(tokens.HEIGHT["row"]))
    return made
