"""The sheet in which a matter is taken in: where it comes from, the parties, the dispute, who mediates; then more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.models import description
from desktop.services import case_numbers, drafts, mediation_intake, records
from desktop.services.context import context
from desktop.services.mediation_intake import Acceptance, Earlier
from desktop.storage.work import Work
from desktop.views import shortcuts, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.mediation.acceptance import AcceptanceBox
from desktop.views.mediation.hints import Hints
from desktop.views.mediation.parties import Parties
from desktop.views.records.drafts import DraftKeeper
from desktop.views.records.fields import Fields
from desktop.views.records.head import FormFoot, FormHead
from desktop.views.records.loading import Loaded, load
from desktop.views.records.sections import EnterMoves, Section
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.question import choose
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import label, line

WAYS = (("oral", "口头申请"), ("written", "书面申请"), ("own", "主动调解"), ("referral", "委托移送"))
"""Where a matter comes from, in the words of the switch."""
SOURCES = {
    "oral": ("application", "oral"),
    "written": ("application", "written"),
    "own": ("own_motion", "oral"),
    "referral": ("referral", "oral"),
}
"""Source and form of application of each way; the form decides which paper is printed."""
COURT = ("court_referral", "papers_signed_on")
ORIGIN = ("applied_on", "referred_by", "referral_note", *COURT)
DISPUTE = ("dispute_type", "difficulty", "facts", "requests")
PEOPLE = ("mediator_id", "station_id", "committee_id", "second_mediator_id", "recorder", "worsening")
THREE, TWO = 1000, 620
"""Widths from which fields stand in three and in two columns."""


@dataclass(frozen=True)
class Known:
    """What is already known of the parties and the mediator."""

    earlier: list[Earlier]
    aside: list[str]
    number: str
    due: date


class IntakePage(QFrame):
    """A new case; what was begun is kept as a draft. Saving registers it, and accepts it where all consent."""

    help_topic = "mediation"
    title = "登记调解案件"
    saved = Signal(object)
    """The id of the case that was written."""

    def __init__(
        self,
        desk: Desk,
        start: Mapping[str, Any],
        consultation_id: UUID | None = None,
        consultation: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk, self._start = desk, dict(start)
        self._consultation_id, self._consultation = consultation_id, consultation
        self._ready = self._saving = self._clean = False
        self._asked = 0
        self.fields = Fields(desk, "cases", True, lambda _one: None, self)
        self.fields.changed.connect(self._touched)
        self.drafts = DraftKeeper(desk, "cases", self._typed, self._type_again)
        self.drafts.setParent(self)
        self.drafts.told.connect(self._count)
        self.fields.left.connect(self.drafts.keep)
        self._enter = EnterMoves(self)
        self._sections: list[Section] = []
        self.head = FormHead("案件台账", description("cases"), None, ())
        tags = [(f"由咨询 {consultation} 转来", "blue")] if consultation else []
        self.head.show_record("登记调解案件", tags, None)
        self.foot = FormFoot(True, False)
        self.banner = Banner("danger", "没有登记", " ")
        self.banner.hide()
        self._build()
        self._pause = settled(self, self._look, 350)
        self._read()

    def _build(self) -> None:
        self.body = BodyScroll((24, 12, 24, 12), 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.drafts.bar)
        above = QWidget()
        inside = QVBoxLayout(above)
        inside.setContentsMargins(16, 0, 16, 0)
        inside.addWidget(self.banner)
        column.addWidget(above)
        column.addWidget(self.body, 1)
        column.addWidget(self.foot)
        self.head.back.connect(self._desk.back)
        self.foot.cancelled.connect(self._desk.back)
        self.foot.save_wanted.connect(self.save)
        self.foot.mistake_wanted.connect(self.show_mistake)
        self._enter.past_last.connect(self.foot.focus_save)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (("save", self.save), ("leave", self._desk.back))
        for key, act in keys:
            shortcuts.bind(key, self, act, inside=True)

    # Reading

    def _read(self) -> None:
        desk, given = self._desk, dict(self._start)

        def read(progress: Any) -> tuple[Loaded, Mapping[str, str], Mapping[str, Mapping[str, str]]]:
            with desk.database.read() as session:
                place = mediation_intake.place_of(session, desk.actor.account_id)
                options = {
                    key: records.choices(session, key, desk.clock.today())
                    for key in ("party_sides", "party_kinds", "agent_authorities")
                }
            usual = {"committee_id": place.committee_id, "station_id": place.station_id,
                     "mediator_id": place.mediator_id, "applied_on": desk.clock.today()}  # fmt: skip
            start = {**{name: value for name, value in usual.items() if value}, **given}
            start.pop("applicant", None)
            loaded = load(desk, "cases", None, start, None)
            return loaded, loaded.texts, options

        desk.jobs.run(self, read, self._take, partial(self._say, "没有读出登记表"), label="读取登记表")

    def _take(self, read: tuple[Loaded, Mapping[str, str], Mapping[str, Mapping[str, str]]]) -> None:
        loaded, texts, options = read
        described = description("cases")
        made = {
            name: self.fields.make(described[name], loaded.options.get(described[name].choices, {}))
            for name in (*ORIGIN, *DISPUTE, *PEOPLE)
        }
        self.way = Segmented(WAYS, "案件来源")
        self.way.chosen.connect(lambda _key: self._sort_out())
        origin = Section("来源", [made[name] for name in ORIGIN], True)
        origin_box = self._with(origin, self.way)
        self.parties = Parties(options)
        self.hints = Hints(self._desk)
        self._acceptance = box = AcceptanceBox(self._desk.clock.today())
        self.accept, self.accepted_on, self.number = box.accept, box.accepted_on, box.number
        self.accepted_field, self.number_field = box.accepted_field, box.number_field
        self.accept.toggled.connect(lambda _on: self._sort_out())
        self.accepted_on.textChanged.connect(lambda _text: self._pause.start())
        self.number.textEdited.connect(lambda _text: self._touched())
        parties = QWidget()
        inside = QVBoxLayout(parties)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(line())
        inside.addWidget(label("当事人", "h2"))
        inside.addWidget(self.parties)
        inside.addWidget(self.hints)
        dispute = Section("纠纷", [made[name] for name in DISPUTE], False)
        people = Section("承办", [made[name] for name in PEOPLE], False)
        self._sections = [origin, dispute, people]
        for part in (origin_box, parties, dispute, people, self._acceptance):
            self.body.body.addWidget(part)
        self.body.body.addStretch(1)
        self.fields.fill(loaded.values, texts)
        for name in ("mediator_id", "second_mediator_id"):
            self.fields.input(name).changed.connect(self._pause.start)
        self.fields.input("committee_id").changed.connect(self._pause.start)
        self.fields.input("referred_by").changed.connect(self._sort_out)
        for name in COURT:
            self.fields.input(name).changed.connect(self._pause.start)
        self.fields.input("mediator_id").changed.connect(self._mediator_chosen)
        self.fields.input("station_id").changed.connect(self._room_chosen)
        self.parties.changed.connect(self._touched)
        self.parties.changed.connect(self._pause.start)
        self.parties.left.connect(self.drafts.keep)
        self.parties.laid.connect(self._follow)
        if self._start.get("applicant"):
            self.parties.lines[0].put({"side": "applicant", "kind": "person", "name": self._start["applicant"]})
        self._ready = True
        self._follow()
        self._sort_out()
        self._arrange()
        if self._consultation_id is None:
            self.drafts.begin(None, None, loaded.draft)
        self._count()
        self._look()
        self.setFocusProxy(self.parties.lines[0].name)
        if self.isVisible():
            self._begin()

    def _with(self, section: Section, switch: QWidget) -> QWidget:
        """Put the switch beside the heading of a section."""
        layout = section.layout()
        assert isinstance(layout, QVBoxLayout)
        heading = layout.itemAt(0).widget()
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE[2])
        row.addWidget(heading)
        row.addWidget(switch)
        row.addStretch(1)
        layout.insertLayout(0, row)
        return section

    def _follow(self) -> None:
        if not self._ready:
            return
        order = [self.fields.input(name).widget for name in ORIGIN]
        order += list(self.parties.widgets())
        order += [self.fields.input(name).widget for name in (*DISPUTE, *PEOPLE)]
        self._enter.follow([*order, self.accepted_on, self.number])

    def _sort_out(self) -> None:
        """Show what the source and the acceptance ask for, and nothing else."""
        if not self._ready:
            return
        referred = self.way.current() == "referral"
        for name in ("referred_by", "referral_note"):
            self.fields.labelled(name).setVisible(referred)
        for name in COURT:
            self.fields.labelled(name).setVisible(self._from_court())
        for part in (self.accepted_field, self.number_field):
            part.setVisible(self.accept.isChecked())
        self._touched()

    def _from_court(self) -> bool:
        return self.way.current() == "referral" and self.fields.input("referred_by").raw() == "court"

    # What is known

    def _look(self) -> None:
        """Ask what is known of the parties and the mediator; the newest question alone is answered."""
        if not self._ready:
            return
        desk, parties = self._desk, self.parties.values()
        mediators = [self.fields.input(name).raw() for name in ("mediator_id", "second_mediator_id")]
        kind, committee = self.fields.input("dispute_type").raw(), self.fields.input("committee_id").raw()
        day = self.accepted_on.day() or desk.clock.today()
        typed = {name: self.fields.input(name).raw() for name in COURT} if self._from_court() else {}
        self._asked += 1
        asked = self._asked

        def read(progress: Any) -> Known:
            with desk.database.read() as session:
                number = case_numbers.next_number(session, committee, day.year, kind or "") if committee else ""
                return Known(
                    mediation_intake.earlier(session, parties, kind),
                    mediation_intake.standing_aside(session, parties, mediators),
                    number,
                    mediation_intake.due_day(session, context(session, desk.clock), day, typed),
                )

        def take(found: Known) -> None:
            if asked == self._asked:
                self._show_known(found)

        desk.jobs.run(self, read, take, label="查找以前的案件")

    def _show_known(self, found: Known) -> None:
        self.hints.show_earlier(found.earlier)
        self.fields.labelled("mediator_id").set_mistake("；".join(found.aside))
        self.number.setPlaceholderText(found.number)
        told = f"调解期限到 {found.due:%Y-%m-%d}" if self.accepted_on.day() else ""
        self.accepted_field.set_help(told)
        self._count()

    def _mediator_chosen(self) -> None:
        """Take room and committee of the mediator, where there are none yet."""
        mediator = self.fields.input("mediator_id").raw()
        if mediator is not None:
            self._fill_places(lambda session: mediation_intake.place_of_mediator(session, mediator))

    def _room_chosen(self) -> None:
        room = self.fields.input("station_id").raw()
        if room is not None:
            self._fill_places(
                lambda session: mediation_intake.Place(mediation_intake.committee_of(session, room), room)
            )

    def _fill_places(self, ask: Callable[[Any], mediation_intake.Place]) -> None:
        desk = self._desk

        def read(progress: Any) -> dict[str, tuple[UUID, str]]:
            with desk.database.read() as session:
                place = ask(session)
                wanted = (
                    ("committee_id", "committees", place.committee_id),
                    ("station_id", "stations", place.station_id),
                )
                return {name: (one, records.title(session, kind, one)) for name, kind, one in wanted if one}

        def take(found: dict[str, tuple[UUID, str]]) -> None:
            for name, (one, text) in found.items():
                if self.fields.input(name).raw() is None:
                    self.fields.input(name).put(one, text)
            self._pause.start()

        desk.jobs.run(self, read, take, label="查找调委会")

    # What is typed

    def touched(self) -> int:
        """Return how many things were typed."""
        if not self._ready:
            return 0
        first = {"side", "kind"}
        typed = sum(len(set(one) - first) for one in self.parties.values())
        return len(self.fields.touched()) + typed + self.accept.isChecked()

    def _typed(self) -> dict[str, Any]:
        if not self._ready or not self.touched():
            return {}
        found = dict(self.fields.typed(True))
        parties = self.parties.values()
        if parties:
            found["parties"] = [
                {name: value for name, value in one.items() if isinstance(value, str | bool)} for one in parties
            ]
        found["way"] = self.way.current()
        return found

    def _type_again(self, typed: Mapping[str, Any]) -> None:
        self.fields.type_again({name: value for name, value in typed.items() if name not in ("parties", "way")})
        if typed.get("way") in SOURCES:
            self.way.set_current(str(typed["way"]))
        if typed.get("parties"):
            self.parties.put(typed["parties"])
            self._follow()
        self._count()

    def _touched(self) -> None:
        if self._ready:
            self._count()

    def _count(self) -> None:
        if not self._ready:
            return
        if self._consultation_id is None:
            self.drafts.look()
        wrong = len(self.fields.mistakes()) + sum(not one.told.isHidden() for one in self.parties.lines)
        self.foot.show_state(self.touched(), wrong, True, self.drafts.state())

    # Writing

    def values(self) -> dict[str, Any]:
        """Return what is written of the case."""
        source, form = SOURCES[self.way.current()]
        found = {**self.fields.raw(True), "source": source, "application_form": form}
        referred, court = source == "referral", self._from_court()
        hidden = {*(() if referred else ("referred_by", "referral_note")), *(() if court else COURT)}
        return {name: value for name, value in found.items() if name not in hidden}

    def save(self) -> None:
        """Register the case with its parties as one action; mistakes are shown where they are, nothing is written."""
        if self._saving or not self._ready:
            return
        self.banner.hide()
        if not self.accepted_on.read():
            self.accepted_on.setFocus()
            return
        values, parties = self.values(), self.parties.values()
        asked = {
            name: said for name, said in self.fields.wrong(True).items() if name not in COURT or self._from_court()
        }
        wrong = {**asked, **self.parties.wrong(self._desk.clock.today())}
        if not parties:
            wrong["parties"] = "还没有填当事人，请至少填写申请人的姓名"
        if wrong:
            self._show_mistakes(wrong)
            return
        day = self.accepted_on.day() or self._desk.clock.today()
        accepted = Acceptance(day, self.number.text()) if self.accept.isChecked() else None
        consulted = self._consultation_id

        def write(work: Work) -> UUID:
            made = mediation_intake.open_case(work, values, parties, consulted, accepted)
            if consulted is None:
                drafts.drop(work, "cases", None)
            return made

        self._saving = True
        self.foot.set_saving(True)
        future = self._desk.database.submit("登记调解案件", write)
        self._desk.jobs.after(self, future, self._written, self._refused, label="登记调解案件")

    def _written(self, case_id: UUID) -> None:
        self._saving = False
        self._clean = True
        self.drafts.end()
        self._desk.toast("已受理调解案件" if self.accept.isChecked() else "已登记调解案件", undo=True)
        self.saved.emit(case_id)
        self._desk.back()
        self._desk.open("cases", case_id)

    def _refused(self, error: UserError) -> None:
        self._saving = False
        self.foot.set_saving(False)
        if isinstance(error, Invalid):
            self._show_mistakes(error.mistakes)
        else:
            self._say("没有登记", error)

    def _show_mistakes(self, wrong: Mapping[str, str]) -> None:
        own = {name: said for name, said in wrong.items() if not name.startswith("parties.")}
        self.number_field.set_mistake(own.pop("number", "") if self.accept.isChecked() else "")
        self.accepted_field.set_mistake(own.pop("day", ""))
        line_wrong = self.parties.show_mistakes(wrong)
        rest = self.fields.show_mistakes(own)
        if rest:
            self._say("没有登记", UserError("；".join(rest)))
        self._count()
        if line_wrong is not None:
            self.body.ensureWidgetVisible(line_wrong)
            line_wrong.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.show_mistake()

    def show_mistake(self) -> None:
        """Go to the first mistake."""
        for one in self.parties.lines:
            if not one.told.isHidden():
                self.body.ensureWidgetVisible(one)
                one.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
        for name in self.fields.mistakes()[:1]:
            self.body.ensureWidgetVisible(self.fields.labelled(name))
            self.fields.go_to(name)
            return
        for shown in (self.number_field, self.accepted_field):
            if shown.mistake():
                self.body.ensureWidgetVisible(shown)
                shown.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _say(self, title: str, error: UserError) -> None:
        self.banner.set_message("danger", title, str(error))
        self.banner.show()

    # Ways out and room

    def leave(self) -> bool:
        """Ask before what was typed is lost; return whether the page may be left."""
        many = 0 if self._clean else self.touched()
        if not many:
            return True
        if self._consultation_id is not None:
            return (
                choose(self, "放弃登记这件案件？", f"填写了 {many} 项，还没有登记；咨询记录不变。", "放弃", "")
                == "放弃"
            )
        text = f"填写了 {many} 项，还没有登记。存为草稿，下次登记案件时可以接着填。"
        answer = choose(self, "放弃登记这件案件？", text, "放弃", "存为草稿")
        if answer == "存为草稿":
            self.drafts.keep()
        elif answer:
            self.drafts.discard()
        if answer:
            self.drafts.end()
        return bool(answer)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to type at once."""
        super().showEvent(event)
        self._begin()

    def _begin(self) -> None:
        inside = self.focusWidget()
        if self._ready and (inside is None or self.head.isAncestorOf(inside)):
            self.parties.lines[0].name.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns = 3 if self.width() >= THREE else 2 if self.width() >= TWO else 1
        for section in self._sections:
            section.set_columns(columns)
        margin = 24 if columns == 3 else tokens.PAGE_MARGIN_NARROW
        self.body.body.setContentsMargins(margin, 12, margin, 12)
