"""The quick entry of services (快速录入): line after line by keys alone, each checked at once, saved as one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.services import checkin_quick, drafts, records, saving
from desktop.services.checkin_quick import MOST_LINES, SHEET, Server, Verdict
from desktop.services.drafts import Kept
from desktop.storage.work import Changed, Work
from desktop.views import theme, tokens
from desktop.views.checkin.quick_line import CELLS, GROWS, QuickLine
from desktop.views.checkin.quick_rows import NUMBER, STATE, QuickDelegate, QuickRow, QuickRows, QuickTable
from desktop.views.desk import Desk
from desktop.views.records.drafts import DraftKeeper
from desktop.views.records.reference import ReferencePicker
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.question import choose
from desktop.views.widgets.short_view import short_view
from desktop.views.widgets.text import Elided, IconLabel, label
from desktop.views.widgets.waiting import EmptyState

HINT = "Enter 到下一格，最后一格 Enter 记一行；Ctrl+Enter 马上记下，只换人、其余照旧"
NUMBER_WIDTH, STATE_WIDTH, SCROLL = 44, 86, 12
LISTS = ("service_kinds", "service_subkinds")
TABLE_COLUMN = {"day": 1, "who": 2, "kind": 3, "subkind": 4, "content": 5, "hours": 6, "people": 7, "place": 8,
                "confirmed_by": 9}  # fmt: skip
NARROW_HIDES = ("kind", "place", "confirmed_by")


class QuickSheet(QFrame):
    """The sheet; nothing is written before 全部保存, and what is typed is kept as a draft meanwhile."""

    help_topic = "checkin"
    title = "快速录入服务"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._saving = False
        self._mending: UUID | None = None
        self._servers: Mapping[UUID, Server] = {}
        with desk.database.read() as session:
            labels = {key: records.choices(session, key, desk.clock.today()) for key in LISTS}
        self.line = QuickLine(desk.clock.today(), labels)
        self.line.entered.connect(self.take)
        self.line.told.connect(self._tell)
        self.drafts = DraftKeeper(desk, "services", self._typed, self._type_again)
        self.drafts.setParent(self)
        self._build()
        desk.changes.happened.connect(self._changed)
        self._read()

    # Building

    def _build(self) -> None:
        self.counts = label("", "sub")
        self.campaign = ReferencePicker(self._desk, "campaigns", "系列活动")
        self.campaign.setAccessibleName("系列活动，用于接着录入的各行")
        self.campaign.setPlaceholderText("不属于系列活动")
        self.campaign.setFixedWidth(theme.px(240))
        told = label("系列活动", "sub")
        told.setBuddy(self.campaign)
        self.save_button = button("全部保存", "check", "primary", key="save")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        back = button("返回", "", "ghost", key="leave")
        back.clicked.connect(lambda _checked=False: self._desk.back())
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label(self.title, "h1"))
        head.addWidget(self.counts)
        head.addStretch(1)
        for part in (told, self.campaign, back, self.save_button):
            head.addWidget(part)
        self.banner = Banner("danger", "没有写入", " ")
        self.banner.hide()
        self._icon = IconLabel("info", "t3", 14)
        self.said = Elided(HINT, "cap", "t3")
        under = QHBoxLayout()
        under.setSpacing(5)
        under.addWidget(self._icon)
        under.addWidget(self.said, 1)
        self.model = QuickRows(self)
        self.table = QuickTable()
        short_view(self.model, "录好的各行", (), TABLE_COLUMN[GROWS], self.table)
        self.table.setItemDelegate(QuickDelegate(self.table))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.wanted.connect(self.mend)
        self.table.thrown.connect(self.throw)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell_of(now.row()))
        self.none_yet = EmptyState("还没有录入", "录好的各行列在这里，核对无误后一次保存，可以一步撤销")
        self._upper = QVBoxLayout()
        self._upper.setSpacing(8)
        self._upper.addLayout(head)
        self._upper.addWidget(self.banner)
        self._around = QVBoxLayout()
        self._around.addWidget(self.line, 0, Qt.AlignmentFlag.AlignLeft)
        last = QVBoxLayout()
        last.setContentsMargins(tokens.PAGE_MARGIN, 6, tokens.PAGE_MARGIN, 6)
        last.addLayout(under)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.drafts.bar)
        column.addLayout(self._upper)
        column.addLayout(self._around)
        column.addLayout(last)
        column.addWidget(self.table, 1)
        column.addWidget(self.none_yet, 1)
        self.setFocusProxy(self.line.day)
        QWidget.setTabOrder(self.campaign, back)
        QWidget.setTabOrder(self.save_button, self.line.day)
        for before, after in pairwise(CELLS):
            QWidget.setTabOrder(self.line.parts[before.name], self.line.parts[after.name])
        QWidget.setTabOrder(self.line.parts[CELLS[-1].name], self.table)
        self._show_counts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the line and the columns of the table out for the width."""
        super().resizeEvent(event)
        number, state, gap = theme.px(NUMBER_WIDTH), theme.px(STATE_WIDTH), SCROLL
        narrow = self.width() < self.line.least_width() + number + state + gap
        margin = tokens.PAGE_MARGIN_NARROW if narrow else tokens.PAGE_MARGIN
        self._upper.setContentsMargins(margin, 12, margin, 8)
        self._around.setContentsMargins(0 if not narrow else margin, 0, margin, 0)
        widths = {one.name: theme.px(one.width) for one in CELLS}
        shown = [one.name for one in CELLS if not (narrow and one.name in NARROW_HIDES)]
        widths[GROWS] += max(0, self.width() - number - state - gap - sum(widths[name] for name in shown))
        self.table.setColumnWidth(NUMBER, number)
        self.table.setColumnWidth(STATE, state)
        for name, column in TABLE_COLUMN.items():
            self.table.setColumnHidden(column, name not in shown)
            self.table.setColumnWidth(column, widths[name])
        # In one row every input stands over its column, and its label is the heading.
        self.table.horizontalHeader().setVisible(narrow)
        self.line.arrange(narrow, number, widths)

    # Reading

    def _read(self) -> None:
        desk = self._desk

        def read(progress: Any) -> tuple[list[Server], Kept | None]:
            with desk.database.read() as session:
                return checkin_quick.servers(session, desk.context()), drafts.find(
                    session, desk.actor, "services", SHEET
                )

        desk.jobs.run(self, read, self._take_servers, label="读取报到党员")

    def _take_servers(self, found: tuple[list[Server], Kept | None]) -> None:
        servers, draft = found
        first = not self._servers
        self._servers = {one.id: one for one in servers}
        self.line.set_servers(servers)
        if first:
            self.drafts.begin(SHEET, None, draft)

    def _changed(self, changed: Changed) -> None:
        if {"members", "people", "posts", "units"} & changed.records.keys():
            self._read()

    # Lines

    def rows(self) -> Sequence[QuickRow]:
        """Return the lines in the order they were typed."""
        return list(reversed(self.model.rows))

    def take(self) -> None:
        """Put the line that is typed among those to be saved, unless something in it is plainly wrong."""
        wrong = self.line.wrong()
        if not wrong and self.campaign.unknown():
            self._tell(f"没有找到系列活动“{self.campaign.unknown()}”，请从候选里选，或清空")
            self.campaign.setFocus()
            return
        if wrong:
            self.line.show_wrong(wrong)
            return
        if len(self.model.rows) >= MOST_LINES and self._mending is None:
            self._tell(f"一次最多录 {MOST_LINES} 行，请先保存")
            return
        values = {**self.line.values(), "campaign_id": self.campaign.record_id()}
        texts = {**self.line.texts(), "campaign": self.campaign.text()}
        rows = list(self.rows())
        mended = next((at for at, one in enumerate(rows) if one.key == self._mending), None)
        self._mending = None
        if mended is None:
            rows.append(QuickRow(values, texts))
        else:
            rows[mended] = QuickRow(values, texts)
        self._set_rows(rows)
        if mended is None:
            self._check(len(rows) - 1)
        else:
            # What later lines add up to may be right now, or wrong.
            for at in range(mended, len(rows)):
                self._check(at)
        self.table.scrollToTop()
        self.line.next()
        self._tell("")

    def mend(self, row: int) -> None:
        """Take a line back into the inputs; it keeps its place."""
        one = self.model.rows[row]
        self._mending = one.key
        self.line.number.setText(str(self._number()))
        server = self._servers.get(one.values.get("member_id") or one.values.get("person_id") or UUID(int=0))
        self.line.put(one.values, server)
        self.campaign.set_record(one.values.get("campaign_id"), one.texts.get("campaign", ""))
        wrong = {_cell(name): text for name, text in (one.verdict.mistakes if one.verdict else {}).items()}
        shown = {name: text for name, text in wrong.items() if name in self.line.parts}
        if shown:
            self.line.show_wrong(shown)
        else:
            self.line.who.setFocus()
            said = one.verdict.sentence if one.verdict else ""
            self._tell(said or f"正在改第 {self.model.number(row)} 行，改好后按 Ctrl+Enter")

    def throw(self, row: int) -> None:
        """Take a line out."""
        kept = [one for at, one in enumerate(self.model.rows) if at != row]
        if self.model.rows[row].key == self._mending:
            self._mending = None
        self._set_rows(list(reversed(kept)))
        for at in range(len(kept)):
            self._check(at)
        if kept:
            self.table.setCurrentIndex(self.model.index(min(row, len(kept) - 1), TABLE_COLUMN["who"]))
        else:
            self.line.who.setFocus()

    def _set_rows(self, rows: Sequence[QuickRow]) -> None:
        self.model.set_rows(tuple(reversed(rows)))
        self._show_counts()
        self.drafts.look()

    def _check(self, at: int) -> None:
        """Ask the office about a line, with the lines before it."""
        rows, desk = self.rows(), self._desk
        one, before = rows[at], [row.values for row in rows[:at]]

        def read(progress: Any) -> Verdict:
            with desk.database.read() as session:
                return checkin_quick.check(session, one.values, before, desk.context())

        desk.jobs.run(self, read, lambda verdict: self._judge(one.key, verdict), label="核对服务")

    def _judge(self, key: UUID, verdict: Verdict) -> None:
        for row, one in enumerate(self.model.rows):
            if one.key != key:
                continue
            judged = list(self.model.rows)
            judged[row] = replace(one, verdict=verdict)
            self.model.rows = tuple(judged)
            self.model.dataChanged.emit(self.model.index(row, 0), self.model.index(row, STATE))
            # Answers come in any order; what must be mended is not hidden by what only wants a look.
            if verdict.mistakes or (verdict.warnings and all(other.state != "bad" for other in self.model.rows)):
                self._tell_of(row)
        self._show_counts()

    def _tell_of(self, row: int) -> None:
        if not 0 <= row < len(self.model.rows):
            return
        one = self.model.rows[row]
        if one.verdict is None or not one.verdict.sentence:
            self._tell("")
            return
        self._say(
            f"第 {self.model.number(row)} 行：{one.verdict.sentence}", "danger" if one.state == "bad" else "amber"
        )

    def _tell(self, sentence: str) -> None:
        self._say(sentence or HINT, "danger" if sentence else "")

    def _say(self, text: str, tone: str) -> None:
        theme.set_look(self.said, "tone", tone or "t3")
        self.said.set_text(text)
        self._icon.set_icon("warning" if tone else "info", tone or "t3")

    def _number(self) -> int:
        """Return the number of the line in the inputs."""
        rows = self.model.rows
        mended = next((self.model.number(at) for at, one in enumerate(rows) if one.key == self._mending), None)
        return mended or len(rows) + 1

    def _show_counts(self) -> None:
        rows = self.model.rows
        bad, waiting = sum(one.state == "bad" for one in rows), sum(one.verdict is None for one in rows)
        texts = [f"{len(rows)} 行"] if rows else []
        texts += [f"{bad} 行需改正"] if bad else []
        self.counts.setText("　".join(texts))
        self.line.number.setText(str(self._number()))
        self.save_button.setEnabled(bool(rows) and not bad and not waiting and not self._saving)
        self.table.setVisible(bool(rows))
        self.none_yet.setVisible(not rows)

    # Writing

    def save(self) -> None:
        """Write every line as one action; what is still in the inputs stays there."""
        rows = self.rows()
        if self._saving or not rows or any(one.verdict is None or one.verdict.mistakes for one in rows):
            return
        self._saving = True
        self._show_counts()
        self.banner.hide()

        def write(work: Work) -> int:
            written = checkin_quick.record(work, [one.values for one in rows])
            drafts.drop(work, "services", SHEET)
            return len(written)

        future = self._desk.database.submit("录入服务", write)
        self._desk.jobs.after(self, future, self._saved, self._refused, label="录入服务")

    def _saved(self, many: int) -> None:
        self._saving = False
        self.drafts.end()
        self._set_rows([])
        self.drafts.begin(SHEET, None, None)
        self._desk.toast(f"已录入 {many} 件服务", undo=True)
        self.line.who.setFocus()

    def _refused(self, error: UserError) -> None:
        self._saving = False
        text = "；".join(error.mistakes.values()) if isinstance(error, Invalid) else str(error)
        self.banner.set_message("danger", "没有写入，各行还在表里", text)
        self.banner.show()
        for at in range(len(self.model.rows)):
            self._check(at)
        self._show_counts()

    def leave(self) -> bool:
        """Ask before lines that were not saved are lost."""
        many = len(self.model.rows)
        if not many:
            return True
        text = f"{many} 行还没有保存。存为草稿，下次打开快速录入时可以接着来。"
        answer = choose(self, "服务还没有保存？", text, "不保存", "存为草稿")
        if answer == "存为草稿":
            self.drafts.keep()
        elif answer:
            self.drafts.discard()
        if answer:
            self.drafts.end()
        return bool(answer)

    # Drafts

    def _typed(self) -> dict[str, Any]:
        # What is kept comes back in the order of its names.
        return {f"{at:03d}-{one.key.hex}": _plain(one) for at, one in enumerate(self.rows())}

    def _type_again(self, kept: Mapping[str, Any]) -> None:
        """Take the lines of a draft; somebody who is gone meanwhile is noticed by the check."""
        rows = [QuickRow(_values(one["values"]), one["texts"]) for _, one in sorted(kept.items())]
        self._set_rows([*rows, *self.rows()])
        for at in range(len(self.model.rows)):
            self._check(at)


def _cell(name: str) -> str:
    return "who" if name in ("member_id", "person_id") else name


def _plain(one: QuickRow) -> dict[str, Any]:
    held = {name: value for name, value in one.values.items() if value not in (None, "")}
    texts = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in held.items()}
    return {"values": texts, "texts": dict(one.texts)}


def _values(kept: Mapping[str, str]) -> dict[str, Any]:
    return saving.understood("services", kept)[0]
