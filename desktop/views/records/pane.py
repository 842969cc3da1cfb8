"""The detail pane: one record beside the list, to be read, not changed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.models import description
from desktop.services import attachments, saving
from desktop.services.records import Filter, Opened, Query
from desktop.views import shortcuts, theme, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import Job
from desktop.views.records import cells, reading
from desktop.views.records.actions import Action, Chosen, Extras
from desktop.views.records.attachments import Attachments
from desktop.views.records.reading import Related, Seen
from desktop.views.widgets import cells as paint
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.chips import Tabs
from desktop.views.widgets.progress_line import Event, HistoryLine
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.tag import TagRow
from desktop.views.widgets.text import Elided, label, line

ROWS = 8
NAME_WIDTH = 68
BASIC, ATTACHED, HISTORY = "basic", "attached", "history"


class Pane(QFrame):
    """The pane of one kind of record. :attr:`closed` is emitted when a person closes it."""

    closed = Signal()

    def __init__(self, desk: Desk, kind: str, extras: Extras) -> None:
        super().__init__()
        self.setProperty("card", "pane")
        self.setFixedWidth(tokens.WIDTH["pane"])
        self.setAccessibleName("详情")
        self._desk, self._kind, self._extras = desk, kind, extras
        self._described = description(kind)
        self._writes = saving.allowed(kind, desk.actor)
        self._job: Job | None = None
        self._attachable = attachments.writes(kind, desk.actor)
        self._attached: Attachments | None = None
        self._seen: Seen | None = None
        self._further: list[Action] = []
        """Actions for which the foot has no room; they stand in the menu of the head."""
        self.record_id: UUID | None = None
        self._build()

    def _build(self) -> None:
        self.name = Elided("", "h2")
        self.code = label("", "cap")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.tags = TagRow()
        more = icon_button("more", "更多操作")
        more.clicked.connect(lambda: self._open_more(more))
        close = icon_button("close", "关闭详情", key="")
        close.setToolTip(shortcuts.hint("关闭详情", "list.close"))
        close.clicked.connect(self.closed)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.name)
        names.addWidget(self.code)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addLayout(names, 1)
        head.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.tabs = Tabs((), "详情")
        self.tabs.chosen.connect(self._show_tab)
        upper = QVBoxLayout()
        upper.setContentsMargins(15, 8, 8, 0)
        upper.setSpacing(6)
        upper.addLayout(head)
        upper.addWidget(self.tags)
        around = QVBoxLayout()
        around.setContentsMargins(0, 0, 7, 0)
        around.addWidget(self.tabs)
        upper.addLayout(around)
        self.body = BodyScroll((15, 10, 12, 10), 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.body, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("card", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(15, 8, 12, 8)
        row.setSpacing(tokens.SPACE[1])
        self.edit_button = button(
            "编辑" if self._writes else "查看", "edit" if self._writes else "eye", hint=shortcuts.shown("edit")
        )
        self.edit_button.clicked.connect(self.edit)
        row.addWidget(self.edit_button)
        key = label(shortcuts.shown("edit"), "cap")
        key.setProperty("key", "true")
        left = self.width() - 27 - sum(one.sizeHint().width() + tokens.SPACE[1] for one in (self.edit_button, key))
        for one in self._extras.actions:
            if self._writes or not one.writes:
                act = button(one.label, one.icon)
                act.clicked.connect(lambda _checked=False, one=one: self._act(one.act))
                left -= act.sizeHint().width() + tokens.SPACE[1]
                if left >= 0 and not self._further:
                    row.addWidget(act)
                else:
                    self._further.append(one)
        row.addStretch(1)
        row.addWidget(key)
        shortcuts.bind("edit", self, self.edit, inside=True)
        return foot

    def set_over(self, over: bool) -> None:
        """Stand over the table (in a narrow window) or beside it."""
        theme.set_look(self, "over", over)
        self.setAutoFillBackground(over)

    def show_record(self, record_id: UUID) -> None:
        """Show a record; the one shown before stays until it is read."""
        if record_id == self.record_id and self._seen is not None:
            return
        self.record_id = record_id
        self.refresh()

    def refresh(self) -> None:
        """Read the record again."""
        if self.record_id is None:
            return
        if self._job is not None and not self._job.over:
            self._job.drop()
        record_id, wanted = self.record_id, self._extras.related
        self._job = self._desk.jobs.run(
            self,
            lambda progress: reading.read(self._desk, self._kind, record_id, wanted, ROWS),
            self._take,
            self._complain,
            label=f"读取{self._described.label}",
        )

    def edit(self) -> None:
        """Open the form of the record."""
        if self.record_id is not None:
            self._desk.open(self._kind, self.record_id)

    def seen(self) -> Seen | None:
        """Return what is shown."""
        return self._seen

    # Filling

    def _take(self, seen: Seen) -> None:
        self._seen = seen
        opened = seen.opened
        if self.isVisible():
            self._desk.looked_at(self._kind, opened.id, passing=True)
        self.name.set_text(opened.title)
        code = str(opened.values.get(self._described.code) or "") if self._described.code else ""
        self.code.setText(code)
        self.code.setVisible(bool(code))
        tags = cells.tags(self._described, opened.values, opened.texts, self._desk.clock.today())
        self.tags.set_tags(tags)
        self.tags.setVisible(bool(tags))
        choices = [(BASIC, "基本")]
        choices += [(f"{one.kind}.{one.field}", f"{one.label} {one.total:,}") for one in seen.related]
        choices += [(one.key, one.label) for one in self._extras.tabs]
        if seen.attached or (self._attachable and not opened.deleted):
            choices.append((ATTACHED, f"附件 {seen.attached:,}" if seen.attached else "附件"))
        choices.append((HISTORY, "历史"))
        self.tabs.set_choices(choices, self.tabs.current())
        self._show_tab(self.tabs.current())

    def _complain(self, error: UserError) -> None:
        self._clear().addWidget(Banner("danger", "没有读出这条记录", str(error)))

    def _clear(self) -> QVBoxLayout:
        """Take away what the tab before showed, and return the layout for what comes."""
        while (item := self.body.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.body.body.addWidget(inside)
        self.body.body.addStretch(1)
        return column

    def _show_tab(self, key: str) -> None:
        seen = self._seen
        if seen is None:
            return
        held = self._attached
        if key == ATTACHED and held is not None and held.record_id == seen.opened.id:
            # Files that were read and are not kept yet stay while the record is read again.
            return
        body = self._clear()
        self._attached = None
        related = {f"{one.kind}.{one.field}": one for one in seen.related}
        added = {one.key: one for one in self._extras.tabs}
        if key in related:
            self._fill_related(body, related[key])
        elif key in added:
            body.addWidget(added[key].make(seen.opened))
        elif key == ATTACHED:
            self._attached = Attachments(self._desk, self._kind, seen.opened.id, narrow=True)
            self._attached.show_record(seen.opened.id, not seen.opened.deleted)
            body.addWidget(self._attached)
        elif key == HISTORY:
            self._fill_history(body, seen)
        else:
            self._fill_basic(body, seen.opened)

    def _fill_basic(self, body: QVBoxLayout, opened: Opened) -> None:
        top = self._extras.top(opened) if self._extras.top else None
        if top is not None:
            body.addWidget(top)
        hidden = {self._described.title, self._described.code, *self._extras.hidden}
        tagged = {one.name for one in self._described.fields if cells.family(one, opened.values.get(one.name))}
        first = True
        for fields in self._described.sections().values():
            shown = [one for one in fields if one.name not in hidden | tagged and opened.texts.get(one.name)]
            if not shown:
                continue
            if not first:
                body.addWidget(line())
            first = False
            for one in shown:
                text = opened.texts[one.name]
                body.addLayout(pair(one.label, f"{text} {one.unit}" if one.unit else text))

    def _fill_related(self, body: QVBoxLayout, related: Related) -> None:
        described, today = description(related.kind), self._desk.clock.today()
        for row in related.rows:
            name, tags, caption = reading.line(described, related.field, row, today)
            shown = RelatedRow(name, tags, caption, bool(cells.retired(row.values, today, related.kind)))
            shown.clicked.connect(lambda _checked=False, one=row.id: self._desk.open(related.kind, one))
            body.addWidget(shown)
        row = QHBoxLayout()
        if self._writes and saving.allowed(related.kind, self._desk.actor):
            add = button(f"添加{description(related.kind).label}", "plus", "link")
            add.clicked.connect(lambda: self._desk.open(related.kind, None, start={related.field: self.record_id}))
            row.addWidget(add)
        row.addStretch(1)
        if related.total > len(related.rows):
            every = button(f"全部 {related.total:,} {described.unit}", "", "link")
            here = Filter(related.field, "is", self.record_id)
            every.clicked.connect(lambda: self._desk.open_list(related.kind, (here,)))
            row.addWidget(every)
        body.addLayout(row)

    def _fill_history(self, body: QVBoxLayout, seen: Seen) -> None:
        today = self._desk.clock.today()
        shown = seen.entries[:12]
        body.addWidget(
            HistoryLine([Event(reading.told(one), f"{one.who}  {reading.moment(one, today)}") for one in shown])
        )
        every = button(f"全部 {len(seen.entries)} 条", "", "link")
        every.clicked.connect(lambda: self._desk.open_history(self._kind, seen.opened.id))
        body.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)

    # Actions

    def _act(self, act: Callable[[Chosen], object]) -> None:
        if self.record_id is not None:
            act(Chosen(self._kind, (self.record_id,), Query(self._kind)))

    def _open_more(self, anchor: QWidget) -> None:
        if self.record_id is None:
            return
        record_id = self.record_id
        menu = QMenu(self)
        for one in self._further:
            menu.addAction(one.label, lambda one=one: self._act(one.act))
        menu.addAction("查看全部历史", lambda: self._desk.open_history(self._kind, record_id))
        menu.exec(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))
        menu.deleteLater()

    def sizeHint(self) -> QSize:
        """Take the width of a pane."""
        return QSize(tokens.WIDTH["pane"], super().sizeHint().height())


def pair(name: str, text: str) -> QHBoxLayout:
    """Return a line of label and value."""
    row = QHBoxLayout()
    row.setSpacing(0)
    title = label(name, "sub")
    title.setFixedWidth(theme.px(NAME_WIDTH) + 12)
    title.setWordWrap(True)
    value = label(text, "body", wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(value, 1)
    return row


class RelatedRow(QAbstractButton):
    """A record that refers to the one shown: name, tags, days; a click opens it."""

    def __init__(self, name: str, tags: list[tuple[str, str]], caption: str, retired: bool) -> None:
        super().__init__()
        self.setText(name)
        self._tags, self._caption, self._retired = tags, caption, retired
        self.setAccessibleName("，".join([name, *(text for text, _ in tags), caption]))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Ask for two lines."""
        return QSize(240, theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the mark, name, tags and days."""
        painter = QPainter(self)
        state = paint.RowState(hovered=self.underMouse(), focused=self.hasFocus())
        paint.paint_row(painter, self.rect(), state)
        inner = self.rect().adjusted(6, 3, -6, -3)
        half = inner.height() // 2
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        lower = QRect(inner.left(), inner.top() + half, inner.width(), half)
        tagged = sum(paint.tag_width(text) + 6 for text, _ in self._tags)
        room = max(60, upper.width() - tagged)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        paint.paint_text(painter, QRect(upper.left(), upper.top(), room, half), text,
                         colour="t3" if self._retired else "text")  # fmt: skip
        used = min(room, self.fontMetrics().horizontalAdvance(text) + 10)
        paint.paint_tags(painter, upper.adjusted(used, 0, 0, 0), self._tags)
        paint.paint_text(painter, lower, self._caption, "cap", "t3")
