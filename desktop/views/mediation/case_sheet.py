"""The small sheets of a case: what is asked with a step, and who signed a paper; each is one action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.documents.mediation_pages import numbered
from desktop.errors import Invalid, UserError
from desktop.models import CaseState, description
from desktop.services import case_path, case_signing, records
from desktop.services.case_file_check import PaperState, signers
from desktop.services.case_path import Move
from desktop.services.case_reading import case_file
from desktop.services.case_signing import Signed
from desktop.services.case_stages import CaseView
from desktop.storage.work import Work
from desktop.views import shortcuts
from desktop.views.desk import Desk
from desktop.views.records import inputs
from desktop.views.records.inputs import Input
from desktop.views.records.sections import EnterMoves
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import label

WIDTH = 480
MOST_SIGNERS = 8
"""Signers above which the sheet scrolls."""


class CaseSheet(QDialog):
    """A question with a day and its fields; a refusal stays in the sheet and names what is wrong."""

    done_with = Signal()

    def __init__(self, desk: Desk, parent: QWidget, question: str, told: str, verb: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setProperty("card", "question")
        self._desk, self._verb = desk, verb
        self.day = DateEdit(None, "日期")
        self.fields: dict[str, Field] = {"day": Field("日期", self.day, required=True)}
        self.banner = Banner("danger", f"没有{verb}", " ")
        self.banner.hide()
        self.act = button(verb, "check", "primary", hint=shortcuts.hint(verb, "save"))
        self.act.clicked.connect(lambda _checked=False: self.submit())
        self.keep = button("取消")
        self.keep.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.keep)
        foot.addWidget(self.act)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 14)
        self._column.setSpacing(8)
        self._column.addWidget(label(question, "h2", wrap=True))
        if told:
            self._column.addWidget(label(told, "body", "t2", wrap=True))
        self._column.addWidget(self.banner)
        self._column.addLayout(self.body)
        self._column.addSpacing(4)
        self._column.addLayout(foot)
        self._enter = EnterMoves(self)
        self._enter.past_last.connect(self.act.setFocus)
        shortcuts.bind("save", self, self.submit, inside=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the right height once fonts and style are known."""
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take the height of what is shown."""
        self._column.activate()
        self.setFixedSize(WIDTH, max(self._column.totalHeightForWidth(WIDTH), self._column.totalMinimumSize().height()))

    def submit(self) -> None:
        """Write it as one action."""
        raise NotImplementedError

    def read_day(self) -> date | None:
        """Return the day typed; None, with the mistake shown, when it is none."""
        day = self.day.day() if self.day.read() else None
        if day is None:
            self.fields["day"].set_mistake("请填写日期，如 2026-11-24")
            self.fit()
            self.day.setFocus()
        return day

    def send(self, name: str, write: Any, said: str) -> None:
        """Send the action to the writer; nothing can be pressed twice."""
        self.act.setEnabled(False)
        self.banner.hide()
        future = self._desk.database.submit(name, write)
        self._desk.jobs.after(self, future, lambda _nothing: self._written(said), self._refused, label=name)

    def _written(self, said: str) -> None:
        self._desk.toast(said, undo=True)
        self.done_with.emit()
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        mistakes: Mapping[str, str] = error.mistakes if isinstance(error, Invalid) else {"": str(error)}
        for name, field in self.fields.items():
            field.set_mistake(mistakes.get(name, ""))
        rest = [sentence for name, sentence in mistakes.items() if name not in self.fields]
        if rest:
            self.banner.set_message("danger", f"没有{self._verb}", "；".join(rest))
            self.banner.show()
        self.fit()
        first = next((name for name in mistakes if name in self.fields), "")
        if first:
            self.fields[first].editor.setFocus()


class StepSheet(CaseSheet):
    """The day of a step, the fields of the case that are asked for with it, a remark."""

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView, move: Move, start: Mapping[str, Any]) -> None:
        file = view.file
        told = _TOLD.get(move.to) or f"{file.case.number}　{file.case.title}".strip("　")
        super().__init__(desk, parent, f"办理“{move.label}”", told, move.label)
        self._view, self._move = view, move
        last = max((one.day for one in file.steps), default=file.case.applied_on)
        self.day.set_day(max(last, view.today) if last <= view.today else last)
        self.body.addWidget(self.fields["day"])
        self.inputs: dict[str, Input] = {}
        options: dict[str, Mapping[str, str]] = {}
        with desk.database.read() as session:
            for name in move.asks:
                if key := description("cases")[name].choices:
                    options[name] = records.choices(session, key, view.today)
        for name in move.asks:
            self._ask(name, options.get(name, {}), start)
        self.note = Line("", "可以不填")
        self.note.setMaxLength(300)
        self.body.addWidget(Field("说明", self.note))
        self._enter.follow([self.day, *(one.widget for one in self.inputs.values()), self.note])
        self.setFocusProxy(self.day)
        self.day.setFocus()

    def _ask(self, name: str, options: Mapping[str, str], start: Mapping[str, Any]) -> None:
        field = description("cases")[name]
        made = inputs.make(self._desk, field, options, None)
        value = start.get(name, getattr(self._view.file.case, name))
        made.show(value, str(value or ""))
        required = name in _NEEDED.get(self._move.to, ())
        self.inputs[name] = made
        self.fields[name] = Field(field.label, made.widget, _HELP.get(name, field.help), required)
        self.body.addWidget(self.fields[name])

    def submit(self) -> None:
        """Make the step."""
        day = self.read_day()
        if day is None or not self.act.isEnabled():
            return
        case_id, move, note = self._view.file.case.id, self._move, self.note.text().strip()
        values = {name: one.raw() for name, one in self.inputs.items()}

        def write(work: Work) -> None:
            given = dict(values)
            if move.to == CaseState.ARCHIVED:
                given |= numbered(case_file(work.session, case_id))
            case_path.advance(work, case_id, move.to, day=day, values=given, note=note)

        self.send(move.label, write, f"已办理 {move.label}")


_NEEDED: Mapping[str, tuple[str, ...]] = {
    CaseState.DECLINED: ("decline_reason",),
    CaseState.ENDED: ("end_reason", "routes_told"),
    CaseState.TRANSFERRED: ("transferred_to",),
    CaseState.ARCHIVED: ("keeping", "filed_by", "checked_by"),
}
_TOLD: Mapping[str, str] = {
    CaseState.INFORMED: "口头或书面告知调解的性质、原则、协议的效力和当事人的权利义务；书面的请当事人在告知书上签收。",
    CaseState.ORAL_AGREEMENT: "各方认为不必写成书面的才用口头；有一方要求、不能当场履行或重大复杂的，应制作书面协议。",
    CaseState.WRITTEN_AGREEMENT: "填写各方达成协议的日期；各方签名、调解员签名和印章齐全以后才生效。",
    CaseState.ENDED: "终止调解必须说明原因，并告知当事人可以通过仲裁、行政、司法途径维护权利。",
    CaseState.ARCHIVED: "归档以后不能再改。卷内页号按打印的文书编好，附件排在所属文书的位置。",
}
"""What is to be known before a step."""
_HELP: Mapping[str, str] = {
    "number": "留空自动编号",
    "routes_told": "依法仲裁、请求行政机关处理、向人民法院起诉",
}


class SigningSheet(CaseSheet):
    """Everybody who signs a paper with a tick each, and how they signed: recorded once the signed paper is at hand."""

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView, paper: PaperState) -> None:
        super().__init__(desk, parent, f"登记签名：{paper.title}", "签好的纸质文书在手边时，勾选已签的人。", "登记签名")
        self._view, self._paper = view, paper
        self.day.set_day(view.today)
        item = case_signing.item_of(view.file, paper.code, paper.item_id)
        self.wanted = [one for one in signers(view.file, paper.code, item) if one.signature is None]
        with desk.database.read() as session:
            forms = records.choices(session, "signature_forms", view.today)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.ticks: list[QCheckBox] = []
        self.names: list[Line] = []
        self.forms: list[Choice] = []
        self.witnesses: list[Line] = []
        for at, one in enumerate(self.wanted):
            role = f"{one.name}（当事人）" if one.party is not None else one.name
            tick = QCheckBox(role)
            tick.setChecked(True)
            name = Line(self._signer(one))
            name.setAccessibleName(f"{role} 签名人")
            form = Choice([(word, code) for code, word in forms.items()], f"{role} 签名方式")
            form.set_value("seal" if one.role == "seal" else "sign")
            witness = Line("", "见证人")
            witness.setAccessibleName(f"{role} 按指印的见证人")
            witness.hide()
            form.currentIndexChanged.connect(lambda _at, at=at: self._witness(at))
            for column, widget in enumerate((tick, name, form, witness)):
                grid.addWidget(widget, at, column)
            self.ticks.append(tick)
            self.names.append(name)
            self.forms.append(form)
            self.witnesses.append(witness)
        people = QWidget()
        people.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.fields["day"])
        if len(self.wanted) > MOST_SIGNERS:
            scroll = BodyScroll((0, 0, 6, 0), 0)
            scroll.body.addWidget(people)
            scroll.setFixedHeight(MOST_SIGNERS * 38)
            self.body.addWidget(scroll)
        else:
            self.body.addWidget(people)
        self._enter.follow([self.day, *self.names])
        self.day.setFocus()

    def _signer(self, one: Any) -> str:
        if one.party is not None:
            return str(one.party.guardian or one.party.legal_representative or one.name)
        file = self._view.file
        item = case_signing.item_of(file, self._paper.code, self._paper.item_id)
        known = {
            "mediator": file.mediators[0] if file.mediators else "",
            "recorder": getattr(item, "recorder", "") or file.case.recorder,
            "seal": file.committee.seal_name or file.committee.name,
            "asked": getattr(item, "asked", ""),
            "investigator": getattr(item, "investigator", ""),
            "visitor": getattr(item, "visitor", ""),
            "participant": getattr(item, "invited", ""),
            "registrar": self._desk.actor.name,
        }
        return str(known.get(one.role) or "")[:60]

    def _witness(self, at: int) -> None:
        self.witnesses[at].setVisible(self.forms[at].value() == "fingerprint")

    def submit(self) -> None:
        """Record the signatures ticked."""
        day = self.read_day()
        if day is None or not self.act.isEnabled():
            return
        signed = [
            Signed(one.role, name.text().strip(), one.party.id if one.party else None, str(form.value()),
                   witness.text().strip())
            for one, tick, name, form, witness in zip(
                self.wanted, self.ticks, self.names, self.forms, self.witnesses, strict=True
            )
            if tick.isChecked()
        ]  # fmt: skip
        case_id, paper = self._view.file.case.id, self._paper

        def write(work: Work) -> None:
            case_signing.sign(work, case_id, paper.code, paper.item_id, signed, day)

        self.send("登记签名", write, f"已登记签名 {paper.title}")
