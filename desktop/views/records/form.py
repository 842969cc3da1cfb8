"""The one form: every field of a record by section, its related records, its photo and its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Conflict, Invalid, UserError
from desktop.models import Kind, description
from desktop.services import drafts, saving
from desktop.services.records import Ids, Query
from desktop.storage.work import Changed, Work
from desktop.views import shortcuts, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import Job, settled
from desktop.views.records import cells, reading
from desktop.views.records.actions import Action, Chosen
from desktop.views.records.aside import Aside
from desktop.views.records.attachments import Attachments
from desktop.views.records.drafts import DraftKeeper
from desktop.views.records.fields import Fields
from desktop.views.records.head import FormFoot, FormHead
from desktop.views.records.inputs import Input, MaskedInput
from desktop.views.records.loading import Loaded, load
from desktop.views.records.near import NearRecords
from desktop.views.records.related import RelatedTables
from desktop.views.records.reveal import reveal
from desktop.views.records.rules import AskedRules
from desktop.views.records.sections import EnterMoves, Section
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.field import Field as Labelled
from desktop.views.widgets.question import choose
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import line

SIDE = 316
TWO_COLUMNS = 560


class RecordForm(QFrame):
    """The form page of one record, or of a new one. The shell asks :meth:`leave` before it is left."""

    help_topic = "forms"
    saved = Signal(object)
    """The id of the record that was written."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        record_id: UUID | None = None,
        *,
        among: Ids | None = None,
        start: Mapping[str, Any] | None = None,
        actions: Sequence[Action] = (),
        related: tuple[str, ...] | None = None,
        place: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self.kind, self.record_id = kind, record_id
        self._desk, self._among, self._start, self._wanted = desk, among, dict(start or {}), related
        self._described = description(kind)
        self._writes = saving.allowed(kind, desk.actor)
        self._loaded: Loaded | None = None
        self._job: Job | None = None
        self._saving = False
        self._clean = False
        self._near: NearRecords | None = None
        self._rules: AskedRules | None = None
        self.fields = Fields(desk, kind, self._writes, self._reveal, self)
        self.fields.changed.connect(self._count)
        self.drafts = DraftKeeper(desk, kind, self._typed, self._type_again)
        self.drafts.setParent(self)
        self.drafts.told.connect(self._count)
        self.fields.left.connect(self.drafts.keep)
        self._sections: list[Section] = []
        self._enter = EnterMoves(self)
        self.head = FormHead(place or self._described.label, self._described, among, actions)
        self.foot = FormFoot(self._writes, record_id is None or among is not None)
        self.banner = Banner("amber", "", " ")
        self.banner_act = self.banner.add_action("重新读取", self._read_again, "refresh")
        self._build(actions)
        self._pause = settled(self, self._catch_up)
        desk.changes.happened.connect(self._changed)
        self.reload()

    # Building

    def _build(self, actions: Sequence[Action]) -> None:
        self.body = BodyScroll((24, 12, 24, 12), 14)
        self.side = BodyScroll((15, 14, 15, 12), 12)
        self._side_frame = QFrame()
        self._side_frame.setProperty("card", "pane")
        self._side_frame.setFixedWidth(SIDE)
        inside = QVBoxLayout(self._side_frame)
        inside.setContentsMargins(1, 0, 0, 0)
        inside.addWidget(self.side)
        self.related = RelatedTables(self._desk)
        self.related.refused.connect(lambda error: self._say("danger", "没有删除", error))
        self.attachments = Attachments(self._desk, self.kind) if self._described.attachments else None
        self._side = Aside(self._desk, self._writes)
        self._side.changed.connect(self._count)
        self.history = self._side.history
        self.history.wanted.connect(self._open_history)
        self._above = QWidget()
        QVBoxLayout(self._above).addWidget(self.banner)
        self._above.hide()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.drafts.bar)
        left.addWidget(self._above)
        left.addWidget(self.body, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(self._side_frame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(middle, 1)
        column.addWidget(self.foot)
        self.head.back.connect(self._desk.back)
        self.head.stepped.connect(self.step)
        self.head.history_wanted.connect(self._open_history)
        self.head.acted.connect(self._act)
        self.foot.cancelled.connect(self._desk.back)
        self.foot.save_wanted.connect(self.save)
        self.foot.save_next_wanted.connect(lambda: self.save(go_on=True))
        self.foot.mistake_wanted.connect(self.show_mistake)
        self._enter.past_last.connect(self.foot.focus_save)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("save", self.save),
            ("save_next", lambda: self.save(go_on=True)),
            ("leave", self._desk.back),
            ("previous", lambda: self.step(-1)),
            ("next", lambda: self.step(1)),
        )
        for key, act in keys:
            shortcuts.bind(key, self, act, inside=True)

    def _build_fields(self, loaded: Loaded) -> None:
        """Make the inputs, once; they are filled again for each record."""
        aside = {one.section for one in self._described.fields if one.kind is Kind.PICTURE}
        first = True
        for title, fields in self._described.sections().items():
            made = []
            for one in fields:
                if one.kind is Kind.PICTURE:
                    self._side.add_photo(title, one)
                elif one.kind is not Kind.DATA:
                    made.append(self.fields.make(one, loaded.options.get(one.choices, {})))
            if not made:
                continue
            if title in aside:
                self._side.add_fields([shown for _, shown in made])
                continue
            section = Section(title, made, first)
            first = False
            self._sections.append(section)
            self.body.body.addWidget(section)
        self.body.body.addWidget(self.related)
        if self.attachments is not None:
            self.body.body.addWidget(line())
            self.body.body.addWidget(self.attachments)
        self.body.body.addStretch(1)
        if self._writes:
            self._near = NearRecords(self._desk, self.kind, self.fields, lambda: self.record_id, self)
            self._rules = AskedRules(self._desk, self.kind, self.fields, lambda: self.record_id, self)
        self._side.close_column()
        self.setFocusProxy(self._first_input())
        self._enter.follow(list(self.fields.widgets()))
        self._arrange()

    # Reading

    def reload(self) -> None:
        """Read the record and fill the form; what was typed is in the draft, if there is one."""
        if self._job is not None and not self._job.over:
            self._job.drop()
        kind, record_id, start, wanted = self.kind, self.record_id, self._start, self._wanted
        self._job = self._desk.jobs.run(
            self,
            lambda progress: load(self._desk, kind, record_id, start, wanted),
            self._take,
            partial(self._say, "danger", "没有读出这条记录"),
            label=f"读取{self._described.label}",
        )

    def _take(self, loaded: Loaded) -> None:
        first = not self.fields
        self._loaded, self._clean = loaded, False
        if first:
            self._build_fields(loaded)
        self.fields.fill(loaded.values, loaded.texts)
        for asked in (self._near, self._rules):
            if asked is not None:
                asked.clear()
        for name, photo in self._side.photos.items():
            photo.show_photo(loaded.photos.get(name))
        self._above.hide()
        self._show_around(loaded)
        revision = loaded.seen.opened.revision if loaded.seen else None
        self.drafts.begin(self.record_id, revision, loaded.draft)
        self._count()
        if not self._writes:
            self._say(
                "grey", "只能查看", UserError(f"您的角色不能修改{self._described.label}，如需改动请联系办公室管理员")
            )
        elif self._is_deleted():
            self._say("grey", "已删除", UserError("这条记录已删除，不能修改；可以在列表的“已删除”里恢复"))
        if self.record_id is not None and not self._is_deleted():
            self._desk.looked_at(self.kind, self.record_id)
        self.foot.set_locked(self._is_deleted())
        if not self._writes or self._is_deleted():
            self.drafts.end()
        if first and self.isVisible():
            # Inputs added to a visible page are shown a moment later; before that they cannot take the keyboard.
            QTimer.singleShot(0, self, self._begin)

    def _is_deleted(self) -> bool:
        return self._loaded is not None and self._loaded.seen is not None and self._loaded.seen.opened.deleted

    def _show_around(self, loaded: Loaded) -> None:
        seen, today = loaded.seen, self._desk.clock.today()
        if seen is None:
            self.head.show_record(f"新建{self._described.label}", [], None)
        else:
            tags = cells.tags(self._described, seen.opened.values, seen.opened.texts, today)
            self.head.show_record(seen.opened.title, tags, self.record_id)
        self.related.show_seen(seen, self._writes)
        if self.attachments is not None:
            self.attachments.show_record(self.record_id, not self._is_deleted())
        self.history.show_seen(seen)

    # What is typed

    def touched(self) -> list[str]:
        """Return the names of the fields that hold something else than they were filled with."""
        return self.fields.touched() + [name for name, photo in self._side.photos.items() if photo.touched()]

    def input(self, name: str) -> Input:
        """Return the input of a field."""
        return self.fields.input(name)

    def field(self, name: str) -> Labelled:
        """Return a field with its label and help."""
        return self.fields.labelled(name)

    def raw(self) -> dict[str, Any]:
        """Return what is sent to be written: changed fields of a record, everything typed of a new one."""
        photos = {name: photo.raw() for name, photo in self._side.photos.items() if photo.touched()}
        return self.fields.raw(self.record_id is None) | photos

    def _typed(self) -> dict[str, Any]:
        photos = {name: photo.typed() for name, photo in self._side.photos.items() if photo.touched()}
        return self.fields.typed(self.record_id is None) | photos

    def _type_again(self, typed: Mapping[str, Any]) -> None:
        for name, photo in self._side.photos.items():
            if name in typed:
                photo.type_again(typed[name])
        self.fields.type_again(typed)

    def show_mistake(self) -> None:
        """Go to the first mistake."""
        for name in self.fields.mistakes()[:1]:
            for scroll in (self.body, self.side):
                if scroll.isAncestorOf(self.fields.labelled(name)):
                    scroll.ensureWidgetVisible(self.fields.labelled(name))
            self.fields.go_to(name)

    def _count(self) -> None:
        self.drafts.look()
        mistakes, new = len(self.fields.mistakes()), self.record_id is None
        self.foot.show_state(len(self.touched()), mistakes, new, self.drafts.state())

    # Writing

    def save(self, go_on: bool = False) -> None:
        """Write the record as one action; mistakes are shown at their fields and nothing is written."""
        if self._saving or not self._writes or self._loaded is None or self._is_deleted():
            return
        if self.attachments is not None and self.attachments.waiting():
            self.attachments.keep(lambda: self.save(go_on))
            return
        wrong = self.fields.wrong(self.record_id is None)
        if wrong:
            self._show_mistakes(wrong)
            return
        if self.record_id is not None and not self.touched():
            self._leave_saved(go_on, self.record_id)
            return
        kind, record_id, raw = self.kind, self.record_id, self.raw()
        seen = self._loaded.seen
        revision = seen.opened.revision if seen else None

        def write(work: Work) -> UUID:
            written = saving.save(work, kind, record_id, raw, revision=revision)
            drafts.drop(work, kind, record_id)
            return written

        self.drafts.keep()
        self._set_saving(True)
        verb = "新增" if record_id is None else "修改"
        future = self._desk.database.submit(f"{verb}{self._described.label}", write)
        self._desk.jobs.after(
            self, future, lambda written: self._written(written, go_on), self._not_written, label="保存"
        )

    def _written(self, record_id: UUID, go_on: bool) -> None:
        self._set_saving(False)
        self.drafts.end()
        verb = "已新增" if self.record_id is None else "已保存"
        name = str(self.fields.input(self._described.title).raw()) if self._titled() else ""
        self._desk.toast(f"{verb}{self._described.label} {name}".rstrip(), undo=True)
        self.saved.emit(record_id)
        self._leave_saved(go_on, record_id)

    def _titled(self) -> bool:
        title = self._described.title
        return title in self.fields and self._described[title].kind is not Kind.REFERENCE

    def _leave_saved(self, go_on: bool, record_id: UUID) -> None:
        self._clean = True
        if go_on and self.record_id is None:
            self.reload()
            self._first_input().setFocus()
        elif go_on and self._neighbour(1) is not None:
            self._go(1)
        else:
            self._desk.back()

    def _not_written(self, error: UserError) -> None:
        self._set_saving(False)
        if isinstance(error, Invalid):
            self._show_mistakes(error.mistakes)
        elif isinstance(error, Conflict):
            self._say("amber", "这条记录刚被别处修改", error, again=True)
        else:
            self._say("danger", "没有保存", error)

    def _show_mistakes(self, wrong: Mapping[str, str]) -> None:
        rest = self.fields.show_mistakes(wrong)
        if rest:
            self._say("danger", "没有保存", UserError("；".join(rest)))
        self.show_mistake()

    def _set_saving(self, on: bool) -> None:
        self._saving = on
        self.foot.set_saving(on)

    def _say(self, family: str, title: str, error: UserError, again: bool = False) -> None:
        self.banner.set_message(family, title, str(error))
        self.banner_act.setVisible(again)
        self._above.show()

    # Changes elsewhere

    def _changed(self, changed: Changed) -> None:
        kinds = {self.kind} | {word for word, _ in reading.links(self.kind, self._wanted)}
        if self.record_id is not None and kinds & changed.records.keys() and not self._clean:
            self._pause.start()

    def _catch_up(self) -> None:
        """Show what changed: all of it while nothing is typed, else only what stands around the fields."""
        if self._saving or self._clean or self.record_id is None:
            return
        if not self.touched():
            self.reload()
            return
        kind, record_id, wanted = self.kind, self.record_id, self._wanted
        self._desk.jobs.run(
            self,
            lambda progress: load(self._desk, kind, record_id, {}, wanted),
            self._take_around,
            partial(self._say, "danger", "没有读出这条记录"),
            label=f"读取{self._described.label}",
        )

    def _take_around(self, loaded: Loaded) -> None:
        before = self._loaded.seen if self._loaded else None
        if before and loaded.seen and before.opened.revision != loaded.seen.opened.revision:
            error = UserError("您的改动还在，但不能直接保存；请重新读取，再从草稿继续，核对后保存")
            self._say("amber", "这条记录刚被别处修改", error, again=True)
        self._show_around(loaded)

    def _read_again(self) -> None:
        """Read the record anew; what was typed is kept and offered as a draft."""
        self.drafts.keep()
        self._desk.jobs.after(
            self, self._desk.database.submit("保存草稿", lambda work: None), lambda _: self.reload(), label="读取"
        )

    # Ways out

    def leave(self) -> bool:
        """Ask before typed changes are lost; return whether the form may be left."""
        if self.attachments is not None and not self.attachments.may_leave():
            return False
        many = 0 if self._clean else len(self.touched())
        if not many or not self._writes:
            return True
        what = f"“{self.head.title()}”" if self.record_id else f"新建的{self._described.label}"
        text = f"改动了 {many} 项，还没有保存。存为草稿，下次打开时可以接着填。"
        answer = choose(self, f"放弃对{what}的改动？", text, "放弃改动", "存为草稿")
        if answer == "存为草稿":
            self.drafts.keep()
        elif answer:
            self.drafts.discard()
        if answer:
            self.drafts.end()
        return bool(answer)

    def step(self, by: int) -> None:
        """Go to the record before or after in the list the form was opened from."""
        if self._neighbour(by) is not None and self.leave():
            self._go(by)

    def _neighbour(self, by: int) -> UUID | None:
        if self._among is None or self.record_id is None:
            return None
        place = self._among.index(self.record_id)
        return self._among[place + by] if place >= 0 and 0 <= place + by < len(self._among) else None

    def _go(self, by: int) -> None:
        self.record_id = self._neighbour(by)
        self._clean = True
        self.reload()

    def _open_history(self) -> None:
        if self.record_id is not None:
            self._desk.open_history(self.kind, self.record_id)

    def _act(self, act: Callable[[Chosen], object]) -> None:
        if self.record_id is not None:
            act(Chosen(self.kind, (self.record_id,), Query(self.kind)))

    def _reveal(self, one: MaskedInput) -> None:
        if self.record_id is None:
            return
        title = self.head.title()
        reveal(
            self,
            self._desk,
            self.kind,
            self.record_id,
            title,
            one.field,
            one.reveal,
            partial(self._say, "danger", "没有显示原号"),
        )

    def _first_input(self) -> QWidget:
        return next(self.fields.widgets())

    # Room

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to type at once."""
        super().showEvent(event)
        self._begin()

    def _begin(self) -> None:
        inside = self.focusWidget()
        if self.fields and (inside is None or self.head.isAncestorOf(inside)):
            self._first_input().setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not self.fields:
            return
        narrow = self.window().width() < tokens.NARROW_BELOW
        columns = 3 if not narrow else 2 if self.width() >= TWO_COLUMNS else 1
        for section in self._sections:
            section.set_columns(columns)
        if narrow != (self.body.isAncestorOf(self._side)) or self._side.parentWidget() is None:
            if narrow:
                self.body.body.insertWidget(self.body.body.indexOf(self.related) + 1, self._side)
            else:
                self.side.body.addWidget(self._side)
        aside = self.record_id is not None or bool(self._side.photos)
        self._side_frame.setVisible(not narrow and aside)
        self._side.setVisible(aside)
        margin = 24 if not narrow else tokens.PAGE_MARGIN_NARROW
        self.body.body.setContentsMargins(margin, 12, margin, 12)
