"""The steps of a need or wish (认领、完成、反馈、退回、撤回): one small dialog each, one action each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.errors import Invalid, UserError
from desktop.models import Progress
from desktop.services import checkin_wishes as wishes
from desktop.services import records, saving
from desktop.services.checkin import SUBKINDS
from desktop.services.checkin_board import WishCard
from desktop.services.checkin_wishes import Deed
from desktop.storage.work import Work
from desktop.views.desk import Desk
from desktop.views.records.reference import ReferencePicker
from desktop.views.records.sections import EnterMoves
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line
from desktop.views.widgets.question import Question

NEXT = {Progress.PUBLISHED.value: "claim", Progress.CLAIMED.value: "finish", Progress.DONE.value: "thank"}
"""The step that moves a wish on, by its state."""
VERBS = {"claim": "认领", "finish": "完成", "thank": "反馈", "release": "退回", "withdraw": "撤回"}
MAY = {
    "claim": wishes.CLAIMABLE,
    "finish": wishes.DOABLE,
    "thank": wishes.THANKABLE,
    "release": wishes.DOABLE,
    "withdraw": wishes.OPEN,
}
"""States in which each step can be done."""
Act = Callable[[Work, Mapping[str, Any]], object]


class StepDialog(Question):
    """Asks for what a step needs; mistakes are shown at their fields and nothing is written."""

    def __init__(self, desk: Desk, parent: QWidget, card: WishCard, step: str) -> None:
        verb = VERBS[step]
        told = f"{card.content}（{card.wisher or card.kind}，{card.community}）"
        super().__init__(parent, f"{verb}“{card.number}”？", told, verb, danger=step == "withdraw")
        self._desk, self.card, self.step = desk, card, step
        self.fields: dict[str, Field] = {}
        {"claim": self._claim, "finish": self._finish, "thank": self._thank, "withdraw": self._withdraw}[step]()
        for one in self.fields.values():
            self.body.addWidget(one)
        self.act.clicked.disconnect()
        self.act.clicked.connect(lambda _checked=False: self.submit())
        self._enter = EnterMoves(self)
        self._enter.follow([one.editor for one in self.fields.values()])
        self._enter.past_last.connect(self.submit)
        order = [*(one.editor for one in self.fields.values()), self.keep, self.act]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field."""
        super().showEvent(event)
        next(iter(self.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, name: str, label: str, editor: QWidget, help: str = "", required: bool = True) -> None:
        self.fields[name] = Field(label, editor, help, required)

    def _day(self, label: str) -> None:
        self._add("day", label, DateEdit(self._desk.clock.today(), label))

    def _claim(self) -> None:
        self._add("member_id", "认领党员", ReferencePicker(self._desk, "members", "认领党员"))
        self._day("认领日期")

    def _finish(self) -> None:
        with self._desk.database.read() as session:
            kinds = records.choices(session, "service_kinds", self._desk.clock.today())
        head = Choice([(words, code) for code, words in kinds.items()], "服务大类")
        head.set_value(next((one for one, those in SUBKINDS.items() if self.card.subkind in those), "life"))
        self._day("完成日期")
        self._add("hours", "用时（小时）", Line("1"), "以半小时计，如 0.5、1、1.5；同时写一条服务记录")
        self._add("kind", "服务大类", head)
        self._add("people", "服务人数", Line("1"), "没有统计就留空", required=False)
        self._add("confirmed_by", "社区确认人", Line(""), required=False)

    def _thank(self) -> None:
        self._add("feedback", "心愿人怎么说", Line("", "灯修好了，谢谢"), "一句话，不写姓名、电话和房号")
        self._day("反馈日期")

    def _withdraw(self) -> None:
        self._add("feedback", "撤回的原因", Line("", "如：已由家人解决"))

    def _raw(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, one in self.fields.items():
            editor = one.editor
            if isinstance(editor, ReferencePicker):
                found[name] = editor.record_id()
            elif isinstance(editor, Choice):
                found[name] = editor.value()
            elif isinstance(editor, Line):
                found[name] = editor.text()
        return found

    def wrong(self) -> dict[str, str]:
        """Return the mistakes that can be seen without asking the office."""
        raw = self._raw()
        if self.step == "withdraw":
            return {}
        typed = {name: raw[name] for name in ("day", "hours", "people") if name in raw}
        _, wrong = saving.understood("services", typed)
        if raw.get("member_id", "") is None:
            wrong["member_id"] = "请选择认领的报到党员，输入姓名或拼音首字母"
        return wrong

    def submit(self) -> None:
        """Do the step as one action."""
        wrong = self.wrong()
        self._show(wrong)
        if wrong:
            return
        raw, card, step = self._raw(), self.card, self.step
        self.act.setEnabled(False)
        future = self._desk.database.submit(VERBS[step], lambda work: perform(work, card.id, step, raw))
        self._desk.jobs.after(self, future, lambda _done: self._done(), self._refused, label=VERBS[step])

    def _done(self) -> None:
        self._desk.toast(f"已{VERBS[self.step]} {self.card.number}", undo=True)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        if isinstance(error, Invalid):
            self._show(error.mistakes)
        else:
            next(iter(self.fields.values())).set_mistake(str(error))

    def _show(self, wrong: Mapping[str, str]) -> None:
        rest = [text for name, text in wrong.items() if name not in self.fields]
        for name, one in self.fields.items():
            one.set_mistake(wrong.get(name, ""))
        first = next((one for name, one in self.fields.items() if name in wrong), None)
        if rest:
            next(iter(self.fields.values())).set_mistake("；".join(rest))
        if first is not None:
            first.editor.setFocus()
        self._grow()

    def _grow(self) -> None:
        """Make room for the sentences."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setMinimumHeight(layout.heightForWidth(self.width()))


def perform(work: Work, wish_id: UUID, step: str, raw: Mapping[str, Any]) -> None:
    """Do a step with what was typed. Raises what :mod:`checkin_wishes` raises."""
    values, _ = saving.understood("services", {name: raw[name] for name in ("day", "hours", "people") if name in raw})
    day: date = values.get("day") or work.clock.today()
    match step:
        case "claim":
            wishes.claim(work, wish_id, raw["member_id"], day)
        case "finish":
            deed = Deed(
                day, values["hours"], str(raw["kind"]), people=values["people"], confirmed_by=str(raw["confirmed_by"])
            )
            wishes.finish(work, wish_id, deed)
        case "thank":
            wishes.thank(work, wish_id, str(raw["feedback"]), day)
        case "release":
            wishes.release(work, wish_id)
        case "withdraw":
            wishes.withdraw(work, wish_id, str(raw["feedback"]))


def start_step(desk: Desk, page: QWidget, card: WishCard, step: str) -> StepDialog | None:
    """Open the dialog of a step; 退回 needs nothing and is done at once. Other states are answered in words."""
    if card.state not in MAY[step]:
        desk.toast(f"{card.number} 现在不能{VERBS[step]}")
        return None
    if step == "release":
        future = desk.database.submit("退回", lambda work: perform(work, card.id, step, {}))
        desk.jobs.after(page, future, lambda _done: desk.toast(f"已退回 {card.number}", undo=True), label="退回")
        return None
    dialog = StepDialog(desk, page.window(), card, step)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
