"""Parts of the page of a case: the deadline with its action, the next steps and what stands in the way, the parties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.models import CaseState, description
from desktop.services.case_deadlines import Deadline
from desktop.services.case_forms import CaseFile, age
from desktop.services.case_path import Move
from desktop.services.case_stages import CaseView, short
from desktop.services.checks import mask_id, mask_phone
from desktop.services.mediation_due import DueKind
from desktop.views import theme
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.marks import Avatar, DeadlineRing
from desktop.views.widgets.tag import Tag
from desktop.views.widgets.text import Elided, IconLabel, label

SIDES = {"applicant": "blue", "respondent": "gold", "third": "grey"}
FEW = 4
"""Party cards shown before somebody asks for all of them."""
ENDINGS = frozenset({CaseState.DECLINED, CaseState.ENDED, CaseState.WITHDRAWN, CaseState.TRANSFERRED})
"""Steps after which nobody mediates any more: they stand behind 不再调解."""
FIXES: Sequence[tuple[str, str, str]] = (
    ("调解记录", "登记调解记录", "sessions"),
    ("回访记录", "登记回访", "visits"),
    ("同意调解", "填当事人", "parties"),
    ("当事人少于", "添加当事人", "party"),
    ("只有一方", "添加当事人", "party"),
    ("当事人", "核对当事人", "parties"),
    ("协议书还缺", "登记签名", "sign"),
    ("登记履行", "登记履行", "perform"),
    ("司法确认记录", "登记裁定", "decision"),
    ("司法确认申请", "登记申请", "confirmations"),
    ("共同申请人", "改申请记录", "decision"),
    ("协议内容", "填写协议", "edit agreement_text"),
    ("履行时限", "填写协议", "edit performance_time"),
    ("简要情况", "填写案情", "edit facts"),
    ("调解员", "指定调解员", "edit mediator_id"),
    ("移送机关", "填写移送机关", "edit referred_by"),
    ("委派还是委托", "填写委派委托", "edit court_referral"),
    ("签收法院文书", "核对签收日期", "edit papers_signed_on"),
    ("缺 ", "看文书", "papers"),
)
"""What mends what stands in the way: a part of the sentence, the word of the button, what the page then does."""


def fix(sentence: str) -> tuple[str, str]:
    """Return the word of the button and the key of what mends something that stands in the way, "" for nothing."""
    return next(((word, key) for mark, word, key in FIXES if mark in sentence), ("", ""))


def clear(column: QVBoxLayout | QHBoxLayout | QGridLayout) -> None:
    """Take everything out of a layout."""
    while (item := column.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)  # type: ignore[arg-type]


class DeadlineBanner(QFrame):
    """The nearest deadline: a ring with the days left, what is due, what to do about it."""

    acted = Signal(str, object)
    """What to do and the record it concerns."""

    def __init__(self) -> None:
        super().__init__()
        self.ring = DeadlineRing(0, 1)
        self.title = label("", "h3", "amber")
        self.text = Elided("", "sub")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.text)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 12, 5)
        row.setSpacing(12)
        row.addWidget(self.ring)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        self.hide()

    def show_deadline(self, view: CaseView, writes: bool, first: int, last: int) -> None:
        """Show the nearest deadline; ``first`` and ``last`` are the days before it at which it is told."""
        clear(self._buttons)
        one = next(iter(view.deadlines), None)
        if one is None:
            self.hide()
            return
        left = (one.day - view.today).days
        family = "danger" if left < 0 else "amber" if left <= max(first, last) else "blue"
        theme.set_look(self, "card", family)
        theme.set_look(self.title, "tone", family)
        self.ring.set_days(left, one.period, family)
        words = f"逾期 {-left} 天" if left < 0 else "今天到期" if left == 0 else f"剩余 {left} 天"
        self.title.setText(f"{one.what}　{words}" if one.key != DueKind.CONFIRM else f"司法确认{words}")
        self.text.set_text(_told(view, one))
        self.setAccessibleName(f"{self.title.text()}。{self.text.whole()}")
        if writes:
            for word, icon, key in _ACTS.get(one.key, ()):
                made = button(word, icon, "" if icon else "ghost")
                made.clicked.connect(lambda _checked=False, key=key, one=one: self.acted.emit(key, one.item_id))
                self._buttons.addWidget(made)
        self.show()


_ACTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    DueKind.MEDIATE: (("延长期限", "clock", "extensions"),),
    DueKind.PERFORM: (("登记履行", "check", "perform"),),
    DueKind.VISIT: (("登记回访", "edit", "visits"),),
    DueKind.CONFIRM: (("打印申请书", "print", "print_confirmation"), ("登记申请", "edit", "confirmations"),
                      ("不申请", "", "waive")),
}  # fmt: skip


def _told(view: CaseView, one: Deadline) -> str:
    case, day = view.file.case, short(one.day, view.today)
    match one.key:
        case DueKind.CONFIRM:
            return f"协议 {short(case.effective_on)} 生效，各方须在 {day} 前共同向人民法院申请。"
        case DueKind.MEDIATE:
            if case.court_referral:
                signed = short(case.papers_signed_on, view.today)
                return f"法院移送的文书 {signed} 签收，期限到 {day}；各方同意可以延长，届满未同意延长的应当终止。"
            return f"调解一般在受理后一个月内办结，到 {day}；各方同意可以延长，届满未同意延长的应当终止。"
        case DueKind.PERFORM:
            return f"应在 {day} 前履行；请督促履行，收到凭证后登记。"
        case DueKind.VISIT:
            return f"请在 {day} 前回访当事人，了解履行情况。"
        case _:
            return f"请在 {day} 前决定是否受理，并告知申请人。"


class NextSteps(QFrame):
    """What may come next: a button where nothing stands in the way, else the sentences and what mends each."""

    wanted = Signal(object)
    """The :class:`Move` somebody wants to make."""
    mended = Signal(str)
    """The key of what mends something."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "card")
        self.setAccessibleName("下一步")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 7, 12, 7)
        self._column.setSpacing(1)
        self.buttons: dict[str, QPushButton] = {}
        self.fixes: list[QPushButton] = []

    def show_moves(self, moves: Sequence[Move], writes: bool) -> None:
        """Show these steps."""
        clear(self._column)
        self.buttons, self.fixes = {}, []
        endings = [one for one in moves if one.to in ENDINGS]
        onward = [one for one in moves if one.to not in ENDINGS]
        self.setVisible(bool(moves))
        ready = [one for one in onward if not one.blocked]
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("下一步", "h2"))
        for one in ready:
            row.addWidget(self._button(one, "", writes))
        row.addStretch(1)
        if endings:
            row.addWidget(label("不再调解", "cap"))
            for one in endings:
                row.addWidget(self._button(one, "link", writes))
        self._column.addLayout(row)
        for one in onward:
            if one.blocked:
                self._column.addWidget(self._blocked(one, writes))

    def _button(self, move: Move, k: str, writes: bool) -> QPushButton:
        made = button(move.label, "" if k else "check", f"{k} sm".strip())
        made.setEnabled(writes and not move.blocked)
        made.setToolTip("；".join(move.blocked))
        made.setAccessibleDescription("；".join(move.blocked))
        made.clicked.connect(lambda _checked=False: self.wanted.emit(move))
        self.buttons[move.to] = made
        return made

    def _blocked(self, move: Move, writes: bool) -> QWidget:
        made = QWidget()
        made.setAccessibleName(f"{move.label}：{'；'.join(move.blocked)}")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        made.setMinimumHeight(theme.px(26))
        row.addWidget(IconLabel("lock", "t3", 14))
        row.addWidget(label(move.label, "sub", "text"))
        said = label("；".join(move.blocked), "sub", "amber", wrap=True)
        said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(said, 1)
        shown = set[str]()
        for sentence in move.blocked if writes else ():
            word, key = fix(sentence)
            if word and word not in shown and len(shown) < 2:
                shown.add(word)
                mend = button(word, "", "link sm")
                mend.setAccessibleName(f"{word}，办理“{move.label}”需要")
                mend.clicked.connect(lambda _checked=False, key=key: self.mended.emit(key))
                self.fixes.append(mend)
                row.addWidget(mend)
        return made


class PartyCard(QFrame):
    """One party with masked numbers; an eye asks for the purpose before it shows one."""

    opened = Signal(object)
    """The id of the party whose form is wanted."""
    reveal_wanted = Signal(object, str, object)
    """Party, name of the field, what takes the clear value."""

    def __init__(self, file: CaseFile, party: Any, reveals: bool, clear: Mapping[tuple[UUID, str], str]) -> None:
        super().__init__()
        self.setProperty("card", "sunken")
        self.party = party
        self._clear = clear
        self._file = file
        organisation = party.kind == "organisation"
        side = file.word("party_sides", party.side)
        self.setAccessibleName(f"{side} {party.name}")
        name = Elided(party.name, "h3")
        policy = name.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum)
        name.setSizePolicy(policy)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Avatar(party.name, SIDES.get(party.side, "grey")))
        head.addWidget(name)
        head.addWidget(Tag(side))
        for words, family in self._marks():
            head.addWidget(Tag(words, family))
        head.addStretch(1)
        years = "" if organisation else age(party, file.case.applied_on)
        facts = " ".join(one for one in (file.word("genders", party.gender), f"{years} 岁" if years else "") if one)
        head.addWidget(label(file.word("party_kinds", party.kind) if organisation else facts, "cap"))
        edit = icon_button("edit", f"打开{side}{party.name}的资料", "icon sm")
        edit.clicked.connect(lambda _checked=False: self.opened.emit(party.id))
        head.addWidget(edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(3)
        column.addLayout(head)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        if party.id_number:
            self._number(numbers, "lock", "id_number", mask_id(party.id_number), reveals)
        if party.phone:
            office = organisation and party.phone.startswith("0")
            shown = party.phone if office else mask_phone(party.phone)
            self._number(numbers, "phone", "phone", shown, reveals and not office)
        if organisation and party.legal_representative:
            numbers.addWidget(Elided(f"法定代表人 {party.legal_representative} {party.legal_duty}".strip(), "sub"), 1)
        numbers.addStretch(1)
        if numbers.count() > 1:
            column.addLayout(numbers)
        place = QHBoxLayout()
        place.setSpacing(6)
        place.addWidget(IconLabel("location", "t2", 16))
        place.addWidget(Elided(party.address or "没有填写住址", "body", None if party.address else "t3"), 1)
        column.addLayout(place)
        if acting := self._acting():
            column.addWidget(Elided(acting, "sub"))
        column.addStretch(1)

    def _marks(self) -> list[tuple[str, str]]:
        party = self.party
        found = []
        if party.representative:
            found.append(("代表人", "blue"))
        if party.refused:
            found.append(("拒绝调解", "danger"))
        elif not party.consent_on:
            found.append(("未同意", "amber"))
        if party.mediator_related:
            found.append(("应回避", "danger"))
        return found[:2]

    def _acting(self) -> str:
        party, parts = self.party, list[str]()
        if party.guardian:
            parts.append(f"监护人 {party.guardian}（{party.guardian_relation}）")
        if party.agent:
            authority = self._file.word("agent_authorities", party.agent_authority)
            parts.append(f"代理人 {party.agent}（{authority}{'' if party.authority_on else '，缺委托书日期'}）")
        return "　".join(parts)

    def _number(self, row: QHBoxLayout, icon: str, name: str, shown: str, reveals: bool) -> None:
        field = description("case_parties")[name]
        row.addWidget(IconLabel(icon, "t2", 16))
        seen = self._clear.get((self.party.id, name))
        text = label(seen or shown)
        row.addWidget(text)
        if reveals and seen is None:
            eye = icon_button("eye", f"显示{self.party.name}的{field.label}原号，将写入日志", "icon sm")
            eye.clicked.connect(lambda _checked=False: self.reveal_wanted.emit(self.party, name, text.setText))
            row.addWidget(eye)


class PartyCards(QWidget):
    """The parties side by side, the first few of many."""

    opened = Signal(object)
    reveal_wanted = Signal(object, str, object)
    add_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self._all = False
        self._seen: tuple[CaseFile, bool] | None = None
        self.cards: list[PartyCard] = []
        self.more: QPushButton | None = None
        self.clear: dict[tuple[UUID, str], str] = {}
        """Numbers somebody asked to see, by party and field; they go with the page."""

    def show_parties(self, file: CaseFile, reveals: bool) -> None:
        """Show the parties of a case."""
        self._seen = (file, reveals)
        clear(self._grid)
        self.cards, self.more = [], None
        shown = file.parties if self._all else file.parties[:FEW]
        for at, party in enumerate(shown):
            card = PartyCard(file, party, reveals, self.clear)
            card.opened.connect(self.opened)
            card.reveal_wanted.connect(self.reveal_wanted)
            self.cards.append(card)
            wide = len(file.parties) == 1
            self._grid.addWidget(card, at // 2, at % 2, 1, 2 if wide else 1)
        if len(file.parties) > len(shown):
            self._say(f"显示全部 {len(file.parties)} 名当事人", self._show_all)
        elif not file.parties:
            self._say("还没有当事人，添加当事人", self.add_wanted.emit)

    def _say(self, words: str, act: Callable[[], object]) -> None:
        self.more = button(words, "people", "link")
        self.more.clicked.connect(lambda _checked=False: act())
        self._grid.addWidget(self.more, self._grid.rowCount(), 0, 1, 2)

    def _show_all(self) -> None:
        self._all = True
        if self._seen is not None:
            self.show_parties(*self._seen)
