"""What the dialogs that split and merge grids share: a day, a reason, new codes proposed by the scheme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.storage.work import Work
from desktop.views.desk import Desk
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.text import label

WIDTH = 640


class Adjustment(QDialog):
    """A question with fields; what it does is one action and one undo."""

    def __init__(self, desk: Desk, parent: QWidget, question: str, text: str, verb: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setProperty("card", "question")
        self.desk = desk
        self.banner = Banner("danger", "没有改动", " ")
        self.banner.hide()
        self.day = DateEdit()
        self.day.set_day(desk.clock.today())
        self.reason = Line("", "如 小区交付入住")
        self.day_field = Field("生效日期", self.day, "从这一天起使用新网格", required=True)
        self.reason_field = Field("原因", self.reason)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.act = button(verb, "", "primary")
        self.act.clicked.connect(lambda _checked=False: self.submit())
        keep = button("取消")
        keep.clicked.connect(self.reject)
        when = QHBoxLayout()
        when.setSpacing(12)
        when.addWidget(self.day_field, 1)
        when.addWidget(self.reason_field, 2)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(keep)
        foot.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        column.addWidget(label(question, "h2", wrap=True))
        column.addWidget(label(text, "body", "t2", wrap=True))
        column.addWidget(self.banner)
        column.addLayout(when)
        column.addLayout(self.body)
        column.addSpacing(4)
        column.addLayout(foot)
        self._column = column

    def fit(self) -> None:
        """Take the height the fields need; a dialog that is fitted by Qt may be cut on a small screen."""
        self._column.activate()
        self.setFixedSize(WIDTH, max(self._column.totalHeightForWidth(WIDTH), self._column.totalMinimumSize().height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Take the right height once fonts and style are known."""
        super().showEvent(event)
        self.fit()

    def submit(self) -> None:
        """Do it; overridden."""
        raise NotImplementedError

    def run(self, label_: str, do: Callable[[Work], Any], done: Callable[[Any], object]) -> None:
        """Queue the action and close the dialog once it is done."""
        self.act.setEnabled(False)
        self.banner.hide()

        def finished(answer: Any) -> None:
            done(answer)
            self.accept()

        future = self.desk.database.submit(label_, do)
        self.desk.jobs.after(self, future, finished, self._refused, label=label_)

    def mistaken(self, mistakes: Mapping[str, str]) -> dict[str, str]:
        """Show mistakes in their fields and return those that have none; overridden where there are more fields."""
        self.day_field.set_mistake(mistakes.get("day", ""))
        return {name: sentence for name, sentence in mistakes.items() if name != "day"}

    def _refused(self, error: UserError) -> None:
        self.act.setEnabled(True)
        rest = self.mistaken(error.mistakes) if isinstance(error, Invalid) else {"": str(error)}
        if rest:
            self.banner.set_message("danger", "没有改动", "；".join(rest.values()))
            self.banner.show()
        self.fit()


class PartRow(QWidget):
    """Code, name, households and people of a new grid."""

    def __init__(self, number: str = "") -> None:
        super().__init__()
        self.code, self.name = Line(), Line()
        self.households, self.people = Line(), Line()
        self.fields = {
            "code": Field(f"{number}编码", self.code, required=True),
            "name": Field(f"{number}名称", self.name, required=True),
            "households": Field("户数", self.households),
            "people": Field("人口", self.people),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for name, stretch in (("code", 5), ("name", 6), ("households", 2), ("people", 2)):
            row.addWidget(self.fields[name], stretch)

    def fill(self, code: str, name: str, households: int | None = None, people: int | None = None) -> None:
        """Propose values."""
        self.code.setText(code)
        self.name.setText(name)
        self.households.setText("" if households is None else str(households))
        self.people.setText("" if people is None else str(people))

    def read(self) -> tuple[Any, dict[str, str]]:
        """Return the part and the mistakes that can be seen without the database."""
        from desktop.models import description
        from desktop.services.grids import Part
        from desktop.services.saving import check_field, clean

        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        described = description("grids")
        for name in self.fields:
            try:
                values[name] = clean(described[name], getattr(self, name).text())
                sentence = check_field(described[name], values[name])
            except UserError as error:
                sentence = str(error)
            if sentence:
                wrong[name] = sentence
        self.show_mistakes(wrong)
        return (None if wrong else Part(**values)), wrong

    def show_mistakes(self, mistakes: Mapping[str, str]) -> None:
        """Show a sentence under each field that has one."""
        for name, field in self.fields.items():
            field.set_mistake(mistakes.get(name, ""))


def next_codes(desk: Desk, grid_id: Any, number: int) -> list[str]:
    """Return codes for new grids beside one, as many as can be proposed."""
    from desktop.services import grids
    from desktop.services.records import open_record

    with desk.database.read() as session:
        opened = open_record(session, "grids", grid_id, desk.context())
        try:
            first, _ = grids.propose_code(
                session, opened.values["community_id"], opened.values["kind"], opened.values["code_scheme_id"]
            )
        except UserError:
            return [""] * number
    serial = "".join(reversed([sign for sign in _digits_at_end(first)]))
    if not serial:
        return [first, *[""] * (number - 1)]
    head = first.removesuffix(serial)
    return [f"{head}{int(serial) + at:0{len(serial)}d}" for at in range(number)]


def _digits_at_end(code: str) -> str:
    """Return up to three figures at the end of a code, last first: the serial number of the draft scheme."""
    found = ""
    for sign in reversed(code):
        if not sign.isdigit() or len(found) == 3:
            break
        found += sign
    return found
